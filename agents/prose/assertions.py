"""Whether what a sentence says besides values is what the facts say: deeds, causes, absences, forecasts, degrees."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import NEARLY
from agents.prose.claimed import Claimed
from agents.prose.proportions import less_than_half, more_than_half, nearly_all
from agents.prose.sentences import Token
from agents.prose.standings import is_over_its_limit
from agents.prose.units import is_number_of_months


def only_known_words(claimed: Claimed) -> bool:
    """Every word is one of the vocabulary, of the findings, or of the product's own sentences."""
    return all(
        all(part in words.KNOWN for part in token.word.replace("’", "'").split("-"))
        or claimed.is_said(token.word)
        or (token.word in words.NUMBERS and _harmless(token, claimed))
        or _is_form_of_said(token.word, claimed)
        or (token.word in NEARLY and nearly_all(claimed))
        or (claimed.is_meant(token.word) and token.word not in words.DEEDS | words.NUMBERS | words.UNITS)
        for token in claimed.tokens
        if token.word
    )


def _is_form_of_said(word: str, claimed: Claimed) -> bool:
    """Another form of a word of the findings, such as `connections` for `connects`; no claim may hide in a form."""
    return claimed.is_said_otherwise(word) and word not in words.DEEDS | words.NUMBERS | words.UNITS


def no_value_of_its_own(claimed: Claimed) -> bool:
    """No number word, currency, unit or deed, unless a finding's name or sentence has it, and then never one beside a
    citation."""
    for token in claimed.tokens:
        if token.word in words.NUMBERS | words.CURRENCIES | words.UNITS and not _harmless(token, claimed):
            return False
    return True


def _harmless(token: Token, claimed: Claimed) -> bool:
    """Whether a number word tells no number of its own. The first way that knows the word decides."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    beside = any(each is not None and each.kind == "cited" for each in (before, after))
    found = next((told for way in _READ if (told := way(token, before, after, claimed)) is not None), None)
    return not beside and claimed.is_said(token.word) if found is None else found


def _is_no_number(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    """`once [[this]] is spent`, `at least one of the tags`, `the largest one`."""
    if token.word == "once" and after is not None and (after.kind == "cited" or after.word in _THOSE):
        return True
    return (token.word == "one" and (_is_any_one(before, after, claimed) or _stands_for_a_name(before, after))) or None


def _are_two(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    """`both figures`, `the two months`, of two that the answer has."""
    del before
    if token.word == "both" and after is not None and after.word in _TWO_OF:
        return len([m for m in claimed.meanings.all if m.measure == "spend"]) > 1
    if token.word == "two" and after is not None and after.word in ("months", "periods"):
        return len({p for m in claimed.meanings.all if m.measure == "spend" for p in m.periods}) == _A_PAIR
    return None


def _is_asked(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    if before is None or not _is_count_asked(token, before, after, claimed):
        return None
    return before.kind != "cited" and (after is None or after.kind != "cited")


def _is_half(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    """`more than half`, of what the facts' shares say it of."""
    if token.word != "half" or before is None or before.word != "than":
        return None
    told = claimed.values or claimed.words & words.CAUSE or (after is not None and after.kind == "cited")
    way = claimed.word_before(before, frozenset())
    return not told and ((way == "more" and more_than_half(claimed)) or (way == "less" and less_than_half(claimed)))


def _is_length(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    del before, after
    return is_number_of_months(token, claimed) or None


_READ: Final = (_is_no_number, _are_two, _is_asked, _is_half, _is_length)


_COUNTS: Final = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "twelve": "12",
}


def _is_any_one(before: Token | None, after: Token | None, claimed: Claimed) -> bool:
    """`at least one of the tags`, where the product says `one of`."""
    least = before is not None and before.word == "least"
    return least and after is not None and after.word == "of" and "one of" in claimed.said


_THOSE: Final = words.word_set("the this that it they")


def _is_count_asked(token: Token, before: Token, after: Token | None, claimed: Claimed) -> bool:
    """`the top three`, `the four months`, where the product or the question says `top 3` or `4 months`."""
    digit = _COUNTS.get(token.word)
    if digit is None:
        return False
    if before.word in ("top", "past", "last"):
        return claimed.is_said(f"{before.word} {digit}") or claimed.is_asked_together(before.word, digit)
    length = after.word if after is not None and after.word in ("months", "days", "weeks") else ""
    return bool(length) and before.word == "the" and claimed.is_asked_together(digit, length)


_TWO_OF: Final = frozenset({"figures", "amounts", "values", "months", "periods"})
_A_PAIR: Final = 2


def _stands_for_a_name(before: Token | None, after: Token | None) -> bool:
    """`the largest one`, `the one in CloudWatch`: no number."""
    if before is None or not before.word:
        return False
    if before.word in ("the", "this", "that", "which", "another", "no"):
        return True
    ends = after is None or after.kind == "mark" or after.word in ("in", "of", "at", "on", "is", "was", "by", "with")
    return ends and before.word in words.MOST | words.MORE | words.LESS | {"expensive", "higher", "lower"}


def states_are_findings(claimed: Claimed) -> bool:
    """`idle`, `unused` or `unusual` is told where something was found to be."""
    found = claimed.words & words.STATES
    measures = {m.measure for m in claimed.meanings.all}
    return not found or bool(measures & {"saving", "excess"}) or all(claimed.is_said(word) for word in found)


def _follows(token: Token, word: str, claimed: Claimed) -> bool:
    before = claimed.neighbour(token, -1)
    return before is not None and before.word == word


def expensive_compares(claimed: Claimed) -> bool:
    """`expensive` alone is a judgment; `more expensive` compares."""
    degrees = words.MORE | words.LESS | words.MOST
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word == "expensive" and (before is None or before.word not in degrees):
            return False
        if token.word == "last" and before is not None and before.word in {"comes", "ranks", "is", "came", "placed"}:
            return False
        after = claimed.neighbour(token, 1)
        if token.word == "quarter" and after is not None and after.word == "of":
            return False
    return True


def no_deed(claimed: Claimed) -> bool:
    """Nothing is told as done, and nothing is promised: a model has done nothing."""
    found = [token for token in claimed.tokens if _is_deed(token, claimed) and not claimed.is_said(token.word)]
    first_person = claimed.words & {"i", "we", "i'm", "we're", "i'll", "we'll", "i've", "we've", "me", "us"}
    speaks = claimed.words & words.MAYBE or (claimed.words & words.EPISTEMIC and claimed.words & words.NOT)
    speaks = speaks or _tells_only(claimed)
    return not found and not (
        first_person and (not speaks or claimed.words & words.FUTURE & {"will", "going", "shall"})
    )


_TELLS: Final = words.word_set(
    "find found see saw answer answered tell know know expect estimate wasn't couldn't can't cannot don't didn't "
    "am would could can do say show give compare compared answer tested checked"
)


def _tells_only(claimed: Claimed) -> bool:
    """Whether all that `I` or `we` do is to find, tell, expect, or not to know."""
    for token in claimed.tokens:
        if token.word in ("i", "we"):
            after = claimed.neighbour(token, 1)
            if after is None or after.word not in _TELLS:
                return False
        elif token.word in ("i'm", "we're", "i'll", "we'll", "i've", "we've", "me", "us"):
            return False
    return True


_BE: Final = words.word_set("was were been being is are be get got gets")
_ONLY_IF_DONE: Final = words.word_set(
    "moved changed shifted attached checked reviewed verified confirmed connected examined inspected moved "
    "explored supported served handled picked selected chosen decided requested ordered placed tracked marked "
    "posted merged split"
)
_TAGGED: Final = frozenset({"tagged", "untagged", "labelled"})


def _is_deed(token: Token, claimed: Claimed) -> bool:
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    previous, following = before.word if before else "", after.word if after else ""
    if token.word == "placed" and claimed.is_said("put"):
        return False
    if token.word in ("tested", "checked", "tried") and any(m.measure == "error" for m in claimed.values):
        return False
    if token.word == "booked":
        return not claimed.words & words.CREDIT and not any(m.is_name for m in claimed.cited)
    if token.word in _TAGGED and (
        following in ("with", "spend", "usage", "part", "amount") or previous in ("is", "as")
    ):
        return previous in ("been", "were", "have", "now")
    if token.word == "applied" and (claimed.words & {"no", "not"} or _are_credits_of_the_answer(claimed)):
        return False
    if token.word in ("closed", "opened", "set") and (following in ("at", "against", "beside")):
        return False
    if token.word in _ONLY_IF_DONE:
        return previous in _BE or claimed.words & {"i", "we", "i've", "we've"} != frozenset()
    return token.word in words.DEEDS


def _are_credits_of_the_answer(claimed: Claimed) -> bool:
    """Whether what was applied is credits that are cited, which the provider applies."""
    return bool(claimed.values) and all(m.measure == "credit" for m in claimed.values)


def cause_fits(claimed: Claimed) -> bool:
    """A cause is one a fact names as driver; that a cause is not known may be said."""
    if any(t.word in ("it", "they") and _follows(t, "as", claimed) for t in claimed.tokens):
        return False
    found = claimed.words & words.CAUSE
    found -= {"behind"} if claimed.words & {"estimate", "forecast", "answer"} else frozenset[str]()
    if not found or (claimed.words & words.NOT and claimed.words & words.EPISTEMIC):
        return True
    if (
        not claimed.values
        and claimed.words & _ASKS
        and not found & {"because", "due", "thanks", "owing", "caused", "causing"}
    ):
        return True
    if not found - {"since"} and any(
        _follows(token, "since", claimed) and token.kind in ("time", "cited") for token in claimed.tokens
    ):
        return True
    if not found - {"so"} and "far" in claimed.words:
        return True
    if claimed.values and found <= _PARTAKES and claimed.mentions:
        return True
    if _largest_by_a_ranking(claimed):
        return not found - {"drives", "driver", "drove", "behind"}
    drivers = claimed.meanings.named_as("driver", "rose", "largest")
    moved = frozenset(key for m in claimed.meanings.all if m.direction and m.entities for key in m.entities)
    credits = claimed.meanings.named_as("lowered")
    if claimed.words & words.CREDIT and claimed.entities & credits:
        return True
    return bool(claimed.entities) and claimed.entities <= drivers | moved and _no_invented_reason(claimed)


_PARTAKES: Final = words.word_set(
    "attributable attributed contributed contributes contributing contribute contributor responsible behind"
)
_ASKS: Final = words.word_set("ask could can would want look consider if worth")


def _largest_by_a_ranking(claimed: Claimed) -> bool:
    """`drives the bill`, of the group that the product ranks first."""
    ranked = claimed.meanings.named_as("group", "team")
    return bool(ranked) and bool(claimed.entities) and claimed.entities <= ranked


def _no_invented_reason(claimed: Claimed) -> bool:
    return not claimed.words & {"because", "since", "reason", "therefore", "so", "cause", "causes", "caused", "causing"}


_ADJECTIVES: Final = words.word_set(
    "the your this that each other top which no by per a any same untagged largest biggest single an every all "
    "main our their its one highest leading of in with without tag tagged for and to costliest expensive these "
    "those"
)


def kinds_have_names(claimed: Claimed) -> bool:
    """`the data team`: a word before a kind of thing is a name, and no fact gave it."""
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word not in ("team", "account", "region", "environment") or before is None or not before.word:
            continue
        known = before.word in _ADJECTIVES or claimed.is_said(before.word) or claimed.is_asked(before.word)
        if not known:
            return False
    return True


def future_fits(claimed: Claimed) -> bool:
    """What will be is a forecast's: a fact of one is cited, or the answer has one and no value is told."""
    found = (claimed.words & words.FUTURE) - (
        {"should", "likely", "estimate", "estimated"} if claimed.meanings.of(frozenset(), "saving") else set()
    )
    if not found:
        return True
    measures = {m.measure for m in claimed.cited}
    if measures & {"forecast", "bound", "expected", "error", "level", "pace", "limit", "chance"}:
        return True
    if any("expected" in m.fact.subject or m.fact.subject == "difference" for m in claimed.cited):
        return True
    known = {m.measure for m in claimed.meanings.all}
    if known & {"excess", "expected"} and found <= {"expected", "expectation"}:
        return True
    values = [m for m in claimed.values if m.measure not in ("count", "date")]
    return (
        not values
        and "forecast" in known
        and not claimed.words & ((words.UP - {"up"}) | words.DOWN | words.MORE | words.LESS)
    )


def certainty_fits(claimed: Claimed) -> bool:
    """Nothing is surer than it was found to be: `certainly` is the findings' own, or is denied."""
    found = claimed.words & words.CERTAINTY
    denied = bool(claimed.words & words.NOT) and not claimed.values
    return denied or all(claimed.is_said(word) for word in found - _OF_THE_ACTUAL)


_OF_THE_ACTUAL: Final = words.word_set("actually fact indeed")
"""Words that set what was billed against what was expected, and claim nothing beside a value."""


def speaks_of_no_one(claimed: Claimed) -> bool:
    """No invented quotation: what stands in quotation marks is a name or the question's."""
    marks = [at for at, token in enumerate(claimed.tokens) if token.text in ('"', "“", "”")]
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        quoted = [t.text.casefold() for t in claimed.tokens[first + 1 : last]]
        if len(quoted) > 1 and " ".join(quoted) not in claimed.said:
            return False
        if len(quoted) == 1 and claimed.tokens[first + 1].kind == "word" and quoted[0] not in claimed.said:
            return False
    return len(marks) % 2 == 0


_VERDICTS: Final = frozenset(
    (
        ("on", "track"),
        ("under", "control"),
        ("within", "budget"),
        ("over", "budget"),
        ("under", "budget"),
        ("as", "expected"),
        ("as", "planned"),
        ("as", "usual"),
        ("in", "order"),
        ("on", "course"),
        ("off", "track"),
        ("off", "course"),
    )
)


def no_verdict(claimed: Claimed) -> bool:
    """`on track`, `under control`: plain words that together judge, which only a finding may."""
    for token in claimed.tokens:
        after = claimed.neighbour(token, 1)
        if is_over_its_limit(token, claimed):
            continue
        pair = (token.word, after.word if after else "")
        if pair in _VERDICTS and not claimed.is_said(" ".join(pair)):
            return False
    return True
