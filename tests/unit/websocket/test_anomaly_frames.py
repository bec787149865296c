"""Anomalies dismissed and told again over the wire."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from finops_core.clock import to_epoch_ms
from finops_core.dismissals import advised_anomaly
from tests.unit.websocket.door import Door

ID = "5f2b0c7d1e9a4b3c8d6e7f0a1b2c3d4e.2026-05-28"
NAMED = {"anomalyId": ID, "account": "111122223333"}
DISMISS: dict[str, Any] = {
    "type": "anomaly.dismiss",
    "reqId": "a",
    **NAMED,
    "impact": "412.60",
    "unit": "USD",
    "reason": " Load test ",
    "days": 30,
}
RESTORE = {"type": "anomaly.restore", "reqId": "b", **NAMED}


def test_a_dismissal_is_kept_for_its_user_with_reason_amount_and_end(door: Door) -> None:
    until = door.clock.now() + timedelta(days=30)

    assert door.send(DISMISS) == [
        {"type": "anomaly.dismissed", "reqId": "a", **NAMED, "reason": "Load test", "until": to_epoch_ms(until)}
    ]
    (kept,) = door.deps.dismissals.of_user("ada")
    assert (kept.advised, kept.until) == (advised_anomaly(ID, "111122223333"), until)
    assert (kept.saving, kept.currency) == (Decimal("412.60"), "USD")
    assert door.deps.dismissals.of_user("bob") == ()


def test_it_is_told_again_however_often_that_is_said_and_what_never_was_dismissed_is_not(door: Door) -> None:
    (error,) = door.send(RESTORE)
    door.send(DISMISS)

    assert (error["code"], error["message"]) == ("BAD_FRAME", "This anomaly is not dismissed.")
    assert door.send(RESTORE) == door.send(RESTORE) == [{"type": "anomaly.restored", "reqId": "b", **NAMED}]
    (kept,) = door.deps.dismissals.of_user("ada")
    assert kept.reopened_at == door.clock.now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"reason": "two\nlines"},
        {"reason": "x" * 301},
        {"days": 0},
        {"days": 367},
        {"impact": "-1"},
        {"impact": "NaN"},
        {"anomalyId": ""},
        {"anomalyId": "../" + ID},
        {"anomalyId": ID + "\n"},
        {"account": "x" * 201},
        {"user": "bob"},
    ],
    ids=repr,
)
def test_a_dismissal_that_says_too_little_or_too_much_changes_nothing(door: Door, wrong: dict[str, Any]) -> None:
    (error,) = door.send(DISMISS | wrong)

    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "a")
    assert door.deps.dismissals.of_user("ada") == ()
