"""A forecast as if something changed: exact, and of days that are not billed yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from agents.bill.absent import Missing, NotInBill
from agents.bill.params import ScopeParams
from agents.bill.scope import read_scope
from agents.cost.forecast.graviton import Movable, movable
from agents.cost.forecast.params import ForecastParams
from agents.cost.forecast.result import Forecast, WholeForecast, read_forecast
from agents.cost.forecast.supposed_params import DATA_TRANSFER, SupposedParams
from billing.outlook import cents
from billing.periods.calendar import add_months
from billing.periods.horizon import resolve_ahead
from billing.reconciliation import CENT
from finops_core.answers import Basis
from finops_core.errors import ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.values import Period

SUPPOSITION: Final = (
    "A supposition, not a forecast: only what is named changes, from the first day that is not billed yet or that it "
    "starts on. Ranges move with the amount; what is added brings its own range, and what is taken away leaves it as "
    "wide as it was."
)

TRAFFIC: Final = (
    "Of what more or less traffic costs only the data transfer is in this: how far servers, load balancers and "
    "databases follow it, the bill does not tell."
)

COVERED: Final = (
    "What Savings Plans and reservations cover is billed at nothing, so that nothing is saved on it until they end."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A part of the forecast that changes, by what fraction of it. `whole` says that it is all that is asked about."""

    part: WholeForecast
    change: Decimal
    whole: bool = False
    moved: Movable | None = None

    @property
    def ahead(self) -> Decimal:
        """What of the part is still to come: what is billed does not change any more."""
        outlook = self.part.outlook
        return cents(outlook.whole.value) - cents(outlook.known)

    @property
    def added(self) -> Decimal:
        return (self.ahead * self.change).quantize(CENT)

    def moves(self, bound: float) -> Decimal:
        """What this adds to a bound of the forecast of all: its own, where it is all or more than there is now."""
        if not self.whole and self.change < 0:
            return self.added
        return (cents(bound - self.part.outlook.known) * self.change).quantize(CENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The forecast of all, what of it changes, what was asked, and when it starts, where that is later than at once."""

    asked: SupposedParams
    whole: WholeForecast
    changed: tuple[Changed, ...]
    since: Period | None
    basis: Basis

    @property
    def ahead(self) -> Decimal:
        return sum((one.ahead for one in self.changed), Decimal(0))

    @property
    def added(self) -> Decimal:
        return sum((one.added for one in self.changed), Decimal(0))

    @property
    def low(self) -> Decimal:
        """Of the forecast with the change; what is billed is sure."""
        whole = self.whole.outlook
        found = cents(whole.whole.low) + sum(
            (one.moves(one.part.outlook.whole.low) for one in self.changed), Decimal(0)
        )
        return max(found, cents(whole.known)) if whole.whole.low >= whole.known else found

    @property
    def high(self) -> Decimal:
        whole = cents(self.whole.outlook.whole.high)
        return whole + sum((one.moves(one.part.outlook.whole.high) for one in self.changed), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToChange:
    """No forecast to start from, of all or of what is named: `found` says why."""

    found: Forecast
    basis: Basis


def read_supposed(params: SupposedParams, context: ToolContext) -> Supposed | NothingToChange | NotInBill:
    """The forecast of all and those of what changes in it. Raises what a forecast raises, and ToolRetry for a start
    behind the days that are asked about."""
    given: dict[str, object] = params.model_dump(exclude_unset=True, exclude=set(_OWN))
    named = {name for name in given if name in _NAMES}
    days = _days(params, context)
    if isinstance(days, Missing):
        return NotInBill(basis=Basis(), missing=days)
    target, since = days
    changed = _changed(params, given | {"period": _text(since or target)}, context, whole=not named)
    if not isinstance(changed, tuple):
        return changed
    whole = _whole(changed, given | {"period": _text(target)}, named, context, later=since is not None)
    if not isinstance(whole, WholeForecast):
        return whole
    basis = whole.basis.model_copy(update={"notes": (*whole.basis.notes, *_told(params, changed, whole))})
    return Supposed(asked=params, whole=whole, changed=changed, since=since, basis=basis)


def _whole(
    changed: tuple[Changed, ...], given: dict[str, object], named: set[str], context: ToolContext, *, later: bool
) -> WholeForecast | NothingToChange | NotInBill:
    """The forecast of all, which may be the one that changes."""
    part = changed[0].part
    if changed[0].whole and not (later or changed[0].moved):
        return part
    everything = {name: value for name, value in given.items() if name not in named}
    return _part(everything | {"currency": part.asked.currency}, context)


def _told(params: SupposedParams, changed: tuple[Changed, ...], whole: WholeForecast) -> Iterator[str]:
    """What is supposed, assumed and not counted."""
    yield SUPPOSITION
    if any(one.replace("_", " ").casefold() == DATA_TRANSFER for one in params.usage_family):
        yield TRAFFIC
    yield from dict.fromkeys(one.moved.assumed for one in changed if one.moved)
    if params.to and whole.basis.metric == "BilledCost":
        yield COVERED


def _changed(
    params: SupposedParams, given: dict[str, object], context: ToolContext, *, whole: bool
) -> tuple[Changed, ...] | NothingToChange | NotInBill:
    """The forecasts of what changes, each with the fraction by which it does."""
    if not params.to:
        change = params.change if params.change is not None else Decimal(params.copies or 0)
        found = _part(given, context)
        return (Changed(part=found, change=change, whole=whole),) if isinstance(found, WholeForecast) else found
    moves = movable(params, context)
    if isinstance(moves, NotInBill):
        return moves
    changed: list[Changed] = []
    for one in moves:
        found = _part(given | {"usage_type": one.usage_types}, context)
        if not isinstance(found, WholeForecast):
            return found
        changed.append(Changed(part=found, change=-one.saving * params.share, moved=one))
    return tuple(changed)


def _part(given: dict[str, object], context: ToolContext) -> WholeForecast | NothingToChange | NotInBill:
    found = read_forecast(ForecastParams.model_validate(given), context)
    if isinstance(found, WholeForecast | NotInBill):
        return found
    return NothingToChange(found=found, basis=found.basis)


def _days(params: SupposedParams, context: ToolContext) -> tuple[Period, Period | None] | Missing:
    """The days that are asked about, and those of them on which it is so, where it starts later."""
    scope = read_scope(ScopeParams.model_validate({"period": "all"}), context)
    if isinstance(scope, Missing):
        return scope
    if not params.since:
        return resolve_ahead(params.period or "next_month", scope.anchor), None
    start = resolve_ahead(params.since, scope.anchor)
    if not params.period:
        month = add_months(start.start.replace(day=1), 1)
        return (only := Period(start.start, max(start.end, month))), only
    target = resolve_ahead(params.period, scope.anchor)
    if start.start >= target.end:
        raise ToolRetry(f"since: {params.since!r} is behind the days that are asked about.")
    return target, Period(max(start.start, target.start), target.end)


def _text(days: Period) -> str:
    """A period by its first and last day."""
    return f"{days.start.isoformat()}/{(days.end - timedelta(days=1)).isoformat()}"


_OWN: Final = frozenset(SupposedParams.model_fields) - frozenset(ScopeParams.model_fields) | {"period"}
_NAMES: Final = frozenset(ScopeParams.model_fields) - {"period", "metric", "currency", "exclude", "by_invoice"}
