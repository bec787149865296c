"""Rows that one delivery has twice are counted, and said with their amount; equal rows for good reasons are not."""

import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from billing.export import open_bill
from billing.query import BillInfo, BillProblem, Metric
from tests.unit.billing.made_bills import focus_day, write_csv, write_parquet

UUID = "3d1b9a70-5c5e-4c2a-9d9f-0a8b1c2d3e4f"
Rows = list[dict[str, str]]

SERVICES = ("Amazon EC2", "Amazon S3", "AWS Lambda")


def month(number: int, days: int = 28) -> Rows:
    """Three services a day, whose costs change from day to day; no resource tells charges apart."""
    return [
        focus_day(day, number, ServiceName=service, BilledCost=f"{index + 1}.{day:02d}", ResourceId="")
        for day in range(1, days + 1)
        for index, service in enumerate(SERVICES)
    ]


def cur(rows: Rows) -> Rows:
    return [
        {
            "bill/PayerAccountId": row["BillingAccountId"],
            "bill/BillingPeriodStartDate": row["BillingPeriodStart"],
            "bill/BillingPeriodEndDate": row["BillingPeriodEnd"],
            "lineItem/UsageAccountId": row["SubAccountId"],
            "lineItem/LineItemType": "Usage",
            "lineItem/UsageStartDate": row["ChargePeriodStart"],
            "lineItem/UsageEndDate": row["ChargePeriodEnd"],
            "lineItem/ProductCode": row["ServiceName"],
            "lineItem/UsageType": "BoxUsage",
            "lineItem/CurrencyCode": "USD",
            "lineItem/UnblendedCost": row["BilledCost"],
        }
        for row in rows
    ]


def shuffled(rows: Rows) -> Rows:
    return random.Random(7).sample(rows, len(rows))


def load(path: Path) -> BillInfo:
    with open_bill(path) as bill:
        return bill.info()


def total(rows: Sequence[dict[str, str]]) -> Decimal:
    return sum((Decimal(row["BilledCost"]) for row in rows), Decimal(0))


def repeated(info: BillInfo) -> list[BillProblem]:
    return [problem for problem in info.problems if "counted twice" in problem.message]


def written(folder: Path, rows: Rows, kind: str) -> Path:
    """Half of the kinds as CSV and half as Parquet."""
    if len(kind) % 2:
        return write_csv(folder / "x.csv", rows)
    return write_parquet(folder / "x.parquet", {name: [row[name] for row in rows] for name in rows[0]})


MAY, JUNE = month(5), month(6)

TWICE: dict[str, tuple[Rows, Rows]] = {
    "the whole file": (MAY + MAY, MAY),
    "three times": (MAY * 3, MAY + MAY),
    "in another order": (MAY + shuffled(MAY), MAY),
    "sorted": (sorted(MAY + MAY, key=lambda row: row["ChargePeriodStart"]), MAY),
    "a month at the end": (MAY + JUNE + MAY, MAY),
    "a month in the middle": (MAY + MAY + JUNE, MAY),
    "five days at the end": (MAY + MAY[30:45], MAY[30:45]),
    "four days of three services": (MAY[:12] * 2, MAY[:12]),
    "with rows that are twice by themselves": ((MAY + MAY[:6]) * 2, MAY + MAY[:6]),
}


@pytest.mark.parametrize("kind", TWICE)
def test_a_file_appended_to_itself_is_said_with_rows_and_amount(tmp_path: Path, kind: str) -> None:
    rows, again = TWICE[kind]
    info = load(written(tmp_path, rows, kind))
    (problem,) = repeated(info)
    assert info.currencies["USD"][Metric.BILLED] == total(rows)
    assert (problem.affected, problem.amount, problem.notice) == (len(again), {"USD": total(again)}, False)


SHORT_OR_UNIFORM: dict[str, tuple[Rows, Rows]] = {
    "two rows": (MAY[:2] * 2, MAY[:2]),
    "three rows": (MAY[:3] * 2, MAY[:3]),
    "five rows three times": (MAY[:5] * 3, MAY[:5] * 2),
    "one amount all over": ([focus_day(day) for day in range(1, 29)] * 2, [focus_day(day) for day in range(1, 29)]),
    "one day": (month(5, 1) * 2, month(5, 1)),
    "nothing but equal rows": (MAY[:1] * 11, MAY[:1] * 10),
    "two amounts on one day": (
        [focus_day(1, ResourceId=f"i-{n}", BilledCost=str(n % 2 + 1)) for n in range(40)] * 2,
        [focus_day(1, ResourceId=f"i-{n}", BilledCost=str(n % 2 + 1)) for n in range(40)],
    ),
}


@pytest.mark.parametrize("kind", SHORT_OR_UNIFORM)
def test_a_short_or_uniform_file_that_is_its_first_part_again_is_said_in_doubt(tmp_path: Path, kind: str) -> None:
    rows, again = SHORT_OR_UNIFORM[kind]
    info = load(written(tmp_path, rows, kind))
    (problem,) = repeated(info)
    assert info.currencies["USD"][Metric.BILLED] == total(rows)
    assert (problem.affected, problem.amount, problem.notice) == (len(again), {"USD": total(again)}, False)
    assert "may be counted twice" in problem.message


def test_a_short_text_appended_with_its_header_is_said(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", MAY[:3])
    path.write_text(path.read_text() * 2)
    (problem,) = repeated(load(path))
    assert (problem.affected, problem.row, problem.amount) == (3, 6, {"USD": total(MAY[:3])})


def test_a_large_uniform_file_appended_to_itself_is_said_though_no_row_of_it_is_sampled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.intake.repeated_rows.SAMPLED_ROWS", 1)
    (problem,) = repeated(load(write_csv(tmp_path / "x.csv", MAY[:3] * 2)))
    assert (problem.affected, problem.amount) == (3, {"USD": total(MAY[:3])})


def test_a_large_file_of_equal_rows_is_said_though_no_row_of_it_is_sampled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.intake.repeated_rows.SAMPLED_ROWS", 1)
    (problem,) = repeated(load(write_csv(tmp_path / "x.csv", MAY[:1] * 12)))
    assert (problem.affected, problem.amount) == (11, {"USD": total(MAY[:1] * 11)})


def test_a_report_appended_to_itself_is_said(tmp_path: Path) -> None:
    (problem,) = repeated(load(write_csv(tmp_path / "x.csv", cur(MAY + MAY))))
    assert (problem.affected, problem.row) == (len(MAY), len(MAY) + 2)


@pytest.mark.parametrize("form", ["with its header", "without"])
def test_text_appended_to_itself_is_said(tmp_path: Path, form: str) -> None:
    path = write_csv(tmp_path / "x.csv", MAY)
    text = path.read_text()
    path.write_text(text + (text if form == "with its header" else text.split("\n", 1)[1]))
    (problem,) = repeated(load(path))
    assert (problem.affected, problem.amount) == (len(MAY), {"USD": total(MAY)})


def test_a_large_file_appended_to_itself_is_judged_by_a_sample_and_counted_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.intake.repeated_rows.SAMPLED_ROWS", 60)
    (problem,) = repeated(load(write_csv(tmp_path / "x.csv", (MAY + JUNE) * 2)))
    assert (problem.affected, problem.amount) == (len(MAY + JUNE), {"USD": total(MAY + JUNE)})


@pytest.mark.parametrize(
    ("first", "second", "same_bytes"),
    [
        ("cur-00001.csv", "cur-00002.csv", True),
        ("part_0_0001.csv", "part_1_0001.csv", False),
        ("000000000000.csv", "000000000001.csv", False),
        (f"part-00000-{UUID}-c000.csv", f"part-00001-{UUID}-c000.csv", True),
    ],
)
def test_shards_of_one_delivery_with_the_same_rows_are_said(
    tmp_path: Path, first: str, second: str, same_bytes: bool
) -> None:
    write_csv(tmp_path / "bill" / first, MAY[:5])
    write_csv(tmp_path / "bill" / second, MAY[:5] if same_bytes else shuffled(MAY[:5]))
    (problem,) = repeated(load(tmp_path / "bill"))
    assert first in problem.message
    assert (problem.file, problem.affected, problem.amount) == (second, 5, {"USD": total(MAY[:5])})


def test_months_to_date_that_are_numbered_like_parts_are_said_in_doubt(tmp_path: Path) -> None:
    for number, days in enumerate((2, 3, 4), start=1):
        write_csv(tmp_path / "bill" / f"cur-{number:05d}.csv", MAY[:days])
    said = repeated(load(tmp_path / "bill"))
    assert [(one.file, one.affected) for one in said] == [("cur-00001.csv", 2), ("cur-00002.csv", 3)]
    assert all("may be counted twice: cur-0000" in one.message for one in said)


def test_a_part_with_most_rows_of_another_is_said_in_doubt_with_those(tmp_path: Path) -> None:
    write_csv(tmp_path / "bill" / "cur-00001.csv", MAY)
    write_csv(tmp_path / "bill" / "cur-00002.csv", MAY[:6] + JUNE[:3])
    (problem,) = repeated(load(tmp_path / "bill"))
    assert (problem.file, problem.affected, problem.amount) == ("cur-00002.csv", 6, {"USD": total(MAY[:6])})
    assert "may be counted twice" in problem.message


def test_parts_that_share_few_rows_or_rows_of_no_cost_are_not_said(tmp_path: Path) -> None:
    free = [focus_day(day, BilledCost="0", ResourceId="") for day in range(1, 20)]
    write_csv(tmp_path / "bill" / "cur-00001.csv", MAY + free)
    write_csv(tmp_path / "bill" / "cur-00002.csv", JUNE + MAY[:6] + free)
    assert repeated(load(tmp_path / "bill")) == []


def test_a_shard_that_has_the_rows_of_two_others_again_is_said(tmp_path: Path) -> None:
    for number, rows in enumerate((MAY, JUNE, MAY[12:] + JUNE[:12]), start=1):
        write_csv(tmp_path / "bill" / f"cur-{number:05d}.csv", rows)
    (problem,) = repeated(load(tmp_path / "bill"))
    assert (problem.file, problem.affected) == ("cur-00003.csv", len(MAY))


def test_what_another_delivery_replaces_is_not_said_to_be_counted_twice(tmp_path: Path) -> None:
    named = [{**row, "ResourceId": row["ServiceName"]} for row in MAY]
    write_csv(tmp_path / "bill" / "may_draft.csv", named + named)
    write_csv(tmp_path / "bill" / "may.csv", named)
    info = load(tmp_path / "bill")
    assert (repeated(info), info.currencies["USD"][Metric.BILLED]) == ([], total(MAY))


TWINS: dict[str, Rows] = {
    "two machines of one kind, day by day": [row for row in month(5)[::3] for _ in range(2)],
    "two machines of one price, one after the other": [
        *([focus_day(day, ResourceId="") for day in range(1, 29)] * 2),
        focus_day(28, ServiceName="Amazon S3"),
    ],
    "one row more than its first half twice": [*(MAY[:4] * 2), JUNE[0]],
    "one row of the second half changed": [*MAY[:4], *MAY[:3], {**MAY[3], "BilledCost": "9"}],
    "machines of three kinds with one price each": [
        focus_day(day, ServiceName=service, BilledCost=str(index), ResourceId="")
        for index, service in enumerate(SERVICES)
        for _ in range(2)
        for day in range(1, 29)
    ],
    "a tenth of the rows": MAY + JUNE + random.Random(3).sample(MAY, 9),
    "rows of no cost": MAY + [focus_day(day, BilledCost="0", ResourceId="") for day in range(1, 29)] * 4,
    "a few equal machines": MAY[:1] * 6,
    "one day": [row for row in MAY[:3] for _ in range(40)],
    "taxes by line, with ids": [
        {**row, "lineItem/UnblendedCost": "1", "identity/LineItemId": str(number)}
        for number, row in enumerate(cur(MAY + MAY))
    ],
}


@pytest.mark.parametrize("kind", TWINS)
def test_equal_rows_with_good_reason_are_not_said(tmp_path: Path, kind: str) -> None:
    assert repeated(load(written(tmp_path, TWINS[kind], kind))) == []
