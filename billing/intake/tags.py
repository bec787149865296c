"""Tags of a row as one MAP, from the three ways exports carry them: JSON text, a MAP, or a column a key."""

from billing.intake.source_columns import NULL, SourceColumns, literal

_NO_TAGS = "CAST(NULL AS MAP(VARCHAR, VARCHAR))"
_LEGACY_PREFIXES = (("resourceTags/", "slash"), ("resource_tags_", "snake"))


def tags_from(columns: SourceColumns, *names: str) -> str:
    """The tags in the first of these map columns that the file has."""
    for name in names:
        column = columns.find(name)
        if column is not None:
            raw = columns.raw(column)
            return f"CAST({raw} AS MAP(VARCHAR, VARCHAR))" if column.is_map else _from_json(columns.cleaned(column))
    return _NO_TAGS


def tags_unread(columns: SourceColumns, *names: str) -> str:
    """Whether a row has a tag text that is no JSON object: such a row counts as untagged."""
    for name in names:
        column = columns.find(name)
        if column is not None and not column.is_map:
            text = columns.cleaned(column)
            return f"({text} IS NOT NULL AND coalesce(json_type(try_cast({text} AS JSON)), '') <> 'OBJECT')"
    return "FALSE"


def legacy_tags(columns: SourceColumns) -> str:
    """The tags of a legacy CUR, which has a column for each activated key."""
    entries: list[str] = []
    for column in columns.all:
        key = legacy_tag_key(column.name)
        if key:
            entries.append(f"{{'k': {literal(key)}, 'v': {columns.text(column.name)}}}")
    if not entries:
        return _NO_TAGS
    return f"map_from_entries(list_filter([{', '.join(entries)}], lambda e: e.v IS NOT NULL))"


def legacy_tag_key(column_name: str) -> str:
    """`resourceTags/user:Name` and `resource_tags_user_name` as keys; tags that AWS sets keep `aws:`."""
    for prefix, style in _LEGACY_PREFIXES:
        if not column_name.startswith(prefix) or column_name == "resource_tags":
            continue
        rest = column_name.removeprefix(prefix)
        if style == "slash":
            return rest.removeprefix("user:")
        if rest.startswith("user_"):
            return rest.removeprefix("user_")
        return "aws:" + rest.removeprefix("aws_") if rest.startswith("aws_") else rest
    return ""


def renamed_keys(raw: list[str]) -> dict[str, str]:
    """The keys to rename, so that `user:team`, `user_team` and `team` of different exports are one key.

    A key whose new name another key would share stays as it is: two values of one row must not collide.
    """
    wanted = {key: _plain(key) for key in raw}
    targets = list(wanted.values())
    return {key: name for key, name in wanted.items() if name != key and targets.count(name) == 1}


def _plain(key: str) -> str:
    if key.startswith("aws_"):
        return "aws:" + key.removeprefix("aws_")
    return key.strip().removeprefix("user:").removeprefix("user_") or key


def _from_json(text: str) -> str:
    """A JSON object as MAP; keys are trimmed, and of a key that comes twice the first one counts."""
    value = f"try_cast({text} AS JSON)"
    keys = f"json_keys({value})"
    trimmed = f"list_transform({keys}, lambda z: trim(z))"
    path = "concat('$.\"', k, '\"')"
    distinct = f"list_filter({keys}, lambda k, i: list_position({trimmed}, trim(k)) = i AND NOT contains(k, '\"'))"
    entries = f"list_transform({distinct}, lambda k: {{'k': trim(k), 'v': json_extract_string({value}, {path})}})"
    is_object = f"json_type({value}) = 'OBJECT'"
    direct = f"try_cast({value} AS MAP(VARCHAR, VARCHAR))"
    return f"CASE WHEN {is_object} THEN coalesce({direct}, map_from_entries({entries})) ELSE {NULL} END"
