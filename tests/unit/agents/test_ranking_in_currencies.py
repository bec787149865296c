"""Amounts of several currencies are ranked each among their own: the top 3 of two currencies are six."""

from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from tests.unit.agents.asking import ask, headline, opened, table
from tests.unit.billing.made_bills import focus_day

SERVICES = "ABCDE"


@pytest.fixture
def bill(tmp_path: Path) -> ExportBill:
    """Five services on five days: 1 to 5 francs, 10 to 50 euros and, of two of them, 100 and 200 dollars."""
    return opened(
        tmp_path,
        [
            focus_day(
                number, ServiceName=f"Service {name}", BillingCurrency=currency, BilledCost=str(number * size), Tags=""
            )
            for currency, size, most in (("EUR", 10, 5), ("CHF", 1, 5), ("USD", 100, 2))
            for number, name in enumerate(SERVICES[:most], 1)
        ],
    )


def shown(bill: ExportBill, **args: Any) -> list[tuple[str | None, str | None, float]]:
    rows = table(ask(bill, "spend", **args))
    return [(row.get("key0", row.get("start")), row["currency"], float(row["amount"] or 0)) for row in rows]


def test_the_first_three_of_each_currency_are_shown(bill: ExportBill) -> None:
    found = shown(bill, group_by=["service"], top_n=3)

    assert found == [
        ("Service E", "CHF", 5),
        ("Service D", "CHF", 4),
        ("Service C", "CHF", 3),
        ("Service E", "EUR", 50),
        ("Service D", "EUR", 40),
        ("Service C", "EUR", 30),
        ("Service B", "USD", 200),
        ("Service A", "USD", 100),
    ]


def test_the_headline_names_the_first_of_each_currency(bill: ExportBill) -> None:
    said = headline(ask(bill, "spend", group_by=["service"], top_n=3))

    assert "on Service E with CHF 5.00 of CHF 15.00" in said
    assert "on Service E with €50.00 of €150.00" in said
    assert "on Service B with $200.00 of $300.00" in said


def test_the_last_of_each_currency_likewise(bill: ExportBill) -> None:
    assert shown(bill, group_by=["service"], top_n=1, order="lowest") == [
        ("Service A", "CHF", 1),
        ("Service A", "EUR", 10),
        ("Service A", "USD", 100),
    ]


def test_the_dearest_days_of_each_currency(bill: ExportBill) -> None:
    found = ask(bill, "spend", granularity="daily", top_n=1)

    assert [(row["start"], row["currency"]) for row in table(found)] == [
        ("2026-05-05", "CHF"),
        ("2026-05-05", "EUR"),
        ("2026-05-02", "USD"),
    ]
    assert all(amount in headline(found) for amount in ("CHF 5.00", "€50.00", "$200.00"))


def test_what_passed_a_bound_is_counted_by_currency(bill: ExportBill) -> None:
    said = headline(ask(bill, "spend", group_by=["service"], threshold="4.5"))

    assert "1 service was above CHF 4.50" in said
    assert "5 services were above €4.50" in said
    assert "2 services were above $4.50" in said
