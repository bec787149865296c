"""What resources cost by the names that a bill has for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from agents.bill.absent import Missing
from agents.bill.caveats import with_caveats
from agents.bill.dimensions import METRICS, without_amounts
from agents.bill.params import ScopeParams
from agents.bill.scope import basis_of, kinds_read, read_scope, with_kinds
from billing.periods.symbols import bare
from billing.query import Dimension, Metric
from billing.source import BillSource
from finops_core.answers import Basis, Gap
from finops_core.errors import BillError
from finops_core.tools.context import ToolContext

NO_BILL = Gap(
    source="cost",
    reason="absent",
    message="No bill is loaded, so costs are not shown.",
    remedy="Load one: `finops up --bill PATH`.",
)
_AS_USED: Final = next(name for name, metric in METRICS.items() if metric is Metric.EFFECTIVE)
"""With what commitments paid spread over their use: what they cover would seem to cost nothing otherwise."""
Amounts = Mapping[str, Decimal]
"""By currency."""
Named = tuple[str, str]
"""An account and what the bill calls a thing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Amounts by account and name, `phrase` of when they are; `gaps` where there are none, or not for single things."""

    basis: Basis = field(default_factory=Basis)
    by_name: Mapping[Named, Amounts] = field(default_factory=dict[Named, Amounts])
    phrase: str = ""
    gaps: tuple[Gap, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({currency for amounts in self.by_name.values() for currency in amounts}))

    def name_of(self, account: str, names: Iterable[str]) -> str:
        """What the bill calls a thing; empty where it does not name it."""
        return next((name for name in names if (account, name) in self.by_name), "")

    def of(self, account: str, names: Iterable[str]) -> Amounts:
        """What a thing costs under any of its names; empty where the bill names none of them."""
        found: dict[str, Decimal] = {}
        for name in names:
            for currency, amount in self.by_name.get((account, name), {}).items():
                found[currency] = found.get(currency, Decimal(0)) + amount
        return found


def read_costs(context: ToolContext) -> Costs:
    """The cost of the last complete month by resource, as far as there is a bill and it names any."""
    if context.services.get(BillSource) is None:
        return Costs(gaps=(NO_BILL,))
    try:
        known = not without_amounts(Metric.EFFECTIVE, context.service(BillSource).info())
        return _read(ScopeParams.model_validate({"metric": _AS_USED} if known else {}), context)
    except BillError as error:
        return _without(f"Costs are not shown: {error}")


def _without(message: str, basis: Basis | None = None) -> Costs:
    return Costs(basis=basis or Basis(), gaps=(NO_BILL.model_copy(update={"message": message}),))


def _by_resource(params: ScopeParams, context: ToolContext) -> Costs:
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return _without(f"Costs are not shown: the bill has no charges of {scope.asked}.")
    scope = with_kinds(scope, kinds_read(scope, context))
    context.check()
    query = replace(scope.rows, group_by=(Dimension.ACCOUNT, Dimension.RESOURCE))
    result = context.service(BillSource).query(query)
    found: dict[Named, dict[str, Decimal]] = {}
    for row in result.rows:
        account, name = row.keys
        if name:
            found.setdefault((account, name), {})[row.currency] = row.amount
    basis = basis_of(scope, result)
    if not found:
        return _without("Costs are not shown: the bill does not name single resources.", basis)
    return Costs(basis=basis, by_name=found, phrase=bare(scope.period.phrase))


_read = with_caveats(_by_resource)
