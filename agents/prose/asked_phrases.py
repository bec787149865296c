"""Numbers that the question or the product's own sentences put into a phrase: `the top 3`, `the last 30 days`."""

import re
from typing import Final

from agents.prose.meanings import Meanings

_TOP: Final = re.compile(r"\b(?P<top>top)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_STRETCH: Final = re.compile(
    r"\s*\b(?:in|over|for|during|of|from)\s+(?:the\s+)?(?P<said>(?:last|past)\s+\d{1,3}\s+(?:days|weeks|months))\b",
    re.IGNORECASE,
)


def without_asked_numbers(sentence: str, told: str, meanings: Meanings) -> str:
    """A sentence without the numbers of such phrases where the question or the product has just these.

    A stretch of days is left out only where all values of the answer are of one period: it is the one asked for.
    """
    whole = " ".join(told.casefold().split())
    shorter = _TOP.sub(lambda found: found["top"] if _is_told(found[0], whole) else found[0], sentence)
    periods = {period for m in meanings.all if not m.is_name for period in m.periods}
    return _STRETCH.sub(lambda found: "" if len(periods) == 1 and _is_told(found["said"], whole) else found[0], shorter)


def _is_told(phrase: str, told: str) -> bool:
    return re.search(rf"\b{re.escape(' '.join(phrase.casefold().split()))}\b", told) is not None
