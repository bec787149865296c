"""Prints the Python client's records of answers, made from the schema.

`python -m websocket.client_models | ruff format - > client/src/finops_client/answers.py`

A client outlives its platform: it ignores fields and blocks that it does not know, and takes words that are new in a
fixed set of words. So every such set takes any text as well; `type` alone stays as it is, since it tells blocks apart.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

from websocket.schema import json_schema

HEAD = '''"""Typed answers as they come over the wire, with the origin of every number.

Made by `python -m websocket.client_models`: do not edit. What records can do besides is in `answer_methods.py`.
Money is an exact decimal string on the wire; `tables.to_columns` and the `amount` properties give `Decimal`. Fields,
blocks and words that a newer platform adds are taken or passed over, never an error.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from finops_client.answer_methods import AmountMethods, AnswerMethods, Record, TableMethods
from finops_client.tables import Cell
'''

TABLES = '''
    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """The answer's tables, in its order."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))
'''

METHODS = {
    "Answer": "AnswerMethods",
    "TableBlock": "TableMethods",
    **dict.fromkeys(("Fact", "BreakdownItem", "Figure", "Gauge", "Evidence"), "AmountMethods"),
}
"""Records that can do more than hold their fields."""

Schema = dict[str, Any]


def client_models() -> str:
    """The module's text, before the formatter. Raises ValueError for a schema that is of no known kind."""
    definitions: dict[str, Schema] = json_schema()["$defs"]
    names = [name for name in _in_order("Answer", definitions, set()) if name != "Answer"]
    blocks = [_name(each) for each in definitions["Answer"]["properties"]["blocks"]["items"]["oneOf"]]
    types = ", ".join(f'"{definitions[name]["properties"]["type"]["const"]}"' for name in blocks)
    union = f"Block = Annotated[{' | '.join(blocks)}, Field(discriminator='type')]"
    parts = [
        HEAD,
        *(_record(name, definitions[name]) for name in names),
        union,
        f"BLOCK_TYPES = frozenset({{{types}}})",
        _record("Answer", definitions["Answer"], "    block_types: ClassVar[frozenset[str]] = BLOCK_TYPES\n\n"),
        TABLES,
    ]
    return "\n\n".join(parts)


def _in_order(name: str, definitions: dict[str, Schema], seen: set[str]) -> Iterator[str]:
    """A record after all that it refers to."""
    if name in seen:
        return
    seen.add(name)
    for reference in re.findall(r"'#/\$defs/(\w+)'", str(definitions[name]["properties"])):
        yield from _in_order(reference, definitions, seen)
    yield name


def _record(name: str, definition: Schema, constants: str = "") -> str:
    fields = definition["properties"]
    required = definition.get("required", ())
    lines = [
        f"    {_snake(field)}: {_annotation(field, schema)}{'' if field in required else _default(schema)}\n"
        for field, schema in fields.items()
    ]
    words = definition.get("description", "")
    docstring = f'    """{_indented(words)}"""\n\n' if words else ""
    return f"class {name}({METHODS.get(name, 'Record')}):\n{docstring}{constants}{''.join(lines)}"


def _indented(words: str) -> str:
    lines = words.split("\n")
    ended = f"{words}\n" if len(lines) > 1 else words
    return ended.replace("\n", "\n    ").replace("\n    \n", "\n\n")


def _annotation(field: str, schema: Schema) -> str:
    if field == "blocks":
        return "tuple[Block, ...]"
    if "anyOf" in schema:
        kinds = [_type(each, field) for each in schema["anyOf"]]
        return "Cell" if kinds == ["str", "None"] and not field else " | ".join(kinds)
    return _type(schema, field)


_SIMPLE = {"integer": "int", "boolean": "bool", "null": "None", "number": "float"}


def _type(schema: Schema, field: str = "") -> str:
    match schema:
        case {"$ref": reference}:
            return _name({"$ref": reference})
        case {"const": word}:
            return f'Literal["{word}"]'
        case {"enum": words}:
            return f"Literal[{', '.join(repr(word) for word in words)}] | str"
        case {"type": "array", "items": items}:
            return f"tuple[{_annotation('', items)}, ...]"
        case {"type": "string", "format": "date"}:
            return "date"
        case {"type": "string", "format": "date-time"}:
            return "datetime"
        case {"type": "string"}:
            return "str"
        case {"type": simple} if simple in _SIMPLE:
            return _SIMPLE[simple]
        case _:
            raise ValueError(f"the field {field} is of no kind that a record of the client has: {schema}")


def _default(schema: Schema) -> str:
    """The default as Python; an array's is an empty tuple, a record's one of defaults."""
    default = schema["default"]
    match default:
        case list():
            return " = ()"
        case dict():
            return f" = {_type(schema)}()"
        case str():
            return f' = "{default}"'
        case _:
            return f" = {default!r}"


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[-1]


def _snake(name: str) -> str:
    """`apiCostUsd` → `api_cost_usd`, `low95` → `low_95`: what camelCase is made of again."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", name).lower()


if __name__ == "__main__":
    sys.stdout.write(client_models())
