"""Whether a value is told of what it is of, where a sentence names one thing, none, or a group of several."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.records import is_of_what_lacks
from agents.prose.sentences import Token

_OWNED: Final = frozenset({"spend", "increase", "decrease", "saving", "share", "part", "forecast"})
_OF_ALL: Final = words.TOTAL | words.word_set("bill spend spending out invoice everything account accounts together")
_STANDS_FOR: Final = words.word_set("it its that this they them which one who these those their")


def values_are_of_what_is_named(claimed: Claimed) -> bool:
    """`At [[the whole]], EC2 ranks highest`: beside one name, a value is that name's or told as the whole."""
    values = [token for token in claimed.citations if claimed.meanings.by_id[token.key].measure in _OWNED]
    if len({frozenset(claimed.entities_of(each)) for each in claimed.mentions}) != 1:
        return True
    return all(_is_of_what_is_named(value, claimed) for value in values)


def _is_of_what_is_named(value: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[value.key]
    if meaning.entities or meaning.within or meaning.scope or _is_told_of_all(value, claimed):
        return True
    told = meaning.fact.subject.casefold()
    if any(claimed.is_asked_name(each) or each.text.casefold() in told for each in claimed.mentions):
        return True
    own = {m.measure for m in claimed.meanings.all if m.entities & claimed.entities and not m.is_name}
    return meaning.measure not in own and not (meaning.measure == "part" and "share" in own)


def _is_told_of_all(value: Token, claimed: Claimed) -> bool:
    """Whether words of the value's own clause, or of the label before it, tell it as the whole or behind `of`."""
    here = _words_of(value, claimed)
    before = claimed.word_before(value, _ARTICLES)
    return before == "of" or bool(here & (_OF_ALL - words.word_set("spend spending account accounts")))


_ARTICLES: Final = words.word_set("the a your possible whole total overall about around roughly approximately")


def _words_of(value: Token, claimed: Claimed) -> frozenset[str]:
    """The words of a value's clause, or of the last one before it that has any: `Total: [[f1]]`."""
    clause = value.clause
    while clause >= 0:
        here = claimed.clause(clause)
        if here:
            return here
        clause -= 1
    return frozenset()


def unnamed_values_are_of_all(claimed: Claimed) -> bool:
    """`The difference is [[EC2's]]`, `Total: [[EC2's]]`: one thing's value is not told without a name for it."""
    if claimed.mentions:
        return True
    stands = bool(claimed.words & (_STANDS_FOR | words.MOST | words.LEAST)) and not _mixes_changes(claimed)
    return not any(_is_anothers(token, claimed, stands=stands) for token in claimed.citations)


def _mixes_changes(claimed: Claimed) -> bool:
    """Whether one thing's change is told beside the whole amount, or as what `that` is."""
    changes = [m for m in claimed.values if m.measure in ("increase", "decrease") and m.entities]
    wholes = any(m.measure == "spend" and not m.entities for m in claimed.values)
    return bool(changes) and (wholes or claimed.tokens[0].word in ("that", "this"))


def _is_anothers(token: Token, claimed: Claimed, *, stands: bool) -> bool:
    """Whether one thing's value stands for that of all; where a word stands for a name, only under `total`."""
    meaning = claimed.meanings.by_id[token.key]
    if not meaning.entities or meaning.measure not in _OWNED - {"forecast"} or meaning.scope:
        return False
    if is_of_what_lacks(meaning.entities):
        return False
    if meaning.measure == "spend" and _is_what_you_spent(token, claimed):
        return True
    alike = [m for m in claimed.meanings.all if m.measure in _like(meaning) and not m.is_name and m is not meaning]
    return any(not m.entities for m in alike) and _tells_without_a_name(token, claimed, stands=stands)


def _tells_without_a_name(token: Token, claimed: Claimed, *, stands: bool) -> bool:
    """Whether a value is told as a total, or in more than a label where no word stands for a name."""
    tells = len([each for each in claimed.tokens if each.word])
    return bool(_words_of(token, claimed) & (words.TOTAL - {"all"})) or (tells > _LABEL and not stands)


def _is_what_you_spent(token: Token, claimed: Claimed) -> bool:
    """`You spent [[f1]] in September`: all of it, where no `on` tells what for."""
    at, after = claimed.position(token), claimed.neighbour(token, 1)
    before = [each.word for each in claimed.tokens[max(0, at - 2) : at]]
    if before not in (["you", "spent"], ["you", "paid"]):
        return False
    then = claimed.neighbour(token, 2)
    for_what = after is not None and (
        after.word in ("on", "for") or (after.word == "in" and then is not None and then.kind != "time")
    )
    return not for_what


_LABEL: Final = 1


def _like(meaning: Meaning) -> frozenset[str]:
    changes = frozenset({"increase", "decrease"})
    return changes if meaning.measure in changes else frozenset({meaning.measure})


def groups_have_their_parts(claimed: Claimed) -> bool:
    """`The top services come to [[f1]]`: what several have together is a part, and neither the whole nor one's."""
    if claimed.mentions or not any(m.measure == "part" for m in claimed.meanings.all):
        return True
    return not any(_is_told_of_several(token, claimed) for token in claimed.citations)


def _is_told_of_several(token: Token, claimed: Claimed) -> bool:
    """Whether one thing's share, or the whole, is told as what several have together."""
    measure = claimed.meanings.by_id[token.key].measure
    if measure == "share" and _tells_of_several(claimed):
        return True
    here = _words_of(token, claimed)
    if measure not in ("spend", "share") or not here & _FIRST or not here & _GROUPS:
        return False
    return claimed.word_before(token) not in ("of", "total", "overall") and not here & {"which", "first"}


def _tells_of_several(claimed: Claimed) -> bool:
    """`the top services`, none of them by name."""
    ranked = claimed.words & _FIRST and claimed.words & _GROUPS
    return bool(ranked) and not claimed.words & {"first", "one"}


_FIRST: Final = frozenset({"top", "leading", "largest"})
_GROUPS: Final = words.word_set("services accounts regions teams resources types applications environments")


def nothing_is_told_twice(claimed: Claimed) -> bool:
    """No fact is cited twice in a sentence: the second one would be told as something else."""
    keys = [token.key for token in claimed.citations]
    return len(keys) == len(set(keys))
