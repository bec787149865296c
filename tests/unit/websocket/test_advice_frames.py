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


MARK = {"type": "advice.mark", "reqId": "c", **NAMED}
UNMARK = {"type": "advice.unmark", "reqId": "d", **NAMED}


def test_what_was_done_is_marked_once_for_its_user_since_it_was_first_said(door: Door) -> None:
    first = door.clock.now()
    told = {"type": "advice.marked", "reqId": "c", **NAMED, "at": to_epoch_ms(first)}

    assert door.send(MARK) == [told]
    door.clock.advance(86_400)
    assert door.send(MARK) == [told]
    (kept,) = door.deps.advice_log.done("ada")
    assert (kept.advised.resource, kept.at) == ("nat-1", first)
    assert door.deps.advice_log.done("bob") == ()


def test_a_mark_is_taken_back_however_often_that_is_said(door: Door) -> None:
    door.send(MARK)

    assert door.send(UNMARK) == door.send(UNMARK) == [{"type": "advice.unmarked", "reqId": "d", **NAMED}]
    assert door.deps.advice_log.done("ada") == ()


@pytest.mark.parametrize("wrong", [{"check": ""}, {"check": 1}, {"resource": "x" * 2049}, {"user": "bob"}], ids=repr)
def test_a_mark_of_nothing_that_was_advised_so_changes_nothing(door: Door, wrong: dict[str, Any]) -> None:
    (error,) = door.send(MARK | wrong)

    assert (error["code"], error["reqId"]) == ("BAD_FRAME", "c")
    assert door.deps.advice_log.done("ada") == ()
