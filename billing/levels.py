"""Tables that a question can be answered from: `charges`, and what was rolled up of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billing.query import Metric

MISSING: Mapping[Metric, tuple[str, str]] = {
    Metric.EFFECTIVE: ('"EffectiveCost" IS NULL', '"BilledCost"'),
    Metric.LIST: ('coalesce("ListCost", 0) = 0 AND ("ListCost" IS NULL OR "EffectiveCost" > 0)', '"EffectiveCost"'),
    Metric.CONTRACTED: (
        'coalesce("ContractedCost", 0) = 0 AND ("ContractedCost" IS NULL OR "EffectiveCost" > 0)',
        '"EffectiveCost"',
    ),
}
"""Which rows have no amount of a metric, and what they cost otherwise. Billed costs are never missing."""

ROWS, ABSOLUTE = "x_Rows", "x_AbsoluteCost"
"""In a roll-up: how many charges a row stands for, and the sum of their billed costs without signs."""

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A table. In a roll-up each row stands for the charges of a day that are alike in all of its `columns`.

    A roll-up has no hours but where it says so, and one of `months` no days: all charges of a month begin on its first
    day there. `columns` None: all that there are, one row a charge.
    """

    table: str
    columns: frozenset[str] | None = None
    months: bool = False
    hours: bool = False

    def holds(self, sql: str) -> bool:
        """Whether the table has every column that a text names; columns are always quoted there."""
        return self.columns is None or self.columns.issuperset(_QUOTED.findall(sql))

    @property
    def count(self) -> str:
        """SQL: how many charges there are."""
        return "count(*)" if self.columns is None else f"coalesce(sum({ROWS}), 0)"

    @property
    def absolute(self) -> str:
        """SQL: the sum of billed costs without signs."""
        return 'sum(abs("BilledCost"))' if self.columns is None else f"sum({ABSOLUTE})"

    def without(self, metric: Metric) -> str:
        """SQL: how many charges have no amount of a metric, and what those cost."""
        if metric not in MISSING:
            return f"0 AS without, {_NO_COST} AS cost"
        missing, cost = MISSING[metric]
        if self.columns is None:
            return f"count(*) FILTER (WHERE {missing}) AS without, sum({cost}) FILTER (WHERE {missing}) AS cost"
        kept = f"FILTER (WHERE {flag(metric)})"
        return f"coalesce(sum({ROWS}) {kept}, 0) AS without, sum({cost}) {kept} AS cost"


_NO_COST = "CAST(NULL AS DECIMAL(38, 12))"
"""Typed, because engines other than DuckDB cannot add up what has no type."""

CHARGES = Level(table="charges", hours=True)


def flag(metric: Metric) -> str:
    """The column of a roll-up that says whether its charges have no amount of a metric."""
    return f"x_Without{metric.value}"


@dataclass(frozen=True, slots=True)
class Levels:
    """The tables of a bill, the smallest first; the last one is `charges`."""

    all: tuple[Level, ...] = (CHARGES,)

    def holding(self, texts: Iterable[str], *, days: bool = False, hours: bool = False) -> Level:
        """The smallest table with all columns that these texts name, and with `days` or `hours` where they tell those
        apart.
        """
        needed: Sequence[str] = tuple(texts)
        fit = (level for level in self.all if not (days and level.months) and not (hours and not level.hours))
        return next(level for level in fit if all(map(level.holds, needed)))


ONLY_CHARGES = Levels()
