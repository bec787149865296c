"""Hours to years of a spend answer: which of them are whole, and what stands out on a single day."""

from dataclasses import replace

from agents.bill.scope import Scope, covered
from billing.periods.symbols import Resolved, day_text, phrase_of, unit_around
from finops_core.answers import DateRange
from finops_core.values import Period

UNITS = {"weekly": "week", "monthly": "month", "quarterly": "fiscal_quarter", "yearly": "fiscal_year"}


def complete_days(scope: Scope) -> Scope:
    """The scope over those of its days that are fully billed, which averages are taken of."""
    days = scope.period.period.overlap(covered(scope.info))
    if days is None or days == scope.period.period:
        return scope
    basis = scope.basis.model_copy(update={"period": DateRange(start=days.start, end=days.end), "partial_periods": ()})
    return replace(scope, period=Resolved(period=days, phrase=phrase_of(days)), basis=basis)


def complete_intervals(scope: Scope, grain: str) -> Period:
    """The days in which every interval is asked for and billed to its end."""
    days = scope.period.period.overlap(covered(scope.info))
    if days is None or grain not in UNITS:
        return days or scope.period.period
    first, last = (unit_around(UNITS[grain], day, scope.anchor.calendar) for day in (days.start, days.last_day))
    start = days.start if first.start == days.start else first.end
    end = days.end if last.end == days.end else last.start
    return Period(start, end) if start < end else Period.of_days(days.end, 1)


def partial_intervals(scope: Scope, grain: str) -> tuple[str, ...]:
    """The first and last interval, where only some of their days are asked for or billed."""
    days = scope.period.period.overlap(scope.anchor.bill)
    if days is None or grain not in UNITS:
        return ()
    ends = dict.fromkeys(unit_around(UNITS[grain], day, scope.anchor.calendar) for day in (days.start, days.last_day))
    cut = [(whole, part) for whole in ends if (part := whole.overlap(days)) and part != whole]
    unit = UNITS[grain].removeprefix("fiscal_")
    return tuple(
        f"of the {unit} from {day_text(whole.start)} only {part.days} of {whole.days} days" for whole, part in cut
    )
