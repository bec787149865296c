"""How an agent declares what it can be asked: the words of its subject, and what a question with them comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from finops_core.questions.utterance import Args, Argument, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word of an agent's subject, said in any of these ways. The name is what intents take and need.

    Each table maps what is meant to phrases separated by commas. Nouns get their plural and verbs their forms when the
    lexicon is built. A question says one of the meanings only, or two of a cue of `pairs`, with a comma between.
    """

    name: str
    nouns: Mapping[str, str] = field(default_factory=dict[str, str])
    verbs: Mapping[str, str] = field(default_factory=dict[str, str])
    phrases: Mapping[str, str] = field(default_factory=dict[str, str])
    pairs: bool = False


LONGER: Final = "older"
"""The cue behind which a length of time stands, of every agent that has one: "older than 90 days"."""
SHORTER: Final = "younger"
"""The same for a length that is not reached: "newer than 30 days"."""
RANKED: Final = "ranked"
"""The cue that ranks what an agent lists, so that a number before it counts: "the 5 oldest snapshots"."""


class Example(NamedTuple):
    """A question and the arguments it comes to."""

    text: str
    args: Mapping[str, Argument]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that can be asked of a tool.

    It takes a question when it takes each slot that is filled and each cue that was said, when one name of each set in
    `needs` is among them, and when `arguments` gives arguments: None says that the slots do not add up.
    `near_misses` are questions in almost the same words that mean something else. What it takes and `claims` is its
    agent's even where an agent without words of its own takes it too: which buckets are new, an account knows and a
    bill can only guess.
    """

    name: str
    tool: str
    takes: frozenset[str]
    arguments: Callable[[Utterance], Args | None]
    needs: tuple[frozenset[str], ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[str, ...] = ()
    claims: bool = False


class Asked(NamedTuple):
    """A tool with its arguments: what a question came to."""

    tool: str
    args: Mapping[str, Argument]


def has_a_cue(said: Utterance) -> bool:
    return bool(said.cues)


def names_no_things(_: Mapping[str, Argument]) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentQuestions:
    """All that an agent can be asked. `intents` are in the order in which they are preferred.

    `stands_alone` says whether words are about the agent's subject without a question before them; `follow_up` gives
    what a question comes to that continues one of this agent's: without one, what it names takes the place of what was
    asked of the same tool. `subject` names the things that a question with some arguments is about, for a later "they":
    in words that another agent may be asked about, empty where there are none. An agent that `gives_way` is about
    things of any kind: a question that another agent takes as well is the other's. An agent that `keeps_its_subject`
    is asked further in its own words without naming it: after a question about budgets "when will it run out" is about
    them. Its intents then get no cue for the subject.
    """

    cues: tuple[Cue, ...] = ()
    intents: tuple[Intent, ...] = ()
    stands_alone: Callable[[Utterance], bool] = has_a_cue
    follow_up: Callable[[Utterance, Asked], Asked | None] | None = None
    subject: Callable[[Mapping[str, Argument]], str] = names_no_things
    gives_way: bool = False
    keeps_its_subject: bool = False


def names(text: str) -> frozenset[str]:
    """Slots and cues as a set, from their names with spaces between."""
    return frozenset(text.split())
