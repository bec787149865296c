"""Rankings and averages by group, and what is said of picked days: each number is of what the answer shows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.testing import Line, MemoryBill
from finops_core.answers import TimeSeriesBlock
from tests.unit.agents.asking import ask, headline, opened, prose, table
from tests.unit.billing.made_bills import focus_day, focus_row

BILL = MemoryBill(
    [
        Line(day=date(2026, 10, day), amount=Decimal(amount), account=account, tags=tags)
        for day, amount, account, tags in (
            (1, "31", "one", {"team": "red"}),
            (1, "62", "two", {"team": "blue"}),
            (31, "93", "two", {}),
        )
    ]
)


def test_an_average_by_group_is_told_for_each_group() -> None:
    found = ask(BILL, "spend", period="2026-10", group_by=["account"], average="daily")

    assert {row["key0"]: Decimal(row["average"] or 0) for row in table(found)} == {"two": 5, "one": 1}
    assert headline(found) == (
        "You spent $6.00 a day on average in October 2026, $186.00 in all. The most was on two: $5.00 a day."
    )


def test_an_average_by_tag_of_other_intervals_is_too() -> None:
    found = ask(BILL, "spend", period="2026-10", group_by=["tag:team"], average="hourly", order="lowest")

    # Of the 744 hours of October.
    shown = {row["key0"]: round(Decimal(row["average"] or 0), 4) for row in table(found)}
    assert shown == {"untagged": Decimal("0.125"), "blue": Decimal("0.0833"), "red": Decimal("0.0417")}
    assert "The least was on red: $0.04 an hour." in headline(found)


@pytest.fixture
def resources(tmp_path: Path) -> Any:
    """Charges without a resource are the largest, and there are three resources."""
    charges = [("", "50"), ("i-1", "4"), ("i-2", "3"), ("i-3", "2")]
    return opened(
        tmp_path, [focus_day(n, BilledCost=cost, ResourceId=name) for n, (name, cost) in enumerate(charges, 1)]
    )


@pytest.mark.parametrize(
    ("order", "names"),
    [("highest", ["no resource", "i-1"]), ("lowest", ["i-3", "i-2"])],
    ids=["the first", "the last"],
)
def test_what_has_no_name_is_said_beside_the_first_n(resources: Any, order: str, names: list[str]) -> None:
    found = ask(resources, "spend", period="2026-05", group_by=["resource"], top_n=2, order=order)

    assert [row["key0"] for row in table(found)] == names
    assert "$50.00 (84.7 %) has no resource" in prose(found)
    assert "2 of 4 come to" in prose(found)
    assert "no resource" not in headline(found)


def test_untagged_charges_are_none_of_the_first_n_teams() -> None:
    found = ask(BILL, "spend", period="2026-10", group_by=["tag:team"], top_n=2)

    assert [row["key0"] for row in table(found)] == ["blue", "red"]


@pytest.mark.parametrize("args", [{"below": "10"}, {"threshold": "20"}], ids=["below", "above"])
def test_credits_of_what_was_not_picked_are_not_in_it(tmp_path: Path, args: dict[str, Any]) -> None:
    rows = [
        focus_day(2, BilledCost="5", ServiceName="Small"),
        focus_day(2, BilledCost="15", ServiceName="Middle"),
        focus_day(3, BilledCost="-2", ServiceName="Middle", ChargeCategory="Credit"),
        focus_day(2, BilledCost="40", ServiceName="Large"),
    ]
    with opened(tmp_path, rows) as bill:
        picked = ask(bill, "spend", period="2026-05", group_by=["service"], **args)
        lowered = ask(bill, "spend", period="2026-05", group_by=["service"], below="14")

    assert "Credits" not in prose(picked)
    assert "Credits and refunds of -$2.00 are in it: Middle" in prose(lowered)


def test_charges_of_whole_months_are_said_of_the_day_that_has_them(tmp_path: Path) -> None:
    month = focus_row(BilledCost="100", ChargeCategory="Tax", ServiceName="Tax", ChargePeriodEnd="2026-06-01T00:00:00Z")
    days = [focus_day(day, BilledCost=str(day)) for day in range(1, 31)]
    with opened(tmp_path, [month, *days]) as bill:
        cheapest, dearest = (
            ask(bill, "spend", period="2026-05", granularity="daily", top_n=1, order=order)
            for order in ("lowest", "highest")
        )

    assert "You spent least on 2 May 2026: $2.00." in headline(cheapest)
    assert "whole months" not in prose(cheapest)
    assert "$100.00 of it are charges for whole months" in prose(dearest)


@pytest.mark.parametrize(
    ("tag", "told"),
    [(["team=red"], False), (["team=red", "team=blue"], False), (["team="], True), (["team!=red"], True), ([], True)],
)
def test_the_share_that_carries_a_tag_is_not_told_of_what_was_picked_by_it(tag: list[str], told: bool) -> None:
    found = ask(BILL, "spend", period="2026-10", group_by=["tag:team"], tag=tag)

    assert ("of the spend carries the tag team" in headline(found)) is told


def test_hours_of_a_bill_of_days_are_called_days_everywhere(tmp_path: Path) -> None:
    with opened(tmp_path, [focus_day(day) for day in (2, 3, 4)]) as bill:
        found = ask(bill, "spend", period="2026-05", granularity="hourly")

    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    assert "this is by day" in prose(found)
    assert (found.basis.granularity, chart.granularity) == ("daily", "daily")
    assert chart.title == "Daily spend in May 2026"


PAIRS = MemoryBill(
    [
        Line(day=date(2026, 10, 1), amount=Decimal(amount), service=service, account=account)
        for account, service, amount in (
            ("large", "A", "100"),
            ("large", "B", "90"),
            ("large", "C", "80"),
            ("small", "A", "1"),
            ("small", "C", "3"),
            ("small", "B", "2"),
        )
    ]
)


@pytest.mark.parametrize(
    ("args", "pairs"),
    [
        ({"group_by": ["service", "account"]}, ["A large", "B large", "C small", "B small"]),
        (
            {"group_by": ["account", "service"], "each": "first"},
            ["large A", "large B", "small C", "small B"],
        ),
        (
            {"group_by": ["service", "account"], "order": "lowest"},
            ["A small", "B small", "C large", "B large"],
        ),
        ({"group_by": ["service", "account"], "each": "none"}, ["A large", "B large"]),
    ],
    ids=["of each account", "named first", "the last", "pairs"],
)
def test_the_first_n_of_each(args: dict[str, Any], pairs: list[str]) -> None:
    found = ask(PAIRS, "spend", period="2026-10", top_n=2, **args)

    assert [f"{row['key0']} {row['key1']}" for row in table(found)] == pairs
    if args.get("each") != "none" and "order" not in args:
        assert "The first of each account: large: A with $100.00; small: C with $3.00." in prose(found)


@pytest.fixture
def named(tmp_path: Path) -> Any:
    """Two instances with names, one without, and a name that two have."""
    charges = [("i-1", "web-0"), ("i-2", "web-1"), ("i-3", ""), ("vol-1", "Web-1")]
    rows = [
        focus_day(n, BilledCost=str(9 - n), ResourceId=id_, ResourceName=name)
        for n, (id_, name) in enumerate(charges, 1)
    ]
    return opened(tmp_path, rows)


def test_names_of_resources_stand_beside_their_ids(named: Any) -> None:
    found = ask(named, "spend", period="2026-05", group_by=["resource"])

    assert [(row["key0"], row["name"]) for row in table(found)] == [
        ("i-1", "web-0"),
        ("i-2", "web-1"),
        ("i-3", None),
        ("vol-1", "Web-1"),
    ]
    assert "web-0 (i-1): $8.00" in headline(found)


@pytest.mark.parametrize(
    ("resource", "amount"),
    [("web-0", "8"), ("WEB-1", "12"), ("i-2", "7"), ("i-3", "6")],
    ids=["name", "two", "id", "unnamed"],
)
def test_a_resource_is_asked_for_by_its_name_or_its_id(named: Any, resource: str, amount: str) -> None:
    found = ask(named, "spend", period="2026-05", resource=[resource])

    assert Decimal(found.facts[0].value) == Decimal(amount)
    assert f"on {resource}" in headline(found)
