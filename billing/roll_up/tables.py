"""What is rolled up: the charges of a day, or of a month, that are alike in some columns become one row.

Sums of sums are exact, because amounts are decimals. What sums lose is kept beside them: how many charges there were,
which had no amount of a metric, and billed costs without signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from billing.intake.charges import TEXT_COLUMNS
from billing.intake.custom_columns import CUSTOM
from billing.intake.sql_text import quoted
from billing.levels import ABSOLUTE, CHARGES, MISSING, ROWS, Level, flag
from billing.query import Metric
from billing.sql import LONG_CHARGE_DAYS

MONTHLY, BY_TAGS = "charges_monthly", "charges_by_tags"
DAILY, HOURLY, BY_RESOURCE = "charges_daily", "charges_hourly", "charges_by_resource"
OF_MONTHS = frozenset({MONTHLY, BY_TAGS})

_OF_A_RESOURCE = frozenset({"ResourceId", "ResourceName", "x_ResourceGroupName", "ChargeDescription", "SkuId", "Tags"})
_OF_A_LINE = frozenset({"x_LineItemId", "x_LineType", "x_File"})
_TIMES = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
_LONG = f'"ChargePeriodEnd" - "ChargePeriodStart" > INTERVAL {LONG_CHARGE_DAYS} DAY'
_DAY = "date_trunc('day', \"ChargePeriodStart\")"
_MONTH = {"ChargePeriodStart": "date_trunc('month', \"ChargePeriodStart\")"}
_KEYS = {
    # A charge of several days keeps its own, because some questions ask what of it lies in a period.
    "ChargePeriodStart": f'CASE WHEN {_LONG} THEN "ChargePeriodStart" ELSE {_DAY} END',
    "ChargePeriodEnd": f'CASE WHEN {_LONG} THEN "ChargePeriodEnd" ELSE {_DAY} + INTERVAL 1 DAY END',
}
_LINE_KIND = 'CAST("x_LineKind" AS VARCHAR)'


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """A table to make: its level, and the SELECT over `charges` that fills it."""

    level: Level
    select: str


def roll_ups(columns: Iterable[str], *, hourly: bool = False) -> tuple[RolledUp, ...]:
    """The tables of a bill whose `charges` have these columns, the smallest first and the charges themselves last.

    With `hourly` one has the charges of an hour that are alike without resources and tags.
    """
    have = tuple(columns)
    alike = [name for name in have if name not in _OF_A_LINE and _is_key(name)]
    daily = [name for name in alike if name not in _OF_A_RESOURCE]
    whole = ", ".join(f"{_LINE_KIND} AS {quoted(name)}" if name == "x_LineKind" else quoted(name) for name in have)
    # How long a charge lasts is not told by its month.
    monthly = [name for name in daily if name != "ChargePeriodEnd"]
    return (
        _rolled_up(MONTHLY, monthly, have),
        _rolled_up(BY_TAGS, [name for name in alike if name in monthly or name == "Tags"], have),
        _rolled_up(DAILY, daily, have),
        *([_rolled_up(HOURLY, daily, have)] if hourly else ()),
        _rolled_up(BY_RESOURCE, alike, have),
        RolledUp(level=CHARGES, select=f"SELECT {whole} FROM charges"),
    )


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """From a month, as files are called after it, to the next one; times of a bill are UTC without a zone."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.replace(tzinfo=None), end.replace(tzinfo=None)


def level_of(table: str, columns: Iterable[str]) -> Level:
    """The level of a table that was made."""
    if table == CHARGES.table:
        return CHARGES
    return Level(table=table, columns=frozenset(columns), months=table in OF_MONTHS, hours=table == HOURLY)


def _is_key(name: str) -> bool:
    return name in (*TEXT_COLUMNS, *_TIMES, "Tags", "x_UsageFamily") or name.startswith(CUSTOM)


def _times_of(table: str) -> dict[str, str]:
    """How a table writes when charges begin and end, by column."""
    if table == HOURLY:
        return {}
    return {**_KEYS, **_MONTH} if table in OF_MONTHS else _KEYS


def _rolled_up(table: str, keys: list[str], have: Iterable[str]) -> RolledUp:
    metrics = [metric for metric in Metric if metric.value in have]
    written = _times_of(table) | {"x_LineKind": _LINE_KIND}
    selected = [f"{written.get(name, quoted(name))} AS {quoted(name)}" for name in keys]
    selected += [f"({missing}) AS {flag(metric)}" for metric, (missing, _) in MISSING.items()]
    summed = [f'sum("{metric.value}") AS "{metric.value}"' for metric in metrics]
    summed += [f"count(*) AS {ROWS}", f'sum(abs("BilledCost")) AS {ABSOLUTE}']
    grouped = ", ".join(str(number + 1) for number in range(len(selected)))
    return RolledUp(
        level=level_of(table, (*keys, *(metric.value for metric in metrics))),
        select=f"SELECT {', '.join((*selected, *summed))} FROM charges GROUP BY {grouped}",
    )
