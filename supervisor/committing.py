"""Questions about Savings Plans and reservations: what the bill says of them, and what was paid for them."""

from collections.abc import Mapping
from typing import Final

from supervisor.arguments import AGENT, Args, period_of
from supervisor.plan import Step
from supervisor.slots import Reading

_KINDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "upfront": {"savings_plan": ("savings_plan_upfront",), "reservation": ("reservation_upfront",)},
    "recurring": {"savings_plan": ("savings_plan_recurring",), "reservation": ("reservation_recurring",)},
    "": {
        "savings_plan": ("savings_plan_upfront", "savings_plan_recurring"),
        "reservation": ("reservation_upfront", "reservation_recurring"),
    },
}
"""The line kinds that are paid for each kind of commitment: upfront, in instalments, or both."""

_PAID: Final = {"fee": "recurring"}
"""Fees without more are those that come again."""


def commitments_step(reading: Reading) -> Step | None:
    """What the bill says about commitments. With neither an aspect nor whose they are it may be advice or a price."""
    period = period_of(reading)
    if not reading.commitment or period is None or not (reading.aspect or _which_we_have(reading)):
        return None
    if reading.groups or reading.filters or reading.compare or reading.order or reading.grain or reading.exclude:
        return None
    args: Args = {"period": period} if period else {}
    if reading.commitment != "any":
        args["kind"] = reading.commitment
    if reading.aspect:
        args["aspect"] = reading.aspect
    return Step(AGENT, "commitments", args)


def _which_we_have(reading: Reading) -> bool:
    """ "Which commitments do we have", "show our reservations"."""
    asks_more = reading.does or reading.using or reading.how or reading.generic or reading.change or reading.why
    return reading.own and not (asks_more or reading.cost or reading.share or reading.average or reading.trend)


def asks_what_was_paid(reading: Reading) -> bool:
    """Whether fees of commitments are asked for: "upfront fees", "what do we pay for Savings Plans"."""
    if reading.aspect or reading.compare or reading.using or reading.metric or "kind" in reading.filters:
        return False
    if not reading.commitment:
        return reading.fee == "upfront" and bool(reading.own or reading.periods or reading.groups)
    if reading.commitment != "reservation" and "service" in reading.filters:
        return False
    mine = reading.own or reading.periods or reading.groups or reading.grain
    return bool(mine and (reading.fee or (reading.cost and not reading.does)))


def keep_what_was_paid(reading: Reading) -> None:
    """Makes the commitment a filter of line kinds, which `spend` and `compare` take."""
    kinds = _KINDS[_PAID.get(reading.fee, reading.fee)]
    for commitment, names in kinds.items():
        if reading.commitment in ("", "any", commitment):
            for name in names:
                reading.keep(("kind", name))
    reading.commitment = reading.fee = ""
    reading.cost = True
