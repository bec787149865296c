"""How the use of a service is asked about, for the words of each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from finops_core.questions.utterance import Args, Utterance

_USED: Final = (
    "how is {it} used", "how is {it} being used", "how are {it} used", "how are {it} being used", "how do we use {it}",
    "how do i use {it}", "how well do we use {it}", "how well is {it} used", "how well are {it} used",
    "how busy is {it}", "how busy are {it}", "utilisation of {it}", "utilization of {it}", "{it} utilisation",
    "{it} utilization", "{it} overview", "overview of {it}", "an overview of {it}", "{it} health check",
    "how efficient is {it}", "how efficient are {it}", "how efficiently do we use {it}", "how is {it} utilised",
    "how is {it} utilized", "how are {it} utilised", "how are {it} utilized", "how well utilised is {it}",
    "how well utilised are {it}",
)  # fmt: skip
_OWN: Final = ("", "my ", "our ", "the ")
_PLACES: Final = frozenset({"account", "region"})


def phrases(templates: Iterable[str], names: Sequence[str]) -> str:
    """Every template said of every name, with and without whose it is, as a cue takes them."""
    return ", ".join(dict.fromkeys(
        template.format(it=f"{own}{name}") for template in templates for name in names for own in _OWN
    ))  # fmt: skip


def uses_of(*names: str) -> str:
    """The ways to ask how these are used."""
    return phrases(_USED, names)


def arguments_of(cue: str) -> Callable[[Utterance], Args | None]:
    """Where to look and what about; a filter on anything but places is another agent's."""

    def arguments(said: Utterance) -> Args | None:
        period = said.period
        if period is None or not said.filters.keys() <= _PLACES:
            return None
        args: Args = {"period": period} if period else {}
        args |= dict(said.filters)
        if said.cues[cue]:
            args["about"] = said.cues[cue]
        return args

    return arguments
