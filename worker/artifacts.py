"""A job's large results, as its tools keep them while they read."""

from finops_core.blobs.port import Blobs
from finops_core.jobs.model import Job
from finops_core.jobs.repository import JobRepository


class JobArtifacts:
    """An ArtifactStore of one job: parts among the blobs, and what is known of them beside the job."""

    def __init__(self, job: Job, jobs: JobRepository, blobs: Blobs) -> None:
        self._job = job
        self._jobs = jobs
        self._blobs = blobs

    def put(self, artifact_id: str, number: int, part: bytes) -> None:
        self._blobs.put(f"{self._job.job_id}/{artifact_id}/{number}", part)

    def complete(self, artifact_id: str, parts: int) -> None:
        self._jobs.add_artifact(self._job, artifact_id, parts)
