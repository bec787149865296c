"""How the use of a service is asked about, for the words of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Argument, Utterance

_USED: Final = (
    "how is {it} used", "how is {it} being used", "how are {it} used", "how are {it} being used", "how do we use {it}",
    "how do i use {it}", "how well do we use {it}", "how well is {it} used", "how well are {it} used",
    "how busy is {it}", "how busy are {it}", "utilisation of {it}", "utilization of {it}", "{it} utilisation",
    "{it} utilization", "{it} overview", "overview of {it}", "an overview of {it}", "{it} health check",
    "how efficient is {it}", "how efficient are {it}", "how efficiently do we use {it}", "how is {it} utilised",
    "how is {it} utilized", "how are {it} utilised", "how are {it} utilized", "how well utilised is {it}",
    "how well utilised are {it}", "how well utilized is {it}", "how well utilized are {it}", "{it} well used",
    "{it} well utilised", "{it} well utilized", "{it} used well", "{it} used efficiently", "{it} used at the moment",
    "{it} utilisation like", "{it} utilization like", "how full are {it}", "how loaded are {it}",
)  # fmt: skip
LITTLE_USED: Final = (
    "{it} are underutilised", "{it} are underutilized", "{it} are under-utilised", "{it} are under-utilized",
    "{it} are underused", "{it} are hardly used", "{it} are barely used", "{it} are rarely used", "{it} have low cpu",
    "{it} have low cpu usage", "{it} have low utilisation", "{it} have low utilization", "underutilised {it}",
    "underutilized {it}", "under-utilised {it}", "under-utilized {it}", "{it} with low cpu",
    "{it} with low utilisation", "{it} with low utilization", "{it} with low cpu usage",
)  # fmt: skip
"""Ways to say that something is larger than it has to be, by how little it has to do."""
TOO_LARGE: Final = (
    "what can be right-sized in {it}", "what can be rightsized in {it}", "what can be right-sized on {it}",
    "what can be rightsized on {it}", "what could be right-sized in {it}", "what could be rightsized in {it}",
    "what should be right-sized in {it}", "what should be rightsized in {it}", "what is too large in {it}",
    "{it} are too large", "{it} are too big", "{it} can be right-sized", "{it} can be rightsized",
    "{it} could be right-sized", "{it} could be rightsized", "{it} should be right-sized", "{it} should be rightsized",
    "{it} can be downsized", "{it} could be downsized", "{it} should be downsized", "{it} are larger than they need",
    "{it} are oversized", "{it} are over-sized",
    "{it} can i rightsize", "{it} can we rightsize", "{it} could we rightsize", "{it} should we rightsize",
    "{it} are larger than needed", "{it} are larger than necessary",
)  # fmt: skip
_OWN: Final = ("", "my ", "our ", "the ")
_PLACES: Final = frozenset({"account", "region"})
_TAKEN: Final = names("periods filters where listing what_is")


def phrases(templates: Iterable[str], names: Sequence[str]) -> str:
    """Every template said of every name, with and without whose it is, as a cue takes them."""
    return ", ".join(dict.fromkeys(
        template.format(it=f"{own}{name}") for template in templates for name in names for own in _OWN
    ))  # fmt: skip


def uses_of(*names: str) -> str:
    """The ways to ask how these are used."""
    return phrases(_USED, names)


def use_questions(
    cue: str,
    said: Mapping[str, str],
    *,
    called: str,
    examples: tuple[Example, ...],
    near_misses: tuple[str, ...],
    also: frozenset[str] = frozenset(),
) -> AgentQuestions:
    """What a view's agent can be asked. `said` has the phrases of each topic, and under "" those of the overview;
    `cue` names them, `called` is what a bill calls the service, and `also` are further slots and cues that may be said
    beside."""
    use = Intent(
        name=cue,
        tool="use",
        takes=_TAKEN | also | {cue},
        needs=(frozenset({cue}),),
        arguments=arguments_of(cue),
        examples=examples,
        near_misses=near_misses,
    )

    def subject(args: Mapping[str, Argument]) -> str:
        return called if args.keys() <= {"period"} else ""

    return AgentQuestions(cues=(Cue(name=cue, phrases=said),), intents=(use,), subject=subject)


def arguments_of(cue: str) -> Callable[[Utterance], Args | None]:
    """Where to look and what about; a filter on anything but places is another agent's."""

    def arguments(said: Utterance) -> Args | None:
        if said.what_is and said.meaning:
            return None  # what it means
        period = said.period
        if period is None or not said.filters.keys() <= _PLACES:
            return None
        args: Args = {"period": period} if period else {}
        args |= dict(said.filters)
        if said.cues[cue]:
            args["about"] = said.cues[cue]
        return args

    return arguments
