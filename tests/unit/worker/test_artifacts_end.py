"""Large results go with their job: when its conversation is deleted, when it expires, and after a crash in between."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from finops_core.answers import Answer, Column, TableBlock
from finops_core.errors import StorageUnavailable
from finops_core.jobs.erasing import LEFT_READABLE, erase_orphans
from finops_core.jobs.events import Answered, Event
from tests.unit.worker.shop import Shop
from worker.run import JobRun
from worker.sweep import sweep

LATER = LEFT_READABLE + timedelta(seconds=1)


def large(run: JobRun) -> Iterator[Event]:
    rows = tuple((f"{number}" + "x" * 200,) for number in range(500))
    table = TableBlock(title="t", columns=(Column(key="a", label="A"),), rows=rows, total_rows=500)
    yield Answered(answer=Answer(headline="h", markdown="", blocks=(table,)))


def answered(shop: Shop, run_id: str) -> str:
    job_id = shop.submit(run_id)
    shop.process(job_id, large)
    assert shop.blobs.get(f"{job_id}/table-0/0") is not None
    return job_id


def later(shop: Shop) -> None:
    shop.clock.advance(LATER.total_seconds())


def test_a_deleted_conversation_leaves_no_large_result(shop: Shop):
    job_ids = [answered(shop, f"run-{number}") for number in range(3)]
    shop.jobs.threads.delete("ada", "t")
    later(shop)
    sweep(shop.jobs, shop.queue, shop.blobs)
    assert shop.blobs.beginnings() == []
    assert [shop.jobs.find(job_id) for job_id in job_ids] == [None] * 3


def test_results_that_cannot_be_removed_now_keep_their_job_until_they_can(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    job_id = answered(shop, "run-1")
    shop.jobs.threads.delete("ada", "t")
    later(shop)

    def away(beginning: str) -> None:
        raise StorageUnavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr(shop.blobs, "delete_below", away)
        sweep(shop.jobs, shop.queue, shop.blobs)
    assert shop.jobs.find(job_id) is not None
    later(shop)
    sweep(shop.jobs, shop.queue, shop.blobs)
    assert shop.blobs.beginnings() == []
    assert shop.jobs.find(job_id) is None


def test_expired_jobs_take_their_results_along_and_others_keep_theirs(shop: Shop):
    old = answered(shop, "run-1")
    shop.clock.advance(6 * 24 * 3600)
    young = answered(shop, "run-2")
    shop.clock.advance(2 * 24 * 3600)
    shop.table.purge_expired(100)
    assert erase_orphans(shop.blobs.beginnings(), shop.jobs, shop.blobs) == 1
    assert shop.blobs.beginnings() == [young]
    assert shop.blobs.get(f"{old}/table-0/0") is None


def test_what_a_crash_left_of_a_job_that_is_gone_is_removed(shop: Shop):
    kept = answered(shop, "run-1")
    shop.blobs.put("jobthatisgone/table-0/0", b"[]")
    erase_orphans(shop.blobs.beginnings(), shop.jobs, shop.blobs)
    assert shop.blobs.beginnings() == [kept]
