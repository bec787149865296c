"""Items by the thousand are kept while they are read, whole and in order; an answer names where they are."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from finops_core.answers import Entity
from finops_core.answers.paging import PART_BYTES
from finops_core.errors import ToolError
from finops_core.stopping import Stop, Stopping, stopped_by
from finops_core.tools import artifacts
from finops_core.tools.artifacts import SHOWN, Artifacts, MemoryArtifacts

Row = tuple[str | None, ...]


def rows(count: int) -> Iterator[Row]:
    return ((f"vol-{number}", None if number % 7 else "資源", "1.25") for number in range(count))


@pytest.mark.parametrize("count", [0, 1, SHOWN - 1, SHOWN])
def test_what_a_block_can_show_whole_is_kept_nowhere(count: int):
    store = MemoryArtifacts()
    kept = Artifacts(store).keep(rows(count))
    assert (kept.first, kept.total, kept.artifact_id) == (tuple(rows(count)), count, None)


@pytest.mark.parametrize("count", [SHOWN + 1, SHOWN + 2, 1000, 1101, 1102, 50_000])
def test_all_of_what_is_more_stands_in_the_artifact_in_order(count: int):
    store = MemoryArtifacts()
    kept = Artifacts(store, "1-disks").keep(rows(count))
    assert (kept.first, kept.total) == (tuple(rows(SHOWN)), count)
    assert kept.artifact_id == "1-disks-1"
    assert store.items("1-disks-1") == [list(row) for row in rows(count)]


@pytest.mark.parametrize("shown", [0, 1, 7, 2500])
def test_a_tool_chooses_how_many_are_shown(shown: int):
    store = MemoryArtifacts()
    kept = Artifacts(store).keep(rows(5000), shown=shown)
    assert (len(kept.first), kept.total) == (shown, 5000)
    assert len(store.items(kept.artifact_id or "")) == 5000


def test_records_are_kept_as_they_stand_in_a_block():
    store = MemoryArtifacts()
    entities = [Entity(kind="ec2:volume", id=f"vol-{number}", account="1") for number in range(300)]
    kept = Artifacts(store).keep(entities)
    assert store.items(kept.artifact_id or "") == [entity.model_dump(mode="json", by_alias=True) for entity in entities]


def test_an_item_that_no_page_holds_is_shortened_and_counted():
    store = MemoryArtifacts()
    kept = Artifacts(store).keep([*rows(200), ("x" * 3 * PART_BYTES,)])
    assert kept.shortened == 1
    assert len(store.items(kept.artifact_id or "")) == 201


def test_each_artifact_of_a_step_has_an_id_and_a_repeated_step_has_the_same_ones():
    def ids() -> list[str | None]:
        step = Artifacts(MemoryArtifacts(), "2-disks-volumes-ab")
        return [step.keep(rows(200)).artifact_id, step.keep(rows(5)).artifact_id, step.keep(rows(300)).artifact_id]

    assert ids() == ids() == ["2-disks-volumes-ab-1", None, "2-disks-volumes-ab-2"]


def test_without_a_store_the_first_are_shown_and_all_are_counted():
    kept = Artifacts().keep(rows(50_000))
    assert (len(kept.first), kept.total, kept.artifact_id) == (SHOWN, 50_000, None)


def test_more_than_anybody_reads_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(artifacts, "MOST_ITEMS", 2000)
    with pytest.raises(ToolError, match="more than 2,000 of them"):
        Artifacts(MemoryArtifacts()).keep(rows(2001))


def test_a_stop_ends_it_between_two_batches_and_nothing_is_made_known():
    stop, store, begun, ended = Stop(), MemoryArtifacts(), Event(), list[type]()

    def endless() -> Iterator[Row]:
        while True:
            yield ("row",)
            begun.set()

    def keep() -> None:
        try:
            with stopped_by(stop):
                Artifacts(store).keep(endless())
        except Stopping as error:
            ended.append(type(error))

    keeping = Thread(target=keep, daemon=True)
    keeping.start()
    assert begun.wait(10)
    stop.set()
    keeping.join(10)
    assert ended == [Stopping]
    with pytest.raises(KeyError):
        store.items("rows-1")


def test_a_store_that_is_away_ends_the_call():
    class Away(MemoryArtifacts):
        def put(self, artifact_id: str, number: int, part: bytes) -> None:
            raise ToolError("away")

    with pytest.raises(ToolError, match="away"):
        Artifacts(Away()).keep(rows(5000))
