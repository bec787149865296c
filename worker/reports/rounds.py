"""Reports that a stack makes by itself: each once for each time that it is due, and once when it was saved.

What was made is kept, told to the channels of `[alerts]` through the outbox of alerts, and only then marked as made: a
call that dies in between makes the same files again and tells nobody twice. What cannot be made is tried again in the
next call, and is a problem of that report alone.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from finops_core.clock import Clock, to_epoch_ms
from finops_core.errors import FinOpsError, NothingDelivered
from finops_core.table.port import Key, Put, Table
from worker.alerts.alert import Alert, AlertKind, digest, shortened
from worker.alerts.outbox import Outbox
from worker.alerts.settings import AlertSettings
from worker.reports.saved import SavedReport, read_report
from worker.reports.shelf import Shelf

if TYPE_CHECKING:
    from supervisor.run import SupervisorDeps
    from worker.reports.answered import AnsweredReport

logger = logging.getLogger(__name__)

PARTITION: Final = "REPORTS"
USER: Final = "reports"
"""Whose questions they are: nobody's own, so that what people dismissed or named for themselves changes none."""
LONGEST: Final = timedelta(minutes=5)
"""After so long a call begins no further report; those go on in the next call."""
MOST_TOLD: Final = 20
"""Questions whose findings a message has."""


class ReportsFailed(FinOpsError):
    """Some reports could not be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRound:
    """Which reports were made, and what is wrong with others."""

    made: tuple[str, ...]
    problems: tuple[str, ...]

    def require_success(self) -> None:
        """Raises ReportsFailed unless every report that is due was made."""
        if self.problems:
            raise ReportsFailed(" ".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A report to be made now. `slot` is the day for which it is, `text_mark` tells one file from another."""

    name: str
    saved: SavedReport
    slot: str
    text_mark: str

    @property
    def state(self) -> str:
        return f"{self.slot}#{self.text_mark}"


class ReportRounds:
    """`answering` opens what questions are answered from, and closes it; it may raise FinOpsError."""

    def __init__(
        self,
        shelf: Shelf,
        table: Table,
        clock: Clock,
        zone: ZoneInfo,
        alerts: AlertSettings,
        answering: "Callable[[], AbstractContextManager[SupervisorDeps]]",
    ) -> None:
        self._shelf = shelf
        self._table = table
        self._clock = clock
        self._zone = zone
        self._alerts = alerts
        self._answering = answering

    def run(self) -> ReportRound:
        """Makes what is due. Raises StorageUnavailable; nothing is lost by that."""
        problems: list[str] = []
        due: list[_Due] = []
        for name in self._shelf.names():
            try:
                due += self._due(name)
            except FinOpsError as error:
                problems.append(str(error))
        made: list[str] = []
        if due:
            try:
                with self._answering() as deps:
                    self._make(due, deps, made, problems)
            except NothingDelivered:
                logger.info("there is no bill yet, so there is nothing to report")
            except FinOpsError as error:
                problems.append(str(error))
        for problem in problems:
            logger.warning("reason=%s | a report cannot be made", problem)
        return ReportRound(made=tuple(made), problems=tuple(problems))

    def _due(self, name: str) -> list[_Due]:
        """The report if it is due. Without a schedule it is made once for each file that is saved under its name."""
        content = self._shelf.saved(name)
        saved = read_report(content, name)
        now = self._clock.now().astimezone(self._zone)
        slot = saved.schedule.latest(now).isoformat() if saved.schedule is not None else "once"
        due = _Due(name=name, saved=saved, slot=slot, text_mark=digest(content.decode("utf-8", "replace")))
        known = self._table.get(_key(name))
        return [due] if known is None or known.get("state") != due.state else []

    def _make(self, due: Sequence[_Due], deps: "SupervisorDeps", made: list[str], problems: list[str]) -> None:
        from worker.reports.answered import answer_report  # a call that has nothing to make goes without agents
        from worker.reports.markdown import as_markdown
        from worker.reports.page import as_page

        until, forms = self._clock.now() + LONGEST, {".html": as_page, ".md": as_markdown}
        for one in due:
            if self._clock.now() >= until:
                logger.info("report=%s | goes on in the next call", one.name)
                break
            try:
                report = answer_report(one.saved, deps, USER)
            except FinOpsError as error:
                problems.append(f"{one.name}: {error}")
                continue
            places = [self._shelf.keep(one.name, one.slot, form, write(report)) for form, write in forms.items()]
            self._tell(one, report, places)
            self._table.put_if(Put(item=self._item(one)))
            made.append(one.name)
            logger.info("report=%s, slot=%s, questions=%d | made", one.name, one.slot, len(report.questions))

    def _tell(self, one: _Due, report: "AnsweredReport", places: Sequence[str]) -> None:
        alert = alert_of(one.name, one.state, report, places)
        for channel in self._alerts.channels:
            if alert.kind in channel.kinds:
                Outbox(self._table, self._clock, channel.name).record(alert)

    def _item(self, one: _Due) -> dict[str, str | int]:
        key = _key(one.name)
        return {"pk": key.pk, "sk": key.sk, "state": one.state, "at_ms": to_epoch_ms(self._clock.now())}


def alert_of(name: str, state: str, report: "AnsweredReport", places: Sequence[str]) -> Alert:
    """What channels are told of a report: questions with what was found in a line each, and where the whole lies."""
    whole = "" if not report.unanswered else f", {len(report.unanswered)} of {len(report.questions)} questions open"
    answered = [one for one in report.questions if one.answers and one.answers[0].answered]
    found = [(one.asked.heading, one.answers[0].headline) for one in answered[:MOST_TOLD]]
    if len(answered) > MOST_TOLD:
        found.append(("And", f"{len(answered) - MOST_TOLD} more questions, which are in the whole"))
    found += [("Whole", place) for place in places]
    return Alert(
        kind=AlertKind.REPORT,
        subject=name,
        period=state,
        threshold="",
        headline=shortened(f"Report: {report.saved.title}{whole}"),
        details=tuple((shortened(label), shortened(said)) for label, said in found),
        todo="Look at the whole, which who may read the bucket can.",
        page="dashboard",
    )


def _key(name: str) -> Key:
    return Key(PARTITION, f"MADE#{name}")
