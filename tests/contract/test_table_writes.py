"""Puts, updates, deletes and transactions: what is stored, and what is refused."""

import re
from typing import Any, cast

import pytest

from finops_core.errors import ConditionFailed, TooLarge
from finops_core.table.port import (
    MAX_ITEM_BYTES,
    MAX_TRANSACTION_WRITES,
    Delete,
    Equals,
    Exists,
    Item,
    Key,
    NotExists,
    Put,
    Table,
    Update,
    Write,
)

KEY = Key("THREAD#ü", "MSG#0001")


def item(key: Key = KEY, /, **attributes: Any) -> Item:
    return {"pk": key.pk, "sk": key.sk, **attributes}


class TestValues:
    @pytest.mark.parametrize(
        "value",
        [
            "",
            "plain",
            'umlaut ü, rocket 🚀, \u0000 and \u2028, quote " and backslash \\',
            0,
            -1,
            10**37 + 7,
            -(10**38) + 1,
            True,
            False,
            None,
            [],
            {},
            ["a", 1, None, [True, {"deep": [{"er": "ä"}]}]],
            {" ": "odd name", "a.b": 1, "#x": {":y": []}, "list": [1, "1", True, None]},
        ],
        ids=repr,
    )
    def test_a_value_comes_back_as_it_went_in(self, table: Table, value: Any) -> None:
        table.put_if(Put(item=item(value=value)))
        found = table.get(KEY)
        assert found == item(value=value)
        assert found is not None
        assert type(found["value"]) is type(value)

    def test_true_and_one_stay_apart(self, table: Table) -> None:
        table.put_if(Put(item=item(values=[True, 1, False, 0])))
        found = table.get(KEY)
        assert found is not None
        assert [type(value) for value in cast(list[object], found["values"])] == [bool, int, bool, int]

    def test_a_tuple_comes_back_as_a_list(self, table: Table) -> None:
        after = table.update_if(Update(key=KEY, set={"value": ("a", ("b",))}))
        assert after["value"] == ["a", ["b"]]
        assert table.get(KEY) == item(value=["a", ["b"]])

    @pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, b"bytes", object(), [{"deep": 0.1}], {1: "one"}])
    def test_a_type_that_would_not_survive_is_refused(self, table: Table, value: Any) -> None:
        with pytest.raises(TypeError):
            table.put_if(Put(item=item(value=value)))
        with pytest.raises(TypeError):
            table.update_if(Update(key=KEY, set={"value": value}))
        assert table.get(KEY) is None

    @pytest.mark.parametrize("value", [10**38, -(10**38)])
    def test_a_number_of_more_than_38_digits_is_refused(self, table: Table, value: int) -> None:
        with pytest.raises(ValueError, match="38 digits"):
            table.put_if(Put(item=item(value=value)))
        assert table.get(KEY) is None

    @pytest.mark.parametrize("value", [{"": 1}, [{"deep": {"": 1}}]])
    def test_an_attribute_without_a_name_is_refused(self, table: Table, value: Any) -> None:
        for attributes in ({"value": value}, {"": 1}):
            with pytest.raises(ValueError, match="name"):
                table.put_if(Put(item=item(KEY, **attributes)))
            with pytest.raises(ValueError, match="name"):
                table.update_if(Update(key=KEY, set=attributes))
        assert table.get(KEY) is None

    def test_text_that_is_no_unicode_is_refused_and_harms_nobody(self, table: Table) -> None:
        with pytest.raises(ValueError):
            table.put_if(Put(item=item(value="\ud800")))
        table.put_if(Put(item=item(value="fine")))
        assert table.get(KEY) == item(value="fine")

    def test_an_item_above_the_limit_is_refused(self, table: Table) -> None:
        with pytest.raises(TooLarge):
            table.put_if(Put(item=item(value="x" * (MAX_ITEM_BYTES + 1))))
        assert table.get(KEY) is None

    def test_a_large_item_within_the_limit_is_kept(self, table: Table) -> None:
        large = item(value="x" * (MAX_ITEM_BYTES - 10_000))
        table.put_if(Put(item=large))
        assert table.get(KEY) == large

    @pytest.mark.parametrize(("pk", "sk"), [("", "a"), ("a", ""), ("p" * 2049, "a"), ("a", "s" * 1025)])
    def test_a_key_outside_the_limits_is_refused(self, table: Table, pk: str, sk: str) -> None:
        for write in (table.put_if, table.transact):
            put = Put(item={"pk": pk, "sk": sk})
            with pytest.raises(ValueError):
                write(cast(Any, put if write == table.put_if else [put]))
        with pytest.raises(ValueError):
            table.update_if(Update(key=Key(pk, sk), set={"a": 1}))
        with pytest.raises(ValueError):
            table.delete_if(Delete(key=Key(pk, sk)))

    def test_an_item_without_its_key_is_refused(self, table: Table) -> None:
        with pytest.raises((ValueError, KeyError)):
            table.put_if(Put(item={"pk": "only"}))


class TestPutAndDelete:
    def test_a_put_replaces_the_whole_item(self, table: Table) -> None:
        table.put_if(Put(item=item(old=1)))
        table.put_if(Put(item=item(new=2)))
        assert table.get(KEY) == item(new=2)

    def test_a_duplicate_of_a_put_that_must_be_first_is_refused(self, table: Table) -> None:
        first = Put(item=item(n=1), conditions=(NotExists(),))
        table.put_if(first)
        with pytest.raises(ConditionFailed):
            table.put_if(first)
        assert table.get(KEY) == item(n=1)

    def test_a_deleted_item_is_gone_and_may_be_deleted_again(self, table: Table) -> None:
        table.put_if(Put(item=item()))
        table.delete_if(Delete(key=KEY))
        assert table.get(KEY) is None
        table.delete_if(Delete(key=KEY))
        assert table.query(KEY.pk) == []

    def test_items_of_other_keys_are_not_touched(self, table: Table) -> None:
        other_sk, other_pk = Key(KEY.pk, "MSG#0002"), Key("THREAD#u", KEY.sk)
        for key in (KEY, other_sk, other_pk):
            table.put_if(Put(item=item(key, n=1)))
        table.delete_if(Delete(key=KEY))
        assert table.get(other_sk) == item(other_sk, n=1)
        assert table.get(other_pk) == item(other_pk, n=1)


class TestUpdate:
    def test_an_update_creates_what_is_missing(self, table: Table) -> None:
        after = table.update_if(Update(key=KEY, set={"a": 1}, set_if_absent={"b": 2}, add={"c": 3}))
        assert after == item(a=1, b=2, c=3)
        assert table.get(KEY) == after

    def test_an_update_returns_the_item_as_it_is_afterwards(self, table: Table) -> None:
        table.put_if(Put(item=item(kept="k", a=1, gone=True, n=40)))
        after = table.update_if(Update(key=KEY, set={"a": [2]}, add={"n": 2}, remove=("gone", "never there")))
        assert after == item(kept="k", a=[2], n=42)
        assert table.get(KEY) == after

    def test_set_if_absent_keeps_what_is_there_even_null(self, table: Table) -> None:
        table.put_if(Put(item=item(a="first", b=None)))
        after = table.update_if(Update(key=KEY, set_if_absent={"a": "second", "b": "second", "c": "second"}))
        assert after == item(a="first", b=None, c="second")

    def test_add_counts_up_and_down(self, table: Table) -> None:
        for step in (5, -7, 10**30):
            table.update_if(Update(key=KEY, add={"n": step}))
        assert table.get(KEY) == item(n=10**30 - 2)

    def test_adding_to_text_is_refused(self, table: Table) -> None:
        table.put_if(Put(item=item(n="12")))
        with pytest.raises(ValueError):
            table.update_if(Update(key=KEY, add={"n": 1}))
        assert table.get(KEY) == item(n="12")

    @pytest.mark.parametrize("name", ["status", "a b", "a.b", "0", "ünïcode", ":v", "#n", "size", "expires", '"'])
    def test_any_attribute_name_may_be_written(self, table: Table, name: str) -> None:
        table.update_if(Update(key=KEY, set={name: 1}))
        after = table.update_if(Update(key=KEY, add={name: 1}, conditions=(Equals(name, 1),)))
        assert after == item(KEY, **{name: 2})
        assert table.update_if(Update(key=KEY, set={"other": 1}, remove=(name,))) == item(other=1)

    @pytest.mark.parametrize(
        "update",
        [
            Update(key=KEY),
            Update(key=KEY, set={"a": 1}, add={"a": 1}),
            Update(key=KEY, set={"a": 1}, remove=("a",)),
            Update(key=KEY, set={"pk": "other"}),
            Update(key=KEY, set={"a": 1}, remove=("sk",)),
        ],
        ids=repr,
    )
    def test_an_update_without_one_clear_meaning_is_refused(self, table: Table, update: Update) -> None:
        with pytest.raises(ValueError):
            table.update_if(update)
        with pytest.raises(ValueError):
            table.transact([update])
        assert table.get(KEY) is None


class TestTransaction:
    KEYS = tuple(Key("JOB#t", f"ITEM#{number}") for number in range(5))

    def test_all_writes_happen(self, table: Table) -> None:
        first, second, third, fourth, _ = self.KEYS
        table.put_if(Put(item=item(second, n=1)))
        table.put_if(Put(item=item(third)))
        table.transact(
            [
                Put(item=item(first, new=True), conditions=(NotExists(),)),
                Update(key=second, add={"n": 1}, conditions=(Equals("n", 1),)),
                Delete(key=third, conditions=(Exists(),)),
                Update(key=fourth, set_if_absent={"made": "here"}),
            ]
        )
        assert table.query("JOB#t") == [item(first, new=True), item(second, n=2), item(fourth, made="here")]

    @pytest.mark.parametrize("failing", [{0}, {2}, {4}, {1, 3}, {3, 4}, {0, 1, 2, 3, 4}], ids=str)
    def test_one_failed_condition_leaves_nothing_and_the_first_is_named(self, table: Table, failing: set[int]) -> None:
        table.put_if(Put(item=item(self.KEYS[2], before=True)))
        writes: list[Write] = []
        for number, key in enumerate(self.KEYS):
            state = Equals("before", True) if number == 2 else NotExists()
            opposite = NotExists() if number == 2 else Exists()
            writes.append(Put(item=item(key, n=number), conditions=(opposite if number in failing else state,)))
        with pytest.raises(ConditionFailed) as failure:
            table.transact(writes)
        assert failure.value.index == min(failing)
        assert table.query("JOB#t") == [item(self.KEYS[2], before=True)]

    def test_conditions_see_the_state_before_the_transaction(self, table: Table) -> None:
        first, second, *_ = self.KEYS
        with pytest.raises(ConditionFailed) as failure:
            table.transact([Put(item=item(first)), Update(key=second, set={"a": 1}, conditions=(Exists(),))])
        assert failure.value.index == 1
        assert table.query("JOB#t") == []

    def test_a_write_that_cannot_be_carried_out_undoes_the_others(self, table: Table) -> None:
        first, second, *_ = self.KEYS
        table.put_if(Put(item=item(second, n="text")))
        with pytest.raises(ValueError):
            table.transact([Put(item=item(first)), Update(key=second, add={"n": 1})])
        assert table.query("JOB#t") == [item(second, n="text")]

    def test_a_transaction_spans_partitions(self, table: Table) -> None:
        keys = [Key(f"USER#{name}", "PROFILE") for name in "abc"]
        table.transact([Put(item=item(key)) for key in keys])
        assert [table.get(key) for key in keys] == [item(key) for key in keys]

    def test_a_hundred_writes_fit_and_one_more_does_not(self, table: Table) -> None:
        writes = [Put(item=item(Key("BIG", f"{number:03}"))) for number in range(MAX_TRANSACTION_WRITES + 1)]
        with pytest.raises(ValueError, match=re.escape(str(MAX_TRANSACTION_WRITES))):
            table.transact(writes)
        assert table.query("BIG") == []
        table.transact(writes[:-1])
        assert len(table.query("BIG")) == MAX_TRANSACTION_WRITES

    def test_an_item_is_written_at_most_once(self, table: Table) -> None:
        with pytest.raises(ValueError):
            table.transact([Put(item=item(KEY, n=1)), Delete(key=KEY)])
        assert table.get(KEY) is None

    def test_a_transaction_of_nothing_does_nothing(self, table: Table) -> None:
        table.transact([])
        assert table.query("JOB#t") == []
