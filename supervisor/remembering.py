"""Names that a person asked to be remembered: how that is asked, and questions read with these names in them.

A name stands for words that the bill knows. It is put in their place before a question is read, unless every word of
it means something already: the bill's own names and the organisation's terms come first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from finops_core.jobs.memory import Remembered, key_of
from supervisor.fast_path import unknown_words
from supervisor.lexicon import Lexicon

LONGEST_REQUEST: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """To keep a name for what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """To forget a name; without one what was said last, or `everything`."""

    name: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """To say what is remembered."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something is to be remembered that is no name for something."""


Request = Remember | Forget | Recall | Unclear

_PLEASE: Final = r"(?:please,? |could you |can you )?(?:please )?"
_REMEMBER: Final = re.compile(rf"{_PLEASE}(?:remember|keep in mind|make a note)(?: that\b)?[:,]? ?(?P<what>.*)", re.I)
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"when i (?:say|ask (?:for|about)) (?P<name>.+?),? i mean (?P<meaning>.+)",
        r"(?:by|with) (?P<name>.+?),? i mean (?P<meaning>.+)",
        r"(?P<name>.+?) (?:means|stands for|is short for|refers to|is (?:our|my) name for) (?P<meaning>.+)",
        r"(?P<meaning>.+?) (?:is|are) (?:also )?(?:called|known as|named) (?P<name>.+)",
        r"we call (?P<meaning>.+?) [“\"'](?P<name>.+?)[”\"']",
    )
)
_RECALL: Final = re.compile(
    r"(?:what|which names?) (?:do|did|have) you (?:still )?(?:remember(?:ed)?|know about me)(?: (?:about|of|for) me)?"
    r"|(?:list|show)(?: me)? (?:what you remember|the names you remember|your memory)"
    r"|what (?:have|did) i (?:told|tell|ask|asked) you to remember",
    re.IGNORECASE,
)
_FORGET: Final = re.compile(
    rf"{_PLEASE}(?:forget|stop remembering|do not remember|don't remember)(?: (?:about|that))? (?P<what>[^,;:?!]+)",
    re.IGNORECASE,
)
_LAST: Final = frozenset({"that", "it", "this", "the last one", "what i just said", "that again"})
_ALL: Final = frozenset({"everything", "all", "all of it", "everything you remember", "all names", "all the names"})


def request_in(text: str) -> Request | None:
    """What a text asks of the memory; None for any other text."""
    plain = " ".join(text.split()).strip(" .!")
    if len(plain) > LONGEST_REQUEST:
        return None
    if _RECALL.fullmatch(plain.rstrip("? ")):
        return Recall()
    forget = _FORGET.fullmatch(plain)
    if forget:
        what = key_of(_bare(forget["what"]))
        if what in _ALL:
            return Forget(everything=True)
        return Forget() if what in _LAST else Forget(name=_named(_bare(forget["what"])))
    remember = _REMEMBER.fullmatch(plain)
    return _remember(remember["what"]) if remember and not plain.endswith("?") else None


def _remember(what: str) -> Request:
    for form in _FORMS:
        found = form.fullmatch(what)
        if found:
            return Remember(name=_bare(found["name"]), meaning=_bare(found["meaning"]))
    return Unclear()


def _bare(text: str) -> str:
    """A name without quotation marks, and without its article: `the “core crew”`."""
    plain = text.strip().strip("“”\"'‘’").strip()
    return re.sub(r"^the (?=\S)", "", plain, flags=re.IGNORECASE).strip("“”\"'‘’")


def _named(text: str) -> str:
    """The name in `forget that core crew means team platform`."""
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _bare(found["name"])
    return text


def means_something(name: str, lexicon: Lexicon) -> bool:
    """Whether every word of a name has a meaning already, so that it cannot stand for something else."""
    return not unknown_words(name, lexicon)


def with_meanings(text: str, names: Sequence[Remembered], lexicon: Lexicon) -> tuple[str, tuple[Remembered, ...]]:
    """A question with what its remembered names mean in their places, and which names those were.

    Longer names come first, and no name is looked for in what another one was replaced by.
    """
    known = {one.key: one for one in names if not means_something(one.name, lexicon)}
    if not known:
        return text, ()
    spelt = "|".join(r"\s+".join(map(re.escape, key.split())) for key in sorted(known, key=len, reverse=True))
    used: dict[str, Remembered] = {}

    def meant(found: re.Match[str]) -> str:
        one = known[key_of(found[1])]
        used[one.key] = one
        return one.meaning

    read = re.sub(rf"(?<![\w-])(?:the\s+)?({spelt})(?![\w-])", meant, text, flags=re.IGNORECASE)
    return read, tuple(used.values())
