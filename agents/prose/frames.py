"""Whether each value stands in a frame that its kind allows: under which noun, behind which verb, before which word.

A sentence may have the right words and the right value and still tie them wrongly: `the limit is [[spent]]`,
`between [[September]] and [[October]]`, `[[spent]] more`, `rose to [[the earlier amount]]`, `a month costs [[sum]]`.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.denials import stem, stems
from agents.prose.descriptions import LABELLED
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token
from agents.prose.synonyms import FILLING

_BE: Final = words.word_set("is are was were be been")
_VERBS: Final = _BE | words.word_set(
    "comes come came amounts amount amounted stands stood stays totals totalled reached"
)
_HEDGES: Final = words.word_set("about around roughly approximately the a an to at of only just now already still then")
_PREPOSITIONS: Final = words.word_set(
    "between since after during of for on in by at with to from within against over that which who where"
)
_CHANGED: Final = frozenset({"increase", "decrease", "change", "excess"})
_SHARED: Final = frozenset({"share", "part", "with", "without", "coverage", LABELLED})
_AHEAD: Final = frozenset({"forecast", "bound", "expected", "pace"})
_HEADS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("limit", "cap"), frozenset({"limit"})),
    **dict.fromkeys(("chance", "probability", "likelihood", "odds", "risk"), frozenset({"chance"})),
    **dict.fromkeys(("forecast", "estimate", "projection", "prediction"), _AHEAD),
    **dict.fromkeys(("saving", "savings"), frozenset({"saving"})),
    **dict.fromkeys(("error", "errors"), frozenset({"error"})),
    **dict.fromkeys(("increase", "rise", "growth"), frozenset({"increase", "change", "excess"})),
    **dict.fromkeys(("decrease", "fall", "drop", "decline"), frozenset({"decrease", "change"})),
    "reduction": frozenset({"decrease", "change", "saving"}),
    **dict.fromkeys(("difference", "change", "gap"), _CHANGED),
    "excess": frozenset({"excess"}),
    **dict.fromkeys(("share", "portion", "proportion", "percentage"), _SHARED),
    **dict.fromkeys(("credit", "credits", "refund", "refunds"), frozenset({"credit"})),
    "coverage": frozenset({"coverage", "with", LABELLED}),
    **dict.fromkeys(("rest", "remainder"), frozenset({"left", "without", LABELLED})),
}  # fmt: skip
"""What a value has to be that a sentence says a noun is: `the limit is [[f1]]`."""


def heads_fit(claimed: Claimed) -> bool:
    """`The limit of the budget is [[f1]]`: what the head of a subject calls the value, the value is."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        head = head_of_subject(token, claimed)
        allowed = _HEADS.get(head)
        if allowed is None or meaning.is_name or meaning.fact.kind == "date":
            continue
        if meaning.measure == "bound" and not claimed.clause(token.clause) & _RANGED:
            return False
        if meaning.measure not in allowed and stem(head) not in stems(meaning.fact.subject.casefold().split()):
            return False
    return True


_RANGED: Final = words.word_set("low high lowest highest lower upper range ranges between from to as")


def nouns_before_values_fit(claimed: Claimed) -> bool:
    """`the limit of [[f1]]`, `a budget of [[f1]]`: a value is what the noun right before it says."""
    return all(
        _is_called(_noun_before(token, claimed), claimed.meanings.by_id[token.key]) for token in claimed.citations
    )


def _noun_before(value: Token, claimed: Claimed) -> str:
    before = [each for each in claimed.tokens[: claimed.position(value)] if each.word not in ABOUT]
    if len(before) > 1 and before[-1].word == "of":
        before.pop()
    return before[-1].word if before else ""


def _is_called(noun: str, meaning: Meaning) -> bool:
    allowed = _OF_A_BUDGET if noun in ("budget", "budgets") else _HEADS.get(noun)
    if allowed is None or noun in _COMMON or meaning.fact.kind in ("text", "date", "number"):
        return True
    return meaning.measure in allowed or stem(noun) in stems(meaning.fact.subject.casefold().split())


ABOUT: Final = words.word_set("about around roughly approximately")
_OF_A_BUDGET: Final = frozenset({"limit"})
_COMMON: Final = words.word_set("rise fall drop share portion proportion percentage change rest remainder coverage")
"""Nouns that are verbs too, or that stand before the whole."""


def head_of_subject(value: Token, claimed: Claimed) -> str:
    """The noun that a value is said to be, empty where no subject stands before its verb."""
    before = [each for each in claimed.tokens[: claimed.position(value)] if each.clause == value.clause]
    while before and before[-1].word in _HEDGES:
        before.pop()
    if not before or (before[-1].word not in _VERBS and before[-1].text != ":"):
        return ""
    phrase = list(takewhile(lambda each: each.word not in _PREPOSITIONS | _BE, before[:-1]))
    return phrase[-1].word if phrase and phrase[-1].word not in FILLING else ""


def changes_are_told_as_changes(claimed: Claimed) -> bool:
    """`October came to [[increase]]`, `up [[amount]]`, `by [[amount]]`: what moved is told with a word of movement."""
    return all(_is_told_as_it_moved(token, claimed) for token in claimed.citations)


def _is_told_as_it_moved(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    if meaning.fact.kind in ("text", "date", "number"):
        return True
    if meaning.measure in ("increase", "decrease"):
        told = bool(words_up_to(token, claimed) & _MOVING) or _word_behind(token, claimed) in _COMPARING
        return told or " than " in meaning.fact.subject
    if meaning.measure == "excess":
        return bool(words_up_to(token, claimed) & _EXCEEDING)
    before = claimed.word_before(token, ABOUT)
    if (before in ("up", "down") and before in claimed.words) or (before == "by" and not claimed.words & _BY):
        return meaning.measure not in _STANDING
    return True


def _word_behind(token: Token, claimed: Claimed) -> str:
    """The word behind a value, another value in brackets passed over: `[[f3]] ([[f4]]) higher`."""
    rest = claimed.tokens[claimed.position(token) + 1 :]
    if len(rest) > _BRACKETED and rest[0].text == "(" and rest[1].kind == "cited" and rest[2].text == ")":
        rest = rest[_BRACKETED:]
    if rest and rest[0].text == ")":
        rest = rest[1:]
    return rest[0].word if rest else ""


_BRACKETED: Final = 3
_MOVING: Final = words.UP | words.DOWN | words.CHANGE | words.MORE | words.LESS | words.CAUSE | words.word_set(
    "by gap above below than higher lower cheaper expensive without takes away followed saved"
)  # fmt: skip
_EXCEEDING: Final = words.word_set(
    "above more over than excess beyond exceed exceeds exceeded exceeding extra unexpected worth"
)
_COMPARING: Final = words.word_set("higher lower more less")
_BY: Final = words.word_set("followed divided paid topped")
_STANDING: Final = frozenset({"spend", "limit", "forecast", "bound", "expected", "gross", "part"})


def words_up_to(token: Token, claimed: Claimed) -> frozenset[str]:
    """The words of a value's clause, and of the clauses before it up to one that has words."""
    clause, found = token.clause, claimed.clause(token.clause)
    while clause > 0 and not found - LITTLE:
        clause -= 1
        found |= claimed.clause(clause)
    return found


LITTLE: Final = words.word_set("relative terms and or in from to the a at of with about around roughly approximately")


def ends_are_of_ranges(claimed: Claimed) -> bool:
    """`The low end is [[f1]]`: the estimate itself is no end of its range."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        here = claimed.clause(token.clause)
        ends = any(m.measure == "bound" for m in claimed.values_near(token))
        if meaning.measure in ("forecast", "expected") and here & _ENDS and not ends:
            return False
    return True


_ENDS: Final = words.word_set("low high lowest highest lower upper")


def nouns_of_movement_have_changes(claimed: Claimed) -> bool:
    """`The largest increase was in EC2, with [[f1]]`: what is told of an increase is one."""
    values = [m for m in claimed.values if m.fact.kind == "money"]
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word in _NOUNS and before is not None and before.word in _BEFORE_NOUNS and len(values) == 1:
            return values[0].measure not in ("spend", "gross", "limit", "credit") or bool(values[0].rate)
    return True


_NOUNS: Final = words.word_set("increase decrease reduction rise drop decline growth")
_BEFORE_NOUNS: Final = words.word_set("the an a largest biggest main highest whole greatest smallest lowest")


def lacking_values_lack(claimed: Claimed) -> bool:
    """`[[f1]] has no region`: what is told to lack something is the value that does."""
    for token in claimed.citations:
        meaning, at = claimed.meanings.by_id[token.key], claimed.position(token)
        following = [each.word for each in claimed.tokens[at + 1 : at + 9] if each.clause == token.clause]
        verb = next((n for n, word in enumerate(following) if word in _HAS), None)
        then = following[verb + 1 : verb + 2] if verb is not None else []
        lacks = (then and then[0] in _LACK) or (verb is not None and following[verb] in ("lacks", "lack"))
        is_whole = any(each.kind == "cited" for each in claimed.tokens[max(0, at - 5) : at])
        if lacks and meaning.measure == "spend" and not meaning.entities and not is_whole:
            return False
    return True


_HAS: Final = words.word_set("has have had is are was lacks lack carries")
_LACK: Final = words.word_set("no missing without untagged unassigned")


def ranges_are_ranges(claimed: Claimed) -> bool:
    """`between [[low]] and [[high]]`: only the ends of a range are told so; and none `is low`."""
    for token in claimed.tokens:
        value = _value_behind(token, claimed)
        if token.word == "between" and value is not None and value.measure != "bound":
            before = claimed.word_before(token)
            if before not in ("difference", "gap", "change"):
                return False
        if token.word in ("low", "high") and claimed.word_before(token, frozenset()) in _BE:
            after = claimed.neighbour(token, 1)
            if after is None or after.word != "of":
                return False
    return True


def _value_behind(token: Token, claimed: Claimed, skipped: frozenset[str] = _HEDGES) -> Meaning | None:
    """The value that stands behind a word, articles and hedges passed over."""
    at = claimed.position(token) + 1
    while at < len(claimed.tokens) and claimed.tokens[at].word in skipped:
        at += 1
    if at >= len(claimed.tokens) or claimed.tokens[at].kind != "cited":
        return None
    found = claimed.meanings.by_id[claimed.tokens[at].key]
    return None if found.is_name or found.fact.kind == "date" else found


_MORE: Final = words.word_set("more extra higher")
_LESS: Final = words.word_set("less fewer lower cheaper")
_UNSIGNED: Final = frozenset({"saving", "count", "without", "left", LABELLED, "change", "percent", "credit"})


def differences_are_differences(claimed: Claimed) -> bool:
    """`[[f1]] more`: only a change stands before `more`, and one of that way."""
    for token in claimed.citations:
        meaning, after = claimed.meanings.by_id[token.key], _word_behind(token, claimed)
        sign = (after in _MORE) - (after in _LESS)
        if after == "over" and meaning.measure in ("limit", "spend") and claimed.words & {"limit", "budget", "cap"}:
            return False
        if not sign or meaning.is_name or meaning.fact.kind == "date" or meaning.measure in _UNSIGNED:
            continue
        if meaning.direction != sign:
            return False
    return True


def moves_end_where_told(claimed: Claimed) -> bool:
    """`rose to [[f1]]`: the amount that something rose or fell to is its latest."""
    if not claimed.words & (words.UP | words.DOWN) or claimed.words & (words.CREDIT | _ADDS):
        return True
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if not meaning.is_amount or len(meaning.periods) != 1 or claimed.word_before(token, _ARTICLES) != "to":
            continue
        alike = [
            m for m in claimed.meanings.all if m.is_amount and m.entities == meaning.entities and m.rate == meaning.rate
        ]
        if not _moved_there(meaning, alike):
            return False
    return True


_ADDS: Final = words.word_set("add adds added adding sum sums")
_ARTICLES: Final = words.word_set("the a about around roughly approximately")


def _moved_there(meaning: Meaning, alike: Sequence[Meaning]) -> bool:
    """Whether there is an earlier value, and none that is later."""
    (own,) = meaning.periods
    others = [period for m in alike for period in m.periods if m is not meaning]
    return any(each.start < own.start for each in others) and not any(each.start > own.start for each in others)


_WHOLE: Final = words.word_set("bill overall altogether invoice")


def the_whole_is_the_whole(claimed: Claimed) -> bool:
    """`Your bill was [[f1]]`: what is of one thing is not told of the whole, nor is anything of a whole not known."""
    if not claimed.values:
        return not (claimed.words & _WHOLE and claimed.words & _CLAIMS) or _is_whole_known(claimed)
    if claimed.mentions or _ranks(claimed):
        return True
    return not any(_is_told_of_the_whole(token, claimed) for token in claimed.citations)


def _is_told_of_the_whole(token: Token, claimed: Claimed) -> bool:
    """Whether one thing's amount stands behind a verb whose subject is the bill."""
    meaning = claimed.meanings.by_id[token.key]
    if not (meaning.entities or meaning.scope) or meaning.measure not in _MONEY or meaning.fact.kind != "money":
        return False
    before = [each.word for each in claimed.tokens[: claimed.position(token)] if each.clause == token.clause]
    told = bool(before) and before[-1] in _VERBS | {"by"} and not {"of", "on"} & set(before)
    return told and bool(_WHOLE & set(before))


_MONEY: Final = frozenset({"spend", "forecast", "increase", "decrease"})
_CLAIMS: Final = (
    words.UP | words.DOWN | words.MORE | words.LESS | words.MOST | words.CAUSE - words.word_set("why reason")
)


def _is_whole_known(claimed: Claimed) -> bool:
    return any(m.fact.kind in ("money", "percent") and not (m.entities or m.scope) for m in claimed.meanings.all)


def _ranks(claimed: Claimed) -> bool:
    return bool(claimed.words & (words.MOST | words.SHARE - {"of"} | {"which"}))


def joined_things_have_joint_values(claimed: Claimed) -> bool:
    """`EC2 and S3 cost [[f1]] together`: one thing's value is not told of two."""
    if not claimed.words & _TOGETHER and not _joins_what_lacks(claimed):
        return True
    values = [m for m in claimed.values if m.fact.kind in ("money", "percent") and m.measure not in ("error", "level")]
    return len(values) != 1 or _is_of_several(values[0], claimed)


_TOGETHER: Final = words.word_set("together combined jointly both")


def _is_of_several(value: Meaning, claimed: Claimed) -> bool:
    """Whether a value is a sum of parts, of all savings, or of just the things that a sentence names."""
    if value.measure in ("part", "change") or (value.measure == "saving" and not value.entities):
        return True
    own = value.fact.subject.casefold()
    of_one = value.entities or value.rate or value.measure in ("without", "with")
    return (" and " in own or not of_one) and all(_is_in(mention, value, own) for mention in claimed.mentions)


def _is_in(mention: Token, value: Meaning, subject: str) -> bool:
    """Whether a value is of several things of which a name is one, or the whole of them by its subject."""
    return mention.text.casefold() in subject or (mention.key in subject and not value.entities)


def _joins_what_lacks(claimed: Claimed) -> bool:
    """`us-east-1 and the spend without a region`."""
    for mention in claimed.mentions:
        at = claimed.position(mention)
        following = [
            each.word for each in claimed.tokens[at + 1 : at + 6] if each.word not in ("the", "spend", "what", "cost")
        ]
        if following[:1] == ["and"] and following[1:2] and following[1] in ("without", "untagged", "no", "has"):
            return True
    return False


def waste_is_found(claimed: Claimed) -> bool:
    """Nothing is called wasted that the product or the question does not call so."""
    told = {word for word in claimed.words if word.startswith("wast")}
    return not told or any(claimed.is_said_otherwise(word) or stem(word) in stems(claimed.question) for word in told)


def credits_lower_what_had_them(claimed: Claimed) -> bool:
    """`Credits lowered EC2`, of what the product says that they lowered."""
    told = claimed.words & {"lowered", "reduced", "offset", "lower", "reduce"} and claimed.words & words.CREDIT
    if not told or not claimed.mentions or any(m.measure == "gross" for m in claimed.values):
        return True
    had = claimed.meanings.named_as("lowered") | frozenset(
        key for m in claimed.meanings.all if m.measure == "credit" for key in m.entities
    )
    known = bool(had) or any(m.measure in ("credit", "gross") for m in claimed.meanings.all)
    return not known or not had or bool(claimed.entities & had)


def questions_presuppose_what_is(claimed: Claimed) -> bool:
    """`You can ask why EC2 fell` tells that it fell."""
    if claimed.values or not claimed.words & {"why", "how"} or not claimed.words & words.SUGGESTING:
        return True
    told = [
        t for t in claimed.tokens if t.word in words.UP | words.DOWN and t.word not in ("up", "down", "lower", "higher")
    ]
    for token in told:
        sign = 1 if token.word in words.UP else -1
        for mention in claimed.mentions:
            if claimed.meanings.direction_of(claimed.entities_of(mention)) != sign:
                return False
        if not claimed.mentions and claimed.meanings.direction_of(frozenset()) != sign:
            return False
    return True
