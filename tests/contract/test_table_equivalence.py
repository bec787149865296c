"""Any sequence of operations has the same outcomes over SQLite and DynamoDB."""

from datetime import UTC, datetime
from typing import TypeAlias

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import ConditionFailed
from finops_core.table.port import (
    TTL_ATTRIBUTE,
    AbsentOrBelow,
    Condition,
    Delete,
    Equals,
    Exists,
    Item,
    Key,
    NotExists,
    OneOf,
    Put,
    Table,
    Update,
    Value,
    Write,
)
from finops_core.table.sqlite import SqliteTable
from tests.contract.storage_backends import new_dynamodb_table

START = datetime(2026, 11, 1, tzinfo=UTC)
START_S = int(START.timestamp())


class Query(tuple[str, str, str | None, int | None, bool]):
    """pk, prefix, after, limit, reverse."""


class Advance(int):
    """Seconds that pass."""


Step: TypeAlias = Write | list[Write] | Query | Advance

keys = st.builds(Key, st.sampled_from(["A", "ä"]), st.sampled_from(["1", "10", "2", "é"]))
numbers = st.integers(-3, 3) | st.sampled_from([10**30, -(10**30)])
texts = st.sampled_from(["", "x", "QUEUED", "ü🚀"])
values: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda part: st.lists(part, max_size=2) | st.dictionaries(st.sampled_from(["k", "ö"]), part, max_size=2),
    max_leaves=4,
)
attributes: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "value": values,
        "n": st.integers(-3, 3),
        "status": texts,
        "due_shard": st.just("0"),
        "due_at": st.sampled_from(["2026", "2027"]),
        TTL_ATTRIBUTE: st.integers(START_S, START_S + 6),
    },
)
conditions: st.SearchStrategy[tuple[Condition, ...]] = st.lists(
    st.one_of(
        st.builds(Exists),
        st.builds(NotExists),
        st.builds(Equals, st.just("n"), st.integers(-3, 3)),
        st.builds(Equals, st.just("status"), texts),
        st.builds(OneOf, st.just("status"), st.lists(texts, max_size=2).map(tuple)),
        st.builds(AbsentOrBelow, st.just("n"), st.integers(-3, 3)),
    ),
    max_size=2,
).map(tuple)


@st.composite
def puts(draw: st.DrawFn) -> Put:
    key = draw(keys)
    return Put(item={"pk": key.pk, "sk": key.sk, **draw(attributes)}, conditions=draw(conditions))


@st.composite
def updates(draw: st.DrawFn) -> Update:
    """With each attribute in one place at most, and at least one."""
    set_values = draw(attributes)
    absent = {name: value for name, value in draw(attributes).items() if name not in set_values}
    taken = {*set_values, *absent}
    removable = [name for name in ("value", "status", "due_at", TTL_ATTRIBUTE) if name not in taken]
    removed = tuple(draw(st.lists(st.sampled_from(removable), unique=True))) if removable else ()
    add = {"n": draw(st.integers(-3, 3))} if "n" not in taken else {}
    return Update(
        key=draw(keys),
        set={**set_values, "touched": True},
        set_if_absent=absent,
        add=add,
        remove=removed,
        conditions=draw(conditions),
    )


writes: st.SearchStrategy[Write] = puts() | updates() | st.builds(Delete, key=keys, conditions=conditions)
queries = st.tuples(
    st.sampled_from(["A", "ä"]),
    st.sampled_from(["", "1"]),
    st.none() | st.sampled_from(["1", "15", "2"]),
    st.none() | st.integers(1, 3),
    st.booleans(),
).map(Query)
steps: st.SearchStrategy[Step] = st.one_of(
    writes, st.lists(writes, min_size=1, max_size=4), queries, st.integers(1, 3).map(Advance)
)


def observe(table: Table, step: Step) -> object:
    """What a caller sees of one step."""
    try:
        if isinstance(step, Put):
            return table.put_if(step)
        if isinstance(step, Update):
            return table.update_if(step)
        if isinstance(step, Delete):
            return table.delete_if(step)
        if isinstance(step, Query):
            pk, prefix, after, limit, reverse = step
            return table.query(pk, prefix=prefix, after=after, limit=limit, reverse=reverse)
        if isinstance(step, list):
            return table.transact(step)
    except ConditionFailed as error:
        return f"condition failed at {error.index}"
    except ValueError:
        return "refused"
    return None


EVERY_KEY = [Key(pk, sk) for pk in ("ä", "A") for sk in ("2", "é", "1", "10")]


def contents(table: Table) -> object:
    return [table.query(pk) for pk in ("A", "ä")], list(table.get_many(EVERY_KEY).items())


def indexed(table: Table) -> list[Item]:
    """What the due index names and is still there: the order of equal ranges is open, and it may name the expired."""
    found = table.query_index("due", "0", up_to="2027")
    there = [item for item in found if table.get(Key(str(item["pk"]), str(item["sk"]))) is not None]
    return sorted(there, key=lambda item: (str(item["due_at"]), str(item["pk"]), str(item["sk"])))


@settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=4, max_size=14))
def test_both_backends_show_the_same(aws: PlatformClients, sequence: list[Step]) -> None:
    clock = ManualClock(START)
    sqlite_table = SqliteTable(":memory:", clock=clock).open()
    dynamodb_table = new_dynamodb_table(aws, clock)
    try:
        for step in sequence:
            if isinstance(step, Advance):
                clock.advance(step)
                continue
            assert observe(sqlite_table, step) == observe(dynamodb_table, step), step
            assert contents(sqlite_table) == contents(dynamodb_table), step
        assert indexed(sqlite_table) == indexed(dynamodb_table)
    finally:
        sqlite_table.close()
