"""The words of one agent's subject on top of all others, for its own reading of a text."""

from collections.abc import Iterator

from finops_core.questions.intents import AgentQuestions, Cue
from supervisor.english import forms_of, plural_of
from supervisor.lexicon import Entry, Kind, Lexicon, Value, build, tokens_of


def first_words(questions: AgentQuestions) -> frozenset[str]:
    """The words by which a cue can begin: a text without any of them has none."""
    return frozenset(tokens_of(phrase)[0] for cue in questions.cues for phrase, _ in _spellings(cue))


def with_cues(questions: AgentQuestions, lexicon: Lexicon) -> Lexicon:
    """The lexicon in which the agent's own words mean its subject, whatever they mean to others."""
    return build(_entries(questions), lexicon, over=True)


def _entries(questions: AgentQuestions) -> Iterator[Entry]:
    for cue in questions.cues:
        for phrase, meaning in _spellings(cue):
            value: Value = (cue.name, meaning)
            yield phrase, Kind.CUE, value


def _spellings(cue: Cue) -> Iterator[tuple[str, str]]:
    for meaning, text in cue.phrases.items():
        yield from ((phrase, meaning) for phrase in _parts(text))
    for meaning, text in cue.nouns.items():
        for noun in _parts(text):
            yield from ((form, meaning) for form in (noun, plural_of(noun)))
    for meaning, text in cue.verbs.items():
        yield from ((form, meaning) for verb in _parts(text) for form in forms_of(verb))


def _parts(text: str) -> list[str]:
    return [phrase.strip().lower() for phrase in text.split(",") if phrase.strip()]
