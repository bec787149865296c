"""Questions for one charge: an amount, a usage type, or why something is charged at all."""

from typing import Final

from agents.bill.instance_types import is_instance_type
from supervisor.arguments import AGENT, scope, settle_ever
from supervisor.plan import Step
from supervisor.slots import Reading

_NAMES: Final = frozenset({"service", "usage_family", "usage_type", "region", "account", "resource"})


def explains(reading: Reading) -> bool:
    """Whether it asks what a charge is, rather than how much or why it changed."""
    if reading.amount:
        return reading.cost
    named = reading.filters.keys()
    if not named or not named <= _NAMES or reading.exclude or _asks_more(reading):
        return False
    if reading.why and reading.cost:
        return reading.own
    types = reading.filters.get("usage_type", ())
    meant = bool(types) and not any(is_instance_type(name) for name in types)
    return meant and bool(reading.what_is or reading.why or reading.meaning or _asks_for_meaning(reading))


def _asks_for_meaning(reading: Reading) -> bool:
    """ "What does X mean": beside no interval the word is no average."""
    return reading.does and reading.average and not (reading.grain or reading.cost)


def charge_step(reading: Reading) -> Step | None:
    """The charge with its filters; None when more is asked of it."""
    if _asks_more(reading) or not reading.filters.keys() <= _NAMES:
        return None
    settle_ever(reading)
    args = scope(reading)
    if args is None:
        return None
    return Step(AGENT, "charge", {**args, "amount": reading.amount} if reading.amount else args)


def _asks_more(reading: Reading) -> bool:
    """Slots of rankings, changes, rates and forecasts."""
    ranked = reading.order or reading.top_n or reading.over or reading.under or reading.share
    moved = reading.change or reading.driver or reading.new or reading.stopped or reading.stepwise or reading.compare
    other = reading.groups or reading.grain or reading.trend or reading.earlier or reading.how or reading.generic
    ahead = reading.forecast or reading.within or reading.commitment or reading.aspect or reading.metric
    average = reading.average and not _asks_for_meaning(reading)
    return bool(ranked or moved or other or ahead or average or reading.unit_price or reading.untagged or reading.using)
