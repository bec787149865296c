"""What a loaded bill says about itself: period, totals, accounts, how far it is billed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from billing.engines.port import Statement
from billing.intake.column_gaps import gaps
from billing.intake.other_datasets import PeriodStatus, closed_months
from billing.intake.row_facts import RowFacts, found_facts
from billing.intake.source_file import ReadFile
from billing.query import BillInfo, BillProblem
from finops_core.errors import BillError
from finops_core.values import Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA_VERSION = 38
"""Raise it whenever `charges` changes, so that cached databases of older versions are built anew."""

_INFO: TypeAdapter[BillInfo] = TypeAdapter(BillInfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading found besides the rows."""

    source: str
    files: tuple[ReadFile, ...]
    problems: tuple[BillProblem, ...]
    tag_keys: tuple[str, ...]
    periods: tuple[PeriodStatus, ...] = ()


def describe(connection: "DuckDBPyConnection", database: str, loaded: Loaded) -> BillInfo:
    """The facts of a bill. Raises BillError when no row could be counted."""
    table = f"{database}.charges"

    def run(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters).fetchall()

    facts = found_facts(run, table)
    if facts is None:
        reasons = "; ".join(map(_placed, (p for p in loaded.problems if p.rows))) or "it has no rows"
        raise BillError(f"{loaded.source}: no row can be counted. {reasons}")
    closed = _closed_months(run, table, loaded.periods)
    span = _span(facts, closed)
    names = _account_names(run, table)
    formats = list(dict.fromkeys(file.layout.format.value for file in loaded.files))
    versions = list(dict.fromkeys(file.layout.version for file in loaded.files))
    return BillInfo(
        source=loaded.source,
        format=" + ".join(formats),
        version=" + ".join(versions),
        rows=facts.rows,
        period=span.period,
        currencies=facts.totals,
        accounts={account: known[0] for account, known in names.items()},
        former_names={account: known[1:] for account, known in names.items() if known[1:]},
        tag_keys=loaded.tag_keys,
        has_hours=span.has_hours,
        has_long_charges=facts.has_long_charges,
        has_split_costs=facts.has_split_costs,
        data_as_of=span.data_as_of,
        complete_until=span.complete_until,
        billed=_billed(facts),
        closed_months={f"{month:%Y-%m}": is_closed for month, is_closed in sorted(closed.items())},
        problems=(*loaded.problems, *_open_months(closed)),
        gaps=gaps(file.lacks for file in loaded.files),
    )


def described(info: BillInfo, facts: RowFacts | None) -> BillInfo:
    """A bill that has some of another's rows, by their facts; one without rows keeps its days only."""
    if facts is None:
        return replace(info, rows=0, currencies={}, tag_keys=(), has_hours=False, billed=None)
    closed = {date.fromisoformat(f"{month}-01"): is_closed for month, is_closed in info.closed_months.items()}
    span = _span(facts, closed)
    return replace(
        info,
        rows=facts.rows,
        period=span.period,
        currencies=facts.totals,
        tag_keys=tuple(sorted(facts.tag_keys)),
        has_hours=span.has_hours,
        has_split_costs=facts.has_split_costs,
        data_as_of=span.data_as_of,
        complete_until=span.complete_until,
        billed=_billed(facts),
    )


def _closed_months(run: Statement, table: str, periods: Sequence[PeriodStatus]) -> Mapping[date, bool]:
    """For the months of the bill that a BillingPeriod dataset speaks of, whether they are closed."""
    if not periods:
        return {}
    billed: list[tuple[date, str]] = run(
        f"SELECT DISTINCT CAST(date_trunc('month', BillingPeriodStart) AS DATE), InvoiceIssuerName FROM {table}",
        (),
    )
    months = {month for month, _ in billed}
    return {month: closed for month, closed in closed_months(periods, billed).items() if month in months}


def _open_months(closed: Mapping[date, bool]) -> list[BillProblem]:
    months = ", ".join(f"{month:%Y-%m}" for month, is_closed in sorted(closed.items()) if not is_closed)
    message = f"The invoice issuer has not closed the billing period of {months}: its charges may still change."
    return [BillProblem(message=message, notice=True)] if months else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    period: Period
    has_hours: bool
    data_as_of: datetime
    complete_until: date


def _span(facts: RowFacts, closed: Mapping[date, bool]) -> _Span:
    """Usage says how far the bill goes: fees and taxes are dated ahead, to the end of the month or of a term."""
    reach = max(facts.usage_end, facts.last) if facts.usage_end else facts.last
    # Some exports end a period one second before midnight.
    as_of = _next_second_boundary(reach)
    end = max(_day_after(facts.last), _ceil_day(as_of))
    hourly = facts.whole_days is False
    month = facts.last_billed.date().replace(day=1)
    return _Span(
        period=Period(facts.first.date(), end),
        has_hours=hourly,
        data_as_of=as_of.replace(tzinfo=UTC),
        complete_until=_until_closed(_complete_until(as_of, end, hourly, facts.month_end), end, month, closed),
    )


def _billed(facts: RowFacts) -> Period:
    """From the first month that charges were billed in to the last."""
    first, last = facts.first_billed, facts.last_billed
    return Period(Period.of_month(first.year, first.month).start, Period.of_month(last.year, last.month).end)


def _complete_until(as_of: datetime, end: date, hourly: bool, month_end: datetime | None) -> date:
    """The day whose charges are not all there yet; a bill that reaches its billing period's end is complete."""
    if month_end is not None and as_of >= month_end:
        return end
    if hourly:
        return as_of.date()
    return max(as_of.date() - timedelta(days=1), date.min)


def _until_closed(until: date, end: date, month: date, closed: Mapping[date, bool]) -> date:
    """What a BillingPeriod dataset says counts: a closed last month is complete, an open one lacks its last day."""
    if closed.get(month):
        until = end
    open_months = [start for start, is_closed in closed.items() if not is_closed]
    if not open_months:
        return until
    first = min(open_months)
    return min(until, Period.of_month(first.year, first.month).last_day)


def _next_second_boundary(moment: datetime) -> datetime:
    return moment + timedelta(seconds=1) if (moment.minute, moment.second) == (59, 59) else moment


def _day_after(moment: datetime) -> date:
    return moment.date() + timedelta(days=1)


def _ceil_day(moment: datetime) -> date:
    return moment.date() if moment == datetime.combine(moment.date(), datetime.min.time()) else _day_after(moment)


MOST_NAMES = 20
"""Names of one account that are kept, the latest first."""


def _placed(problem: BillProblem) -> str:
    """A problem with its place, at the length of a sentence."""
    place = f"{problem.file}, row {problem.row}: " if problem.row else ""
    return f"{place}{problem.message}"


def _account_names(run: Statement, table: str) -> Mapping[str, tuple[str, ...]]:
    """Every account's names, the one of its last charge first: accounts are renamed, and keep their ids."""
    found = run(
        f"""SELECT SubAccountId, list(SubAccountName ORDER BY place) FROM (
                SELECT SubAccountId, SubAccountName, row_number() OVER (
                    PARTITION BY SubAccountId
                    ORDER BY SubAccountName = '', max(ChargePeriodStart) DESC, max(BillingPeriodStart) DESC,
                             count(*) DESC, SubAccountName) AS place
                FROM {table} WHERE SubAccountId <> '' GROUP BY 1, 2 QUALIFY place <= {MOST_NAMES})
            GROUP BY 1 ORDER BY 1""",
        (),
    )
    return {str(account): _stated(names) for account, names in found}


def _stated(names: Sequence[str]) -> tuple[str, ...]:
    """The names that are there, or one empty name: rows without a name do not rename an account."""
    return tuple(str(name) for name in names if name) or ("",)


def remember(connection: "DuckDBPyConnection", database: str, info: BillInfo) -> None:
    """Stores the facts in the bill's database, for when it is opened again."""
    connection.execute(f"CREATE TABLE {database}.x_info (version INTEGER, info VARCHAR)")
    connection.execute(f"INSERT INTO {database}.x_info VALUES (?, ?)", [SCHEMA_VERSION, _INFO.dump_json(info).decode()])


def recall(connection: "DuckDBPyConnection") -> BillInfo | None:
    """The facts that were stored, or None when another version of this program stored them."""
    version, text = connection.execute("SELECT version, info FROM x_info").fetchone() or (0, "")
    return _INFO.validate_json(text) if version == SCHEMA_VERSION else None
