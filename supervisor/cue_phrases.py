"""Which agents' words a text has: all phrases of all agents' cues, found in one walk over the text.

A phrase is filed under its rarest word, so that most texts need one look-up to tell that they have none. From that
word a tree leads through the words behind it, and from there through those before it. The tree of a word is made when
a text first has that word: a process that starts pays for no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from finops_core.questions.intents import AgentQuestions
from supervisor.cues import spellings
from supervisor.lexicon import Kind, Lexicon, tokens_of

_WORDS = """
    a about all am an and any are as at be been being by can could did do does doing for from get going had has have how
    i if in into is it its may might more my no not of off on or our out shall should so some than that the their them
    there these they this those to up us was we were what when where which who whose why will with would you your cost
    costs money spend cloud aws
"""
_GRAMMAR: Final = frozenset(_WORDS.split())
"""Words of grammar, and those that all agents of a bill hear in most questions."""
_COMMONEST_WORDS = """
    a about and are by did do for how i in is me much my of on our that the this to we what
"""
_COMMONEST: Final = frozenset(_COMMONEST_WORDS.split())
"""Words that nearly every question has: a phrase of grammar alone is filed under another one of its words."""
_EVERYDAY_WORDS = """
    account accounts bill many month much region regions service services type usage well
"""
_EVERYDAY: Final = _GRAMMAR | frozenset(_EVERYDAY_WORDS.split())
MOST_KEPT: Final = 4096
"""Sets of cues whose agents are kept."""
LONGEST_WORD: Final = 1000
"""Of two longer words neither is the rarer one."""


class HasQuestions(Protocol):
    """What is known of an agent here."""

    @property
    def questions(self) -> AgentQuestions: ...


@dataclass(slots=True)
class _Branch:
    """A word and those around it so far: the cues of a phrase that ends here, what may stand behind, and before."""

    phrase: str = ""
    cues: int = 0
    behind: dict[str, "_Branch"] | None = None
    before: dict[str, "_Branch"] | None = None


class CuePhrases:
    """The phrases of these agents' cues. A set of cues is a number with a bit for each cue of each agent."""

    def __init__(self, agents: Sequence[HasQuestions], general: Lexicon) -> None:
        self._asked_by = [_Needs(agent.questions) for agent in agents]
        self._agents: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {0: ((), ())}
        rarity, first = _Rarity(general), 1
        self._listened, self._others = _Trees(rarity), _Trees(rarity)
        for agent, needs in zip(agents, self._asked_by, strict=True):
            first = needs.number(first)
            for cue in agent.questions.cues:
                bit = needs.bits.get(cue.name, 0)
                trees = self._listened if bit & needs.listened else self._others
                for phrase, _ in spellings(cue) if bit else ():
                    trees.file(phrase, bit)
        self._needing_others = sum(needs.listened for needs in self._asked_by if needs.needs_others)
        self._words = self._listened.words()

    def cues_in(self, tokens: list[str]) -> int:
        """The cues that a text may have; none where no agent would take a question by them."""
        if self._words.isdisjoint(tokens):
            return 0
        found = 0
        for end in _ends(self._listened, tokens):
            found |= end.cues
        if found & self._needing_others:
            for end in _ends(self._others, tokens):
                found |= end.cues
        return found

    def phrases_in(self, tokens: list[str]) -> set[str]:
        """The phrases of a text without one of which no agent takes a question by its own words."""
        return {end.phrase for end in _ends(self._listened, tokens)}

    def agents(self, cues: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The positions of the agents that may take a question with these cues, and of all that are spoken to."""
        found = self._agents.get(cues)
        if found is None:
            if len(self._agents) >= MOST_KEPT:
                self._agents.clear()
            heard = tuple(at for at, needs in enumerate(self._asked_by) if cues & needs.listened)
            found = tuple(at for at in heard if self._asked_by[at].met_by(cues)), heard
            self._agents[cues] = found
        return found


class _Trees:
    """Phrases by their rarest word, and the trees of those words that were asked for."""

    def __init__(self, rarity: "_Rarity") -> None:
        self._rarity = rarity
        self.filed: dict[str, dict[str, int]] = {}
        self.made: dict[str, _Branch] = {}

    def file(self, phrase: str, cue: int) -> None:
        """Files a phrase of a cue."""
        words = tokens_of(phrase)
        phrases = self.filed.setdefault(words[self._rarity.place_in(words)], {})
        phrases[phrase] = phrases.get(phrase, 0) | cue

    def words(self) -> frozenset[str]:
        """Those under which something is filed."""
        return frozenset(self.filed)

    def grow(self, word: str) -> _Branch:
        """Makes the tree of a word under which something is filed."""
        found = _Branch()
        for phrase, cues in self.filed[word].items():
            words = tokens_of(phrase)
            _add(found, words, self._rarity.place_in(words), cues)
        self.made[word] = found  # whole, since another thread may walk over it at once
        return found


def _add(branch: _Branch, words: list[str], at: int, cues: int) -> None:
    """Adds a phrase to the tree of its word at a place."""
    for word in words[at + 1 :]:
        branch.behind = branch.behind or {}
        branch = branch.behind.setdefault(word, _Branch())
    for word in reversed(words[:at]):
        branch.before = branch.before or {}
        branch = branch.before.setdefault(word, _Branch())
    branch.cues |= cues
    branch.phrase = " ".join(words)


def _ends(trees: _Trees, tokens: list[str]) -> list[_Branch]:
    """The ends of the phrases of a text."""
    found: list[_Branch] = []
    filed, made = trees.filed, trees.made
    count = len(tokens)
    for at, token in enumerate(tokens):
        if token not in filed:
            continue
        branch: _Branch | None = made.get(token) or trees.grow(token)
        behind = at + 1
        while branch is not None:
            if branch.cues:
                found.append(branch)
            if branch.before is not None:
                _look_back(branch.before, tokens, at - 1, found)
            branch = branch.behind.get(tokens[behind]) if branch.behind is not None and behind < count else None
            behind += 1
    return found


def _look_back(before: Mapping[str, _Branch] | None, tokens: list[str], at: int, found: list[_Branch]) -> None:
    while before is not None and at >= 0 and (branch := before.get(tokens[at])) is not None:
        if branch.cues:
            found.append(branch)
        before = branch.before
        at -= 1


class _Needs:
    """The cues that an agent's intents need.

    `listened` are those of which every intent needs one, or all cues where an intent needs none: without one of them
    the agent is not asked.
    """

    def __init__(self, questions: AgentQuestions) -> None:
        self._cues = [cue.name for cue in questions.cues]
        self._said = frozenset(cue.name for cue in questions.cues if cue.nouns or cue.verbs or cue.phrases)
        every = frozenset(self._cues)
        self._choices = [[one for one in intent.needs if one <= every] for intent in questions.intents]
        self.bits: Mapping[str, int] = {}
        self.listened = 0
        self._sets: list[list[int]] = []

    def number(self, first: int) -> int:
        """Gives each cue that is needed a bit, from this one on; returns the next bit that is free."""
        listened = self._listened_for()
        needed = listened.union(*(one for choices in self._choices for one in choices))
        self.bits = {name: first << place for place, name in enumerate(name for name in self._cues if name in needed)}
        self.listened = self._mask(listened)
        # A cue without words of its own is said in words of a bill, which are not known here.
        self._sets = [[self._mask(one) for one in choices if one <= self._said] for choices in self._choices]
        return first << len(self.bits)

    @property
    def needs_others(self) -> bool:
        """Whether an intent needs a cue beside those that are listened for."""
        return any(one & ~self.listened for sets in self._sets for one in sets)

    def met_by(self, cues: int) -> bool:
        """Whether an intent has all the cues that it needs."""
        return any(all(cues & one for one in sets) for sets in self._sets)

    def _listened_for(self) -> frozenset[str]:
        found: set[str] = set()
        for choices in self._choices:
            if not choices:
                return frozenset(self._cues)
            found |= choices[0]
        return frozenset(found)

    def _mask(self, names: Iterable[str]) -> int:
        return sum(self.bits[name] for name in names)


class _Rarity(dict[str, int]):
    """How few other questions have a word: fewest one that no other agent knows, and no service's."""

    def __init__(self, general: Lexicon) -> None:
        super().__init__()
        self._general = general

    def place_in(self, words: list[str]) -> int:
        """The place of the rarest one."""
        ranks = list(map(self.__getitem__, words))
        return ranks.index(max(ranks))

    def __missing__(self, word: str) -> int:
        node = self._general.get(word)
        of_no_agent = node is None or node.kind < 0
        no_service = node is None or node.kind != Kind.FILTER
        # Each outweighs all behind it.
        rank = 8 * (word not in _COMMONEST) + 4 * (word not in _EVERYDAY) + 2 * of_no_agent + no_service
        self[word] = rank * LONGEST_WORD + min(len(word), LONGEST_WORD - 1)
        return self[word]
