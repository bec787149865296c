"""What comes once a month: which kinds of charges do, what a month of them will come to, and on which day. Pure.

A fee is expected once a month on its usual day. What the running month has of it already is not expected again;
where its usual day has passed without it, it is expected on the month's last day, when bills are closed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median, mode

from billing.forecast import MONTHS_IN_SEASON, Forecast, forecast, half_width
from billing.forecast_methods import METHODS
from billing.periods.calendar import add_months
from billing.query import LineKind
from finops_core.values import Period

ONCE_A_MONTH = frozenset({LineKind.TAX, LineKind.SUPPORT, LineKind.RESERVATION_RECURRING})
"""Kinds that are monthly fees whatever their days; others are when they come on few days."""

IN_PROPORTION = frozenset({LineKind.TAX, LineKind.SUPPORT})
"""Fees that are a part of what else is spent. Bills of a running month may show them growing day by day."""

FEW_DAYS = 0.4
"""A kind with charges on a smaller part of its days does not come day by day."""

LATEST_MONTHS = 3
CHOSEN_OVER = range(LATEST_MONTHS)
MONTHLY_DAYS = 2
"""Usage that only ever comes on so few different days of the month is billed by the month."""

Amounts = Mapping[date, float]
Spend = Callable[[date], float]
"""What else a month, named by its first day, comes to: as billed, and as continued where it is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A kind that comes once a month, usually on `day` of it; `amounts` are its charges by the days they came on."""

    kind: LineKind
    day: int
    amounts: Amounts

    def months(self, by: date) -> dict[date, float]:
        """The amounts of the months that were complete by a day, from the first with a charge on."""
        first = min((day for day in self.amounts if day < by), default=by).replace(day=1)
        found: dict[date, float] = {}
        while first < by.replace(day=1):
            found[first] = 0.0
            first = add_months(first, 1)
        for day, amount in self.amounts.items():
            if day.replace(day=1) in found:
                found[day.replace(day=1)] += amount
        return found

    def due(self, by: date, days: int, spend: Spend) -> dict[date, float]:
        """What is still to come of it on each of the `days` from `by` on, as known by that day.

        A fee that came for the first time in the running month is expected again: what comes once is no fee.
        """
        months = self.months(by)
        if not months and not self._has_come(by):
            return {}
        end, running = by + timedelta(days=days), by.replace(day=1)
        due: dict[date, float] = {}
        latest = months | {running: self._open(by)} if self._has_come(by) else months
        for ahead, month in enumerate(_months(running, end)):
            if month == running and not months:
                continue
            on = _day_in(month, self.day)
            amount = self._expected(months if month == running else latest, month, ahead, spend)
            if month == running:
                on = on if on >= by else add_months(month, 1) - timedelta(days=1)
                amount = self._still_to_come(amount, by)
            if by <= on < end and amount:
                due[on] = amount
        return due

    def miss(self, by: date, spend: Spend) -> float:
        """How far off such an expectation was of the months known by a day, as often as intervals hold."""
        months = self.months(by)
        names = list(months)
        errors = [
            self._expected({one: months[one] for one in names[:at]}, names[at], 0, spend) - months[names[at]]
            for at in range(1, len(names))
        ]
        return half_width(errors) if errors else abs(sum(months.values()) or self._open(by))

    def _open(self, by: date) -> float:
        """What the running month had of it before a day."""
        return sum(amount for day, amount in self.amounts.items() if by.replace(day=1) <= day < by)

    def _has_come(self, by: date) -> bool:
        """Whether the running month's fee is known: what is a part of other spend may still grow, usage has seasons."""
        return self.kind not in IN_PROPORTION and self.kind is not LineKind.USAGE and self._open(by) != 0

    def _expected(self, months: Mapping[date, float], month: date, ahead: int, spend: Spend) -> float:
        latest = list(months)[-LATEST_MONTHS:]
        known = list(months.values())
        if self.kind in IN_PROPORTION and all(spend(one) > 0 for one in (*latest, month)):
            parts = [months[one] / spend(one) for one in latest]
            if _spread(parts) < _spread(known[-LATEST_MONTHS:]):
                return median(parts) * spend(month)
        if self.kind is LineKind.USAGE:
            found = forecast(known, whole=CHOSEN_OVER, season=MONTHS_IN_SEASON)
            if isinstance(found, Forecast):
                return METHODS[found.method](known, ahead + 1, MONTHS_IN_SEASON)[ahead]
        return _next(known)

    def _still_to_come(self, expected: float, by: date) -> float:
        """Nothing once it came; but the rest of a part that clearly still grows with the month."""
        billed = self._open(by)
        if not billed:
            return expected
        gone = (by.day - 1) / (add_months(by.replace(day=1), 1) - by.replace(day=1)).days
        growing = self.kind in IN_PROPORTION and 0 < billed < expected * (1 + gone) / 2
        return expected - billed if growing else 0.0


def _next(months: Sequence[float]) -> float:
    """What came last, or the median of the latest three months where that had been nearer so far.

    Commitments and subscriptions move in steps that stay; what differs from month to month has a middle.
    """
    typical = [median(months[max(0, at - LATEST_MONTHS) : at]) for at in range(2, len(months))]
    missed = sum(abs(one - came) for one, came in zip(typical, months[2:], strict=True))
    missed_last = sum(abs(one - came) for one, came in pairwise(months[1:]))
    return months[-1] if missed_last <= missed else median(months[-LATEST_MONTHS:])


def is_fee(kind: LineKind, amounts: Amounts, days: Period) -> bool:
    """Whether a kind comes once a month rather than day by day; one charge alone is no sign of every day."""
    if kind in ONCE_A_MONTH:
        return True
    begun = sorted(day for day, amount in amounts.items() if amount)
    if kind is LineKind.USAGE:
        return len({day.month for day in begun}) > 1 and len({day.day for day in begun}) <= MONTHLY_DAYS
    few = FEW_DAYS * (days.end - begun[0]).days if begun else 0.0
    return len(begun) == 1 or len(begun) < few


def fee_of(kind: LineKind, amounts: Amounts) -> Fee:
    return Fee(kind=kind, day=mode(day.day for day in amounts), amounts=amounts)


def due_of(fees: Sequence[Fee], by: date, days: int, spend: Spend) -> list[float]:
    """What is still to come of all fees on each of the `days` from `by` on."""
    found = [0.0] * days
    for fee in fees:
        for day, amount in fee.due(by, days, spend).items():
            found[(day - by).days] += amount
    return found


def _spread(values: Sequence[float]) -> float:
    """How far values lie apart, relative to their size."""
    size = max(abs(value) for value in values)
    return (max(values) - min(values)) / size if size else 0.0


def _day_in(month: date, day: int) -> date:
    return min(month + timedelta(days=day - 1), add_months(month, 1) - timedelta(days=1))


def _months(first: date, end: date) -> Iterable[date]:
    while first < end:
        yield first
        first = add_months(first, 1)
