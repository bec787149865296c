"""Questions for what a bill has one by one: credits, invoices and tag keys."""

from supervisor.arguments import AGENT, scope, settle_ever
from supervisor.plan import Step
from supervisor.slots import Reading

CREDITS = ("credit",)


def list_step(reading: Reading) -> Step | None:
    """The list that is asked for; None when it is none of these, or when more is asked of it than a list tells."""
    if _asks_more(reading):
        return None
    if reading.of_credits or (reading.listing and reading.filters.get("kind") == CREDITS):
        return credits_step(reading)
    if reading.tag_list:
        return _scoped(reading, "tag_coverage") if reading.own or reading.listing or reading.using else None
    return _scoped(reading, "invoices") if reading.invoices and not reading.total else None


def asks_when_credits_end(reading: Reading) -> bool:
    """Only credits end in this way: commitments have a tool of their own."""
    return reading.aspect == "ends" and reading.filters.get("kind") == CREDITS and not reading.commitment


def credits_step(reading: Reading) -> Step | None:
    """Credits that were applied, that are left, or that end."""
    if reading.filters.pop("kind", ()) != CREDITS or _asks_more(reading) or reading.commitment:
        return None
    if not (reading.own or reading.behind or reading.periods or reading.of_credits or reading.listing):
        return None
    step = _scoped(reading, "credits")
    aspect = "ends" if reading.aspect == "ends" else "left" if reading.of_credits == "left" else ""
    return Step(AGENT, "credits", {**step.args, "aspect": aspect}) if step and aspect else step


def _scoped(reading: Reading, tool: str) -> Step | None:
    settle_ever(reading)
    args = scope(reading)
    if args is None:
        return None
    return Step(AGENT, tool, {name: value for name, value in args.items() if name != "by_invoice"})


def _asks_more(reading: Reading) -> bool:
    """Slots that say more than a list answers."""
    ranked = reading.order or reading.top_n or reading.over or reading.under or reading.share or reading.average
    moved = reading.change or reading.new or reading.stopped or reading.stepwise or reading.compare or reading.why
    return bool(ranked or moved or reading.groups or reading.grain or reading.trend or reading.earlier or reading.how)
