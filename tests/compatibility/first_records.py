"""How the first release reads what is stored, frozen: types of attributes, job records, segments and whole logs.

It knows no packed text and no log that begins in its record. Never brought up to date: it stands for code that is
deployed no more, to which an update may be taken back.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

JOB_FIELDS: Mapping[str, type] = {
    **dict.fromkeys(("job_id", "user_id", "thread_id", "run_id", "input_hash", "question", "props", "status"), str),
    **dict.fromkeys(("next_seq", "percent", "attempt", "updated_at"), int),
    "created_at": str,
    "cancel_requested": bool,
}
SEGMENT_FIELDS: Mapping[str, type] = {
    **dict.fromkeys(("job_id", "owner_id", "thread_id", "run_id", "events"), str),
    **dict.fromkeys(("attempt", "first_seq", "percent", "written_at"), int),
}


class Unreadable(Exception):
    """The first release cannot read it."""


def value_of(attribute: Mapping[str, Any]) -> Any:
    kind, value = next(iter(attribute.items()))
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value)
        case "NULL":
            return None
        case "L":
            return [value_of(part) for part in value]
        case "M":
            return item_of(value)
        case _:
            raise Unreadable(f"a value of DynamoDB type {kind}")


def item_of(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value_of(attribute) for name, attribute in attributes.items()}


def log_of(items: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The record of a job and all events of its log, of the raw items of its partition."""
    read = sorted((item_of(item) for item in items), key=lambda item: item["sk"])
    [record] = [item for item in read if item["sk"] == "JOB"]
    _check(record, JOB_FIELDS)
    events: list[dict[str, Any]] = []
    for item in read:
        if item["sk"].startswith("SEG#"):
            _check(item, SEGMENT_FIELDS)
            if item["first_seq"] != len(events) + 1:
                raise Unreadable(f"the log goes on at {item['first_seq']} after {len(events)} events")
            events += json.loads(item["events"])
    if len(events) != record["next_seq"] - 1:
        raise Unreadable(f"the log has {len(events)} events, its record says {record['next_seq'] - 1}")
    return record, events


def _check(item: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    if item.get("version", 1) != 1:
        raise Unreadable(f"version {item['version']}")
    for name, kind in fields.items():
        if type(item.get(name)) is not kind:
            raise Unreadable(f"{name} is no {kind.__name__}")
