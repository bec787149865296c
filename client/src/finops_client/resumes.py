"""Which jobs' rests are asked for together, and which job a refusal is about. Without I/O."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator

from finops_client.frames import MAX_RESUMED_JOBS, resume_frame, to_text
from finops_client.stream import JobStream

REMEMBERED = 64
"""Requests whose refusal can still be told apart."""


class Resumes:
    """The `resume` requests of one connection."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._jobs: OrderedDict[str, list[str]] = OrderedDict()
        self._alone: set[str] = set()

    def connected(self) -> None:
        """Nothing asked on an earlier connection will be answered."""
        self._jobs.clear()

    def due(self, streams: Iterable[JobStream], now: float) -> Iterator[str]:
        """The texts to send now: as few frames as the protocol allows."""
        after: dict[str, int] = {}
        for stream in streams:
            due_at = stream.due_at()
            if due_at is not None and due_at <= now:
                after[stream.job_id] = min(stream.last, after.get(stream.job_id, stream.last))
                stream.asked(now)
        together = [job_id for job_id in after if job_id not in self._alone]
        batches = [together[start : start + MAX_RESUMED_JOBS] for start in range(0, len(together), MAX_RESUMED_JOBS)]
        for jobs in [*batches, *([job_id] for job_id in after if job_id in self._alone)]:
            req_id = self._new_id()
            self._jobs[req_id] = jobs
            if len(self._jobs) > REMEMBERED:
                self._jobs.popitem(last=False)
            yield to_text(resume_frame({job_id: after[job_id] for job_id in jobs}, req_id=req_id))

    def refused(self, req_id: str | None) -> list[str]:
        """The jobs a refused request was about, empty when it is not ours.

        More than one: any of them may be meant, so from now on each is asked for alone.
        """
        jobs = self._jobs.get(req_id, []) if req_id is not None else []
        if len(jobs) > 1:
            self._alone.update(jobs)
        return jobs
