"""Forecasts of single groups in words."""

from agents.bill.blocks import OTHERS
from agents.bill.kinds import kind_words
from agents.bill.wording import Grouping, Sentence, listed, sentence
from agents.cost.forecast.groups import GroupForecasts, GroupOutlook
from agents.cost.forecast.question import fraction, naive_error
from billing.history import ONE_OFF
from billing.outlook import cents
from billing.periods.symbols import bare, phrase_of
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

NAMED = 3
"""Groups that words name one by one."""

SIMPLEST = "the simplest method (repeating the last week or the run rate, whichever had come nearer)"
"""What estimates are measured against."""

TELLS_APART = 0.0005
"""Errors that differ by less are the same when they are shown."""


def present_groups(found: GroupForecasts, book: FactBook) -> Finding:
    """The first group in the headline, all of them in a table beside what they came to lately."""
    headline, facts = _first_group(found, book)
    measured, names = _measured(found, book)
    together, of_all = _together(found, book)
    return Finding(
        headline=headline,
        prose=" ".join(text for text in (measured, _left_out(found), together) if text),
        facts=(*facts, *names, *of_all),
        blocks=(_table(found),),
        basis=found.basis,
        suggestions=("Forecast my spend for next month", "Which services grew the most last month?"),
    )


def _measured(found: GroupForecasts, book: FactBook) -> Sentence:
    """Which estimates had come nearer than the simplest method, which no nearer, and which nobody could try."""
    tried = [one for one in found.known if one.error is not None]
    if not tried:
        return "How far such estimates were off is not measured one by one.", []
    text = "Each is estimated from its own history; the table says how far such estimates were off"
    text += f", beside {SIMPLEST}." if any(one.naive is not None for one in tried) else "."
    facts: list[Fact] = []
    for groups, words in (
        ([one for one in tried if one.naive is not None and _is_worse(one)], "the simplest method had come nearer"),
        ([one for one in tried if one.naive is None], "what comes once a month is continued, of which no week tells"),
        ([one for one in found.known if one.error is None], "nothing could be measured"),
    ):
        if groups:
            named = [book.text(found.groups.name(one.keys), "group") for one in groups[:NAMED]]
            facts += named
            names = [f"[[{fact.id}]]" for fact in named] + (["others"] if len(groups) > NAMED else [])
            text += f" For {listed(names)} {words}."
    if found.others:
        text += " All others together are not measured."
    return text, facts


def _is_worse(one: GroupOutlook) -> bool:
    return (one.error or 0.0) > (one.naive or 0.0) + TELLS_APART


def _together(found: GroupForecasts, book: FactBook) -> Sentence:
    """The sum of all, and how far such a forecast of all was off."""
    amount = Money(cents(found.whole.whole.value), found.asked.currency)
    whole = book.money(amount, "forecast of all", found.asked.target)
    text = f"Together they come to [[{whole.id}]], the forecast of all"
    error, naive = found.whole.measured.wape, naive_error(found.whole)
    if error is None or naive is None:
        return f"{text}.", [whole]
    off = book.percent(fraction(error), "measured error of the forecast of all (WAPE)")
    simplest = book.percent(fraction(naive), "error of the simplest method for all (WAPE)")
    text += f"; such forecasts of all were off by [[{off.id}]] (the simplest method: [[{simplest.id}]])."
    return text, [whole, off, simplest]


def _left_out(found: GroupForecasts) -> str:
    single = kind_words(found.asked.once.kinds - ONE_OFF)
    words = [*kind_words(found.history.left_out), *([f"what came once ({listed(single)})"] if single else [])]
    if not words:
        return ""
    return f"Estimates leave out {listed(words)}; the amounts {phrase_of(found.latest)} are as billed, with them."


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
            *(None if error is None else str(fraction(error)) for error in (one.error, one.naive)),
        )
        for one in listed_all
    )
    before = sentence(bare(phrase_of(latest)))
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
            Column(key="naive_error", label="Simplest method's error", kind="percent"),
        ),
        rows=rows,
        total_rows=len(rows),
    )


def _labels(groups: Grouping, one: GroupOutlook) -> tuple[str, ...]:
    if not one.keys:
        return (OTHERS, *([""] * (len(groups.keys) - 1)))
    return tuple(groups.label(position, key) for position, key in enumerate(one.keys))
