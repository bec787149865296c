"""Questions about what is new, and what stopped."""

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked, scope_in
from agents.cost.intents.comparison import running_since
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import asks_for_amounts
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    """New and stopped charges. "started" and the like need a cost noun or a dimension, not both kinds at once."""
    if not asks_for_amounts(said) or (said.new and said.stopped) or len(said.groups) > 1:
        return None
    args = _against(said) if said.against and said.new and said.periods else _within(said)
    if args is None:
        return None
    args["change"] = "new" if said.new else "stopped"
    if said.groups:
        args["group_by"] = tuple(said.groups)
    return args


def _within(said: Utterance) -> Args | None:
    """The days in which something is new or gone."""
    periods = running_since(said.periods)
    if said.period is None:
        return None
    return scope_in(said, periods[0]) if len(periods) == 1 else scope_asked(said)


def _against(said: Utterance) -> Args | None:
    """ "New charges in June that weren't there in May"."""
    if len(said.periods) > 2 or said.span:
        return None
    first, *others = said.periods
    args = scope_in(said, first if others else "")
    args["compare_to"] = said.periods[-1]
    return args


CHANGES = Intent(
    name="changes",
    tool="changes",
    takes=SCOPE_SLOTS
    | names("cost where order top_n new against stopped things total listing groups what_is over under why made_of"),
    needs=(names("new stopped"),),
    arguments=_arguments,
    examples=EXAMPLES["changes"],
    near_misses=NEAR_MISSES["changes"],
)
