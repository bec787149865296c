"""A delivery that arrived is prepared once it lies still, and what became of that is written beside the manifest."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billing.engines.duckdb import Limits
from billing.export_files import ExportFiles, ListedFiles
from billing.intake.locate import BillLocation
from billing.roll_up.attempt import ENDED_FROM_OUTSIDE, NAME, Attempt, Decision, decide, next_attempt
from billing.roll_up.distributed import Distributed, Unfinished
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedPlace
from billing.roll_up.preparation import content_of, manifest_at, prepare_delivery
from finops_core.clock import Clock
from finops_core.errors import BillError, NothingDelivered

logger = logging.getLogger(__name__)

Wait = Callable[[float], None]
"""Lets seconds pass."""

MOST_LOOKS = 12
"""One that is written all the time is prepared as it is after so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Where an export is delivered, and where it is prepared. `wait` lets the seconds of `clock` pass.

    An export writes many files: `still_for_s` seconds after the last one it counts as whole. `distributed` rolls up
    what is large; `hourly` rolls hours up too.
    """

    source: str
    location: BillLocation
    place: PreparedPlace
    limits: Limits
    clock: Clock
    wait: Wait
    still_for_s: float
    cache_dir: Path | None = None
    distributed: Distributed | None = None
    hourly: bool = False

    def prepare(self, *, again: bool = False, until: datetime | None = None) -> Manifest | None:
        """Prepares what lies there, unless that is done or was given up; None where nothing was to be done.

        `again` says that this was asked before and failed; `until` is when this process is ended. Raises BillError when
        it fails now, or was given up, and Unfinished when it has to be asked again to go on.
        """
        with closing(ExportFiles(self.source, self.location, self.limits, self.cache_dir)) as files:
            try:
                delivered = self._lying_still(files)
            except NothingDelivered:
                logger.info("source=%s | nothing is delivered yet", self.source)
                return None
            content, there = content_of(files, delivered, hourly=self.hourly), manifest_at(self.place)
            last = Attempt.of(self.place.document(NAME))
            if there is not None and there.content == content:
                self._settle(last, content)
                return there
            if not self._is_wanted(content, last, again=again):
                return None
            attempt = next_attempt(last, content, self.clock.now())
            return self._tried(files, delivered, attempt, until)

    def _is_wanted(self, content: str, last: Attempt | None, *, again: bool) -> bool:
        """Raises BillError for what was given up."""
        now = self.clock.now()
        decision = decide(last, content, now, again=again)
        if last is not None and decision is Decision.GIVE_UP:
            given_up = last if last.failed_at is not None else last.failed(ENDED_FROM_OUTSIDE, now)
            self._note(given_up)
            raise BillError(f"{self.source}: {given_up.reason}")
        return decision is not Decision.LEAVE

    def _tried(self, files: ExportFiles, delivered: ListedFiles, attempt: Attempt, until: datetime | None) -> Manifest:
        self._note(attempt)
        try:
            manifest = prepare_delivery(
                files,
                delivered,
                self.place,
                limits=self.limits,
                clock=self.clock,
                distributed=self.distributed,
                until=until,
                hourly=self.hourly,
            )
        except Unfinished:
            self._note(attempt.model_copy(update={"paused": True}))
            raise
        except BillError as error:
            self._note(attempt.failed(str(error), self.clock.now()))
            raise
        logger.info("source=%s, rows=%s | delivery prepared", self.source, manifest.info.rows)
        return manifest

    def _lying_still(self, files: ExportFiles) -> ListedFiles:
        """What is there once nothing was written for a while. Raises BillError."""
        found = files.look()
        for _ in range(MOST_LOOKS):
            listing = found.listing
            last = max(file.modified for file in (*listing.files, *listing.documents))
            left_s = self.still_for_s - (self.clock.now() - last).total_seconds()
            if left_s <= 0:
                break
            self.wait(min(left_s, self.still_for_s))
            found = files.look()
        return found

    def _settle(self, last: Attempt | None, content: str) -> None:
        """A delivery that failed is no longer the newest when what is prepared lies there again."""
        if last is not None and last.content != content:
            self._note(Attempt(content=content, began_at=self.clock.now()))

    def _note(self, attempt: Attempt) -> None:
        self.place.put_document(NAME, attempt.model_dump_json().encode())
