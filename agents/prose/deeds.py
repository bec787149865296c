"""Whether nothing is told as done, and nothing is promised."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.sentences import Token


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
    """Whether a word tells that something was done. The first way to use it that is meant decides."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    near = (before.word if before else "", after.word if after else "")
    found = next((told for way in _USES if (told := way(token, near, claimed)) is not None), None)
    return token.word in words.DEEDS if found is None else found


def _tells_what_is(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`placed` of what the product puts, `carried the tags`, `closed at`."""
    if token.word == "placed" and claimed.is_said("put"):
        return False
    if token.word == "carried" and claimed.clause(token.clause) & {"tag", "tags"}:
        return near[0] in _BE
    if token.word in ("closed", "opened", "set") and near[1] in ("at", "against", "beside"):
        return False
    return None


def _tells_a_measurement(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`transferred [[quantity]]`, `tested on the past`, beside an error."""
    del near
    measures = {m.measure for m in claimed.values}
    if token.word == "transferred" and claimed.is_said_otherwise("transfer") and measures <= {"quantity"}:
        return False
    return False if token.word in ("tested", "checked", "tried") and "error" in measures else None


def _tells_a_booking(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """Credits that are booked or applied, which the provider does."""
    del near
    if token.word == "booked":
        return not claimed.words & words.CREDIT and not any(m.is_name for m in claimed.cited)
    applied = token.word == "applied" and (claimed.words & {"no", "not"} or _are_credits_of_the_answer(claimed))
    return False if applied else None


def _tells_of_tags(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    """`tagged with`, `untagged spend`: how things are."""
    del claimed
    stands = near[1] in ("with", "spend", "usage", "part", "amount") or near[0] in ("is", "as")
    return near[0] in ("been", "were", "have", "now") if token.word in _TAGGED and stands else None


def _is_done_to_it(token: Token, near: tuple[str, str], claimed: Claimed) -> bool | None:
    if token.word not in _ONLY_IF_DONE:
        return None
    return near[0] in _BE or bool(claimed.words & {"i", "we", "i've", "we've"})


_USES: Final = (_tells_what_is, _tells_a_measurement, _tells_a_booking, _tells_of_tags, _is_done_to_it)


def _are_credits_of_the_answer(claimed: Claimed) -> bool:
    """Whether what was applied is credits that are cited, which the provider applies."""
    return bool(claimed.values) and all(m.measure == "credit" for m in claimed.values)
