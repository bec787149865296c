"""The words of one agent's subject on top of all others, for its own reading of a text."""

from collections.abc import Iterator

from finops_core.questions.intents import AgentQuestions, Cue
from supervisor.deeds import VERBS
from supervisor.english import forms_of, plural_of
from supervisor.lexicon import Entry, Kind, Lexicon, Value, build, tokens_of
from supervisor.slots import PAIRED


def nouns_like_deeds(questions: AgentQuestions) -> frozenset[str]:
    """Things whose name begins with a verb of a deed: "tag compliance", which nobody asks to be tagged."""
    nouns = (noun for cue in questions.cues for text in cue.nouns.values() for noun in _parts(text))
    named = (f" {' '.join(tokens_of(form))} " for noun in nouns for form in (noun, plural_of(noun)))
    return frozenset(name for name in named if name.split()[0] in VERBS and len(name.split()) > 1)


def with_cues(questions: AgentQuestions, lexicon: Lexicon) -> Lexicon:
    """The lexicon in which the agent's own words mean its subject, whatever they mean to others."""
    return build(_entries(questions), lexicon, over=True)


def _entries(questions: AgentQuestions) -> Iterator[Entry]:
    for cue in questions.cues:
        for phrase, meaning in spellings(cue):
            value: Value = (cue.name, meaning, PAIRED) if cue.pairs else (cue.name, meaning)
            yield phrase, Kind.CUE, value


def spellings(cue: Cue) -> Iterator[tuple[str, str]]:
    """The ways to say a cue, each with what is meant."""
    for meaning, text in cue.phrases.items():
        yield from ((phrase, meaning) for phrase in _parts(text))
    for meaning, text in cue.nouns.items():
        for noun in _parts(text):
            yield from ((form, meaning) for form in (noun, plural_of(noun)))
            if noun.count(" ") > 1:
                joined = noun.replace(" ", "-", 1)  # "cost-saving recommendation"
                yield from ((form, meaning) for form in (joined, plural_of(joined)))
    for meaning, text in cue.verbs.items():
        yield from ((form, meaning) for verb in _parts(text) for form in forms_of(verb))


def _parts(text: str) -> list[str]:
    return [phrase.strip().lower() for phrase in text.split(",") if phrase.strip()]
