"""A bill of a few lines in memory, for tests of what agents make of a bill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from billing.query import BillInfo, BillQuery, BillResult, BillRow, Dimension, GroupKey, LineKind, Metric, Tag
from finops_core.values import Granularity, Period


@dataclass(frozen=True, kw_only=True)
class Line:
    """One charge of one day."""

    day: date
    amount: Decimal
    service: str = "Amazon Elastic Compute Cloud"
    account: str = "111111111111"
    region: str = "eu-west-1"
    kind: LineKind = LineKind.USAGE
    currency: str = "USD"
    effective: Decimal | None = None
    quantity: Decimal = Decimal(0)
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[Dimension, str] = field(default_factory=dict[Dimension, str])

    def value(self, key: GroupKey) -> str:
        if isinstance(key, Tag):
            return self.tags.get(key.key, "")
        own = {
            Dimension.SERVICE: self.service,
            Dimension.ACCOUNT: self.account,
            Dimension.REGION: self.region,
            Dimension.LINE_KIND: self.kind.value,
        }
        return own.get(key) or self.values.get(key, "")


class MemoryBill:
    """A BillSource over lines, written without looking at any other implementation of the port."""

    def __init__(
        self,
        lines: Sequence[Line],
        *,
        accounts: Mapping[str, str] | None = None,
        sample: bool = False,
        complete_until: date | None = None,
    ) -> None:
        self._lines = tuple(lines)
        self._accounts = dict(accounts or {line.account: "" for line in lines})
        self._sample = sample
        self._complete_until = complete_until
        self.queries: list[BillQuery] = []

    def info(self) -> BillInfo:
        days = [line.day for line in self._lines] or [date(2026, 1, 1)]
        totals: dict[str, dict[Metric, Decimal]] = {}
        for line in self._lines:
            of_currency = totals.setdefault(line.currency, {Metric.BILLED: Decimal(0)})
            of_currency[Metric.BILLED] += line.amount
        return BillInfo(
            source="memory",
            format="FOCUS",
            version="1.2",
            rows=len(self._lines),
            period=Period(min(days), max(days) + timedelta(days=1)),
            currencies=totals,
            accounts=self._accounts,
            tag_keys=tuple(sorted({key for line in self._lines for key in line.tags})),
            sample=self._sample,
            complete_until=self._complete_until,
        )

    def query(self, query: BillQuery) -> BillResult:
        self.queries.append(query)
        lines = [line for line in self._lines if _keeps(query, line)]
        sums: dict[tuple[tuple[str, ...], datetime | None, str], Decimal] = {}
        totals: dict[str, Decimal] = {}
        for line in lines:
            amount = _amount(query.metric, line)
            keys = tuple(line.value(key) for key in query.group_by)
            at = (keys, _start(query.granularity, line.day), line.currency)
            sums[at] = sums.get(at, Decimal(0)) + amount
            totals[line.currency] = totals.get(line.currency, Decimal(0)) + amount
        rows = [BillRow(keys, start, currency, amount) for (keys, start, currency), amount in sums.items()]
        over = query.having_over
        rows = [row for row in rows if over is None or row.amount > over]
        rows.sort(key=lambda row: (row.amount, row.keys), reverse=query.descending)
        groups = len(rows)
        return BillResult(rows=tuple(rows[: query.limit]), totals=totals, groups=groups, rows_read=len(lines))

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        sums: dict[str, Decimal] = {}
        for line in self._lines:
            value = line.value(dimension)
            sums[value] = sums.get(value, Decimal(0)) + abs(line.amount)
        return tuple(sorted(sums, key=lambda value: (-sums[value], value)))

    def scoped(self, accounts: frozenset[str]) -> "MemoryBill":
        own = MemoryBill(
            [line for line in self._lines if line.account in accounts],
            accounts={account: name for account, name in self._accounts.items() if account in accounts},
            sample=self._sample,
            complete_until=self._complete_until,
        )
        own.queries = self.queries
        return own


def _amount(metric: Metric, line: Line) -> Decimal:
    match metric:
        case Metric.BILLED:
            return line.amount
        case Metric.QUANTITY:
            return line.quantity
        case _:
            return line.effective or Decimal(0)


def _keeps(query: BillQuery, line: Line) -> bool:
    if query.period is not None and line.day not in query.period:
        return False
    if line.kind in query.kinds_excluded:
        return False
    return all((line.value(f.dimension) in f.values) != f.exclude for f in query.filters)


def _start(granularity: Granularity | None, day: date) -> datetime | None:
    match granularity:
        case None:
            return None
        case Granularity.WEEKLY:
            day -= timedelta(days=day.weekday())
        case Granularity.MONTHLY:
            day = day.replace(day=1)
        case Granularity.YEARLY:
            day = day.replace(month=1, day=1)
        case _:
            pass
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
