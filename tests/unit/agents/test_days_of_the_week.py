"""Days of the week that are asked for lead the answer: Sundays alone, the weekend alone, several days."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.testing import Line, MemoryBill
from tests.unit.agents.asking import ask, headline

# October 2026 begins on a Thursday: 5 Thursdays to Saturdays, 4 of each other day.
BILL = MemoryBill(
    [
        Line(day=day, amount=Decimal(10 + day.weekday()))
        for day in (date(2026, 10, 1) + timedelta(days=n) for n in range(31))
    ]
)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            ["sunday"],
            "$64.00 on Sundays in October 2026: $16.00 a day over 4 days, beside $12.67 a day",
        ),
        (["weekend"], "$139.00 on weekends in October 2026: $15.44 a day over 9 days, beside $12.14 a day"),
        (["weekdays"], "$267.00 on weekdays in October 2026: $12.14 a day over 22 days, beside $15.44 a day"),
        (["monday", "friday"], "$110.00 on Mondays and Fridays in October 2026: $12.22 a day over 9 days"),
        (["weekdays", "weekend"], "$15.44 a day on weekends and $12.14 a day on weekdays"),
        ([], "$15.44 a day on weekends and $12.14 a day on weekdays"),
    ],
)
def test_the_days_asked_for_come_first(days: list[str], told: Any) -> None:
    assert told in headline(ask(BILL, "weekdays", period="2026-10", days=days))


def test_days_that_a_period_lacks_are_said_to_be_missing() -> None:
    found = headline(ask(BILL, "weekdays", period="2026-10-05/2026-10-06", days=["sunday"]))

    assert found == "There is no day of Sundays from 5 October 2026 to 6 October 2026."
