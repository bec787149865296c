"""A billing export as a BillSource.

Public API of `billing`:

- `open_bill(path, *, terms=None, memory_limit_mb=1024, cache_dir=None, account=None, sample="") -> ExportBill` opens
  a file, a folder, a pattern or `s3://bucket/prefix`: FOCUS 1.0–1.4 exports and AWS Cost and Usage Reports (legacy,
  2.0) as CSV, JSON lines, gzip, zip or Parquet, told by content. Raises BillError.
- `ExportBill` is a BillSource (`info`, `query`, `values`, safe from several threads); `refresh` takes in new
  deliveries; `terms` are the organisation's own terms; `close`, or use it as a context manager.
- `billing.check.check_bill(path) -> BillReport`: what `finops bill check` prints (`to_json`).
- `billing.terms.load_terms(path) -> Terms`: `finops.toml`.
- `billing.allocation.allocate(bill, terms, period) -> Allocation`: costs by team, shared costs split.
- `billing.commitments.commitments(bill, period) -> CommitmentReport`: Savings Plans and reservations.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from billing.bill_state import BillState, Delivered, Deliveries, OpenedTable
from billing.cost_explorer.address import is_cost_explorer
from billing.engines.duckdb import Limits
from billing.engines.port import Engine, EngineUse, Statement
from billing.export_files import ExportFiles
from billing.intake.locate import BillLocation, LocalLocation
from billing.known_values import KnownValues, values_of
from billing.own_rows import own_info, own_rows
from billing.query import BillInfo, BillProblem, BillQuery, BillResult, GroupKey, Metric, Tag
from billing.roll_up.fallback import PreparedOrExport
from billing.roll_up.manifest import NAME
from billing.roll_up.place import is_prepared, place_of
from billing.roll_up.prepared_bill import MakeEngine, PreparedDeliveries
from billing.sql import bare, compile_query
from billing.sums import summed
from billing.terms import Terms
from billing.vocabulary import BillVocabulary
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError
from finops_core.values import Granularity

if TYPE_CHECKING:
    from billing.cost_explorer.location import CostExplorerSettings

logger = logging.getLogger(__name__)

T = TypeVar("T")

STALE = "A newer delivery cannot be read, so that this is the bill from before:"
SCOPES_KEPT = 64
"""Sets of accounts whose view of the bill is kept ready, those asked for last."""


def open_bill(
    path: str | Path,
    *,
    terms: Terms | None = None,
    memory_limit_mb: int = 1024,
    cache_dir: Path | None = None,
    account: AnalysedAccount | None = None,
    cost_explorer: "CostExplorerSettings | None" = None,
    sample: str = "",
    engine: MakeEngine | None = None,
    prepared: str = "",
) -> "ExportBill":
    """Reads a billing export into a locked-down DuckDB database and opens it.

    `memory_limit_mb` bounds DuckDB's memory; what does not fit goes to disk. With `cache_dir` the database is kept
    there, so that the same files open at once the next time. `account` reads an address of AWS; without one, this
    process's own credentials do. `cost_explorer` says where answers of an address `cost-explorer:…` are kept, and
    what they may cost.
    `sample` names an invented bill: it is then the source in every answer, which says that it is a sample.
    `engine` asks a bill that was prepared in place of DuckDB. `prepared` is where deliveries of the export are
    prepared when they arrive: as long as none is there, the export itself is read.
    Raises BillError, naming the file and the place, when the export cannot be read or the engine is not for it, and
    SettingsError for an engine that is not there.
    """
    limits = Limits(memory_limit_mb=memory_limit_mb)
    if is_prepared(str(path)):
        return ExportBill(PreparedDeliveries(place_of(str(path), account), limits, engine), terms or Terms(), sample)
    if engine is not None and not prepared:
        raise BillError(
            f"{path}: engines other than duckdb answer from bills that were prepared, and this is an export. Write it "
            f"once with: finops bill prepare {path} --into PLACE, then give the address of its {NAME}."
        )
    location = bill_location(str(path), account, cost_explorer)
    deliveries: Deliveries = ExportFiles(str(path), location, limits, cache_dir)
    if prepared:
        ready = PreparedDeliveries(place_of(prepared, account), limits, engine)
        deliveries = PreparedOrExport(ready, deliveries)
    return ExportBill(deliveries, terms or Terms(), sample)


def bill_location(
    path: str, account: AnalysedAccount | None, cost_explorer: "CostExplorerSettings | None" = None
) -> BillLocation:
    """Where the files of an export lie, by its path or address."""
    if is_cost_explorer(path):
        from billing.cost_explorer.location import CostExplorerLocation, CostExplorerSettings

        return CostExplorerLocation(path, account or AnalysedAccount(), cost_explorer or CostExplorerSettings())
    if not path.startswith("s3://"):
        return LocalLocation(path)
    from billing.intake.s3 import S3Location

    return S3Location(path, account or AnalysedAccount())


class _Kept:
    """What was worked out of one state of a bill. Who asks meanwhile waits, and nothing is worked out twice."""

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self._state: BillState | None = None
        self._found: dict[str, Any] = {}

    def of(self, state: BillState, name: str, make: Callable[[], T]) -> T:
        with self._turn:
            if self._state is not state:
                self._state, self._found = state, {}
            if name not in self._found:
                self._found[name] = make()
            return cast(T, self._found[name])


class ExportBill:
    """A bill whose charges are a table behind an engine. Made by `open_bill`.

    A `limited` one shows some accounts of another.
    """

    limited = False

    def __init__(self, deliveries: Deliveries, terms: Terms, sample: str = "") -> None:
        self._deliveries = deliveries
        self._sample = sample
        self.terms = terms
        self._values: dict[GroupKey, tuple[str, ...]] = {}
        self._scoped: dict[frozenset[str], ExportBill] = {}
        self._lock = threading.Lock()
        self._kept = _Kept()
        self._refreshing = threading.Lock()
        self._former: Engine | None = None
        try:
            self._opened = self._open(deliveries.look())
        except BaseException:
            deliveries.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the database and removes its files."""
        self._opened.engine.close()
        if self._former is not None:
            self._former.close()
        self._deliveries.close()

    def info(self) -> BillInfo:
        """What is loaded."""
        info = self._state().info
        # An invented bill is made day by day: unlike a delivery it has all of its last day.
        whole = {"source": self._sample, "sample": True, "complete_until": info.period.end}
        return replace(info, **whole) if self._sample else info

    def query(self, query: BillQuery) -> BillResult:
        """Exact sums, in a fixed order: by currency, start, amount, keys.

        For `Metric.QUANTITY` a row's `currency` is the unit in which usage was measured.
        Raises BillError for a question that the bill cannot answer.
        """
        opened = self._state()
        query = bare(query, opened.info)
        currencies = list(opened.info.currencies)
        only_unit = currencies[0] if query.metric is not Metric.QUANTITY and len(currencies) == 1 else None
        sql = compile_query(query, opened.words, only_unit=only_unit, levels=opened.levels)
        return summed(query, opened.fetch(sql.text, sql.parameters))

    def values(self, dimension: GroupKey) -> tuple[str, ...]:
        """The distinct values of a dimension by falling absolute cost, at most 10,000."""
        opened = self._state()
        with self._lock:
            known = self._values.get(dimension)
        if known is not None:
            return known
        kept = _known_values(dimension, opened)
        values = values_of(dimension, opened.words, opened.fetch, opened.levels) if kept is None else tuple(kept)
        with self._lock:
            self._values[dimension] = values
        return values

    def claim_use(self) -> EngineUse:
        """What reading took, and cost, since this was asked last."""
        return self._deliveries.claim_use() + self._opened.engine.claim_use()

    @property
    def looked_at_every(self) -> timedelta:
        """How often a refresh is worth what it takes."""
        return self._deliveries.looked_at_every

    def refresh(self) -> tuple[BillProblem, ...]:
        """Takes in what was delivered since; returns what it changed in months that were closed before.

        Questions asked meanwhile are answered from the former state. Raises BillError, keeping that state, when the
        files can no longer be read.
        """
        with self._refreshing:
            found = self._deliveries.look()
            before = self._opened
            if found.mark == before.mark:
                return ()
            months = self._month_totals()
            try:
                self._opened = self._open(found)
            except BillError as error:
                self._say_stale(error)
                raise
            with self._lock:
                self._values.clear()
            changes = _changed_months(months, self._month_totals())
            self._opened = replace(
                self._opened, info=replace(self._opened.info, problems=(*self._opened.info.problems, *changes))
            )
            if self._former is not None:
                self._former.close()
            # Questions asked before the swap may still be running on it.
            self._former = before.engine
            logger.info("source=%s, changes=%s | bill refreshed", self._deliveries.source, len(changes))
            return changes

    def _say_stale(self, error: BillError) -> None:
        """Answers go on from the former state, and say so."""
        info = self._opened.info
        others = tuple(problem for problem in info.problems if not problem.message.startswith(STALE))
        stale = BillProblem(message=f"{STALE} {error}", unread=True)
        self._opened = replace(self._opened, info=replace(info, problems=(*others, stale)))

    def statement(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement over `charges` written inside this package. Nothing from outside may become its text."""
        return self._state().fetch(sql, parameters)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What `make` made of the bill's present state: kept until a delivery changes it, for one maker a name."""
        return self._kept.of(self._state(), name, make)

    @property
    def words(self) -> BillVocabulary:
        """What dimensions mean in this bill."""
        return self._state().words

    @property
    def rows_gone_over(self) -> int:
        """How many charges a statement may go over: those of the whole bill, also where only some of them are shown."""
        return self._state().info.rows

    def scoped(self, accounts: frozenset[str]) -> "ExportBill":
        """The bill as if it had the charges of these accounts only: rows, names, tag keys, days and totals."""
        with self._lock:
            own = self._scoped.pop(accounts, None) or _OwnBill(self, accounts)
            self._scoped[accounts] = own
            while len(self._scoped) > SCOPES_KEPT:
                del self._scoped[next(iter(self._scoped))]
            return own

    def _state(self) -> BillState:
        return self._opened

    def _month_totals(self) -> dict[tuple[str, datetime], Decimal]:
        found = self.query(BillQuery(granularity=Granularity.MONTHLY)).rows
        return {(row.currency, row.start): row.amount for row in found if row.start}

    def _open(self, found: Delivered) -> BillState:
        table = found.open()
        named = replace(table, info=self.terms.naming_accounts(table.info))
        return _state(named, self.terms, found.mark, table.engine.run)


class _OwnBill(ExportBill):
    """The charges of some accounts of a bill, which keeps the database. Made by `ExportBill.scoped`."""

    limited = True

    def __init__(self, whole: ExportBill, accounts: frozenset[str]) -> None:
        self.terms = whole.terms.scoped(accounts)
        self._whole = whole
        self._accounts = accounts
        self._sample = whole._sample
        self._values = {}
        self._lock = threading.Lock()
        self._kept = _Kept()
        self._making = threading.Lock()
        self._made: tuple[BillState, BillState] | None = None

    def close(self) -> None:
        """Nothing is its own to close."""

    def claim_use(self) -> EngineUse:
        return self._whole.claim_use()

    @property
    def looked_at_every(self) -> timedelta:
        return self._whole.looked_at_every

    def refresh(self) -> tuple[BillProblem, ...]:
        """Takes in new deliveries for the whole bill; what they changed elsewhere is not told."""
        self._whole.refresh()
        return ()

    @property
    def rows_gone_over(self) -> int:
        return self._whole.rows_gone_over

    def scoped(self, accounts: frozenset[str]) -> ExportBill:
        """Never more accounts than before."""
        return self if self._accounts <= accounts else self._whole.scoped(accounts & self._accounts)

    def _state(self) -> BillState:
        whole = self._whole._state()
        with self._making:
            if self._made is None or self._made[0] is not whole:
                self._made = (whole, self._own(whole))
                with self._lock:
                    self._values.clear()
            return self._made[1]

    def _own(self, whole: BillState) -> BillState:
        info = own_info(whole.fetch, whole.info, self._accounts, whole.known.accounts)
        # What all of the bill lacks need not be looked for in a part: values, and spellings that differ.
        known = KnownValues(
            values=_lacking(whole.known.values),
            tags=_lacking(whole.known.tags),
            spellings=_lacking(whole.known.spellings),
        )
        own = OpenedTable(engine=whole.engine, info=info, levels=whole.levels, known=known)
        return _state(own, self.terms, whole.mark, self._fetch_own(whole))

    def _fetch_own(self, whole: BillState) -> Statement:
        tables = tuple(level.table for level in whole.levels.all)
        return lambda sql, parameters: whole.fetch(own_rows(sql, self._accounts, tables), parameters)


def _known_values(dimension: GroupKey, opened: BillState) -> Sequence[str] | None:
    """Those that need not be asked for."""
    if isinstance(dimension, Tag):
        return opened.known.tags.get(opened.words.own_key(dimension) or "")
    return opened.known.values.get(dimension.value)


def _lacking(known: Mapping[str, Sequence[T]]) -> dict[str, Sequence[T]]:
    return {column: found for column, found in known.items() if not found}


def _state(table: OpenedTable, terms: Terms, mark: str, fetch: Statement) -> BillState:
    words = BillVocabulary(
        info=table.info, terms=terms, run=fetch, levels=table.levels, spellings=table.known.spellings
    )
    return BillState(
        engine=table.engine,
        info=replace(table.info, tag_keys=words.tag_keys),
        words=words,
        mark=mark,
        fetch=fetch,
        levels=table.levels,
        known=table.known,
    )


def _changed_months(
    before: dict[tuple[str, datetime], Decimal], after: dict[tuple[str, datetime], Decimal]
) -> tuple[BillProblem, ...]:
    """What a new delivery changed in months before the newest one, which is still being billed."""
    open_month = max((month for _, month in before), default=None)
    return tuple(
        BillProblem(
            message=(
                f"A new delivery changed the closed month {month:%Y-%m} by "
                f"{after.get((unit, month), Decimal(0)) - amount:+f} {unit}."
            )
        )
        for (unit, month), amount in sorted(before.items())
        if month != open_month and after.get((unit, month), Decimal(0)) != amount
    )
