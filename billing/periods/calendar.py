"""An organisation's calendar as questions use it: today, weeks, fiscal years and quarters."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from billing.fiscal import FiscalYear
from billing.term_sections import DefaultPeriod
from billing.terms import Terms
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`fiscal` knows years and quarters; `time_zone` (IANA) only decides which day "today" is: bill days are UTC.

    `default_period` is what a question means that names no period.
    """

    fiscal: FiscalYear = field(default_factory=FiscalYear)
    time_zone: str = "UTC"
    default_period: DefaultPeriod = DefaultPeriod.LAST_MONTH

    @classmethod
    def of(cls, terms: Terms) -> "Calendar":
        return cls(fiscal=terms.year, time_zone=terms.time_zone, default_period=terms.questions.default_period)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def week(self, day: date) -> Period:
        """The week a day lies in."""
        return Period.of_days(day - timedelta(days=(day.weekday() - self.fiscal.week_start) % 7), 7)

    def fiscal_year_around(self, day: date) -> Period:
        return self.fiscal.year(self.fiscal.name_of(day))

    def fiscal_quarter_around(self, day: date) -> Period:
        return self.fiscal.quarter(*self.fiscal.quarter_of(day))


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    month = Period.of_month(index // 12, index % 12 + 1)
    return min(month.start + timedelta(days=day.day - 1), month.last_day)
