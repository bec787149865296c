"""The commitments tool over the real bills at hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.testing import MemoryBill
from finops_core.answers import Finding, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from tests.shared_bills import SharedBills
from tests.unit.agents.test_cost_tools import line
from tests.unit.billing.made_bills import focus_day, write_csv

BILLS = Path(__file__).parents[2] / "data" / "bills"


def call(bill: BillSource, *, accounts: frozenset[str] | None = None, **args: str | tuple[str, ...]) -> Finding:
    clock = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
    context = ToolContext(job_id="job", user_id="ada", clock=clock, services={BillSource: bill}, accounts=accounts)
    return run_tool(CATALOG["cost"].tool("commitments"), args, context)


@pytest.fixture(scope="module")
def synthetic(shared_bills: SharedBills) -> ExportBill:
    return shared_bills.opened(BILLS / "focus_1.2_synthetic.parquet")


@pytest.fixture(scope="module")
def workshop(shared_bills: SharedBills) -> ExportBill:
    return shared_bills.opened(BILLS / "cur_legacy_2018-10_workshop.snappy.parquet")


@pytest.mark.parametrize("aspect", ["coverage", "utilisation", "unused", "saved", "ends"])
def test_each_aspect_leads_with_its_own_number(aspect: str, synthetic: ExportBill) -> None:
    found = call(synthetic, aspect=aspect)

    text = render(found.headline, found.facts)
    words = {"coverage": "covered", "utilisation": "was used", "unused": "unused", "saved": "on-demand", "ends": "end"}
    assert words[aspect] in text
    assert any(isinstance(block, TableBlock) and block.rows for block in found.blocks)


def test_used_and_unused_of_a_month_add_up_to_what_was_paid(workshop: ExportBill) -> None:
    found = call(workshop, kind="reservation", aspect="utilisation")

    (share,) = [fact for fact in found.facts if fact.kind == "percent"]
    (unused,) = [fact for fact in found.facts if fact.kind == "money"]
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    used = sum(float(row[2] or 0) for row in table.rows)
    assert used / (used + float(unused.value)) == pytest.approx(float(share.value))


def test_a_bill_without_savings_plans_says_so(workshop: ExportBill) -> None:
    found = call(workshop, kind="savings_plan")

    assert found.headline == "The bill has no Savings Plans in October 2018."


def test_a_user_of_some_accounts_is_told_why_not() -> None:
    with open_bill(BILLS / "cur_2.0_tiny.csv") as bill, pytest.raises(ToolError, match="shared by all accounts"):
        call(bill, accounts=frozenset({"1"}))


def test_a_bill_that_is_no_export_is_refused() -> None:
    with pytest.raises(ToolError, match="billing export"):
        call(MemoryBill([line("2026-10-01", "5")]))


PLAN = "arn:aws:savingsplans::1:savingsplan/p"
OTHER = "arn:aws:rds:us-east-1:1:ri:orders"


def used(commitment: str, kind: str, **more: str) -> dict[str, str]:
    named = {"CommitmentDiscountId": commitment, "CommitmentDiscountType": kind, "CommitmentDiscountStatus": "Used"}
    return focus_day(10) | named | {"BilledCost": "0", "EffectiveCost": "6", "ListCost": "10"} | more


def bought(commitment: str, kind: str, day: int, term: str, **more: str) -> dict[str, str]:
    named = {"CommitmentDiscountId": commitment, "CommitmentDiscountType": kind, "ChargeDescription": term}
    return focus_day(day, ChargeCategory="Purchase", ChargeFrequency="One-Time", EffectiveCost="0") | named | more


def test_ends_say_how_they_are_known_and_which_comes_next(tmp_path: Path) -> None:
    rows = [
        used(PLAN, "Savings Plan"),
        used(OTHER, "Reserved Instance"),
        bought(PLAN, "Savings Plan", 5, "3 year All Upfront"),
        bought(OTHER, "Reserved Instance", 6, "1 year All Upfront"),
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = call(bill, aspect="ends")

    assert render(found.headline, found.facts) == (
        "Of 2 commitments, Reserved Instance orders ends next, on 5 May 2027."
    )
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    assert [column.key for column in table.columns][-2:] == ["ends", "from"]
    assert {row[-2:] for row in table.rows} == {
        ("2029-05-04", "its purchase and its term"),
        ("2027-05-05", "its purchase and its term"),
    }


@pytest.mark.parametrize(
    ("days", "headline", "rows"),
    [
        ("2027", "Of 2 commitments, 1 of them ends in 2027: Reserved Instance orders on 5 May 2027.", 1),
        (
            "2027-01-01/2029-05-06",
            "Of 2 commitments, 2 of them end from 1 January 2027 to 6 May 2029: "
            "Reserved Instance orders first, on 5 May 2027.",
            2,
        ),
        ("2026-08", "None of the commitments is known to end in August 2026. "
         "Of 2 commitments, Reserved Instance orders ends next, on 5 May 2027.", 0),
    ],
)  # fmt: skip
def test_of_some_days_only_what_ends_in_them_is_told_and_listed(
    tmp_path: Path, days: str, headline: str, rows: int
) -> None:
    bought_twice = [
        used(PLAN, "Savings Plan"),
        used(OTHER, "Reserved Instance"),
        bought(PLAN, "Savings Plan", 5, "3 year All Upfront"),
        bought(OTHER, "Reserved Instance", 6, "1 year All Upfront"),
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", bought_twice)) as bill:
        found = call(bill, aspect="ends", ending=days)

    assert render(found.headline, found.facts) == headline
    assert sum(len(block.rows) for block in found.blocks if isinstance(block, TableBlock)) == rows


def test_a_bill_that_says_no_end_says_so_in_words_and_has_no_empty_column(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", [used(PLAN, "Savings Plan")])) as bill:
        found = call(bill, aspect="ends")

    assert render(found.headline, found.facts).startswith("The bill does not say when its commitments end")
    assert "The bill does not say when its commitments end." in found.basis.notes
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    assert "ends" not in {column.key for column in table.columns}


def test_an_end_that_is_past_is_said_to_be(tmp_path: Path) -> None:
    rows = [
        used(PLAN, "Savings Plan"),
        bought(PLAN, "Savings Plan", 5, "") | {"ChargePeriodEnd": "2026-05-08T00:00:00Z"},
    ]
    rows[1] |= {"ChargePeriodStart": "2025-05-08T00:00:00Z"}
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = call(bill, aspect="ends")

    assert render(found.headline, found.facts) == "Savings Plan p ended on 7 May 2026."


def test_coverage_of_one_kind_counts_what_that_kind_could_cover(tmp_path: Path) -> None:
    """By hand: 10 of 30 in compute is under the plan, 10 of 10 in databases under the reservation."""
    rows = [
        used(PLAN, "Savings Plan"),
        focus_day(11, ListCost="20", EffectiveCost="20", BilledCost="20"),
        used(OTHER, "Reserved Instance", ServiceName="Amazon RDS", x_UsageType="InstanceUsage:db.r6g.large"),
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = [
            call(bill, aspect="coverage", kind="savings_plan"),
            call(bill, aspect="coverage", kind="reservation"),
            call(bill, aspect="coverage"),
        ]

    shares = [fact.value[:6] for one in found for fact in one.facts]
    assert shares == ["0.3333", "1", "0.5"]


def test_nothing_unused_is_said_in_words(tmp_path: Path) -> None:
    with open_bill(write_csv(tmp_path / "bill.csv", [used(PLAN, "Savings Plan")])) as bill:
        assert call(bill, aspect="unused").headline == "Nothing of the commitments paid for went unused on 10 May 2026."
        assert call(bill).headline.endswith("Nothing went unused.")
        assert call(bill).basis.included == ("Savings Plan usage",)


def test_many_that_end_on_one_day_are_counted_and_the_table_is_in_order_of_ends(tmp_path: Path) -> None:
    names = [f"arn:aws:rds:us-east-1:1:ri:db-{number}" for number in range(4)]
    rows = [used(name, "Reserved Instance", EffectiveCost=str(number + 1)) for number, name in enumerate(names)]
    rows += [bought(name, "Reserved Instance", 6, "1 year All Upfront") for name in names[:3]]
    rows += [bought(names[3], "Reserved Instance", 5, "1 year All Upfront") | {"ChargeDescription": "3 years"}]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = call(bill, aspect="ends")

    assert render(found.headline, found.facts) == "Of 4 commitments, 3 of them end next, on 5 May 2027."
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]
    assert [row[-2] for row in table.rows] == ["2027-05-05", "2027-05-05", "2027-05-05", "2029-05-04"]


def on_demand(usage_type: str, cost: str, service: str, **more: str) -> dict[str, str]:
    return (
        focus_day(11)
        | {"x_UsageType": usage_type, "ListCost": cost, "EffectiveCost": cost, "ServiceName": service}
        | more
    )


@pytest.mark.parametrize(
    ("row", "share"),
    [
        (on_demand("Lambda-GB-Second", "10", "AWS Lambda"), "0.5"),
        (on_demand("EUW1-Fargate-vCPU-Hours:perCPU", "30", "Amazon ECS"), "0.25"),
        (on_demand("EU-BoxUsage:m5.large", "10", "Amazon EC2"), "0.5"),
        (on_demand("EU-SpotUsage:m5.large", "10", "Amazon EC2"), "1"),
        (on_demand("EU-BoxUsage:m5.large", "10", "Amazon EC2", PricingCategory="Dynamic"), "1"),
        (on_demand("InstanceUsage:db.r6g.large", "10", "Amazon RDS"), "1"),
        (on_demand("Lambda-GB-Second", "10", "AWS Lambda", ProviderName="Other", PublisherName="Other"), "1"),
        (on_demand("AmazonEKS-Hours:perCluster", "10", "Amazon EKS"), "1"),
    ],
    ids=["Lambda", "Fargate", "EC2", "spot by type", "spot by price", "databases", "another provider", "clusters"],
)
def test_a_compute_plan_could_cover_instances_fargate_and_lambda(
    tmp_path: Path, row: dict[str, str], share: str
) -> None:
    rows = [used(PLAN, "Savings Plan") | {"PricingCategory": ""}, {"PricingCategory": ""} | row]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = call(bill, aspect="coverage", kind="savings_plan")

    assert [fact.value for fact in found.facts] == [share]
    assert any("Fargate and Lambda" in note for note in found.basis.notes)


def test_a_plan_for_other_things_does_not_make_compute_coverable(tmp_path: Path) -> None:
    rows = [
        used(PLAN, "Savings Plan", ServiceName="Amazon SageMaker", x_UsageType="ML-Host:ml.m5.large"),
        on_demand("Lambda-GB-Second", "10", "AWS Lambda"),
    ]
    with open_bill(write_csv(tmp_path / "bill.csv", rows)) as bill:
        found = call(bill, aspect="coverage", kind="savings_plan")

    assert [fact.value for fact in found.facts] == ["1"]
    assert not any("Fargate" in note for note in found.basis.notes)
