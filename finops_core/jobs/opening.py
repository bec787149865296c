"""The first events of a log, which follow from the job's record and take no item of their own.

DynamoDB bills each item of the transaction that submits a job. What the first one says is in the record already.
"""

from finops_core.jobs.events import Event, Progress, RunStarted
from finops_core.jobs.log import Segment
from finops_core.jobs.model import Job

QUEUED_PERCENT = 5

FORM = 1
"""What a record with this opening implies. Its events never change, since logs do not: other ones are another form."""


def opening(question: str) -> tuple[Event, ...]:
    """What the log of a question begins with while it waits."""
    return (
        RunStarted(question=question),
        Progress(percent=QUEUED_PERCENT, stage="queued", message="Your question is in the queue"),
    )


def opening_segment(job: Job) -> Segment:
    """That beginning as the segment it would be."""
    return Segment(
        job_id=job.job_id,
        user_id=job.user_id,
        thread_id=job.thread_id,
        run_id=job.run_id,
        attempt=0,
        first_seq=1,
        percent=0,
        written_at=job.created_at,
        events=opening(job.question),
    )
