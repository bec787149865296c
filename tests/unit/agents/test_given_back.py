"""Credits and refunds that lower a service, a day, an account, a tag or a team are said beside it."""

from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from billing.terms import terms_from
from tests.unit.agents.asking import ask, headline, opened, prose, table
from tests.unit.billing.made_bills import focus_day

TERMS = terms_from({"teams": [{"name": "pay", "rules": [{"tags": {"team": ["payments"]}}]}]}, "finops.toml")


MAY = [
    focus_day(2, BilledCost="33.86", ServiceName="Amazon EC2"),
    focus_day(2, BilledCost="-33.86", ServiceName="Amazon EC2", ChargeCategory="Credit"),
    focus_day(3, BilledCost="10", ServiceName="Amazon S3", Tags='{"team": "search"}'),
    focus_day(3, BilledCost="-4", ServiceName="Amazon S3", ChargeClass="Correction", Tags='{"team": "search"}'),
    focus_day(4, BilledCost="5", ServiceName="AWS Glue", SubAccountId="200000000002", Tags=""),
]


@pytest.fixture
def bill(tmp_path: Path) -> ExportBill:
    """Usage of 33.86 that a credit makes 0, and 10 of which 4 were refunded; 5 with nothing given back."""
    return opened(tmp_path, MAY, TERMS)


LOWERED = [
    ({"group_by": ["service"]}, {"Amazon EC2": -33.86, "Amazon S3": -4.0, "AWS Glue": None}),
    ({"group_by": ["account"]}, {"prod (200000000001)": -37.86, "prod (200000000002)": None}),
    ({"group_by": ["tag:team"]}, {"payments": -33.86, "search": -4.0, "untagged": None}),
    ({"granularity": "daily"}, {"2026-05-02": -33.86, "2026-05-03": -4.0, "2026-05-04": None}),
    ({"group_by": ["service"], "top_n": 2, "order": "lowest"}, {"Amazon EC2": -33.86, "AWS Glue": None}),
]


@pytest.mark.parametrize(("args", "lowered"), LOWERED, ids=["service", "account", "tag", "day", "the last two"])
def test_what_lowers_a_row_stands_beside_it(
    bill: ExportBill, args: dict[str, Any], lowered: dict[str, float | None]
) -> None:
    found = ask(bill, "spend", period="2026-05", **args)
    first = "start" if "granularity" in args else "key0"

    assert {
        row[first]: None if (given := row["given_back"]) is None else float(given) for row in table(found)
    } == lowered
    part = "the total" if "top_n" in args else "it"
    assert f"Credits and refunds of -$37.86 are in {part}" in prose(found)
    assert "(-$33.86)" in prose(found) or "(-$37.86)" in prose(found)


@pytest.mark.parametrize(
    ("grain", "name"),
    [
        ("daily", "2026-05-02"),
        ("weekly", "27 April 2026"),
        ("monthly", "May 2026"),
        ("quarterly", "2026"),
        ("yearly", "2026"),
    ],
)
def test_an_interval_is_named_as_what_it_is(bill: ExportBill, grain: str, name: str) -> None:
    found = prose(ask(bill, "spend", period="2026-05", granularity=grain))
    told = found[found.index("Credits and refunds of") :].split(". ")[0]
    assert name in told
    assert ("2026-05-0" in told) == (grain == "daily")


def test_teams_say_what_was_given_back_to_them(bill: ExportBill) -> None:
    found = prose(ask(bill, "spend", period="2026-05", group_by=["team"], terms=TERMS))

    assert "Credits and refunds of -$37.86 are in it" in found
    assert "pay (-$33.86)" in found


@pytest.mark.parametrize(
    "args",
    [
        {"exclude": ["credit", "refund"]},
        {"kind": ["credit"]},
        {"service": ["AWS Glue"]},
        {"group_by": ["kind"]},
    ],
    ids=["left out", "only they", "a service without", "a row of their own"],
)
def test_where_nothing_is_lowered_nothing_is_said(bill: ExportBill, args: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"period": "2026-05", "group_by": ["service"], **args}
    found = ask(bill, "spend", **asked)

    assert "Credits and refunds" not in prose(found)
    assert "given_back" not in table(found)[0]


def test_the_total_says_what_it_was_before_in_each_currency(tmp_path: Path) -> None:
    rows = [
        focus_day(day, BilledCost=cost, BillingCurrency=currency, ChargeCategory=category)
        for day, cost, currency, category in (
            (2, "6", "EUR", "Usage"),
            (3, "-1", "EUR", "Credit"),
            (2, "7", "USD", "Usage"),
            (3, "-7", "USD", "Credit"),
        )
    ]
    with opened(tmp_path, rows) as two:
        found = ask(two, "spend", period="2026-05")

    assert "€5.00 and $0.00" in headline(found)
    assert prose(found) == "Before credits and refunds it was €6.00 and $7.00."


COMPARED = [
    ({"group_by": ["service"]}, {"Amazon EC2": (-3.0, -33.86), "Amazon S3": (None, -4.0)}),
    ({"group_by": ["account"]}, {"prod (200000000001)": (-3.0, -37.86)}),
    ({"group_by": ["tag:team"]}, {"payments": (-3.0, -33.86), "search": (None, -4.0)}),
]


@pytest.mark.parametrize(("args", "lowered"), COMPARED, ids=["service", "account", "tag"])
def test_a_comparison_has_what_lowers_each_group_in_both_periods(
    tmp_path: Path, args: dict[str, Any], lowered: dict[str, tuple[float | None, float | None]]
) -> None:
    rows = [
        *MAY,
        focus_day(2, 4, BilledCost="20", ServiceName="Amazon EC2"),
        focus_day(3, 4, BilledCost="-3", ServiceName="Amazon EC2", ChargeCategory="Credit"),
    ]
    found = ask(opened(tmp_path, rows), "compare", period="2026-05", compare_to="2026-04", **args)

    assert {
        row["key0"]: tuple(
            None if (value := row[f"given_back_{at}"]) is None else float(value) for at in ("before", "after")
        )
        for row in table(found)
    } == lowered
    assert "Credits and refunds are in these amounts: -$37.86" in prose(found)
    assert "and -$3.00" in prose(found)


def test_a_comparison_without_credits_or_of_them_alone_has_no_such_column(tmp_path: Path) -> None:
    bill = opened(tmp_path, [*MAY, focus_day(2, 4, BilledCost="20", ServiceName="Amazon EC2")])
    without: dict[str, Any] = {"exclude": ["credit", "refund"]}
    alone: dict[str, Any] = {"kind": ["credit"]}
    for args in (without, alone):
        found = ask(bill, "compare", period="2026-05", compare_to="2026-04", **args)
        assert "given_back" not in found.model_dump_json()
        assert "Credits and refunds are in" not in prose(found)
