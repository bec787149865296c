"""What of a model's prose may be shown: sentences whose every number is a fact and whose every service was found.

A model may quote an identifier in backticks (`i-0abc123`); everything else with a digit or a number word of its own
is withheld sentence by sentence, before anyone sees it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from finops_core.answers import FACT_REFERENCE, Fact
from finops_core.names.services import SERVICES

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\[*`-])|\n+")
_QUOTED = re.compile(r"`([^`\n]{1,100})`")
_DIGIT = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|percent|twice|double[ds]?|tripled?|"
    r"half|halved|third|quarters?)\b",
    re.IGNORECASE,
)
_SERVICE_NAMES = re.compile(
    r"\b("
    + "|".join(
        sorted(
            {re.escape(name) for s in SERVICES if not s.ambiguous for name in (s.name, *s.titles)},
            key=len,
            reverse=True,
        )
    )
    + r")\b"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """`prose` with fact ids still in it, and how many sentences were withheld."""

    prose: str
    withheld: int


def withhold(text: str, facts: Iterable[Fact], *, known: str = "") -> Shown:
    """Keeps the sentences that stand on facts alone.

    `known` is text whose names may be repeated, such as the question. Quoted identifiers must come from a fact or
    from `known`, too.
    """
    by_id = {fact.id: fact for fact in facts}
    seen = " ".join([known, *(f"{fact.subject} {fact.value}" for fact in by_id.values())]).casefold()
    kept: list[str] = []
    withheld = 0
    for part in _SENTENCE.split(text.strip()):
        sentence = part.strip()
        if not sentence:
            continue
        if _may_be_shown(sentence, by_id.keys(), seen):
            kept.append(sentence)
        else:
            withheld += 1
    return Shown(" ".join(kept), withheld)


def _may_be_shown(sentence: str, ids: Iterable[str], seen: str) -> bool:
    if any(found not in ids for found in FACT_REFERENCE.findall(sentence)):
        return False
    plain = FACT_REFERENCE.sub("", sentence)
    if not all(_whole_in(seen, quoted.casefold()) for quoted in _QUOTED.findall(plain)):
        return False
    plain = _QUOTED.sub("", plain)
    named = _SERVICE_NAMES.findall(plain)
    if any(name.casefold() not in seen for name in named):
        return False
    plain = _SERVICE_NAMES.sub("", plain)
    return not _DIGIT.search(plain) and not _NUMBER_WORD.search(plain)


def _whole_in(seen: str, quoted: str) -> bool:
    """Whether a quoted name stands in a text as a whole: `12` is nothing that `12.50` says."""
    return re.search(rf"(?<![\w.-]){re.escape(quoted)}(?![\w-]|\.\w)", seen) is not None
