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
_MORE_THAN_NEEDED: Final = ("", "for what they do", "for their load", "for their workload", "for the load",
                            "for what they need", "for their job", "for their traffic")  # fmt: skip
TOO_LARGE_WORDS: Final = ", ".join(
    (
        *(f"{very} {large} {load}".strip()
          for very in ("too", "much too", "far too", "way too", "a size too", "larger", "bigger")
          for large in ("big", "large", "powerful", "strong", "than needed", "than necessary", "than required")
          for load in _MORE_THAN_NEEDED if (very in ("larger", "bigger")) == large.startswith("than")),
        *(f"{hardly} {used}"
          for hardly in ("hardly", "barely", "rarely", "scarcely", "seldom", "little", "lightly")
          for used in ("used", "utilised", "utilized", "loaded", "busy")),
        *(f"{verb} {what}" for verb in ("over-sized", "oversize", "over sized") for what in ("",)),
        "overpowered, under-worked, half empty, bored",
    )
)  # fmt: skip
"""That something is larger than it has to be, wherever its name stands."""
OLD_GENERATION: Final = ", ".join(
    f"{before}{old}{dash}{noun}"
    for before in ("", "on ", "of ", "of an ", "from an ", "on an ", "a ", "an ", "from ")
    for old in ("old", "older", "previous", "outdated", "last", "past", "prior", "legacy")
    for dash in (" ", "-")
    for noun in ("generation", "generations", "gen", "hardware", "generation hardware")
    if not (old in ("last", "past") and noun == "hardware")
)
"""That something is of a generation that has a newer one."""
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
    things: str = "",
    topics: Mapping[str, str] | None = None,
) -> AgentQuestions:
    """What a view's agent can be asked. `said` has the phrases of each topic, and under "" those of the overview;
    `cue` names them, `called` is what a bill calls the service, and `also` are further slots and cues that may be said
    beside. `topics` are words that ask for one with any of the `things`, wherever either stands."""
    thing, topic = f"{cue}_of", f"{cue}_topic"
    use = Intent(
        name=cue,
        tool="use",
        takes=_TAKEN | also | {cue, thing, topic, "view_glue"},
        needs=(frozenset({cue, topic}),),
        arguments=_arguments_of(cue, thing, topic),
        claims=True,
        examples=examples,
        near_misses=near_misses,
    )
    cues = (
        Cue(name=cue, phrases=said),
        Cue(name=topic, phrases=topics or {}),
        Cue(name=thing, phrases={"": things} if things else {}),
        _GLUE,
    )

    def subject(args: Mapping[str, Argument]) -> str:
        return called if args.keys() <= {"period"} else ""

    def stands_alone(said: Utterance) -> bool:
        return cue in said.cues or {thing, topic} <= said.cues.keys()

    return AgentQuestions(cues=cues, intents=(use,), subject=subject, stands_alone=stands_alone)


_GLUE: Final = Cue(
    name="view_glue",
    phrases={
        "": "should, could, can, would, do, need, needs, we, i, benefit, benefit from, would benefit from, "
        "could benefit from, "
        "candidate, candidates, candidate for, candidates for, move, move to, moved to, moving to, be moved to, "
        "go to, be in, be on, put in, put into, switch to, switched to, switching to, still, still run on, run on, "
        "running on, still on, are on, upgrade, be upgraded, make sense, makes sense, worth, good, suitable for, "
        "fit for, fleet, anything, lately, in the last weeks, recently, at all, have had, "
        "had, left, left on, remaining"
    },
)
"""What stands between a thing and what is asked of it, and says nothing by itself."""


def _arguments_of(cue: str, thing: str, topic: str) -> Callable[[Utterance], Args | None]:
    """Where to look and what about; a filter on anything but places is another agent's."""

    def about(said: Utterance) -> str | None:
        """A name with a class beside it ("S3 Glacier") may be that of a service: something has to be asked of them."""
        if cue in said.cues:
            return None if said.cues.keys() & {thing, topic, "view_glue"} else said.cues[cue]
        if thing not in said.cues or said.cost:
            return None
        asked = said.which or said.listing or said.share or "view_glue" in said.cues or said.cues[topic] != "classes"
        return said.cues[topic] if asked else None

    def arguments(said: Utterance) -> Args | None:
        if said.what_is and said.meaning:
            return None  # what it means
        period, told = said.period, about(said)
        if period is None or told is None or not said.filters.keys() <= _PLACES:
            return None
        args: Args = {"period": period} if period else {}
        args |= dict(said.filters)
        return args | {"about": told} if told else args

    return arguments
