"""What rows of a bill say together: how many there are, what they come to, which days and months they reach over.

Facts of parts add up to those of the whole, so that what was found once for each account tells of any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any, Self

from billing.engines.port import Statement
from billing.intake.custom_columns import CUSTOM
from billing.intake.sql_text import quoted
from billing.query import Metric
from billing.sql import LONG_CHARGE_DAYS

COST_METRICS = (Metric.BILLED, Metric.EFFECTIVE, Metric.LIST, Metric.CONTRACTED)

Totals = Mapping[str, Mapping[Metric, Decimal]]
"""By currency."""

_MONTH_END = "greatest(date_trunc('month', ChargePeriodStart) + INTERVAL 1 MONTH, ChargePeriodStart)"
"""A charge without a billing period says nothing about days beyond its month."""

_SUMS = ", ".join(f'coalesce(sum("{metric.value}"), 0)' for metric in COST_METRICS)
_FOUND = f"""
count(*), min(ChargePeriodStart), max(ChargePeriodStart), max(ends) FILTER (is_usage),
bool_and(ChargePeriodStart = date_trunc('day', ChargePeriodStart)) FILTER (is_usage),
max(BillingPeriodEnd) FILTER (is_usage),
bool_or(ChargePeriodEnd - ChargePeriodStart > INTERVAL {LONG_CHARGE_DAYS} DAY),
min(BillingPeriodStart), max(BillingPeriodStart), count("{Metric.SPLIT.value}") > 0, {_SUMS}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """Of one row or more. Usage says how far a bill goes: `usage_end`, `whole_days` and `month_end` are of it alone.

    `whole_days` is None without usage; `tag_keys` may be left empty by who does not ask for them.
    """

    rows: int
    first: datetime
    last: datetime
    usage_end: datetime | None
    whole_days: bool | None
    month_end: datetime | None
    has_long_charges: bool
    first_billed: datetime
    last_billed: datetime
    has_split_costs: bool
    totals: Totals
    tag_keys: frozenset[str] = frozenset()

    def __add__(self, other: Self) -> "RowFacts":
        return RowFacts(
            rows=self.rows + other.rows,
            first=min(self.first, other.first),
            last=max(self.last, other.last),
            usage_end=_later(self.usage_end, other.usage_end),
            whole_days=_both(self.whole_days, other.whole_days),
            month_end=_later(self.month_end, other.month_end),
            has_long_charges=self.has_long_charges or other.has_long_charges,
            first_billed=min(self.first_billed, other.first_billed),
            last_billed=max(self.last_billed, other.last_billed),
            has_split_costs=self.has_split_costs or other.has_split_costs,
            totals=_added(self.totals, other.totals),
            tag_keys=self.tag_keys | other.tag_keys,
        )


def together(facts: list[RowFacts]) -> RowFacts | None:
    """Those of all parts; None where there is none."""
    return reduce(add, facts) if facts else None


def found_facts(run: Statement, table: str) -> RowFacts | None:
    """The facts of a table's rows, without tag keys; None for one without rows."""
    return together([_read(row) for row in run(_asked("BillingCurrency", table), ())])


def facts_by_account(run: Statement, table: str, tag_keys: tuple[str, ...]) -> dict[str, RowFacts]:
    """The same for each account's own rows, with the keys of their tags. `tag_keys` are those of the whole bill."""
    keys: dict[str, set[str]] = {}
    for account, key in run(f'SELECT DISTINCT "SubAccountId", unnest(map_keys("Tags")) FROM {table}', ()):
        keys.setdefault(str(account), set()).add(str(key))
    for key in (each for each in tag_keys if each.startswith(CUSTOM)):
        for (account,) in run(f"SELECT DISTINCT \"SubAccountId\" FROM {table} WHERE {quoted(key)} <> ''", ()):
            keys.setdefault(str(account), set()).add(key)
    found: dict[str, list[RowFacts]] = {}
    for account, *row in run(_asked("SubAccountId, BillingCurrency", table), ()):
        name = str(account)
        found.setdefault(name, []).append(_read(row, frozenset(keys.get(name, ()))))
    return {account: reduce(add, parts) for account, parts in found.items() if account}


def _asked(keys: str, table: str) -> str:
    return f"""WITH charges AS (SELECT *, least(ChargePeriodEnd, coalesce(BillingPeriodEnd, {_MONTH_END})) AS ends,
                                    ChargeCategory = 'Usage' AS is_usage FROM {table})
            SELECT {keys}, {_FOUND} FROM charges GROUP BY {keys} ORDER BY {keys}"""


def _read(row: Any, tag_keys: frozenset[str] = frozenset()) -> RowFacts:
    currency, rows, first, last, usage_end, whole, month_end, long, first_billed, last_billed, split, *sums = row
    return RowFacts(
        rows=int(rows),
        first=first,
        last=last,
        usage_end=usage_end,
        whole_days=whole,
        month_end=month_end,
        has_long_charges=bool(long),
        first_billed=first_billed,
        last_billed=last_billed,
        has_split_costs=bool(split),
        totals={str(currency): dict(zip(COST_METRICS, sums, strict=True))},
        tag_keys=tag_keys,
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _both(one: bool | None, other: bool | None) -> bool | None:
    known = [each for each in (one, other) if each is not None]
    return all(known) if known else None


def _added(one: Totals, other: Totals) -> Totals:
    zero = dict.fromkeys(COST_METRICS, Decimal(0))
    return {
        currency: {m: one.get(currency, zero)[m] + other.get(currency, zero)[m] for m in COST_METRICS}
        for currency in sorted({*one, *other})
    }
