"""Questions about quantities, prices of a unit and days of the week: from slots to the tools `usage` and `weekdays`."""

from supervisor.arguments import AGENT, scope, settle_ever
from supervisor.plan import Step
from supervisor.slots import Reading


def usage_step(reading: Reading) -> Step | None:
    """How much of something was used, or what a unit of it cost; of what, or whose, has to be said."""
    subject = reading.filters.keys() & {"service", "usage_family", "usage_type", "resource", "team", "tag"}
    mine = reading.stored and (reading.own or reading.periods)
    if not (subject or mine or (reading.unit_price and (reading.own or reading.change))) or _asks_more(reading):
        return None
    if reading.groups or (reading.change and not reading.unit_price):
        return None
    settle_ever(reading)
    args = scope(reading)
    if args is None:
        return None
    if reading.stored:
        args["unit"] = "stored"
    elif reading.unit:
        args["unit"] = reading.unit
    if reading.unit_price:
        args["aspect"] = "price_change" if reading.change else "price"
    return Step(AGENT, "usage", args)


def weekdays_step(reading: Reading) -> Step | None:
    """Weekends beside weekdays; it has to be about cost."""
    if not (reading.cost or reading.own or reading.compare) or reading.groups or reading.grain:
        return None
    if _asks_more(reading) or reading.change not in ("", "any", "up", "down"):
        return None
    settle_ever(reading)
    args = scope(reading)
    return None if args is None else Step(AGENT, "weekdays", args)


def _asks_more(reading: Reading) -> bool:
    """Slots that say more than these tools answer."""
    ranked = reading.order or reading.top_n or reading.over or reading.under or reading.share or reading.average
    other = reading.why or reading.new or reading.stopped or reading.stepwise or reading.earlier or reading.trend
    return bool(ranked or other or reading.commitment or reading.aspect or reading.status)
