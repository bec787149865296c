"""Questions for a forecast in which something costs more or less than it is expected to."""

from decimal import Decimal
from typing import Final

from agents.bill.scope_asked import scope_asked
from agents.cost.forecast.supposed_params import MOST_CHANGE
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_NAMED: Final = frozenset(
    {"service", "service_category", "account", "region", "usage_family", "provider", "tag", "team"}
)


def _arguments(said: Utterance) -> Args | None:
    """What changes by how much. Abstains without a percentage, and where the days are not ahead."""
    args = scope_asked(said)
    if args is None or not said.percent or said.change not in ("up", "down") or not said.filters.keys() <= _NAMED:
        return None
    if said.periods and not said.periods[0].startswith(("next_", "rest_of_", "this_")):
        return None
    share = Decimal(said.percent.replace(",", "")) / 100
    if not 0 < share <= (MOST_CHANGE if said.change == "up" else 1):
        return None
    return {**args, "change": format((share if said.change == "up" else -share).normalize(), "f")}


SUPPOSED: Final = Intent(
    name="forecast_supposed",
    tool="forecast_supposed",
    takes=names("supposed cost change filters periods within forecast total things"),
    needs=(names("supposed"), names("change")),
    arguments=_arguments,
    examples=EXAMPLES["forecast_supposed"],
    near_misses=NEAR_MISSES["forecast_supposed"],
)
