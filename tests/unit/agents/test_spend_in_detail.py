"""Spend said in a sentence, a table and a chart: shares, averages, negative amounts, hours to years, by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.bill.blocks import (
    SERIES_LINES,
    SERIES_POINTS,
    breakdown,
    per_interval,
    series,
    share,
    start_text,
    table,
)
from agents.bill.wording import listed, plural, sentence
from agents.cost.run_rate.result import extend
from billing.query import BillResult, BillRow, Dimension, LineKind
from billing.terms import Terms
from billing.testing import MemoryBill
from finops_core.answers import TimeSeriesBlock
from finops_core.values import Period
from tests.unit.agents.test_cost_tools import EC2, S3, call, headline, line, prose, rows


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [("1", "3", "0.33333333"), ("2", "3", "0.66666667"), ("5", "5", "1"), ("-1", "4", "-0.25"), ("6", "4", "1.5")],
)
def test_a_share_has_eight_digits(part: str, whole: str, expected: str) -> None:
    assert share(Decimal(part), Decimal(whole)) == Decimal(expected)


@pytest.mark.parametrize("whole", ["0", "-0.01", "-5"])
def test_of_nothing_or_less_there_is_no_share(whole: str) -> None:
    assert share(Decimal(1), Decimal(whole)) is None


OCTOBER, QUARTER = Period.of_month(2026, 10), Period(date(2026, 7, 1), date(2026, 10, 1))
YEAR, FORTNIGHT = Period(date(2025, 1, 1), date(2026, 1, 1)), Period(date(2026, 10, 5), date(2026, 10, 19))


@pytest.mark.parametrize(
    ("days", "grain", "expected"),
    [
        (OCTOBER, "daily", "100"),
        (OCTOBER, "weekly", "700"),
        (OCTOBER, "monthly", "3100"),
        (OCTOBER, "quarterly", "9300"),
        (OCTOBER, "yearly", "37200"),
        (OCTOBER, "hourly", "4.1667"),
        (QUARTER, "monthly", "1033.3333"),
        (QUARTER, "quarterly", "3100"),
        (YEAR, "yearly", "3100"),
        (YEAR, "monthly", "258.3333"),
        (FORTNIGHT, "daily", "221.4286"),
        (FORTNIGHT, "weekly", "1550"),
        (FORTNIGHT, "monthly", "6739.7321"),
        (FORTNIGHT, "quarterly", "20219.1964"),
        (FORTNIGHT, "yearly", "80876.7857"),
    ],
)
def test_an_average_is_of_whole_months_where_the_period_has_them_else_of_days(
    days: Period, grain: str, expected: str
) -> None:
    """3,100 in all; a month of days is 365.25 / 12 of them."""
    assert round(per_interval(Decimal(3100), days, grain), 4) == Decimal(expected)


def result(*found: tuple[str, str, str], start: date | None = None, groups: int | None = None) -> BillResult:
    """Groups as (key, amount, currency), all of one interval when a start is given."""
    moment = datetime(start.year, start.month, start.day, tzinfo=UTC) if start else None
    totals: dict[str, Decimal] = {}
    for _, amount, currency in found:
        totals[currency] = totals.get(currency, Decimal(0)) + Decimal(amount)
    cells = tuple(BillRow((key,), moment, currency, Decimal(amount)) for key, amount, currency in found)
    return BillResult(rows=cells, totals=totals, groups=groups or len(found), rows_read=len(found))


def named(position: int, key: str) -> str:
    return key


HEADINGS = [("key0", "Service")]


def test_a_table_of_one_currency_says_it_once_and_one_of_several_in_each_row() -> None:
    one = table("t", HEADINGS, result(("a", "3", "USD"), ("b", "1", "USD"), groups=9), named)
    several = table("t", HEADINGS, result(("a", "3", "USD"), ("b", "1", "EUR")), named)

    assert [(column.key, column.unit) for column in one.columns] == [("key0", ""), ("amount", "USD"), ("share", "")]
    assert one.rows == (("a", "3", "0.75000000"), ("b", "1", "0.25000000"))
    assert one.total_rows == 9
    assert [column.key for column in several.columns] == ["key0", "currency", "amount", "share"]
    assert several.rows == (("a", "USD", "3", "1.00000000"), ("b", "EUR", "1", "1.00000000"))


def test_a_table_over_time_begins_with_the_interval_and_has_no_shares() -> None:
    found = table("t", HEADINGS, result(("a", "3", "USD"), start=date(2026, 5, 4)), named)

    assert [column.key for column in found.columns] == ["start", "key0", "amount"]
    assert found.rows == (("2026-05-04", "a", "3"),)


def test_a_share_of_credits_that_outweigh_charges_is_left_empty() -> None:
    assert table("t", HEADINGS, result(("a", "3", "USD"), ("b", "-5", "USD")), named).rows == (
        ("a", "3", None),
        ("b", "-5", None),
    )


@pytest.mark.parametrize(
    "found",
    [
        result(("a", "3", "USD")),
        result(("a", "3", "USD"), ("b", "1", "EUR")),
        result(("a", "3", "USD"), ("b", "-1", "USD")),
        result(("a", "0", "USD"), ("b", "0", "USD")),
    ],
)
def test_parts_that_make_no_whole_are_not_drawn_as_one(found: BillResult) -> None:
    assert breakdown("t", found, named) is None


def test_twelve_parts_of_a_whole_are_drawn_with_the_share_of_all_of_it() -> None:
    found = breakdown("t", result(*((f"s{n}", "2", "USD") for n in range(20))), named)

    assert found is not None
    assert (len(found.items), found.total, found.items[0].share) == (12, "40", "0.05000000")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (None, ""),
        (datetime(2026, 5, 4, tzinfo=UTC), "2026-05-04"),
        (datetime(2026, 5, 4, 13, tzinfo=UTC), "2026-05-04T13:00+00:00"),
        (datetime(2026, 5, 4, 0, 30, tzinfo=UTC), "2026-05-04T00:30+00:00"),
    ],
)
def test_an_interval_is_named_by_its_day_or_its_minute(moment: datetime | None, expected: str) -> None:
    assert start_text(BillRow((), moment, "USD", Decimal(1))) == expected


def over_time(groups: int, days: int) -> BillResult:
    """Each group with one amount a day, the later groups dearer."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    cells = tuple(
        BillRow((f"s{group:02d}",), first + timedelta(days=day), "USD", Decimal(group + 1))
        for group in range(groups)
        for day in range(days)
    )
    return BillResult(rows=cells, totals={"USD": Decimal(1)}, groups=groups, rows_read=1)


@pytest.mark.parametrize(
    ("groups", "days", "lines", "points"),
    [(1, 10, 1, 10), (9, 10, 6, 10), (9, 31, 6, 31), (9, 38, 5, 38), (9, 90, 3, 63), (2, 300, 2, 95), (1, 400, 1, 190)],
)
def test_a_chart_draws_the_dearest_groups_over_the_same_latest_days(
    groups: int, days: int, lines: int, points: int
) -> None:
    whole = Period.of_days(date(2026, 1, 1), 500)
    found = series("t", "daily", over_time(groups, days), named, complete=whole)

    assert found is not None
    dearest = [f"s{groups - 1 - n:02d}" for n in range(lines)]
    assert [one.name for one in found.series] == (dearest if groups == lines else [*dearest[:-1], "All others"])
    assert sum(Decimal(one.points[0].value) for one in found.series) == groups * (groups + 1) // 2
    assert {len(one.points) for one in found.series} == {points}
    assert found.series[0].points[-1].start == (date(2026, 1, 1) + timedelta(days=days - 1)).isoformat()
    assert lines <= SERIES_LINES
    assert sum(len(one.points) for one in found.series) <= SERIES_POINTS


def test_days_outside_what_is_complete_are_marked() -> None:
    found = series("t", "daily", over_time(1, 4), named, complete=Period.of_days(date(2026, 1, 2), 2))

    assert found is not None
    assert [point.partial for point in found.series[0].points] == [True, False, False, True]


def test_two_currencies_or_nothing_are_no_chart() -> None:
    whole = Period.of_days(date(2026, 1, 1), 5)
    two = result(("a", "1", "USD"), ("a", "1", "EUR"), start=date(2026, 1, 1))

    assert series("t", "daily", two, named, complete=whole) is None
    assert series("t", "daily", BillResult(rows=(), totals={}, groups=0, rows_read=0), named, complete=whole) is None


@pytest.mark.parametrize(
    ("noun", "one", "two"),
    [
        ("service", "service", "services"),
        ("kind of charge", "kind of charge", "kinds of charge"),
        ("service category", "service category", "service categories"),
        ("usage family", "usage family", "usage families"),
        ("combination", "combination", "combinations"),
    ],
)
def test_nouns_beside_a_count(noun: str, one: str, two: str) -> None:
    assert (plural(noun, 1), plural(noun, 2), plural(noun, 0)) == (one, two, two)


@pytest.mark.parametrize(
    ("words", "expected"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_make_a_list(words: list[str], expected: str) -> None:
    assert listed(words) == expected
    assert listed(words, "or") == expected.replace(" and ", " or ")


def test_a_sentence_has_one_blank_between_words_and_none_before_a_stop() -> None:
    assert sentence("you  spent", "", " $5 ", "on", ": x", ".") == "You spent $5 on: x."


@pytest.mark.parametrize(
    ("billed", "days", "per_day", "month"), [(10, 31, "10", "370"), (31, 31, "3.2258", "160"), (1, 30, "100", "3060")]
)
def test_a_month_at_this_pace_counts_single_charges_once(billed: int, days: int, per_day: str, month: str) -> None:
    kinds = {LineKind.USAGE: Decimal(100), LineKind.SUPPORT: Decimal(60)}
    found = extend(kinds, frozenset({LineKind.SUPPORT}), billed, days)

    assert found.per_day is not None
    assert (found.so_far, round(found.per_day, 4), found.month) == (160, Decimal(per_day), Decimal(month))


ALL = "from August 2026 to October 2026"
MONTHS = [line("2026-08-01", "10"), line("2026-08-31", "20", service=S3), line("2026-10-31", "30")]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"granularity": "monthly", "top_n": 1}, "You spent most in August 2026: $30.00."),
        (
            {"granularity": "monthly", "top_n": 1, "order": "lowest", "service": ["EC2"]},
            "You spent least in August 2026: $10.00 on EC2.",
        ),
        ({"granularity": "yearly", "top_n": 1}, "You spent most in the year from 1 January 2026: $60.00."),
        ({"average": "monthly"}, f"You spent $20.00 a month on average {ALL}, $60.00 in all."),
        ({"average": "quarterly", "period": "all"}, f"You spent $60.00 a quarter on average {ALL}, $60.00 in all."),
        (
            {"average": "hourly", "period": "2026-08"},
            "You spent $0.04 an hour on average in August 2026, $30.00 in all.",
        ),
        (
            {"share": True, "service": ["S3"], "period": "all"},
            f"Spend on S3 was 33.3 % of all spend: $20.00 of $60.00 {ALL}.",
        ),
        ({"share": True, "period": "2026-09"}, "The bill has no charges in September 2026."),
    ],
)
def test_what_was_asked_is_what_the_sentence_leads_with(args: dict[str, Any], expected: str) -> None:
    assert headline(call("spend", MemoryBill(MONTHS), **args)) == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, "Charges came to -$6.00 on 1 October 2026."),
        ({"kind": ["credit"]}, "Credits came to -$9.00 on 1 October 2026."),
        ({"kind": ["credit", "refund"]}, "Refunds and credits came to -$10.00 on 1 October 2026."),
        ({"kind": ["discount"]}, "Discounts came to -$2.00 on 1 October 2026."),
        ({"kind": ["discount", "tax"]}, "Charges on tax and discounts came to -$2.00 on 1 October 2026."),
        ({"kind": ["credit", "usage"]}, "Charges on usage and credits came to -$3.00 on 1 October 2026."),
        ({"exclude": ["credit", "refund"]}, "You spent $4.00 on 1 October 2026."),
    ],
)
def test_what_is_below_zero_was_not_spent(args: dict[str, Any], expected: str) -> None:
    bill = MemoryBill(
        [
            line("2026-10-01", "6"),
            line("2026-10-01", "-9", kind=LineKind.CREDIT),
            line("2026-10-01", "-1", kind=LineKind.REFUND),
            line("2026-10-01", "-2", kind=LineKind.DISCOUNT),
        ]
    )

    assert headline(call("spend", bill, **args)) == expected


def test_half_a_dollar_below_zero_was_not_spent_either_and_one_currency_of_two_does_not_decide() -> None:
    credit = line("2026-10-01", "-0.50", kind=LineKind.CREDIT)
    euros = line("2026-10-01", "7", currency="EUR")

    assert headline(call("spend", MemoryBill([credit]))) == "Charges came to -$0.50 on 1 October 2026."
    assert headline(call("spend", MemoryBill([credit, euros]))).startswith("You spent ")


def test_nothing_spent_is_zero_and_not_below() -> None:
    bill = MemoryBill([line("2026-10-01", "6"), line("2026-10-01", "-6", kind=LineKind.CREDIT)])

    assert headline(call("spend", bill)) == "You spent $0.00 on 1 October 2026."
    assert prose(call("spend", bill)) == "Before credits and refunds it was $6.00."


def test_what_was_spent_before_is_told_of_totals_without_a_filter_by_kind_only() -> None:
    bill = MemoryBill([line("2026-10-01", "6"), line("2026-10-02", "-1", kind=LineKind.REFUND)])

    assert prose(call("spend", bill)) == "Before credits and refunds it was $6.00."
    others: list[dict[str, Any]] = [{"kind": ["usage", "refund"]}]
    others += [{"exclude": ["refund"]}, {"average": "daily"}]
    for args in others:
        assert prose(call("spend", bill, **args)) == ""


def test_single_charges_are_named_from_a_fifth_of_the_day_on() -> None:
    def said(support: str) -> str:
        fee = line("2026-10-01", support, kind=LineKind.SUPPORT)
        return prose(call("spend", MemoryBill([line("2026-10-01", "8"), fee]), granularity="daily", top_n=1))

    assert said("2") == "$2.00 of it came at once, dated then: support."
    assert said("1.99") == ""
    assert said("0") == ""


def test_single_charges_are_named_in_their_own_currency() -> None:
    """Each currency has a dearest day of its own; that of dollars has no single charges."""
    euros = line("2026-10-01", "90", kind=LineKind.SUPPORT, currency="EUR")
    bill = MemoryBill([line("2026-10-01", "100"), euros])

    found = prose(call("spend", bill, granularity="daily", top_n=1))
    assert found == "€90.00 of it came at once, dated then: support."


def test_fiscal_quarters_that_the_bill_has_in_part_are_named() -> None:
    terms = Terms.model_validate({"fiscal_year": {"start_month": 2}})
    whole = call("spend", MemoryBill(MONTHS), terms=terms, granularity="quarterly")
    part = call("spend", MemoryBill(MONTHS), terms=terms, granularity="quarterly", period="2026-08-15/2026-10")

    assert whole.basis.partial_periods == ()
    assert part.basis.partial_periods == ("of the quarter from 1 August 2026 only 78 of 92 days",)


def test_bounds_count_in_the_currency_they_are_told_in() -> None:
    bill = MemoryBill(
        [line("2026-10-01", "5"), line("2026-10-01", "3", service=S3), line("2026-10-01", "1", service="MQ")]
    )
    found = call("spend", bill, group_by=["service"], threshold="2.99")
    exactly = call("spend", bill, group_by=["service"], threshold="3")
    below = call("spend", bill, group_by=["service"], below="3")

    assert headline(found) == (
        f"2 services were above $2.99 on 1 October 2026: $8.00 of $9.00 together, the most on {EC2} with $5.00."
    )
    assert headline(exactly).startswith("1 service was above $3.00")
    assert headline(below) == "1 service was below $3.00 on 1 October 2026: MQ with $1.00."


def test_two_dimensions_are_named_together_and_a_bottom_is_a_bottom() -> None:
    bill = MemoryBill([line("2026-10-01", str(n), service=f"S{n}", region=f"r{n}") for n in range(1, 5)])
    found = call("spend", bill, group_by=["service", "region"], order="lowest", top_n=2, each="none")

    assert headline(found) == "You spent least on S1 · r1: $1.00 of $10.00 (10.0 %) on 1 October 2026."
    assert prose(found) == "The bottom 2 of 4 come to $3.00 (30.0 %)."
    assert [cells[:2] for cells in rows(found)] == [("S1", "r1"), ("S2", "r2")]


def test_groups_over_time_are_drawn_by_group_and_named_when_they_have_no_value() -> None:
    zone = {Dimension.ZONE: "eu-west-1a"}
    bill = MemoryBill([line("2026-10-01", "5", values=zone), line("2026-10-02", "7")])
    found = call("spend", bill, group_by=["zone"], granularity="daily")

    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    assert [(one.name, [point.value for point in one.points]) for one in chart.series] == [
        ("no availability zone", ["7"]),
        ("eu-west-1a", ["5"]),
    ]
    assert headline(found) == "You spent $12.00 from 1 October 2026 to 2 October 2026."


@pytest.mark.parametrize("granularity", ["", "daily", "monthly"])
@pytest.mark.parametrize("group_by", [(), ("service",), ("region",)])
def test_what_is_suggested_is_another_question(group_by: tuple[str, ...], granularity: str) -> None:
    over_time: dict[str, Any] = {"granularity": granularity} if granularity else {}
    found = call("spend", group_by=group_by, **over_time)
    assert found.suggestions
    said = " ".join(found.suggestions)
    assert [word for word in (*group_by, granularity) if word and word in said] == []
