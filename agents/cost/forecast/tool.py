"""The `forecast` tool: what days ahead will probably come to, how sure that is, and what it stands on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.caveats import also_read
from agents.bill.kinds import kind_words
from agents.bill.scope import basis_of, covered, read_scope
from agents.bill.wording import grouping, listed, sentence
from agents.cost.forecast.basis import (
    ForecastQuestion,
    basis_of_estimate,
    billed_rows,
    fraction,
    group_history,
    once_in_words,
    too_little,
)
from agents.cost.forecast.groups import forecast_groups
from agents.cost.forecast.params import ForecastParams
from billing.forecast import LEVEL
from billing.one_time_charges import apart
from billing.outlook import Estimate, History, NotEnough, Outlook, cents, look_ahead
from billing.periods.horizon import resolve_ahead
from billing.periods.symbols import phrase_of
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import (
    Block,
    Column,
    DateRange,
    Fact,
    Finding,
    Point,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.errors import ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money, Period

DAYS_DRAWN = 60
LONGEST_DAILY = 45
"""Days asked about that are drawn one by one unless asked otherwise."""

UNRELIABLE = Decimal("0.4")
"""A measured error above this is said in words, too."""

Sentence = tuple[str, list[Fact]]


def forecast(params: ForecastParams, context: ToolContext) -> Finding:
    """Continues the bill's own history. Raises ToolRetry for arguments outside the grammar, BillError from the bill."""
    scope = read_scope(params.model_copy(update={"period": "all", "by_invoice": False}), context)
    if isinstance(scope, Missing):
        return absent(scope, context.facts)
    target = resolve_ahead(params.period or "next_month", scope.anchor)
    groups = grouping(params.group_by, scope)
    if isinstance(groups, Missing):
        return absent(groups, context.facts, scope.basis)
    if groups.keys and groups.keys[0] is Dimension.LINE_KIND:
        raise ToolRetry("group_by: kinds of charges cannot be forecast one by one.")
    days = covered(scope.info)
    also_read(context)
    by = (*groups.keys, Dimension.LINE_KIND, Dimension.CADENCE)
    query = replace(scope.rows, period=days, group_by=by, granularity=Granularity.DAILY)
    result, once = apart(context.service(BillSource).query(query), days)
    if not result.totals:
        return Finding(headline=sentence("the bill has no charges", f"{scope.subject}."), basis=scope.basis)
    currency = max(result.totals, key=lambda unit: abs(result.totals[unit]))
    asked = ForecastQuestion(
        params=params, scope=scope, target=target, days=days, currency=currency, result=result, once=once
    )
    if target.end <= days.end:
        return _billed_already(asked, context)
    return forecast_groups(asked, groups, context) if groups.keys else _of_all(asked, context)


def _billed_already(asked: ForecastQuestion, context: ToolContext) -> Finding:
    """No estimate where the bill knows."""
    result = context.service(BillSource).query(replace(asked.scope.rows, period=asked.target))
    spent = [context.facts.money(Money(amount, unit), "spend", asked.target) for unit, amount in result.totals.items()]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in spent) or "nothing"
    text = f"the bill is complete {phrase_of(asked.target)}, so there is nothing to forecast: you spent {amounts}"
    days = DateRange(start=asked.target.start, end=asked.target.end)
    return Finding(
        headline=sentence(text, f"{asked.scope.subject}."),
        facts=tuple(spent),
        basis=basis_of(asked.scope, result).model_copy(update={"period": days}),
    )


def _grain(asked: ForecastQuestion) -> str:
    if asked.params.granularity:
        return asked.params.granularity
    return "daily" if asked.target.days <= LONGEST_DAILY else "monthly"


def _parts(target: Period, grain: str, asked: ForecastQuestion) -> list[Period]:
    """The intervals of a period, cut at its ends."""
    found: list[Period] = []
    start = target.start
    while start < target.end:
        found.append(Period(start, min(_interval(start, grain, asked).end, target.end)))
        start = found[-1].end
    return found


def _interval(day: date, grain: str, asked: ForecastQuestion) -> Period:
    """The day, week or month a day lies in."""
    match grain:
        case "daily":
            return Period.of_days(day, 1)
        case "weekly":
            return asked.scope.anchor.calendar.week(day)
        case _:
            return Period.of_month(day.year, day.month)


def _of_all(asked: ForecastQuestion, context: ToolContext) -> Finding:
    history = group_history(asked, ())
    grain = _grain(asked) if any(history.daily) else "monthly"
    lead = _interval(asked.days.end, grain, asked)
    parts = _parts(Period(lead.start, asked.target.start), grain, asked) if lead.start < asked.target.start else []
    found = look_ahead(history, asked.target, [*parts, *_parts(asked.target, grain, asked)])
    if isinstance(found, NotEnough):
        return too_little(asked, found, history, context)
    headline, facts = _headline(asked, found.whole, context)
    prose, more = _prose(asked, found, history, context)
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts + more),
        blocks=_blocks(asked, found, history, grain),
        basis=basis_of_estimate(asked, found, history, grain),
        suggestions=("Forecast by service", "Forecast the next 3 months", "What is our run rate?"),
    )


def _headline(asked: ForecastQuestion, whole: Estimate, context: ToolContext) -> Sentence:
    subject = f"forecast {asked.scope.subject}".strip()
    facts = [
        context.facts.money(Money(cents(amount), asked.currency), name, asked.target)
        for amount, name in ((whole.value, subject), (whole.low, f"{subject}, low"), (whole.high, f"{subject}, high"))
    ]
    value, low, high = (f"[[{fact.id}]]" for fact in facts)
    when = phrase_of(asked.target)
    text = sentence(f"you will probably spend about {value}", asked.scope.subject, f"{when}:")
    return f"{text} between {low} and {high}.", facts


def _prose(asked: ForecastQuestion, found: Outlook, history: History, context: ToolContext) -> Sentence:
    """Where the estimate comes from, how far such estimates were off, and what is left out."""
    unit = "months" if found.monthly else "days"
    length = context.facts.number(found.length, unit, "history")
    last = context.facts.day(asked.days.last_day, "last complete day")
    facts = [length, last]
    texts = [f"This is an estimate from [[{length.id}]] of the bill's own history up to [[{last.id}]]."]
    if found.known:
        known = context.facts.money(Money(cents(found.known), asked.currency), "billed already", asked.target)
        facts.append(known)
        texts.append(f"[[{known.id}]] of it is billed already.")
    text, more = _measured(found, context)
    texts.append(text)
    texts.append(_fees_in_words(history, found))
    text, paid_once = once_in_words(asked, history, context)
    texts.append(text)
    facts += paid_once
    if history.left_out:
        words = listed(kind_words(history.left_out))
        texts.append(f"Left out, since the past says nothing about them: {words}.")
    return " ".join(text for text in texts if text), facts + more


def _measured(found: Outlook, context: ToolContext) -> Sentence:
    measured = found.measured
    if measured.wape is None:
        return "", []
    trials = context.facts.number(measured.origins, "forecasts", "trials on the past")
    error = context.facts.percent(fraction(measured.wape), "measured error (WAPE)")
    level = context.facts.percent(Decimal(str(LEVEL)), "how often the interval holds")
    facts = [trials, error, level]
    text = f"[[{trials.id}]] of the same length made on that history were off by [[{error.id}]] of what came"
    if measured.wape_naive is not None and not found.monthly:
        naive = context.facts.percent(fraction(measured.wape_naive), "error of repeating the last week (WAPE)")
        facts.append(naive)
        text += f" (repeating the last week: [[{naive.id}]])"
    text += f"; the interval is as wide as held in [[{level.id}]] of them."
    if fraction(measured.wape) > UNRELIABLE:
        text += " That is far off: this spend is too uneven to rely on an estimate."
    return text, facts


def _fees_in_words(history: History, found: Outlook) -> str:
    """What comes once a month, on which days it is put, and that nothing is counted twice."""
    if found.monthly or not history.fees or not found.fees:
        return ""
    fees = listed(kind_words(fee.kind for fee in history.fees))
    return (
        f"What comes once a month ({fees}) is put on its usual day as the latest months had it, "
        "and not again where the month has it already."
    )


def _blocks(asked: ForecastQuestion, found: Outlook, history: History, grain: str) -> tuple[Block, ...]:
    unit = asked.currency
    title = sentence("forecast", asked.scope.subject, phrase_of(asked.target))
    ahead = tuple(
        Point(
            start=part.days.start.isoformat(),
            value=str(cents(part.estimate.value)),
            low=str(cents(part.estimate.low)),
            high=str(cents(part.estimate.high)),
        )
        for part in found.parts
        if part.days.end > asked.days.end
    )
    lines = (Series(name="Billed", points=_past(asked, history, grain)), Series(name="Forecast", points=ahead))
    shown = [part for part in found.parts if part.days.start in asked.target and part.days.end > asked.days.end]
    rows = tuple(
        (
            part.days.start.isoformat(),
            *(str(cents(n)) for n in (part.estimate.value, part.estimate.low, part.estimate.high)),
        )
        for part in shown
    )
    columns = (
        Column(key="start", label="Starting", kind="date"),
        Column(key="amount", label="Forecast", kind="money", unit=unit),
        Column(key="low", label="Low", kind="money", unit=unit),
        Column(key="high", label="High", kind="money", unit=unit),
    )
    chart = TimeSeriesBlock(title=title, unit=unit, granularity=grain, series=lines)
    return chart, TableBlock(title=title, columns=columns, rows=rows, total_rows=len(rows))


def _past(asked: ForecastQuestion, history: History, grain: str) -> tuple[Point, ...]:
    """What was billed before, with what a forecast leaves out: whole intervals only."""
    days = history.days
    amounts: dict[date, Decimal] = {}
    for row in billed_rows(asked):
        if row.start is None:
            continue
        start = _interval(row.start.date(), grain, asked).start
        amounts[start] = amounts.get(start, Decimal(0)) + row.amount
    whole = [at for at in sorted(amounts) if at >= days.start and _interval(at, grain, asked).end <= days.end]
    drawn = whole[-DAYS_DRAWN:] if grain == "daily" else whole[-12:]
    return tuple(Point(start=start.isoformat(), value=str(amounts[start])) for start in drawn)
