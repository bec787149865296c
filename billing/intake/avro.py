"""Avro container files, as far as the metadata of tables uses them: records of plain values, uncompressed or deflated.

Source: the Apache Avro 1.11 specification (binary encoding, object container files).
"""

import json
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

MAX_BYTES = 128 * 1024 * 1024
"""What all blocks of one file may unpack to."""

MAX_RECORDS = 1_000_000
_MAX_DEPTH = 40
_MAGIC, _SYNC_BYTES = b"Obj\x01", 16

Record = dict[str, Any]


class AvroError(Exception):
    """Bytes that are no such file; its words quote nothing of them."""


class _Bytes:
    """A place in some bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def over(self) -> bool:
        return self._at >= len(self._content)

    def take(self, size: int) -> bytes:
        if size < 0 or self._at + size > len(self._content):
            raise AvroError("it ends too early")
        found = self._content[self._at : self._at + size]
        self._at += size
        return found

    def integer(self) -> int:
        """A zig-zag number of up to ten bytes."""
        found = shift = 0
        while True:
            byte = self.take(1)[0]
            found |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return (found >> 1) ^ -(found & 1)
            shift += 7
            if shift > 63:
                raise AvroError("a number has too many bytes")

    def counts(self) -> Iterator[int]:
        """How many items each block of an array or map has, up to the last one."""
        while count := self.integer():
            if count < 0:
                self.integer()
            if abs(count) > MAX_RECORDS:
                raise AvroError("a list is too long")
            yield abs(count)


Decode = Callable[[_Bytes], Any]


def records(content: bytes) -> Iterator[Record]:
    """The records of a file. Raises AvroError for anything else, and for what is too large."""
    source = _Bytes(content)
    if source.take(len(_MAGIC)) != _MAGIC:
        raise AvroError("it is no Avro file")
    header = _map_of(_bytes)(source)
    codec = header.get("avro.codec", b"null").decode("ascii", "replace")
    if codec not in ("null", "deflate"):
        raise AvroError(f"it is packed with {codec[:20]!r}, which is not read")
    decode = _decoder(_schema(header.get("avro.schema", b"")), {}, 0)
    sync, room, left = source.take(_SYNC_BYTES), MAX_BYTES, MAX_RECORDS
    while not source.over:
        count, block = source.integer(), source.take(source.integer())
        unpacked = block if codec == "null" else _inflated(block, room)
        room, left = room - len(unpacked), left - count
        if room < 0 or left < 0 or count < 0:
            raise AvroError("it is too large")
        values = _Bytes(unpacked)
        for _ in range(count):
            found = decode(values)
            if isinstance(found, dict):
                yield cast("Record", found)
        if source.take(_SYNC_BYTES) != sync:
            raise AvroError("it is damaged")


def _inflated(block: bytes, room: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(block, room + 1)
    except zlib.error as error:
        raise AvroError("it is damaged") from error
    return found


def _schema(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AvroError("its schema cannot be read") from error


def _bytes(source: _Bytes) -> bytes:
    return source.take(source.integer())


def _text(source: _Bytes) -> str:
    return _bytes(source).decode("utf-8", "replace")


def _fixed(size: int) -> Decode:
    return lambda source: source.take(size)


_PLAIN: Mapping[str, Decode] = {
    "null": lambda source: None,
    "boolean": lambda source: source.take(1) != b"\x00",
    "int": _Bytes.integer,
    "long": _Bytes.integer,
    "float": lambda source: struct.unpack("<f", source.take(4))[0],
    "double": lambda source: struct.unpack("<d", source.take(8))[0],
    "bytes": _bytes,
    "string": _text,
}


def _map_of(value: Decode) -> Callable[[_Bytes], dict[str, Any]]:
    def read(source: _Bytes) -> dict[str, Any]:
        return {_text(source): value(source) for count in source.counts() for _ in range(count)}

    return read


def _list_of(item: Decode) -> Decode:
    return lambda source: [item(source) for count in source.counts() for _ in range(count)]


def _one_of(branches: list[Decode]) -> Decode:
    def read(source: _Bytes) -> Any:
        branch = source.integer()
        if not 0 <= branch < len(branches):
            raise AvroError("it is damaged")
        return branches[branch](source)

    return read


def _decoder(schema: Any, named: dict[str, Decode], depth: int) -> Decode:
    """What reads a value of a schema. Types that were named before are known by their name."""
    if depth > _MAX_DEPTH:
        raise AvroError("its schema is nested too deeply")
    if isinstance(schema, list):
        return _one_of([_decoder(branch, named, depth + 1) for branch in cast("list[Any]", schema)])
    fields = cast("dict[str, Any]", schema) if isinstance(schema, dict) else {"type": schema}
    kind = fields.get("type")
    if isinstance(kind, str) and kind in ("record", "fixed", "enum", "array", "map"):
        return _complex(kind, fields, named, depth)
    if isinstance(kind, (dict, list)):
        return _decoder(kind, named, depth + 1)
    known = _PLAIN.get(str(kind)) or named.get(str(kind))
    if known is None:
        raise AvroError("its schema cannot be read")
    return known


def _complex(kind: str, schema: dict[str, Any], named: dict[str, Decode], depth: int) -> Decode:
    if kind == "array":
        return _list_of(_decoder(schema.get("items"), named, depth + 1))
    if kind == "map":
        return _map_of(_decoder(schema.get("values"), named, depth + 1))
    if kind == "record":
        return _record(schema, named, depth)
    found: Decode = _Bytes.integer if kind == "enum" else _fixed(_size(schema))
    named[str(schema.get("name"))] = found
    return found


def _size(schema: dict[str, Any]) -> int:
    size = schema.get("size")
    if not isinstance(size, int) or not 0 <= size <= MAX_BYTES:
        raise AvroError("its schema cannot be read")
    return size


def _record(schema: dict[str, Any], named: dict[str, Decode], depth: int) -> Decode:
    fields: list[tuple[str, Decode]] = []

    def read(source: _Bytes) -> Record:
        return {name: decode(source) for name, decode in fields}

    named[str(schema.get("name"))] = read
    listed = schema.get("fields")
    for field in cast("list[Any]", listed) if isinstance(listed, list) else []:
        if not isinstance(field, dict):
            raise AvroError("its schema cannot be read")
        of = cast("dict[str, Any]", field)
        fields.append((str(of.get("name")), _decoder(of.get("type"), named, depth + 1)))
    return read
