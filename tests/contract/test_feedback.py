"""Feedback on answers, over every storage backend: kept as long as its job, erased with it, harmless when damaged."""

from dataclasses import replace
from datetime import timedelta

from finops_core.clock import ManualClock
from finops_core.jobs.feedback import Feedback
from finops_core.jobs.model import Job, JobStatus
from finops_core.jobs.repository import JobRepository, JobSettings
from finops_core.table.port import Put, Table
from tests.unit.jobs.schedules import FIRST, new_job


def asked(jobs: JobRepository, clock: ManualClock, table: Table, run_id: str) -> Job:
    job, _ = jobs.submit(replace(new_job(clock, run_id=f"{run_id}-{id(table)}"), user_id=f"ana-{id(table)}"), FIRST)
    return replace(job, status=JobStatus.SUCCEEDED)


def test_feedback_is_kept_as_long_as_its_job_and_erased_with_it(table: Table, clock: ManualClock) -> None:
    jobs = JobRepository(table, clock, JobSettings(keep_for=timedelta(days=7)))
    one, two, three = (asked(jobs, clock, table, run_id) for run_id in ("one", "two", "three"))
    made = jobs.feedback.give(one, "down", "Zu langsam – größer")
    assert made == Feedback(verdict="down", reason="Zu langsam – größer", at=clock.now())
    jobs.feedback.give(three, "up")
    table.put_if(Put(item={"pk": f"JOB#{two.job_id}", "sk": "FEEDBACK", "verdict": "perhaps"}))
    assert [(job.job_id, said.verdict) for job, said in jobs.feedback.of_jobs([three, two, one])] == [
        (three.job_id, "up"),
        (one.job_id, "down"),
    ]

    jobs.erase(one.job_id)
    assert [job.job_id for job, _ in jobs.feedback.of_jobs([three, one])] == [three.job_id]
    clock.advance(timedelta(days=7, seconds=1).total_seconds())
    assert jobs.feedback.of_jobs([three, one]) == []
