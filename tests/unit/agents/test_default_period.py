"""What a question is about that names no period: the last full month, twelve months for trends, all that a bill has."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.symbols import resolve
from billing.query import Dimension
from billing.term_sections import DefaultPeriod, QuestionTerms
from billing.terms import Terms, terms_from
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock, render
from finops_core.errors import SettingsError
from finops_core.values import Period
from tests.unit.agents.asking import ask

ASKED = date(2026, 11, 20)


def line(day: str, amount: str, **more: Any) -> Line:
    return Line(day=date.fromisoformat(day), amount=Decimal(amount), **more)


def days(
    symbol: str, begins: str, ends: str, *, complete: str = "", default: DefaultPeriod = DefaultPeriod.LAST_MONTH
) -> str:
    """The first and last day of what a symbol means for a bill that ends the day before `ends`."""
    bill = Period(date.fromisoformat(begins), date.fromisoformat(ends))
    known = Period(bill.start, date.fromisoformat(complete)) if complete else None
    found = resolve(symbol, Anchor.of(bill, ASKED, Calendar(default_period=default), complete=known)).period
    return f"{found.start} {found.last_day}"


USUAL = {
    ("2024-10-01", "2026-11-19", ""): "2026-10-01 2026-10-31",
    ("2026-10-01", "2026-11-19", ""): "2026-10-01 2026-10-31",
    # Without a full month there is only what there is.
    ("2026-11-01", "2026-11-19", ""): "2026-11-01 2026-11-18",
    ("2026-10-02", "2026-11-19", ""): "2026-10-02 2026-11-18",
    ("2026-11-05", "2026-11-06", ""): "2026-11-05 2026-11-05",
    # Old bills: one that ends with its month, one that ends within it, one of a single month.
    ("2024-01-01", "2024-04-01", ""): "2024-03-01 2024-03-31",
    ("2024-01-01", "2024-04-11", ""): "2024-03-01 2024-03-31",
    ("2024-03-01", "2024-04-01", ""): "2024-03-01 2024-03-31",
    ("2023-12-01", "2024-01-01", ""): "2023-12-01 2023-12-31",
    # Fees dated to the end of the month do not make the month full, nor do charges dated years ahead.
    ("2025-01-01", "2026-12-01", "2026-11-18"): "2026-10-01 2026-10-31",
    ("2025-01-01", "2029-06-01", ""): "2026-10-01 2026-10-31",
    ("2027-01-01", "2027-03-01", ""): "2027-01-01 2027-02-28",
    # The last day of the month before is still missing.
    ("2025-01-01", "2026-11-01", "2026-10-31"): "2026-09-01 2026-09-30",
    ("0001-01-01", "0001-03-01", ""): "0001-02-01 0001-02-28",
    ("0001-01-01", "0001-01-09", ""): "0001-01-01 0001-01-08",
}


@pytest.mark.parametrize(("bill", "expected"), USUAL.items())
def test_a_total_is_about_the_last_month_of_which_the_bill_has_every_day(
    bill: tuple[str, str, str], expected: str
) -> None:
    begins, ends, complete = bill
    assert days("", begins, ends, complete=complete) == expected
    assert days("usual", begins, ends, complete=complete) == expected


TRENDS = {
    "monthly": "2025-11-01 2026-10-31",
    "daily": "2025-11-19 2026-11-18",
    "weekly": "2025-11-17 2026-11-15",
    "quarterly": "2025-10-01 2026-09-30",
    "yearly": "2024-10-01 2026-11-18",
    "hourly": "2026-10-01 2026-10-31",
}


@pytest.mark.parametrize(("grain", "expected"), TRENDS.items())
def test_amounts_over_time_take_the_latest_twelve_months_of_whole_intervals(grain: str, expected: str) -> None:
    assert days(f"usual_{grain}", "2024-10-01", "2026-11-19") == expected


@pytest.mark.parametrize("grain", TRENDS)
def test_amounts_over_time_of_a_bill_without_a_full_month_take_all_of_it(grain: str) -> None:
    assert days(f"usual_{grain}", "2026-10-20", "2026-11-19") == "2026-10-20 2026-11-18"


def test_a_trend_begins_where_a_bill_of_less_than_a_year_does() -> None:
    assert days("usual_monthly", "2026-07-10", "2026-11-19") == "2026-07-10 2026-10-31"
    assert days("usual_quarterly", "2026-11-01", "2027-01-01") == "2026-11-01 2026-12-31"


SETTINGS = {
    DefaultPeriod.LAST_MONTH: "2026-10-01 2026-10-31",
    DefaultPeriod.MONTH_TO_DATE: "2026-11-01 2026-11-18",
    DefaultPeriod.PAST_3_MONTHS: "2026-08-01 2026-10-31",
    DefaultPeriod.PAST_12_MONTHS: "2025-11-01 2026-10-31",
    DefaultPeriod.YEAR_TO_DATE: "2026-01-01 2026-11-18",
    DefaultPeriod.ALL: "2024-10-01 2026-11-18",
}


@pytest.mark.parametrize(("default", "expected"), SETTINGS.items())
def test_an_organisation_sets_another_default(default: DefaultPeriod, expected: str) -> None:
    assert days("", "2024-10-01", "2026-11-19", default=default) == expected
    monthly = "2024-10-01 2026-11-18" if default is DefaultPeriod.ALL else "2025-11-01 2026-10-31"
    assert days("usual_monthly", "2024-10-01", "2026-11-19", default=default) == monthly


def test_the_month_to_date_of_a_bill_that_ends_with_its_month_is_that_month() -> None:
    assert days("", "2024-01-01", "2024-04-01", default=DefaultPeriod.MONTH_TO_DATE) == "2024-03-01 2024-03-31"


def test_the_setting_is_read_from_the_file_and_another_word_is_refused_with_what_is_accepted() -> None:
    assert terms_from({"questions": {"default_period": "all"}}, "f").questions.default_period is DefaultPeriod.ALL
    with pytest.raises(SettingsError, match=r"questions\.default_period: .*'last_month'.*'all'"):
        terms_from({"questions": {"default_period": "yesterday"}}, "finops.toml")


S3, EC2 = "Amazon Simple Storage Service", "Amazon Elastic Compute Cloud"
BILL = MemoryBill(
    [
        line("2025-02-01", "7", service="AWS Glue"),
        line("2026-09-01", "40"),
        line("2026-09-30", "10", service=S3),
        line("2026-10-01", "60"),
        line("2026-10-31", "15", service=S3),
        line("2026-11-18", "9"),
    ]
)


def call(tool: str, bill: MemoryBill = BILL, **args: Any) -> Finding:
    return ask(bill, tool, **args)


def told(finding: Finding) -> str:
    return render(f"{finding.headline} {finding.prose}".strip(), finding.facts)


def test_a_total_says_the_change_the_month_to_date_and_the_whole_bill_in_one_sentence() -> None:
    assert told(call("spend")) == (
        "You spent $75.00 in October 2026. That is $25.00 (50.0 %) more than the $50.00 in September 2026; "
        "November 2026 comes to $9.00 up to 18 November 2026; in all, from 1 February 2025 to 18 November 2026, it is "
        "$141.00."
    )


def test_a_ranking_and_one_service_say_it_of_what_they_are_about() -> None:
    ranking = call("spend", group_by=["service"], top_n=1)
    assert told(ranking).endswith(
        "The total is $25.00 (50.0 %) more than the $50.00 in September 2026; November 2026 comes to $9.00 up to "
        "18 November 2026; in all, from 1 February 2025 to 18 November 2026, it is $141.00."
    )
    assert told(call("spend", service=["S3"])) == (
        "You spent $15.00 on S3 in October 2026. That is $5.00 (50.0 %) more than the $10.00 in September 2026; "
        "November 2026 comes to $0.00 up to 18 November 2026; in all, from 1 February 2025 to 18 November 2026, it is "
        "$25.00."
    )


def test_a_monthly_trend_says_the_month_to_date_beside_its_full_months() -> None:
    found = call("spend", granularity="monthly")
    (table,) = [block for block in found.blocks if isinstance(block, TableBlock)]

    assert sorted(str(row[0]) for row in table.rows) == ["2026-09-01", "2026-10-01"]
    assert "November 2026 comes to $9.00 up to 18 November 2026" in told(found)


def test_the_basis_says_that_nobody_named_the_period_and_how_to_ask_for_more() -> None:
    assert call("spend").basis.notes == (
        "No period was named, so this is October 2026: the last full month. Ask “ever” or “since …” for more.",
    )
    assert (
        call("spend", granularity="monthly").basis.notes[0].startswith("No period was named, so this is November 2025")
    )
    assert call("spend", period="2026-10").basis.notes == ()
    assert call("spend", period="2026-10").prose == ""
    assert call("tag_coverage").basis.notes[0].startswith("No period was named, so this is October 2026")


def test_another_default_is_said_to_come_from_the_settings() -> None:
    terms = Terms(questions=QuestionTerms(default_period=DefaultPeriod.PAST_3_MONTHS))
    found = call("spend", terms=terms)

    assert told(found) == "You spent $125.00 from August 2026 to October 2026."
    assert "the last 3 full months, as the settings say" in found.basis.notes[0]


@pytest.mark.parametrize(
    "lines",
    [
        [line("2026-10-01", "5"), line("2026-10-31", "6")],
        [line("2026-10-03", "5"), line("2026-10-09", "6")],
        [line("2026-09-20", "5"), line("2026-10-10", "6")],
    ],
    ids=["a month", "some days", "days of two months"],
)
def test_a_bill_without_a_second_month_is_answered_without_fuss(lines: list[Line]) -> None:
    found = call("spend", MemoryBill(lines))

    assert (len(found.facts), found.prose, found.facts[0].value) == (1, "", "11")
    assert not [note for note in found.basis.notes if "No period" in note]


def test_what_the_last_month_has_nothing_of_is_looked_for_in_the_whole_bill() -> None:
    assert told(call("spend", service=["AWS Glue"])) == (
        "The bill has no charges on AWS Glue in October 2026. "
        "You spent $7.00 on AWS Glue from 1 February 2025 to 18 November 2026."
    )
    assert told(call("spend", service=["AWS Glue"], period="2026-10")) == (
        "The bill has no charges on AWS Glue in October 2026."
    )


def test_a_month_before_that_the_bill_begins_within_is_not_compared_with() -> None:
    bill = MemoryBill([line("2026-09-20", "40"), line("2026-10-31", "60")])
    assert told(call("spend", bill)) == (
        "You spent $60.00 in October 2026. In all, from 20 September 2026 to 31 October 2026, it is $100.00."
    )


def test_each_currency_has_its_own_sentence() -> None:
    bill = MemoryBill(
        [line(day, amount, currency=unit) for day, amount, unit in (
            ("2026-09-01", "10", "USD"), ("2026-09-01", "20", "EUR"), ("2026-10-31", "15", "USD"),
            ("2026-10-31", "20", "EUR"),
        )]
    )  # fmt: skip
    text = told(call("spend", bill))

    assert "The total in USD is $5.00 (50.0 %) more than the $10.00 in September 2026" in text
    assert (
        "The total in EUR is the same as in September 2026; in all, from September 2026 to October 2026, it is €40.00"
        in text
    )


def test_a_provider_whose_charges_end_earlier_is_named() -> None:
    lines = [
        line(f"2026-{month:02d}-01", "1", values={Dimension.PROVIDER: provider})
        for provider, months in {"AWS": (8, 9, 10, 11), "Oracle": (8, 9), "Old": ()}.items()
        for month in months
    ]
    found = call("spend", MemoryBill([*lines, line("2026-11-19", "1", values={Dimension.PROVIDER: "AWS"})]))

    assert found.basis.notes[1:] == ("Oracle has no charges in October 2026; its last are of September 2026.",)


def test_an_average_of_months_takes_twelve_and_one_of_days_the_last_month() -> None:
    assert told(call("spend", average="daily")).startswith("You spent $2.42 a day on average in October 2026")
    assert told(call("spend", average="monthly")).startswith("You spent $10.42 a month on average from November 2025")
