"""Columns of an export's own (`x_…`) with few and short values are dimensions; all others are left where they are."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from agents.bill.dimensions import group_key
from agents.bill.tag_keys import key_notes, keys_of_tags, shown_key
from billing.check import check_bill
from billing.export import ExportBill, open_bill
from billing.query import BillQuery, Filter, Metric, Tag
from billing.terms import Terms
from tests.unit.billing.made_bills import focus_day, write_csv, write_parquet

Rows = list[dict[str, str]]

CENTRES, PROFILES, PROJECTS = ("4711", "4712", "4713"), ("Sales, EMEA", "Ops"), ("apollo", "")


def rows(days: range = range(1, 29), more: Mapping[str, str] | None = None) -> Rows:
    return [
        focus_day(
            day,
            BilledCost=str(n + 1),
            ResourceId=f"i-{n}",
            x_BillingProfileName=PROFILES[n % 2],
            x_BillingProfileId=f"bp{n % 2}",
            x_CostCenter=CENTRES[n % 3],
            x_Project=PROJECTS[n % 2],
            x_SkuDetails=json.dumps({"n": n % 2}),
            x_EffectiveUnitPrice="0.123",
            x_Factor="0.5",
            x_ReservedUntil="2027-05-01",
            x_ChargeKey=f"{day}/{n}/" + "k" * 130,
        )
        | dict(more or {})
        for day in days
        for n in range(6)
    ]


def written(folder: Path, form: str, found: Rows, name: str = "bill") -> Path:
    match form:
        case "parquet":
            return write_parquet(folder / f"{name}.parquet", {c: [row[c] or None for row in found] for c in found[0]})
        case "jsonl":
            path = folder / f"{name}.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in found))
            return path
        case _:
            return write_csv(folder / f"{name}.csv", found)


def by(bill: ExportBill, asked: str) -> dict[str, Decimal]:
    key = group_key(f"tag:{asked}", bill.info(), Terms())
    assert isinstance(key, Tag)
    return {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(key,))).rows}


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_charges_are_grouped_and_filtered_by_a_column_of_the_exports_own(tmp_path: Path, form: str):
    with open_bill(written(tmp_path, form, rows())) as bill:
        assert by(bill, "cost center") == {"4711": 140, "4712": 196, "4713": 252}
        assert by(bill, "billing profile") == by(bill, "x_BillingProfileName") == {"Sales, EMEA": 252, "Ops": 336}
        assert by(bill, "billing profile id") == {"bp0": 252, "bp1": 336}
        assert by(bill, "project") == {"apollo": 252, "": 336}
        only = Filter(dimension=Tag("customColumn/x_Project"), values=("apollo",))
        assert bill.query(BillQuery(filters=(only,))).totals == {"USD": 252}
        assert bill.info().currencies["USD"][Metric.BILLED] == 588


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_report_lists_them_apart_from_the_tags(tmp_path: Path, form: str):
    report = check_bill(written(tmp_path, form, rows())).to_dict()
    assert report["custom_columns"] == ["x_BillingProfileId", "x_BillingProfileName", "x_CostCenter", "x_Project"]
    assert report["tag_keys"] == ["team"]


def test_an_id_of_its_own_for_each_charge_is_no_dimension(tmp_path: Path):
    many = [row | {"x_Run": f"r{number}"} for number, row in enumerate(rows(), 1000)]
    many = [row | {"x_Run": row["x_Run"] + suffix} for row in many for suffix in "abc"]
    assert "x_Run" not in check_bill(write_csv(tmp_path / "bill.csv", many)).custom_columns


def test_no_more_than_a_dozen_are_offered_and_the_others_are_named(tmp_path: Path):
    report = check_bill(written(tmp_path, "csv", rows(more={f"x_Extra{n:02d}": "a" for n in range(12)})))
    assert len(report.custom_columns) == 12
    (said,) = (p for p in report.info.problems if "of the export's own" in p.message)
    assert "x_Extra08, x_Extra09, x_Extra10, x_Extra11 cannot" in said.message
    assert said.notice


def test_files_that_spell_a_column_differently_have_it_together(tmp_path: Path):
    written(tmp_path, "csv", rows(range(1, 8)), "a")
    later = [{("x_cost_center" if c == "x_CostCenter" else c): v for c, v in row.items()} for row in rows(range(8, 29))]
    written(tmp_path, "parquet", later, "b")
    with open_bill(tmp_path) as bill:
        assert by(bill, "cost center") == {"4711": 140, "4712": 196, "4713": 252}


def test_a_file_in_which_a_column_has_too_many_values_is_named(tmp_path: Path):
    written(tmp_path, "csv", rows(range(1, 8)), "a")
    later = [row | {"x_Project": "p" * 130} for row in rows(range(8, 29))]
    written(tmp_path, "csv", later, "b")
    found = check_bill(tmp_path)
    assert [(p.file, p.column) for p in found.info.problems if "too many or too long" in p.message] == [
        ("b.csv", "x_Project")
    ]


def test_a_later_delivery_with_other_values_in_them_replaces_the_earlier_one(tmp_path: Path):
    written(tmp_path, "csv", rows(), "june_2026-06-01")
    written(tmp_path, "csv", [row | {"x_Project": "artemis"} for row in rows()], "june_2026-06-15")
    with open_bill(tmp_path) as bill:
        assert bill.info().currencies["USD"][Metric.BILLED] == 588
        assert by(bill, "project") == {"artemis": 588}


def test_what_an_answer_is_by_is_said_in_words(tmp_path: Path):
    with open_bill(written(tmp_path, "csv", rows())) as bill:
        assert list(key_notes(["cost centre"], bill.info(), Terms())) == [
            "This is by the bill's own column x_CostCenter."
        ]
    assert shown_key("customColumn/x_BillingProfileName") == "billing profile name"


def test_a_tag_of_the_same_name_goes_first(tmp_path: Path):
    tagged = [row | {"Tags": '{"project": "of the tag"}'} for row in rows()]
    with open_bill(write_csv(tmp_path / "bill.csv", tagged)) as bill:
        assert by(bill, "project") == {"of the tag": 588}


def test_a_bill_without_tags_has_none_for_its_own_columns(tmp_path: Path):
    untagged = [row | {"Tags": ""} for row in rows()]
    with open_bill(write_csv(tmp_path / "bill.csv", untagged)) as bill:
        assert keys_of_tags(bill.info()) == ()


def test_who_may_see_one_account_learns_no_column_of_others(tmp_path: Path):
    mine = [row | {"SubAccountId": "1", "x_Project": ""} for row in rows(range(1, 3))]
    theirs = [row | {"SubAccountId": "2"} for row in rows(range(1, 3))]
    with open_bill(write_csv(tmp_path / "bill.csv", mine + theirs)) as bill:
        own = bill.scoped(frozenset({"1"}))
        assert "customColumn/x_Project" in bill.info().tag_keys
        assert "customColumn/x_Project" not in own.info().tag_keys
        assert set(by(own, "cost center")) == set(CENTRES)


def test_hostile_names_of_columns_are_names_and_no_statements(tmp_path: Path):
    odd = 'x_"; DROP TABLE charges; --'
    with open_bill(write_csv(tmp_path / "bill.csv", [row | {odd: "a"} for row in rows(range(1, 3))])) as bill:
        (row,) = bill.query(BillQuery(group_by=(Tag("customColumn/" + odd),))).rows
        assert row.keys == ("a",)


def test_no_more_than_sixty_columns_are_looked_at_and_the_others_are_counted(tmp_path: Path):
    own = {f"x_Long{n:02d}": "a" * 130 for n in range(60)} | {"x_Late": "a"}
    report = check_bill(written(tmp_path, "csv", rows(more=own)))
    (said,) = (p for p in report.info.problems if "of the export's own" in p.message)
    assert said.message.startswith("Only 4 columns of the export's own can be asked by; x_Long53, ")
    assert said.message.endswith(" and 3 more cannot.")
