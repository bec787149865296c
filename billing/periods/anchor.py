"""Where the relative words of a question count from: the day it is asked on, or the end of an old bill."""

from dataclasses import dataclass
from datetime import date

from billing.periods.calendar import Calendar
from finops_core.values import Period

STALE_AFTER_DAYS = 3
"""Bills trail by a day or two. One that ends earlier is old: relative words then count from its own end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where relative words count from.

    `today` is the day questions are asked on, or the first day after an old bill's end. `last_day` is the last day
    that "this month" may lie around. `bill` are the days of all charges, `complete` those that are fully billed.
    """

    bill: Period
    complete: Period
    today: date
    last_day: date
    from_bill_end: bool
    calendar: Calendar

    @classmethod
    def of(cls, bill: Period, asked_on: date, calendar: Calendar, *, complete: Period | None = None) -> "Anchor":
        """Words count from the end of what is `complete` (the whole bill unless given) when that is old."""
        known = complete or bill
        old = (asked_on - known.end).days >= STALE_AFTER_DAYS
        return cls(
            bill=bill,
            complete=known,
            today=known.end if old else asked_on,
            last_day=known.last_day if old else asked_on,
            from_bill_end=old,
            calendar=calendar,
        )
