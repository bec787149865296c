"""A bill of a few lines in memory, for tests of what agents make of it; and the bill that every tool is tried on."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from billing.export import ExportBill, open_bill
from billing.query import BillInfo, BillQuery, BillResult, BillRow, Dimension, GroupKey, LineKind, Metric, Tag
from billing.source import BillSource
from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.testing import Trial
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


def trial_bill(trial: Trial) -> ExportBill:
    """The bill of the trial's accounts, read as any export is."""
    lines = [*_own_charges(trial), *(_other_charges(trial) if trial.others else ())]
    folder = trial.folder / "bill"
    folder.mkdir(parents=True)
    columns = dict.fromkeys(name for line in [*_own_charges(trial), *_other_charges(trial)] for name in line)
    with (folder / "bill.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(lines)
    return open_bill(folder / "bill.csv")


def bill_in_a_bucket(owner: AnalysedAccount, reading: AnalysedAccount) -> ExportBill:
    """A bill in a bucket."""
    s3 = owner.client("s3")
    s3.create_bucket(Bucket="trial-exports")
    with TemporaryDirectory() as folder, trial_bill(Trial(folder=Path(folder))):
        (written,) = Path(folder).rglob("bill.csv")
        s3.put_object(Bucket="trial-exports", Key="bill/bill.csv", Body=written.read_bytes())
    return open_bill("s3://trial-exports/bill/", account=reading)


def _own_charges(trial: Trial) -> Iterator[dict[str, str]]:
    for month, day in ((month, day) for month in (4, 5) for day in range(1, 29)):
        yield _charge(month, day, "Amazon EC2", trial.own, str(day), "BoxUsage:t3.micro")
    for number in range(trial.many):
        name = f"{number}-" + "long/資源" * 20
        described = {"ResourceId": f"arn:aws:s3:::{name}", "Tags": json.dumps({"team": f"team {name}", "env": "prod"})}
        service, usage = f"Service {number % 400}", f"Usage-{number % 2000}"
        yield _charge(5, 1 + number % 28, service, trial.own, f"{number}.25", usage, **described)
    yield _charge(5, 3, "Amazon EC2", trial.own, "-5", "Credit", ChargeCategory="Credit", ChargeDescription="Welcome")
    yield _charge(5, 4, "Tax", trial.own, "7", "Tax", ChargeCategory="Tax")


def _other_charges(trial: Trial) -> Iterator[dict[str, str]]:
    hidden = {name: f"{trial.word}-{name.lower()}" for name in ("RegionId", "ResourceId", "InvoiceId", "PublisherName")}
    hidden["Tags"] = json.dumps({f"{trial.word}-key": f"{trial.word}-value", "team": f"{trial.word}-team"})
    plan = {"CommitmentDiscountId": f"{trial.word}-plan", "CommitmentDiscountType": "Savings Plan"}
    for month, day in ((month, day) for month in (3, 4, 5) for day in (1, 2, 20)):
        service, usage = f"{trial.word}-service", f"{trial.word}-usage"
        named = {
            **hidden,
            **plan,
            "SubAccountName": f"{trial.word}-name",
            "BillingCurrency": "CHF" if day == 2 else "USD",
        }
        yield _charge(month, day, service, trial.other, trial.amount, usage, **named)


def _charge(
    month: int, day: int, service: str, account: str, amount: str, usage_type: str, **more: str
) -> dict[str, str]:
    return {
        "BillingAccountId": "100000000000",
        "BillingPeriodStart": f"2026-{month:02d}-01T00:00:00Z",
        "BillingPeriodEnd": f"2026-{month + 1:02d}-01T00:00:00Z",
        "ChargePeriodStart": f"2026-{month:02d}-{day:02d}T00:00:00Z",
        "ChargePeriodEnd": f"2026-{month:02d}-{day + 1:02d}T00:00:00Z",
        "BillingCurrency": "USD",
        **dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), amount),
        "ChargeCategory": "Usage",
        "ChargeDescription": "per hour",
        "ProviderName": "AWS",
        "PublisherName": "AWS",
        "InvoiceId": f"inv-{month}",
        "ServiceName": service,
        "SubAccountId": account,
        "SubAccountName": "shop",
        "RegionId": "eu-west-1",
        "ConsumedQuantity": "10",
        "ConsumedUnit": "Hours",
        "x_UsageType": usage_type,
        **more,
    }


TRIALS: Final = {BillSource: trial_bill}
IN_AWS: Final = {BillSource: bill_in_a_bucket}
