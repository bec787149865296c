"""Exploring a bill: sums by group, over time and beside an earlier period, and the values there are to choose from."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.query import Dimension, LineKind
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock
from finops_core.errors import ToolRetry
from tests.unit.agents.asking import ask, headline, prose, said

EC2, RDS, S3, LAMBDA = "Amazon EC2", "Amazon RDS", "Amazon S3", "AWS Lambda"
SERVICES = {EC2: 10, RDS: 7, S3: 3, LAMBDA: 1}


def _lines() -> list[Line]:
    """A charge a service on the first and the twentieth of each month; EC2 grows, RDS ends, a credit in June."""
    found: list[Line] = []
    for month in range(1, 11):
        for service, size in SERVICES.items():
            if service == RDS and month > 9:
                continue
            growth = month if service == EC2 else 0
            for day in (1, 20):
                region = "" if service == LAMBDA else ("eu-west-1" if day == 1 else "us-east-1")
                found.append(
                    Line(
                        day=date(2026, month, day),
                        amount=Decimal(size + growth) + Decimal("0.005"),
                        service=service,
                        region=region,
                        account="111111111111" if day == 1 else "222222222222",
                        tags={"team": "payments" if day == 1 else "Payments"} if service == S3 else {},
                        values={Dimension.USAGE_TYPE: f"{service}:usage"},
                    )
                )
    found.append(Line(day=date(2026, 6, 3), amount=Decimal(-30), service=EC2, kind=LineKind.CREDIT))
    found.append(Line(day=date(2026, 10, 31), amount=Decimal(1), service=S3, region="eu-west-1"))
    return found


BILL = MemoryBill(_lines(), accounts={"111111111111": "Shop", "222222222222": "Data"})


def _tables(found: Finding) -> list[list[dict[str, str | None]]]:
    blocks = [block for block in found.blocks if isinstance(block, TableBlock)]
    return [[dict(zip((one.key for one in block.columns), row, strict=True)) for row in block.rows] for block in blocks]


def _sums(rows: list[dict[str, str | None]], *keys: str) -> dict[tuple[str | None, ...], Decimal]:
    return {tuple(row[key] for key in keys): Decimal(row["amount"] or "0") for row in rows}


@pytest.mark.parametrize(
    "scope",
    [
        {"period": "2026"},
        {"period": "2026-06"},
        {"period": "2026-03-15/2026-07-02", "metric": "effective"},
        {"period": "all", "exclude": ["credit"]},
        {"period": "past_6_months", "region": ["eu-west-1"]},
        {"period": "Q2", "service": ["EC2", "RDS"]},
    ],
)
@pytest.mark.parametrize("group_by", [["service"], ["account", "service"], ["tag:team"], ["region"]])
def test_groups_equal_the_same_question_to_spend(scope: dict[str, Any], group_by: list[str]) -> None:
    groups, _ = _tables(ask(BILL, "explore", group_by=group_by, **scope))
    (spent,) = _tables(ask(BILL, "spend", group_by=group_by, **scope))
    keys = [f"key{position}" for position in range(len(group_by))]
    assert _sums(groups, *keys) == _sums(spent, *keys)


@pytest.mark.parametrize("granularity", ["daily", "weekly", "monthly", "quarterly", "yearly"])
@pytest.mark.parametrize("lines", [1, 2, 8])
def test_the_lines_of_an_interval_add_up_to_it(granularity: str, lines: int) -> None:
    period = "2026-02-10/2026-10-25"
    groups, timed = _tables(
        ask(BILL, "explore", period=period, group_by=["service", "region"], granularity=granularity, lines=lines)
    )
    (spent,) = _tables(ask(BILL, "spend", period=period, granularity=granularity))
    sums = {
        row["start"]: sum((Decimal(cell) for key, cell in row.items() if key.startswith("line") and cell), Decimal(0))
        for row in timed
    }
    assert sums == {row["start"]: Decimal(row["amount"] or "0") for row in spent}
    assert sum(sums.values()) == sum(_sums(groups, "key0", "key1").values())
    assert len([key for key in timed[0] if key.startswith("line")]) == min(lines + 1, 7)


def test_a_headline_says_what_moved_and_which_group_most() -> None:
    found = ask(BILL, "explore", period="2026-09", group_by=["service"], compare_to="previous")
    assert headline(found) == "Up 3.4 % to $60.04 in September 2026, Amazon EC2 most (by $2.00)."
    assert prose(found) == "It was $58.04 in August 2026."
    found = ask(BILL, "explore", period="2026-10", group_by=["service"], compare_to="previous")
    assert headline(found) == "Down 18.3 % to $49.03 in October 2026, Amazon RDS most (by $14.01)."


def test_what_is_new_and_what_is_gone_is_in_the_table_with_its_change() -> None:
    groups, _ = _tables(ask(BILL, "explore", period="2026-10", group_by=["service"], compare_to="2026-09"))
    changes = {row["key0"]: (row["amount"], row["before"], row["change"]) for row in groups}
    assert changes[RDS] == ("0", "14.010", "-14.010")
    assert changes[LAMBDA] == ("2.010", "2.010", "0.000")
    assert sum(Decimal(change or "0") for _, _, change in changes.values()) == Decimal("49.03") - Decimal("60.04")


@pytest.mark.parametrize(
    ("period", "compare_to", "why"),
    [
        ("2026-01", "previous", "Not compared with December 2025: the bill has 1 January 2026 to 31 October 2026."),
        ("2026-05", "year_before", "Not compared with May 2025: the bill has"),
        ("2026", "previous", "Not compared with January 2025 to October 2025"),
        ("2026-03-01/2026-05-31", "2025-12-15/2026-02-10", "Not compared with 15 December 2025 to 10 February 2026"),
    ],
)
def test_a_period_the_bill_has_in_part_only_is_not_compared_with(period: str, compare_to: str, why: str) -> None:
    found = ask(BILL, "explore", period=period, group_by=["service"], compare_to=compare_to)
    assert why in said(found)
    assert headline(found).startswith("You spent")
    assert "change" not in _tables(found)[0][0]


@pytest.mark.parametrize(
    ("picked", "total"),
    [
        ({"only": [f"service={S3}"]}, "61.100"),
        ({"only": ["region="]}, "20.100"),
        ({"without": ["region=", "region=us-east-1"]}, "219.145"),
        ({"only": ["tag:team=Payments"]}, "30.050"),
        ({"only": ["account=222222222222", f"service={EC2}"]}, "155.050"),
        ({"only": [f"service={EC2}", f"service={RDS}"], "without": ["kind=credit"]}, "436.190"),
        ({"only": ["kind=credit"]}, "-30"),
    ],
)
def test_filters_keep_exactly_the_values_that_were_picked(picked: dict[str, Any], total: str) -> None:
    groups, timed = _tables(ask(BILL, "explore", period="2026", group_by=["service"], **picked))
    assert sum(_sums(groups, "key0").values()) == Decimal(total)
    cells = (cell for row in timed for key, cell in row.items() if key.startswith("line") and cell)
    assert sum(map(Decimal, cells)) == Decimal(total)


def test_the_key_of_a_tag_may_have_an_equals_sign_and_so_may_its_value() -> None:
    tags = [{"a=b": "c"}, {"a": "b=c"}, {"a": "b"}]
    bill = MemoryBill([Line(day=date(2026, 5, n + 1), amount=Decimal(10**n), tags=tag) for n, tag in enumerate(tags)])
    totals = [
        sum(
            _sums(
                _tables(ask(bill, "explore", period="2026-05", group_by=["service"], only=[text]))[0], "key0"
            ).values()
        )
        for text in ("tag:a=b=c", "tag:a=b")
    ]
    assert totals == [Decimal(1), Decimal(100)]


def test_filters_are_told_in_the_basis_and_what_is_in_no_bill_is_said() -> None:
    found = ask(BILL, "explore", period="2026", only=["account=222222222222"])
    assert "account is Data (222222222222)" in found.basis.filters
    found = ask(BILL, "explore", period="2026", only=["service=Amazon Braket"])
    assert headline(found).startswith("The bill has no service Amazon Braket.")
    with pytest.raises(ToolRetry, match="group_by: 'colour' is not one of"):
        ask(BILL, "explore", period="2026", without=["colour=red"])


def test_the_table_names_values_as_billed_and_the_line_that_shows_them() -> None:
    groups, timed = _tables(ask(BILL, "explore", period="2026-05", group_by=["account", "region"], lines=1))
    assert [(row["key0"], row["value0"], row["value1"], row["line"]) for row in groups] == [
        ("Data (222222222222)", "222222222222", "us-east-1", "0"),
        ("Shop (111111111111)", "111111111111", "eu-west-1", None),
        ("Data (222222222222)", "222222222222", "", None),
        ("Shop (111111111111)", "111111111111", "", None),
    ]
    assert Decimal(timed[0]["line0"] or "0") == Decimal("25.015")


def test_intervals_that_are_asked_for_in_part_are_marked() -> None:
    found = ask(BILL, "explore", period="2026-02-10/2026-04-30", granularity="monthly")
    (timed,) = _tables(found)
    assert [(row["start"], row["partial"]) for row in timed] == [
        ("2026-02-01", "only in part"),
        ("2026-03-01", None),
        ("2026-04-01", None),
    ]
    assert found.basis.partial_periods == ("of the month from 1 February 2026 only 19 of 28 days",)


def test_of_several_currencies_each_has_its_groups_and_the_lines_are_of_one() -> None:
    lines = [
        *_lines(),
        Line(day=date(2026, 5, 2), amount=Decimal(900), service=EC2, currency="EUR"),
        Line(day=date(2026, 4, 2), amount=Decimal(300), service=EC2, currency="EUR"),
    ]
    found = ask(MemoryBill(lines), "explore", period="2026-05", group_by=["service"], compare_to="previous")
    groups, timed = _tables(found)
    assert Decimal("900") in [Decimal(row["amount"] or "0") for row in groups if row["currency"] == "EUR"]
    assert [row["line"] for row in groups if row["currency"] == "USD"] == [None] * 4
    assert Decimal(timed[0]["line0"] or "0") == Decimal(900)
    assert headline(found).startswith("Up 200.0 % to €900.00")
    assert "Amounts over time are those in EUR only." in found.basis.notes


def test_a_user_of_one_account_is_told_of_no_other() -> None:
    only = frozenset({"222222222222"})
    groups, _ = _tables(ask(BILL, "explore", period="2026", group_by=["account"], accounts=only))
    assert [row["value0"] for row in groups] == ["222222222222"]
    (values,) = _tables(ask(BILL, "values", dimension="account", period="2026", accounts=only))
    assert [row["value"] for row in values] == ["222222222222"]


def test_the_dimensions_are_those_that_charges_have_values_of() -> None:
    (rows,) = _tables(ask(BILL, "values"))
    names = {row["name"] for row in rows}
    assert {"service", "account", "region", "usage_type", "kind", "tag:team"} <= names
    assert not names & {"zone", "resource_group", "team", "account_name"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"dimension": "region"}, ["us-east-1", "eu-west-1", ""]),
        ({"dimension": "account", "text": "sho"}, ["111111111111"]),
        ({"dimension": "account", "text": "2222"}, ["222222222222"]),
        ({"dimension": "service", "text": "AMAZON"}, [EC2, RDS, S3]),
        ({"dimension": "service", "only": ["region="]}, [LAMBDA]),
        ({"dimension": "region", "text": "no region"}, [""]),
        ({"dimension": "service", "text": "nothing of the kind"}, []),
    ],
)
def test_values_are_those_of_the_period_with_what_they_came_to(asked: dict[str, Any], found: list[str]) -> None:
    (rows,) = _tables(ask(BILL, "values", period="2026-05", **asked))
    assert [row["value"] for row in rows] == found


def test_without_teams_of_its_own_the_organisation_is_read_by_the_tag() -> None:
    found = ask(BILL, "explore", period="2026-05", group_by=["team"])
    assert {row["key0"] for row in _tables(found)[0]} == {"payments", "Payments", "untagged"}
