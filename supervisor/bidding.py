"""Which agent takes a question: each one's intents see what was said, and what takes all of it may answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from agents.catalog import CATALOG
from finops_core.questions.utterance import Utterance
from finops_core.tools.spec import Catalog
from supervisor.bidder import LEXICONS_KEPT, Bid, Bidder
from supervisor.cue_phrases import CuePhrases
from supervisor.cues import nouns_like_deeds
from supervisor.dates import Kinds, Values
from supervisor.deeds import AWAY, BEGIN, NOTHING, SENT_AWAY, deed_in, is_sent_away
from supervisor.lexicon import Kind, Lexicon
from supervisor.plan import Previous, Step
from supervisor.reading import read
from supervisor.scan import scan, telling
from supervisor.words import COMMON


@dataclass(slots=True)
class _Text:
    """The words of a question, the deed it asks for, and the cues among them."""

    tokens: list[str]
    lexicon: Lexicon
    deed: str
    cues: int


class Bidders:
    """The agents of a catalog, each bidding for a question. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._agents = tuple(catalog.values())  # kept, since bidders are told apart by them
        self._all = {name: Bidder(agent) for name, agent in catalog.items()}
        self._general = [one for one in self._all.values() if not one.has_words]
        self._alone = self._general[0] if len(self._general) == 1 else None
        self._own = [one for one in self._all.values() if one.has_words]
        self._nouns = tuple(noun for one in self._own for noun in nouns_like_deeds(one.questions))
        self.phrases = CuePhrases(self._own, COMMON)

    def best(self, tokens: list[str], lexicon: Lexicon, previous: Previous, *, unknown_too: bool = False) -> Bid | None:
        """The step of the one agent that takes a question, or None when none or more than one does.

        `unknown_too` passes over unknown words. A text is read once, and once more by an agent whose own words it has.
        """
        deed, rest = self._deed_in(tokens, lexicon)
        kinds, values = scan(rest, lexicon)
        if unknown_too:
            kinds, values = _known(kinds, values)
        said = read(kinds, values)
        cues = self.phrases.cues_in(rest)
        if said is None:
            text = _Text(rest, lexicon, deed, cues)
            return self._only(text, None) if cues else self._in_its_words(text, previous())
        found = None if cues or deed else self._plain_bid(said)
        if found is None:
            found = self._asked(_Text(rest, lexicon, deed, cues), said, previous)
        return None if found is not None and _is_no_answer(found, tokens, said) else found

    def _deed_in(self, tokens: list[str], lexicon: Lexicon) -> tuple[str, list[str]]:
        """The deed that is asked for and the words behind it; none in a noun that begins like one."""
        if not tokens:
            return "", tokens
        deed, start = deed_in(tokens, lexicon) if tokens[0] in BEGIN else NOTHING
        if deed and not f" {' '.join(tokens)} ".startswith(self._nouns):
            return deed, tokens[start:]
        away = tokens[-1] in AWAY and is_sent_away(tokens)
        return SENT_AWAY if away else "", tokens

    def heard(self, tokens: list[str]) -> tuple[str, ...]:
        """The names of the agents whose subject's own words a text has."""
        return tuple(self._own[at].name for at in self.phrases.agents(self.phrases.cues_in(tokens))[1])

    def lexicon(self, agent: str, base: Lexicon) -> Lexicon:
        """The words as one agent reads them."""
        return self._all[agent].lexicon(base)

    def _plain_bid(self, said: Utterance) -> Bid | None:
        """The bid for what is about cost, in words that all agents know, and of its own: most questions are so."""
        if not said.cost or self._alone is None or said.follow or said.earlier or said.before:
            return None
        return self._alone.bid(said)

    def subject_of(self, step: Step) -> str:
        """The things that a step is about, in words; empty where its agent names none."""
        one = self._all.get(step.agent)
        return one.questions.subject(step.args) if one else ""

    def names_things(self, step: Step) -> bool:
        """Whether a step is about what only its agent knows, rather than about a bill as a whole."""
        one = self._all.get(step.agent)
        return one is not None and one.has_words

    def about_the_bill(self, said: Utterance) -> Bid | None:
        """The bid of an agent without words of its own for what was said, if one alone bids."""
        bids = self._general_bids(said)
        return bids[0] if len(bids) == 1 else None

    def again(self, bid: Bid, said: Utterance) -> Bid | None:
        """The bid of the same agent for something else that was said."""
        return self._all[bid.step.agent].bid(said)

    def _asked(self, text: _Text, said: Utterance, previous: Previous) -> Bid | None:
        """The bid for a question, by itself or as one that continues the question before.

        A question that stands on its own is never joined to the one before it.
        """
        if text.deed:
            said.deed = text.deed
        if said.is_a_fragment and (bid := self._continued(said, previous())):
            return bid
        if not (said.follow or said.earlier or said.before) and (bid := self._only(text, said)):
            return bid
        return None if text.deed else self._after_another(text, said, previous)

    def _after_another(self, text: _Text, said: Utterance, previous: Previous) -> Bid | None:
        """The bid for what continues the question before, where that is what it needs."""
        before = None if not said.follow and self._stands_alone(text, said) else previous()
        if before is None:
            return self._leaning_alone(text, said)
        return self._further(text, _settled(said, follows=True) if said.before else said, before)

    def _leaning_alone(self, text: _Text, said: Utterance) -> Bid | None:
        """The bid for "the month before" and the like where there is nothing that it could be the one before of."""
        settled = _settled(said, follows=False) if said.before else said
        if said.follow or not (said.earlier or said.before) or (settled.earlier and not said.compare):
            return None
        return self._only(text if settled is said else replace(text, cues=0), settled)

    def _continued(self, said: Utterance, before: Step | None) -> Bid | None:
        bidder = self._all.get(before.agent) if before else None
        return bidder.continued(said, before) if bidder and before else None

    def _further(self, text: _Text, said: Utterance, before: Step) -> Bid | None:
        return self._continued(said, before) or self._in_its_words(text, before)

    def _in_its_words(self, text: _Text, before: Step | None) -> Bid | None:
        bidder = self._all.get(before.agent) if before and not text.deed else None
        return bidder.continued_in_its_words(text.tokens, text.lexicon, before) if bidder and before else None

    def _only(self, text: _Text, said: Utterance | None) -> Bid | None:
        """The one bid. Of several, that of the agent which took most of the words; some agents give way to others."""
        cues = text.cues
        if not cues and self._alone is not None:
            return None if said is None else self._alone.bid(said)
        bids = self._general_bids(said) if said is not None else []
        able = self.phrases.agents(cues)[0]
        if able:
            bids += [bid for one, own in self._readings(text, able, to_bid=True) if (bid := one.bid(own))]
        if len(bids) < 2:
            return bids[0] if bids else None
        firm = self._firm(bids)
        return firm[0] if len(firm) == 1 else self._most_told(text, firm)

    def _firm(self, bids: list[Bid]) -> list[Bid]:
        """Those that claim what was said, else those of agents that give way to nobody, else all."""
        claimed = [bid for bid in bids if bid.claims]
        return claimed or [bid for bid in bids if not self._all[bid.step.agent].questions.gives_way] or bids

    def _general_bids(self, said: Utterance) -> list[Bid]:
        return [bid for one in self._general if (bid := one.bid(said))]

    def _readings(
        self, text: _Text, agents: Iterable[int], *, to_bid: bool = False
    ) -> Iterator[tuple[Bidder, Utterance]]:
        """What these agents read, each in its own words."""
        for at in agents:
            one = self._own[at]
            own = one.reading(text.tokens, text.lexicon, to_bid=to_bid)
            if own is not None:
                if text.deed:
                    own.deed = text.deed
                yield one, own

    def _stands_alone(self, text: _Text, said: Utterance) -> bool:
        """Whether the words are about the subject of an agent without a question before them."""
        if any(one.questions.stands_alone(said) for one in self._general):
            return True
        heard = self.phrases.agents(text.cues)[1]
        return any(one.questions.stands_alone(own) for one, own in self._readings(text, heard))

    def _most_told(self, text: _Text, bids: Sequence[Bid]) -> Bid | None:
        """The bid to whose agent more words say something than to any other; None for a tie: nobody knows who is meant.

        "Any spikes in May": two words to the agent that knows "any spikes", one to the agent that knows "spikes".
        """
        told = [(self._told_to(self._all[bid.step.agent], text), bid) for bid in bids]
        most = max(count for count, _ in told)
        best = [bid for count, bid in told if count == most]
        return best[0] if len(best) == 1 else None

    def _told_to(self, one: Bidder, text: _Text) -> int:
        return telling(text.tokens, one.lexicon(text.lexicon) if one.has_words else text.lexicon)


def _known(kinds: Kinds, values: Values) -> tuple[Kinds, Values]:
    known = [item for item in zip(kinds, values, strict=True) if item[0] != Kind.WORD]
    return [kind for kind, _ in known], [value for _, value in known]


def _settled(said: Utterance, *, follows: bool) -> Utterance:
    """ "The previous month" is the one before a month talked about, or else the last one."""
    found = said.copy()
    if follows or (said.compare and not _sides_in(said)):
        found.earlier = said.before
    else:
        found.periods.append("yesterday" if said.before == "day" else f"last_{said.before}")
    return found


def _sides_in(said: Utterance) -> bool:
    """ "Us-east-1 vs eu-west-1, previous month": two things are set side by side, and not that month with another."""
    return not said.beside_before and any(len(names) > 1 for names in said.filters.values())


def _is_no_answer(bid: Bid, tokens: list[str], said: Utterance) -> bool:
    """A sum is no answer to a yes or no: "is the bill paid", "did we get a bill last month"."""
    return tokens[0] in _POLAR and not bid.continues and said.filled <= _BARE_SUM


_POLAR: Final = frozenset({"is", "are", "was", "were", "has", "have", "had", "did", "do", "does"})
_BARE_SUM: Final = frozenset({"cost", "periods", "ever", "invoice", "total", "listing"})

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
