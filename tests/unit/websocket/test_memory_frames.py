"""What a user asked to be remembered, read and deleted over the wire."""

from typing import Any

import pytest

from finops_core.clock import to_epoch_ms
from finops_core.jobs.memory import remembered
from tests.unit.websocket.door import Door

LIST = {"type": "memory.list", "reqId": "m"}


def keep(door: Door, name: str, meaning: str, user: str = "ada") -> None:
    door.jobs.memory.remember(user, remembered(name, meaning, door.clock.now()))


def names(replies: list[dict[str, Any]]) -> list[str]:
    (reply,) = replies
    assert (reply["type"], reply["reqId"]) == ("memories", "m")
    return [entry["name"] for entry in reply["names"]]


def test_what_is_remembered_is_listed_and_forgotten_one_by_one_or_all(door: Door) -> None:
    for name in ("attic", "mill", "core crew"):
        keep(door, name, "Amazon S3")

    (reply,) = door.send(LIST)
    assert reply["names"][0] == {"name": "attic", "meaning": "Amazon S3", "at": to_epoch_ms(door.clock.now())}
    assert names(door.send({"type": "memory.forget", "reqId": "m", "name": " ATTIC "})) == ["core crew", "mill"]
    assert names(door.send({"type": "memory.forget", "reqId": "m", "name": "never there"})) == ["core crew", "mill"]
    assert names(door.send({"type": "memory.forget", "reqId": "m", "name": None})) == []
    assert names(door.send(LIST)) == []


def test_another_users_names_are_neither_listed_nor_forgotten(door: Door) -> None:
    keep(door, "attic", "Amazon S3")
    door.connect("bob", "c2")

    assert names(door.send(LIST, user="bob", connection_id="c2")) == []
    door.send({"type": "memory.forget", "reqId": "m", "name": None}, user="bob", connection_id="c2")
    assert names(door.send(LIST)) == ["attic"]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, 5])
def test_what_is_no_name_is_refused(door: Door, name: object) -> None:
    (error,) = door.send({"type": "memory.forget", "reqId": "m", "name": name})
    assert error["code"] == "BAD_FRAME"


def test_all_names_of_the_longest_kind_fit_a_frame(door: Door) -> None:
    for number in range(50):
        keep(door, f"{number:02} " + "\U0001f388" * 57, "\U0001f388" * 120)

    assert len(names(door.send(LIST))) >= 40
