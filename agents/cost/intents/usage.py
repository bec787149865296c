"""Questions about quantities, and about prices of a unit."""

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_SUBJECTS = frozenset(
    {"service", "usage_family", "usage_type", "usage_kind", "instance_family", "resource", "team", "tag"}
)


def _arguments(said: Utterance) -> Args | None:
    """How much of something was used, or what a unit of it cost; of what, or whose, has to be said."""
    if not _says_of_what(said) or unfinished(said):
        return None
    args = scope_asked(said)
    if args is None or (said.change and not said.unit_price):
        return None
    if said.stored:
        args["unit"] = "stored"
    elif said.unit:
        args["unit"] = said.unit
    if said.unit_price:
        args["aspect"] = "price_change" if said.change else "price"
    return args


def _says_of_what(said: Utterance) -> bool:
    mine = said.stored and (said.own or said.periods)
    priced = said.unit_price and (said.own or said.change)
    return bool(said.filters.keys() & _SUBJECTS or mine or priced)


USAGE = Intent(
    name="usage",
    tool="usage",
    takes=SCOPE_SLOTS | names("cost unit unit_price stored change things total where listing what_is made_of"),
    needs=(names("unit unit_price stored"),),
    arguments=_arguments,
    examples=EXAMPLES["usage"],
    near_misses=NEAR_MISSES["usage"],
)
