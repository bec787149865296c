"""Numbers that the question or the product's own sentences put into a phrase: `the top 3`, `the last 30 days`."""

import re
from typing import Final

from agents.prose.meanings import Meanings
from finops_core.answers import FACT_REFERENCE

_TOP: Final = re.compile(r"\b(?P<top>top)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_NARROWED: Final = re.compile(
    r"\b(?P<how>(?:older|newer|younger|larger|smaller|longer|more|less) than) (?P<number>\d{1,4}) (?P<unit>[a-z]+)\b",
    re.IGNORECASE,
)
_STRETCH: Final = re.compile(
    r"\s*\b(?:in|over|for|during|of|from)\s+(?:the\s+)?(?P<said>(?:last|past)\s+\d{1,3}\s+(?:days|weeks|months))\b",
    re.IGNORECASE,
)


def without_asked_numbers(sentence: str, told: str, meanings: Meanings) -> str:
    """A sentence without the numbers of such phrases where the question or the product has just these.

    A stretch of days is left out only beside values of the one period of the answer, or the one that holds all others:
    it is the one asked for.
    """
    whole = " ".join(told.casefold().split())
    shorter = _TOP.sub(lambda found: found["top"] if _is_told(found[0], whole) else found[0], sentence)
    shorter = _NARROWED.sub(
        lambda found: f"{found['how']} {found['unit']}" if _is_of_a_count(found[0], sentence, meanings) else found[0],
        shorter,
    )
    is_whole = _are_of_the_whole_stretch(sentence, meanings)
    return _STRETCH.sub(lambda found: "" if is_whole and _is_told(found["said"], whole) else found[0], shorter)


def _is_of_a_count(phrase: str, sentence: str, meanings: Meanings) -> bool:
    """Whether what a sentence cites was counted with just these words: `snapshots older than 90 days`."""
    cited = [meanings.by_id[one].fact for one in FACT_REFERENCE.findall(sentence) if one in meanings.by_id]
    return any(fact.kind == "number" and _is_told(phrase, fact.subject.casefold()) for fact in cited)


def _are_of_the_whole_stretch(sentence: str, meanings: Meanings) -> bool:
    """Whether what a sentence cites is of the one period that holds all others of the answer."""
    every = {period for m in meanings.all if not m.is_name for period in m.periods}
    cited = [meanings.by_id[one] for one in FACT_REFERENCE.findall(sentence) if one in meanings.by_id]
    told = {period for m in cited if not m.is_name for period in m.periods} or every
    if len(told) != 1:
        return False
    (own,) = told
    return all(own.start <= period.start and period.end <= own.end for period in every)


def _is_told(phrase: str, told: str) -> bool:
    return re.search(rf"\b{re.escape(' '.join(phrase.casefold().split()))}\b", told) is not None
