"""An organisation's own calendar: when its fiscal year and its week start, and where its days begin."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`fiscal_start_month` 1 to 12; `week_start` 0 (Monday) to 6; `time_zone` an IANA name.

    A fiscal year is named by the calendar year in which it ends. Bill days are UTC: the time zone only decides
    which day "today" is.
    """

    fiscal_start_month: int = 1
    week_start: int = 0
    time_zone: str = "UTC"

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def week(self, day: date) -> Period:
        """The week a day lies in."""
        start = day - timedelta(days=(day.weekday() - self.week_start) % 7)
        return Period.of_days(start, 7)

    def fiscal_year_of(self, day: date) -> int:
        return day.year + (1 if self.fiscal_start_month > 1 and day.month >= self.fiscal_start_month else 0)

    def fiscal_year(self, year: int) -> Period:
        """The fiscal year of that name."""
        return Period(self._fiscal_start(year), self._fiscal_start(year + 1))

    def fiscal_quarter(self, year: int, quarter: int) -> Period:
        """Quarter 1 to 4 of a fiscal year."""
        start = self._fiscal_start(year)
        return Period(add_months(start, 3 * (quarter - 1)), add_months(start, 3 * quarter))

    def _fiscal_start(self, year: int) -> date:
        return date(year if self.fiscal_start_month == 1 else year - 1, self.fiscal_start_month, 1)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    month = Period.of_month(index // 12, index % 12 + 1)
    return min(month.start.replace(day=1) + timedelta(days=day.day - 1), month.last_day)
