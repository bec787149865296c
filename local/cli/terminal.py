"""The terminal: results on stdout, progress and problems on stderr, plain and quiet when nobody looks.

Whatever a console prints is made readable here, wherever it came from: no text from a bill, a file's name or an error
moves the cursor, colours a line, makes a link or sounds a bell.
"""

import re
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from finops_core.texts import HIDDEN, isolated, readable

WIDTH_WITHOUT_TERMINAL = 160

_ACTS_IN_JSON = re.compile(
    "[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2061-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e01ef\ud800-\udfff]"
    rf"|{HIDDEN.pattern}"
)


class PlainConsole(Console):
    """A console to which markup, emoji codes and control characters in a text are letters like all others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=readable(segment.text, lines=True))


def out() -> Console:
    """For results. Without a terminal: no colours, and wide enough that tables are not cut."""
    plain = PlainConsole()
    return plain if plain.is_terminal else PlainConsole(width=WIDTH_WITHOUT_TERMINAL)


def err() -> Console:
    """For progress and problems."""
    return PlainConsole(stderr=True)


def told(text: str, style: str = "") -> Text:
    """A text from elsewhere in one line, as wide as it will be shown."""
    return Text(readable(text), style=style)


def named(name: str) -> Text:
    """A name from elsewhere in a cell, with its own direction of writing."""
    return Text(isolated(name))


def write_json(text: str) -> None:
    """Writes one line of JSON to stdout at once.

    JSON escapes C0 characters itself; the others that act on a terminal, and halves of letters that no encoding has,
    are written as `\\uXXXX` here. Letters of all languages stay as they are.
    """
    sys.stdout.write(_ACTS_IN_JSON.sub(_escaped, text) + "\n")
    sys.stdout.flush()


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\u{int.from_bytes(unit):04x}" for unit in _utf16(found.group()))


def _utf16(letter: str) -> Iterable[bytes]:
    encoded = letter.encode("utf-16-be", "surrogatepass")
    return (encoded[start : start + 2] for start in range(0, len(encoded), 2))
