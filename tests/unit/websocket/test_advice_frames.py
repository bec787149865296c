"""Recommendations dismissed and opened again over the wire."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from finops_core.clock import to_epoch_ms
from tests.unit.websocket.door import Door

NAMED = {"check": "nat-gateway-idle", "account": "111122223333", "resource": "nat-1"}
DISMISS: dict[str, Any] = {
    "type": "advice.dismiss",
    "reqId": "a",
    **NAMED,
    "savingPerMonth": "32.85",
    "unit": "USD",
    "reason": " Needed in May ",
    "days": 60,
}
REOPEN = {"type": "advice.reopen", "reqId": "b", **NAMED}


def test_a_dismissal_is_kept_for_its_user_with_reason_amount_and_end(door: Door) -> None:
    until = door.clock.now() + timedelta(days=60)

    assert door.send(DISMISS) == [
        {"type": "advice.dismissed", "reqId": "a", **NAMED, "reason": "Needed in May", "until": to_epoch_ms(until)}
    ]
    (kept,) = door.deps.dismissals.of_user("ada")
    assert (kept.saving, kept.currency, kept.until) == (Decimal("32.85"), "USD", until)
    assert door.deps.dismissals.of_user("bob") == ()


def test_it_is_opened_again_however_often_that_is_said(door: Door) -> None:
    door.send(DISMISS)

    assert door.send(REOPEN) == door.send(REOPEN) == [{"type": "advice.reopened", "reqId": "b", **NAMED}]
    (kept,) = door.deps.dismissals.of_user("ada")
    assert kept.reopened_at == door.clock.now()


def test_what_was_never_dismissed_cannot_be_opened_again(door: Door) -> None:
    (error,) = door.send(REOPEN)

    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "b")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"reason": "two\nlines"},
        {"reason": "x" * 301},
        {"days": 0},
        {"days": 367},
        {"savingPerMonth": "-1"},
        {"savingPerMonth": "1e9"},
        {"savingPerMonth": "NaN"},
        {"check": ""},
        {"user": "bob"},
    ],
    ids=repr,
)
def test_a_dismissal_that_says_too_little_or_too_much_changes_nothing(door: Door, wrong: dict[str, Any]) -> None:
    (error,) = door.send(DISMISS | wrong)

    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "a")
    assert door.deps.dismissals.of_user("ada") == ()
