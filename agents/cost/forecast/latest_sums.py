"""What groups came to in a stretch of days, all of them added up in one pass."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from agents.cost.forecast.question import ForecastQuestion, Keys, billed_rows
from billing.allocation import exact_sum
from billing.history import ONE_OFF
from billing.query import LineKind
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestSums:
    """By group, what was billed, to the last digit, and what of it can be continued."""

    _billed: dict[Keys, Decimal] = field(default_factory=dict[Keys, Decimal])
    _recurring: dict[Keys, float] = field(default_factory=dict[Keys, float])

    @classmethod
    def of(cls, asked: ForecastQuestion, days: Period) -> "LatestSums":
        amounts: dict[Keys, list[Decimal]] = {}
        for row in billed_rows(asked):
            if row.start and row.start.date() in days:
                amounts.setdefault(row.keys[:-1], []).append(row.amount)
        recurring: dict[Keys, float] = {}
        for row in asked.result.rows:
            kept = row.currency == asked.currency and row.start is not None and row.start.date() in days
            if kept and LineKind(row.keys[-1]) not in ONE_OFF:
                recurring[row.keys[:-1]] = recurring.get(row.keys[:-1], 0.0) + float(row.amount)
        return cls(_billed={keys: exact_sum(found) for keys, found in amounts.items()}, _recurring=recurring)

    def billed(self, groups: Collection[Keys]) -> Decimal:
        """What groups were billed, to the last digit."""
        return exact_sum([self._billed.get(keys, Decimal(0)) for keys in groups])

    def recurring(self, groups: Collection[Keys]) -> float:
        """What groups came to without what forecasts leave out."""
        return sum(self._recurring.get(keys, 0.0) for keys in groups)
