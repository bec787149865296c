"""Forecasts of single groups: the services, accounts or teams that cost most, each from its own history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from agents.bill.kinds import kind_words
from agents.bill.wording import Grouping, listed, sentence
from agents.cost.forecast.basis import (
    ForecastQuestion,
    basis_of_estimate,
    billed_rows,
    fraction,
    group_history,
    too_little,
)
from billing.allocation import exact_sum
from billing.outlook import ONE_OFF, History, NotEnough, Outlook, cents, look_ahead
from billing.periods.calendar import add_months
from billing.periods.symbols import phrase_of, whole_months
from billing.query import LineKind
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money, Period

GROUPS = 10
Sentence = tuple[str, list[Fact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutlook:
    """One group's outlook beside what it came to over as many days before.

    `billed` is all of that, `recurring` what of it can be continued: without credits, refunds and what came once.
    """

    keys: tuple[str, ...]
    billed: Decimal
    recurring: float
    found: Outlook

    @property
    def growth(self) -> float:
        """How much more than what recurs the estimate is: what came once is not in it."""
        return self.found.whole.value - self.recurring


def forecast_groups(asked: ForecastQuestion, groups: Grouping, context: ToolContext) -> Finding:
    """One estimate a group, for the groups that cost most lately; their estimates do not add up to that of all."""
    latest = _latest(asked)
    recent = Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)
    sums: dict[tuple[str, ...], float] = {}
    for row in asked.result.rows:
        counts = row.currency == asked.currency and LineKind(row.keys[-1]) not in ONE_OFF
        if counts and row.start is not None and row.start.date() in recent:
            sums[row.keys[:-1]] = sums.get(row.keys[:-1], 0.0) + float(row.amount)
    largest = sorted((keys for keys in sums if sums[keys] > 0), key=lambda keys: -sums[keys])
    count = asked.params.top_n or GROUPS
    known: list[GroupOutlook] = []
    short: list[NotEnough] = []
    for keys in largest[: max(count, GROUPS) if asked.params.order == "growth" else count]:
        found = look_ahead(group_history(asked, keys), asked.target, [asked.target])
        if isinstance(found, NotEnough):
            short.append(found)
        else:
            known.append(
                GroupOutlook(
                    keys=keys,
                    billed=_billed(asked, keys, latest),
                    recurring=_recurring(asked, keys, latest),
                    found=found,
                )
            )
    history = _history_of_all(asked)
    if not known:
        found = short[0] if short else NotEnough(have=0, need=1, unit="months")
        return too_little(asked, found, history, context)
    by_growth = asked.params.order == "growth"
    known.sort(key=lambda one: -one.growth if by_growth else -one.found.whole.value)
    known = known[:count]
    headline, facts = _first_group(asked, groups, known[0], latest, context)
    left = f"{len(short)} with too little history are left out of the table" if short else ""
    basis = basis_of_estimate(asked, known[0].found, history, None, measured=False)
    return Finding(
        headline=headline,
        prose=_prose(asked, history, latest),
        facts=tuple(facts),
        blocks=(_group_table(asked, groups, known, latest),),
        basis=basis.model_copy(update={"notes": (*basis.notes, left)}) if left else basis,
        suggestions=("Forecast my spend for next month", "Which services grew the most last month?"),
    )


def _prose(asked: ForecastQuestion, history: History, latest: Period) -> str:
    text = "Each is estimated from its own history; the table says how far such estimates were off."
    single = kind_words(asked.once.kinds - ONE_OFF)
    words = [*kind_words(history.left_out), *([f"what came once ({listed(single)})"] if single else [])]
    if not words:
        return text
    return f"{text} Estimates leave out {listed(words)}; the amounts {phrase_of(latest)} are as billed, with them."


def _latest(asked: ForecastQuestion) -> Period:
    """As long a stretch before: whole months beside whole months, else the last days."""
    running = asked.days.end.replace(day=1)
    months = whole_months(asked.target)
    if months and add_months(running, -months) >= asked.days.start:
        return Period(add_months(running, -months), running)
    return Period(max(asked.days.start, asked.days.end - timedelta(days=asked.target.days)), asked.days.end)


def _history_of_all(asked: ForecastQuestion) -> History:
    merged = [replace(row, keys=row.keys[-1:]) for row in asked.result.rows]
    once = replace(asked.once, rows=tuple(replace(row, keys=row.keys[-1:]) for row in asked.once.rows))
    return group_history(replace(asked, result=replace(asked.result, rows=tuple(merged)), once=once), ())


def _recurring(asked: ForecastQuestion, keys: tuple[str, ...], days: Period) -> float:
    """What a group came to in these days, without what forecasts leave out."""
    left_out = group_history(asked, keys).left_out
    return sum(
        float(row.amount)
        for row in asked.result.rows
        if row.keys[:-1] == keys
        and row.currency == asked.currency
        and LineKind(row.keys[-1]) not in left_out
        and row.start is not None
        and row.start.date() in days
    )


def _billed(asked: ForecastQuestion, keys: tuple[str, ...], days: Period) -> Decimal:
    """What a group was billed in these days, to the last digit."""
    return exact_sum([row.amount for row in billed_rows(asked, keys) if row.start and row.start.date() in days])


def _first_group(
    asked: ForecastQuestion, groups: Grouping, first: GroupOutlook, latest: Period, context: ToolContext
) -> Sentence:
    name = context.facts.text(groups.name(first.keys), "first group")
    amount = context.facts.money(
        Money(cents(first.found.whole.value), asked.currency), f"forecast of {name.value}", asked.target
    )
    before = context.facts.money(Money(first.billed, asked.currency), f"spend on {name.value}", latest)
    verb = "grow the most" if asked.params.order == "growth" else "cost the most"
    when = phrase_of(asked.target)
    text = sentence(f"[[{name.id}]] will probably {verb}", asked.scope.subject, f"{when}:")
    return f"{text} about [[{amount.id}]], after [[{before.id}]] {phrase_of(latest)}.", [name, amount, before]


def _group_table(
    asked: ForecastQuestion, groups: Grouping, known: Sequence[GroupOutlook], latest: Period
) -> TableBlock:
    unit = asked.currency
    apart = any(cents(one.recurring) != cents(float(one.billed)) for one in known)
    rows = tuple(
        (
            *(groups.label(position, key) for position, key in enumerate(one.keys)),
            str(one.billed),
            *([str(cents(one.recurring))] if apart else []),
            *(str(cents(n)) for n in (one.found.whole.value, one.found.whole.low, one.found.whole.high, one.growth)),
            None if one.found.measured.wape is None else str(fraction(one.found.measured.wape)),
        )
        for one in known
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
