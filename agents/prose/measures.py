"""Whether each cited value is told as what it is: spend, a change, a forecast, a saving, a share, a day."""

import re
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token


def measure_fits(claimed: Claimed) -> bool:
    """A value is told as what it is: spend, a change, a forecast, a saving, a share."""
    return all(_told_as_is(token, claimed) for token in claimed.citations)


_PERMITS: Final[dict[str, frozenset[str]]] = {
    "spend": words.SPEND | words.SHARE | words.UP | words.DOWN | words.MOST | words.BOUND | words.LEAST,
    "increase": words.UP | words.CHANGE | words.MORE | words.CAUSE,
    "decrease": words.DOWN | words.CHANGE | words.LESS | words.CAUSE,
    "change": words.UP | words.DOWN | words.CHANGE,
    "forecast": words.FUTURE | words.MAYBE,
    "bound": words.BOUND,
    "expected": words.FUTURE | words.EXCESS | {"instead", "rather"},
    "excess": words.EXCESS | words.SHARE,
    "saving": words.SAVING | words.MAYBE | {"worth"},
    "credit": words.CREDIT - {"before", "gross"},
    "gross": frozenset({"before", "gross", "without", "excluding", "out", "from", "not"}),
    "without": frozenset(
        {"without", "no", "not", "untagged", "unassigned", "lacks", "cannot", "can't", "none", "missing"}
    ),
    "share": words.SHARE | words.MOST,
    "part": words.SUBSET,
    "covered": frozenset({"covered", "commitments", "commitment", "effective", "cover"}),
    "error": words.ERROR,
    "level": words.LEVEL,
    "with": words.word_set("with tag tagged carries carry carried carrying covers cover covered has have"),
    "limit": words.word_set("limit limits cap budget of ceiling threshold suggest recommend recommended"),
    "charges": words.word_set("charge charges whole once"),
    "left": words.word_set("left leaves leave remains remaining remain room until remainder"),
    "chance": words.word_set("chance probability likelihood odds risk"),
    "pace": words.word_set("pace rate if extrapolated projected"),
    "coverage": words.word_set("covered cover covers coverage covering"),
    "quantity": words.SPEND | words.SHARE,
}
_MUST_SAY: Final = words.word_set(
    "forecast bound expected excess credit gross without part covered error level with charges limit left chance pace "
    "coverage"
)
_SPENT: Final = words.word_set("spent spend spends spending cost costs paid pay charged billed")
_SAVED: Final = words.word_set("save saves saved saving waste wastes wasted wasting")


def _told_as_is(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    permitted = _PERMITS.get(meaning.measure)
    if meaning.measure == "count" and claimed.word_before(token) in _SPENT | _SAVED:
        return False
    if permitted is None:
        return meaning.measure != "date" or _is_told_as_its_day(token, meaning, claimed)
    if not _is_told_in_its_kind(token, meaning, claimed) or _is_told_as_another_part(token, meaning, claimed):
        return False
    ahead = meaning.measure == "forecast" and any(
        t.kind == "time" and "next" in t.text.casefold() for t in claimed.tokens
    )
    named = {word for each in claimed.mentions for word in each.text.casefold().split()}
    if meaning.measure in _MUST_SAY and not (claimed.words | named) & permitted and not ahead:
        return False
    return _fits_its_verb(token, meaning, claimed, permitted)


def _is_told_as_another_part(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a plain amount is told as what lacks a tag, a part as the whole, or an end of a range as the other."""
    if meaning.measure == "spend" and _is_told_as_lacking(token, meaning, claimed):
        return True
    if _PART_OF_A_CHANGE.search(meaning.fact.subject) and claimed.clause(token.clause) & _THE_WHOLE:
        return True
    return meaning.measure == "bound" and not _is_told_as_bound(meaning, claimed)


def _fits_its_verb(token: Token, meaning: Meaning, claimed: Claimed, permitted: frozenset[str]) -> bool:
    verb = claimed.word_before(token)
    if meaning.measure != "spend" and verb in _SPENT:
        here = claimed.clause(token.clause)
        allowed = _allowed_after_spent(meaning, claimed, here)
        if meaning.measure == "saving" or not allowed:
            return allowed
    if meaning.rate and meaning.measure == "spend" and not _has_word_of(_RATE_WORDS[meaning.rate], claimed):
        return False
    if meaning.measure != "saving" and verb in _SAVED:
        return meaning.fact.subject == _SAVED_BY_COMMITMENTS and verb == "saved"
    if verb == "by" or verb == "to":
        return _by_or_to(verb, meaning, claimed, token)
    return _is_told_by_its_words(meaning, claimed, permitted)


def _is_told_by_its_words(meaning: Meaning, claimed: Claimed, permitted: frozenset[str]) -> bool:
    """Whether the words of a sentence tell a value as what it is, whatever stands before it."""
    if meaning.measure == "saving" and not meaning.fact.subject.startswith("saving of "):
        return bool(claimed.words & (words.SAVING | words.MAYBE | _FOUND))
    if meaning.measure == "spend":
        saves = claimed.words & (words.SAVING - words.SPEND - {"potential", "waste"})
        return not saves or bool(claimed.words & words.SPEND)
    if claimed.words & permitted or not claimed.words & _MEASURE_WORDS:
        return True
    return meaning.measure == "saving" and not claimed.words & _STRONG_SPEND


_FOUND: Final = words.word_set("worth finding findings")
_SAVED_BY_COMMITMENTS: Final = "difference without them"
_PART_OF_A_CHANGE = re.compile(r"\bof what (rose|fell)\b")
_THE_WHOLE: Final = words.word_set("bill total overall spend spending invoice")
_LACKING: Final = words.word_set("without untagged unassigned missing no")


def _is_told_as_lacking(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a plain amount is told as the one that has no tag, region or the like."""
    here = claimed.clause(token.clause)
    if meaning.entities and not claimed.mentions:
        return bool(here & {"without", "untagged", "unassigned"})
    if not meaning.entities and here & {"untagged", "unassigned"} and not {"of", "than"} & here:
        return not any(m.measure == "without" for m in claimed.values_near(token))
    known = any(m.measure == "without" for m in claimed.meanings.all)
    beside = any(m.measure == "without" for m in claimed.values_near(token))
    return known and not beside and bool(here & _LACKING) and not {"of", "than"} & here


def _counts_them(claimed: Claimed) -> bool:
    """Whether a whole is told beside its count: `[[findings]] add up to [[sum]]`."""
    return any(m.measure in ("count", "saving", "excess") and m.fact.kind == "number" for m in claimed.values)


def _is_told_as_made(claimed: Claimed) -> bool:
    """Whether a saving that is possible is told as one that there is: `you are now saving`."""
    made = claimed.words & {"now", "already", "currently"} and not claimed.words & words.MAYBE
    saving = [t for t in claimed.tokens if t.word == "saving"]
    return bool(made) or any(claimed.word_before(t, frozenset()) in {"are", "am", "been", "is"} for t in saving)


def _has_word_of(told: frozenset[str], claimed: Claimed) -> bool:
    return any(word in told for token in claimed.tokens for word in token.text.casefold().split())


def _is_told_in_its_kind(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """No change told as a part or a start, no bill as a forecast, refund or end of a range, no saving as made."""
    if meaning.direction and _is_told_as_no_change(token, meaning, claimed):
        return False
    if meaning.measure != "bound" and _is_after_at_most(token, claimed):
        return False
    if meaning.measure == "saving" and not _is_told_as_possible(meaning, claimed):
        return False
    if _is_told_as_another_kind(token, meaning, claimed):
        return False
    return meaning.measure != "spend" or not (_is_told_as_future(token, claimed) or _is_told_as_refund(token, claimed))


def _is_told_as_no_change(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a change is told as a part of something, or as where it began."""
    if meaning.fact.kind == "percent" and _is_told_as_share(token, meaning, claimed):
        return True
    return meaning.fact.kind != "number" and claimed.word_before(token) == "from"


def _is_told_as_possible(meaning: Meaning, claimed: Claimed) -> bool:
    if "saved" in claimed.words and "by" not in meaning.fact.subject:
        return bool(claimed.words & {"be", "could", "can", "would"})
    return not _is_told_as_made(claimed)


def _is_told_as_another_kind(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a value is told as a range, as its contrary, a quantity as money, or something as what is left."""
    if claimed.words & {"range", "ranges", "ranging"} and meaning.measure in ("spend", "expected", "saving"):
        return True
    if meaning.measure in _CONTRARY and _is_told_as_contrary(token, meaning, claimed):
        return True
    if meaning.measure == "quantity" and claimed.words & _SPENT:
        return True
    return meaning.measure != "left" and claimed.word_before(token) in {"leaves", "leaving", "left"}


def _is_told_as_share(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a relative change is told as a part: `makes up [[f4]]`, `[[f4]] of the bill`."""
    after = claimed.neighbour(token, 1)
    of_what = after is not None and after.word == "of" and not _PART_OF_A_CHANGE.search(meaning.fact.subject)
    return of_what or bool(claimed.clause(token.clause) & _MAKES_UP)


def _is_after_at_most(token: Token, claimed: Claimed) -> bool:
    """`at most`, `at least`, `as much as` before a value: only the end of a range is one."""
    at = claimed.position(token)
    if [each.word for each in claimed.tokens[max(0, at - 3) : at]] in (["as", "much", "as"], ["as", "little", "as"]):
        return True
    return [each.word for each in claimed.tokens[max(0, at - 2) : at]] in (["at", "most"], ["at", "least"])


_CONTRARY: Final[dict[str, frozenset[str]]] = {
    "with": words.word_set("no not without untagged unassigned lack lacks lacking missing cannot"),
    "without": words.word_set("with"),
    "coverage": words.word_set("no not without uncovered missing unused"),
    "chance": words.word_set("no not within below under staying keeping avoiding meeting"),
}
"""Words that turn a value into what is left of the whole."""


def _is_told_as_contrary(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """Whether a value's clause tells it as its opposite: what carries a tag as what does not."""
    here = claimed.clause(token.clause)
    if meaning.measure == "without":
        return "with" in here and not here & _CONTRARY["with"] and not {"tag", "tagged"} & (claimed.words - here)
    others = [m for m in claimed.values_near(token) if m.measure == "without"]
    return bool(here & _CONTRARY[meaning.measure]) and not others


_RATE_WORDS: Final[dict[str, frozenset[str]]] = {
    "hour": words.word_set("hour hours hourly"),
    "day": words.word_set("day days daily weekday"),
    "week": words.word_set("week weeks weekly"),
    "month": words.word_set("month months monthly"),
    "quarter": words.word_set("quarter quarterly"),
    "year": words.word_set("year yearly annual annually"),
}
"""How a rate is told: an amount a day is none of a month."""
_BEGINS: Final = words.word_set("begin begins began beginning start starts started starting first from since")
_ENDS: Final = words.word_set("end ends ended ending last lasts lasted until till to through latest")


def _is_told_as_its_day(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """A first day begins and a last day ends."""
    at = claimed.position(token)
    near = [t.word for t in claimed.tokens[max(0, at - 4) : at] if t.word in _BEGINS | _ENDS]
    if not near:
        return True
    subject = meaning.fact.subject
    return "last" not in subject if near[-1] in _BEGINS else "first" not in subject


_STRONG_SPEND: Final = words.word_set("bill bills cost costs spend spent paid charged charges invoice billed")
_MAKES_UP: Final = words.word_set("made make makes accounted accounts represents represented comprises comprised")


_MEASURE_WORDS: Final = (words.SPEND | words.SAVING | words.CREDIT | words.FUTURE | words.UP | words.DOWN) - {"before"}
_LOW: Final = words.word_set("low lower lowest least minimum floor between from")
_HIGH: Final = words.word_set("high upper highest most maximum ceiling between to")


def _is_told_as_future(token: Token, claimed: Claimed) -> bool:
    """Whether an amount that was billed is told as expected or forecast."""
    others = {m.measure for m in claimed.values_near(token)} & {"expected", "forecast", "bound"}
    return bool(claimed.clause(token.clause) & words.FUTURE) and not others


def _is_told_as_refund(token: Token, claimed: Claimed) -> bool:
    """Whether an amount that was billed stands where a credit or refund is told."""
    told = claimed.clause(token.clause) & (words.CREDIT - {"before", "gross", "offset", "offsets"})
    beside = claimed.clause(token.clause) & {
        "before",
        "after",
        "net",
        "includes",
        "including",
        "included",
        "in",
        "from",
        "takes",
        "reflects",
    }
    return bool(told) and not beside and not any(m.measure in ("credit", "gross") for m in claimed.values_near(token))


def _is_told_as_bound(meaning: Meaning, claimed: Claimed) -> bool:
    """An end of a range is told as that end; both together as a range, and neither as what was."""
    if claimed.words & _SPENT and not claimed.words & (words.FUTURE | words.MAYBE):
        return False
    both = len([m for m in claimed.values if m.measure == "bound"]) > 1
    if both:
        ends = [m.fact.subject for m in claimed.values if m.measure == "bound"]
        if "high" in ends[0] and "low" in ends[1]:
            return False
        return bool(
            claimed.words & {"between", "from", "range", "ranges", "ranging", "interval", "low", "lower", "bounds"}
        )
    ends = _LOW if "low" in meaning.fact.subject else _HIGH
    if claimed.words & words.MAYBE and "as" in claimed.words:
        return ("little" if "low" in meaning.fact.subject else "much") in claimed.words
    return bool(claimed.words & (ends - {"between", "from", "to"}))


def _allowed_after_spent(meaning: Meaning, claimed: Claimed, here: frozenset[str] = frozenset()) -> bool:
    """`cost [[forecast]]` with `will`, and `spent [[increase]] more`."""
    if meaning.measure in ("forecast", "bound", "expected"):
        return bool(claimed.words & (words.FUTURE | words.MAYBE))
    if meaning.measure in ("increase", "decrease"):
        return bool(claimed.words & (words.MORE | words.LESS) or here & (words.CHANGE | words.UP | words.DOWN))
    if meaning.measure == "excess":
        return bool(claimed.words & {"than", "above", "over"})
    if meaning.measure == "saving":
        of_a_finding = meaning.fact.subject.startswith("saving of ")
        wasted = of_a_finding and meaning.entities & claimed.entities and set(meaning.fact.subject.split()) & _IN_VAIN
        return bool(wasted or claimed.words & _SAVED) and "spent" not in here
    if meaning.measure == "pace":
        return bool(claimed.words & words.FUTURE)
    return meaning.measure in ("covered", "credit", "gross", "without", "part")


def _is_up_to(token: Token, claimed: Claimed) -> bool:
    """`up to` before a value: what can be saved is at most what it is of."""
    at = claimed.position(token)
    before = [each.word for each in claimed.tokens[max(0, at - 3) : at]]
    return before[-2:] == ["up", "to"] and before[0] not in _ADDING


_ADDING: Final = words.word_set("add adds added adding sum sums summing")
_IN_VAIN: Final = words.word_set("nothing nobody twice without unused idle")
"""What is told of things that cost what could be saved."""


def _by_or_to(word: str, meaning: Meaning, claimed: Claimed, token: Token) -> bool:
    """Whether a value behind `by` or `to` is one that a sentence of this kind has there."""
    if word == "to" and meaning.measure == "saving" and _is_up_to(token, claimed):
        return bool(claimed.words & words.MAYBE and claimed.words & _SAVED)
    moves = claimed.words & (words.UP | words.DOWN | words.CHANGE)
    if word == "by" and moves:
        return meaning.measure not in ("spend", "forecast", "share", "covered", "part")
    if word == "to" and moves and not _equates(claimed):
        return meaning.measure in ("spend", "forecast", "expected", "bound")
    return _by_more_or_less(meaning, claimed) if word == "by" else _comes_to(meaning, claimed)


def _equates(claimed: Claimed) -> bool:
    """Whether `to` stands between two names of one amount, or between two that are compared."""
    return bool(claimed.words & _EQUATING) or (_counts_them(claimed) and bool(claimed.words & {"add", "adding"}))


_EQUATING: Final = words.word_set("added adds compared relative corresponds equal equals comes equates works amounts")


def _by_more_or_less(meaning: Meaning, claimed: Claimed) -> bool:
    """`more by [[increase]]`."""
    compared = claimed.words & (words.MORE | words.LESS)
    if meaning.measure in ("increase", "decrease") and compared:
        told = claimed.words & (words.LESS if meaning.measure == "decrease" else words.MORE | {"expensive"})
        return bool(told) or len([t for t in claimed.tokens if t.kind == "time"]) > 1
    return _has_its_measure(meaning, claimed)


def _comes_to(meaning: Meaning, claimed: Claimed) -> bool:
    if meaning.measure in ("saving", "quantity"):
        told = claimed.words & (_PERMITS[meaning.measure] | {"transfer"})
        of_its_own = meaning.measure == "quantity" or meaning.fact.subject.startswith("saving of ")
        return (of_its_own and bool(claimed.mentions)) or bool(told) or _counts_them(claimed)
    return _has_its_measure(meaning, claimed)


def _has_its_measure(meaning: Meaning, claimed: Claimed) -> bool:
    return meaning.measure == "spend" or bool(claimed.words & _PERMITS[meaning.measure])
