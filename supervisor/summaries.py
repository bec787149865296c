"""Summaries of a time: "give me an overview of October" and "how did last month go" ask what was spent, by service."""

import re
from typing import Final

from supervisor.lexicon import Lexicon, tokens_of
from supervisor.reading import read
from supervisor.scan import scan

_BEFORE: Final = (
    r"(?:(?:please|can|could|would|you|give|show|send|write|prepare|get|i|we|need|want|i'd|we'd|what's|like|me|us|a|an|the|my|our|"
    r"quick|short|brief|executive|high-level|full|spending|billing) ){0,8}"
)
_SUMMARY: Final = re.compile(
    rf"{_BEFORE}(?:(?:summary|overview|recap|rundown|wrap-up|round-up)(?: (?:of|for|on|about))?|"
    r"summari[sz]e|recap|sum up) (?P<time>[\w' -]{2,40})",
    re.IGNORECASE,
)
_HOW_IT_WENT: Final = re.compile(
    r"(?:so )?how (?:did|has) (?P<time>[\w' -]{2,40}?) (?:go|gone|been|look|turn out)(?: for us)?", re.IGNORECASE
)
_A_TIME_ALONE: Final = frozenset({"periods"})


def summary_in_words(text: str, lexicon: Lexicon) -> str:
    """What a text asks that wants to know how a time went and names nothing else; any other text as it is."""
    plain = text.strip().rstrip("?!. ")
    found = _SUMMARY.fullmatch(plain) or _HOW_IT_WENT.fullmatch(plain)
    if found is None:
        return text
    said = read(*scan(tokens_of(found["time"]), lexicon))
    alone = said is not None and len(said.periods) == 1 and said.filled == _A_TIME_ALONE
    return f"cost by service {found['time']}" if alone else text
