"""The bill in the bucket: the FOCUS sample with resource ids as long as they may get, and what it comes to."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "data" / "bills" / "focus_1.0_official_sample.csv"
LONG_NAME = "/資源" * 150


COSTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")


def bill(delivery: int = 0) -> bytes:
    """The sample; an answer by resource is too large for a frame with these ids.

    A later delivery has a row more for each one before it, which costs nothing: so they are told apart.
    """
    written = io.StringIO()
    rows = list(_rows())
    rows += [rows[0] | dict.fromkeys(COSTS, "0") | {"ResourceId": f"free-{number}"} for number in range(delivery)]
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(row | {"ResourceId": row["ResourceId"] + LONG_NAME} for row in rows)
    return written.getvalue().encode()


def rows_of(delivery: int) -> int:
    """How many rows a delivery has."""
    return sum(1 for _ in _rows()) + delivery


def cost_by_service() -> dict[str, Decimal]:
    """What each service was billed, summed here without the product."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in _rows():
        sums[row["ServiceName"]] += Decimal(row["BilledCost"])
    return dict(sums)


def _rows() -> Iterator[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
