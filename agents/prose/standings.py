"""How a budget stands, in words: over its limit, not over it yet, still with something left."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_LIMITS: Final = words.word_set("budget budgets limit limits cap its it")
_OVER: Final = words.word_set("over above exceeded exceeds exceed")
_SO_NOW: Final = words.word_set("still already yet")


def is_over_its_limit(token: Token, claimed: Claimed) -> bool | None:
    """Whether `over budget`, `over its limit` or a plain `is over` is what the answer says of the budget it is told of.

    None where the answer has no budget or the word means something else.
    """
    standing = [m for m in claimed.meanings.all if m.fact.subject in ("over the limit", "expected to be passed on")]
    if not standing or not _is_over(token, claimed) or claimed.words & words.FUTURE:
        return None
    named = [name for name in claimed.mentions if name.clause == token.clause] or list(claimed.mentions)
    passed = [m for m in standing if m.fact.subject == "over the limit"]
    if not named:
        return bool(passed) and not any(m.entities for m in standing)
    return all(any(m.entities & claimed.entities_of(name) for m in passed) for name in named[-1:])


def _is_over(token: Token, claimed: Claimed) -> bool:
    """Whether `over` and its like stand before a budget or limit, or end what is said of one."""
    after = claimed.neighbour(token, 1)
    after = claimed.neighbour(token, 2) if after is not None and after.word in ("the", "your") else after
    ends = after is None or not after.word
    return token.word in _OVER and (ends or (after is not None and after.word in _LIMITS | {"since", "by"}))


def is_so_now(token: Token, claimed: Claimed) -> bool:
    """`still`, `already` and `yet` beside what is left of a budget, what it is over by, or when it will be passed."""
    if token.word not in _SO_NOW:
        return False
    near = claimed.values_near(token) or list(claimed.values)
    return any(_is_standing(m) for m in near) or (not near and any(_is_standing(m) for m in claimed.meanings.all))


def _is_standing(meaning: Meaning) -> bool:
    return meaning.measure in ("left", "limit") or meaning.fact.subject in (
        "over the limit",
        "over since",
        "expected to be passed on",
    )
