"""What a text does to its medium, found by a parser of that medium: an empty list is what is wanted."""

import csv
import io
import re

from markdown_it import MarkdownIt

_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2061-\u2064\u2066\u2067\U000e0000-\U000e01ef]"
    "|[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f]{3}"
)
_SGR = re.compile("\x1b\\[[0-9;]*m")
_FORMULA = re.compile(r"[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_OF_DATA = {"html_block", "html_inline", "link_open", "image", "code_inline", "code_block", "s_open"}


def in_terminal(output: str, *, coloured: bool = False) -> list[str]:
    """Control characters and sequences that a terminal would obey; colours are the console's own."""
    text = _SGR.sub("", output) if coloured else output
    return [ascii(text[max(0, found.start() - 20) : found.end() + 20]) for found in _CONTROL.finditer(text)] + _open(
        text
    )


def _open(text: str) -> list[str]:
    return [
        f"isolates do not close: {line!r}" for line in text.split("\n") if line.count("\u2068") != line.count("\u2069")
    ]


def in_markdown(text: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Elements that are only there because data made them."""
    found: list[str] = []
    for token in _MARKDOWN.parse(text):
        inner = [(child.type, child.content) for child in token.children or ()]
        found += [f"{kind}: {content!r}" for kind, content in [(token.type, token.content), *inner] if kind in _OF_DATA]
    return [effect for effect in found if effect.partition(":")[0] not in allowed]


def in_spreadsheet(text: str) -> list[str]:
    """Cells that a spreadsheet would run, whether it parts cells at commas or at semicolons."""
    found: list[str] = []
    for delimiter in (",", ";"):
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            found += [cell for cell in row if _runs(cell)]
    return found


def _runs(cell: str) -> bool:
    plain = cell.lstrip()
    return not plain.startswith("'") and not _NUMBER.fullmatch(plain) and bool(_FORMULA.match(plain))
