"""EC2 reservations in the place of a family's Savings Plan: where one is for sale that costs less, or no plan is.

A reservation of a region covers every size of its family by normalised units, for Linux with shared tenancy; of other
systems, of a few families and of bare metal its own size only. It applies before every Savings Plan.
Source: Amazon EC2 User Guide, "How Reserved Instances are applied".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.advice.commitments.hourly import Hours, Sku
from agents.advice.commitments.offers import InstanceOffer
from agents.advice.commitments.rates import Rates
from agents.advice.commitments.sizes import ONE_SIZE_ONLY, UNITS

PLATFORMS: Final = {
    "RunInstances": "Linux/UNIX",
    "RunInstances:0002": "Windows",
    "RunInstances:0010": "Red Hat Enterprise Linux",
    "RunInstances:000g": "SUSE Linux",
}
"""Systems by the operation that a bill names, as offerings name them."""
FLEXIBLE: Final = "Linux/UNIX"
CHEAPER: Final = Decimal("0.99")
"""A plan covers all systems and needs no exchange: a reservation has to cost less than this part of it."""

_TYPE: Final = re.compile(r"BoxUsage:(([a-z][a-z0-9-]*)\.([a-z0-9-]+))")

Pool = tuple[str, str]
"""Region, and the family or the one type with its system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservable:
    """The best reservation for sale of a pool, and the part of list prices that it costs."""

    offer: InstanceOffer
    part: Decimal


def reservable(usage: Mapping[Sku, Hours], rates: Rates) -> dict[Sku, tuple[Pool, Reservable]]:
    """Usage for which a reservation costs less than its family's plan, or has no plan, with its pool."""
    pools: dict[Pool, list[Sku]] = {}
    for sku in usage:
        if (pool := _pool(sku)) is not None:
            pools.setdefault(pool, []).append(sku)
    found: dict[Sku, tuple[Pool, Reservable]] = {}
    for pool, skus in pools.items():
        best = _best_offer(sorted(skus, key=lambda one: -float(usage[one].sum())), rates.instances)
        if best is not None and all(_is_cheaper(best, sku, rates) for sku in skus):
            found |= dict.fromkeys(skus, (pool, best))
    return found


def _pool(sku: Sku) -> Pool | None:
    found, platform = _TYPE.fullmatch(sku.meter), PLATFORMS.get(sku.operation)
    if found is None or platform is None:
        return None
    own_size_only = platform != FLEXIBLE or found[2] in ONE_SIZE_ONLY or found[3] not in UNITS
    return sku.region, f"{found[1] if own_size_only else found[2]} {platform}"


def _best_offer(skus: Iterable[Sku], offers: Iterable[InstanceOffer]) -> Reservable | None:
    """The cheapest for the most used size that has an offer; of equal ones the one that can be exchanged."""
    for sku in skus:
        found = _TYPE.fullmatch(sku.meter)
        own = [
            one
            for one in offers
            if found and one.instance_type == found[1] and one.region in ("", sku.region)
            and one.platform == PLATFORMS[sku.operation] and one.rate < sku.price
        ]  # fmt: skip
        if own:
            offer = min(own, key=lambda one: (one.rate, not one.convertible))
            return Reservable(offer=offer, part=offer.rate / sku.price)
    return None


def _is_cheaper(best: Reservable, sku: Sku, rates: Rates) -> bool:
    plan = rates.instance.get(sku.key)
    return plan is None or best.part * sku.price < CHEAPER * plan
