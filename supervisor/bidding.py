"""Which agent takes a question: each one's intents see what was said, and what takes all of it may answer."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Final, NamedTuple

from pydantic import ValidationError

from agents.catalog import CATALOG
from finops_core.questions.intents import AgentQuestions, Asked, Intent
from finops_core.questions.utterance import Args, Utterance
from finops_core.tools.spec import AgentDef, Catalog
from supervisor.continuity import continued, named_in, narrowed
from supervisor.cues import nouns_like_deeds, phrases_listened_for, telling_words, with_cues
from supervisor.dates import Kinds, Values
from supervisor.deeds import BEGIN, NOTHING, deed_in
from supervisor.lexicon import Kind, Lexicon
from supervisor.plan import Previous, Step
from supervisor.reading import read
from supervisor.scan import scan, telling
from supervisor.words import COMMON

MOST_KEPT: Final = 4096
"""Sets of filled slots whose intents are kept, of each agent."""
LEXICONS_KEPT: Final = 32


class Bid(NamedTuple):
    """A step, what was said for it, whether it is about days ahead, and whether it continues the question before."""

    step: Step
    said: Utterance
    ahead: bool
    intent: str = ""
    continues: bool = False


class Bidder:
    """One agent with what it can be asked. An agent with cues of its own reads only texts that have one it needs."""

    def __init__(self, agent: AgentDef) -> None:
        self.name = agent.name
        self.questions: AgentQuestions = agent.questions
        self.telling_words = telling_words(agent.questions, COMMON)
        self.listens_for = phrases_listened_for(agent.questions, COMMON)
        self._params = {tool.name: tool.params for tool in agent.tools}
        self._for_deeds = {tool.name for tool in agent.tools if tool.is_for_deeds}
        self._fitting: dict[tuple[str, ...], tuple[Intent, ...]] = {}
        self._lexicons: dict[int, tuple[Lexicon, Lexicon]] = {}

    def bid(self, said: Utterance) -> Bid | None:
        """The first intent that takes all that was said and makes arguments of it."""
        for intent in self._that_fit(said):
            args = intent.arguments(said)
            if args is not None:
                return Bid(Step(self.name, intent.tool, args), said, "forecast" in intent.takes, intent.name)
        return None

    def _that_fit(self, said: Utterance) -> tuple[Intent, ...]:
        """The intents that take all that was said, kept by what is filled: few sets of slots make most questions."""
        slots = said.__dict__
        key = tuple(compress(slots, slots.values()))
        found = None if said.cues else self._fitting.get(key)
        if found is None:
            if len(self._fitting) >= MOST_KEPT:
                self._fitting.clear()
            filled = said.filled
            found = tuple(one for one in self.questions.intents if self._fits(one, filled))
            if not said.cues:
                self._fitting[key] = found
        return found

    def _fits(self, intent: Intent, filled: frozenset[str]) -> bool:
        """A deed is for tools that change something or tell how, and nothing else is."""
        if ("deed" in filled) != (intent.tool in self._for_deeds):
            return False
        return filled <= intent.takes | {"deed"} and not any(filled.isdisjoint(names) for names in intent.needs)

    def continued(self, said: Utterance, before: Step) -> Bid | None:
        """The question before with what the new one names."""
        own = self.questions.follow_up
        asked = Asked(before.tool, before.args)
        found = own(said, asked) if own else self._replaced(said, asked)
        if found is None:
            return None
        step = Step(self.name, found.tool, found.args)
        return Bid(continued(step, before, named_in(said)), said, bool(said.forecast), continues=True)

    def _replaced(self, said: Utterance, before: Asked) -> Asked | None:
        """What the new question names put in the place of what was asked of the same tool, where the tool takes it."""
        if before.tool in self._for_deeds:
            return None
        filled = said.filled
        own = [one for one in self.questions.intents if one.tool == before.tool and self._fits(one, filled)]
        found = [args for one in own if (args := one.arguments(said)) is not None]
        named = found[0] if found else narrowed(said, self._params[before.tool].model_fields)
        args = dict(before.args)
        args.update(named or {})
        return Asked(before.tool, args) if args != before.args and self._takes(before.tool, args) else None

    def _takes(self, tool: str, args: Args) -> bool:
        """Whether the tool takes these arguments together: not every tool groups by everything."""
        try:
            self._params[tool].model_validate(args)
        except ValidationError:
            return False
        return True

    def lexicon(self, base: Lexicon) -> Lexicon:
        """The words as this agent reads them."""
        known = self._lexicons.get(id(base))
        if known is None or known[0] is not base:
            while len(self._lexicons) >= LEXICONS_KEPT:
                self._lexicons.pop(next(iter(self._lexicons)), None)
            known = self._lexicons[id(base)] = (base, with_cues(self.questions, base))
        return known[1]


_Heard = tuple[Bidder, Utterance]
"""An agent and what it read."""
_Offer = tuple[Bidder, Bid]


class Bidders:
    """The agents of a catalog, each bidding for a question. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._agents = tuple(catalog.values())  # kept, since bidders are told apart by them
        self._all: Mapping[str, Bidder] = {name: Bidder(agent) for name, agent in catalog.items()}
        self._general = [one for one in self._all.values() if not one.telling_words]
        self._own = [one for one in self._all.values() if one.telling_words]
        self._nouns = tuple(noun for one in self._own for noun in nouns_like_deeds(one.questions))
        self._phrases: dict[str, list[tuple[str, Bidder]]] = {}
        for one in self._own:
            for word, phrases in one.listens_for.items():
                self._phrases.setdefault(word, []).extend((phrase, one) for phrase in phrases)
        self._listened_for = frozenset(self._phrases)
        self.cues: Mapping[str, tuple[str, ...]] = {
            word: tuple(phrase for phrase, _ in own) for word, own in self._phrases.items()
        }
        """Phrases by a word of each: a text without any of them has no cue that an agent takes a question by."""

    def best(self, tokens: list[str], lexicon: Lexicon, previous: Previous, *, unknown_too: bool = False) -> Bid | None:
        """The step of the one agent that takes a question, or None when none or more than one does.

        `unknown_too` passes over unknown words. A text is read once, and once more by an agent whose own words it has.
        """
        deed, start = deed_in(tokens, lexicon) if tokens and tokens[0] in BEGIN else NOTHING
        if deed and f" {' '.join(tokens)} ".startswith(self._nouns):
            deed, start = NOTHING
        rest = tokens[start:] if start else tokens
        kinds, values = scan(rest, lexicon)
        if unknown_too:
            kinds, values = _known(kinds, values)
        said = read(kinds, values)
        readings: list[_Heard] = [] if said is None else [(one, said) for one in self._general]
        if not self._listened_for.isdisjoint(rest):
            readings += self._own_readings(rest, lexicon)
        if deed:
            for _, own in readings:
                own.deed = deed
        found = self._asked(said, readings, previous, rest, lexicon) if readings else None
        if found and tokens[0] in _POLAR and said and said.filled <= _BARE_SUM and not found.continues:
            return None
        return found

    def _own_readings(self, tokens: list[str], lexicon: Lexicon) -> Iterator[_Heard]:
        """What the agents read that a text has a phrase for."""
        text = f" {' '.join(tokens)} "
        heard = self._listened_for.intersection(tokens)
        found = {id(one) for word in heard for phrase, one in self._phrases[word] if phrase in text}
        for one in self._own if found else ():
            if id(one) not in found:
                continue
            kinds, values = scan(tokens, one.lexicon(lexicon))
            own = read(kinds, values) if Kind.CUE in kinds else None
            if own is not None:
                yield one, own

    def about_the_bill(self, said: Utterance) -> Bid | None:
        """The bid of an agent without words of its own for what was said, if one alone bids."""
        bids = [bid for one in self._general if (bid := one.bid(said))]
        return bids[0] if len(bids) == 1 else None

    def again(self, bid: Bid, said: Utterance) -> Bid | None:
        """The bid of the same agent for something else that was said."""
        return self._all[bid.step.agent].bid(said)

    def _asked(
        self,
        said: Utterance | None,
        readings: Sequence[_Heard],
        previous: Previous,
        tokens: list[str],
        lexicon: Lexicon,
    ) -> Bid | None:
        """The bid for a question, by itself or as one that continues the question before.

        A question that stands on its own is never joined to the one before it.
        """
        leans = said is not None and (said.follow or said.earlier or said.before)
        if not leans and (bid := _only(readings, tokens, lexicon)):
            return bid
        if said is None or said.deed:
            return None
        stands = not said.follow and any(one.questions.stands_alone(own) for one, own in readings)
        before = None if stands else previous()
        if said.before:
            said = _settled(said, follows=before is not None)
            readings = [(one, said) for one in self._general]
        if before is not None:
            bidder = self._all.get(before.agent)
            return bidder.continued(said, before) if bidder else None
        return (
            None
            if not leans or said.follow or (said.earlier and not said.compare)
            else _only(readings, tokens, lexicon)
        )


def _only(readings: Sequence[_Heard], tokens: list[str], lexicon: Lexicon) -> Bid | None:
    """The one bid. Of several, that of the agent which took most of the words; some agents give way to all others."""
    if len(readings) == 1:
        return readings[0][0].bid(readings[0][1])
    bids = [(one, bid) for one, said in readings if (bid := one.bid(said))]
    firm = [(one, bid) for one, bid in bids if not one.questions.gives_way] or bids
    return firm[0][1] if len(firm) == 1 else _most_told(tokens, lexicon, firm)


def _most_told(tokens: list[str], lexicon: Lexicon, bids: Sequence[_Offer]) -> Bid | None:
    """The bid to whose agent more words say something than to any other; None for a tie: nobody knows which is meant.

    "Any spikes in May": two words to the agent that knows "any spikes", one to the agent that knows "spikes".
    """
    told = [(telling(tokens, one.lexicon(lexicon) if one.telling_words else lexicon), bid) for one, bid in bids]
    most = max((count for count, _ in told), default=0)
    best = [bid for count, bid in told if count == most]
    return best[0] if len(best) == 1 else None


def _known(kinds: Kinds, values: Values) -> tuple[Kinds, Values]:
    known = [item for item in zip(kinds, values, strict=True) if item[0] != Kind.WORD]
    return [kind for kind, _ in known], [value for _, value in known]


def _settled(said: Utterance, *, follows: bool) -> Utterance:
    """ "The previous month" is the one before a month talked about, or else the last one."""
    found = said.copy()
    if follows or said.compare:
        found.earlier = said.before
    else:
        found.periods.append("yesterday" if said.before == "day" else f"last_{said.before}")
    return found


_POLAR: Final = frozenset({"is", "are", "was", "were", "has", "have", "had", "did", "do", "does"})
_BARE_SUM: Final = frozenset({"cost", "periods", "ever", "invoice", "total", "listing"})
"""A sum is no answer to a yes or no: "is the bill paid", "did we get a bill last month"."""

PRODUCT: Final = Bidders(CATALOG)
"""The agents of the product."""


_MADE: Final[dict[tuple[int, ...], Bidders]] = {tuple(map(id, CATALOG.values())): PRODUCT}


def bidders_of(catalog: Catalog) -> Bidders:
    """The bidders of a catalog, made once for the same agents."""
    key = tuple(map(id, catalog.values()))
    found = _MADE.get(key)
    if found is None:
        while len(_MADE) >= LEXICONS_KEPT:
            _MADE.pop(next(reversed(_MADE)), None)
        found = _MADE[key] = Bidders(catalog)
    return found
