"""Questions for the run rate: what a day costs now, and what the month comes to at that pace."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_in
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import asks_for_amounts
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_PACES: Final = frozenset({"", "daily", "monthly"})
"""A run rate is a month's, and tells what a day costs; a year's would need more than one month."""
_RUNNING_MONTH: Final = frozenset({"this_month", "month_to_date"})
"""A run rate is that of the running month anyway."""


def _arguments(said: Utterance) -> Args | None:
    if said.grain not in _PACES or not asks_for_amounts(said):
        return None
    return None if any(period not in _RUNNING_MONTH for period in said.periods) else scope_in(said, "")


RUN_RATE = Intent(
    name="run_rate",
    tool="run_rate",
    takes=SCOPE_SLOTS | names("cost run_rate grain total what_is where average listing"),
    needs=(names("run_rate"),),
    arguments=_arguments,
    examples=EXAMPLES["run_rate"],
    near_misses=NEAR_MISSES["run_rate"],
)
