"""Texts from a bill on their way out: a name is read by whoever reads it, and does nothing to the medium it is in.

`readable` is for everything that people read as plain text, terminals and logs above all; `markdown_text` is for
Markdown. The page's copies are in `frontend/src/values/texts.ts`; both run the cases of `tests/data/texts.json`.
"""

import re
from typing import Final
from unicodedata import bidirectional

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: what is between them has a direction of its own (Unicode Annex 9)."""

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_SPACES = dict.fromkeys((0x09, 0x0B, 0x0C, 0x85, 0x2028, 0x2029), " ")
_UNPRINTABLE = dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")
_REMOVED = dict.fromkeys(
    [
        *range(0x202A, 0x202F),  # embeddings and overrides of direction
        *range(0x2066, 0x2068),  # isolates with a direction; a first strong isolate says all that is needed
        *range(0x2061, 0x2065),  # operators that nobody sees
        *range(0x206A, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE01F0),  # letters that only machines see, and variants that can stand for letters
    ]
)
_ACTING: Final[dict[int, int | str | None]] = {**_UNPRINTABLE, **_PICTURES, **_SPACES, **_REMOVED, 0x0A: "\n"}
HIDDEN: Final = re.compile("[\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060\u3164\ufe00-\ufe0f\uffa0]{3,}")
"""Marks that nobody sees, in a row: one or two join letters or pick an emoji, more can only stand for a text."""

_ACTS: Final = re.compile(f"[{''.join(re.escape(chr(code)) for code in _ACTING)}{FSI}{PDI}]|{HIDDEN.pattern}")
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")


def readable(text: str, *, lines: bool = False) -> str:
    """A text with everything visible in it that would otherwise act: escape sequences, bells, overrides of direction.

    Control characters become their pictures (`␛`), so that nothing looks like another name; invisible letters and
    marks that turn the direction of what follows are left away, save isolates that are closed again. Line ends become
    blanks, unless `lines` keeps them.
    """
    if not _ACTS.search(text):
        return text
    kept = HIDDEN.sub("", text.replace("\r\n", "\n").translate(_ACTING))
    if FSI in kept or PDI in kept:
        kept = _closed(kept)
    return kept if lines else _LINE_ENDS.sub(" ", kept)


def isolated(name: str) -> str:
    """A name for the middle of a sentence or list: one line, and where it has letters that are written from right to
    left, with marks around it that keep the words and amounts beside it in their places."""
    plain = readable(name).replace(FSI, "").replace(PDI, "")
    if plain.isascii() or not any(bidirectional(letter) in ("R", "AL", "AN") for letter in plain):
        return plain
    return f"{FSI}{plain}{PDI}"


def _closed(text: str) -> str:
    """The text without isolates that are never closed and without ends of none."""
    open_at: list[int] = []
    dropped: set[int] = set()
    for position, letter in enumerate(text):
        if letter == FSI:
            open_at.append(position)
        elif letter == PDI and open_at:
            open_at.pop()
        elif letter == PDI:
            dropped.add(position)
    dropped.update(open_at)
    return "".join(letter for position, letter in enumerate(text) if position not in dropped)


_MARKS = re.compile(
    r"[*`\[~|]"
    r"|\\(?=[!-/:-@\[-`{-~]|$)"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,32};)"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|@(?=\w)|:(?=//)|(?<=www)\.|\$(?=[$`])",
    re.IGNORECASE,
)
"""What takes effect in the middle of a line; addresses become links in GitHub's Markdown."""

_HEADS = re.compile(r"#{1,6}(?:\s|$)|>|[+-](?:\s|$)")
"""What makes a heading, a quotation or a list of a line."""

_NUMBERED = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
_UNDERLINE = re.compile(r"[-=:][-=:\s]*")


def markdown_text(text: str) -> str:
    """Plain text as Markdown that shows it as it is: no HTML, link, picture, heading, list or emphasis comes of it.

    Only what would take effect is escaped, so that the source stays readable, too. Holds for CommonMark and for
    GitHub's extensions of it.
    """
    return "\n".join(_markdown_line(line.strip(" ")) for line in readable(text, lines=True).split("\n"))


def _markdown_line(line: str) -> str:
    escaped = _MARKS.sub(_backslash, line)
    if _UNDERLINE.fullmatch(line) or _HEADS.match(line):
        return f"\\{escaped}"
    number = _NUMBERED.match(line)
    return f"{number.group()}\\{escaped[number.end() :]}" if number else escaped


_EFFECTS = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|\[|@(?=\w)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_CODE = re.compile(r"((?<![\\`])`[^`|\n]+`(?!`))")


def model_markdown(text: str) -> str:
    """A language model's Markdown without HTML, links and pictures, which names in a bill may have talked it into.

    Emphasis, lists and code stay.
    """
    parts = _CODE.split(readable(text, lines=True))
    return "".join(part if position % 2 else _EFFECTS.sub(_backslash, part) for position, part in enumerate(parts))


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found.group()}"
