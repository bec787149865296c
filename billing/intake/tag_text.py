"""Tags that are text but no JSON object: lists of records, objects without braces, other tools' notations.

Seen in the wild: Azure's `"key": "value"` without braces, lists of key and value records (Google's FOCUS view, the
tagging APIs), maps as query engines print them (`{key=value, …}`), quotes doubled once too often, JSON inside JSON.
"""

import json
from collections.abc import Iterator
from typing import Any, cast

MOST_CHARACTERS = 65_536
"""Longer texts are not looked at; they count as unread."""
_DEEPEST = 3
"""How often a text may be JSON inside JSON."""

_KEY_FIELDS = ("key", "k", "name", "tagkey", "labelkey")
_VALUE_FIELDS = ("value", "v", "val", "tagvalue", "labelvalue")
_DELIMITERS = ",;|\n"
_BEFORE_A_QUOTE = frozenset({"", "=", ":", ">", *_DELIMITERS})
"""Elsewhere a quotation mark is a letter of an unquoted text, such as an apostrophe."""


def tags_in(text: str) -> dict[str, str] | None:
    """The tags that a text states, or None when it states none that can be understood.

    Of a key that comes twice the first value counts. A text that is empty but for its brackets has no tags.
    """
    if len(text) > MOST_CHARACTERS:
        return None
    return _understood(text.strip(), 0)


def _understood(text: str, depth: int) -> dict[str, str] | None:
    if depth > _DEEPEST:
        return None
    for candidate in _as_json(text):
        try:
            value = json.loads(candidate, parse_int=str, parse_float=str, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, str):
            return _understood(value.strip(), depth + 1)
        return _tags(value)
    return _notation(text)


def _as_json(text: str) -> Iterator[str]:
    """The text, and what it may have been before somebody took its braces or doubled its quotes."""
    undoubled = text.replace('""', '"')
    for candidate in (text, undoubled, undoubled.strip('"')):
        yield candidate
        bare = candidate.strip().rstrip(",")
        if bare.startswith('"') and not bare.endswith("}"):
            yield f"{{{bare}}}"


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs, so that a key that comes twice is seen twice."""


def _tags(value: object) -> dict[str, str] | None:
    """The tags of a parsed value: an object, or a list of records or of pairs."""
    if value is None:
        return {}
    if isinstance(value, _Pairs):
        return _first_of(value)
    if not isinstance(value, list):
        return None
    pairs: list[tuple[str, Any]] = []
    for item in cast(list[object], value):
        found = _pair(item)
        if found is None:
            return None
        pairs.append(found)
    return _first_of(pairs)


def _pair(item: object) -> tuple[str, Any] | None:
    """A record's key and value: named so, a single field, a list of two, or `key=value`."""
    if isinstance(item, _Pairs):
        return _pair_of_fields(item)
    if isinstance(item, str):
        found = _notation(item)
        return next(iter(found.items())) if found and len(found) == 1 else None
    if isinstance(item, list):
        entries = cast(list[object], item)
        if len(entries) == 2 and isinstance(entries[0], str):
            return entries[0], entries[1]
    return None


def _pair_of_fields(record: _Pairs) -> tuple[str, Any] | None:
    """`{"Key": …, "Value": …}` in any spelling, or a record of one field."""
    fields = {"".join(c for c in name.lower() if c.isalnum()): value for name, value in record}
    key = next((fields[name] for name in _KEY_FIELDS if name in fields), None)
    if isinstance(key, str):
        return key, next((fields[name] for name in _VALUE_FIELDS if name in fields), "")
    return record[0] if len(record) == 1 else None


def _first_of(pairs: list[tuple[str, Any]]) -> dict[str, str]:
    tags: dict[str, str] = {}
    for key, value in pairs:
        if key.strip() and value is not None:
            tags.setdefault(key.strip(), _text(value))
    return tags


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(dict(value) if isinstance(value, _Pairs) else value, separators=(",", ":"))


def _notation(text: str) -> dict[str, str] | None:
    """`{a=b, c=d}`, `a:b;c:d`, `'a': 'b'` and the like; every part must be a pair, else nothing is understood."""
    inner = text.strip()
    for opening, closing in ("{}", "[]", "()"):
        if inner.startswith(opening) and inner.endswith(closing):
            inner = inner[1:-1].strip()
            break
    if not inner:
        return {} if text.strip() else None
    parts = _parts(inner.rstrip(",;|"))
    # A key may hold colons (`aws:createdBy=x`), so that they are the sign only where no other is.
    sign = "=" if all("=" in part for part in parts) else ":"
    tags: dict[str, str] = {}
    for part in parts:
        key, value = _parted(part.strip(), sign)
        if not key or value is None:
            return None
        tags.setdefault(key, value)
    return tags or None


def _parts(text: str) -> list[str]:
    """The pairs of a text: parts between delimiters, what holds no pair being the rest of the value before it."""
    parts: list[str] = []
    start, quote, before = 0, "", ""
    for at, character in enumerate(text + ","):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and before in _BEFORE_A_QUOTE:
            quote = character
        elif character in _DELIMITERS:
            part = text[start:at]
            if parts and "=" not in part and ":" not in part:
                parts[-1] += text[start - 1] + part
            else:
                parts.append(part)
            start = at + 1
        before = character if not character.isspace() else before
    return [part for part in (*parts, text[start:]) if part.strip()]


def _parted(pair: str, sign: str) -> tuple[str, str | None]:
    """Key and value of one pair, either of them quoted or not; the value is None where it cannot be told."""
    if pair[0] in "\"'":
        key, _, rest = pair[1:].partition(pair[0])
        rest = rest.strip()
        if not rest.startswith((sign, ":")):
            return key, None
        value = rest[1:]
    else:
        key, found, value = pair.partition(sign)
        if not found or '"' in key:
            return key, None
    return key.strip(), _unquoted(value.removeprefix(">").strip())


def _unquoted(value: str) -> str | None:
    if value[:1] in ("'", '"'):
        return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] not in value[1:-1] else None
    return None if '"' in value else value
