"""Queries: order, prefix, position, limit and direction in any combination, and the secondary indexes."""

import itertools
from collections.abc import Sequence

import pytest

from finops_core.table.port import Item, Key, Put, Table, Update

SORT_KEYS = ("A", "JOB", "SEG#", "SEG#000001", "SEG#000002", "SEG#000010", "SEG$", "SEG#é", "SEG#\U0010ffff", "Z", "ü")


def expected(keys: Sequence[str], *, prefix: str, after: str | None, limit: int | None, reverse: bool) -> list[str]:
    """The port's sentence about query, literally: the keys in reading order, filtered, cut."""
    in_order = sorted(keys, key=str.encode, reverse=reverse)
    kept = [key for key in in_order if key.startswith(prefix)]
    if after is not None:
        bound = after.encode()
        kept = [key for key in kept if (key.encode() < bound if reverse else key.encode() > bound)]
    return kept if limit is None else kept[:limit]


@pytest.fixture
def filled(table: Table) -> Table:
    for position, sk in enumerate(SORT_KEYS):
        table.put_if(Put(item={"pk": "P", "sk": sk, "n": position}))
        table.put_if(Put(item={"pk": "P2", "sk": sk, "n": -1}))
    return table


class TestQuery:
    @pytest.mark.parametrize("reverse", [False, True])
    @pytest.mark.parametrize("limit", [None, 1, 2, 100])
    def test_every_combination_reads_what_the_port_says(self, filled: Table, limit: int | None, reverse: bool) -> None:
        prefixes = ("", "SEG#", "SEG", "S", "SEG#0000", "JOB", "nothing", "\U0010ffff")
        positions = (None, "0", "SEG#", "SEG#000001", "SEG#0000015", "SEG#000010", "SEG$", "Z", "ü", "\U0010ffff")
        for prefix, after in itertools.product(prefixes, positions):
            found = filled.query("P", prefix=prefix, after=after, limit=limit, reverse=reverse)
            wanted = expected(SORT_KEYS, prefix=prefix, after=after, limit=limit, reverse=reverse)
            assert [item["sk"] for item in found] == wanted, (prefix, after)

    def test_it_carries_whole_items_of_one_partition(self, filled: Table) -> None:
        assert filled.query("P", prefix="JOB") == [{"pk": "P", "sk": "JOB", "n": 1}]

    def test_a_position_before_the_first_key_reads_all_forwards_and_nothing_backwards(self, filled: Table) -> None:
        assert len(filled.query("P", after="")) == len(SORT_KEYS)
        assert filled.query("P", after="", reverse=True) == []

    def test_a_missing_partition_is_empty(self, filled: Table) -> None:
        assert filled.query("P3") == []

    def test_a_limit_of_nothing_reads_nothing(self, filled: Table) -> None:
        assert filled.query("P", limit=0) == []

    def test_pages_by_position_and_limit_give_each_item_once(self, filled: Table) -> None:
        for reverse in (False, True):
            seen: list[str] = []
            after = None
            while page := filled.query("P", after=after, limit=3, reverse=reverse):
                seen += [str(item["sk"]) for item in page]
                after = seen[-1]
            assert seen == sorted(SORT_KEYS, key=str.encode, reverse=reverse)

    def test_more_than_one_page_of_the_store_is_read_to_its_end(self, table: Table) -> None:
        large = "x" * 300_000
        for number in range(8):
            table.put_if(Put(item={"pk": "BIG", "sk": f"{number}", "large": large}))
        assert [item["sk"] for item in table.query("BIG")] == list("01234567")
        assert [item["sk"] for item in table.query("BIG", limit=6, reverse=True)] == list("765432")
        assert [item["sk"] for item in table.query("BIG", after="1", limit=5)] == list("23456")

    def test_a_read_after_a_write_sees_it(self, table: Table) -> None:
        for number in range(20):
            table.update_if(Update(key=Key("P", "counter"), add={"n": 1}))
            assert table.get(Key("P", "counter")) == {"pk": "P", "sk": "counter", "n": number + 1}
            assert [item["n"] for item in table.query("P")] == [number + 1]


def due(number: int, at: str, shard: str = "0") -> Item:
    return {"pk": f"JOB#{number}", "sk": "JOB", "due_shard": shard, "due_at": at, "status": "QUEUED"}


class TestIndex:
    @pytest.fixture
    def jobs(self, table: Table) -> Table:
        for number, at in enumerate(("2026-11-03", "2026-11-01", "2026-11-04", "2026-11-02")):
            table.put_if(Put(item=due(number, at)))
        table.put_if(Put(item=due(9, "2026-11-01", shard="1")))
        table.put_if(Put(item={"pk": "JOB#8", "sk": "JOB", "due_shard": "0"}))
        table.put_if(Put(item={"pk": "JOB#7", "sk": "JOB", "due_at": "2026-11-01"}))
        return table

    def test_items_having_both_attributes_come_in_the_order_of_the_range(self, jobs: Table) -> None:
        assert [item["pk"] for item in jobs.query_index("due", "0")] == ["JOB#1", "JOB#3", "JOB#0", "JOB#2"]
        assert [item["pk"] for item in jobs.query_index("due", "0", reverse=True)] == [
            "JOB#2",
            "JOB#0",
            "JOB#3",
            "JOB#1",
        ]

    def test_a_result_carries_the_key_and_the_index_attributes_only(self, jobs: Table) -> None:
        assert jobs.query_index("due", "1") == [{"pk": "JOB#9", "sk": "JOB", "due_shard": "1", "due_at": "2026-11-01"}]

    @pytest.mark.parametrize("reverse", [False, True])
    def test_up_to_is_the_largest_range_included(self, jobs: Table, reverse: bool) -> None:
        found = jobs.query_index("due", "0", up_to="2026-11-03", reverse=reverse)
        wanted = ["2026-11-01", "2026-11-02", "2026-11-03"]
        assert [item["due_at"] for item in found] == (wanted[::-1] if reverse else wanted)
        assert jobs.query_index("due", "0", up_to="2026-10-31") == []

    @pytest.mark.parametrize(("limit", "reverse", "wanted"), [(1, False, ["1"]), (2, True, ["2", "0"]), (9, False, 4)])
    def test_a_limit_cuts_in_reading_order(
        self, jobs: Table, limit: int, reverse: bool, wanted: list[str] | int
    ) -> None:
        found = [str(item["pk"])[-1] for item in jobs.query_index("due", "0", limit=limit, reverse=reverse)]
        assert (len(found) if isinstance(wanted, int) else found) == wanted

    def test_a_changed_attribute_moves_the_item(self, jobs: Table) -> None:
        jobs.update_if(Update(key=Key("JOB#1", "JOB"), set={"due_at": "2026-11-09"}))
        jobs.update_if(Update(key=Key("JOB#3", "JOB"), set={"due_shard": "1"}))
        assert [item["pk"] for item in jobs.query_index("due", "0")] == ["JOB#0", "JOB#2", "JOB#1"]
        assert [item["pk"] for item in jobs.query_index("due", "1")] == ["JOB#9", "JOB#3"]

    def test_a_removed_attribute_takes_the_item_out(self, jobs: Table) -> None:
        jobs.update_if(Update(key=Key("JOB#1", "JOB"), remove=("due_at", "due_shard")))
        jobs.update_if(Update(key=Key("JOB#3", "JOB"), remove=("due_at",)))
        jobs.put_if(Put(item={"pk": "JOB#0", "sk": "JOB", "status": "DONE"}))
        assert [item["pk"] for item in jobs.query_index("due", "0")] == ["JOB#2"]

    def test_an_added_attribute_brings_the_item_in(self, jobs: Table) -> None:
        jobs.update_if(Update(key=Key("JOB#8", "JOB"), set={"due_at": "2026-10-01"}))
        assert jobs.query_index("due", "0", limit=1)[0]["pk"] == "JOB#8"

    def test_one_item_may_be_in_several_indexes(self, table: Table) -> None:
        item = {
            "pk": "JOB#1",
            "sk": "JOB",
            "user_id": "u",
            "thread_key": "u#t",
            "created_at": "2026",
            "due_shard": "0",
            "due_at": "2027",
        }
        table.put_if(Put(item=item))
        key = {"pk": "JOB#1", "sk": "JOB"}
        assert table.query_index("by_user", "u") == [{**key, "user_id": "u", "created_at": "2026"}]
        assert table.query_index("by_thread", "u#t") == [{**key, "thread_key": "u#t", "created_at": "2026"}]
        assert table.query_index("due", "0") == [{**key, "due_shard": "0", "due_at": "2027"}]

    @pytest.mark.parametrize("value", ["", 7, None, True, ["0"]], ids=repr)
    def test_an_index_attribute_that_is_no_text_is_refused(self, table: Table, value: object) -> None:
        key = Key("JOB#1", "JOB")
        with pytest.raises(ValueError):
            table.put_if(Put(item={"pk": key.pk, "sk": key.sk, "due_shard": value}))  # pyright: ignore[reportArgumentType]
        with pytest.raises(ValueError):
            table.update_if(Update(key=key, set={"due_at": value}))  # pyright: ignore[reportArgumentType]
        with pytest.raises(ValueError):
            table.transact([Update(key=key, set={"user_id": value})])  # pyright: ignore[reportArgumentType]
        assert table.get(key) is None


class TestGetMany:
    @pytest.mark.parametrize("count", [0, 1, 64, 65, 100, 230])
    def test_every_item_is_read_in_the_order_of_the_keys(self, table: Table, count: int) -> None:
        keys = [Key(f"P{number % 7}", f"{number:03d}") for number in range(count)]
        for number, key in enumerate(keys):
            table.put_if(Put(item={"pk": key.pk, "sk": key.sk, "n": number}))
        found = table.get_many(reversed(keys))
        assert list(found) == keys[::-1]
        assert [item["n"] for item in found.values()] == list(range(count))[::-1]

    def test_what_is_missing_is_left_out_and_a_key_named_twice_is_read_once(self, filled: Table) -> None:
        wanted = [Key("P", "Z"), Key("P", "nothing"), Key("P2", "JOB"), Key("P", "Z"), Key("P9", "Z")]
        assert filled.get_many(wanted) == {
            Key("P", "Z"): {"pk": "P", "sk": "Z", "n": SORT_KEYS.index("Z")},
            Key("P2", "JOB"): {"pk": "P2", "sk": "JOB", "n": -1},
        }
        assert filled.get_many([Key("P9", "Z")]) == {}

    def test_more_than_one_answer_of_the_store_is_read_to_its_end(self, table: Table) -> None:
        keys = [Key("BIG", f"{number:02d}") for number in range(60)]
        for key in keys:
            table.put_if(Put(item={"pk": key.pk, "sk": key.sk, "large": "x" * 300_000}))
        assert list(table.get_many(keys)) == keys

    def test_a_write_is_seen_at_once(self, table: Table) -> None:
        for number in range(5):
            table.update_if(Update(key=Key("P", "counter"), add={"n": 1}))
            assert table.get_many([Key("P", "counter")])[Key("P", "counter")]["n"] == number + 1
