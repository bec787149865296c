"""What is too large for an answer is kept in parts beside it: each part is a JSON array of items that fits a frame.

The same form for everything: rows of a table (arrays of cells), items of other blocks, blocks, sections and facts
(objects), and pieces of text. A reader puts the arrays of all parts together.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from finops_core.answers.record import Record
from finops_core.formats import is_decimal

PART_BYTES = 20 * 1024
"""What a stored part takes within a frame, where it is a JSON text in JSON."""

PIECE_CHARS = 2000
"""Letters of a piece of text: at most eight bytes each in a frame."""

CUT = "…"

Item = Record | tuple[str | None, ...] | str | None
"""A record, a row of cells, a piece of text, or an entity that a row has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Encoded parts in order, and how many items were so large that their texts are cut."""

    parts: tuple[bytes, ...]
    shortened: int = 0


def parts_of(items: Iterable[Item]) -> Parts:
    """Items in parts that each fit a frame. An item that alone does not has its long texts cut, with a mark."""
    parts: list[bytes] = []
    part: list[bytes] = []
    size = shortened = 0
    for item in items:
        text, item_bytes, is_cut = _storable(item)
        shortened += is_cut
        if part and size + item_bytes > PART_BYTES:
            parts.append(_joined(part))
            part, size = [], 0
        part.append(text)
        size += item_bytes
    parts.append(_joined(part))
    return Parts(parts=tuple(parts), shortened=shortened)


def pieces_of(text: str) -> tuple[str, ...]:
    """A long text in pieces that are joined as they are."""
    return tuple(text[start : start + PIECE_CHARS] for start in range(0, len(text), PIECE_CHARS))


def shortened_text(text: str, chars: int) -> str:
    """The beginning of a text that is longer, with a mark that says so."""
    return text if len(text) <= chars else f"{text[: max(chars - len(CUT), 0)]}{CUT}"


NEVER_CUT = frozenset(
    {
        *("id", "type", "kind", "key", "unit", "start", "end", "artifactId", "entitiesId", "tableId", "interruptId"),
        *(
            "derivedFrom",
            "granularity",
            "currency",
            "arguments",
            "argumentsHash",
            "tool",
            "expiresAt",
            "status",
            "reason",
        ),
        *("blockIds", "check", "dataAsOf", "levels"),
    }
)
"""Names and times that programs read, by their fields on the wire: half of one is another one."""

_CHARS_TRIED = (4000, 1000, 300, 100, 30, 10, 0)
_CHARS_AT_LAST = 100
"""What is left even of names: an item that no frame holds could not be read at all."""


def _storable(item: Item) -> tuple[bytes, int, bool]:
    """An item as JSON, its size within a frame, and whether it had to be cut."""
    text = _encoded(item)
    size = _framed_bytes(text)
    if size <= PART_BYTES:
        return text, size, False
    whole = json.loads(text)
    for chars in _CHARS_TRIED:
        text = _dumped(_with_short_texts(whole, chars))
        size = _framed_bytes(text)
        if size <= PART_BYTES:
            return text, size, True
    text = _dumped(_with_short_texts(whole, _CHARS_AT_LAST, spared=frozenset()))
    return text, _framed_bytes(text), True


def _with_short_texts(value: Any, chars: int, name: str = "", *, spared: frozenset[str] = NEVER_CUT) -> Any:
    """JSON with every text cut that a person reads; amounts stay whole."""
    match value:
        case str():
            return value if name in spared or is_decimal(value) else shortened_text(value, chars)
        case list():
            return [_with_short_texts(each, chars, name, spared=spared) for each in cast("list[Any]", value)]
        case dict():
            fields = cast("dict[str, Any]", value)
            return {key: _with_short_texts(each, chars, key, spared=spared) for key, each in fields.items()}
        case _:
            return value


def _encoded(item: Item) -> bytes:
    return item.model_dump_json(by_alias=True).encode() if isinstance(item, Record) else _dumped(item)


def _dumped(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _framed_bytes(text: bytes) -> int:
    return len(json.dumps(text.decode(), ensure_ascii=False).encode())


def _joined(items: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"
