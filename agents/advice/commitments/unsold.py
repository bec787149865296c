"""Usage for which the file of rates has nothing to buy: a plan that does not say so seems to say that none pays."""

from collections.abc import Mapping
from typing import Final

from agents.advice.commitments.databases import is_offered
from agents.advice.commitments.demand import is_credible
from agents.advice.commitments.hourly import HourlyUsage
from agents.advice.commitments.instances import reservable
from agents.advice.commitments.rates import Rates

HOURS_A_MONTH: Final = 730


def unsold(usage: HourlyUsage, rates: Rates) -> Mapping[str, float]:
    """List cost of a month by usage type without any rate, the largest first."""
    reserved = reservable(usage.on_demand, rates)
    found: dict[str, float] = {}
    for sku, costs in usage.on_demand.items():
        planned = any(is_credible(each.get(sku.key), sku) for each in (rates.compute, rates.instance))
        if not (planned or sku in reserved or is_offered(sku, rates)):
            a_month = float(costs.sum()) / usage.hours * HOURS_A_MONTH
            found[sku.usage_type] = found.get(sku.usage_type, 0.0) + a_month
    return dict(sorted(found.items(), key=lambda item: -item[1]))
