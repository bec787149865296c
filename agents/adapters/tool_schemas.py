"""The schemas of tools as a model reads them: short, since each request carries them all.

What a tool checks again itself (lengths, defaults) is left away, and a field that several tools share is described
once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from finops_core.tools.spec import AnyTool

_LEFT_AWAY: Final = frozenset(
    {"title", "default", "additionalProperties", "maxLength", "minLength", "maxItems", "minItems", "pattern"}
    | {"maximum", "minimum"}
)
SHARED_BY: Final = 2
"""A field with one name and description in so many tools of a specialist is described in its instructions instead."""

MANY: Final = 3
"""So many filters, taken by so many tools, are not repeated in each of them."""
FILTERS: Final = "Tools that allow additional properties take these filters, each a list of texts:"

Schema = dict[str, Any]
_Field = tuple[str, str]
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}


def schemas_of(tools: Sequence[AnyTool]) -> tuple[Mapping[str, Schema], str]:
    """Each tool's schema by its name, and the lines that describe the fields they share.

    Filters that many tools take are named in those lines alone: a schema that takes them says so by
    `additionalProperties`, since thirteen names in each of a dozen schemas were half of a request.
    """
    plain = {tool.name: cast(Schema, _slim(tool.params.model_json_schema())) for tool in tools}
    told = Counter((name, field.get("description", "")) for schema in plain.values() for name, field in _fields(schema))
    shared = {field for field, times in told.items() if times >= SHARED_BY and field[1]}
    filters = _filters(plain.values(), shared)
    for schema in plain.values():
        schema.pop("description", None)
        own = dict(_fields(schema))
        if filters and filters <= {(name, field.get("description", "")) for name, field in own.items()}:
            schema["properties"] = {
                name: field for name, field in own.items() if (name, field.get("description", "")) not in filters
            }
            schema["additionalProperties"] = _TEXTS
        for name, field in _fields(schema):
            if (name, field.get("description", "")) in shared:
                del field["description"]
            field.setdefault("description", "")  # without any, the framework writes one of its own
    lines = [f"- {name}: {about}" for name, about in told if (name, about) in shared - filters]
    if filters:
        lines += [FILTERS, *(f"- {name}: {about}" for name, about in told if (name, about) in filters)]
    return plain, "\n".join(lines)


def _fields(schema: Schema) -> Iterable[tuple[str, Schema]]:
    return cast(dict[str, Schema], schema.get("properties", {})).items()


def _filters(schemas: Iterable[Schema], shared: Collection[_Field]) -> frozenset[_Field]:
    """The lists of texts that most tools with any of them take alike; none where there are few such tools."""
    taken = Counter(
        frozenset(
            (name, str(field["description"]))
            for name, field in _fields(schema)
            if (name, field.get("description", "")) in shared and _is_texts(field)
        )
        for schema in schemas
    )
    alike = [(times, len(fields), fields) for fields, times in taken.items() if len(fields) >= MANY and times >= MANY]
    return max(alike, key=lambda one: one[:2])[2] if alike else frozenset()


def _is_texts(field: Schema) -> bool:
    return {key: value for key, value in field.items() if key != "description"} == _TEXTS


def _slim(value: Any) -> Any:
    """Without what says nothing to a model; of "this or nothing" only this."""
    if isinstance(value, list):
        return [_slim(inner) for inner in cast(list[Any], value)]
    if not isinstance(value, dict):
        return value
    given = cast(Schema, value)
    choices = [choice for choice in cast(list[Schema], given.get("anyOf", [])) if choice != {"type": "null"}]
    if len(choices) == 1:
        given = {**{key: inner for key, inner in given.items() if key != "anyOf"}, **choices[0]}
    elif choices:
        given = {**given, "anyOf": choices}
    named = {"properties", "$defs"}
    return {
        key: {name: _slim(inner) for name, inner in cast(Schema, found).items()} if key in named else _slim(found)
        for key, found in given.items()
        if key not in _LEFT_AWAY
    }
