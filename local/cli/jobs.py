"""`finops jobs`: what was asked, what became of it, and stopping it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from finops_client.frames import JobSummary
from local.cli.ask import show
from local.cli.connect import existing_platform
from local.cli.terminal import named, out, told, write_json


def list_jobs(*, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """The latest jobs, the newest first as the platform gives them."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        jobs = client.jobs()
    if as_json:
        write_json(json.dumps([job.model_dump(mode="json", by_alias=True) for job in jobs], ensure_ascii=False))
        return
    grid = Table(header_style="bold")
    for label in ("Job", "Asked", "Status", "%", "Question"):
        grid.add_column(label, overflow="fold", justify="right" if label == "%" else "left")
    for job in jobs:
        grid.add_row(told(job.job_id), _moment(job), told(job.status), str(job.percent), named(job.question))
    out().print(grid)


def show_job(job_id: str, *, url: str | None, data_dir: Path | None, everything: bool, as_json: bool) -> None:
    """Waits for a job's end if need be and shows its answer; `everything` reads what was too large for it.

    Raises JobNotFound, JobFailed, JobCancelled.
    """
    with existing_platform(url=url, data_dir=data_dir) as client:
        with client.resume(job_id) as events:
            answer = events.answer()
        if everything:
            answer = client.whole(job_id, answer)
    show(answer, as_json=as_json)


def cancel_job(job_id: str, *, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Stops a job and waits until it has ended."""
    with existing_platform(url=url, data_dir=data_dir) as client:
        client.cancel(job_id)
    if as_json:
        write_json(json.dumps({"jobId": job_id, "ended": True}))
    else:
        out().print(told(f"{job_id} has ended"))


def _moment(job: JobSummary) -> str:
    return datetime.fromtimestamp(job.created_at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
