"""A forecast as if something cost more or less than it is expected to: exact, and of days that are not billed yet."""

from dataclasses import dataclass
from decimal import Decimal

from agents.bill.absent import NotInBill
from agents.bill.params import ScopeParams
from agents.cost.forecast.params import ForecastParams
from agents.cost.forecast.result import Forecast, WholeForecast, read_forecast
from agents.cost.forecast.supposed_params import DATA_TRANSFER, SupposedParams
from billing.outlook import cents
from billing.reconciliation import CENT
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext

SUPPOSITION = (
    "A supposition, not a forecast: only what is named changes, from the first day that is not billed yet; "
    "ranges move with the amount and are as wide as without it."
)

TRAFFIC = (
    "Of what more or less traffic costs only the data transfer is in this: how far servers, load balancers and "
    "databases follow it, the bill does not tell."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The forecast of all, that of what changes (the same where nothing is named), and by what fraction it does."""

    whole: WholeForecast
    part: WholeForecast
    change: Decimal
    basis: Basis

    @property
    def ahead(self) -> Decimal:
        """What of the part is still to come: what is billed does not change any more."""
        outlook = self.part.outlook
        return cents(outlook.whole.value) - cents(outlook.known)

    @property
    def added(self) -> Decimal:
        return (self.ahead * self.change).quantize(CENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToChange:
    """No forecast to start from, of all or of what is named: `found` says why."""

    found: Forecast
    basis: Basis


def read_supposed(params: SupposedParams, context: ToolContext) -> Supposed | NothingToChange | NotInBill:
    """Both forecasts of the same days. Raises what a forecast raises."""
    given = params.model_dump(exclude_unset=True, exclude={"change"})
    named = {name for name in given if name in _NAMES}
    part = read_forecast(ForecastParams.model_validate(given), context)
    if isinstance(part, NotInBill):
        return part
    if not isinstance(part, WholeForecast):
        return NothingToChange(found=part, basis=part.basis)
    everything = {name: value for name, value in given.items() if name not in named}
    whole = (
        read_forecast(ForecastParams.model_validate(everything | {"currency": part.asked.currency}), context)
        if named
        else part
    )
    if not isinstance(whole, WholeForecast):
        return whole if isinstance(whole, NotInBill) else NothingToChange(found=whole, basis=whole.basis)
    of_traffic = any(one.replace("_", " ").casefold() == DATA_TRANSFER for one in params.usage_family)
    told = (SUPPOSITION, TRAFFIC) if of_traffic else (SUPPOSITION,)
    basis = whole.basis.model_copy(update={"notes": (*whole.basis.notes, *told)})
    return Supposed(whole=whole, part=part, change=params.change, basis=basis)


_NAMES = frozenset(ScopeParams.model_fields) - {"period", "metric", "currency", "exclude", "by_invoice"}
