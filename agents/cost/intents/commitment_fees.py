"""What was paid for Savings Plans and reservations: line kinds, which `spend` and `compare` take as filters."""

from collections.abc import Mapping
from typing import Final

from finops_core.questions.intents import names
from finops_core.questions.utterance import Utterance

FEE_SLOTS: Final = names("commitment fee")

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


def asks_what_was_paid(said: Utterance) -> bool:
    """Whether fees of commitments are asked for: "upfront fees", "what do we pay for Savings Plans"."""
    if _is_of_something_else(said):
        return False
    if not said.commitment:
        return said.fee == "upfront" and _is_of_this_bill(said)
    if said.commitment != "reservation" and "service" in said.filters:
        return False
    paid = said.fee or (said.cost and not said.does)
    return bool(paid and (_is_of_this_bill(said) or said.grain))


def _is_of_this_bill(said: Utterance) -> bool:
    """Whose, when, or of which parts: without any of them it asks for what such a thing costs in general."""
    return bool(said.own or said.periods or said.groups)


def _is_of_something_else(said: Utterance) -> bool:
    """Its use, another measure, or kinds that are compared or named by themselves."""
    return bool(said.using or said.metric or "kind" in said.filters or _sets_kinds_side_by_side(said))


def _sets_kinds_side_by_side(said: Utterance) -> bool:
    """ "Compare Savings Plans and reservations" asks for no amounts, unless two periods are set side by side."""
    return said.compare and len(said.periods) + bool(said.earlier) < 2 and not said.against


def what_was_paid(said: Utterance) -> Utterance:
    """The question with the commitment as a filter of line kinds."""
    found = said.copy()
    for commitment, kinds in _KINDS[_PAID.get(said.fee, said.fee)].items():
        if said.commitment in ("", "any", commitment):
            for kind in kinds:
                found.keep(("kind", kind))
    found.commitment = found.fee = ""
    found.cost = True
    return found
