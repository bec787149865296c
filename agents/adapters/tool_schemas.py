"""The schemas of tools as a model reads them: short, since each request carries them all.

What a tool checks again itself (lengths, defaults) is left away, and a field that several tools share is described
once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from finops_core.tools.spec import AnyTool

_LEFT_AWAY: Final = frozenset(
    {"title", "default", "additionalProperties", "maxLength", "minLength", "maxItems", "minItems", "pattern"}
    | {"maximum", "minimum"}
)
SHARED_BY: Final = 2
"""A field with one name and description in so many tools of a specialist is described in its instructions instead."""

Schema = dict[str, Any]
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}
"""What most shared fields are; it is said once."""


def schemas_of(tools: Sequence[AnyTool]) -> tuple[Mapping[str, Schema], str]:
    """Each tool's schema by its name, and the lines that describe the fields they share."""
    plain = {tool.name: cast(Schema, _slim(tool.params.model_json_schema())) for tool in tools}
    told = Counter(
        (name, field.get("description", ""))
        for schema in plain.values()
        for name, field in cast(dict[str, Schema], schema.get("properties", {})).items()
    )
    shared = {field for field, times in told.items() if times >= SHARED_BY and field[1]}
    for schema in plain.values():
        schema.pop("description", None)
        for name, field in cast(dict[str, Schema], schema.get("properties", {})).items():
            if (name, field.get("description", "")) in shared:
                del field["description"]
                if field == _TEXTS:
                    field.clear()
                    field["$ref"] = "#/$defs/texts"
                    schema["$defs"] = {**schema.get("$defs", {}), "texts": _TEXTS}
            if "$ref" not in field:
                field.setdefault("description", "")  # without any, the framework writes one of its own
    lines = [f"- {name}: {description}" for name, description in told if (name, description) in shared]
    return plain, "\n".join(lines)


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
