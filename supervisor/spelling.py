"""Words that are one slip of the keyboard away from a known one.

Only general words are put right, never names: a slip is one letter left out, doubled, struck twice or too many, two
letters swapped, or a neighbouring key hit, after the first letter and not a mere ending. Words of English that are
such a slip away from a word about cost are listed, since nothing here knows English.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from supervisor.lexicon import Kind, Lexicon, tokens_of
from supervisor.words import COMMON

SHORTEST: Final = 5
"""Shorter words have too many neighbours."""
MOST: Final = 3
MOST_OF_MANY: Final = 5
"""More words than these misspelt are another language; the larger number only where they are half of all at most."""

SHORT_FORMS: Final[Mapping[str, str]] = {
    "fcst": "forecast",
    "dly": "daily",
    "wkly": "weekly",
    "mthly": "monthly",
    "qtrly": "quarterly",
    "eom": "end of month",
    "eoq": "end of quarter",
    "eoy": "end of year",
    "cov": "coverage",
    "util": "utilization",
    "las": "last",
    "lst": "last",
    "mnth": "month",
    "mnths": "months",
    "mth": "month",
    "mths": "months",
    "wk": "week",
    "wks": "weeks",
    "qtr": "quarter",
    "yr": "year",
    "yrs": "years",
    "spnd": "spend",
    "cst": "cost",
    "csot": "cost",
    "csots": "costs",
    "svc": "service",
    "svcs": "services",
    "acct": "account",
    "accts": "accounts",
    "wat": "what",
    "waht": "what",
    "wht": "what",
    "teh": "the",
    "wich": "which",
    "whch": "which",
    "hwo": "how",
    "hom": "how",
    "hw": "how",
    "idel": "idle",
    "yday": "yesterday",
    "ystd": "yesterday",
    "mo": "month",
    "mos": "months",
    "hr": "hour",
    "hrs": "hours",
    "accnt": "account",
    "accnts": "accounts",
    "prev": "previous",
    "btwn": "between",
    "ttl": "total",
    "amt": "amount",
    "inv": "invoice",
    "tot": "total",
    "payed": "paid",
    "spended": "spent",
    "mutch": "much",
    "aprl": "april",
    "compair": "compare",
    "begining": "beginning",
    "usge": "usage",
    "pr": "per",
    "januar": "january",
    "februar": "february",
    "mai": "may",
    "juni": "june",
    "juli": "july",
    "oktober": "october",
    "dezember": "december",
}
"""Short forms and common slips in words that are too short to be put right by rule."""

MISSPELT_SUBJECTS: Final[Mapping[str, str]] = {
    "anomoly": "anomaly",
    "anomolies": "anomalies",
    "anomalys": "anomalies",
    "recomendation": "recommendation",
    "recomendations": "recommendations",
    "reccomendation": "recommendation",
    "reccomendations": "recommendations",
    "recommandations": "recommendations",
    "comitment": "commitment",
    "comitments": "commitments",
    "commitement": "commitment",
    "commitements": "commitments",
    "complience": "compliance",
    "inventery": "inventory",
    "budjet": "budget",
    "budjets": "budgets",
    "buget": "budget",
    "bugets": "budgets",
    "oportunities": "opportunities",
    "opportunites": "opportunities",
    "reservatons": "reservations",
    "unatached": "unattached",
    "unencripted": "unencrypted",
}
"""How words of the agents' own subjects, which no rule knows, are often misspelt."""

_CORE_WORDS = """
    april bill cost costs daily first march month spend spent today total totals trend usage weeks which
"""
_CORE: Final = frozenset(_CORE_WORDS.split())
"""The short words that slips are put right in."""

_ENGLISH = """
    broke cased cases casing categorizes clauses coast coasts coats compete const consts contacted counter derives
    deriving dives dries excerpt forth halving leasing lined march marches marking masking match matches misusing
    mouth mouths moves playing provably provides publishes raising reminder riding risking selling sender senders
    sending sends serves shrink speed speeding spoke spoked staring starred starring stated stating summaries tends
    thorough though tonal transmit trough tuned vales weakly
"""
ENGLISH: Final = frozenset(_ENGLISH.split())
"""Words of their own, although a slip away from known ones."""

_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS: Final = ({"c", "s"}, {"c", "k"}, {"s", "z"}, {"i", "y"})


def respelled(text: str, lexicon: Lexicon) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A question with its misspelt words put right, and which those were; nothing is changed where one is unclear."""
    found: dict[str, str] = {}
    for token in tokens_of(text):
        right = "" if token in lexicon else meant(token)
        if right:
            found[token] = right
    if not 0 < len(found) <= max(MOST, min(MOST_OF_MANY, len(text.split()) // 2)):
        return text, ()
    wrong = re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, found))})(?![\w'])", re.IGNORECASE)
    return wrong.sub(lambda one: found[one[0].lower()], text), tuple(found.items())


def meant(word: str) -> str:
    """The known word that a misspelt one stands for; empty when there is none or more than one."""
    short = SHORT_FORMS.get(word) or MISSPELT_SUBJECTS.get(word)
    if short:
        return short
    if len(word) == len("much") and word.isalpha():
        return _swapped().get(word, "")
    if len(word) < SHORTEST or word in ENGLISH or not (word.isascii() and word.isalpha()):
        return ""
    near = {known for variant in _less_one(word) for known in _index().get(variant, ()) if _is_a_slip(word, known)}
    meanings = {(COMMON[known].kind, COMMON[known].value) for known in near}
    return min(near, key=len) if len(meanings) == 1 else ""


_FREQUENT = """
    bill cost each last list many more most much over rise show team that this week what when year
"""
_OF_FOUR: Final = tuple(_FREQUENT.split())
"""Words of four letters that stand in many questions: of these only two swapped letters are put right."""
_ENGLISH_OF_FOUR: Final = frozenset({"cots", "lats", "lits", "lsat", "mots"})


@cache
def _swapped() -> Mapping[str, str]:
    """Words of four letters with two of them swapped, and what they stand for; none that is a word by itself."""
    found: dict[str, str] = {}
    for word in _OF_FOUR:
        for at in range(1, len(word) - 1):
            slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if slip != word and slip not in COMMON and slip not in _ENGLISH_OF_FOUR and slip not in _OF_FOUR:
                found[slip] = word
    return found


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Known words by themselves with a letter less: two words that share such a form are at most two edits apart."""
    found: dict[str, tuple[str, ...]] = {}
    for word, node in COMMON.items():
        if (len(word) > SHORTEST or word in _CORE) and word.isalpha() and node.kind != Kind.WORD:
            for variant in _less_one(word):
                found[variant] = (*found.get(variant, ()), word)
    return found


def _less_one(word: str) -> Iterator[str]:
    yield word
    yield from {word[:at] + word[at + 1 :] for at in range(1, len(word))}


def _is_a_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, doubled or beside the right one, or two are swapped; the first one is right."""
    longer, shorter = len(word) - len(known), min(len(word), len(known))
    at = next((at for at in range(shorter) if word[at] != known[at]), shorter)
    if at == 0:
        return False
    if longer == 1:
        return at < len(word) - 1 and word[at + 1 :] == known[at:]
    if longer == -1:
        ending = at == len(word)
        return word[at:] == known[at + 1 :] and not (ending and known[-1] in "sd")
    return longer == 0 and _differs_by_a_slip(word, known, at)


def _differs_by_a_slip(word: str, known: str, at: int) -> bool:
    """Of two words as long as each other, of which `at` is the first letter that differs."""
    if word[at : at + 2] == known[at : at + 2][::-1] and word[at + 2 :] == known[at + 2 :]:
        return True
    return word[at + 1 :] == known[at + 1 :] and at < len(word) - 1 and _beside(word[at], known[at])


def _beside(left: str, right: str) -> bool:
    """Whether two letters are neighbouring keys, or sound the same ("servise")."""
    return {left, right} in _SOUNDS or any(
        abs(row.find(left) - row.find(right)) == 1 for row in _KEYS if left in row and right in row
    )
