"""Rows that have no amount of the metric an answer is in, and sums of money as notes of a basis say them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from billing.query import BillResult, Metric
from finops_core.formats import format_money


def without_amounts_note(metric: Metric, *results: BillResult) -> tuple[str, ...]:
    """The rows that the results read and that have no amount of the metric; nothing where all have one."""
    count = sum(result.rows_without for result in results)
    if not count:
        return ()
    read = sum(result.rows_read for result in results)
    cost = added(result.cost_without for result in results)
    otherwise = "BilledCost" if metric is Metric.EFFECTIVE else "EffectiveCost"
    costs = f"; their {otherwise} is {amounts_text(cost)}" if cost else ""
    verbs = ("has", "adds") if count == 1 else ("have", "add")
    return (f"Of {rows_text(read)}, {count:,} {verbs[0]} no {metric.value} and {verbs[1]} nothing here{costs}.",)


def added(amounts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Sums by currency."""
    totals: dict[str, Decimal] = {}
    for found in amounts:
        for currency, amount in found.items():
            totals[currency] = totals.get(currency, Decimal(0)) + amount
    return totals


def amounts_text(sums: Mapping[str, Decimal]) -> str:
    """Amounts by currency: `$1.00 and €2.00`."""
    return " and ".join(format_money(amount, currency) for currency, amount in sorted(sums.items()))


def rows_text(count: int) -> str:
    """A number of rows: `1 row`, `1,200 rows`."""
    return f"{count:,} row{'' if count == 1 else 's'}"
