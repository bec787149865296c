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
    if not asks_for_amounts(said) or said.period is None:
        return None
    if (said.new and said.stopped) or len(said.groups) > 1:
        return None
    periods = running_since(said.periods)
    args = scope_in(said, periods[0]) if len(periods) == 1 else scope_asked(said)
    if args is None:
        return None
    args["change"] = "new" if said.new else "stopped"
    if said.groups:
        args["group_by"] = tuple(said.groups)
    return args


CHANGES = Intent(
    name="changes",
    tool="changes",
    takes=SCOPE_SLOTS
    | names("cost where order top_n new stopped things total listing groups what_is over under why made_of"),
    needs=(names("new stopped"),),
    arguments=_arguments,
    examples=EXAMPLES["changes"],
    near_misses=NEAR_MISSES["changes"],
)
