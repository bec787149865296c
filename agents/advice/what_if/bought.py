"""A Compute Savings Plan on the last weeks of an hourly bill, hour by hour in AWS's order.

The rates are those at which Compute Savings Plans on the bill cover usage. A usage type that none of them has covered
has no known rate: it is left out and said. A new plan reaches what no commitment covers: of one kind all are one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from agents.advice.commitments.application import Plan, Usage, applied
from agents.advice.what_if.params import BoughtParams
from agents.bill.absent import NotInBill
from billing.export import ExportBill
from billing.query import LineKind
from billing.source import BillSource
from finops_core.answers import Basis, DateRange
from finops_core.errors import BillError, ToolError
from finops_core.names.usage_types import region_named
from finops_core.tools.context import ToolContext
from finops_core.values import Period

if TYPE_CHECKING:
    from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku

DAYS: Final = 30
SERVERLESS: Final = ("Fargate-", "Lambda-")
SHARED: Final = "Commitments are shared by all accounts of the organisation, and you may see only some of them."

Rates = dict[tuple[str, str], Decimal]
"""Prices under a plan by usage type and operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What the plan would have done over `days`: what it cost, covered at list prices, and left unused.

    `without_rate` is the list cost of usage that a plan may cover at a rate that the bill does not show.
    """

    hourly: Decimal
    days: Period
    currency: str
    committed: Decimal
    unused: Decimal
    covered: Decimal
    without_rate: Decimal
    has_rates: bool
    basis: Basis

    @property
    def saved(self) -> Decimal:
        """Against list prices; negative where the plan costs more than it covers."""
        return self.covered - self.committed


def read_bought(params: BoughtParams, context: ToolContext) -> Bought | NotInBill:
    """Applies the plan; a bill that is not hourly, too short or in several currencies says so. Raises ToolError for a
    user who sees some accounts only, and for a bill that is no export."""
    from agents.advice.commitments.hourly import HOURS_A_DAY, hourly_usage

    bill = context.service(BillSource)
    if not isinstance(bill, ExportBill):
        raise ToolError("Commitments are worked out on a billing export, and this bill is not one.")
    if context.accounts is not None:
        raise ToolError(SHARED)
    currencies = list(bill.info().currencies)
    if len(currencies) != 1:
        return NotInBill(basis=Basis(), sentence="The bill has several currencies: a plan is worked out on one only.")
    try:
        usage = hourly_usage(bill)
    except BillError as error:
        return NotInBill(basis=Basis(), sentence=str(error))
    rates = compute_rates(bill)
    first = max(0, usage.hours - DAYS * HOURS_A_DAY)
    known = {sku: hours for sku, hours in usage.on_demand.items() if sku.key in rates}
    committed = unused = covered = Decimal(0)
    for place in range(first, usage.hours):
        if place % HOURS_A_DAY == 0:
            context.check()
        hour = applied(list(_usages(known, rates, place)), plans=[Plan(owner="", commitment=params.hourly)])
        committed += hour.committed
        unused += hour.unused
        covered += sum((one.planned * one.usage.list_rate for one in hour.covered), Decimal(0))
    start = usage.start.date() + timedelta(days=first // HOURS_A_DAY)
    days = Period(start, usage.end)
    return Bought(
        hourly=params.hourly,
        days=days,
        currency=currencies[0],
        committed=committed,
        unused=unused,
        covered=covered,
        without_rate=_without_rate(usage, rates, first),
        has_rates=bool(rates),
        basis=Basis(currency=currencies[0], period=DateRange(start=days.start, end=days.end)),
    )


def _usages(known: "Mapping[Sku, Hours]", rates: Rates, place: int) -> Iterator[Usage]:
    for sku, hours in known.items():
        cost = Decimal(str(hours[place]))
        if cost > 0:
            yield Usage(account="", quantity=cost / sku.price, list_rate=sku.price, compute_rate=rates[sku.key])


def _without_rate(usage: "HourlyUsage", rates: Rates, first: int) -> Decimal:
    left = (hours[first:].sum() for sku, hours in usage.on_demand.items() if sku.key not in rates and _is_compute(sku))
    return sum((Decimal(str(round(float(each), 6))) for each in left), Decimal(0))


def _is_compute(sku: "Sku") -> bool:
    """What a Compute Savings Plan applies to: of the planner's usage all but databases."""
    return not sku.meter.startswith(("InstanceUsage", "Multi-AZUsage"))


def compute_rates(bill: ExportBill) -> Rates:
    """Rates of plans that are surely Compute plans: they cover serverless usage, or several families or regions.

    Of several plans the dearest rate is taken, so that nothing is promised that only an older plan has.
    """
    rows = bill.statement(
        """SELECT "CommitmentDiscountId", "x_UsageType", "x_Operation", sum("EffectiveCost"), sum("ConsumedQuantity"),
                  max("RegionId")
           FROM charges WHERE "x_LineKind" = ? GROUP BY 1, 2, 3""",
        (LineKind.SAVINGS_PLAN_COVERED.value,),
    )
    places: dict[str, set[tuple[str, str]]] = {}
    serverless: set[str] = set()
    for plan, usage_type, _, _, _, region in rows:
        own = str(usage_type)
        family = own.rpartition(":")[2].partition(".")[0]
        places.setdefault(str(plan), set()).add((region_named(own) or str(region), family))
        if any(meter in own for meter in SERVERLESS):
            serverless.add(str(plan))
    compute = {plan for plan, seen in places.items() if plan in serverless or len(seen) > 1}
    rates: Rates = {}
    for plan, usage_type, operation, cost, quantity, _ in rows:
        if str(plan) in compute and quantity and cost:
            key = (str(usage_type), str(operation or ""))
            rates[key] = max(rates.get(key, Decimal(0)), Decimal(cost) / Decimal(quantity))
    return rates
