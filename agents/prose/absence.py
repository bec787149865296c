"""Whether what a sentence says is not there, or holds for all, is what the facts or the product's own sentences say."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.anomaly_denials import denies_anomalies
from agents.prose.claimed import Claimed
from agents.prose.denials import stems
from agents.prose.descriptions import LABELLED, NOT, description
from agents.prose.proportions import NEARLY, is_used_up, less_than_half, more_than_half, nearly_all
from agents.prose.sentences import Token
from agents.prose.sides import compares_descriptions
from agents.prose.wholeness import is_whole_of_something
from finops_core.values import Period


def absence_fits(claimed: Claimed) -> bool:
    """What is not there, and what holds for all, is told as the product tells it, or as what is not known."""
    if _denies_of_what_is_compared(claimed):
        return False
    if any(way(claimed) for way in _JUDGED_ELSEWHERE):
        return True
    universals = {t.word for t in claimed.tokens if t.word in words.UNIVERSAL and not _is_scope(t, claimed)}
    return _denials_are_the_products(claimed) and (not universals or _said_together(claimed, universals))


def _denials_are_the_products(claimed: Claimed) -> bool:
    """Whether all that a sentence denies is what the product denies, or what is not known."""
    denied = {t.word for t in claimed.tokens if t.word in words.NOT and not _is_harmless_not(t, claimed)}
    denied -= _denied_states(claimed)
    if not denied or says_what_is_unknown(claimed) or _cites_what_lacks(claimed):
        return True
    return not _denies_a_value(denied, claimed) and _said_together(claimed, denied)


def _denies_of_what_is_compared(claimed: Claimed) -> bool:
    """`Nothing was new in August`, where the product says that nothing is new `compared with August`."""
    if claimed.values or not claimed.words & words.NOT:
        return False
    for token in claimed.tokens:
        said = f"compared with {token.text.casefold()}"
        if token.kind == "time" and said in claimed.said and claimed.word_before(token) not in _COMPARES:
            return claimed.said.count(token.text.casefold()) == 1
    return False


_COMPARES: Final = words.word_set("with than since from to against versus vs of before")


def _denied_states(claimed: Claimed) -> frozenset[str]:
    """The negations of a sentence, where the words after each are what the product's own sentences deny too."""
    if not claimed.values or any(m.direction for m in claimed.values):
        return frozenset()
    told = [token for token in claimed.tokens if token.word in words.NOT]
    for token in told:
        at = claimed.position(token)
        after = [each.word for each in claimed.tokens[at + 1 : at + 6] if each.clause == token.clause and each.word]
        content = stems(each for each in after if each not in _ABOUT_ABSENCE and each not in {"anything", "at", "all"})
        if (
            not content
            or not content <= claimed.denials.absent | claimed.said_stems
            or not _are_denied(content, claimed)
        ):
            return frozenset()
    return frozenset(token.word for token in told)


def _are_denied(content: frozenset[str], claimed: Claimed) -> bool:
    return bool(content & claimed.denials.absent)


_ABOUT_ABSENCE: Final = words.word_set(
    "a an the this that of in on at by for to with and or but is are was were has have had there it its any so they "
    "bill bills october september cover covers covered contain contains apply applies applied list listed show shows "
    "shown find found include includes included book booked look looks like your you as past say says past part "
    "so part do does did forecast estimate amount amounts figure figures spend total figures charge charges month "
    "period"
)
_FORECAST: Final = words.word_set("forecast estimate cover covers covered include includes included left")


def denies_what_is_denied(claimed: Claimed) -> bool:
    """Whether a sentence without values denies only what the product's own sentences deny, or what is zero."""
    if claimed.values or not claimed.words & words.NOT or _denies_beyond(claimed):
        return False
    content = stems(claimed.words - words.NOT - _ABOUT_ABSENCE - {"i", "none"})
    if _denies_as_narrowly(content, claimed):
        return True
    if not content or claimed.mentions:
        return False
    if content <= claimed.denials.absent or (content <= claimed.denials.left_out and claimed.words & _FORECAST):
        return True
    return content <= {"credit", "refund"} and _credits_are_zero(claimed)


def _denies_as_narrowly(content: frozenset[str], claimed: Claimed) -> bool:
    """`No S3 buckets are public`, where the product says that there are none that are."""
    named = all(name.text.casefold() in claimed.said for name in claimed.mentions)
    return named and any(
        which <= content <= what | which | _SNAPSHOT and what & content for what, which in claimed.denials.narrowed
    )


_SNAPSHOT: Final = stems(["snapshot", "account"])


def denials_are_as_narrow(claimed: Claimed) -> bool:
    """`There are no buckets` says more than that there are no buckets that are public."""
    if claimed.values or not claimed.words & words.NOT:
        return True
    told = stems(word for token in claimed.tokens for word in token.text.casefold().split())
    return not any(what <= told and not which & told for what, which in claimed.denials.narrowed)


def _denies_beyond(claimed: Claimed) -> bool:
    """Whether a denial comes with another claim, or is of more than the one period or place that was asked about."""
    return bool(claimed.words & _BEYOND_DENIAL) or any(
        not claimed.is_said(word) for word in claimed.words & _AT_NO_TIME
    )


_AT_NO_TIME: Final = frozenset({"never", "nowhere"})
"""Denials of more than the one period or place that was asked about."""
_BEYOND_DENIAL: Final = (
    words.UNIVERSAL - {"any"} | words.MORE | words.LESS | words.UP | words.DOWN | (words.CAUSE - {"so"})
)


def _credits_are_zero(claimed: Claimed) -> bool:
    """Whether the facts tell credits of nothing for the one period that a sentence names."""
    times = _times_of(claimed)
    found = {m.value for m in claimed.meanings.all if m.measure == "credit" and m.periods == times}
    return len(times) == 1 and found == {Decimal(0)}


def _times_of(claimed: Claimed) -> frozenset[Period]:
    return frozenset(token.period for token in claimed.tokens if token.kind == "time" and token.period is not None)


def _is_part_of_all(claimed: Claimed) -> bool:
    """`Not all of it carries the tag`: a share below the whole is cited, and nothing else is denied."""
    first = [token.word for token in claimed.tokens[:2]]
    parts = [m for m in claimed.values if m.measure == "with" and m.value is not None and m.value < 1]
    return first[:1] == ["not"] and first[1:] in (["all"], ["everything"]) and bool(parts)


def _is_superlative(claimed: Claimed) -> bool:
    """`No service cost more than A` and `more than any other`: rankings, which are judged as such."""
    compares = claimed.words & (words.MORE | {"ahead", "higher"}) and claimed.words & {"than", "of"}
    none = bool(claimed.words & {"no", "nothing"}) and bool(claimed.words & {"than"}) and not claimed.values
    others = bool(claimed.words & {"any", "every"}) and "other" in claimed.words
    return bool(compares) and (none or others) and len(claimed.words & words.NOT) < 2


def _denies_a_value(negations: set[str], claimed: Claimed) -> bool:
    """Whether a value of something stands in a clause with a negation."""
    denied = {t.clause for t in claimed.tokens if t.word in negations}
    near = [claimed.meanings.by_id[t.key] for t in claimed.citations if t.clause in denied]
    return any(m.entities and not m.is_name for m in near)


_SOURCES: Final = words.word_set(
    "bill bills figures data answer comparison findings finding forecast facts numbers table estimate it this "
    "these they i we here history interval amounts you"
)
_REFUSES: Final = words.word_set("have work sense contain understand make")
_NEGATED_VERBS: Final = words.NOT - {"no", "none", "nobody", "never", "nothing", "without", "neither", "nor", "nowhere"}


def says_what_is_unknown(claimed: Claimed) -> bool:
    """`The bill does not say why`: of a source, with a verb of telling, and without values."""
    if not claimed.meanings.all and claimed.words & _REFUSES and claimed.words & {"i", "it", "findings"}:
        return not claimed.mentions and claimed.words & words.NOT <= _NEGATED_VERBS | {"wasn't", "couldn't", "don't"}
    verbs, sources = claimed.words & words.EPISTEMIC, claimed.words & _SOURCES
    values = [m for m in claimed.values if m.measure != "without"]
    negations = claimed.words & words.NOT
    return bool(verbs and sources and negations) and not values and negations <= _NEGATED_VERBS


def _cites_what_lacks(claimed: Claimed) -> bool:
    return any(m.measure == "without" for m in claimed.values)


_NO_BILL: Final = words.word_set("certainty bill cost promise guarantee price saving invoice commitment spend")


def _is_harmless_not(token: Token, claimed: Claimed) -> bool:
    """Whether a denial is none of what a sentence tells, or is the product's own."""
    return any(way(token, claimed) for way in _HARMLESS)


def _denies_as_said(token: Token, claimed: Claimed) -> bool:
    """`attached to nothing`: the product's own words, the two before it too."""
    at = claimed.position(token)
    before = [each.word for each in claimed.tokens[max(0, at - 2) : at]]
    return len(before) == _BEFORE and all(before) and f" {' '.join(before)} {token.word} " in f" {claimed.said} "


def _is_of_a_description(token: Token, claimed: Claimed) -> bool:
    """`[[amount]] belongs to nobody`, where that is what the value's fact says it is."""
    return any(m.measure == LABELLED and NOT in description(m) for m in claimed.values_near(token))


def _is_of_none(token: Token, claimed: Claimed) -> bool:
    """`without region: none`."""
    after = claimed.neighbour(token, 1)
    lacking = any(m.measure == "without" for m in claimed.meanings.all)
    return token.word == "none" and lacking and (after is None or after.kind == "mark")


def _answers_no(token: Token, claimed: Claimed) -> bool:
    """`No, you spent [[f1]]`."""
    after = claimed.neighbour(token, 1)
    first = token is claimed.tokens[0] and token.word == "no"
    return first and after is not None and after.kind == "mark" and bool(claimed.values)


def _is_not_yet(token: Token, claimed: Claimed) -> bool:
    """`not yet`, of what is expected to be passed."""
    ahead = any("expected to be" in m.fact.subject for m in claimed.cited)
    return token.word == "not" and "yet" in claimed.words and ahead


def _is_no_bill(token: Token, claimed: Claimed) -> bool:
    """`an estimate, not a bill`."""
    after, then = claimed.neighbour(token, 1), claimed.neighbour(token, 2)
    if token.word != "not" or after is None or after.word not in ("a", "an") or then is None:
        return False
    return then.word in _NO_BILL and not claimed.values


def _is_before_credits(token: Token, claimed: Claimed) -> bool:
    """`without credits` beside what was spent before them."""
    credited = any(m.measure == "gross" for m in claimed.values)
    where = claimed.tokens[claimed.position(token) + 1 :][:3]
    return token.word in ("without", "not") and credited and any(each.word in words.CREDIT for each in where)


def _is_most_of_it(token: Token, claimed: Claimed) -> bool:
    """`most of it was not covered`, where the share that was is less than half."""
    told = {"most", "of"} <= claimed.words or "half" in claimed.words
    if token.word != "not" or not told or claimed.values:
        return False
    return less_than_half(claimed) if "less" in claimed.words else more_than_half(claimed)


_HARMLESS: Final = (
    _is_most_of_it,
    _denies_as_said,
    _is_of_a_description,
    _is_of_none,
    _answers_no,
    _is_not_yet,
    _is_no_bill,
    _is_before_credits,
)
_BEFORE: Final = 2


def _is_scope(token: Token, claimed: Claimed) -> bool:
    """`across all accounts`, `of all charges`, `in all`, and what is suggested to be asked.

    The first use of the word that is meant decides.
    """
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    near = (before.word if before else "", after.word if after else "")
    found = next((told for way in _SCOPES if (told := way(token, near, claimed)) is not None), None)
    if found is not None:
        return found
    asks = claimed.words & {"ask", "see", "would", "can", "could", "want", "look", "show", "you"}
    return token.word in ("each", "just", "every") and not claimed.values and bool(asks)


def _is_of_its_share(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """What a share decides: `nearly all`, `fully used`, `only [[share]]`."""
    if _is_by_its_share(token, near[0], claimed):
        return True
    small = token.word in ("only", "just") and _is_small_share(claimed.neighbour(token, 1), claimed)
    return True if small else None


def _is_the_whole_of_it(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    if "anomalies" in claimed.words and not claimed.values:
        return None  # shares are of the largest one
    whole = token.word in _WHOLE and (is_whole_of_something(token, claimed) or _adds_up(token, near[1], claimed))
    return True if whole else None


def _is_across_all(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`in all`, `across all accounts`, `everything you spent`."""
    if token.word == "all" and near[0] in {"in", "across"} and near[1] in _GROUPS_OR_NONE:
        return not any(" · " in key for m in claimed.values for key in m.entities) and bool(claimed.values)
    if token.word == "everything" and near[1] == "you":
        return any(m.measure == "share" for m in claimed.values)
    return (
        True if token.word in ("all", "whole") and claimed.words & words.CREDIT and credits_are_all(claimed) else None
    )


_GROUPS_OR_NONE: Final = frozenset({"", "and", "teams", "regions", "accounts"})


def _is_all_of_the_spend(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`the whole bill`, `as a whole`, `of all charges`."""
    whole = not any(m.entities for m in claimed.values) and near[1] != "cases"
    if token.word == "whole" and near[0] == "a":
        return whole
    if token.word not in ("all", "entire", "whole"):
        return None
    if near[1] in words.SPEND:
        return near[0] in {"of", "the"} and bool(claimed.values)
    return near[0] in {"in", "across", "of", "over", "for", "the"} and whole


def _is_any_or_each(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`any` of what may be, `each month` of a saving."""
    if token.word == "any":
        return bool(claimed.words & (words.MAYBE | words.EPISTEMIC))
    monthly = token.word == "each" and near[1] == "month" and any(m.measure == "saving" for m in claimed.values)
    return True if monthly else None


_SCOPES: Final = (_is_of_its_share, _is_the_whole_of_it, _is_across_all, _is_all_of_the_spend, _is_any_or_each)


def _is_by_its_share(token: Token, previous: str, claimed: Claimed) -> bool:
    """`nearly all of it is production`, `fully used`, where a share says so."""
    if token.word == "all" and previous in NEARLY:
        return nearly_all(claimed)
    whole = all(m.measure == LABELLED and m.value == 1 for m in claimed.values)
    return token.word in ("fully", "all", "entirely", "completely") and whole and is_used_up(claimed)


def _adds_up(token: Token, following: str, claimed: Claimed) -> bool:
    """`all accounts together spent [[spend]]`."""
    summed = token.word == "all" and following in _GROUPS and "together" in claimed.words
    return summed and bool(claimed.values) and all(m.measure == "spend" and not m.entities for m in claimed.values)


def _is_small_share(after: Token | None, claimed: Claimed) -> bool:
    """`only [[share]] of the spend`, of less than half."""
    if after is None or after.kind != "cited":
        return False
    share = claimed.meanings.by_id[after.key]
    return share.fact.kind == "percent" and share.value is not None and share.value < _HALF


_GROUPS: Final = words.word_set("teams regions accounts services")
_HALF: Final = Decimal("0.5")
_WHOLE: Final = words.word_set("whole entire entirely all alone only just solely exclusively completely fully")


def credits_are_all(claimed: Claimed) -> bool:
    """Whether the credits of what is named, or of the period named, are all credits of the answer."""
    whole = {m.value for m in claimed.meanings.of(frozenset(), "credit")}
    times = _times_of(claimed)
    times |= {period for m in claimed.cited if m.is_name and not m.entities for period in m.periods}
    if not claimed.entities and times:
        within = {m.value for m in claimed.meanings.all if m.measure == "credit" and times == m.periods}
        return bool(within) and within == whole
    return bool(claimed.entities) and {m.value for m in claimed.meanings.of(claimed.entities, "credit")} == whole


def _said_together(claimed: Claimed, found: Iterable[str]) -> bool:
    """Whether the product's own sentences have the word and what follows it."""
    for token in claimed.tokens:
        if token.word not in found:
            continue
        after = [
            t.text.casefold()
            for t in claimed.tokens[claimed.position(token) + 1 :]
            if t.word not in {"the", "a", "any", "has"}
        ][:1]
        if not after or f"{token.word} {after[0]}" not in claimed.said:
            return False
    return True


_JUDGED_ELSEWHERE: Final = (
    denies_anomalies,
    _is_superlative,
    compares_descriptions,
    denies_what_is_denied,
    _is_part_of_all,
)
"""Sentences whose denials and universals are parts of a claim that is judged as such."""
