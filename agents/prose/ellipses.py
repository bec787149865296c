"""Whether a clause that leaves out its verb claims what the facts say: `EC2 rose, and S3 as well`, `as did Lambda`."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.sentences import Token

_WITHOUT_A_VERB: Final = words.word_set(
    "and but while whereas as well too also so did does do has had was were by to at with in on the a then likewise "
    "similarly neither nor not even about around roughly approximately followed just like both"
)
_ALIKE: Final = words.word_set("well too also so did does do likewise similarly like")


def left_out_verbs_fit(claimed: Claimed) -> bool:
    """A clause without a verb has that of the clause before it: what it names moved the same way, or has a value."""
    return all(_fits(mention, claimed) for mention in claimed.mentions)


def _fits(mention: Token, claimed: Claimed) -> bool:
    here = [token for token in claimed.tokens if token.clause == mention.clause and token.word]
    if any(token.word not in _WITHOUT_A_VERB for token in here) or not _is_second(mention, claimed):
        return True
    sign = _direction_before(mention, claimed)
    if sign is not None:
        return claimed.meanings.direction_of(claimed.entities_of(mention)) == sign
    alike = {token.word for token in here} & _ALIKE
    return not (alike and claimed.values) or bool(claimed.values_near(mention))


def _is_second(mention: Token, claimed: Claimed) -> bool:
    """Whether a clause with words stands before that of a name."""
    return any(token.word for token in claimed.tokens if token.clause < mention.clause)


def _direction_before(mention: Token, claimed: Claimed) -> int | None:
    """The way of the last movement that is told before a name, in a clause before its own."""
    told = [token for token in claimed.tokens if token.clause < mention.clause and token.word in words.UP | words.DOWN]
    return _sign(told) if told else None


def _sign(told: Sequence[Token]) -> int:
    return 1 if told[-1].word in words.UP else -1
