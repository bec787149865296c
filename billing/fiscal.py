"""Fiscal years and quarters: of whole months from any month on, or of weeks (4-4-5 and its kin)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from finops_core.values import Period

_WEEKS_IN_QUARTER = 13
_MONTHS_IN_QUARTER = 3


class FiscalCalendar(StrEnum):
    """What quarters are made of: calendar months, or weeks grouped 4-4-5, 4-5-4 or 5-4-4."""

    MONTHS = "months"
    WEEKS_4_4_5 = "4-4-5"
    WEEKS_4_5_4 = "4-5-4"
    WEEKS_5_4_4 = "5-4-4"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalYear:
    """When fiscal years begin and what they are called.

    `start_month` 1 to 12; `week_start` 0 is Monday. With a calendar of weeks, a year begins on the week start
    nearest to the first of that month, so it has 52 or 53 weeks; the last period takes the 53rd.
    `named_by_end` calls a year after the calendar year in which it ends (the usual way), else in which it begins.
    """

    start_month: int = 1
    calendar: FiscalCalendar = FiscalCalendar.MONTHS
    week_start: int = 0
    named_by_end: bool = True

    def year(self, name: int) -> Period:
        """Fiscal year `name`, such as 2025 for FY25."""
        begins = self._begins(name)
        return Period(self._first_day(begins), self._first_day(begins + 1))

    def quarter(self, name: int, quarter: int) -> Period:
        """Quarter 1 to 4 of fiscal year `name`. Raises ValueError for another quarter."""
        if not 1 <= quarter <= 4:
            raise ValueError(f"a year has quarters 1 to 4, not {quarter}")
        whole = self.year(name)
        return Period(self._quarter_start(whole, quarter), self._quarter_start(whole, quarter + 1))

    def period(self, name: int, number: int) -> Period:
        """Period 1 to 12 of fiscal year `name`: a month, or 4 or 5 weeks. Raises ValueError for another number."""
        if not 1 <= number <= 12:
            raise ValueError(f"a year has periods 1 to 12, not {number}")
        quarter, position = divmod(number - 1, _MONTHS_IN_QUARTER)
        whole = self.quarter(name, quarter + 1)
        if self.calendar is FiscalCalendar.MONTHS:
            first = add_months(whole.start, position)
            return Period(first, add_months(first, 1))
        weeks = [int(part) for part in self.calendar.value.split("-")]
        start = whole.start + timedelta(weeks=sum(weeks[:position]))
        end = whole.end if position == _MONTHS_IN_QUARTER - 1 else start + timedelta(weeks=weeks[position])
        return Period(start, end)

    def name_of(self, day: date) -> int:
        """The name of the fiscal year in which a day lies."""
        for name in (day.year - 1, day.year, day.year + 1, day.year + 2):
            if day in self.year(name):
                return name
        raise AssertionError("fiscal years cover every day")

    def quarter_of(self, day: date) -> tuple[int, int]:
        """The fiscal year and quarter in which a day lies."""
        name = self.name_of(day)
        for quarter in (1, 2, 3, 4):
            if day in self.quarter(name, quarter):
                return name, quarter
        raise AssertionError("quarters cover every day of their year")

    def quarters_over(self, span: Period) -> tuple[Period, ...]:
        """All quarters that have a day in common with `span`, in order."""
        first, last = self.name_of(span.start), self.name_of(span.last_day)
        all_quarters = (self.quarter(name, q) for name in range(first, last + 1) for q in (1, 2, 3, 4))
        return tuple(quarter for quarter in all_quarters if quarter.overlap(span))

    def years_over(self, span: Period) -> tuple[Period, ...]:
        """All fiscal years that have a day in common with `span`, in order."""
        return tuple(self.year(name) for name in range(self.name_of(span.start), self.name_of(span.last_day) + 1))

    def _begins(self, name: int) -> int:
        """The calendar year in which fiscal year `name` begins."""
        return name - 1 if self.named_by_end and self.start_month > 1 else name

    def _first_day(self, year: int) -> date:
        nominal = date(year, self.start_month, 1)
        if self.calendar is FiscalCalendar.MONTHS:
            return nominal
        after = (self.week_start - nominal.weekday()) % 7
        return nominal + timedelta(days=after if after <= 3 else after - 7)

    def _quarter_start(self, year: Period, quarter: int) -> date:
        if quarter > 4:
            return year.end
        if self.calendar is FiscalCalendar.MONTHS:
            return add_months(year.start, _MONTHS_IN_QUARTER * (quarter - 1))
        return year.start + timedelta(weeks=_WEEKS_IN_QUARTER * (quarter - 1))


def add_months(first: date, months: int) -> date:
    position = first.year * 12 + first.month - 1 + months
    return date(position // 12, position % 12 + 1, 1)
