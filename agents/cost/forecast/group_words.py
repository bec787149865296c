"""Forecasts of single groups in words."""

from agents.bill.blocks import OTHERS
from agents.bill.kinds import kind_words
from agents.bill.wording import Grouping, Sentence, listed, sentence
from agents.cost.forecast.groups import GroupForecasts, GroupOutlook
from agents.cost.forecast.question import fraction
from billing.history import ONE_OFF
from billing.outlook import cents
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def present_groups(found: GroupForecasts, book: FactBook) -> Finding:
    """The first group in the headline, all of them in a table beside what they came to lately."""
    headline, facts = _first_group(found, book)
    whole = book.money(
        Money(cents(found.whole.whole.value), found.asked.currency), "forecast of all", found.asked.target
    )
    return Finding(
        headline=headline,
        prose=f"{_prose(found)} Together they come to [[{whole.id}]], the forecast of all.",
        facts=(*facts, whole),
        blocks=(_table(found),),
        basis=found.basis,
        suggestions=("Forecast my spend for next month", "Which services grew the most last month?"),
    )


def _prose(found: GroupForecasts) -> str:
    text = "Each is estimated from its own history; the table says how far such estimates were off."
    single = kind_words(found.asked.once.kinds - ONE_OFF)
    words = [*kind_words(found.history.left_out), *([f"what came once ({listed(single)})"] if single else [])]
    if not words:
        return text
    return (
        f"{text} Estimates leave out {listed(words)}; the amounts {phrase_of(found.latest)} are as billed, with them."
    )


def _first_group(found: GroupForecasts, book: FactBook) -> Sentence:
    asked, first, latest = found.asked, found.known[0], found.latest
    name = book.text(found.groups.name(first.keys), "first group")
    amount = book.money(Money(first.amount, asked.currency), f"forecast of {name.value}", asked.target)
    before = book.money(Money(first.billed, asked.currency), f"spend on {name.value}", latest)
    verb = "grow the most" if asked.params.order == "growth" else "cost the most"
    when = phrase_of(asked.target)
    text = sentence(f"[[{name.id}]] will probably {verb}", asked.scope.subject, f"{when}:")
    return f"{text} about [[{amount.id}]], after [[{before.id}]] {phrase_of(latest)}.", [name, amount, before]


def _table(found: GroupForecasts) -> TableBlock:
    asked, groups, known, latest = found.asked, found.groups, found.known, found.latest
    unit = asked.currency
    listed_all = [*known, *([found.others] if found.others else [])]
    apart = any(cents(one.recurring) != cents(float(one.billed)) for one in listed_all)
    rows = tuple(
        (
            *_labels(groups, one),
            str(one.billed),
            *([str(cents(one.recurring))] if apart else []),
            str(one.amount),
            *(None if bound is None else str(cents(bound)) for bound in (one.low, one.high)),
            str(cents(one.growth)),
            None if one.measured is None or one.measured.wape is None else str(fraction(one.measured.wape)),
        )
        for one in listed_all
    )
    before = phrase_of(latest).removeprefix("in ").removeprefix("from ").capitalize()
    return TableBlock(
        title=sentence("forecast", asked.scope.subject, phrase_of(asked.target)),
        columns=(
            *(Column(key=key, label=text) for key, text in groups.headings),
            Column(key="before", label=before, kind="money", unit=unit),
            *([Column(key="recurring", label="Of it recurring", kind="money", unit=unit)] if apart else []),
            Column(key="amount", label="Forecast", kind="money", unit=unit),
            Column(key="low", label="Low", kind="money", unit=unit),
            Column(key="high", label="High", kind="money", unit=unit),
            Column(key="change", label="Change of recurring" if apart else "Change", kind="money", unit=unit),
            Column(key="error", label="Measured error", kind="percent"),
        ),
        rows=rows,
        total_rows=len(rows),
    )


def _labels(groups: Grouping, one: GroupOutlook) -> tuple[str, ...]:
    if not one.keys:
        return (OTHERS, *([""] * (len(groups.keys) - 1)))
    return tuple(groups.label(position, key) for position, key in enumerate(one.keys))
