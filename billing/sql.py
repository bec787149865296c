"""Turns a BillQuery into SQL over `charges`. Identifiers come from enums and this file; all else is a parameter."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, Protocol

from billing.levels import ONLY_CHARGES, Level, Levels
from billing.query import BillInfo, BillQuery, Filter, GroupKey, Metric
from finops_core.errors import BillError
from finops_core.values import Granularity

MAX_DIMENSIONS = 3
"""Two that a question asks for, and one that a tool needs to tell its rows apart."""

LONG_CHARGE_DAYS = 2
"""A charge of more days than these covers a span: exports by the day or the hour have none but for fees."""

MAX_FILTER_VALUES = 10_000


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters, in the order of its question marks."""

    text: str
    parameters: tuple[Any, ...] = ()


class QueryWords(Protocol):
    """What the words of a query mean in one bill and one organisation."""

    def key(self, key: GroupKey) -> Sql:
        """A text expression, empty where a charge has no value. Raises BillError for what the bill lacks."""
        ...

    def bucket(self, granularity: Granularity, time: str) -> str:
        """A timestamp expression: the start of the interval that a column of times falls into."""
        ...


def unit_column(metric: Metric) -> str:
    """What amounts of a metric are counted in; amounts of different units are never added together."""
    return '"ConsumedUnit"' if metric is Metric.QUANTITY else '"BillingCurrency"'


CHARGED, BILLED = '"ChargePeriodStart"', '"BillingPeriodStart"'
"""The two times that date a charge."""

_ONLY_PARTLY = (
    '"ChargePeriodStart" < ? AND "ChargePeriodEnd" > ? AND ("ChargePeriodStart" < ? OR "ChargePeriodEnd" > ?) '
    f'AND "ChargePeriodEnd" - "ChargePeriodStart" > INTERVAL {LONG_CHARGE_DAYS} DAY'
)
_WITHIN_A_BILLING_PERIOD = (Granularity.HOURLY, Granularity.DAILY, Granularity.WEEKLY)


def _time_of(query: BillQuery) -> str:
    """The column that intervals are made of: billing periods are months."""
    return BILLED if query.by_billing_period and query.granularity not in _WITHIN_A_BILLING_PERIOD else CHARGED


def conditions(query: BillQuery, words: QueryWords) -> Sql:
    """The WHERE clause of a query's period, filters, kinds and currency."""
    parts: list[Sql] = []
    if query.period is not None:
        start, end = (datetime.combine(day, time.min) for day in (query.period.start, query.period.end))
        dated = BILLED if query.by_billing_period else CHARGED
        within = Sql(f"{dated} >= ? AND {dated} < ?", (start, end))
        parts.append(Sql(_ONLY_PARTLY, (end, start, start, end)) if query.only_partly else within)
    parts += [_condition(f, words) for f in query.filters]
    if query.kinds_excluded:
        kinds = sorted(kind.value for kind in query.kinds_excluded)
        parts.append(Sql(f'"x_LineKind" NOT IN ({_marks(len(kinds))})', tuple(kinds)))
    if query.currency is not None and query.metric is not Metric.QUANTITY:
        parts.append(Sql('"BillingCurrency" = ?', (query.currency.upper(),)))
    if not parts:
        return Sql("TRUE")
    return Sql(" AND ".join(p.text for p in parts), tuple(v for p in parts for v in p.parameters))


def _condition(wanted: Filter, words: QueryWords) -> Sql:
    if not wanted.values:
        raise BillError("A filter needs at least one value.")
    if len(wanted.values) > MAX_FILTER_VALUES:
        raise BillError(f"A filter takes at most {MAX_FILTER_VALUES} values, not {len(wanted.values)}.")
    key = words.key(wanted.dimension)
    test = "NOT IN" if wanted.exclude else "IN"
    return Sql(f"{key.text} {test} ({_marks(len(wanted.values))})", (*key.parameters, *wanted.values))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def bare(query: BillQuery, info: BillInfo) -> BillQuery:
    """The query without conditions that every charge of the bill meets: reading a column for them takes time."""
    if query.only_partly:
        return query
    span = info.billed if query.by_billing_period else info.period
    if query.period and span and query.period.start <= span.start and span.end <= query.period.end:
        query = replace(query, period=None)
    if query.currency is not None and list(info.currencies) == [query.currency.upper()]:
        query = replace(query, currency=None)
    return query


def compile_query(query: BillQuery, words: QueryWords, *, only_unit: str | None, levels: Levels = ONLY_CHARGES) -> Sql:
    """The SQL of a query, in one scan of the smallest table that holds what it asks for.

    Its columns: `key…, start, unit, amount, rows read, rows without, their cost, groups`.

    With a limit or a threshold there is a totals row for each unit, told by its `groups`, which counts what the
    threshold keeps; the totals cover all groups. Without, the rows are all there is.
    With keys and a granularity a group is a combination of keys over its whole time; with a granularity alone it
    is an interval. `only_unit` is the currency when no other can occur: then it is no key to group by, and one
    `LIMIT` picks the first groups; otherwise it picks them in each currency. A row that read nothing is no group.

    Raises BillError for too many dimensions.
    """
    if len(query.group_by) > MAX_DIMENSIONS:
        raise BillError(f"A question can group by at most {MAX_DIMENSIONS} things at once.")
    keys = [words.key(key) for key in query.group_by]
    where = conditions(query, words)
    names = [f"key{i}" for i in range(len(keys))]
    start = words.bucket(query.granularity, _time_of(query)) if query.granularity else None
    select = [f"{key.text} AS {name}" for key, name in zip(keys, names, strict=True)]
    select.append(f"{start or 'NULL::TIMESTAMP'} AS start")
    select.append(f"{unit_column(query.metric)} AS unit" if only_unit is None else "CAST(? AS VARCHAR) AS unit")
    grouped = [*names, *(["start"] if start else []), *(["unit"] if only_unit is None else [])]
    level = _level(query, [*select, where.text], levels, words)
    groups = (
        f'SELECT {", ".join(select)}, coalesce(sum("{query.metric.value}"), 0) AS amount, {level.count} AS n, '
        f"{level.without(query.metric)}, NULL AS found "
        f"FROM {level.table} WHERE {where.text}" + (f" GROUP BY {', '.join(grouped)}" if grouped else "")
    )
    parameters: list[Any] = [v for key in keys for v in key.parameters]
    parameters += ([] if only_unit is None else [only_unit]) + list(where.parameters)
    if query.limit is None and query.having_over is None:
        return Sql(groups, tuple(parameters))
    kept = _kept(query, names, one_unit=only_unit is not None)
    nulls = "".join("NULL, " for _ in names)
    listed = "".join(f"{name}, " for name in names)
    text = (
        f"WITH grouped AS MATERIALIZED ({groups}){kept.text} "
        f"SELECT {nulls}NULL AS start, grouped.unit AS unit, sum(amount) AS amount, sum(n) AS n, "
        "sum(without) AS without, sum(cost) AS cost, coalesce(max(counted.groups), 0) AS found FROM grouped "
        "LEFT JOIN (SELECT unit, count(*) AS groups FROM kept_keys GROUP BY unit) AS counted "
        "ON counted.unit = grouped.unit GROUP BY grouped.unit "
        f"UNION ALL SELECT {listed}start, unit, amount, n, without, cost, NULL FROM kept"
    )
    return Sql(text, (*parameters, *kept.parameters))


def _level(query: BillQuery, texts: list[str], levels: Levels, words: QueryWords) -> Level:
    hours = query.granularity is Granularity.HOURLY
    needed = [*texts, f'"{query.metric.value}"']
    return levels.holding(needed, days=not _of_whole_months(query, words), hours=hours)


def _of_whole_months(query: BillQuery, words: QueryWords) -> bool:
    """Whether a query tells no days of a month apart. Quarters and years may begin on any day."""
    period = query.period
    if any(CHARGED in words.key(key).text for key in (*query.group_by, *(each.dimension for each in query.filters))):
        return False
    whole = period is None or (period.start.day == 1 and period.end.day == 1)
    return whole and not query.only_partly and query.granularity in (None, Granularity.MONTHLY)


def _kept(query: BillQuery, names: list[str], *, one_unit: bool) -> Sql:
    """CTEs `kept_keys` (groups over the threshold), `kept` (their rows, limited)."""
    by_time = bool(query.granularity) and bool(names)
    group = [*names, "unit"] if by_time or not query.granularity else ["start", "unit"]
    columns = ", ".join(group)
    threshold = "" if query.having_over is None else "WHERE total > CAST(? AS DECIMAL(38, 12))"
    parameters: list[Any] = [] if query.having_over is None else [str(query.having_over)]
    totals = f"SELECT {columns}, sum(amount) AS total FROM grouped GROUP BY {columns}" if by_time else ""
    source = f"({totals})" if by_time else "(SELECT *, amount AS total FROM grouped)"
    text = f", kept_keys AS (SELECT * FROM {source} {threshold})"
    first = "kept_keys"
    if query.limit is not None:
        text += _first_keys(query, group, one_unit=one_unit)
        parameters.append(query.limit)
        first = "first_keys"
    if by_time:
        # Not USING: some engines leave the columns that it names out of `grouped.*`.
        same = " AND ".join(f"grouped.{column} = {first}.{column}" for column in group)
        text += f", kept AS (SELECT grouped.* FROM grouped JOIN {first} ON {same})"
    else:
        text += f", kept AS (SELECT * FROM {first})"
    return Sql(text, tuple(parameters))


def _first_keys(query: BillQuery, group: list[str], *, one_unit: bool) -> str:
    """The CTE of the first groups in the query's order, of each currency where there are several."""
    direction = "DESC" if query.descending else "ASC"
    order = ", ".join([f"total {direction}", *(name for name in group if name != "unit")])
    if one_unit:
        return f", first_keys AS (SELECT * FROM kept_keys ORDER BY {order} LIMIT ?)"
    rank = f"row_number() OVER (PARTITION BY unit ORDER BY {order})"
    return f", first_keys AS (SELECT * FROM kept_keys QUALIFY {rank} <= ?)"
