"""What a job's events must look like for the job to count. Pure, so that the rules can be tested on their own."""

from typing import Any

STAGES = (5, 30, 60, 90, 100)
"""The percentages every job passes, once each and in this order."""


class Broken(Exception):
    """The server broke a promise of the protocol."""


class JobWatch:
    """Follows the events of one job."""

    __slots__ = ("duplicates", "last_seq", "name", "stages_seen")

    def __init__(self, name: str) -> None:
        self.name = name
        self.last_seq = self.stages_seen = self.duplicates = 0

    def take(self, seq: int, chunk: dict[str, Any]) -> bool:
        """Looks at one event and says whether the job is done.

        An event that came before is counted and dropped, as every client does. Raises Broken.
        """
        if seq <= self.last_seq:
            self.duplicates += 1
            return False
        if seq != self.last_seq + 1:
            raise Broken(f"{self.name}: seq {seq} came after {self.last_seq}")
        self.last_seq = seq
        kind = chunk["type"]
        if kind == "CUSTOM" and chunk["name"] == "job.progress":
            self._progress(chunk["value"]["percent"])
        elif kind == "RUN_ERROR":
            raise Broken(f"{self.name}: {chunk}")
        elif kind == "RUN_FINISHED":
            if self.stages_seen != len(STAGES):
                raise Broken(f"{self.name}: finished after {self.stages_seen} of {len(STAGES)} stages")
            return True
        return False

    def _progress(self, percent: int) -> None:
        low = STAGES[self.stages_seen - 1] if self.stages_seen else 0
        expected = STAGES[self.stages_seen] if self.stages_seen < len(STAGES) else 100
        if percent == expected and self.stages_seen < len(STAGES):
            self.stages_seen += 1
        elif not low < percent < expected:
            raise Broken(f"{self.name}: progress {percent} came between {low} and {expected}")
