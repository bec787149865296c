"""What a bill calls its dimensions, and what people call them: the answer says which one it is by."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import open_bill
from billing.query import Metric
from finops_core.answers import Finding, TableBlock
from supervisor.route import route
from supervisor.vocabulary import Vocabulary
from tests.unit.agents.test_tags_and_teams import call
from tests.unit.billing.made_bills import focus_row, write_csv
from tests.unit.billing.test_tag_shapes import CUR

SPLIT = CUR | {
    "split_line_item_split_cost": "",
    "split_line_item_unused_cost": "",
    "resource_tags_aws_eks_namespace": "",
}


def asked(question: str, bill: Path) -> Finding:
    """The answer to a question over a bill, as the supervisor routes it."""
    with open_bill(bill) as source:
        found = route(question, catalog=CATALOG, lexicon=Vocabulary().of(source))
        assert [step.tool for step in found.steps] == ["spend"], found.reason
        args: dict[str, Any] = dict(found.steps[0].args)
        return call("spend", source, **args)


def amounts(finding: Finding) -> dict[str, Decimal]:
    rows = next(block for block in finding.blocks if isinstance(block, TableBlock)).rows
    return {str(row[0]): Decimal(str(row[1])) for row in rows}


def notes(finding: Finding) -> str:
    return "\n".join(finding.basis.notes)


def bill_of(path: Path, *tags: str, **more: str) -> Path:
    """A charge of 1, 2, 4, … for each text of tags."""
    rows = [focus_row(BilledCost=str(2**n), Tags=text) | more for n, text in enumerate(tags)]
    return write_csv(path / "bill.csv", rows)


@pytest.mark.parametrize("question", ["spend by env", "spend by tag env", "cost per env", "spend by environment"])
def test_a_bill_with_env_only_is_asked_by_either_name(question: str, tmp_path: Path) -> None:
    found = asked(question, bill_of(tmp_path, '{"env": "prod"}', '{"env": "dev"}'))

    assert amounts(found) == {"prod": 1, "dev": 2}
    assert ("no tag environment; this is by env" in notes(found)) == (question == "spend by environment")


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("spend by env", {"prod": 1, "untagged": 2}),
        ("spend by environment", {"live": 2, "untagged": 1}),
        ("spend by tag environment", {"live": 2, "untagged": 1}),
    ],
)
def test_a_literal_key_beats_its_nickname(question: str, keys: dict[str, int], tmp_path: Path) -> None:
    assert amounts(asked(question, bill_of(tmp_path, '{"env": "prod"}', '{"environment": "live"}'))) == keys


@pytest.mark.parametrize(
    ("key", "question"),
    [("app", "spend by application"), ("Dept", "spend by department"), ("bu", "spend by business unit")],
)
def test_names_for_the_same_thing_are_found_and_said(key: str, question: str, tmp_path: Path) -> None:
    found = asked(question, bill_of(tmp_path, f'{{"{key}": "a"}}', f'{{"{key}": "b"}}'))

    assert amounts(found) == {"a": 1, "b": 2}
    assert f"this is by {key}" in notes(found)


@pytest.mark.parametrize("question", ["spend by tag CostCenter", "spend by cost center", "spend by tag cost_center"])
def test_spellings_of_one_key_are_merged_visibly(question: str, tmp_path: Path) -> None:
    tags = ('{"cost-center": "A"}', '{"CostCenter": "B"}', '{"cost_center": "C"}', '{"COSTCENTER": "D"}')
    found = asked(question, bill_of(tmp_path, *tags))

    assert amounts(found) == {"A": 1, "B": 2, "C": 4, "D": 8}
    assert all(key in notes(found) for key in ("cost-center", "CostCenter", "cost_center", "COSTCENTER"))
    assert "read as one" in notes(found)


@pytest.mark.parametrize("question", ["spend by project", "spend by cost category", "spend by cost category project"])
@pytest.mark.parametrize("column", ["x_CostCategories", "Tags"])
def test_a_cost_category_is_a_dimension(question: str, column: str, tmp_path: Path) -> None:
    key = "costCategory/Project" if column == "Tags" else "Project"
    rows = [
        focus_row(BilledCost=str(n), Tags="{}") | {column: f'{{"{key}": "{name}"}}'}
        for n, name in ((10, "Apollo"), (5, "Gemini"))
    ]
    assert amounts(asked(question, write_csv(tmp_path / "bill.csv", rows))) == {"Apollo": 10, "Gemini": 5}


def test_of_several_cost_categories_the_answer_says_which_it_is_by(tmp_path: Path) -> None:
    text = '{"costCategory/Project": "Apollo", "costCategory/Business Line": "Retail"}'
    bill = bill_of(tmp_path, text)

    assert "the bill also has Project" in notes(asked("spend by cost category", bill))
    assert amounts(asked("spend by business line", bill)) == {"Retail": 1}


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("spend by resource group", {"x_ResourceGroupName": "rg"}),
        ("spend by resource group", {"ResourceId": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Web/x"}),
        ("spend by resource group", {"ResourceId": "/subscriptions/0/RESOURCEGROUPS/rg/providers/Microsoft.Web/x"}),
        ("spend by compartment", {"oci_CompartmentName": "rg"}),
        ("spend by compartment name", {"x_CompartmentName": "rg"}),
        ("spend by subaccount name", {"SubAccountName": "rg"}),
        ("top account names by cost", {"SubAccountName": "rg"}),
    ],
)
def test_groups_of_resources_and_accounts_are_dimensions(question: str, more: dict[str, str], tmp_path: Path) -> None:
    assert amounts(asked(question, bill_of(tmp_path, "{}", **more))) == {"rg": 1}


@pytest.mark.parametrize(
    "question", ["spend by namespace", "spend by tag aws:eks:namespace", "cost per kubernetes namespace"]
)
def test_split_costs_are_by_namespace_and_in_no_total_twice(question: str, tmp_path: Path) -> None:
    pods = [
        SPLIT
        | {
            "line_item_unblended_cost": "0",
            "split_line_item_split_cost": used,
            "split_line_item_unused_cost": unused,
            "resource_tags_aws_eks_namespace": name,
        }
        for used, unused, name in (("1.5", "0.5", "shop"), ("1e0", "", "ops"))
    ]
    bill = write_csv(tmp_path / "bill.csv", [SPLIT, *pods])
    found = asked(question, bill)

    assert amounts(found) == {"shop": 2, "ops": 1}
    assert "in no total twice" in notes(found)
    with open_bill(bill) as source:
        assert sum(totals[Metric.BILLED] for totals in source.info().currencies.values()) == 4


def test_ids_of_azure_are_compared_without_case(tmp_path: Path) -> None:
    home = "/subscriptions/0/resourceGroups/{}/providers/Microsoft.Compute/virtualMachines/vm"
    rows = [
        focus_row(BilledCost=str(2**n), ResourceId=home.format(name), ProviderName="Microsoft")
        for n, name in enumerate(("rg", "RG", "Rg"))
    ]
    rows += [focus_row(BilledCost="8", ResourceId="i-A"), focus_row(BilledCost="16", ResourceId="i-a")]
    bill = write_csv(tmp_path / "bill.csv", rows)

    assert amounts(asked("spend by resource group", bill))["rg"] == 7
    assert amounts(asked("spend by resource", bill)) == {home.format("rg"): 7, "i-A": 8, "i-a": 16}
