"""Whether every word is known, and no number, currency or unit is the model's own."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.proportions import NEARLY, less_than_half, more_than_half, nearly_all
from agents.prose.rankings import named_of_one_measure
from agents.prose.sentences import Token
from agents.prose.synonyms import meaning_of
from agents.prose.units import is_number_of_months


def only_known_words(claimed: Claimed) -> bool:
    """Every word is one of the vocabulary, of the findings, or of the product's own sentences."""
    return all(_is_known(token, claimed) for token in claimed.tokens if token.word)


def _is_known(token: Token, claimed: Claimed) -> bool:
    word = token.word.replace("’", "'")
    if (
        all(part in words.KNOWN for part in word.split("-"))
        or word in _JUDGED_BY_DEGREES
        or claimed.is_said(token.word)
    ):
        return True
    if token.word in words.NUMBERS:
        return _harmless(token, claimed)
    return _is_form_of_said(token.word, claimed) or _is_nearly_or_little(token, claimed)


def _is_nearly_or_little(token: Token, claimed: Claimed) -> bool:
    """`nearly all`, `as little as`, which values decide."""
    if token.word in NEARLY:
        return nearly_all(claimed)
    return token.word == "little" and _is_as_little_as(token, claimed)


_JUDGED_BY_DEGREES: Final = frozenset({"well", "slightly"})


def _is_as_little_as(token: Token, claimed: Claimed) -> bool:
    """`as little as [[low]]`, the lower end of a range."""
    then = claimed.neighbour(token, 2)
    lows = then is not None and then.kind == "cited" and claimed.meanings.by_id[then.key].measure == "bound"
    return lows and claimed.word_before(token, frozenset()) == "as"


def _is_form_of_said(word: str, claimed: Claimed) -> bool:
    """Another form of a word of the findings, such as `connections` for `connects`; no claim may hide in a form."""
    told = claimed.is_said_otherwise(word) or claimed.is_meant(word)
    return told and word not in words.DEEDS | words.NUMBERS | words.UNITS


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


def _is_majority(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    """`the majority of`, where the shares say so."""
    del before
    if token.word != "majority" or after is None or after.word != "of":
        return None
    rest = claimed.tokens[claimed.position(after) + 1 :]
    told = next((each for each in rest if each.word not in _ARTICLES), None)
    of_money = told is not None and (told.kind in ("cited", "time") or told.word in _MONEY)
    return of_money and more_than_half(claimed)


_ARTICLES: Final = words.word_set("the your our its all")
_MONEY: Final = words.word_set("spend spending bill cost costs it that this total usage charges")


def _is_length(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    del before, after
    return is_number_of_months(token, claimed) or None


def _is_a_count(token: Token, before: Token | None, after: Token | None, claimed: Claimed) -> bool | None:
    """`three teams` and `the smallest of the three`, where that is what was counted, or how many the facts name."""
    number = _NUMBERS.get(token.word)
    if number is None or after is None:
        return None
    if before is not None and before.word == "the" and claimed.word_before(before, frozenset()) == "of":
        return len(named_of_one_measure(claimed)) == number or None
    near = claimed.tokens[claimed.position(token) + 1 :][:_NOUN_WITHIN]
    nouns = {meaning_of(each.word) for each in near if each.word}
    counts = [m.fact for m in claimed.meanings.all if m.fact.kind == "number" and m.value == number]
    return any(meaning_of(one.unit.split()[-1].casefold()) in nouns for one in counts if one.unit) or None


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
_NOUN_WITHIN: Final = 2
_NUMBERS: Final = {"one": 1} | {word: int(digit) for word, digit in _COUNTS.items()}
_READ: Final = (_is_no_number, _are_two, _is_asked, _is_half, _is_majority, _is_length, _is_a_count)


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
