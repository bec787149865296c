"""Tags of a row as one MAP, from every shape exports carry them in: a map, records, a structure, text, columns.

Keys of other things than a resource keep what they are of, as AWS writes it in CUR 2.0's `tags`: `costCategory/…`,
`accountTag/…`, `userAttribute/…`; so do the tags that FOCUS 1.3 allocates (`allocatedTag/…`).
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from billing.intake.source_columns import NULL, SourceColumn, SourceColumns, literal
from billing.intake.tag_text import tags_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COST_CATEGORY = "costCategory/"
ALLOCATED = "allocatedTag/"
_NO_TAGS = "CAST(NULL AS MAP(VARCHAR, VARCHAR))"
_LEGACY_PREFIXES = (("resourceTags/", ""), ("resource_tags_", ""))
_CATEGORY_PREFIXES = (("costCategory/", COST_CATEGORY), ("cost_category_", COST_CATEGORY))

_UNDERSTOOD = "understood_tags"
"""The table of texts that are no JSON object, with the tags they state."""
MOST_TEXTS = 500_000
"""Distinct texts of one column that are understood one by one; rows with further ones count as unread."""
_BATCH = 10_000

Tags = tuple[str, str]
"""SQL: the MAP of a row's tags, and whether the row has a text that could not be read as tags."""


def focus_tags(columns: SourceColumns) -> Tags:
    """FOCUS's Tags, the tags of what a split charge is allocated to (1.3), and AWS's cost categories (1.0)."""
    return _joined(
        _column(columns, "Tags"),
        _column(columns, "AllocatedTags", ALLOCATED),
        _column(columns, "x_CostCategories", COST_CATEGORY),
    )


def cur_tags(columns: SourceColumns) -> Tags:
    """CUR 2.0's `tags`, which contains all others; else its `resource_tags` and `cost_category`; else columns."""
    named, unread = _column(columns, "tags")
    resource = _column(columns, "resource_tags")
    if resource[0] == _NO_TAGS:
        resource = _flat(columns, "resource_tags", _LEGACY_PREFIXES), "FALSE"
    category = _column(columns, "cost_category", COST_CATEGORY)
    if category[0] == _NO_TAGS:
        category = _flat(columns, "cost_category", _CATEGORY_PREFIXES), "FALSE"
    others, others_unread = _joined(resource, category)
    if named == _NO_TAGS:
        return others, others_unread
    if others == _NO_TAGS:
        return named, unread
    return f"CASE WHEN cardinality({named}) > 0 THEN {named} ELSE {others} END", f"({unread} OR {others_unread})"


def _joined(*parts: Tags) -> Tags:
    """Several columns' tags as one map; a key that two have keeps the first one's value."""
    maps = [tags for tags, _ in parts if tags != _NO_TAGS]
    unread = [text for _, text in parts if text != "FALSE"]
    # Of equal keys, the last map of `map_concat` counts.
    joined = maps[0] if len(maps) == 1 else f"map_concat({', '.join(reversed(maps))})" if maps else _NO_TAGS
    return joined, f"({' OR '.join(unread)})" if unread else "FALSE"


def _column(columns: SourceColumns, name: str, prefix: str = "") -> Tags:
    column = columns.find(name)
    if column is None:
        return _NO_TAGS, "FALSE"
    unread = "FALSE"
    fields = _record_fields(column)
    if column.is_map:
        tags = f"CAST({columns.raw(column)} AS MAP(VARCHAR, VARCHAR))"
    elif fields is not None:
        tags = _from_records(columns.raw(column), *fields)
    else:
        text = columns.cleaned(column)
        tags = _from_text(text, columns.understood(column))
        unread = f"({text} IS NOT NULL AND {tags} IS NULL)"
    return (_prefixed(tags, prefix) if prefix else tags), unread


def _prefixed(tags: str, prefix: str) -> str:
    keys = f"list_transform(map_keys({tags}), lambda k: concat({literal(prefix)}, k))"
    return f"CASE WHEN {tags} IS NULL THEN NULL ELSE map({keys}, map_values({tags})) END"


_FIELD = re.compile(r'"?(\w+)"? (?:VARCHAR|ENUM)', re.IGNORECASE)


def _record_fields(column: SourceColumn) -> tuple[str, str] | None:
    """The fields of key and value, where a column is a list of such records (Google's labels, the tagging APIs)."""
    kind = column.type
    if not (kind.upper().startswith("STRUCT(") and kind.endswith("[]")):
        return None
    names = {name.lower(): name for name in _FIELD.findall(kind)}
    key = next((names[name] for name in ("key", "name", "tag_key", "tagkey", "k") if name in names), None)
    value = next((names[name] for name in ("value", "tag_value", "tagvalue", "v") if name in names), None)
    return (key, value) if key and value else None


def _from_records(records: str, key: str, value: str) -> str:
    """A list of records as MAP; of a key that comes twice the first one counts."""
    entries = (
        f"list_transform(list_filter({records}, lambda r: trim(coalesce(r.{_field(key)}, '')) <> '' "
        f"AND r.{_field(value)} IS NOT NULL), "
        f"lambda r: {{'k': trim(r.{_field(key)}), 'v': CAST(r.{_field(value)} AS VARCHAR)}})"
    )
    firsts = f"lambda e, i: list_position(list_transform({entries}, lambda z: z.k), e.k) = i"
    return f"CASE WHEN {records} IS NULL THEN NULL ELSE map_from_entries(list_filter({entries}, {firsts})) END"


def _field(name: str) -> str:
    return f'"{name}"'


def _flat(columns: SourceColumns, map_name: str, prefixes: Sequence[tuple[str, str]]) -> str:
    """The tags of a report that has a column for each key. Each column counts, however alike their names are."""
    keys: dict[str, str] = {}
    for column in columns.all:
        rest, kept = next(
            ((column.name.removeprefix(p), kept) for p, kept in prefixes if column.name.startswith(p)), ("", "")
        )
        if not rest or column.name == map_name:
            continue
        plain = rest if kept else plain_key(rest)
        name = next(n for n in (plain, rest, *(f"{rest} ({i})" for i in range(2, 999))) if kept + n not in keys)
        keys[kept + name] = columns.cleaned(column)
    if not keys:
        return _NO_TAGS
    entries = ", ".join(f"{{'k': {literal(key)}, 'v': {text}}}" for key, text in keys.items())
    return f"map_from_entries(list_filter([{entries}], lambda e: e.v IS NOT NULL))"


Together = Callable[[Sequence[str]], bool]
"""Whether any row carries more than one of these keys."""


def renamed_keys(raw: Sequence[str], together: Together) -> dict[str, str]:
    """The keys to rename, so that `user:team`, `user_team` and `team` of different exports are one key.

    Keys that would become one although a row carries several of them stay as they are: no value may be lost.
    """
    groups: dict[str, list[str]] = {}
    for key in raw:
        groups.setdefault(plain_key(key), []).append(key)
    merged = {name: keys for name, keys in groups.items() if len(keys) == 1 or not together(keys)}
    return {key: name for name, keys in merged.items() for key in keys if key != name}


def plain_key(key: str) -> str:
    """A key without what an export puts before it; keys that AWS itself sets begin with `aws:`."""
    key = key.strip().removeprefix("resourceTags/") or key
    if key.startswith("aws_"):
        return "aws:" + key.removeprefix("aws_")
    return key.removeprefix("user:").removeprefix("user_") or key


def _from_text(text: str, understood: str) -> str:
    """A JSON object as MAP, or what other texts were understood as; keys are trimmed."""
    value = f"try_cast({text} AS JSON)"
    keys = f"json_keys({value})"
    trimmed = f"list_transform({keys}, lambda z: trim(z))"
    path = "concat('/', replace(replace(k, '~', '~0'), '/', '~1'))"
    distinct = f"list_filter({keys}, lambda k, i: list_position({trimmed}, trim(k)) = i AND trim(k) <> '')"
    entries = f"list_transform({distinct}, lambda k: {{'k': trim(k), 'v': json_extract_string({value}, {path})}})"
    direct = f"try_cast({value} AS MAP(VARCHAR, VARCHAR))"
    return (
        f"CASE WHEN {_is_object(text)} THEN coalesce({direct}, map_from_entries({entries})) "
        f"WHEN {text} IS NULL THEN {NULL} ELSE {understood} END"
    )


def _is_object(text: str) -> str:
    return f"coalesce(json_type(try_cast({text} AS JSON)), '') = 'OBJECT'"


def understand_texts(connection: "DuckDBPyConnection", columns: SourceColumns, source: str) -> str:
    """A file's rows with what `SourceColumns.understood` names: the tags in texts that are no JSON object."""
    empty: list[str] = []
    joins: list[str] = []
    for text, alias in columns.understood_texts:
        if _learn(connection, text, source):
            joins.append(f"LEFT JOIN {_UNDERSTOOD} {alias}t ON {alias}t.text = s.{text}")
            empty.append(f"{alias}t.tags AS {alias}")
        else:
            empty.append(f"{_NO_TAGS} AS {alias}")
    return f"(SELECT s.*, {', '.join(empty)} FROM {source} s {' '.join(joins)})" if empty else source


def _learn(connection: "DuckDBPyConnection", text: str, source: str) -> bool:
    """Puts the tags of a column's odd texts into the table; whether there are any."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS {_UNDERSTOOD} (text VARCHAR, tags MAP(VARCHAR, VARCHAR))")
    odd = f"SELECT DISTINCT {text} FROM {source} WHERE {text} IS NOT NULL AND NOT {_is_object(text)}"
    found = False
    with connection.cursor() as reader:
        reader.execute(f"{odd} AND {text} NOT IN (SELECT text FROM {_UNDERSTOOD}) LIMIT {MOST_TEXTS}")
        batches = iter(lambda: reader.fetchmany(_BATCH), [])
        for batch in batches:
            pairs = [(str(row[0]), tags_in(str(row[0]))) for row in batch]
            stated = [(given, json.dumps(tags)) for given, tags in pairs if tags is not None]
            found = True
            if stated:
                connection.execute(
                    f"INSERT INTO {_UNDERSTOOD} SELECT text, CAST(CAST(tags AS JSON) AS MAP(VARCHAR, VARCHAR)) "
                    "FROM (SELECT unnest(?) AS text, unnest(?) AS tags)",
                    [[given for given, _ in stated], [tags for _, tags in stated]],
                )
    return found or _known(connection)


def _known(connection: "DuckDBPyConnection") -> bool:
    """Whether texts of files read before were understood: this file may have the same."""
    return bool(connection.execute(f"SELECT 1 FROM {_UNDERSTOOD} LIMIT 1").fetchone())
