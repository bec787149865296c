"""Conditions: each holds and fails alike on puts, updates and deletes, whatever the backend."""

from collections.abc import Callable

import pytest

from finops_core.errors import ConditionFailed
from finops_core.table.port import (
    AbsentOrBelow,
    Condition,
    Delete,
    Equals,
    Exists,
    Key,
    NotExists,
    OneOf,
    Put,
    Table,
    Update,
)

KEY = Key("JOB#1", "JOB")
STORED = {"pk": KEY.pk, "sk": KEY.sk, "status": "RUNNING", "attempt": 2, "cancelled": True, "note": None, "one": 1}

HOLDING: tuple[Condition, ...] = (
    Exists(),
    Equals("status", "RUNNING"),
    Equals("attempt", 2),
    Equals("cancelled", True),
    Equals("one", 1),
    OneOf("status", ("QUEUED", "RUNNING")),
    OneOf("attempt", (1, 2)),
    AbsentOrBelow("attempt", 3),
    AbsentOrBelow("missing", 0),
)
# moto compares values without their types; that true is not 1 there is tested over SQLite alone (test_sqlite_table.py).
FAILING: tuple[Condition, ...] = (
    NotExists(),
    Equals("status", "QUEUED"),
    Equals("status", "running"),
    Equals("attempt", 3),
    Equals("attempt", "2"),
    Equals("cancelled", False),
    Equals("missing", ""),
    Equals("note", 0),
    OneOf("status", ("QUEUED", "FAILED")),
    OneOf("missing", ("RUNNING",)),
    OneOf("status", ()),
    AbsentOrBelow("attempt", 2),
    AbsentOrBelow("note", 9),
)
HOLDING_WHEN_MISSING: tuple[Condition, ...] = (NotExists(), AbsentOrBelow("attempt", 0))
FAILING_WHEN_MISSING: tuple[Condition, ...] = (Exists(), Equals("status", "RUNNING"), OneOf("attempt", (1, 2)))


def put(table: Table, *conditions: Condition) -> None:
    table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "written": True}, conditions=conditions))


def update(table: Table, *conditions: Condition) -> None:
    table.update_if(Update(key=KEY, set={"written": True}, conditions=conditions))


def delete(table: Table, *conditions: Condition) -> None:
    table.delete_if(Delete(key=KEY, conditions=conditions))


WRITES = (put, update, delete)
Writing = Callable[..., None]


@pytest.fixture
def stored(table: Table) -> Table:
    table.put_if(Put(item=STORED))
    return table


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("condition", HOLDING, ids=repr)
def test_a_write_whose_condition_holds_happens(stored: Table, write: Writing, condition: Condition) -> None:
    write(stored, condition)
    assert stored.get(KEY) != STORED


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("condition", FAILING, ids=repr)
def test_a_write_whose_condition_fails_leaves_the_item_alone(
    stored: Table, write: Writing, condition: Condition
) -> None:
    with pytest.raises(ConditionFailed) as failure:
        write(stored, condition)
    assert failure.value.index == 0
    assert stored.get(KEY) == STORED


@pytest.mark.parametrize("write", [put, update])
@pytest.mark.parametrize("condition", HOLDING_WHEN_MISSING, ids=repr)
def test_a_missing_item_meets_conditions_of_absence(table: Table, write: Writing, condition: Condition) -> None:
    write(table, condition)
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "written": True}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("condition", FAILING_WHEN_MISSING, ids=repr)
def test_a_missing_item_meets_no_condition_on_what_it_has(table: Table, write: Writing, condition: Condition) -> None:
    with pytest.raises(ConditionFailed):
        write(table, condition)
    assert table.get(KEY) is None


@pytest.mark.parametrize("write", WRITES)
def test_all_conditions_have_to_hold(stored: Table, write: Writing) -> None:
    with pytest.raises(ConditionFailed):
        write(stored, Exists(), Equals("attempt", 2), Equals("status", "QUEUED"))
    assert stored.get(KEY) == STORED
    write(stored, Exists(), Equals("attempt", 2), Equals("status", "RUNNING"))
    assert stored.get(KEY) != STORED


def test_updates_that_know_nothing_of_each_other_succeed_or_fail_each_for_itself(table: Table) -> None:
    for number in range(3):
        table.put_if(Put(item={"pk": f"JOB#{number}", "sk": "JOB", "n": number}))
    wanted = [(0, 0), (1, 7), (2, 2), (3, 3)]
    writes = [
        Update(key=Key(f"JOB#{number}", "JOB"), add={"n": 10}, conditions=(Equals("n", value),))
        for number, value in wanted
    ]
    first, second, third, missing = table.update_each(writes)
    assert first == {"pk": "JOB#0", "sk": "JOB", "n": 10}
    assert third == {"pk": "JOB#2", "sk": "JOB", "n": 12}
    assert (second, missing) == (None, None)
    assert [table.get(write.key) for write in writes] == [first, {"pk": "JOB#1", "sk": "JOB", "n": 1}, third, None]


def test_of_two_such_updates_of_one_item_the_second_sees_the_first(table: Table) -> None:
    table.put_if(Put(item=STORED))
    claim = Update(key=KEY, set={"status": "TAKEN"}, add={"attempt": 1}, conditions=(Equals("status", "RUNNING"),))
    count = Update(key=KEY, add={"attempt": 1})
    taken, refused, counted = table.update_each([claim, claim, count])
    assert taken == {**STORED, "status": "TAKEN", "attempt": 3}
    assert refused is None
    assert counted == table.get(KEY) == {**STORED, "status": "TAKEN", "attempt": 4}


def test_no_such_updates_change_nothing(table: Table) -> None:
    assert table.update_each([]) == []
