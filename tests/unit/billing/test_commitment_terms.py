"""When commitments end: stated, charged for a term, or bought with one; never guessed."""

from datetime import date
from pathlib import Path

import pytest

from billing.commitment_terms import EndSource, TermEnd, term_ends, term_months
from billing.export import open_bill
from tests.unit.billing.made_bills import focus_day, focus_row, write_csv

PLAN = "arn:aws:savingsplans::1:savingsplan/p"


def purchase(day: int, description: str, **more: str) -> dict[str, str]:
    named = {
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": description,
        "CommitmentDiscountId": PLAN,
        "CommitmentDiscountType": "Savings Plan",
    }
    return focus_day(day, 5, **(named | more))


def ends(folder: Path, *rows: dict[str, str]) -> TermEnd:
    with open_bill(write_csv(folder / "bill.csv", [focus_day(1), *rows])) as bill:
        return term_ends(bill)[PLAN]


def test_a_purchase_charged_for_its_term_ends_with_it(tmp_path: Path) -> None:
    upfront = purchase(4, "Sign up charge", ChargeFrequency="One-Time") | {"ChargePeriodEnd": "2029-05-04T00:00:00Z"}

    assert ends(tmp_path, upfront) == TermEnd(date(2029, 5, 3), EndSource.CHARGED_PERIOD)


def test_a_term_in_words_runs_from_the_purchase_on(tmp_path: Path) -> None:
    once = purchase(4, "3 year All Upfront Compute Savings Plan", ChargeFrequency="One-Time")

    assert ends(tmp_path, once) == TermEnd(date(2029, 5, 3), EndSource.PURCHASE)


def test_a_daily_fee_that_begins_within_the_bill_begins_the_term(tmp_path: Path) -> None:
    days = [purchase(day, "1 year No Upfront Compute Savings Plan") for day in (7, 8, 9)]

    assert ends(tmp_path, *days) == TermEnd(date(2027, 5, 6), EndSource.PURCHASE)


def test_a_fee_that_was_there_before_the_bill_says_nothing(tmp_path: Path) -> None:
    days = [purchase(day, "1 year No Upfront Compute Savings Plan") for day in (1, 2, 3)]

    assert ends(tmp_path, *days) == TermEnd(None, EndSource.UNKNOWN)


def test_a_fee_of_a_month_does_not_say_when_in_it_the_term_begins(tmp_path: Path) -> None:
    month = purchase(2, "1 year No Upfront") | {"ChargePeriodEnd": "2026-06-01T00:00:00Z"}

    assert ends(tmp_path, month) == TermEnd(None, EndSource.UNKNOWN)


def test_usage_without_a_purchase_says_nothing(tmp_path: Path) -> None:
    used = focus_row(CommitmentDiscountId=PLAN, CommitmentDiscountStatus="Used", ChargeDescription="1 year plan")

    assert ends(tmp_path, used) == TermEnd(None, EndSource.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1 year No Upfront Compute Savings Plan", 12),
        ("Reserved Instance for orders, one year, all upfront", 12),
        ("three-year partial upfront", 36),
        ("1yr", 12),
        ("3 yrs", 36),
        ("36 months", 36),
        ("12-month term", 12),
        ("USD 0.0 hourly fee per Linux/UNIX (Amazon VPC), m5.large instance", None),
        ("1 year or 3 year", None),
        ("31 years of experience", None),
        ("", None),
    ],
)
def test_terms_are_read_from_descriptions(text: str, months: int | None) -> None:
    assert term_months(text) == months
