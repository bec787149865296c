"""Usage that Savings Plans and reservations paid for is billed at nothing: rankings say so, and what it was worth."""

from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from tests.unit.agents.asking import ask, opened, prose, said, table
from tests.unit.billing.made_bills import focus_day


def covered(day: int, effective: str, *, kind: str = "Savings Plan", **more: str) -> dict[str, str]:
    commitment = {"CommitmentDiscountId": "plan-1", "CommitmentDiscountStatus": "Used", "CommitmentDiscountType": kind}
    return {**focus_day(day, BilledCost="0", EffectiveCost=effective), **commitment, **more}


@pytest.fixture
def bill(tmp_path: Path) -> ExportBill:
    """One instance paid on demand, two by a plan (7 and 5 at effective cost), a database by a reservation (3)."""
    return opened(
        tmp_path,
        [
            focus_day(2, BilledCost="4", EffectiveCost="4", ResourceId="i-1"),
            covered(2, "7", ResourceId="i-2"),
            covered(3, "5", ResourceId="i-3", Tags='{"team": "search"}'),
            focus_day(2, BilledCost="10", EffectiveCost="10", ServiceName="Amazon RDS", ResourceId="db-1"),
            covered(3, "3", kind="Reserved Instance", ServiceName="Amazon RDS", ResourceId="db-1"),
            focus_day(2, BilledCost="100", EffectiveCost="100", ServiceName="AWS Glue", ResourceId="job-1"),
        ],
    )


def test_resources_at_nothing_are_counted_with_what_their_use_was_worth(bill: ExportBill) -> None:
    found = ask(bill, "spend", period="2026-05", service=["EC2"], group_by=["resource"])

    assert "2 resources cost nothing as billed" in prose(found)
    assert "covered use is $12.00" in prose(found)
    assert "amortized" in prose(found)
    assert {row["key0"]: row["covered"] and float(row["covered"]) for row in table(found)} == {
        "i-1": None,
        "i-2": 7.0,
        "i-3": 5.0,
    }


def test_a_reservation_and_a_team_are_told_like_a_plan_and_a_resource(bill: ExportBill) -> None:
    database = ask(bill, "spend", period="2026-05", service=["RDS"], group_by=["resource"])
    team = ask(bill, "spend", period="2026-05", service=["EC2"], group_by=["tag:team"])

    assert "1 resource costs less as billed than it is worth" in prose(database)
    assert "covered use is $3.00" in prose(database)
    assert "1 team costs nothing as billed" in prose(team)
    assert "covered use is $5.00" in prose(team)


@pytest.mark.parametrize(
    ("args", "worth"),
    [({"service": ["EC2"]}, "$12.00"), ({"service": ["EC2", "Glue"], "group_by": ["account"]}, "$12.00")],
    ids=["a total", "a little of a group"],
)
def test_where_no_row_misleads_the_basis_says_it(bill: ExportBill, args: dict[str, Any], worth: str) -> None:
    found = ask(bill, "spend", period="2026-05", **args)

    assert "as billed" not in prose(found)
    assert f"effective cost of {worth}, which amortized costs show" in said(found)


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"metric": "effective", "group_by": ["resource"]},
        {"group_by": ["kind"]},
        {"service": ["Glue"], "group_by": ["resource"]},
        {"exclude": ["savings_plan_covered", "reservation_covered"], "group_by": ["resource"]},
    ],
    ids=["all of the bill", "amortized", "a row of its own", "nothing covered", "left out"],
)
def test_where_nothing_is_missing_nothing_is_said(bill: ExportBill, args: dict[str, Any]) -> None:
    found = ask(bill, "spend", period="2026-05", **args)

    assert "as billed" not in said(found)
    assert "billed at nothing" not in said(found)
