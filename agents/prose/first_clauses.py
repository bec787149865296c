"""The clause that a sentence begins with, where it says something by itself before another clause follows.

"September cost [[f1]] and October cost [[f2]]" is true only if "September cost [[f1]]" is: words of the second clause
cannot make up for what the first one says wrongly.
"""

import re
from typing import Final

from finops_core.answers import FACT_REFERENCE

_JOINT: Final = re.compile(r",? (?:and|while|whereas|but)(?: by)? |; ")
_VERB: Final = re.compile(
    r"\b(?:is|was|are|were|comes?|came|costs?|rose|fell|grew|shrank|dropped|spent|made|has|had|went|"
    r"account(?:s|ed)? for)\b",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(r"\bbetween\b", re.IGNORECASE)
OF_THE_WHOLE: Final = frozenset({"only_known_words", "no_deed"})
"""Objections to a clause that another clause of its sentence may answer: words that are known beside it."""


def first_clause(sentence: str) -> str:
    """The first of two clauses that each have a value, where it has a verb of its own; empty for any other sentence.

    A range is told by two values that "and" joins: it is no two clauses.
    """
    parts = _JOINT.split(sentence.strip().rstrip("."), maxsplit=2)
    if len(parts) != 2 or _RANGE.search(sentence) or not _VERB.search(parts[0]):
        return ""
    return f"{parts[0]}." if all(FACT_REFERENCE.search(part) for part in parts) else ""
