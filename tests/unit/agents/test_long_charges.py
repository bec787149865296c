"""Charges for whole months: parts of a month cannot be told of them, and are never said to have cost nothing."""

from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from tests.unit.agents.asking import ask, headline, opened, said
from tests.unit.billing.made_bills import focus_day, focus_row


def month(number: int, cost: str, *, end: str = "", **more: str) -> dict[str, str]:
    days = (f"2026-{number:02d}-01T00:00:00Z", f"2026-{number + 1:02d}-01T00:00:00Z")
    return focus_row(
        **{
            "ChargePeriodStart": days[0],
            "ChargePeriodEnd": end or days[1],
            "BillingPeriodStart": days[0],
            "BillingPeriodEnd": days[1],
            "BilledCost": cost,
            "EffectiveCost": cost,
            **more,
        }
    )


@pytest.fixture(params=["the next month", "one second before"])
def monthly(tmp_path: Path, request: pytest.FixtureRequest) -> ExportBill:
    """A report by the month; some end their periods one second before midnight."""
    ends = {1: "31", 2: "28", 3: "31"} if request.param == "one second before" else {}
    costs = {1: "310", 2: "620", 3: "930"}
    rows = [
        month(number, cost, end=f"2026-{number:02d}-{ends[number]}T23:59:59Z" if ends else "")
        for number, cost in costs.items()
    ]
    return opened(tmp_path, rows)


@pytest.mark.parametrize("period", ["2026-03-10/2026-03-20", "2026-03-15", "2026-W11"])
def test_days_within_a_month_are_not_said_to_cost_nothing(monthly: ExportBill, period: str) -> None:
    found = headline(ask(monthly, "spend", period=period))

    assert "cover whole months" in found
    assert "$930.00 in March 2026" in found
    assert "no charges" not in found


def test_days_over_two_months_name_both(monthly: ExportBill) -> None:
    found = headline(ask(monthly, "spend", period="2026-01-20/2026-01-31"))
    both = said(ask(monthly, "spend", period="2026-01-20/2026-02-10"))

    assert "$310.00 in January 2026" in found
    assert "$310.00 of spans that began earlier" in both
    assert "$620.00 of spans that begin" in both


def test_whole_months_are_answered_as_ever(monthly: ExportBill) -> None:
    found = said(ask(monthly, "spend", period="2026-02/2026-03"))

    assert "$1,550.00" in found
    assert "span" not in found


@pytest.mark.parametrize(
    "args",
    [{"granularity": "daily"}, {"average": "daily"}, {"granularity": "weekly"}, {"granularity": "daily", "top_n": 3}],
)
def test_by_day_it_is_said_that_days_cannot_be_told(monthly: ExportBill, args: dict[str, Any]) -> None:
    assert "$930.00 of it are charges for whole months" in said(ask(monthly, "spend", period="2026-03", **args))


def test_by_month_nothing_is_undivided(monthly: ExportBill) -> None:
    assert "cannot be told" not in said(ask(monthly, "spend", granularity="monthly"))


def test_there_is_no_pace_by_day(monthly: ExportBill) -> None:
    found = said(ask(monthly, "run_rate"))

    assert "$930.00" in found
    assert "a day" not in headline(ask(monthly, "run_rate"))
    assert "whole months" in found


def test_a_monthly_fee_among_daily_charges_is_said_beside_some_days(tmp_path: Path) -> None:
    fee = month(5, "100", ChargeCategory="Purchase", ChargeFrequency="Recurring", ServiceName="Licence")
    with opened(tmp_path, [fee, *(focus_day(day, 5, BilledCost="1") for day in range(1, 31))]) as bill:
        later = said(ask(bill, "spend", period="2026-05-10/2026-05-19"))
        earlier = said(ask(bill, "spend", period="2026-05-01/2026-05-09"))
        compared = said(ask(bill, "compare", period="2026-05-10/2026-05-19", compare_to="2026-05-01/2026-05-09"))
        licence = headline(ask(bill, "spend", period="2026-05-10", service=["Licence"]))
        other = said(ask(bill, "spend", period="2026-05-10", service=["Amazon EC2"]))

    assert "$10.00" in later
    assert "$100.00 of spans that began earlier" in later
    assert "$109.00" in earlier
    assert "$100.00 of spans that begin" in earlier
    assert "$100.00 of spans that begin" in compared
    assert "$100.00 in May 2026" in licence
    assert "span" not in other
