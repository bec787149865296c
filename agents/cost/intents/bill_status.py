"""Questions about the bill itself, of which there is only one account to give."""

from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    return None if unfinished(said) else {}


BILL_STATUS = Intent(
    name="bill_status",
    tool="bill_status",
    takes=names("status cost what_is listing total where ever"),
    needs=(names("status"),),
    arguments=_arguments,
    examples=EXAMPLES["bill_status"],
    near_misses=NEAR_MISSES["bill_status"],
)
