"""Questions for credits: those that were applied, that are left, or that end."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_CREDIT: Final = ("credit",)


def _is_told(said: Utterance) -> bool:
    """Credits of this bill are told in all and by month."""
    ours = said.own or said.behind or said.periods or said.of_credits or said.listing
    return bool(ours) and said.aspect in ("", "ends") and said.grain in ("", "monthly")


def _arguments(said: Utterance) -> Args | None:
    if said.filters.get("kind") != _CREDIT or unfinished(said) or said.how or not _is_told(said):
        return None
    args = scope_asked(said)
    if args is None:
        return None
    del args["kind"]
    args.pop("by_invoice", None)
    aspect = said.aspect or ("left" if said.of_credits == "left" else "")
    return {**args, "aspect": aspect} if aspect else args


CREDITS = Intent(
    name="credits",
    tool="credits",
    takes=SCOPE_SLOTS | names("cost of_credits listing aspect share total what_is where made_of grain"),
    needs=(names("of_credits listing aspect"), names("filters")),
    arguments=_arguments,
    examples=EXAMPLES["credits"],
    near_misses=NEAR_MISSES["credits"],
)
