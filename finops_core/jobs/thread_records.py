"""What a conversation's item must look like, and what is made of one that does not.

A conversation that is there has a title, when it began, its last question's moment and a count. A deleted one has the
moment up to which it is deleted. One that was begun anew after its deletion has all of them.
"""

from typing import Any

from finops_core.jobs import items
from finops_core.table.port import TTL_ATTRIBUTE, AbsentOrBelow, Condition, Equals, Item, Value

ERASING = "erasing"
"""The hash value of the due index under which deletions wait; jobs use others."""

DAMAGED_TITLE = "A conversation whose record was damaged"

_LATEST_MS = 253_402_300_800_000
"""The year 10000: no clock of this product says anything later."""
_GUARDED = ("updated_at", "deleted_at_ms", "jobs", "title")
"""What a mending must find as it was read, so that it undoes nobody's write of the same moment."""


def is_there(item: Item) -> bool:
    """Whether the conversation has a question that is not deleted."""
    return "title" in item


def is_deletion(item: Item) -> bool:
    """Whether the conversation was deleted at some time."""
    return "deleted_at_ms" in item


def waits(item: Item) -> bool:
    """Whether an item that the due index named among the deletions is one; of a torn row nothing is left but its key.

    The index may lag behind: a conversation that is there must not be deleted for what it says.
    """
    is_thread = str(item["pk"]).startswith("USER#") and str(item["sk"]).startswith(items.THREAD_PREFIX)
    return is_thread and (is_deletion(item) or item.get("due_shard") == ERASING or set(item) <= {"pk", "sk"})


def is_sound(item: Item) -> bool:
    """Whether everything in the item is of its type."""
    if not (is_there(item) or is_deletion(item)) or not _is_moment(item.get("updated_at")):
        return False
    if type(item.get(TTL_ATTRIBUTE)) is not int or (is_deletion(item) and not _is_moment(item["deleted_at_ms"])):
        return False
    return not is_there(item) or (
        isinstance(item["title"], str) and _is_moment(item.get("created_at_ms")) and _is_count(item.get("jobs"))
    )


def mended(item: Item, *, now_ms: int, expires_at_s: int, deleted: bool = False) -> dict[str, Value]:
    """A sound item of what can be read of this one.

    `deleted` says that it waits to be erased, which then holds for all that was asked up to now. Without its title and
    without a deletion it is taken for a conversation that is there: nothing of a user's is deleted for a damage.
    """
    ttl = item.get(TTL_ATTRIBUTE)
    found: dict[str, Value] = {
        "pk": item["pk"],
        "sk": item["sk"],
        "updated_at": _moment(item.get("updated_at"), now_ms),
        TTL_ATTRIBUTE: ttl if type(ttl) is int else expires_at_s,
    }
    deleted = deleted or is_deletion(item)
    if is_there(item) or not deleted:
        title, jobs = item.get("title"), item.get("jobs")
        found |= {
            "title": title if isinstance(title, str) else DAMAGED_TITLE,
            "created_at_ms": _moment(item.get("created_at_ms"), _moment(item.get("updated_at"), now_ms)),
            "jobs": jobs if _is_count(jobs) else 1,
        }
    if deleted:
        found |= _mended_deletion(item, now_ms)
    return found


def _mended_deletion(item: Item, now_ms: int) -> dict[str, Value]:
    """Up to when all is deleted, and when it is to be erased."""
    # Where the moment is lost: what was begun anew was begun after it, and else it covers the last question.
    began = item.get("created_at_ms")
    covered = began - 1 if is_there(item) and type(began) is int and _is_moment(began) else now_ms
    found: dict[str, Value] = {"deleted_at_ms": _moment(item.get("deleted_at_ms"), covered)}
    if "due_shard" in item or not _is_moment(item.get("deleted_at_ms")):
        due_at = item.get("due_at")
        found["due_shard"] = ERASING
        found["due_at"] = due_at if isinstance(due_at, str) and due_at else items.due_stamp(now_ms)
    return found


def unchanged(item: Item) -> tuple[Condition, ...]:
    """That nobody wrote what counts since the item was read, as far as values of odd types can be compared."""
    conditions: list[Condition] = []
    for name in _GUARDED:
        value = item.get(name)
        if name not in item:
            conditions.append(AbsentOrBelow(name, -(10**37)))
        elif isinstance(value, str | int):
            conditions.append(Equals(name, value))
    return tuple(conditions)


def _is_moment(value: Any) -> bool:
    return type(value) is int and 0 <= value < _LATEST_MS


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < _LATEST_MS


def _moment(value: Any, otherwise: int) -> int:
    return value if _is_moment(value) else otherwise
