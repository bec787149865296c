"""What a bill gives to tell: anomalies, budgets, forecasts and ending commitments, in words, each with an identity."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.anomalies.dismissed import series_of
from agents.anomalies.found import Found
from billing.export import ExportBill, open_bill
from billing.terms import Terms, terms_from
from finops_core.clock import ManualClock
from finops_core.dismissals import Dismissal, KnownDismissals, advised_anomaly
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_row, write_csv
from worker.alerts.alert import Alert, AlertKind
from worker.alerts.looking import Sight
from worker.alerts.settings import AlertSettings
from worker.alerts.watch import look

LAST = date(2026, 11, 20)
SERVICE = "Amazon <b>S3</b>"
TERMS: Mapping[str, Any] = {
    "budgets": [
        {"BudgetName": "s3", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "250", "Unit": "USD"},
         "Notifications": [{"NotificationType": "ACTUAL", "Threshold": 80},
                           {"NotificationType": "ACTUAL", "Threshold": 400}]},
        {"BudgetName": "bare", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "100", "Unit": "USD"}},
        {"BudgetName": "roomy", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "9000", "Unit": "USD"}},
        {"BudgetName": "october", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "900", "Unit": "USD"},
         "Notifications": [{"NotificationType": "ACTUAL", "Threshold": 34}]},
    ],
}  # fmt: skip


def day_row(day: date, **changes: str) -> dict[str, str]:
    month = day.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    return focus_row(
        BillingPeriodStart=f"{month}T00:00:00Z",
        BillingPeriodEnd=f"{following}T00:00:00Z",
        ChargePeriodStart=f"{day}T00:00:00Z",
        ChargePeriodEnd=f"{day + timedelta(days=1)}T00:00:00Z",
        **changes,
    )


def rows(last: date) -> Iterator[dict[str, str]]:
    """90 days of $10, two days of $60 shortly before the last, and a Savings Plan of a year that was bought in 2025."""
    for back in range(90):
        day = last - timedelta(days=back)
        cost = "60" if back in (2, 3) else "10"
        yield day_row(day, BilledCost=cost, EffectiveCost=cost, ServiceName=SERVICE, x_UsageType="Bytes=cmd|1")
    yield day_row(
        last - timedelta(days=90),
        BilledCost="0",
        EffectiveCost="0",
        ServiceName="Savings Plans",
        ChargeCategory="Purchase",
        ChargeFrequency="One-Time",
        ChargeDescription="1 year All Upfront Compute Savings Plan",
        CommitmentDiscountId="sp-1",
        CommitmentDiscountType="Savings Plan",
    )


def opened(folder: Path, last: date, terms: Terms) -> ExportBill:
    return open_bill(write_csv(folder / "bill.csv", list(rows(last))), terms=terms)


def seen(
    bill: ExportBill, now: date = LAST + timedelta(days=1), *, dismissed: tuple[Dismissal, ...] = (), **settings: Any
) -> dict[AlertKind, list[Alert]]:
    channel = {"name": "w", "kind": "webhook", "url": "https://example.com/", "secret_env": "S"}
    alerts = AlertSettings.model_validate({"channels": [channel], **settings})
    clock = ManualClock(datetime(now.year, now.month, now.day, 12, tzinfo=UTC))
    known = KnownDismissals({"ada": dismissed})
    sight = Sight(bill=bill, terms=bill.terms, settings=alerts, clock=clock, dismissals=known, user="ada")
    found = look(sight)
    assert found.problems == ()
    return {kind: [one for one in found.alerts if one.kind is kind] for kind in AlertKind}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with opened(tmp_path_factory.mktemp("looking"), LAST, terms_from(TERMS, "finops.toml")) as made:
        yield made


def test_an_anomaly_is_told_with_amount_days_cause_and_what_it_would_cost(bill: ExportBill) -> None:
    (one,) = seen(bill)[AlertKind.ANOMALY]
    assert one.headline.startswith("Amazon <b>S3</b> in prod (200000000001) cost $100.00 more than expected since")
    said = dict(one.details)
    assert said["How much"] == "$120.00, where $20.00 was to be expected: $100.00 more"
    assert said["When"] == "17 November 2026 to 18 November 2026"
    assert said["Cause"].startswith("mostly Bytes=cmd|1 of i-1 (100.0 %")
    assert said["If it goes on"] == "about $1,500.00 in 30 days"
    assert (one.first, one.last) == (date(2026, 11, 17), date(2026, 11, 18))


def test_a_dismissed_anomaly_is_told_by_no_alert_until_it_has_grown_or_its_days_are_over(bill: ExportBill) -> None:
    day = datetime(2026, 11, 21, 12, tzinfo=UTC)
    (told,) = seen(bill)[AlertKind.ANOMALY]
    service, account, currency = told.subject.split("\x1f")
    days = Period(date(2026, 11, 17), date(2026, 11, 19))
    found = Found(
        keys=(service, account), currency=currency, days=days, excess=Decimal(100), expected=Decimal(20), is_new=False
    )
    made = Dismissal(
        advised=advised_anomaly(f"{series_of(found, ('service', 'account'), ())}.2026-11-17", account),
        saving=Decimal(100),
        currency=currency,
        reason="Load test <b>",
        at=day - timedelta(days=2),
        until=day + timedelta(days=20),
    )
    cases = {
        "": made,
        "grown": replace(made, saving=Decimal("79.99")),
        "ended": replace(made, until=day - timedelta(days=1)),
        "restored": replace(made, reopened_at=day),
    }
    again = {name: seen(bill, dismissed=(one,))[AlertKind.ANOMALY] for name, one in cases.items()}

    assert again[""] == []
    assert again["restored"] == [told]
    for name in ("grown", "ended"):
        (one,) = again[name]
        assert one.identity not in {told.identity, again["grown" if name == "ended" else "ended"][0].identity}
        assert (one.first, one.period) == (None, "2026-11-17")  # told though it was told before
        assert dict(one.details)["Dismissed"].startswith("Load test <b>; ")


def test_small_and_old_anomalies_are_not_told(bill: ExportBill) -> None:
    assert seen(bill, least_anomaly=101)[AlertKind.ANOMALY] == []
    assert seen(bill, look_back_days=1)[AlertKind.ANOMALY] == []


def test_thresholds_that_were_crossed_are_told_and_those_that_were_not_are_not(bill: ExportBill) -> None:
    told = {one.subject: one for one in seen(bill)[AlertKind.BUDGET]}
    assert set(told) == {"s3", "bare"}
    assert told["s3"].headline == "Budget s3 passed its threshold of $200.00 on 17 November 2026"
    assert told["bare"].headline.startswith("Budget bare is beyond its limit of $100.00 since")
    assert dict(told["s3"].details)["So far"] == "$300.00 (120.0 % of it) up to 20 November 2026"


def test_the_last_days_of_a_month_that_came_in_the_next_one_are_told(tmp_path: Path) -> None:
    only = {"budgets": [TERMS["budgets"][3]]}
    with opened(tmp_path, date(2026, 11, 2), terms_from(only, "finops.toml")) as late:
        (one,) = seen(late, date(2026, 11, 3))[AlertKind.BUDGET]
    assert one.period == "2026-10-01/2026-11-01"
    assert one.headline == "Budget october passed its threshold of $306.00 on 30 October 2026"


def test_a_budget_that_will_probably_be_exceeded_is_told_before(tmp_path: Path) -> None:
    budget = {"BudgetName": "ahead", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "350", "Unit": "USD"}}
    with opened(tmp_path, LAST, terms_from({"budgets": [budget]}, "finops.toml")) as made:
        found = seen(made)
    (one,) = found[AlertKind.FORECAST]
    assert found[AlertKind.BUDGET] == []
    assert one.headline.startswith("Budget ahead will probably pass its limit of $350.00")


@pytest.mark.parametrize(
    ("now", "threshold", "said"),
    [
        (date(2027, 6, 1), None, ""),
        (date(2027, 7, 1), "60", "ends in 51 days"),
        (date(2027, 8, 10), "14", "ends in 11 days"),
        (date(2027, 8, 21), "14", "ends today"),
        (date(2027, 8, 22), None, ""),
    ],
)
def test_a_commitment_is_told_at_each_number_of_days_before_its_end(
    bill: ExportBill, now: date, threshold: str | None, said: str
) -> None:
    found = seen(bill, now)[AlertKind.COMMITMENT]
    assert [one.threshold for one in found] == ([threshold] if threshold else [])
    assert all(said in one.headline and "21 August 2027" in one.headline for one in found)


def test_looking_again_finds_the_same_identities(bill: ExportBill) -> None:
    first, second = ({one.identity for told in seen(bill).values() for one in told} for _ in range(2))
    assert first == second
    assert len(first) == 3
