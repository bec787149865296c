"""Whether an amount told as before or after credits is the one before or after them."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_CREDITS: Final = words.CREDIT - {"before", "gross", "offset", "offsets"}
_LONGEST_PHRASE: Final = 4
"""Words from `before` to `credits`, as in `before all those credits`."""


def gross_and_net_fit(claimed: Claimed) -> bool:
    """`before credits` and `gross` stand with the amount before credits, `after credits` and `net` with the other."""
    for at, token in enumerate(claimed.tokens):
        if token.word in ("before", "after") and not _credits_follow(at, claimed):
            continue
        if token.word in ("before", "gross", "after", "net"):
            told = _told_beside(at, claimed)
            if told is not None and (told.measure == "gross") != (token.word in ("before", "gross")):
                return False
    return True


def _credits_follow(at: int, claimed: Claimed) -> bool:
    return any(each.word in _CREDITS for each in claimed.tokens[at + 1 : at + 1 + _LONGEST_PHRASE])


def _told_beside(at: int, claimed: Claimed) -> Meaning | None:
    """The amount that the words at a place are about: right before them, else the next one up to a comma behind their
    phrase, else the last."""
    if at and (stands_before := _first_amount(claimed.tokens[at - 1 : at], claimed)) is not None:
        return stands_before
    end = next((n for n in range(len(claimed.tokens) - 1, at, -1) if claimed.tokens[n].word in _CREDITS), at)
    end = end if end <= at + _LONGEST_PHRASE + 2 else at
    rest = claimed.tokens[end + 1 :]
    rest = rest[1:] if rest and rest[0].text == "," else rest
    ahead = _first_amount(_segment(rest), claimed)
    return ahead or _first_amount(claimed.tokens[:at][::-1], claimed)


def _segment(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands up to the next comma or the like."""
    end = next((n for n, each in enumerate(tokens) if each.kind == "mark" and each.text in ",;:()"), len(tokens))
    return tokens[:end]


def _first_amount(tokens: Sequence[Token], claimed: Claimed) -> Meaning | None:
    """The first amount that was billed, of those that are told here; a credit of its own is none."""
    cited = (claimed.meanings.by_id[each.key] for each in tokens if each.kind == "cited")
    return next((meaning for meaning in cited if meaning.measure in ("spend", "gross")), None)
