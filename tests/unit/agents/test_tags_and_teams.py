"""Spend by tags and teams, and what is left out: sums done by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.export import open_bill
from billing.query import Dimension, LineKind
from billing.source import BillSource
from billing.terms import Terms, terms_from
from billing.testing import Line, MemoryBill
from finops_core.answers import BreakdownBlock, Finding, TableBlock, render
from finops_core.errors import ToolRetry
from tests.unit.agents.asking import ask, headline
from tests.unit.billing.made_bills import focus_day, write_csv

NOW = datetime(2026, 11, 20, tzinfo=UTC)
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"


def line(amount: str, **more: Any) -> Line:
    return Line(day=date(2026, 10, 5), amount=Decimal(amount), **more)


BILL = MemoryBill(
    [
        line("60", tags={"team": "payments", "environment": "prod"}),
        line("25", service=S3, tags={"team": "search"}),
        line("10", service="AWS Glue"),
        line("5", service="Tax", kind=LineKind.TAX),
        line("-20", kind=LineKind.CREDIT),
    ]
)


def call(tool: str, bill: BillSource = BILL, terms: Terms | None = None, **args: Any) -> Finding:
    return ask(bill, tool, terms=terms, **args)


def tables(finding: Finding) -> list[TableBlock]:
    return [block for block in finding.blocks if isinstance(block, TableBlock)]


def test_tag_coverage_names_the_best_key_and_where_the_rest_comes_from() -> None:
    found = call("tag_coverage", exclude=["credit"])
    keys, rest = tables(found)

    assert headline(found) == "85.0 % of the $100.00 spent on 5 October 2026 carries the tag team; $15.00 does not."
    assert keys.rows == (("team", "85", "15", "0.85000000"), ("environment", "60", "40", "0.60000000"))
    assert [row[:2] for row in rest.rows] == [("AWS Glue", "10"), ("Tax", "5")]


def test_untagged_resources_are_those_without_any_tag_the_dearest_first() -> None:
    bill = MemoryBill(
        [
            line("60", values={Dimension.RESOURCE: "i-1"}, tags={"team": "payments", "environment": "prod"}),
            line("25", values={Dimension.RESOURCE: "i-2"}, tags={"environment": "prod"}),
            line("10", values={Dimension.RESOURCE: "vol-1"}),
            line("30", values={Dimension.RESOURCE: "vol-2"}),
            line("7", service="Tax", kind=LineKind.TAX),
        ]
    )

    found = call("tag_coverage", bill, by="resource")
    first = call("tag_coverage", bill, by="resource", top_n=1)
    of_teams = call("tag_coverage", bill, by="resource", keys=["team"])

    assert headline(found) == (
        "2 resources without any of the tags cost $40.00 together on 5 October 2026. "
        "Most of that is vol-2, with $30.00."
    )
    assert [row[:2] for row in tables(found)[0].rows] == [("vol-2", "30"), ("vol-1", "10")]
    assert [row[0] for row in tables(first)[0].rows] == ["vol-2"]
    assert tables(first)[0].total_rows == 2
    assert headline(of_teams).startswith("3 resources without the tag team cost $65.00 together on 5 October 2026.")


def test_what_belongs_to_no_resource_is_no_first_resource_in_whichever_account() -> None:
    bill = MemoryBill(
        [
            line("50", service="AWS Support", account="222222222222"),
            line("6", service="AWS Support", account="333333333333"),
            line("4", service="AWS Support", account="111111111111"),
            line("30", values={Dimension.RESOURCE: "i-1"}),
            line("7", values={Dimension.RESOURCE: "i-2"}),
            line("3", values={Dimension.RESOURCE: "i-3"}),
        ]
    )

    found = call("spend", bill, group_by=["resource", "account"], top_n=2, each="none")

    assert headline(found).startswith("You spent most on i-1 · 111111111111: $30.00 of $100.00 (30.0 %)")
    assert [row[0] for row in tables(found)[0].rows] == ["i-1", "i-2"]
    assert "$60.00 (60.0 %) has no resource." in render(found.prose, found.facts)


def test_no_resource_without_tags_is_said() -> None:
    bill = MemoryBill([line("60", values={Dimension.RESOURCE: "i-1"}, tags={"team": "payments"})])

    assert headline(call("tag_coverage", bill, by="resource")).startswith("No resource lacks the tag team")


def test_tag_coverage_of_one_key_and_of_none() -> None:
    found = call("tag_coverage", keys=["Environment"], exclude=["credit", "tax"])

    assert headline(found).startswith(
        "63.2 % of the $95.00 spent on 5 October 2026 carries the tag environment; $35.00 does not"
    )
    assert headline(call("tag_coverage", keys=["squad"])).startswith(
        "The bill has no tag squad. It has environment, team"
    )
    untagged = MemoryBill([line("10")])
    assert headline(call("tag_coverage", untagged)) == "The bill has no tags on 5 October 2026."


def test_what_is_left_out_may_be_a_kind_a_service_or_a_tag() -> None:
    assert headline(call("spend", exclude=["credit", "service=S3"])) == "You spent $75.00 without S3 on 5 October 2026."
    assert headline(call("spend", exclude=["tag=team=payments"])).startswith("You spent $20.00 without team=payments")
    without = call("spend", exclude=["service=S3", "tax"]).basis
    assert without.filters == (f"service is not {S3}",)
    assert without.excluded == ("tax",)


def test_leaving_out_what_the_bill_lacks_says_what_it_has() -> None:
    assert headline(call("spend", exclude=["service=Redshift"])).startswith("The bill has no service Redshift.")
    with pytest.raises(ToolRetry, match="neither one of"):
        call("spend", exclude=["magic"])


def test_a_tag_may_be_asked_for_by_what_it_is_not() -> None:
    found = call("spend", tag=["environment!=prod"], exclude=["credit", "tax"])

    assert headline(found) == "You spent $35.00 not tagged environment=prod on 5 October 2026."


def test_a_share_is_of_all_spend_of_the_period() -> None:
    found = call("spend", service=["S3"], share=True, exclude=["credit"])

    assert headline(found) == "Spend on S3 was 25.0 % of all spend: $25.00 of $100.00 on 5 October 2026."


def test_credits_are_named_as_such_and_kinds_in_words() -> None:
    assert headline(call("spend", kind=["credit"])) == "Credits came to -$20.00 on 5 October 2026."
    by_kind = call("spend", group_by=["kind"])
    assert [row[0] for row in tables(by_kind)[0].rows] == ["usage", "tax", "credits"]
    assert headline(call("spend", kind=["support"])) == (
        "The bill has no kind of charge support. It has usage, tax, credits."
    )


def test_the_basis_of_a_total_names_only_the_kinds_that_are_in_it() -> None:
    assert call("spend", service=["S3"]).basis.included == ("usage",)
    assert call("spend").basis.included == ("usage", "tax", "credits")


def test_the_average_of_an_hour_is_called_that() -> None:
    assert headline(call("spend", average="hourly", exclude=["credit"])).startswith(
        "You spent $4.17 an hour on average"
    )


def test_nothing_new_is_said_plainly() -> None:
    days = [Line(day=date(2026, 9, 5) + timedelta(days=n), amount=Decimal(1)) for n in range(60)]
    found = call("changes", MemoryBill(days), period="2026-10")

    assert headline(found) == "Nothing is new in October 2026, compared with September 2026."
    assert found.blocks == ()


def test_a_table_holds_all_rows_up_to_ten_thousand() -> None:
    many = MemoryBill([line("1", values={Dimension.RESOURCE: f"i-{n:05}"}) for n in range(10_050)])
    for group in ("resource", "tag:team"):
        bill = many if group == "resource" else MemoryBill([line("1", tags={"team": f"t{n}"}) for n in range(10_050)])
        (found,) = tables(call("spend", bill, group_by=[group]))
        assert (len(found.rows), found.total_rows) == (10_000, 10_050)
    assert len(tables(call("spend", many, group_by=["resource"], top_n=3))[0].rows) == 3


def test_new_charges_are_listed_in_full() -> None:
    fresh = [line("1", values={Dimension.USAGE_TYPE: f"type-{n}"}) for n in range(300)]
    old = [Line(day=date(2026, 9, 5), amount=Decimal(1), values={Dimension.USAGE_TYPE: "old"})]
    (found,) = tables(call("changes", MemoryBill([*fresh, *old]), period="2026-10"))

    assert (len(found.rows), found.total_rows) == (300, 300)


TERMS = terms_from(
    {
        "teams": [{"name": name, "rules": [{"tags": {"team": [name]}}]} for name in ("payments", "search")],
        "shared": [{"name": "Support", "rules": [{"kinds": ["support"]}], "split": "even"}],
    },
    "finops.toml",
)
ROWS = [
    focus_day(1, BilledCost="60", Tags='{"team": "payments"}'),
    focus_day(2, BilledCost="30", Tags='{"team": "search"}'),
    focus_day(3, BilledCost="10", ServiceName="AWS Support (Business)", Tags="{}"),
    focus_day(4, BilledCost="100", Tags="{}"),
]


def test_spend_by_the_organisations_teams_splits_shared_costs_and_names_what_is_left(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS), terms=TERMS) as bill:
        found = call("spend", bill, TERMS, group_by=["team"])
        first = call("spend", bill, TERMS, group_by=["team"], top_n=1)
        weekly = call("spend", bill, TERMS, group_by=["team"], granularity="daily")
    (table,) = tables(found)
    (parts,) = [block for block in found.blocks if isinstance(block, BreakdownBlock)]

    assert headline(found) == (
        "50.0 % of the spend has a team, shared costs included. Payments spent most: $65.00 of $200.00 "
        "from 1 May 2026 to 4 May 2026."
    ).replace("Payments", "payments")
    assert [(row[0], *(Decimal(str(cell)) for cell in row[1:4])) for row in table.rows] == [
        ("payments", 60, 5, 65),
        ("search", 30, 5, 35),
        ("nobody", 100, 0, 100),
    ]
    assert sum(Decimal(item.value) for item in parts.items) == Decimal(parts.total)
    assert [row[0] for row in tables(first)[0].rows] == ["payments"]
    assert headline(weekly).startswith("45.0 % of the spend carries a team.")


def test_a_team_question_keeps_its_filters(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS), terms=TERMS) as bill:
        found = call("spend", bill, TERMS, group_by=["team"], exclude=["support"], period="2026-05-01/2026-05-03")

    assert headline(found).startswith("100.0 % of the spend has a team")
    assert "$60.00 of $90.00" in headline(found)


def test_the_charges_of_one_team_say_that_shared_costs_are_not_in_them(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS), terms=TERMS) as bill:
        found = call("spend", bill, TERMS, team=["payments"])

    assert headline(found) == "You spent $60.00 for team payments from 1 May 2026 to 4 May 2026."
    assert any("adds its part of shared costs" in note for note in found.basis.notes)
