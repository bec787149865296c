"""Several questions in one text: sentences, and clauses or subjects joined by "and".

A text that no one intent takes whole is taken apart where it is joined. Each part has to be understood by itself, or
as one that continues the part before it; what a part does not name of period and filters, it has from the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.bidding import Bid, Bidders
from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.plan import Previous, Step, after, nothing_before
from supervisor.referents import goes_on, means_things, refers, spoken_out

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
    """What one part asks; `also` is one dimension more that its rows are told by."""

    text: str
    bid: Bid
    also: str = ""

    @property
    def step(self) -> Step:
        step = self.bid.step
        groups = step.args.get("group_by", ())
        if not self.also or not isinstance(groups, tuple):
            return step
        each = {"each": "none"} if "top_n" in step.args else {}
        return replace(step, args={**step.args, "group_by": (*groups, self.also), **each})

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
        if part.step not in steps:
            steps.append(part.step)
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
    """The parts in order; none at all where one of them is not understood."""
    parts: list[_Part] = []
    for text in texts:
        dimension = _asked_of_each(text, lexicon) if parts else ""
        if dimension:
            part = _told_by_another(parts.pop(), dimension)
        elif parts:
            part = _behind(parts[-1], text, lexicon, bidders)
        else:
            bid = bidders.best(tokens_of(text), lexicon, previous) if tokens_of(text) else None
            part = _Part(text, bid) if bid else None
        if part is None:
            return []
        parts.append(part)
    return parts


def _behind(first: _Part, text: str, lexicon: Lexicon, bidders: Bidders) -> _Part | None:
    """What a later part asks, its pronouns spoken out where that is what it needs."""
    before = after(first.bid.step)
    bid = bidders.best(tokens_of(text), lexicon, before) if tokens_of(text) else None
    if refers(text) and not goes_on((bid.step,) if bid else (), before):
        text = spoken_out(text, before, bidders)
        bid = bidders.best(tokens_of(text), lexicon, before) if text else None
    part = _Part(text, bid) if bid else None
    return part if part and _goes_with(part, first) else None


def _goes_with(part: _Part, before: _Part) -> bool:
    return _is_a_question(part) and not _loses_its_rows(part, before)


_BELONGING: Final = re.compile(
    r"(?:also |then )?(?:(?:in|from|of|to|under|on) )?(?:which|what) (?P<dimension>[a-z ]{2,20}?)s? "
    r"(?:(?:is|are|do|does|did|has|have) )?(?:they|it|these|those|each|each of them)"
    r"(?: (?:in|from|belong|belongs|belong to|belongs to|run|run in|runs in|live|live in|lives in|part of))?"
    r"|(?:also |then )?(?P<owners>who (?:owns|own|runs|uses|is behind) (?:them|it|these|those|each|each of them))"
    r"|(?:also |then )?what (?:do|does|did) (?:they|each|each of them) (?:spend|pay) "
    r"(?:it |that |their money |the money |most )?(?:on|for)",
    re.IGNORECASE,
)
"""What is asked further of each thing that was told: "and in which account are they", "and who owns them"."""


_COURTESY: Final = re.compile(r",? (?:please|thanks|thank you)$", re.IGNORECASE)


def _asked_of_each(text: str, lexicon: Lexicon) -> str:
    """The dimension that a part asks for of the things told by the part before; empty for any other part."""
    found = _BELONGING.fullmatch(_COURTESY.sub("", text.strip(" ,.?!")))
    if found is None:
        return ""
    node = lexicon.get(found["dimension"]) if found["dimension"] else None
    known = node is not None and node.kind == Kind.DIM and isinstance(node.value, str)
    if found["dimension"]:
        return str(node.value) if known and node else ""
    return "team" if found["owners"] else "service"


def _told_by_another(part: _Part, dimension: str) -> _Part | None:
    """The part with one group more, the same number of rows; None where its tool tells by none or by two already."""
    step = part.bid.step
    groups = step.args.get("group_by", ())
    alone = step.tool == "spend" and isinstance(groups, tuple) and len(groups) == 1 and dimension not in groups
    if "top_n" in step.args and groups != ("resource",):
        return None  # the first teams with the services of each are no list of the first pairs
    return replace(part, also=dimension) if alone and "granularity" not in step.args else None


def _loses_its_rows(part: _Part, before: _Part) -> bool:
    """Whether a part speaks of things that the part before told one by one, and is answered about all there is."""
    told = before.bid.step.args.get("group_by") and part.bid.step.agent == before.bid.step.agent
    return bool(told) and not part.bid.continues and means_things(part.text)


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
    if dated and not first.bid.said.periods and _lies_ahead(dated.bid) == _lies_ahead(first.bid):
        first = replace(first, bid=_with(first.bid, dated.bid.said, bidders, period=True, filters=False))
    yield first
    for part in parts[1:]:
        if part.bid.continues:
            yield part
        else:
            filters = _ALL.search(part.text) is None
            period = part.bid.ahead == first.bid.ahead
            yield replace(part, bid=_with(part.bid, first.bid.said, bidders, period=period, filters=filters))


def _lies_ahead(bid: Bid) -> bool:
    """Whether it is days ahead that are asked about; of a budget only where something is said to come."""
    return bid.ahead and bool(bid.said.forecast or bid.said.within)


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
