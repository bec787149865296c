"""Usage with its operations as the file of rates names them.

A bill names what a function or a container did (`Invoke`, `FargateTask`) where rates name nothing, for all of it has
one price; and some exports have no operation at all, which rates of one operation alone make good.
"""

from collections.abc import Mapping
from dataclasses import replace

from agents.advice.commitments.hourly import HourlyUsage, Hours, Sku
from agents.advice.commitments.rates import Rates


def as_rates_name_it(usage: HourlyUsage, rates: Rates) -> HourlyUsage:
    """The same usage; what has a rate under its own operation keeps it."""
    known: dict[str, set[str]] = {}
    for usage_type, operation in (*rates.compute, *rates.instance):
        known.setdefault(usage_type, set()).add(operation)
    return replace(
        usage,
        on_demand=_named(usage.on_demand, known),
        covered_until={day: _named(own, known) for day, own in usage.covered_until.items()},
    )


def _named(usage: Mapping[Sku, Hours], known: Mapping[str, set[str]]) -> dict[Sku, Hours]:
    found: dict[Sku, Hours] = {}
    for sku, hours in usage.items():
        operations = known.get(sku.usage_type, set[str]())
        own = sku
        if operations and sku.operation not in operations:
            if "" in operations:
                own = replace(sku, operation="")
            elif not sku.operation and len(operations) == 1:
                own = replace(sku, operation=next(iter(operations)))
        found[own] = found[own] + hours if own in found else hours
    return found
