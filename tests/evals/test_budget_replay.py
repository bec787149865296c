"""Breaches of budgets are foretold at the middle of the month, in twelve replayed months of the sample account."""

import pytest

from billing.export import ExportBill
from tests.evals.budget_replay import ALWAYS, OURS, PACE, replay
from tests.evals.standard_questions import NOW
from tests.shared_bills import SharedBills

LEAST_RIGHT = 0.9


@pytest.fixture(scope="module")
def bill(shared_bills: SharedBills) -> ExportBill:
    return shared_bills.sample(NOW.date())


def test_breaches_are_foretold_at_the_middle_of_the_month(bill: ExportBill):
    found = replay(bill, most_services=3)
    assert len(found.asked) >= 400
    assert found.of(OURS) >= LEAST_RIGHT
    assert found.of(OURS) > found.of(PACE) > found.of(ALWAYS)


@pytest.mark.nightly
@pytest.mark.parametrize("day", [10, 15, 20])
def test_breaches_of_every_service_and_account_are_foretold(bill: ExportBill, day: int):
    found = replay(bill, day=day)
    assert len(found.asked) >= 1500
    assert found.of(OURS) >= LEAST_RIGHT
