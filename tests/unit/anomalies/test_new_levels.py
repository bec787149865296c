"""An anomaly begins where the cost steps up, and is said to last where it stays up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.testing import Line, MemoryBill
from finops_core.answers import AnomaliesBlock, Finding, render
from tests.unit.agents.asking import ask

FIRST, STEP = date(2026, 6, 1), date(2026, 9, 11)
NOW = datetime(2026, 10, 8, 9, tzinfo=UTC)


def stepped(*, leading: int, lasting: int) -> MemoryBill:
    """20 a day up to 7 October; 60 for so many days from a step on, and a little more than usual on days before it."""

    def amount(day: date) -> int:
        if STEP <= day < STEP + timedelta(days=lasting):
            return 60
        return 25 if STEP - timedelta(days=leading) <= day < STEP else 20

    days = [FIRST + timedelta(days=number) for number in range((NOW.date() - FIRST).days)]
    return MemoryBill([Line(day=day, amount=Decimal(amount(day)), service="Amazon S3") for day in days])


def asked(bill: MemoryBill) -> Finding:
    return ask(bill, "anomalies", agent="anomalies", now=NOW)


def largest(found: Finding) -> str:
    return render(found.prose, found.facts)


def starts(found: Finding) -> list[str]:
    return [one.start for block in found.blocks if isinstance(block, AnomaliesBlock) for one in block.items]


@pytest.mark.parametrize("leading", [0, 3, 8])
def test_an_anomaly_begins_on_the_day_of_the_step_whatever_led_up_to_it(leading: int) -> None:
    found = asked(stepped(leading=leading, lasting=30))

    assert STEP.isoformat() in starts(found)
    assert "from 11 September 2026" in largest(found)


def test_what_stays_up_is_said_to_last() -> None:
    found = asked(stepped(leading=0, lasting=30))

    assert "it has stayed about that high since" in largest(found)
    (block,) = [block for block in found.blocks if isinstance(block, AnomaliesBlock)]
    assert "It has stayed about that high since" in block.items[0].cause


@pytest.mark.parametrize("lasting", [1, 4])
def test_what_came_down_again_is_not(lasting: int) -> None:
    found = asked(stepped(leading=0, lasting=lasting))

    assert "11 September 2026" in largest(found)
    assert "since" not in largest(found)
