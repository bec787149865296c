"""Tags in every shape that exports carry them in: each value is found, and what cannot be read is counted."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from billing.export import ExportBill, open_bill
from billing.intake.tag_text import MOST_CHARACTERS, tags_in
from billing.query import BillQuery, Tag
from tests.unit.billing.made_bills import focus_row, write_csv


def spend_by(bill: ExportBill, key: str) -> dict[str, Decimal]:
    return {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(Tag(key),))).rows}


PAY_OF_PROD = [
    '{"team": "pay", "env": "prod"}',
    '"team": "pay","env": "prod"',
    '"team": "pay", "env": "prod",',
    '[{"key": "team", "value": "pay"}, {"key": "env", "value": "prod", "x_type": "label"}]',
    '[{"Key": "team", "Value": "pay"}, {"Key": "env", "Value": "prod"}]',
    '[{"team": "pay"}, {"env": "prod"}]',
    '[["team", "pay"], ["env", "prod"]]',
    "{team=pay, env=prod}",
    "team=pay;env=prod",
    "team:pay|env:prod",
    "{'team': 'pay', 'env': 'prod'}",
    '{""team"": ""pay"", ""env"": ""prod""}',
    '"{\\"team\\": \\"pay\\", \\"env\\": \\"prod\\"}"',
    '"team" => "pay", "env" => "prod"',
]


@pytest.mark.parametrize("text", PAY_OF_PROD)
def test_a_text_of_tags_is_read_whatever_its_notation(text: str, tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_row(Tags=text), focus_row(Tags="{}")])) as bill:
        assert spend_by(bill, "team") == {"pay": Decimal("1.5"), "": Decimal("1.5")}
        assert spend_by(bill, "env") == {"prod": Decimal("1.5"), "": Decimal("1.5")}
        assert not [p for p in bill.info().problems if p.column == "Tags"]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("{aws:createdBy=x, user:team=y}", {"aws:createdBy": "x", "user:team": "y"}),
        ("{cost center=CC 1, owner=Doe, John}", {"cost center": "CC 1", "owner": "Doe, John"}),
        ("env=prod, note=it's", {"env": "prod", "note": "it's"}),
        ('"a": "x, y: z"', {"a": "x, y: z"}),
        ('{"a": {"b": "c"}, "d": true, "e": 1.50, "f": null}', {"a": '{"b":"c"}', "d": "true", "e": "1.50"}),
        ('[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]', {"a": "1"}),
        ("[]", {}),
        ("null", {}),
    ],
)
def test_values_keep_their_letters(text: str, tags: dict[str, str]):
    assert tags_in(text) == tags


@pytest.mark.parametrize(
    "text",
    [
        *("plain", "[1]", "{broken", '{"team": "pay"', '{"team": "pay", "en', "{=x}", "", "team pay"),
        *("[" * 60_000, '{"a":' * 10_000, "," + " " * 60_000 + "=", "x" * (MOST_CHARACTERS + 1)),
    ],
)
def test_what_is_no_text_of_tags_is_not_taken_for_one(text: str):
    assert tags_in(text) is None


@pytest.mark.parametrize(
    "tags",
    [
        "MAP {'team': 'pay', 'env': 'prod'}",
        "{'team': 'pay', 'env': 'prod'}",
        "[{'key': 'team', 'value': 'pay', 'x_inherited': FALSE}, {'key': 'env', 'value': 'prod', 'x_inherited': TRUE}]",
        "[{'tag_key': 'team', 'tag_value': 'pay'}, {'tag_key': 'env', 'tag_value': 'prod'}]",
        "['team=pay', 'env=prod']",
        "MAP {'team': {'v': 'pay'}, 'env': {'v': 'prod'}}::JSON",
    ],
)
def test_nested_types_of_parquet_are_read(tags: str, tmp_path: Path):
    path = tmp_path / "bill.parquet"
    rows = ", ".join(f"'{value}' AS {name}" for name, value in focus_row().items() if name != "Tags")
    duckdb.sql(f"COPY (SELECT {rows}, {tags} AS Tags) TO '{path}'")
    with open_bill(path) as bill:
        assert set(bill.info().tag_keys) == {"team", "env"}
        assert [next(iter(spend_by(bill, key))) for key in ("team", "env")] in (
            ["pay", "prod"],
            ['{"v":"pay"}', '{"v":"prod"}'],
        )


CUR = {
    "bill_payer_account_id": "1",
    "line_item_usage_account_id": "2",
    "line_item_line_item_type": "Usage",
    "line_item_usage_start_date": "2025-04-01T00:00:00Z",
    "line_item_usage_end_date": "2025-04-02T00:00:00Z",
    "line_item_product_code": "AmazonEC2",
    "line_item_unblended_cost": "4",
}


def test_the_tags_column_of_cur_2_has_all_kinds_of_keys(tmp_path: Path):
    named = (
        '{"resourceTags/user:team": "pay", "accountTag/cc": "1", "costCategory/Project": "A", "userAttribute/d": "x"}'
    )
    rows = [CUR | {"tags": named, "resource_tags": '{"user_team": "pay"}', "cost_category": '{"Project": "A"}'}]
    rows += [CUR | {"tags": "{}", "resource_tags": '{"user_team": "web"}', "cost_category": '{"Project": "B"}'}]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        assert bill.info().tag_keys == ("accountTag/cc", "costCategory/Project", "team", "userAttribute/d")
        assert spend_by(bill, "team") == {"pay": Decimal(4), "web": Decimal(4)}
        assert spend_by(bill, "costCategory/Project") == {"A": Decimal(4), "B": Decimal(4)}


@pytest.mark.parametrize("prefix", ["resourceTags/user:", "resource_tags_user_"])
def test_columns_of_keys_that_differ_in_spelling_each_keep_their_values(prefix: str, tmp_path: Path):
    keys = ("cost-center", "CostCenter", "cost_center", "COSTCENTER")
    rows = [
        CUR | {f"{prefix}{key}": f"v{n}" if n == row else "" for n, key in enumerate(keys)} for row in range(len(keys))
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = {row.keys[0] for key in keys for row in bill.query(BillQuery(group_by=(Tag(key),))).rows}
    assert found == {"", "v0", "v1", "v2", "v3"}


def test_one_key_of_different_exports_is_one_unless_a_row_has_both(tmp_path: Path):
    apart = [focus_row(Tags='{"user:team": "a"}'), focus_row(Tags='{"team": "b"}')]
    with open_bill(write_csv(tmp_path / "apart.csv", apart)) as bill:
        assert bill.info().tag_keys == ("team",)
        assert spend_by(bill, "team") == {"a": Decimal("1.5"), "b": Decimal("1.5")}
    with open_bill(write_csv(tmp_path / "both.csv", [focus_row(Tags='{"user:team": "a", "team": "b"}')])) as bill:
        assert bill.info().tag_keys == ("team", "user:team")


def test_focus_has_cost_categories_and_allocated_tags(tmp_path: Path):
    row = focus_row(Tags='{"team": "a"}') | {"AllocatedTags": '{"team": "b"}', "x_CostCategories": '{"Project": "P"}'}
    with open_bill(write_csv(tmp_path / "bill.csv", [row])) as bill:
        assert bill.info().tag_keys == ("allocatedTag/team", "costCategory/Project", "team")
