"""Items as DynamoDB's typed attributes and back, for the value types of the port and nothing else."""

from collections.abc import Callable, Container, Mapping
from decimal import Decimal
from typing import Any, TypeAlias, cast

from finops_core.table.packing import packed, unpacked
from finops_core.table.port import Item, Value

Attribute: TypeAlias = dict[str, Any]
"""One value with its type: {"S": "text"}, {"N": "1"}, {"BOOL": true}, {"NULL": true}, {"L": […]}, {"M": {…}},
{"B": b"…"} for a text that is packed."""


Encoder: TypeAlias = Callable[[str, Value], Attribute]
"""Makes the typed value of an attribute, given its name and value."""


def to_attributes(item: Item) -> dict[str, Attribute]:
    """Raises TypeError for a value the port does not allow."""
    return {name: to_attribute(value) for name, value in item.items()}


def plain_encoder(name: str, value: Value) -> Attribute:
    """Each value as it is, which every version of the product reads."""
    return to_attribute(value)


def packing_encoder(plain: Container[str]) -> Encoder:
    """Packs long texts, except in the `plain` attributes: those of a key or an index are texts to DynamoDB too."""

    def encode(name: str, value: Value) -> Attribute:
        data = packed(value) if isinstance(value, str) and name not in plain else None
        return to_attribute(value) if data is None else {"B": data}

    return encode


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Value]:
    """The item of an answer or of a stream record's image. Raises ValueError for a value this product never writes."""
    return {name: from_attribute(attribute) for name, attribute in attributes.items()}


def to_attribute(value: Value) -> Attribute:
    if value is None:
        return {"NULL": True}
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(int(value))}
    if isinstance(value, Mapping):
        return {"M": to_attributes(value)}
    if isinstance(value, list | tuple):
        return {"L": [to_attribute(part) for part in value]}
    raise TypeError(f"a {type(value).__name__} cannot be stored; money is stored as a string")


def from_attribute(attribute: Mapping[str, Any]) -> Value:
    kind, value = next(iter(attribute.items()))
    match kind:
        case "S" | "BOOL":
            return cast(Value, value)
        case "N":
            return _to_int(value)
        case "NULL":
            return None
        case "B":
            return unpacked(value)
        case "L":
            return [from_attribute(part) for part in value]
        case "M":
            return from_attributes(value)
        case _:
            raise ValueError(f"the table holds a value of DynamoDB type {kind}, which this product never writes")


def _to_int(number: str) -> int:
    if number.lstrip("-").isdigit():
        return int(number)
    exact = Decimal(number)
    if exact != exact.to_integral_value():
        raise ValueError(f"the table holds the number {number}, and this product writes whole ones only")
    return int(exact)
