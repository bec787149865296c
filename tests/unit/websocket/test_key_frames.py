"""API keys over the wire: an admin makes, lists, replaces and ends those that see no more than they do."""

from dataclasses import replace
from typing import Any

import pytest

from finops_core.api_keys import ApiKey, ApiKeyRepository
from finops_core.errors import TokenExpired, Unauthenticated
from finops_core.roles import Role
from tests.unit.websocket.door import Door

CREATE = {"type": "key.create", "reqId": "k1", "name": "nightly", "days": 30}
LIST = {"type": "keys.list", "reqId": "k2"}


def ask(door: Door, frame: dict[str, Any], **who: Any) -> dict[str, Any]:
    (reply,) = door.send(frame, **{"role": "admin", **who})
    return reply


def key_of(door: Door, text: str) -> ApiKey:
    return ApiKeyRepository(door.table, door.clock).verify(text)


def test_a_key_is_made_listed_and_ended(door: Door) -> None:
    made = ask(door, CREATE | {"sees": ["111122223333"], "role": "analyst"})
    key = key_of(door, made["text"])
    assert (made["type"], made["reqId"], key.name, key.role) == ("key.made", "k1", "nightly", Role.ANALYST)
    assert key.accounts == ("111122223333",)
    (listed,) = ask(door, LIST)["keys"]
    assert listed == made["key"]
    assert listed["good"] is True
    assert made["text"] not in str(listed)
    (ended,) = ask(door, {"type": "key.revoke", "reqId": "k3", "keyId": key.key_id})["keys"]
    assert (ended["good"], ended["revokedAt"] is None) == (False, False)
    with pytest.raises(Unauthenticated):
        key_of(door, made["text"])


def test_a_key_is_a_viewers_for_ninety_days_and_all_accounts_where_nothing_else_is_said(door: Door) -> None:
    made = ask(door, {"type": "key.create", "reqId": "k", "name": "plain"})["key"]
    assert (made["role"], made["accounts"]) == ("viewer", None)
    assert made["expiresAt"] - made["createdAt"] == 90 * 86_400_000


def test_a_frame_that_is_sent_again_makes_no_second_key_and_the_text_that_is_read_is_good(door: Door) -> None:
    lost, read = ask(door, CREATE)["text"], ask(door, CREATE)["text"]
    assert len(ask(door, LIST)["keys"]) == 1
    assert key_of(door, read).name == "nightly"
    with pytest.raises((Unauthenticated, TokenExpired)):
        key_of(door, lost)


def test_a_rotation_that_is_sent_again_leaves_the_old_secret_its_overlap(door: Door) -> None:
    first = ask(door, CREATE)
    rotate = {"type": "key.rotate", "reqId": "r1", "keyId": first["key"]["keyId"], "overlapHours": 2}
    ask(door, rotate)
    new = ask(door, rotate)["text"]
    assert key_of(door, first["text"]) == key_of(door, new)
    door.clock.advance(2 * 3600)
    with pytest.raises(TokenExpired):
        key_of(door, first["text"])
    assert key_of(door, new).name == "nightly"


def test_two_users_who_send_the_same_frame_have_two_keys(door: Door) -> None:
    door.connect("bob", "c2")
    ask(door, CREATE)
    ask(door, CREATE, user="bob", connection_id="c2")
    assert len(ask(door, LIST)["keys"]) == 2


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
@pytest.mark.parametrize(
    "frame",
    [
        CREATE,
        LIST,
        {"type": "key.rotate", "reqId": "r", "keyId": "0a1b2c3d4e5f"},
        {"type": "key.revoke", "keyId": "0a1b2c3d4e5f"},
    ],
    ids=lambda frame: frame["type"],
)
def test_only_an_admin_may(door: Door, frame: dict[str, Any], role: str) -> None:
    assert ask(door, frame, role=role)["code"] == "FORBIDDEN"
    assert ApiKeyRepository(door.table, door.clock).all() == ()


def test_an_admin_of_one_account_manages_no_key_that_sees_more(door: Door) -> None:
    of_all = ask(door, CREATE)["key"]["keyId"]
    mine = {"accounts": '["111122223333"]'}
    own = ask(door, CREATE | {"reqId": "mine"}, **mine)["key"]
    assert own["accounts"] == ["111122223333"]
    assert [key["keyId"] for key in ask(door, LIST, **mine)["keys"]] == [own["keyId"]]
    for accounts in (["444455556666"], ["111122223333", "444455556666"]):
        assert ask(door, CREATE | {"reqId": "x", "sees": accounts}, **mine)["code"] == "FORBIDDEN"
    for type_ in ("key.rotate", "key.revoke"):
        refused = ask(door, {"type": type_, "reqId": "y", "keyId": of_all}, **mine)
        assert refused["code"] == "JOB_NOT_FOUND"
    assert len(ask(door, LIST)["keys"]) == 2


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a\nb"}, {"days": 0}, {"days": 367}, {"role": "owner"}, {"sees": []}]
)
def test_what_makes_no_key_is_refused(door: Door, wrong: dict[str, Any]) -> None:
    assert ask(door, CREATE | wrong)["code"] == "BAD_FRAME"


def test_a_platform_of_one_machine_says_that_it_has_none(door: Door) -> None:
    alone = replace(door, deps=replace(door.deps, keys=None))
    refused = ask(alone, LIST)
    assert refused["code"] == "BAD_FRAME"
    assert "this machine" in refused["message"]
