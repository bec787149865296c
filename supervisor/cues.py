"""The words of one agent's subject on top of all others, for its own reading of a text."""

from collections.abc import Iterator, Mapping
from typing import Final

from finops_core.questions.intents import AgentQuestions, Cue
from supervisor.deeds import VERBS
from supervisor.english import forms_of, plural_of
from supervisor.lexicon import Entry, Kind, Lexicon, Value, build, tokens_of


def telling_words(questions: AgentQuestions, general: Lexicon) -> frozenset[str]:
    """A word of each way to say a cue: a text without any of them has none of the agent's cues.

    It is no word of grammar where the phrase has another, and best one that means nothing to others: "reduce" and not
    "how" of "how can we reduce", "bring" and not "spending" of "bring our spending down".
    """
    phrases = (tokens_of(phrase) for cue in questions.cues for phrase, _ in _spellings(cue))
    return frozenset(_telling(words, general) for words in phrases)


def _telling(words: list[str], general: Lexicon) -> str:
    def tells(word: str) -> tuple[bool, bool, bool, int]:
        node = general.get(word)
        return word not in _GRAMMAR, node is None, node is None or node.kind <= Kind.SKIP, len(word)

    return max(words, key=tells)


def phrases_listened_for(questions: AgentQuestions, general: Lexicon) -> Mapping[str, tuple[str, ...]]:
    """The phrases without one of which none of the agent's intents takes a question, by the rarest word of each.

    A phrase has a blank on both sides, so that it is found in a text of words with blanks between them.
    """
    needed = _needed_cues(questions)
    found: dict[str, dict[str, None]] = {}
    for cue in questions.cues:
        for phrase, _ in _spellings(cue) if cue.name in needed else ():
            words = tokens_of(phrase)
            found.setdefault(_rarest(words, general), {})[f" {' '.join(words)} "] = None
    return {word: tuple(phrases) for word, phrases in found.items()}


def nouns_like_deeds(questions: AgentQuestions) -> frozenset[str]:
    """Things whose name begins with a verb of a deed: "tag compliance", which nobody asks to be tagged."""
    nouns = (noun for cue in questions.cues for text in cue.nouns.values() for noun in _parts(text))
    named = (f" {' '.join(tokens_of(form))} " for noun in nouns for form in (noun, plural_of(noun)))
    return frozenset(name for name in named if name.split()[0] in VERBS and len(name.split()) > 1)


def _rarest(words: list[str], general: Lexicon) -> str:
    """The word of a phrase that fewest other questions have: best one that no other agent knows, and no service's."""

    def rarity(word: str) -> tuple[bool, bool, bool, int]:
        node = general.get(word)
        unknown = node is None or node.kind < 0
        return word not in _EVERYDAY, unknown, node is None or node.kind != Kind.FILTER, len(word)

    return max(words, key=rarity)


def _needed_cues(questions: AgentQuestions) -> frozenset[str]:
    """Cues of which every intent needs one; all cues where an intent needs none."""
    every = frozenset(cue.name for cue in questions.cues)
    needed: set[str] = set()
    for intent in questions.intents:
        choices = [choice for choice in intent.needs if choice <= every]
        if not choices:
            return every
        needed |= choices[0]
    return frozenset(needed)


_WORDS = """
    a about all am an and any are as at be been being by can could did do does doing for from get going had has have how
    i if in into is it its may might more my no not of off on or our out shall should so some than that the their them
    there these they this those to up us was we were what when where which who whose why will with would you your cost
    costs money spend cloud aws
"""
_GRAMMAR: Final = frozenset(_WORDS.split())
"""Words of grammar, and those that all agents of a bill hear in most questions."""
_EVERYDAY: Final = _GRAMMAR | frozenset(
    {"account", "accounts", "many", "month", "much", "region", "regions", "service", "services", "type", "usage"}
)


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
            if noun.count(" ") > 1:
                joined = noun.replace(" ", "-", 1)  # "cost-saving recommendation"
                yield from ((form, meaning) for form in (joined, plural_of(joined)))
    for meaning, text in cue.verbs.items():
        yield from ((form, meaning) for verb in _parts(text) for form in forms_of(verb))


def _parts(text: str) -> list[str]:
    return [phrase.strip().lower() for phrase in text.split(",") if phrase.strip()]
