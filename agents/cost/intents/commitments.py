"""Questions about Savings Plans and reservations as the bill shows them."""

from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    """What the bill says about commitments. With neither an aspect nor whose they are it may be advice or a price."""
    period = said.period
    if said.grain not in ("", "monthly"):
        return None
    if unfinished(said) or period is None or not (said.aspect or _which_we_have(said)):
        return None
    args: Args = {"period": period} if period else {}
    if said.commitment != "any":
        args["kind"] = said.commitment
    if said.aspect not in ("", "both"):
        args["aspect"] = said.aspect
    return args


def _which_we_have(said: Utterance) -> bool:
    """ "Which commitments do we have", "show our reservations"."""
    return said.own and not (said.does or said.using or said.how or said.generic or said.cost)


COMMITMENTS = Intent(
    name="commitments",
    tool="commitments",
    takes=names(
        "commitment aspect fee periods ever cost share average trend listing total what_is where things top_n grain"
    ),
    needs=(names("commitment"),),
    arguments=_arguments,
    examples=EXAMPLES["commitments"],
    near_misses=NEAR_MISSES["commitments"],
)
