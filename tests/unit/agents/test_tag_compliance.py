"""How much of the cost follows a tag policy: sums done by hand, on FOCUS rows with tags of all kinds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill
from billing.source import BillSource
from billing.tag_policy import TagRule, parse_policies
from billing.terms import Terms, terms_from
from finops_core.answers import Finding, TableBlock, TimeSeriesBlock
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.unit.agents.asking import headline, opened, prose, said
from tests.unit.billing.made_bills import focus_day

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TERMS = terms_from({"tagging": {"required": ["team", "env"], "values": {"env": ["prod", "dev*"]}}}, "finops.toml")


def row(amount: str, resource: str = "", month: int = 10, tags: Mapping[str, str] | None = None) -> dict[str, str]:
    named = {"ResourceId": resource, "Tags": json.dumps(tags or {})}
    return focus_day(5, month, BilledCost=amount, EffectiveCost=amount, ListCost=amount, **named)


ROWS = [
    row("60", "db-1", tags={"team": "a", "env": "prod"}),
    row("10", "db-2", tags={"team": "a", "env": "Prod"}),
    row("5", "db-3", tags={"team": "a", "env": "devel"}),
    row("7", "db-4", tags={"team": "a"}),
    row("8", "db-5", tags={"Team": "a", "env": "prod"}),
    row("4", "x", tags={"team": "b", "env": "live"}),
    row("6", "", tags={}),
    row("100", "db-1", month=9),
    {**row("3"), "ChargeCategory": "Tax"},
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> ExportBill:
    return opened(tmp_path_factory.mktemp("tagged"), ROWS, TERMS)


def ask(bill: BillSource, terms: Terms = TERMS, **args: Any) -> Finding:
    context = ToolContext(
        job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill, Terms: terms}
    )
    return run_tool(CATALOG["tagging"].tool("compliance"), {"period": "2026-10", **args}, context)


def rows(finding: Finding, place: int = 0) -> list[tuple[object, ...]]:
    tables = [block for block in finding.blocks if isinstance(block, TableBlock)]
    return [tuple(each) for each in tables[place].rows]


def test_coverage_is_by_money_and_what_cannot_be_tagged_is_apart(bill: ExportBill) -> None:
    found = ask(bill)
    # 60 and 5 of 94 follow it; usage without a resource or tags, and the tax, cannot
    assert headline(found).startswith("69.1 % of the $94.00 that can be tagged follows the tag policy")
    assert "$29.00 does not" in headline(found)
    assert "A further $9.00 cannot be tagged, or the bill names no resource for it." in prose(found)
    team, env = rows(found)
    assert team[:5] == ("team", "yes", "86", "0", "8")
    assert env[:7] == ("env", "yes", "73", "7", "0", "10", "4")


def test_violations_name_the_resource_and_what_is_wrong_the_dearest_first(bill: ExportBill) -> None:
    found = ask(bill, view="violations")
    assert [(each[0], each[3], each[4]) for each in rows(found)] == [
        ("db-2", "10", "env: value spelled otherwise (Prod)"),
        ("db-5", "8", "team: key spelled otherwise (a)"),
        ("db-4", "7", "env: missing"),
        ("x", "4", "env: value not allowed (live)"),
    ]
    assert "4 resources break it; the most expensive is db-2 at $10.00." in prose(found)
    assert "1 resources" not in prose(ask(bill, view="violations", top_n=1))


def test_likely_values_come_from_spelling_and_siblings_and_are_called_guesses(bill: ExportBill) -> None:
    found = ask(bill, view="suggestions")
    assert {(each[0], each[2], each[4]) for each in rows(found)} == {("db-2", "env", "prod"), ("db-5", "team", "a")}
    assert "check them before use" in prose(found)


def test_compliance_by_group_and_month_by_month(bill: ExportBill) -> None:
    by_account = rows(ask(bill, group_by=["account"]))
    assert [each[1:4] for each in by_account] == [("94", "65", "29")]
    months = rows(ask(bill, view="drift", period="all"))
    assert [(each[0], each[1], each[2]) for each in months] == [("2026-09", "100", "0"), ("2026-10", "94", "65")]


def test_without_teams_the_tag_of_that_name_tells_them(bill: ExportBill) -> None:
    found = ask(bill, group_by=["team"])
    assert {str(each[0]).split(" ")[0] for each in rows(found)} >= {"a", "b"}


def test_months_are_drawn_as_what_follows_the_policy_and_what_does_not(bill: ExportBill) -> None:
    (chart,) = (block for block in ask(bill, view="drift", period="all").blocks if isinstance(block, TimeSeriesBlock))
    assert {line.name: [(each.start, each.value) for each in line.points] for line in chart.series} == {
        "Follows the policy": [("2026-09-01", "0"), ("2026-10-01", "65")],
        "Does not": [("2026-09-01", "100"), ("2026-10-01", "29")],
    }
    assert not any(isinstance(block, TimeSeriesBlock) for block in ask(bill, view="drift").blocks)


def test_one_key_of_the_policy_and_one_that_it_has_not(bill: ExportBill) -> None:
    assert "92.5 %" not in headline(ask(bill, key="team"))
    assert headline(ask(bill, key="Team")).startswith("91.5 % of the $94.00 that can be tagged follows the tag policy")
    assert "no key in the tag policy owner" in headline(ask(bill, key="owner"))


def test_without_a_policy_the_tags_that_the_bill_uses_most_stand_in_for_one(bill: ExportBill) -> None:
    found = ask(bill, Terms())
    # env is on 87 of 94 and team on 86; 79 have both. "Team" is another spelling of team, used less.
    assert headline(found).startswith(
        "84.0 % of the $94.00 that can be tagged carries the tags that this bill uses most"
    )
    assert "$15.00 does not" in headline(found)
    assert "No tag policy is given: env and team stand in for it." in prose(found)
    assert "[tagging]" in prose(found)
    assert [each[0] for each in rows(found)] == ["env", "team"]
    assert "policy" not in " ".join(block.title for block in found.blocks if isinstance(block, TableBlock)).lower()


def test_a_tag_that_few_charges_carry_stands_in_for_no_policy(tmp_path: Path) -> None:
    rare = row("40", "db-2", tags={"team": "a", "project": "x"})
    with opened(tmp_path, [row("60", "db-1", tags={"team": "a"}), rare], Terms()) as bill:
        found = ask(bill, Terms())
    assert headline(found).startswith("100.0 % of the $100.00 that can be tagged")
    assert [each[0] for each in rows(found)] == ["team"]


def test_without_a_policy_one_key_can_be_asked_for(bill: ExportBill) -> None:
    assert headline(ask(bill, Terms(), key="env")).startswith(
        "92.6 % of the $94.00 that can be tagged carries the tag env"
    )
    assert "among those that the bill uses most" in headline(ask(bill, Terms(), key="owner"))


def test_without_a_policy_and_without_tags_the_answer_says_how_to_set_one(tmp_path: Path) -> None:
    tagged = row("1", "db-9", tags={"rare": "x", "aws:createdBy": "root"})
    with opened(tmp_path, [row("60", "db-1", tags={"aws:createdBy": "root"}), tagged], Terms()) as bill:
        assert headline(ask(bill, Terms())).startswith("There is no tag policy")


def test_a_bill_that_names_no_resources_is_told_by_service(tmp_path: Path) -> None:
    with opened(tmp_path, [row("5"), row("6", tags={"team": "a", "env": "prod"})], TERMS) as bill:
        found = ask(bill, view="violations")
    assert headline(found).startswith("54.5 % of the $11.00 that can be tagged")
    assert "1 resource or service breaks it; the most expensive is Amazon EC2 at $5.00." in prose(found)


def test_a_key_that_the_bill_lacks_may_not_be_activated(bill: ExportBill) -> None:
    terms = terms_from({"tagging": {"required": ["CostCenter"]}}, "finops.toml")
    found = ask(bill, terms)
    assert headline(found).startswith("0.0 % of the")
    assert "The bill has no tag CostCenter" in said(found)


POLICY = {
    "tags": {
        "costcenter": {
            "tag_key": {"@@assign": "CostCenter", "@@operators_allowed_for_child_policies": ["@@none"]},
            "tag_value": {"@@assign": ["100", "2*"]},
            "enforced_for": {"@@assign": ["ec2:instance"]},
            "report_required_tag_for": {"@@assign": ["ec2:instance"]},
        },
        "project": {"tag_value": {"@@assign": ["Apollo", "Gemini"]}},
    }
}


def test_policies_of_aws_are_inherited_from_the_root_by_their_operators() -> None:
    child = {"tags": {"project": {"tag_key": {"@@assign": "Project"},
                                  "tag_value": {"@@append": ["Mercury"], "@@remove": ["Gemini"]}}}}  # fmt: skip
    first, second = parse_policies([json.dumps(POLICY), json.dumps(child)])
    assert first == TagRule(key="CostCenter", values=("100", "2*"), required=True)
    assert second == TagRule(key="Project", values=("Apollo", "Mercury"), required=False)
    assert (first.allows("234"), first.allows("134"), second.spelled("apollo")) == (True, False, "Apollo")
    effective = {"tags": {"project": {"tag_key": "Project", "tag_value": ["Apollo"]}}}
    assert parse_policies([json.dumps(effective)]) == (TagRule(key="Project", values=("Apollo",), required=False),)


def test_a_tag_that_may_be_left_out_is_wrong_only_where_it_is_there(tmp_path: Path) -> None:
    policy = {"tags": {"env": {"tag_key": "env", "tag_value": ["prod"]}}}
    terms = terms_from({"tagging": {"policies": [json.dumps(policy)]}}, "finops.toml")
    with opened(tmp_path, ROWS, terms) as bill:
        # missing (7) is no violation; Prod (10), devel (5) and live (4) are
        assert "$19.00 does not" in headline(ask(bill, terms))


NO_POLICIES = (
    "", "[]", "{}", '{"tags": 3}', '{"tags": {"a": 3}}', '{"tags": {"a": {"tag_key": [1]}}}', "[" * 5000,
    '{"tags": {"a": {"tag_value": {"@@assign": {"b": 1}}}}}',
)  # fmt: skip


@pytest.mark.parametrize("text", NO_POLICIES)
def test_what_is_no_tag_policy_is_a_wrong_setting(text: str) -> None:
    with pytest.raises(SettingsError, match="tagging"):
        terms_from({"tagging": {"policies": [text]}}, "finops.toml")


def test_amounts_keep_their_currency_and_decimals(tmp_path: Path) -> None:
    made = [row("0.105", "a", tags={"team": "a", "env": "prod"}), {**row("5", "b"), "BillingCurrency": "EUR"}]
    with opened(tmp_path, made, TERMS) as bill:
        found = ask(bill)
        assert Decimal(str(rows(found)[0][3])) == Decimal(5)
        assert "Amounts in USD are left out." in said(found)
