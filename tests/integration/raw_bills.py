"""Bills read without the product: csv and pyarrow into Decimals, for sums to compare with."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, getcontext
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

BILLS = Path(__file__).parents[1] / "data" / "bills"
Row = Mapping[str, Any]

getcontext().prec = 60


def read_raw(path: Path) -> list[Row]:
    """The rows of an export, values as the file has them."""
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def amount(value: Any) -> Decimal:
    """A cost exactly as the source states it: text digit for digit, a double by its shortest representation."""
    text = str(value).strip()
    return Decimal(0) if text in ("", "NULL", "None") else Decimal(text)


def sums(rows: Sequence[Row], key: Callable[[Row], str], cost: Callable[[Row], Decimal]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        totals[key(row)] += cost(row)
    return dict(totals)
