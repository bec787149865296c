"""Small bills written for one test each."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

FOCUS_ROW = {
    "BillingAccountId": "100000000000",
    "BillingPeriodStart": "2026-05-01T00:00:00Z",
    "BillingPeriodEnd": "2026-06-01T00:00:00Z",
    "ChargePeriodStart": "2026-05-01T00:00:00Z",
    "ChargePeriodEnd": "2026-05-02T00:00:00Z",
    "BillingCurrency": "USD",
    "BilledCost": "1.5",
    "EffectiveCost": "1.25",
    "ListCost": "2",
    "ContractedCost": "1.5",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeDescription": "per hour",
    "ChargeFrequency": "Usage-Based",
    "ProviderName": "AWS",
    "PublisherName": "AWS",
    "ServiceName": "Amazon EC2",
    "SubAccountId": "200000000001",
    "SubAccountName": "prod",
    "RegionId": "eu-west-1",
    "ResourceId": "i-1",
    "CommitmentDiscountId": "",
    "CommitmentDiscountType": "",
    "CommitmentDiscountStatus": "",
    "ConsumedQuantity": "10",
    "ConsumedUnit": "Hours",
    "x_UsageType": "EU-BoxUsage:t3.micro",
    "Tags": '{"team": "payments"}',
}


def focus_row(**changes: str) -> dict[str, str]:
    return {**FOCUS_ROW, **changes}


def focus_day(day: int, month: int = 5, **changes: str) -> dict[str, str]:
    """A charge of one day of 2026, in that month's billing period."""
    start, end = f"2026-{month:02d}-{day:02d}T00:00:00Z", f"2026-{month:02d}-{day + 1:02d}T00:00:00Z"
    period = {
        "BillingPeriodStart": f"2026-{month:02d}-01T00:00:00Z",
        "BillingPeriodEnd": f"2026-{month + 1:02d}-01T00:00:00Z",
    }
    return focus_row(ChargePeriodStart=start, ChargePeriodEnd=end, **period, **changes)


def write_csv(
    path: Path, rows: Sequence[Mapping[str, str]], *, delimiter: str = ",", encoding: str = "utf-8", preamble: str = ""
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        stream.write(preamble)
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    table = cast(Any, pa.table(dict(columns)))  # pyright: ignore[reportUnknownMemberType]
    pq.write_table(table, path)  # pyright: ignore[reportUnknownMemberType]
    return path


def map_column(*rows: Sequence[tuple[str, str]]) -> Any:
    """A Parquet column of type MAP, one list of entries a row."""
    arrow = cast(Any, pa)
    return arrow.array(list(rows), type=arrow.map_(arrow.string(), arrow.string()))
