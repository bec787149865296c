"""What days ahead will probably come to, how sure that is, and what it stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.scope import Scope, basis_of, covered, read_scope
from agents.bill.wording import Grouping, grouping, listed, sentence
from agents.cost.forecast.cells import forecast_cells
from agents.cost.forecast.drivers import Drivers, drivers_of
from agents.cost.forecast.groups import GroupForecasts, forecast_groups
from agents.cost.forecast.params import ForecastParams
from agents.cost.forecast.question import Charges, ForecastQuestion, basis_of_estimate, history_of_all
from billing.history import History
from billing.one_time_charges import apart
from billing.outlook import NotEnough, Outlook, look_ahead
from billing.periods.horizon import resolve_ahead
from billing.query import Dimension, GroupKey
from billing.source import BillSource
from finops_core.answers import Basis, DateRange
from finops_core.errors import ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Period

MOST_CURRENCIES = 4
"""Each is a forecast of its own, which takes its time."""

LATELY_DAYS = 62
"""A currency without a charge for longer comes last."""

LONGEST_DAILY = 45
"""Days asked about that are drawn one by one unless asked otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeForecast:
    """The outlook on all that is asked about, in intervals of a `grain`, and the history it continues."""

    asked: ForecastQuestion
    outlook: Outlook
    history: History
    grain: str
    basis: Basis
    drivers: Drivers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledAlready:
    """No estimate where the bill knows: what the days came to by currency."""

    asked: ForecastQuestion
    totals: Mapping[str, Decimal]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLittleHistory:
    """No estimate: what history there is, and what it would need."""

    asked: ForecastQuestion
    lacks: NotEnough
    basis: Basis


OfOneCurrency = WholeForecast | GroupForecasts | TooLittleHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class InSeveralCurrencies:
    """One forecast a currency, since they are never added together; the first first."""

    parts: tuple[OfOneCurrency, ...]
    basis: Basis


Forecast = OfOneCurrency | InSeveralCurrencies | BilledAlready


def read_forecast(params: ForecastParams, context: ToolContext) -> Forecast | NotInBill:
    """Continues the bill's own history. Raises ToolRetry for arguments outside the grammar, BillError from the bill."""
    scope = read_scope(params.model_copy(update={"period": "all", "by_invoice": False}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    target = resolve_ahead(params.period or "next_month", scope.anchor)
    groups = grouping(params.group_by, scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    if Dimension.LINE_KIND in groups.keys:
        raise ToolRetry("group_by: kinds of charges cannot be forecast one by one.")
    days = covered(scope.info)
    also_read(context)
    charges = _charges(scope, days, groups.keys, context)
    result = charges.result
    if not result.totals:
        text = sentence("the bill has no charges", f"{scope.subject}.")
        return NotInBill(basis=scope.basis, sentence=text)
    lately = {row.currency for row in result.rows if row.start and (days.end - row.start.date()).days <= LATELY_DAYS}
    ranked = sorted(
        result.totals, key=lambda unit: (unit != params.currency, unit not in lately, -abs(result.totals[unit]))
    )
    asked = ForecastQuestion(
        params=params,
        scope=scope,
        target=target,
        days=days,
        currency=ranked[0],
        result=result,
        once=charges.once,
        services=_by_service(scope, days, groups.keys, charges, context),
    )
    if target.end <= days.end:
        return _billed_already(asked, context)
    parts = tuple(_of_one(replace(asked, currency=unit), groups) for unit in ranked[:MOST_CURRENCIES])
    return parts[0] if len(ranked) == 1 else InSeveralCurrencies(parts=parts, basis=_joint(parts, ranked))


def _charges(scope: Scope, days: Period, keys: tuple[GroupKey, ...], context: ToolContext) -> Charges:
    by = (*keys, Dimension.LINE_KIND, Dimension.CADENCE)
    query = replace(scope.rows, period=days, group_by=by, granularity=Granularity.DAILY)
    result, once = apart(context.service(BillSource).query(query), days)
    return Charges(result=result, once=once)


def _by_service(
    scope: Scope, days: Period, keys: tuple[GroupKey, ...], charges: Charges, context: ToolContext
) -> Charges:
    """The same by service, where the bill names any."""
    services = grouping(("service",), scope)
    if isinstance(services, Missing) or services.keys == keys:
        return charges
    return _charges(scope, days, services.keys, context)


def _of_one(asked: ForecastQuestion, groups: Grouping) -> OfOneCurrency:
    if not groups.keys:
        return _of_all(asked)
    found = (forecast_cells if len(groups.keys) > 1 else forecast_groups)(asked, groups)
    return _too_little(asked, found, history_of_all(asked)) if isinstance(found, NotEnough) else found


def _joint(parts: tuple[OfOneCurrency, ...], currencies: Sequence[str]) -> Basis:
    """What the parts stand on together; a method of one currency is told as that."""
    first = parts[0].basis
    shared = [note for note in first.notes if all(note in part.basis.notes for part in parts)]
    own = [f"{part.asked.currency}: {note}" for part in parts for note in part.basis.notes if note not in shared]
    if left := currencies[len(parts) :]:
        own.append(f"Amounts in {listed(sorted(left))} are left out: a forecast has {len(parts)} currencies at most.")
    kinds = {name: _united(parts, name) for name in ("included", "excluded")}
    return first.model_copy(update={"currency": None, "estimate": None, "notes": (*shared, *own), **kinds})


def _united(parts: tuple[OfOneCurrency, ...], name: Literal["included", "excluded"]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts for word in getattr(part.basis, name)))


def _billed_already(asked: ForecastQuestion, context: ToolContext) -> BilledAlready:
    result = context.service(BillSource).query(replace(asked.scope.rows, period=asked.target))
    days = DateRange(start=asked.target.start, end=asked.target.end)
    basis = basis_of(asked.scope, result).model_copy(update={"period": days})
    return BilledAlready(asked=asked, totals=result.totals, basis=basis)


def _too_little(asked: ForecastQuestion, lacks: NotEnough, history: History) -> TooLittleHistory:
    return TooLittleHistory(asked=asked, lacks=lacks, basis=basis_of_estimate(asked, None, history, None))


def _of_all(asked: ForecastQuestion) -> WholeForecast | TooLittleHistory:
    history = history_of_all(asked)
    grain = _grain(asked) if any(history.daily) else "monthly"
    lead = interval_around(asked.days.end, grain, asked)
    parts = _parts(Period(lead.start, asked.target.start), grain, asked) if lead.start < asked.target.start else []
    found = look_ahead(history, asked.target, [*parts, *_parts(asked.target, grain, asked)])
    if isinstance(found, NotEnough):
        return _too_little(asked, found, history)
    basis = basis_of_estimate(asked, found, history, grain)
    drivers = drivers_of(asked, found, history) if asked.params.drivers else None
    return WholeForecast(asked=asked, outlook=found, history=history, grain=grain, basis=basis, drivers=drivers)


def _grain(asked: ForecastQuestion) -> str:
    if asked.params.granularity:
        return asked.params.granularity
    return "daily" if asked.target.days <= LONGEST_DAILY else "monthly"


def _parts(target: Period, grain: str, asked: ForecastQuestion) -> list[Period]:
    """The intervals of a period, cut at its ends."""
    found: list[Period] = []
    start = target.start
    while start < target.end:
        found.append(Period(start, min(interval_around(start, grain, asked).end, target.end)))
        start = found[-1].end
    return found


def interval_around(day: date, grain: str, asked: ForecastQuestion) -> Period:
    """The day, week or month a day lies in."""
    match grain:
        case "daily":
            return Period.of_days(day, 1)
        case "weekly":
            return asked.scope.anchor.calendar.week(day)
        case _:
            return Period.of_month(day.year, day.month)
