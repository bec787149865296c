"""An Engine that has Athena answer: it starts a query, looks after it until it ends, and reads its result.

A query ends wherever its question does: stopped, over its cap, or out of time.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from billing.engines.athena.errors import ended, refusals
from billing.engines.athena.results import typed
from billing.engines.athena.spending import Spending, charged_bytes
from billing.engines.athena.tables import GlueTables
from billing.engines.port import EngineUse
from billing.engines.settings import EngineSettings
from billing.engines.translation import TRINO, literal, translated
from finops_core.clock import Clock
from finops_core.errors import BillError
from finops_core.stopping import Stop, current_stop

logger = logging.getLogger(__name__)

Wait = Callable[[float], None]
"""Lets seconds pass, fewer when this thread's work is stopped meanwhile."""

FIRST_PAUSE_S, LONGEST_PAUSE_S, GROWTH = 0.1, 2.0, 1.5
LONGEST_QUERY_S = 240
"""Below what a question may be silent for."""
LONGEST_UNLOAD_S = 600
"""Of one month's roll-up."""
MAX_LOOKS = 2_000
PAGE_ROWS = 1_000
MAX_ROWS = 200_000
MAX_QUERY_BYTES = 262_144
"""Athena's own bound of a query's text."""


def wait_or_stop(seconds: float) -> None:
    """The default Wait."""
    (current_stop() or threading.Event()).wait(seconds)


@dataclass(slots=True)
class _Query:
    """One that was started, for whom, and what it has read."""

    id: str
    asker: Stop | None
    charged: int = 0
    over: bool = field(default=False)


class AthenaEngine:
    """An Engine over the tables of a prepared delivery in a bucket."""

    def __init__(
        self, athena: Any, tables: GlueTables, settings: EngineSettings, clock: Clock, wait: Wait = wait_or_stop
    ) -> None:
        self._athena = athena
        self._tables = tables
        self._settings = settings
        self._clock = clock
        self._wait = wait
        self._spending = Spending(settings.max_scanned_gb, clock)
        self._closed = threading.Event()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._rows(self._executed(sql, self._text(sql, parameters), LONGEST_QUERY_S, reusable=True))

    def unload(self, sql: str, parameters: Sequence[Any], name: str) -> None:
        """Writes a statement's rows as Parquet files below `name`, beside what was prepared. Raises BillError.

        Nothing may lie there before. What it reads counts towards the cap, and costs, as a question's does.
        """
        into = literal(f"{self._tables.address}/{name}/", TRINO)
        text = f"UNLOAD ({self._text(sql, parameters)}) TO {into} WITH (format = 'PARQUET', compression = 'ZSTD')"
        self._executed(sql, text, LONGEST_UNLOAD_S, reusable=False)

    def _text(self, sql: str, parameters: Sequence[Any]) -> str:
        return translated(sql, TRINO, self._tables.names, self._tables.columns).bound(parameters)

    def _executed(self, sql: str, text: str, longest_s: int, *, reusable: bool) -> _Query:
        """A query that has ended well. Raises Stopping and BillError."""
        if len(text.encode()) > MAX_QUERY_BYTES:
            raise BillError("The question names more than Athena takes in one query. Ask about fewer things at once.")
        asker = current_stop()
        self._go_on(asker)
        self._spending.check(asker)
        self._tables.register(sql)
        self._go_on(asker)
        query = self._started(text, asker, reusable=reusable)
        try:
            self._ended(query, longest_s)
        finally:
            if not query.over:
                self._end(query)
            self._spending.settle(asker, query.id, query.charged)
        return query

    def claim_use(self) -> EngineUse:
        return self._spending.claim()

    def close(self) -> None:
        self._closed.set()

    def _go_on(self, asker: Stop | None) -> None:
        if self._closed.is_set():
            raise BillError("The bill has been closed.")
        if asker is not None:
            asker.check()

    def _started(self, text: str, asker: Stop | None, *, reusable: bool) -> _Query:
        given: dict[str, Any] = {
            "QueryString": text,
            "QueryExecutionContext": {"Database": self._settings.database, "Catalog": self._settings.catalog},
            "WorkGroup": self._settings.workgroup,
        }
        if self._settings.output:
            given["ResultConfiguration"] = {"OutputLocation": self._settings.output}
        if reusable and self._settings.reuse_minutes:
            # A table never changes, so that an earlier result of the same text is the same.
            age = {"Enabled": True, "MaxAgeInMinutes": self._settings.reuse_minutes}
            given["ResultReuseConfiguration"] = {"ResultReuseByAgeConfiguration": age}
        with refusals("athena"):
            return _Query(id=str(self._athena.start_query_execution(**given)["QueryExecutionId"]), asker=asker)

    def _ended(self, query: _Query, longest_s: int) -> None:
        """Waits until a query has its result. Raises Stopping and BillError."""
        begun = self._clock.now()
        for pause in _pauses():
            execution = self._looked(query)
            state = execution["Status"]["State"]
            if state == "SUCCEEDED":
                return
            if state in ("FAILED", "CANCELLED"):
                raise ended(execution, self._settings.workgroup)
            self._spending.note(query.asker, query.id, query.charged)
            if (self._clock.now() - begun).total_seconds() >= longest_s:
                break
            self._wait(pause)
            self._go_on(query.asker)
        raise BillError(f"Athena took longer than {longest_s} seconds and was stopped. Ask for a shorter period.")

    def _looked(self, query: _Query) -> dict[str, Any]:
        with refusals("athena"):
            execution: dict[str, Any] = self._athena.get_query_execution(QueryExecutionId=query.id)["QueryExecution"]
        state, read = execution["Status"]["State"], execution.get("Statistics", {})
        query.over = state in ("SUCCEEDED", "FAILED", "CANCELLED")
        scanned = int(read.get("DataScannedInBytes", 0))
        reused = read.get("ResultReuseInformation", {}).get("ReusedPreviousResult", False)
        free = reused or state == "FAILED" or (state != "SUCCEEDED" and not scanned)
        query.charged = 0 if free else charged_bytes(scanned)
        return execution

    def _end(self, query: _Query) -> None:
        """Ends a query that nobody waits for, and looks once at what it has read."""
        try:
            with refusals("athena"):
                self._athena.stop_query_execution(QueryExecutionId=query.id)
            self._looked(query)
        except BillError as error:
            logger.warning("query=%s, reason=%s | a query of Athena may go on", query.id, error)

    def _rows(self, query: _Query) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        token: str | None = None
        for page in range(MAX_ROWS // PAGE_ROWS + 1):
            self._go_on(query.asker)
            more = {"NextToken": token} if token else {}
            with refusals("athena"):
                answer = self._athena.get_query_results(QueryExecutionId=query.id, MaxResults=PAGE_ROWS, **more)
            columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            rows = answer["ResultSet"]["Rows"]
            # The first row of all names the columns.
            read = rows[1:] if page == 0 else rows
            found += [typed(row, [each["Type"] for each in columns]) for row in read]
            token = answer.get("NextToken")
            if not token:
                return found
        raise BillError(f"The answer has more than {MAX_ROWS:,} rows. Ask for a shorter period or for less detail.")


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_S
    for _ in range(MAX_LOOKS):
        yield pause
        pause = min(LONGEST_PAUSE_S, pause * GROWTH)
