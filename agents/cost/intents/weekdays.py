"""Questions about weekends beside weekdays."""

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    about_cost = said.cost or said.own or said.compare or said.topmost
    args = scope_asked(said) if about_cost and not unfinished(said) else None
    if args is None or (said.order and (said.days or said.top_n > 1)):
        return None
    args.update({"days": said.days} if said.days else {})
    args.update({"order": said.order} if said.order else {})
    return args


WEEKDAYS = Intent(
    name="weekdays",
    tool="weekdays",
    takes=SCOPE_SLOTS
    | names("cost weekdays days average compare against change total where listing what_is driver things order top_n"),
    needs=(names("weekdays"),),
    arguments=_arguments,
    examples=EXAMPLES["weekdays"],
    near_misses=NEAR_MISSES["weekdays"],
)
