"""Forecasts in words, with the error such forecasts had, and drawn after what was billed before."""

from datetime import date
from decimal import Decimal

from agents.bill.kinds import kind_words
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.forecast.driver_words import drivers_in_words, drivers_table
from agents.cost.forecast.group_words import present_groups
from agents.cost.forecast.groups import GroupForecasts
from agents.cost.forecast.question import ForecastQuestion, billed_rows, fraction
from agents.cost.forecast.result import (
    BilledAlready,
    Forecast,
    InSeveralCurrencies,
    TooLittleHistory,
    WholeForecast,
    interval_around,
)
from billing.forecast import LEVEL, Estimate
from billing.history import ONE_OFF, History
from billing.outlook import Outlook, cents
from billing.periods.symbols import phrase_of
from finops_core.answers import Block, Column, Fact, Finding, Point, Series, TableBlock, TimeSeriesBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

DAYS_DRAWN = 60

UNRELIABLE = Decimal("0.4")
"""A measured error above this is said in words, too."""


def present_forecast(found: Forecast, book: FactBook) -> Finding:
    """An estimate, or why there is none."""
    match found:
        case BilledAlready():
            return _billed_already(found, book)
        case TooLittleHistory():
            return _too_little(found, book)
        case GroupForecasts():
            return present_groups(found, book)
        case WholeForecast():
            return _whole(found, book)
        case InSeveralCurrencies():
            return _in_several(found, book)


def _in_several(found: InSeveralCurrencies, book: FactBook) -> Finding:
    """Each currency's forecast after the other, none of them added to another."""
    units = [part.asked.currency for part in found.parts]
    parts = [present_forecast(part, book) for part in found.parts]
    texts = [f"In {unit}: {part.headline} {part.prose}".rstrip() for unit, part in zip(units, parts, strict=True)]
    return Finding(
        headline=f"In {units[0]}: {parts[0].headline}",
        prose="\n\n".join(
            (f"The bill is in {listed(units)}, each with a forecast of its own. {parts[0].prose}", *texts[1:])
        ),
        facts=tuple(fact for part in parts for fact in part.facts),
        blocks=tuple(
            block.model_copy(update={"title": f"{block.title} in {unit}"})
            for unit, part in zip(units, parts, strict=True)
            for block in part.blocks
        ),
        basis=found.basis,
        suggestions=parts[0].suggestions,
    )


def _whole(found: WholeForecast, book: FactBook) -> Finding:
    headline, facts = _headline(found.asked, found.outlook.whole, book)
    prose, more = _prose(found.asked, found.outlook, found.history, book)
    blocks = _blocks(found.asked, found.outlook, found.history, found.grain)
    if found.drivers:
        why, amounts = drivers_in_words(found.drivers, found.asked.currency, book)
        prose, more, blocks = f"{why} {prose}", [*amounts, *more], (drivers_table(found), *blocks)
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts + more),
        blocks=blocks,
        basis=found.basis,
        suggestions=("Forecast by service", "Forecast the next 3 months", "What is our run rate?"),
    )


def _billed_already(found: BilledAlready, book: FactBook) -> Finding:
    target = found.asked.target
    spent = [book.money(Money(amount, unit), "spend", target) for unit, amount in found.totals.items()]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in spent) or "nothing"
    text = f"the bill is complete {phrase_of(target)}, so there is nothing to forecast: you spent {amounts}"
    return Finding(headline=sentence(text, f"{found.asked.scope.subject}."), facts=tuple(spent), basis=found.basis)


def _too_little(found: TooLittleHistory, book: FactBook) -> Finding:
    asked, lacks = found.asked, found.lacks
    have = book.number(lacks.have, lacks.unit, "history in the bill")
    need = book.number(lacks.need, lacks.unit, "history needed")
    last = book.day(asked.days.last_day, "last complete day")
    when = phrase_of(asked.target)
    return Finding(
        headline=sentence("there is too little history for a forecast", asked.scope.subject, f"{when}:")
        + f" it needs [[{need.id}]] without a gap, and the bill has [[{have.id}]] of it, up to [[{last.id}]].",
        facts=(have, need, last),
        basis=found.basis,
        suggestions=("What is our run rate?", "Show daily costs", "Forecast the next 7 days"),
    )


def _headline(asked: ForecastQuestion, whole: Estimate, book: FactBook) -> Sentence:
    subject = f"forecast {asked.scope.subject}".strip()
    facts = [
        book.money(Money(cents(amount), asked.currency), name, asked.target)
        for amount, name in ((whole.value, subject), (whole.low, f"{subject}, low"), (whole.high, f"{subject}, high"))
    ]
    value, low, high = (f"[[{fact.id}]]" for fact in facts)
    when = phrase_of(asked.target)
    if asked.params.limit is not None:
        limit = book.money(Money(asked.params.limit, asked.currency), "the limit asked about", asked.target)
        text = sentence(f"you {_passing(whole, asked.params.limit)} [[{limit.id}]]", asked.scope.subject, f"{when}:")
        return f"{text} about {value} is expected, between {low} and {high}.", [*facts, limit]
    text = sentence(f"you will probably spend about {value}", asked.scope.subject, f"{when}:")
    return f"{text} between {low} and {high}.", facts


def _passing(whole: Estimate, limit: Decimal) -> str:
    """The likelier outcome, and that it is not sure where the interval has the amount inside."""
    likely = "pass" if whole.value > limit else "stay below"
    sure = whole.low > limit or whole.high < limit
    return f"will probably {likely}" if sure else f"will probably, but not surely, {likely}"


def _prose(asked: ForecastQuestion, found: Outlook, history: History, book: FactBook) -> Sentence:
    """Where the estimate comes from, how far such estimates were off, and what is left out."""
    unit = "months" if found.monthly else "days"
    length = book.number(found.length, unit, "history")
    last = book.day(asked.days.last_day, "last complete day")
    facts = [length, last]
    texts = [f"This is an estimate from [[{length.id}]] of the bill's own history up to [[{last.id}]]."]
    if found.known:
        known = book.money(Money(cents(found.known), asked.currency), "billed already", asked.target)
        facts.append(known)
        texts.append(f"[[{known.id}]] of it is billed already.")
    text, more = _measured(found, book)
    texts.append(text)
    texts.append(_fees_in_words(history, found))
    text, paid_once = _once_in_words(asked, history, book)
    texts.append(text)
    facts += paid_once
    if history.left_out:
        words = listed(kind_words(history.left_out))
        texts.append(f"Left out, since the past says nothing about them: {words}.")
    return " ".join(text for text in texts if text), facts + more


def _once_in_words(asked: ForecastQuestion, history: History, book: FactBook) -> Sentence:
    """What came once within the days asked about, and that it is counted once; what was assumed to."""
    kinds = asked.once.kinds - ONE_OFF
    texts: list[str] = []
    facts: list[Fact] = []
    amount = sum(amount for day, amount in history.once.items() if day in asked.target)
    if amount:
        facts.append(book.money(Money(cents(amount), asked.currency), "charges that came once", asked.target))
        texts.append(f"[[{facts[0].id}]] came once and is counted once.")
    if kinds:
        texts.append(f"What came once ({listed(kind_words(kinds))}) is not continued.")
    if asked.once.assumed:
        words = listed(kind_words(asked.once.assumed))
        texts.append(f"The bill does not say how often its purchases come ({words}): once is assumed.")
    return " ".join(texts), facts


def _measured(found: Outlook, book: FactBook) -> Sentence:
    measured = found.measured
    if measured.wape is None:
        return "", []
    trials = book.number(measured.origins, "forecasts", "trials on the past")
    error = book.percent(fraction(measured.wape), "measured error (WAPE)")
    level = book.percent(Decimal(str(LEVEL)), "how often the interval holds")
    facts = [trials, error, level]
    text = f"[[{trials.id}]] of the same length made on that history were off by [[{error.id}]] of what came"
    if measured.wape_naive is not None and not found.monthly:
        naive = book.percent(fraction(measured.wape_naive), "error of repeating the last week (WAPE)")
        facts.append(naive)
        text += f" (repeating the last week: [[{naive.id}]]"
        if measured.wape_pace is not None:
            pace = book.percent(fraction(measured.wape_pace), "error of the run rate (WAPE)")
            facts.append(pace)
            text += f", the run rate: [[{pace.id}]]"
        text += ")"
    text += f"; in [[{level.id}]] of them what came lay within a range as wide as this one."
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
            low_95=str(cents(part.estimate.low_95)),
            high_95=str(cents(part.estimate.high_95)),
        )
        for part in found.parts
        if part.days.end > asked.days.end
    )
    lines = (Series(name="Billed", points=_past(asked, history, grain)), Series(name="Forecast", points=ahead))
    shown = [part for part in found.parts if part.days.start in asked.target and part.days.end > asked.days.end]
    rows = tuple(
        (
            part.days.start.isoformat(),
            *(str(cents(n)) for n in (one.value, one.low, one.high, one.low_95, one.high_95)),
        )
        for part, one in ((part, part.estimate) for part in shown)
    )
    columns = (
        Column(key="start", label="Starting", kind="date"),
        Column(key="amount", label="Forecast", kind="money", unit=unit),
        Column(key="low", label="Low", kind="money", unit=unit),
        Column(key="high", label="High", kind="money", unit=unit),
        Column(key="low_95", label="Low, 95 %", kind="money", unit=unit),
        Column(key="high_95", label="High, 95 %", kind="money", unit=unit),
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
        start = interval_around(row.start.date(), grain, asked).start
        amounts[start] = amounts.get(start, Decimal(0)) + row.amount
    whole = [at for at in sorted(amounts) if at >= days.start and interval_around(at, grain, asked).end <= days.end]
    drawn = whole[-DAYS_DRAWN:] if grain == "daily" else whole[-12:]
    return tuple(Point(start=start.isoformat(), value=str(amounts[start])) for start in drawn)
