"""What users ask to be remembered, over every storage backend: kept for their user, bounded, forgotten."""

from datetime import timedelta

import pytest

from finops_core.clock import ManualClock
from finops_core.errors import BadFrame
from finops_core.jobs.memory import MOST_REMEMBERED, KnownMemory, Memory, MemoryRepository, remembered
from finops_core.table.port import Put, Table


def memories(table: Table, clock: ManualClock) -> tuple[Memory, ...]:
    return MemoryRepository(table, clock), KnownMemory()


def test_a_name_comes_back_to_its_user_alone_until_it_is_forgotten(table: Table, clock: ManualClock) -> None:
    for memory in memories(table, clock):
        user = f"ana-{id(memory)}"
        first = remembered("Core  Crew", "team platform", clock.now())
        second = remembered("attic", "Amazon S3", clock.now() + timedelta(seconds=1))
        memory.remember(user, second)
        memory.remember(user, first)

        assert memory.of_user(user) == (first, second)
        assert first.name == "Core Crew"
        assert memory.of_user(f"{user}-2") == ()
        memory.forget(user, ["core crew", "never there"])
        assert memory.of_user(user) == (second,)


def test_a_name_said_again_means_what_was_said_last(table: Table, clock: ManualClock) -> None:
    for memory in memories(table, clock):
        user = f"bob-{id(memory)}"
        memory.remember(user, remembered("attic", "Amazon S3", clock.now()))
        memory.remember(user, remembered("ATTIC", "AWS Glue", clock.now()))

        assert [one.meaning for one in memory.of_user(user)] == ["AWS Glue"]


def test_a_memory_is_bounded_and_a_name_in_it_may_still_change(clock: ManualClock) -> None:
    memory = KnownMemory()
    for number in range(MOST_REMEMBERED):
        memory.remember("cy", remembered(f"name {number}", "EC2", clock.now()))

    memory.remember("cy", remembered("name 3", "RDS", clock.now()))
    with pytest.raises(BadFrame, match="remembered already"):
        memory.remember("cy", remembered("one more", "EC2", clock.now()))


def test_a_record_that_cannot_be_read_hides_no_other(table: Table, clock: ManualClock) -> None:
    memory, user = MemoryRepository(table, clock), f"dee-{id(table)}"
    memory.remember(user, remembered("attic", "Amazon S3", clock.now()))
    table.put_if(Put(item={"pk": f"USER#{user}", "sk": "MEMORY#torn", "name": "x"}))

    assert [one.name for one in memory.of_user(user)] == ["attic"]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("", "EC2"),
        ("attic", " "),
        ("x" * 61, "EC2"),
        ("attic", "x" * 121),
        ("two\nlines", "EC2"),
        ("bell\x07", "EC2"),
        ("key", "AKIA" + "Q7XW2ZP9LM4RT8VB"),
        ("sk-" + "proj4f9a8b7c6d5e4f3a2b1c", "EC2"),
    ],
)
def test_what_is_no_name_or_holds_a_secret_is_not_remembered(name: str, meaning: str, clock: ManualClock) -> None:
    with pytest.raises(BadFrame) as refused:
        remembered(name, meaning, clock.now())
    assert "Q7XW2ZP9LM4RT8VB" not in str(refused.value)
    assert "4f9a8b7c6d5e" not in str(refused.value)
