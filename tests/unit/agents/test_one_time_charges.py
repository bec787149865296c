"""A licence for a year is paid once: the pace of a month and a forecast count it once, and do not go on with it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from billing.export import ExportBill
from tests.unit.agents.asking import ask, headline, opened, said
from tests.unit.billing.made_bills import focus_row

FIRST, LAST = date(2026, 1, 1), date(2026, 7, 3)
"""Of the last day only a part is billed: the bill is complete up to 2 July."""


def charge(day: date, cost: str, **more: str) -> dict[str, str]:
    month, following = day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return focus_row(
        **{
            "ChargePeriodStart": f"{day}T00:00:00Z",
            "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
            "BillingPeriodStart": f"{month}T00:00:00Z",
            "BillingPeriodEnd": f"{following}T00:00:00Z",
            "BilledCost": cost,
            "EffectiveCost": cost,
            **more,
        }
    )


DAILY = [charge(FIRST + timedelta(days=number), "100") for number in range((LAST - FIRST).days + 1)]
BOUGHT = date(2026, 7, 1)
LICENCE = {"ChargeCategory": "Purchase", "ChargeDescription": "Annual licence", "ServiceName": "Datadog"}
SOLD_BY = {
    "one-time, by the publisher": {"ChargeFrequency": "One-Time", "PublisherName": "Datadog"},
    "one-time, in other letters": {"ChargeFrequency": "one time", "PublisherName": "Datadog"},
    "without a frequency": {"ChargeFrequency": "", "PublisherName": "Datadog"},
    "one-time, of AWS itself": {"ChargeFrequency": "One-Time"},
    "an upfront fee": {
        "ChargeFrequency": "One-Time",
        "CommitmentDiscountId": "arn:p",
        "CommitmentDiscountType": "Savings Plan",
    },
    "charged for its year": {
        "ChargeFrequency": "Recurring",
        "PublisherName": "Datadog",
        "ChargePeriodEnd": "2027-07-01T00:00:00Z",
        "BillingPeriodEnd": "2026-08-01T00:00:00Z",
    },
}


def bill(folder: Path, *more: dict[str, str]) -> ExportBill:
    return opened(folder, [*DAILY, *more])


@pytest.mark.parametrize("sold", SOLD_BY.values(), ids=SOLD_BY)
def test_the_pace_of_the_month_counts_it_once(tmp_path: Path, sold: dict[str, str]) -> None:
    with bill(tmp_path, charge(BOUGHT, "36500", **{**LICENCE, **sold})) as opened_bill:
        said_of_it = said(ask(opened_bill, "run_rate"))

    assert "$100.00 a day" in said_of_it
    assert "July 2026 comes to $39,600.00" in said_of_it


@pytest.mark.parametrize("sold", SOLD_BY)
def test_a_forecast_counts_it_where_it_was_paid_and_not_again(tmp_path: Path, sold: str) -> None:
    with bill(tmp_path, charge(BOUGHT, "36500", **{**LICENCE, **SOLD_BY[sold]})) as opened_bill:
        july = headline(ask(opened_bill, "forecast", period="2026-07"))
        august = headline(ask(opened_bill, "forecast", period="2026-08"))

    assert "about $39,600.00" in july
    assert "about $3,100.00" in august


def test_what_was_assumed_is_said(tmp_path: Path) -> None:
    bought = charge(BOUGHT, "36500", **{**LICENCE, **SOLD_BY["without a frequency"]})
    with bill(tmp_path, bought) as opened_bill:
        pace, ahead = said(ask(opened_bill, "run_rate")), said(ask(opened_bill, "forecast", period="2026-07"))

    assert "does not say how often its purchases come (marketplace): once is assumed" in pace
    assert "does not say how often its purchases come (marketplace): once is assumed" in ahead


def test_a_one_time_fee_of_every_month_is_a_monthly_fee(tmp_path: Path) -> None:
    """Some exports state every fee as one-time."""
    fees = [
        charge(date(2026, month, 1), "500", **{**LICENCE, **SOLD_BY["one-time, by the publisher"]})
        for month in range(1, 8)
    ]
    with bill(tmp_path, *fees) as opened_bill:
        august = headline(ask(opened_bill, "forecast", period="2026-08"))

    assert "about $3,600.00" in august


def test_a_subscription_begun_this_month_is_expected_again_next_month(tmp_path: Path) -> None:
    begun = {"ChargeFrequency": "Recurring", "PublisherName": "Datadog", "ChargePeriodEnd": "2026-08-01T00:00:00Z"}
    with bill(tmp_path, charge(BOUGHT, "500", **{**LICENCE, **begun})) as opened_bill:
        july = headline(ask(opened_bill, "forecast", period="2026-07"))
        august = headline(ask(opened_bill, "forecast", period="2026-08"))

    assert "about $3,600.00" in july
    assert "about $3,600.00" in august


def test_a_group_is_continued_without_what_it_paid_once(tmp_path: Path) -> None:
    bought = charge(BOUGHT, "36500", **{**LICENCE, **SOLD_BY["one-time, of AWS itself"], "ServiceName": "Amazon EC2"})
    with bill(tmp_path, bought) as opened_bill:
        august = headline(ask(opened_bill, "forecast", period="2026-08", group_by=["service"]))

    assert "about $3,100.00" in august
