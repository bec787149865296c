"""The period of a question that names none: about now, not about all the years of a bill. It is defined only here.

Totals and rankings take the last month that is fully billed, unless `[questions] default_period` says otherwise.
Amounts over time take the latest 12 months of whole intervals. A bill without a full month has only what it has.

    usual           totals, rankings, shares, and averages of an hour or a day
    usual_GRAIN     amounts over time, and averages of longer intervals
"""

from datetime import date, timedelta
from typing import Final

from billing.periods.anchor import Anchor
from billing.periods.calendar import add_months
from billing.term_sections import DefaultPeriod
from finops_core.values import Period

USUAL: Final = "usual"
SERIES: Final = ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly")
_AVERAGED_LONG: Final = frozenset({"weekly", "monthly", "quarterly", "yearly"})
_YEAR: Final = 12
_WEEKS_OF_A_YEAR: Final = 52


def usual_symbol(granularity: str | None = None, average: str | None = None) -> str:
    """The symbol of the period that a question without one means, by what it asks for."""
    if granularity:
        return f"{USUAL}_{granularity}"
    return f"{USUAL}_{average}" if average in _AVERAGED_LONG else USUAL


def usual(anchor: Anchor) -> Period:
    """What a total or a ranking is about when nobody says; the whole bill where it has no full month."""
    default = anchor.calendar.default_period
    month = last_full_month(anchor)
    if month is None or default is DefaultPeriod.ALL:
        return anchor.bill
    running = running_month(anchor)
    match default:
        case DefaultPeriod.LAST_MONTH:
            return month
        case DefaultPeriod.MONTH_TO_DATE:
            return running or month
        case DefaultPeriod.YEAR_TO_DATE:
            end = running.end if running else month.end
            return _within(anchor, date((end - timedelta(days=1)).year, 1, 1), end)
        case DefaultPeriod.PAST_3_MONTHS:
            return _within(anchor, _back(month.end, 3), month.end)
        case _:
            return _within(anchor, _back(month.end, _YEAR), month.end)


def usual_series(grain: str, anchor: Anchor) -> Period:
    """What amounts over time are about when nobody says: the latest 12 months of whole intervals.

    Years take the whole bill, hours what a total takes: twelve months of hours are no answer to look at.
    """
    month = last_full_month(anchor)
    if month is None or grain == "yearly" or anchor.calendar.default_period is DefaultPeriod.ALL:
        return anchor.bill
    known = _known_end(anchor)
    match grain:
        case "hourly":
            return usual(anchor)
        case "daily":
            return _within(anchor, _back(known, _YEAR), known)
        case "weekly":
            end = anchor.calendar.week(known).start
            return _within(anchor, end - timedelta(weeks=_WEEKS_OF_A_YEAR), end)
        case "quarterly":
            return _four_quarters(known, anchor)
        case _:
            return _within(anchor, _back(month.end, _YEAR), month.end)


def last_full_month(anchor: Anchor) -> Period | None:
    """The latest month of which the bill has every day; None where it has no such month."""
    first = _known_end(anchor).replace(day=1)
    if first == date.min:
        return None
    last = first - timedelta(days=1)
    month = Period.of_month(last.year, last.month)
    return month if month.start >= anchor.bill.start else None


def running_month(anchor: Anchor) -> Period | None:
    """The days billed of the month after the last full one; None where there is none yet."""
    known = _known_end(anchor)
    start = known.replace(day=1)
    month = Period.of_month(start.year, start.month)
    end = min(month.end, anchor.bill.end, anchor.last_day + timedelta(days=1))
    return Period(start, end) if start < end else None


def default_note(symbol: str, period: Period, anchor: Anchor, phrase: str) -> str:
    """How the basis says that nobody named the period; nothing where it is all that the bill has."""
    if not symbol.startswith(USUAL) or period == anchor.bill:
        return ""
    what = "the latest 12 months in whole intervals"
    if symbol == USUAL or symbol == f"{USUAL}_hourly":
        what = _IN_WORDS[anchor.calendar.default_period]
    return f"No period was named, so this is {phrase}: {what}. Ask “ever” or “since …” for more."


_IN_WORDS: Final = {
    DefaultPeriod.LAST_MONTH: "the last full month",
    DefaultPeriod.MONTH_TO_DATE: "the month to date, as the settings say",
    DefaultPeriod.YEAR_TO_DATE: "the year to date, as the settings say",
    DefaultPeriod.PAST_3_MONTHS: "the last 3 full months, as the settings say",
    DefaultPeriod.PAST_12_MONTHS: "the last 12 full months, as the settings say",
    DefaultPeriod.ALL: "the whole bill, as the settings say",
}


def _four_quarters(known: date, anchor: Anchor) -> Period:
    end = anchor.calendar.fiscal_quarter_around(known).start
    start = end
    for _ in range(4):
        start = anchor.calendar.fiscal_quarter_around(start - timedelta(days=1)).start
    return _within(anchor, start, end)


def _back(day: date, months: int) -> date:
    return add_months(day, -months) if day.year > 1 else date.min


def _known_end(anchor: Anchor) -> date:
    """The first day that is not fully billed. Charges dated ahead of the question make no day known."""
    return min(anchor.complete.end, anchor.today)


def _within(anchor: Anchor, start: date, end: date) -> Period:
    """As much of the days as the bill has; all of it where it has none of them."""
    return Period(start, end).overlap(anchor.bill) or anchor.bill if start < end else anchor.bill
