"""What a fact's subject says: which measure its value is, whose it is, and by which length of time it is counted."""

import re
from typing import Final

from finops_core.answers import Fact

_OF = re.compile(r"^(?P<what>.*?)\b(?:of|on|for|by|in|from)\s+(?P<whom>.+)$", re.IGNORECASE)
_LESS_THAN = re.compile(r"^(?P<whom>[\w -]+?) (?:less|more) than (?!in\b)", re.IGNORECASE)
"""The first side of a comparison, as in `weekends less than weekdays`; `more than in the same days` has none."""
_RATE = re.compile(r"\b(?:a|average) (?P<length>hour|day|week|month|quarter|year)\b", re.IGNORECASE)
_PLAIN_SUBJECTS: Final = frozenset(
    [
        "spend",
        "the spend",
        "spent",
        "all",
        "all spend",
        "whole bill",
        "total",
        "month to date",
        "month before",
        "change",
        "expected",
        "above",
        "the largest part",
        "more than in the same days before",
        "what rose",
        "what fell",
        "the excess",
        "covered usage",
        "a month",
        "repeating the last week",
        "the run rate",
        "the interval holds",
        "the bill",
        "the month",
        "commitments",
        "difference",
        "the simplest method for all",
    ]
)
_LABELLED: Final = (
    r"^owned by |^(shared costs )?borne by |^paid for them$|^the same usage at |^cost (that|of what) |"
    r"^of the savings plans paid|^commitment left unused$|^over the limit$|^still to come|^unused "
)
"""Subjects that say in words of their own what a value is: it stands where a sentence has these words."""
OWN_TEXTS: Final = frozenset({"from the article"})
"""Subjects of texts that the product wrote; they name nothing."""
_MEASURES: Final[tuple[tuple[str, str], ...]] = (
    (_LABELLED, "labelled"),
    (r"\bwas covered$", "coverage"),
    (r"^difference without them$", "increase"),
    (r"^forecast with the change, (low|high)$", "bound"),
    (r"^forecast with the change$", "forecast"),
    (r"^(measured )?error of\b", "error"),
    (r"\bincrease\b|\brose\b|\bmore than\b", "increase"),
    (r"\bdecrease\b|\bfell\b|\bless than\b", "decrease"),
    (r"\bchange\b", "change"),
    (r"\bforecast\b.*\b(low|high)\b|\brange, (from|to)$", "bound"),
    (r"\bforecast\b", "forecast"),
    (r"\berror\b", "error"),
    (r"\binterval holds\b", "level"),
    (r"\bexcess\b|\babove what (was|is) expected\b", "excess"),
    (r"^chance\b", "chance"),
    (r"\bat this pace$", "pace"),
    (r"\blimit$", "limit"),
    (r"^charges (that|for whole)\b", "charges"),
    (r"^left$", "left"),
    (r"\bexpected\b", "expected"),
    (r"\bsav(ed|ing|ings)\b", "saving"),
    (r"\bcovered usage\b", "covered"),
    (r"\bbefore credits\b", "gross"),
    (r"\b(credits|refunds)\b", "credit"),
    (r"\bwithout\b", "without"),
    (r"\bwith (the tag|a)\b|\bcarries the tags?\b", "with"),
    (r"^quantity\b", "quantity"),
    (r"^part of\b", "part"),
    (r"^share$", "part"),
    (r"\bshare\b", "share"),
)
_OF_THE_WHOLE: Final = frozenset(
    {"with", "without", "limit", "left", "chance", "pace", "coverage", "quantity", "charges", "labelled"}
)
"""Measures of all that the answer is about, whatever their subject goes on to say."""
_MEASURE_WORDS = re.compile(
    r"^difference without\b|\b(spend|cost|increase|decrease|change|share|saving|savings|credits|refunds|billed|"
    r"expected|forecast|quantity|part|month to date|month before|charges|error)\b|^a (day|week|month)\b",
    re.IGNORECASE,
)


def measure_of(fact: Fact) -> str:
    """The kind of value: `spend`, `increase`, `forecast`, `share` and so on; a name's and a day's is its kind."""
    if fact.kind in ("text", "date"):
        return fact.kind
    subject = fact.subject.casefold()
    for pattern, measure in _MEASURES:
        if re.search(pattern, subject):
            return measure
    return {"money": "spend", "number": "count", "percent": "percent"}[fact.kind]


def rate_of(fact: Fact) -> str:
    """The length of time that an amount is counted by (`day` of `spend a day`), empty for a sum."""
    found = _RATE.search(fact.subject)
    if fact.kind != "money" or not found:
        return "month" if fact.kind == "money" and "monthly" in fact.subject else ""
    return found["length"].casefold()


def whom_of(fact: Fact) -> str:
    """Whose value a fact is, by its subject; empty for the whole."""
    if _is_of_no_one(fact):
        return ""
    compared = _LESS_THAN.match(fact.subject)
    if compared:
        return compared["whom"]
    subject = re.sub(r"^relative ", "", fact.subject.strip(), flags=re.IGNORECASE)
    found = _OF.match(subject)
    while found and _MEASURE_WORDS.search(found["what"]):
        subject = re.sub(r", (low|high)$", "", found["whom"].strip())
        found = _OF.match(subject)
        if not found or not _MEASURE_WORDS.search(found["what"]):
            return "" if _is_plain(subject) else subject
    if _is_plain(subject) or fact.kind != "money" or measure_of(fact) != "spend":
        return ""
    return "" if _MEASURE_WORDS.search(subject) else subject


def _is_of_no_one(fact: Fact) -> bool:
    """Whether a fact is of all that an answer is about, or no value at all."""
    return fact.kind == "date" or fact.subject in OWN_TEXTS or measure_of(fact) in _OF_THE_WHOLE


def _is_plain(subject: str) -> bool:
    plain = re.sub(r"\s*\([a-z]+\)$", "", subject.casefold())
    return plain in _PLAIN_SUBJECTS or plain.startswith(("what ", "average "))
