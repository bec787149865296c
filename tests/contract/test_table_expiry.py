"""Expiry: an item whose time is over is gone for reads and for writes, though storage may still hold it."""

import pytest

from finops_core.clock import ManualClock
from finops_core.errors import ConditionFailed
from finops_core.table.port import (
    TTL_ATTRIBUTE,
    AbsentOrBelow,
    Delete,
    Equals,
    Exists,
    Key,
    NotExists,
    Put,
    Table,
    Update,
)

KEY = Key("CONN#1", "CONN")
TTL_S = 60


def seconds(clock: ManualClock) -> int:
    return int(clock.now().timestamp())


@pytest.fixture
def expiring(table: Table, clock: ManualClock) -> Table:
    """A table with one item that is gone after TTL_S and one that stays."""
    table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "user": "u", TTL_ATTRIBUTE: seconds(clock) + TTL_S}))
    table.put_if(Put(item={"pk": KEY.pk, "sk": "LASTING", "user": "u"}))
    return table


def test_an_item_is_there_until_its_second_and_gone_from_then_on(expiring: Table, clock: ManualClock) -> None:
    clock.advance(TTL_S - 0.5)
    assert expiring.get(KEY) is not None
    assert len(expiring.query(KEY.pk)) == 2
    clock.advance(0.5)
    assert expiring.get(KEY) is None
    assert [item["sk"] for item in expiring.query(KEY.pk)] == ["LASTING"]
    assert [key.sk for key in expiring.get_many([KEY, Key(KEY.pk, "LASTING")])] == ["LASTING"]


def test_a_limit_counts_only_what_is_still_there(table: Table, clock: ManualClock) -> None:
    for number in range(6):
        expiry = {TTL_ATTRIBUTE: seconds(clock) + TTL_S} if number % 2 == 0 else {}
        table.put_if(Put(item={"pk": "P", "sk": str(number), **expiry}))
    clock.advance(TTL_S)
    assert [item["sk"] for item in table.query("P", limit=2)] == ["1", "3"]
    assert [item["sk"] for item in table.query("P", limit=2, reverse=True)] == ["5", "3"]


NEW = {"pk": KEY.pk, "sk": KEY.sk, "new": True}
OTHER = {"pk": "P", "sk": "other"}


@pytest.mark.parametrize(
    "write",
    [
        Put(item=NEW, conditions=(NotExists(),)),
        Update(key=KEY, set={"new": True}),
        Update(key=KEY, set={"new": True}, conditions=(NotExists(),)),
        Update(key=KEY, set_if_absent={"new": True}, conditions=(AbsentOrBelow("n", 1),)),
    ],
    ids=["put", "update", "update-missing", "update-absent"],
)
@pytest.mark.parametrize("in_transaction", [False, True])
def test_a_write_finds_an_expired_item_missing(
    expiring: Table, clock: ManualClock, write: Put | Update, in_transaction: bool
) -> None:
    clock.advance(TTL_S)
    if in_transaction:
        expiring.transact([Put(item=OTHER), write])
    elif isinstance(write, Put):
        expiring.put_if(write)
    else:
        assert expiring.update_if(write) == NEW
    assert expiring.get(KEY) == NEW


@pytest.mark.parametrize("condition", [Exists(), Equals("user", "u")], ids=repr)
def test_an_expired_item_meets_no_condition_on_what_it_had(
    expiring: Table, clock: ManualClock, condition: Exists | Equals
) -> None:
    clock.advance(TTL_S)
    with pytest.raises(ConditionFailed):
        expiring.update_if(Update(key=KEY, set={"a": 1}, conditions=(condition,)))
    with pytest.raises(ConditionFailed):
        expiring.delete_if(Delete(key=KEY, conditions=(condition,)))
    with pytest.raises(ConditionFailed) as failure:
        expiring.transact(
            [
                Update(key=Key(KEY.pk, "LASTING"), set={"a": 1}, conditions=(Exists(),)),
                Delete(key=KEY, conditions=(condition,)),
            ]
        )
    assert failure.value.index == 1
    assert expiring.get(Key(KEY.pk, "LASTING")) == {"pk": KEY.pk, "sk": "LASTING", "user": "u"}


def test_expired_items_in_the_way_of_a_transaction_do_not_hide_the_first_failure(
    expiring: Table, clock: ManualClock
) -> None:
    clock.advance(TTL_S)
    fresh = Put(item={"pk": KEY.pk, "sk": KEY.sk}, conditions=(NotExists(),))
    taken = Put(item={"pk": KEY.pk, "sk": "LASTING"}, conditions=(NotExists(),))
    for writes, index in (([fresh, taken], 1), ([taken, fresh], 0)):
        with pytest.raises(ConditionFailed) as failure:
            expiring.transact(writes)
        assert failure.value.index == index
    assert expiring.get(KEY) is None


def test_a_new_expiry_keeps_an_item_alive(expiring: Table, clock: ManualClock) -> None:
    expiring.update_if(Update(key=KEY, set={TTL_ATTRIBUTE: seconds(clock) + 3 * TTL_S}, conditions=(Exists(),)))
    clock.advance(2 * TTL_S)
    assert expiring.get(KEY) is not None
    expiring.update_if(Update(key=KEY, remove=(TTL_ATTRIBUTE,)))
    clock.advance(2 * TTL_S)
    assert expiring.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "user": "u"}


def test_an_expired_item_may_be_deleted(expiring: Table, clock: ManualClock) -> None:
    clock.advance(TTL_S)
    expiring.delete_if(Delete(key=KEY))
    expiring.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "again": 1}, conditions=(NotExists(),)))
    assert expiring.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "again": 1}
