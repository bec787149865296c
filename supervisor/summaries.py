"""Summaries of a time: an overview of October asks what was spent by service, how it went what changed with it.

"How did last month go" and "how has July been so far" are answered beside the time before.
"""

import re
from typing import Final

from supervisor.lexicon import Lexicon, tokens_of
from supervisor.reading import read
from supervisor.scan import scan

_BEFORE: Final = (
    r"(?:(?:so|ok|okay|and|then|tell|please|can|could|would|you|give|show|send|write|draft|compile|provide|produce|prepare|put|together|get|i|we|need|want|i'd|we'd|what's|like|me|us|a|an|the|my|our|"
    r"quick|short|brief|executive|high-level|full|spending|billing) ){0,8}"
)
_SUMMARY: Final = re.compile(
    rf"{_BEFORE}(?:(?:summary|overview|recap|rundown|wrap-up|round-up)(?: (?:of|for|on|about))?|"
    r"summari[sz]e|recap|sum up) (?P<time>[\w' -]{2,40})",
    re.IGNORECASE,
)
_HOW_IT_WENT: Final = re.compile(
    r"(?:so )?how (?:did|has|have) (?P<time>[\w' -]{2,40}?) (?:go|gone|been|been going|look|turn out|turned out)"
    r"(?: so far)?(?: for us)?(?: so far)?(?P<whose> (?:in|for|at) [\w' -]{2,40})?",
    re.IGNORECASE,
)
_A_TIME: Final = frozenset({"periods", "cost", "filters"})
"""What says which time, and whose: "June in eu-west-1"."""
_TWO_TIMES: Final = frozenset({"periods", "compare", "against"})


def summary_in_words(text: str, lexicon: Lexicon) -> str:
    """What a text asks that wants to know how a time went and names nothing else; any other text as it is."""
    plain = text.strip().rstrip("?!. ")
    found = _SUMMARY.fullmatch(plain)
    if found:
        if _are_two_times(found["time"], lexicon):
            return f"compare {found['time']} by service"
        return f"cost by service {found['time']}" if _is_a_time(found["time"], lexicon) else text
    found = _HOW_IT_WENT.fullmatch(plain)
    if not found or not _is_a_time(found["time"], lexicon) or not _names_a_place(found["whose"] or "", lexicon):
        return text
    return f"what changed by service in {found['time']}{found['whose'] or ''}"


def _is_a_time(text: str, lexicon: Lexicon) -> bool:
    said = read(*scan(tokens_of(text), lexicon))
    return said is not None and said.period is not None and bool(said.periods) and said.filled <= _A_TIME


def _names_a_place(text: str, lexicon: Lexicon) -> bool:
    """Whether words behind a time name whose it was, or nothing: " for the search team"."""
    said = read(*scan(tokens_of(text), lexicon)) if text else None
    return not text or (said is not None and said.filled == frozenset({"filters"}))


def _are_two_times(text: str, lexicon: Lexicon) -> bool:
    """ "May and June"."""
    said = read(*scan(tokens_of(f"compare {text}"), lexicon))
    return said is not None and said.side_by_side and len(said.periods) == 2 and said.filled == _TWO_TIMES
