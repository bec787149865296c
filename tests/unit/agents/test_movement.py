"""What moved between two periods, how much, and whether price or quantity did it: sums by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.movement import Effects, Move, MoveKind, effects, moves, quantities
from billing.query import BillRow, Dimension, LineKind
from billing.testing import Line, MemoryBill
from tests.unit.agents.test_cost_tools import EC2, PROD, S3, TEST, call, headline, line, prose, rows


def move(before: str | None, after: str | None) -> Move:
    amounts = (None if amount is None else Decimal(amount) for amount in (before, after))
    return Move(keys=("a",), before=next(amounts), after=next(amounts))


def row(key: str, amount: str, currency: str = "USD") -> BillRow:
    return BillRow((key,), None, currency, Decimal(amount))


@pytest.mark.parametrize(
    ("before", "after", "kind", "change", "fraction"),
    [
        (None, "5", "new", "5", None),
        ("0", "5", "new", "5", None),
        (None, "-5", "new", "-5", None),
        ("5", None, "stopped", "-5", "-1"),
        ("5", "0", "stopped", "-5", "-1"),
        ("5", "5", "same", "0", "0"),
        ("0", "0", "same", "0", None),
        (None, None, "same", "0", None),
        ("5", "5.5", "grown", "0.5", "0.1"),
        ("5", "4.5", "shrunk", "-0.5", "-0.1"),
        ("-5", "-4", "grown", "1", "0.2"),
        ("-5", "-6", "shrunk", "-1", "-0.2"),
        ("3", "4", "grown", "1", "0.33333333"),
    ],
)
def test_what_happened_is_told_from_two_amounts(
    before: str | None, after: str | None, kind: MoveKind, change: str, fraction: str | None
) -> None:
    found = move(before, after)

    assert (found.kind, found.change) == (kind, Decimal(change))
    assert found.fraction == (None if fraction is None else Decimal(fraction))


def test_groups_of_one_currency_come_by_the_size_of_their_change() -> None:
    before = [row("shrinks", "9"), row("same", "2"), row("gone", "4"), row("b", "1"), row("other", "50", "EUR")]
    after = [row("shrinks", "1"), row("same", "2"), row("fresh", "3"), row("b", "4"), row("other", "70", "EUR")]

    assert [(one.keys[0], one.change) for one in moves(before, after, "USD")] == [
        ("shrinks", -8),
        ("gone", -4),
        ("b", 3),
        ("fresh", 3),
        ("same", 0),
    ]
    assert [(one.keys[0], one.before, one.after) for one in moves(before, after, "EUR")] == [("other", 50, 70)]


@pytest.mark.parametrize(
    ("before", "after", "was", "became", "expected"),
    [
        ("10", "24", "10", "12", ("2", "12")),
        ("10", "5", "10", "5", ("-5", "0")),
        ("10", "20", "10", "10", ("0", "10")),
        ("10", "10", "10", "20", ("10", "-10")),
        ("10", None, "10", "0", None),
        (None, "10", "0", "10", None),
        ("10", "12", "0", "10", None),
        ("10", "12", "10", "0", None),
        ("10", "12", "-1", "10", None),
    ],
)
def test_a_change_is_quantity_at_the_old_price_and_price_on_the_new_quantity(
    before: str | None, after: str | None, was: str, became: str, expected: tuple[str, str] | None
) -> None:
    found = effects(move(before, after), Decimal(was), Decimal(became))

    assert found == (None if expected is None else Effects(quantity=Decimal(expected[0]), price=Decimal(expected[1])))


amounts = st.decimals(-(10**6), 10**6, places=4)
quantity = st.decimals(Decimal("0.001"), 10**6, places=3)


@given(amounts, amounts, quantity, quantity)
def test_price_and_quantity_add_up_to_the_change(
    before: Decimal, after: Decimal, was: Decimal, became: Decimal
) -> None:
    found = effects(Move(keys=(), before=before, after=after), was, became)

    assert found is not None
    assert abs(found.quantity + found.price - (after - before)) < Decimal("1e-12")


def test_a_group_measured_in_two_units_has_no_quantity() -> None:
    measured = [row("a", "5", "Hours"), row("b", "7", "Hours"), row("b", "2", "GB")]

    assert quantities(measured) == {("a",): 5}
    assert quantities([]) == {}


def months(*amounts: tuple[str, str, str], **more: Any) -> MemoryBill:
    """A bill of (service, September, October)."""
    lines: list[Line] = []
    for service, september, october in amounts:
        if september:
            lines.append(line("2026-09-01", september, service=service, **more))
        if october:
            lines.append(line("2026-10-31", october, service=service, **more))
    return MemoryBill(lines)


def test_the_table_has_both_amounts_and_leaves_out_what_stayed_the_same() -> None:
    found = call(
        "compare", months((EC2, "10", "15"), (S3, "4", "4"), ("Glue", "", "2"), ("MQ", "3", "")), period="2026-10"
    )

    assert rows(found, "Change by service") == (
        (EC2, "10", "15", "5", "0.50000000", "grown"),
        ("MQ", "3", None, "-3", "-1.00000000", "stopped"),
        ("Glue", None, "2", "2", None, "new"),
    )
    assert prose(found) == f"{EC2} rose by $5.00; MQ stopped, which saved $3.00; Glue is new with $2.00."


def test_only_the_three_largest_movers_are_told_and_the_table_has_as_many_as_asked() -> None:
    bill = months(("A", "1", "11"), ("B", "1", "9"), ("C", "9", "2"), ("D", "1", "2"))
    found = call("compare", bill, period="2026-10", top_n=2)
    all_of_them = call("compare", bill, period="2026-10")

    assert prose(found) == "A rose by $10.00; B rose by $8.00."
    assert [cells[0] for cells in rows(found, "Change by service")] == ["A", "B"]
    assert prose(all_of_them) == "A rose by $10.00; B rose by $8.00; C fell by $7.00."
    assert [cells[0] for cells in rows(all_of_them, "Change by service")] == ["A", "B", "C", "D"]


def test_two_equal_months_are_said_to_be_the_same() -> None:
    found = call("compare", months((EC2, "10", "4"), (S3, "4", "10")), period="2026-10")

    assert headline(found) == "You spent $14.00 in October 2026, the same as September 2026."


def test_without_spend_before_a_change_has_no_percentage() -> None:
    bill = months((EC2, "", "4"), (S3, "7", "7"))
    found = call("compare", bill, period="2026-10", service=["EC2"])

    assert headline(found) == ("You spent $4.00 on EC2 in October 2026, $4.00 more than the $0.00 of September 2026.")


def test_a_period_before_and_a_year_before_are_found_whatever_is_compared() -> None:
    bill = MemoryBill(
        [
            line(f"{year}-{month:02d}-{28 + (month == 10) * 3}", str(month))
            for year in (2025, 2026)
            for month in range(1, 11)
        ]
    )

    assert "$6.00 (150.0 %) more than the $4.00 of April 2026." in headline(
        call("compare", bill, period="2026-10", compare_to="2026-04")
    )
    assert "the same as October 2025" in headline(call("compare", bill, period="2026-10", compare_to="year_before"))
    quarter = headline(call("compare", bill, period="2026-Q2"))
    assert quarter.endswith("$9.00 (150.0 %) more than the $6.00 of January 2026 to March 2026.")


def test_comparing_a_period_with_itself_compares_it_with_the_one_before() -> None:
    found = call("compare", months((EC2, "10", "15")), period="2026-10", compare_to="2026-10")

    assert headline(found).endswith("than the $10.00 of September 2026.")


def test_every_currency_is_compared_the_dearer_one_first() -> None:
    euros = [line("2026-09-01", "1", currency="EUR"), line("2026-10-01", "2", currency="EUR")]
    bill = MemoryBill([line("2026-09-01", "10"), line("2026-10-01", "30"), *euros])
    found = call("compare", bill, period="2026-10")

    assert headline(found).startswith("You spent $30.00")
    assert "You spent €2.00 on 1 October 2026, €1.00 (100.0 %) more than the €1.00" in headline(found)
    assert prose(found) == f"{EC2} rose by $20.00. {EC2} rose by €1.00."
    assert found.basis.currency is None
    assert [block.title for block in found.blocks if block.title.startswith("Change")] == [
        "Change by service (USD)",
        "Change by service (EUR)",
    ]
    assert found.basis.rows_read == 4


def test_what_is_new_is_told_in_every_currency_that_has_any() -> None:
    bill = MemoryBill([line("2026-09-01", "10"), line("2026-10-01", "10"), line("2026-10-01", "2", currency="EUR")])

    assert headline(call("changes", bill, period="2026-10", change="new")).startswith("1 charge is new")
    assert "€2.00" in headline(call("changes", bill, period="2026-10", change="new"))


def test_a_currency_too_many_is_named_with_both_its_amounts() -> None:
    units = ["USD", "EUR", "GBP", "CAD", "AUD", "INR"]
    lines = [
        line(f"2026-{month}-01", str(70 - 10 * n), currency=u) for n, u in enumerate(units) for month in ("09", "10")
    ]
    found = call("compare", MemoryBill(lines), period="2026-10")

    assert "A$30.00" in headline(found)
    note = "Not compared are the currencies with less: ₹20.00 on 1 October 2026, ₹20.00 on 1 September 2026."
    assert note in found.basis.notes


def test_a_complete_month_is_not_said_to_be_open() -> None:
    found = call("compare", months((EC2, "10", "15")), period="2026-10")

    assert found.basis.notes == ("Compared with September 2026.",)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("new", "Nothing is new in October 2026, compared with September 2026."),
        ("stopped", "Nothing stopped in October 2026, compared with September 2026."),
    ],
)
def test_nothing_new_and_nothing_stopped_are_said_plainly(change: str, expected: str) -> None:
    found = call("changes", months((EC2, "10", "15")), period="2026-10", change=change)

    assert headline(found) == expected
    assert found.blocks == ()


def test_what_stopped_is_counted_with_what_it_cost() -> None:
    bill = months((EC2, "10", "15"), (S3, "4", ""), ("Glue", "1.50", ""))
    found = call("changes", bill, period="2026-10", change="stopped", group_by=["service"])

    assert headline(found) == (
        f"2 charges stopped in October 2026 compared with September 2026: $5.50 together, the largest {S3} with $4.00."
    )
    assert [cells[0] for cells in rows(found, "Stopped charges")] == [S3, "Glue"]


def test_a_usage_type_that_is_new_in_a_known_service_is_new() -> None:
    old, fresh = {Dimension.USAGE_TYPE: "BoxUsage:m5"}, {Dimension.USAGE_TYPE: "BoxUsage:m7"}
    lines = [line("2026-09-01", "5", values=old), line("2026-10-01", "5", values=old)]
    found = call("changes", MemoryBill([*lines, line("2026-10-31", "3", values=fresh)]), period="2026-10")

    assert headline(found) == (
        f"1 charge is new in October 2026 compared with September 2026: {EC2} · BoxUsage:m7, $3.00."
    )


def test_drivers_may_be_accounts_and_only_one_direction_of_them() -> None:
    lines = [
        line("2026-09-01", "5", account=PROD),
        line("2026-10-01", "2", account=PROD),
        line("2026-09-01", "1", account=TEST),
        line("2026-10-01", "9", account=TEST),
        line("2026-10-31", "-1", account=TEST, kind=LineKind.CREDIT),
    ]
    bill = MemoryBill(lines, accounts={PROD: "Production", TEST: "Test"})
    down = call("compare", bill, period="2026-10", group_by=["account"], direction="down")
    up = call("compare", bill, period="2026-10", group_by=["account"], direction="up")

    assert (
        headline(down) == f"1 account fell in October 2026, compared with September 2026: Production ({PROD}) by $3.00."
    )
    assert headline(up) == f"1 account rose in October 2026, compared with September 2026: Test ({TEST}) by $7.00."
    assert prose(up).startswith("You spent $10.00 in October 2026, $4.00 (66.7 %) more")
    assert rows(up, "Change by account")[0][1:4] == ("1", "8", "7")


def test_only_what_rose_by_more_than_a_part_of_what_it_was() -> None:
    lines = [
        line("2026-09-01", "10", account=PROD),
        line("2026-10-01", "11", account=PROD),
        line("2026-09-01", "10", account=TEST),
        line("2026-10-01", "15", account=TEST),
    ]
    bill = MemoryBill(lines, accounts={PROD: "Production", TEST: "Test"})
    asked = {"period": "2026-10", "group_by": ["account"], "direction": "up"}
    much = call("compare", bill, **asked, more_than_percent="10")
    most = call("compare", bill, **asked, more_than_percent="50")

    assert headline(much) == (
        f"1 account rose by more than 10.0 % on 1 October 2026, compared with 1 September 2026: Test ({TEST}) by $5.00."
    )
    assert [row[0] for row in rows(much, "Change by account")] == [f"Test ({TEST})"]
    assert headline(most) == "No account rose by more than 50.0 % on 1 October 2026, compared with 1 September 2026."


def test_nothing_that_fell_is_said_to_be_nothing() -> None:
    found = call("compare", months((EC2, "1", "2")), period="2026-10", direction="down")

    assert headline(found) == "No service fell in October 2026, compared with September 2026."
    assert not any("Change by" in block.title for block in found.blocks if block.type == "table")


def test_the_first_days_of_a_month_are_compared_with_as_many_of_the_one_before() -> None:
    bill = MemoryBill(
        [line(date(2026, 10, day).isoformat(), str(day)) for day in range(1, 32)]
        + [line("2026-11-01", "4"), line("2026-11-02", "5")]
    )
    found = call("compare", bill, period="this_month")

    assert headline(found) == (
        "You spent $9.00 from 1 November 2026 to 2 November 2026, $6.00 (200.0 %) more than the $3.00 of "
        "1 October 2026 to 2 October 2026."
    )
