"""The port's conditions and updates as DynamoDB expressions: pure functions from a write to request parameters."""

from collections.abc import Iterable, Sequence
from typing import Any

from finops_core.table.attributes import Attribute, Encoder, plain_encoder, to_attribute
from finops_core.table.port import (
    TTL_ATTRIBUTE,
    AbsentOrBelow,
    Condition,
    Equals,
    Exists,
    Key,
    NotExists,
    Put,
    Update,
    Value,
    Write,
)


class _Placeholders:
    """Names and values of one request's expressions; DynamoDB reserves hundreds of plain attribute names."""

    def __init__(self, encode: Encoder) -> None:
        self._encode = encode
        self.names: dict[str, str] = {}
        self.values: dict[str, Attribute] = {}

    def name(self, attribute: str) -> str:
        return self.names.setdefault(attribute, f"#{len(self.names)}")

    def value(self, value: Value) -> str:
        """A value that is compared or added: as it is."""
        return self._placeholder(to_attribute(value))

    def stored(self, attribute: str, value: Value) -> str:
        """A value as it is kept in the attribute."""
        return self._placeholder(self._encode(attribute, value))

    def _placeholder(self, made: Attribute) -> str:
        placeholder = f":{len(self.values)}"
        self.values[placeholder] = made
        return placeholder

    def to_parameters(self) -> dict[str, Any]:
        """DynamoDB refuses empty ones."""
        parameters: dict[str, Any] = {}
        if self.names:
            parameters["ExpressionAttributeNames"] = {short: attribute for attribute, short in self.names.items()}
        if self.values:
            parameters["ExpressionAttributeValues"] = self.values
        return parameters


def to_parameters(table_name: str, write: Write, now_s: int, encode: Encoder = plain_encoder) -> dict[str, Any]:
    """The parameters of put_item, update_item or delete_item, alone or in a transaction; `encode` makes stored values.

    A write that looks at the stored item also requires that its time is not over, because DynamoDB keeps expired
    items for days. When that fails, the answer carries the expired item, and the table removes it and tries again.
    """
    placeholders = _Placeholders(encode)
    parameters: dict[str, Any] = {"TableName": table_name}
    if isinstance(write, Put):
        parameters["Item"] = {name: encode(name, value) for name, value in write.item.items()}
    else:
        parameters["Key"] = to_key(write.key)
    if isinstance(write, Update):
        parameters["UpdateExpression"] = _update(write, placeholders)
    clauses = [_condition(condition, placeholders) for condition in write.conditions]
    looks_at_item = bool(clauses) or isinstance(write, Update)
    if looks_at_item and not any(isinstance(condition, NotExists) for condition in write.conditions):
        expiry = placeholders.name(TTL_ATTRIBUTE)
        clauses.append(f"(attribute_not_exists({expiry}) OR {expiry} > {placeholders.value(now_s)})")
    if clauses:
        parameters["ConditionExpression"] = " AND ".join(clauses)
        parameters["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return parameters | placeholders.to_parameters()


def to_key(key: Key) -> dict[str, Attribute]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _condition(condition: Condition, placeholders: _Placeholders) -> str:
    if isinstance(condition, Exists):
        return f"attribute_exists({placeholders.name('pk')})"
    if isinstance(condition, NotExists):
        return f"attribute_not_exists({placeholders.name('pk')})"
    name = placeholders.name(condition.attribute)
    if isinstance(condition, Equals):
        return _equal(name, condition, placeholders)
    if isinstance(condition, AbsentOrBelow):
        return f"(attribute_not_exists({name}) OR {name} < {placeholders.value(condition.limit)})"
    if not condition.values:
        return f"(attribute_exists({name}) AND attribute_not_exists({name}))"
    return f"{name} IN ({', '.join(placeholders.value(value) for value in condition.values)})"


def _equal(name: str, condition: Equals, placeholders: _Placeholders) -> str:
    """A long text may be kept packed or as it is, as the version that wrote it did."""
    stored = placeholders.stored(condition.attribute, condition.value)
    if "B" not in placeholders.values[stored]:
        return f"{name} = {stored}"
    return f"{name} IN ({stored}, {placeholders.value(condition.value)})"


def _update(write: Update, placeholders: _Placeholders) -> str:
    name, value, stored = placeholders.name, placeholders.value, placeholders.stored
    assignments = [f"{name(attribute)} = {stored(attribute, new)}" for attribute, new in write.set.items()]
    assignments += [
        f"{name(attribute)} = if_not_exists({name(attribute)}, {stored(attribute, new)})"
        for attribute, new in write.set_if_absent.items()
    ]
    steps = [f"{name(attribute)} {value(step)}" for attribute, step in write.add.items()]
    removed = [name(attribute) for attribute in write.remove]
    return " ".join(_clauses((("SET", assignments), ("ADD", steps), ("REMOVE", removed))))


def _clauses(actions: Iterable[tuple[str, Sequence[str]]]) -> Iterable[str]:
    return (f"{keyword} {', '.join(parts)}" for keyword, parts in actions if parts)
