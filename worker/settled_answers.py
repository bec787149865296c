"""Questions answered by the settings that hold when they begin, while a worker runs on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from finops_core.jobs.events import Event
from worker.own_settings import OwnSettings, SettingsInForce
from worker.process import Answerer
from worker.run import JobRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Answers, and what lets go of all that was opened for them."""

    answer: Answerer
    close: Callable[[], None]


@dataclass(slots=True)
class _Used:
    """Answers by one version of the settings. They are closed once nobody is at work on them and others follow."""

    version: int
    opened: Opened
    at_work: int = 0
    is_former: bool = False


class SettledAnswers:
    """An Answerer that opens answers anew once the settings changed. Safe to use from several threads."""

    def __init__(self, settings: SettingsInForce, opened: Callable[[OwnSettings], Opened]) -> None:
        """`opened` may raise FinOpsError: that question fails, and the next one tries again."""
        self._settings = settings
        self._opened = opened
        self._lock = Lock()
        self._current: _Used | None = None

    def open(self) -> None:
        """Opens what the first question needs. Raises FinOpsError."""
        self._end(self._begin())

    def __call__(self, run: JobRun) -> Iterator[Event]:
        used = self._begin()
        try:
            yield from used.opened.answer(run)
        finally:
            self._end(used)

    def _begin(self) -> _Used:
        with self._lock:
            version, own = self._settings.now()
            used = self._current
            if used is None or used.version != version:
                former, used = used, _Used(version, self._opened(own))
                self._current = used
                if former is not None:
                    former.is_former = True
                    _close_unused(former)
            used.at_work += 1
            return used

    def _end(self, used: _Used) -> None:
        with self._lock:
            used.at_work -= 1
            _close_unused(used)


def _close_unused(used: _Used) -> None:
    if used.is_former and not used.at_work:
        used.opened.close()
