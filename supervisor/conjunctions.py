"""Several questions in one text: sentences, and clauses or subjects joined by "and".

A text that no one intent takes whole is taken apart where it is joined. Each part has to be understood by itself, or
as one that continues the part before it; what a part does not name of period and filters, it has from the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.bidding import Bid, Bidders
from supervisor.lexicon import Lexicon, tokens_of
from supervisor.plan import Previous, Step, after, nothing_before
from supervisor.referents import goes_on, refers, spoken_out

MOST_STEPS: Final = 3
"""More questions than these are asked one after the other."""
_MOST_JOINTS: Final = 6

_SENTENCE: Final = re.compile(r"[?;!.]+\s+(?:(?:and|also|then|plus)\b,?\s*)?|\n+", re.IGNORECASE)
_JOINT: Final = re.compile(
    r",?\s+(?:and then|and also|and|then|plus|as well as|along with|but also)\s+|;\s*|,\s+", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"(?:also |then |please |just )*(?:what|what's|which|who|where|when|why|how|show|list|give|tell|compare|forecast|"
    r"predict|break|is|are|was|were|did|does|do|can|could|will|would|should|explain|find|get|plot)\b",
    re.IGNORECASE,
)
"""A part that begins so is a question of its own; any other shares its words with the one before."""
_ALL: Final = re.compile(r"\b(?:total|overall|altogether|everything|all|whole|entire|bill)\b", re.IGNORECASE)
"""A part with such a word is not about the filters of the one before."""


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    bid: Bid

    @property
    def asks(self) -> bool:
        return _ASKS.match(self.text) is not None


def steps_of_sentences(
    text: str, lexicon: Lexicon, bidders: Bidders, previous: Previous = nothing_before
) -> tuple[Step, ...]:
    """The steps of two or three sentences that all ask something; empty for any other text."""
    if _SENTENCE.search(text) is None:
        return ()
    sentences = [part.strip(" .?!;") for part in _SENTENCE.split(text) if part.strip(" .?!;")]
    if not 1 < len(sentences) <= MOST_STEPS or not all(_ASKS.match(one) for one in sentences):
        return ()
    return _steps(_understood(sentences, lexicon, bidders, previous), bidders)


def steps_of_parts(
    text: str, lexicon: Lexicon, bidders: Bidders, previous: Previous = nothing_before
) -> tuple[Step, ...]:
    """The steps of two or three clauses or subjects; empty when there is one, or one of them is not understood."""
    found = (_steps(_understood(texts, lexicon, bidders, previous), bidders) for texts in _ways(text))
    return next((steps for steps in found if steps), ())


def _steps(parts: list[_Part], bidders: Bidders) -> tuple[Step, ...]:
    steps: list[Step] = []
    for part in _sharing(parts, bidders):
        if part.bid.step not in steps:
            steps.append(part.bid.step)
    return tuple(steps)


def _ways(text: str) -> Iterator[list[str]]:
    """The ways to take a text apart: at its sentences, else where clauses or subjects are joined."""
    sentences = [part.strip(" .?!;") for part in _SENTENCE.split(text) if part.strip(" .?!;")]
    if 1 < len(sentences) <= MOST_STEPS:
        yield sentences
        return
    joints = list(_JOINT.finditer(text))[:_MOST_JOINTS]
    clauses = [joint for joint in joints if _ASKS.match(text, joint.end())]
    if len(clauses) > 1:
        yield _cut(text, clauses[: MOST_STEPS - 1])
    if len(joints) == MOST_STEPS - 1:
        yield _cut(text, joints)
    for joint in (*clauses, *(joint for joint in joints if joint not in clauses)):
        yield _cut(text, [joint])


def _cut(text: str, joints: list[re.Match[str]]) -> list[str]:
    ends = [0, *(joint.end() for joint in joints)]
    starts = [*(joint.start() for joint in joints), len(text)]
    return [text[end:start].strip(" ,.?!") for end, start in zip(ends, starts, strict=True)]


def _understood(texts: list[str], lexicon: Lexicon, bidders: Bidders, previous: Previous) -> list[_Part]:
    parts: list[_Part] = []
    for text in texts:
        before = after(parts[-1].bid.step) if parts else previous
        bid = bidders.best(tokens_of(text), lexicon, before) if tokens_of(text) else None
        if parts and refers(text) and not goes_on((bid.step,) if bid else (), before):
            text = spoken_out(text, before, bidders)
            bid = bidders.best(tokens_of(text), lexicon, before) if text else None
        if bid is None or (parts and not _is_a_question(_Part(text, bid))):
            return []
        parts.append(_Part(text, bid))
    return parts


def _is_a_question(part: _Part) -> bool:
    """ "And RDS", "and 2025" name one thing more of the same question, which it did not take: nobody knows how."""
    if not part.asks and not part.bid.continues and part.bid.said.filled <= _HOW_SHOWN:
        return False  # "month by month, this year" is how the one before is wanted
    return part.asks or not part.bid.continues or bool(part.bid.said.groups or part.bid.said.grain)


_HOW_SHOWN: Final = frozenset({"periods", "grain", "trend", "stepwise", "ever", "order", "top_n"})


def _sharing(parts: list[_Part], bidders: Bidders) -> Iterator[_Part]:
    """Each part with the period and filters that another gave: a later one from the first, "EC2 and S3 in May" both."""
    if not parts:
        return
    first = parts[0]
    dated = next((part for part in parts[1:] if part.bid.said.periods and not part.asks), None)
    if dated and not first.bid.said.periods and dated.bid.ahead == first.bid.ahead:
        first = _Part(first.text, _with(first.bid, dated.bid.said, bidders, period=True, filters=False))
    yield first
    for part in parts[1:]:
        if part.bid.continues:
            yield part
        else:
            filters = _ALL.search(part.text) is None
            period = part.bid.ahead == first.bid.ahead
            yield _Part(part.text, _with(part.bid, first.bid.said, bidders, period=period, filters=filters))


def _with(bid: Bid, given: Utterance, bidders: Bidders, *, period: bool, filters: bool) -> Bid:
    """The bid with the period and filters that it did not name, where its tool takes them."""
    said = bid.said.copy()
    if period and not said.periods and not said.ever:
        said.periods, said.span, said.ever = list(given.periods), given.span, given.ever
    named = said.filters.keys() | set(said.groups)
    if filters:
        said.filters.update({field: values for field, values in given.filters.items() if field not in named})
    again = bidders.again(bid, said)
    if again and again.step.tool == bid.step.tool:
        return again
    # A tool that has no period, such as that of savings, still has the filters.
    return _with(bid, given, bidders, period=False, filters=True) if period and filters else bid
