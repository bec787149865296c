"""FOCUS from 1.0-preview to 1.4: every version is told by its columns, and other datasets are never charges."""

import gzip
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.check import check_bill
from billing.export import open_bill
from billing.query import BillInfo, BillQuery, Dimension, Metric
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_day, focus_row, write_csv, write_parquet


def load(path: Path) -> BillInfo:
    return check_bill(path).info


def billed(info: BillInfo) -> Decimal:
    return info.currencies["USD"][Metric.BILLED]


def row_1_4(**changes: str) -> dict[str, str]:
    gone = ("ProviderName", "PublisherName")
    new = {
        "ServiceProviderName": "AWS",
        "HostProviderName": "AWS",
        "InvoiceIssuerName": "AWS",
        "InvoiceId": "INV-1",
        "InvoiceDetailId": "INV-1-7",
        "CommitmentProgramEligibilityDetails": '{"Elements": []}',
    }
    return {name: value for name, value in focus_row().items() if name not in gone} | new | changes


def period_row(month: int, status: str, issuer: str = "AWS", updated: str = "2026-07-05T00:00:00Z") -> dict[str, str]:
    return {
        "BillingPeriodCreated": f"2026-{month:02d}-01T00:00:00Z",
        "BillingPeriodEnd": f"2026-{month + 1:02d}-01T00:00:00Z",
        "BillingPeriodLastUpdated": updated,
        "BillingPeriodStart": f"2026-{month:02d}-01T00:00:00Z",
        "BillingPeriodStatus": status,
        "InvoiceIssuerName": issuer,
    }


DETAIL_ROW = {
    "BilledCost": "9999",
    "BillingAccountId": "100000000000",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-05-01T00:00:00Z",
    "BillingPeriodEnd": "2026-06-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "InvoiceDetailId": "INV-1-7",
    "InvoiceDetailDescription": "Compute",
    "InvoiceId": "INV-1",
    "InvoiceIssueStatus": "Issued",
}


def test_focus_1_4_is_read_and_its_provider_found_under_its_new_name(tmp_path: Path):
    path = write_csv(tmp_path / "bill.csv", [row_1_4(), row_1_4(ServiceProviderName="Oracle")])
    info = load(path)
    assert (info.format, info.version, info.problems) == ("FOCUS", "1.4", ())
    with open_bill(path) as bill:
        found = bill.query(BillQuery(group_by=(Dimension.PROVIDER,))).rows
    assert {row.keys[0]: row.amount for row in found} == {"AWS": Decimal("1.5"), "Oracle": Decimal("1.5")}


@pytest.mark.parametrize(
    ("columns", "dropped", "version", "doubt"),
    [
        ({}, (), "1.0", False),
        ({"SkuMeter": ""}, (), "1.1", False),
        ({"InvoiceId": ""}, (), "1.2", False),
        ({"ServiceProviderName": "AWS", "HostProviderName": "AWS"}, (), "1.3", False),
        ({"ServiceProviderName": "AWS", "HostProviderName": "AWS"}, ("ProviderName", "PublisherName"), "1.4", True),
        ({"ChargeSubcategory": ""}, ("ChargeClass", "ContractedCost"), "1.0-preview", False),
        ({"InvoiceDetailId": ""}, (), "1.4", True),
        ({"AllocatedTags": ""}, (), "1.3", True),
        ({"InvoiceId": "", "ChargeSubcategory": ""}, (), "1.2", True),
    ],
)
def test_the_version_is_told_or_said_to_be_in_doubt(
    tmp_path: Path, columns: dict[str, str], dropped: tuple[str, ...], version: str, doubt: bool
):
    row = {name: value for name, value in (focus_row() | columns).items() if name not in dropped}
    info = load(write_csv(tmp_path / "bill.csv", [row]))
    assert info.version == version
    assert any("version cannot be told" in p.message for p in info.problems) == doubt


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_billing_period_dataset_says_which_months_are_closed(tmp_path: Path, kind: str):
    days = [focus_day(day, month, InvoiceIssuerName="AWS") for month in (5, 6) for day in range(1, 31)]
    days[-1]["ChargePeriodEnd"] = "2026-07-01T00:00:00Z"
    write_csv(tmp_path / "charges.csv", days)
    rows = [period_row(5, "Closed"), period_row(6, "closed", updated="2026-07-01T00:00:00Z"), period_row(6, "Open")]
    if kind == "csv":
        write_csv(tmp_path / "periods.csv", rows)
    else:
        write_parquet(tmp_path / "periods.parquet", {name: [row[name] for row in rows] for name in rows[0]})
    info = load(tmp_path)
    assert (info.rows, dict(info.closed_months)) == (60, {"2026-05": True, "2026-06": False})
    assert info.complete_until == date(2026, 6, 30)
    assert info.period.end == date(2026, 7, 1)
    assert any("not closed" in p.message and "2026-06" in p.message and p.notice for p in info.problems)


def test_a_closed_month_is_complete_although_its_last_days_have_no_charges(tmp_path: Path):
    write_csv(tmp_path / "charges.csv", [focus_day(day, InvoiceIssuerName="AWS") for day in range(1, 20)])
    write_csv(tmp_path / "periods.csv", [period_row(5, "Closed"), period_row(5, "Open", issuer="Other")])
    info = load(tmp_path)
    assert info.complete_until == info.period.end


def test_an_invoice_detail_dataset_beside_the_charges_is_never_counted(tmp_path: Path):
    write_csv(tmp_path / "charges.csv", [row_1_4()])
    write_csv(tmp_path / "invoices.csv", [DETAIL_ROW])
    write_csv(tmp_path / "dated.csv", [DETAIL_ROW | {"ChargePeriodStart": "2026-05-01T00:00:00Z"}])
    write_csv(tmp_path / "contracts.csv", [{"ContractCommitmentId": "c-1", "ContractCommitmentCost": "500"}])
    info = load(tmp_path)
    assert (info.rows, billed(info)) == (1, Decimal("1.5"))
    assert sorted(p.file for p in info.problems if p.notice) == ["contracts.csv", "dated.csv", "invoices.csv"]


def test_a_dataset_without_charges_alone_is_refused_by_its_name(tmp_path: Path):
    with pytest.raises(BillError, match="InvoiceDetail, which holds no charges"):
        check_bill(write_csv(tmp_path / "bill.csv", [DETAIL_ROW]))


ROW_0_5 = {
    "BillingAccountId": "1",
    "BillingPeriodStart": "2023-05-01T00:00:00Z",
    "BillingPeriodEnd": "2023-06-01T00:00:00Z",
    "ChargePeriodStart": "2023-05-01T00:00:00Z",
    "ChargePeriodEnd": "2023-05-02T00:00:00Z",
    "ChargeType": "Usage",
    "BilledCost": "1.5",
    "BilledCurrency": "USD",
    "AmortizedCost": "1.5",
    "InvoiceIssuer": "AWS",
    "Provider": "AWS",
    "Publisher": "AWS",
    "Region": "us-east-1",
    "ResourceId": "i-1",
    "ServiceCategory": "Compute",
    "ServiceName": "Amazon EC2",
    "SubAccountId": "2",
}


@pytest.mark.parametrize("form", ["csv", "semicolons", "parquet", "jsonl", "fewer columns", "snake case", "zip"])
def test_focus_0_5_is_refused_by_its_name_with_what_to_do(tmp_path: Path, form: str):
    row = {name: value for name, value in ROW_0_5.items() if form != "fewer columns" or not name.startswith("B")}
    if form == "fewer columns":
        row["AmortizedCost"] = "1"
    if form == "snake case":
        row = {re.sub("(?<!^)([A-Z])", r"_\1", name).lower(): value for name, value in row.items()}
    path = tmp_path / "bill"
    match form:
        case "parquet":
            write_parquet(path, {name: [value] for name, value in row.items()})
        case "jsonl":
            path.write_text(json.dumps(row) + "\n")
        case _:
            write_csv(path, [row], delimiter=";" if form == "semicolons" else ",")
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
            archive.write(path, "bill.csv")
        path = tmp_path / "packed.zip"
    with pytest.raises(BillError, match=r"FOCUS 0\.5.*Export FOCUS 1\.0 or later"):
        check_bill(path)


def test_focus_0_5_beside_later_files_is_told_as_missing(tmp_path: Path):
    write_csv(tmp_path / "may.csv", [focus_row()])
    write_csv(tmp_path / "old.csv", [ROW_0_5])
    info = load(tmp_path)
    assert billed(info) == Decimal("1.5")
    assert any(p.unread and "FOCUS 0.5" in p.message for p in info.problems)


def test_small_files_in_an_archive_do_not_stop_the_export(tmp_path: Path):
    export = write_csv(tmp_path / "export.csv", [focus_row(), focus_row()])
    path = tmp_path / "bill.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(export, "data/export.csv")
        archive.writestr("README.txt", "Costs of May, see the manual")
        archive.writestr("manifest.json", '{"files": ["data/export.csv"]}')
        archive.writestr("docs/columns.md", "# Columns")
        archive.writestr("accounts.csv", "id,owner\n1,me\n")
    info = load(path)
    assert (info.rows, billed(info)) == (2, Decimal(3))
    (said,) = info.problems
    assert (said.file, said.unread) == ("bill.zip", True)


@pytest.mark.parametrize("form", ["lines", "gzip", "list", "zip"])
def test_json_is_read_to_the_last_digit(tmp_path: Path, form: str):
    def line(amount: str) -> str:
        return json.dumps({**focus_row(), "BilledCost": 0, "Tags": {"team": "a"}}).replace(
            '"BilledCost": 0', f'"BilledCost": {amount}'
        )

    amounts = ["123456789012.12345678901", "1e-7", "null", '"2.5"']
    text = "\n".join([*map(line, amounts), "{broken", ""])
    if form == "list":
        text = f"[{', '.join(map(line, amounts))}]"
    path = tmp_path / {"gzip": "bill.jsonl.gz", "zip": "bill.zip"}.get(form, "bill.jsonl")
    if form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("bill.json", text)
    else:
        path.write_bytes(gzip.compress(text.encode()) if form == "gzip" else text.encode())
    info = load(path)
    assert (info.rows, billed(info)) == (3, Decimal("123456789014.62345688901"))
    assert info.tag_keys == ("team",)
    assert sum(p.rows for p in info.problems) == (1 if form == "list" else 2)


def test_json_lines_in_a_folder_are_part_of_the_bill(tmp_path: Path):
    lines = [json.dumps(focus_row()), json.dumps({**focus_row(), "x_Extra": {"a": 1.50}})]
    (tmp_path / "bill.ndjson").write_text("\n".join(lines))
    assert billed(load(tmp_path)) == 3


def test_json_that_is_no_bill_is_refused_by_name(tmp_path: Path):
    (tmp_path / "bill.json").write_text('{\n "assemblyId": "x"\n}')
    with pytest.raises(BillError, match=r"bill.json.*(JSON|billing export)"):
        check_bill(tmp_path / "bill.json")
