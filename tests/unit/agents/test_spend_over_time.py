"""An answer by month says how spend went: from the first whole month to the last, and the largest between."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.testing import Line, MemoryBill
from tests.unit.agents.asking import ask, headline, prose

FIRST, LAST = date(2026, 6, 1), date(2026, 11, 18)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def bill(amounts: Mapping[int, str], currency: str = "USD") -> MemoryBill:
    """A bill from June to 18 November 2026, billed on each day, with an amount on the second of each month named."""
    days = [FIRST + timedelta(days=day) for day in range((LAST - FIRST).days + 1)]
    nothing = [Line(day=day, amount=Decimal(0)) for day in days]
    months = [Line(day=date(2026, month, 2), amount=Decimal(amount)) for month, amount in amounts.items()]
    other = [] if currency == "USD" else [Line(day=FIRST, amount=Decimal(5), currency=currency)]
    return MemoryBill([*nothing, *months, *other])


RISING = bill({6: "100", 7: "90", 8: "150", 9: "110", 10: "125", 11: "999"})


def test_a_course_goes_from_the_first_whole_month_to_the_last() -> None:
    found = ask(RISING, "spend", period="2026-06-01/2026-11-30", granularity="monthly", now=NOW)

    assert headline(found).endswith(": up 25.0 % from $100.00 in June 2026 to $125.00 in October 2026.")
    assert "The most was $150.00 in August 2026." in prose(found)


def test_each_amount_of_a_course_is_a_fact_of_its_own_month() -> None:
    found = ask(RISING, "spend", period="2026-06-01/2026-11-30", granularity="monthly", now=NOW)

    months = {fact.value: fact.period for fact in found.facts if fact.period and fact.value in {"100", "125", "150"}}
    assert {value: (days.start, days.end) for value, days in months.items()} == {
        "100": (date(2026, 6, 1), date(2026, 7, 1)),
        "125": (date(2026, 10, 1), date(2026, 11, 1)),
        "150": (date(2026, 8, 1), date(2026, 9, 1)),
    }


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ({6: "100", 7: "100", 10: "40"}, "down 60.0 % from $100.00 in June 2026 to $40.00 in October 2026"),
        ({6: "7", 8: "9", 10: "7"}, "the same in June 2026 as in October 2026, $7.00"),
    ],
)
def test_a_fall_and_no_change_are_called_so(amounts: Mapping[int, str], told: str) -> None:
    assert told in headline(ask(bill(amounts), "spend", period="2026-06/2026-10", granularity="monthly", now=NOW))


@pytest.mark.parametrize(
    ("made", "granularity"),
    [
        (RISING, "weekly"),
        (RISING, "daily"),
        (bill({6: "-5", 10: "30"}), "monthly"),
        (bill({6: "5", 10: "-1"}), "monthly"),
        (bill({6: "10", 10: "20"}, currency="EUR"), "monthly"),
    ],
)
def test_there_is_no_course_of_weeks_of_negative_amounts_and_of_several_currencies(
    made: MemoryBill, granularity: str
) -> None:
    found = ask(made, "spend", period="2026-06-01/2026-11-30", granularity=granularity, now=NOW)

    assert " from $" not in headline(found)
    assert "The most was" not in prose(found)


def test_a_ranking_and_an_average_have_no_course() -> None:
    largest = ask(RISING, "spend", period="2026-06/2026-10", granularity="monthly", top_n=1, now=NOW)
    average = ask(RISING, "spend", period="2026-06/2026-10", granularity="monthly", average="monthly", now=NOW)

    assert headline(largest) == "You spent most in August 2026: $150.00."
    assert " from $" not in headline(average)
    assert "The most was" not in prose(average)
