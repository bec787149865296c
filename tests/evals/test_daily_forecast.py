"""The measure of daily forecasts: what is held out, what is compared, and which tables it reads."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.evals.daily_forecast import Errors, measured, read_spend, spend_of

FIRST = date(2026, 1, 1)


def growing(days: int) -> dict[tuple[str, date], Decimal]:
    """Two parts, one with weekends."""
    found: dict[tuple[str, date], Decimal] = {}
    for number in range(days):
        found["a", FIRST + timedelta(days=number)] = Decimal(100 + number)
        found["b", FIRST + timedelta(days=number)] = Decimal(40 if number % 7 > 4 else 90)
    return found


def test_both_doors_are_measured_on_held_out_days_beside_the_naive_ones() -> None:
    spend = spend_of("growing", growing(125))
    found, earlier = measured(spend), measured(spend, tuning=True)

    assert found is not None
    assert earlier is not None
    assert (found.trials, earlier.trials) == (2, 2)
    assert found.amount > earlier.amount, "later days cost more"
    assert set(found.errors) == {"outlook", "csv", "week", "pace"}
    for way in ("outlook", "csv"):
        assert max(found.ratio(way)) < 1
    assert found.errors["pace"].by_sum / found.amount == pytest.approx(30 / 282, abs=0.01), (
        "a growth of 1 a day, 30 days old"
    )
    assert measured(spend_of("short", growing(60))) is None


def test_errors_of_sums_and_of_days_are_added_up() -> None:
    assert Errors.of([[1.0, 3.0], [5.0, 5.0]], [[2.0, 2.0], [4.0, 4.0]]) == Errors(2.0, 4.0)


def test_a_table_of_amounts_is_a_bill_of_each_dimension(tmp_path: Path) -> None:
    table = tmp_path / "spend.csv"
    table.write_text(
        "date,dimension,key,cost_usd\n2026-01-01,team,a,1.5\n2026-01-01,team,a,2\n2026-01-02,service,b,4\n"
    )
    found = {spend.name: spend for spend in read_spend(table)}

    assert {name: dict(spend.result.totals) for name, spend in found.items()} == {
        "spend team": {"USD": Decimal("3.5")},
        "spend service": {"USD": Decimal(4)},
    }
