"""Questions for one charge: an amount, a usage type, or why something is charged at all."""

from typing import Final

from agents.bill.instance_types import is_instance_type
from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_NAMES: Final = frozenset({"service", "usage_family", "usage_type", "usage_kind", "region", "account", "resource"})


def explains(said: Utterance) -> bool:
    """Whether it asks what a charge is, rather than how much or why it changed."""
    if said.amount:
        return said.cost
    asks = _asks_for_meaning(said)
    if not _names_a_charge(said) or (said.average and not asks):
        return False
    meant = _names_a_usage_type(said)
    if said.why and said.cost:
        return said.own or (meant and not said.change)
    return meant and (asks or bool(said.why))


def _names_a_usage_type(said: Utterance) -> bool:
    """Whether usage types are named that are no machines: these explain themselves."""
    types = said.filters.get("usage_type", ())
    return bool(types) and not any(is_instance_type(name) for name in types)


def _names_a_charge(said: Utterance) -> bool:
    named = said.filters.keys()
    return bool(named) and named <= _NAMES and not (said.exclude or said.how or said.generic or said.using)


def _asks_for_meaning(said: Utterance) -> bool:
    """ "What is X", "what does X mean": beside no interval that word is no average."""
    mean = (said.does or said.what_is) and said.average and not said.cost
    return bool(mean or (not said.average and (said.what_is or said.meaning)))


def _arguments(said: Utterance) -> Args | None:
    """The charge with its filters."""
    if unfinished(said) or not explains(said) or not said.filters.keys() <= _NAMES or said.how or said.generic:
        return None
    args = scope_asked(said)
    if args is None:
        return None
    return {**args, "amount": said.amount} if said.amount else args


CHARGE = Intent(
    name="charge",
    tool="charge",
    takes=(SCOPE_SLOTS - {"metric"})
    | names("cost amount what_is why meaning average where things total fee made_of invoices listing"),
    needs=(names("amount what_is why meaning average"),),
    arguments=_arguments,
    examples=EXAMPLES["charge"],
    near_misses=NEAR_MISSES["charge"],
)
