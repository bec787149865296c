"""One odd record ends as that job's failure, for its user; sweep, list and claim go on with all others."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from finops_core.errors import RateLimited, ToolError
from finops_core.jobs import items
from finops_core.jobs.events import Event, Progress, RunFailed
from finops_core.jobs.model import JobStatus
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.port import Delete, Key, Put
from finops_core.table.sqlite import SqliteTable
from tests.unit.jobs.schedules import FIRST, fresh_clock, new_job
from tests.unit.worker.shop import Shop
from worker.run import JobRun
from worker.sweep import recover, sweep

ODD: Mapping[str, Mapping[str, Any]] = {
    "an unknown status": {"status": "PAUSED"},
    "a later version": {"version": 99},
    "no version that is a number": {"version": "x"},
    "a percentage in words": {"percent": "half"},
    "no props": {"props": "{"},
    "props that are a list": {"props": "[]"},
    "accounts as one text": {"accounts": "123456789012"},
    "accounts that are numbers": {"accounts": [1, 2]},
    "a time that is none": {"created_at": "yesterday"},
    "a time beyond all": {"updated_at": 10**18},
    "a list for a number": {"next_seq": [1]},
    "a lease without its end": {"lease_owner": "w", "lease_until": None},
}


def written(shop: Shop, job_id: str, changes: Mapping[str, Any], *, without: str = "") -> None:
    item = dict(shop.table.get(items.job_key(job_id)) or {})
    shop.table.put_if(Put(item={name: value for name, value in {**item, **changes}.items() if name != without}))


def ended_for_its_user(shop: Shop, job_id: str) -> None:
    job = shop.job(job_id)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "INTERNAL")
    end = shop.events(job_id)[-1]
    assert isinstance(end, RunFailed)
    assert "damaged" in end.message
    (active,) = shop.table.query("USER#ada", prefix="ACTIVE")
    assert active["jobs"] == 1


@pytest.mark.parametrize("odd", ODD)
def test_the_sweep_ends_it_and_rings_for_the_others(shop: Shop, odd: str):
    bad, good = shop.submit("run-1"), shop.submit("run-2")
    written(shop, bad, ODD[odd])
    shop.clock.advance(60)
    sweep(shop.jobs, shop.queue)
    ended_for_its_user(shop, bad)
    assert shop.job(good).status is JobStatus.QUEUED
    sweep(shop.jobs, shop.queue)
    ended_for_its_user(shop, bad)


ODD_COUNTS: tuple[Any, ...] = ("many", [3], None, True, {"n": 1}, "")


def count_of(shop: Shop) -> object:
    (active,) = shop.table.query("USER#ada", prefix="ACTIVE")
    return active["jobs"]


@pytest.mark.parametrize("odd", ODD_COUNTS, ids=str)
def test_a_count_of_active_jobs_that_is_no_number_keeps_nobody_out(shop: Shop, odd: Any):
    shop.submit("run-1")
    shop.table.put_if(Put(item={"pk": "USER#ada", "sk": "ACTIVE", "jobs": odd}))
    shop.submit("run-2")
    assert count_of(shop) == 2


@pytest.mark.parametrize("odd", ODD_COUNTS, ids=str)
def test_a_job_ends_whatever_its_users_count_is(shop: Shop, odd: Any):
    job_id = shop.submit("run-1")
    shop.submit("run-2")
    shop.table.put_if(Put(item={"pk": "USER#ada", "sk": "ACTIVE", "jobs": odd}))

    def fails(run: JobRun) -> Iterator[Event]:
        raise ToolError("Nothing there.")
        yield

    assert shop.process(job_id, fails).status is JobStatus.FAILED
    assert count_of(shop) == 1


def test_a_damaged_job_ends_beside_a_damaged_count(shop: Shop):
    job_id = shop.submit("run-1")
    written(shop, job_id, {"status": "PAUSED"})
    shop.table.put_if(Put(item={"pk": "USER#ada", "sk": "ACTIVE", "jobs": "many"}))
    assert shop.job(job_id).status is JobStatus.FAILED
    shop.submit("run-2")
    assert count_of(shop) == 1


def test_a_count_that_is_a_number_still_keeps_the_limit(shop: Shop):
    shop.table.put_if(Put(item={"pk": "USER#ada", "sk": "ACTIVE", "jobs": 99}))
    with pytest.raises(RateLimited):
        shop.submit("run-1")


@pytest.mark.parametrize("missing", ["status", "user_id", "question", "attempt", "cancel_requested"])
def test_a_record_without_one_of_its_fields_hinders_nobody(shop: Shop, missing: str):
    bad, good = shop.submit("run-1"), shop.submit("run-2")
    written(shop, bad, {}, without=missing)
    shop.clock.advance(60)
    sweep(shop.jobs, shop.queue)
    assert shop.job(bad).status is JobStatus.FAILED
    assert [job.job_id for job in shop.jobs.recent("ada") if job.active] == [good]


@pytest.mark.parametrize("odd", ODD)
def test_lists_claims_and_starts_go_on(shop: Shop, odd: str):
    bad, good = shop.submit("run-1"), shop.submit("run-2")
    written(shop, bad, ODD[odd])
    assert {job.job_id for job in shop.jobs.recent("ada")} == {bad, good}
    claimed = shop.jobs.claim_each((bad, good), owner="worker")
    assert [job.job_id for job in claimed if job is not None] == [good]
    recover(shop.jobs, shop.queue)
    ended_for_its_user(shop, bad)


def test_a_record_that_ended_well_keeps_its_answer(shop: Shop):
    job_id = shop.submit()
    shop.process(job_id, lambda run: iter(()))
    before = shop.events(job_id)
    written(shop, job_id, {"percent": "all"})
    assert shop.job(job_id).status is JobStatus.SUCCEEDED
    assert shop.events(job_id) == before


@pytest.mark.parametrize("torn", ['{"job_id": "x', "", "[]", "\x00\x01", "null"])
def test_a_torn_row_hinders_no_read_and_no_write_of_others(tmp_path: Path, torn: str):
    clock = fresh_clock()
    table = SqliteTable(tmp_path / "table.db", clock=clock).open()
    jobs = JobRepository(table, clock, JobSettings())
    bad, good = (jobs.submit(new_job(clock, run_id=run), FIRST)[0].job_id for run in ("run-1", "run-2"))
    key = items.job_key(bad)
    with closing(sqlite3.connect(tmp_path / "table.db", isolation_level=None)) as disk:
        disk.execute("UPDATE items SET body = ? WHERE pk = ? AND sk = ?", (torn, key.pk, key.sk))
    clock.advance(60)
    assert [job.job_id for job in jobs.due()] == [good]
    ended = jobs.find(bad)
    assert ended is not None
    assert ended.status is JobStatus.FAILED
    claimed = jobs.claim_each((bad, good), owner="worker")
    assert [job.job_id for job in claimed if job is not None] == [good]
    table.close()


def segments(shop: Shop, job_id: str) -> list[Key]:
    found = shop.table.query(items.job_key(job_id).pk, prefix="SEG")
    return [Key(str(item["pk"]), str(item["sk"])) for item in found]


@pytest.mark.parametrize("events", ["[", "[]x", '[{"type": "teleported"}]', '[{"type": "progress", "percent": 400}]'])
def test_a_torn_piece_of_a_log_keeps_its_numbers_and_says_that_it_is_lost(shop: Shop, events: str):
    job_id = shop.submit()
    shop.process(job_id, lambda run: iter((Progress(percent=100, stage="s", message="m"),)))
    whole = shop.events(job_id)
    for key in segments(shop, job_id):
        item = dict(shop.table.get(key) or {})
        shop.table.put_if(Put(item={**item, "events": events}))
        told = shop.events(job_id)
        assert len(told) == len(whole)
        shop.table.put_if(Put(item=item))
    last = segments(shop, job_id)[-1]
    shop.table.put_if(Put(item={**dict(shop.table.get(last) or {}), "events": events}))
    assert isinstance(shop.events(job_id)[-1], RunFailed)


def test_a_torn_finding_is_found_again(shop: Shop):
    job_id = shop.submit()
    key = items.finding_key(job_id, "cost")
    shop.table.put_if(Put(item={"pk": key.pk, "sk": key.sk, "finding": "{"}))
    assert shop.jobs.findings(job_id) == {}
    shop.table.delete_if(Delete(key=key))
