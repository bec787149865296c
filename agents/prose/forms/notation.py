"""A sentence as symbols, over which a form is a pattern: `N` a name, `V` a value, `T` a time, and words as they are."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from agents.prose.claimed import Claimed
from agents.prose.denials import stem
from agents.prose.meanings import entity_key
from agents.prose.sentences import Token
from agents.prose.subjects import whom_of

KINDS: Final = "account|service|region|team|environment|application|product|project"
_KIND: Final = rf"(?:(?:{KINDS}) )"
_THE: Final = r"(?:(?:the|your|our) )"
_MAKER: Final = r"(?:(?:amazon|aws) )"
_SPENT: Final = r"(?:spend|spending|cost|costs|bill)"
_WHOLE: Final = rf"(?:{_THE}?(?:total |overall |whole |entire )?(?:{_SPENT}|total) )"
_NAMED: Final = rf"(?:{_THE}?{_KIND}?{_MAKER}?N (?:' s {_SPENT} |’ s {_SPENT} |{_KIND})?)"
_SPENT_ON: Final = rf"(?:{_THE}?(?:total )?{_SPENT} (?:on|of|for|in) {_THE}?{_KIND}?{_MAKER}?N {_KIND}?)"
_SUBJECT: Final = rf"(?:{_NAMED}|{_SPENT_ON}|{_WHOLE}|(?:it|they|which|that|this) )"
_PIECES: Final = {
    "S": rf"(?P<%s>{_SUBJECT})",
    "NAMED": rf"(?P<%s>{_NAMED}|{_SPENT_ON})",
    "N": rf"{_THE}?{_KIND}?{_MAKER}?(?P<%s>N ){_KIND}?",
    "V": r"(?:(?:about|around|roughly|approximately) )?(?P<%s>V )",
    "D": r"(?P<%s>D )",
    "T": r"(?P<%s>T )",
    "AT": r"(?:(?:in|during|for) (?P<%s>T ))",
    "WHOLE": rf"(?P<%s>{_WHOLE})",
    "KIND": rf"(?P<%s>(?:{KINDS}|one) )",
}
_PIECE: Final = re.compile(r"\{(?P<piece>[A-Z]+):(?P<name>\w+)\}")


def pattern(form: str) -> re.Pattern[str]:
    """A form as a pattern: `{S:s}cost {V:v}{AT:t}?` has a subject, a value and perhaps a time."""
    return re.compile(_PIECE.sub(lambda found: _PIECES[found["piece"]] % found["name"], form))


class Notation:
    """The symbols of one sentence, each followed by a blank, and which token each of them is."""

    def __init__(self, claimed: Claimed) -> None:
        self._tokens: list[Token] = []
        self._starts: list[int] = []
        described = _described(claimed)
        text, at = "", 0
        while at < len(claimed.tokens):
            token, size = described.get(at) or (claimed.tokens[at], 1)
            self._tokens.append(token)
            self._starts.append(len(text))
            text += f"{_symbol(token, claimed)} "
            at += size
        self.text = text

    def tokens_in(self, start: int, end: int) -> Sequence[Token]:
        """The tokens of a part of the text."""
        return self._tokens[bisect_right(self._starts, start) - 1 : bisect_right(self._starts, end - 1)]


def _described(claimed: Claimed) -> dict[int, tuple[Token, int]]:
    """Where savings are named by their descriptions, in the singular or plural: as one name, and how many tokens."""
    found: dict[int, tuple[Token, int]] = {}
    words = [(_stem(word), at) for at, token in enumerate(claimed.tokens) for word in token.text.split()]
    for meaning in claimed.meanings.all:
        if meaning.measure != "saving" or not meaning.entities:
            continue
        whom = whom_of(meaning.fact)
        own = [_stem(word) for word in whom.split()]
        for start, (_, at) in enumerate(words):
            size = _length_of(own, [word for word, _ in words[start:]])
            if size > 1:
                last = words[start + size - 1][1]
                found[at] = (replace(claimed.tokens[at], kind="name", text=whom, key=entity_key(whom)), last - at + 1)
    return found


def _length_of(own: Sequence[str], words: Sequence[str]) -> int:
    """How many words of a sentence a description takes, perhaps without its `that is`; 0 where it does not stand."""
    for told in (own, [word for word in own if word not in _LINKS]):
        plain = [_BE.get(word, word) for word in told]
        if [_BE.get(word, word) for word in words[: len(told)]] == plain:
            return len(told)
    return 0


def _stem(word: str) -> str:
    return stem(word.casefold())


_LINKS: Final = frozenset({"that", "is", "are"})
_BE: Final = {"are": "is"}


def _symbol(token: Token, claimed: Claimed) -> str:
    match token.kind:
        case "name":
            return "N"
        case "time":
            return "T"
        case "cited":
            kind = claimed.meanings.by_id[token.key].fact.kind
            return {"text": "N", "date": "D"}.get(kind, "V")
        case _:
            return token.text.casefold()
