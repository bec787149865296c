"""Questions for the invoices of a bill."""

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    of_a_sum = said.total and not said.listing
    args = None if unfinished(said) or said.how or of_a_sum else scope_asked(said)
    return args and {name: value for name, value in args.items() if name != "by_invoice"}


INVOICES = Intent(
    name="invoices",
    tool="invoices",
    takes=SCOPE_SLOTS | names("cost invoices listing what_is where total"),
    needs=(names("invoices"),),
    arguments=_arguments,
    examples=EXAMPLES["invoices"],
    near_misses=NEAR_MISSES["invoices"],
)
