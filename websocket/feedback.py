"""What a user says of answers over the wire. Reasons are the user's own words: no log has them."""

import logging
from collections.abc import Callable

from finops_core.clock import to_epoch_ms
from finops_core.jobs.feedback import MOST_LISTED, Feedback
from finops_core.jobs.model import Job
from websocket import protocol
from websocket.deps import FrontDoor
from websocket.feedback_frames import FeedbackEntry
from websocket.identity import Caller

logger = logging.getLogger(__name__)

Frame = protocol.FeedbackGive | protocol.FeedbackList

PATTERN = "verdict=* | feedback given"
"""How a query reads the verdict out of the line that is logged of each."""


def answer(frame: Frame, who: Caller, deps: FrontDoor, reply: Callable[[protocol.Frame], None]) -> None:
    """Carries out one of these frames. Raises JobNotFound for a job that is not the user's, BadFrame as `give` does."""
    match frame:
        case protocol.FeedbackGive():
            reply(_given(frame, who, deps))
        case protocol.FeedbackList(req_id=req_id):
            said = deps.jobs.feedback.of_jobs(deps.jobs.recent(who.user_id, limit=MOST_LISTED))
            entries = protocol.that_fit(_entry(job, feedback) for job, feedback in said)
            reply(protocol.Feedbacks(req_id=req_id, feedback=entries))


def _given(frame: protocol.FeedbackGive, who: Caller, deps: FrontDoor) -> protocol.FeedbackGiven:
    job = deps.jobs.kept_of_user(who.user_id, frame.job_id)
    if frame.verdict is None:
        deps.jobs.feedback.take_back(job)
        return protocol.FeedbackGiven(req_id=frame.req_id, job_id=job.job_id, verdict=None, reason="", at=None)
    made = deps.jobs.feedback.give(job, frame.verdict, frame.reason)
    logger.info("verdict=%s | feedback given", made.verdict)
    return protocol.FeedbackGiven(
        req_id=frame.req_id, job_id=job.job_id, verdict=made.verdict, reason=made.reason, at=to_epoch_ms(made.at)
    )


def _entry(job: Job, feedback: Feedback) -> FeedbackEntry:
    return FeedbackEntry(
        job_id=job.job_id,
        thread_id=job.thread_id,
        question=job.question[:200],
        verdict=feedback.verdict,
        reason=feedback.reason,
        at=to_epoch_ms(feedback.at),
    )
