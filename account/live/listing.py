"""What a listing is: kinds of resources, the requests that find them, and how an answer becomes resources."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from account.live.asks import Ask
from account.live.calls import Calls
from account.resources import MOST_LISTED, MOST_TAGS, MOST_TEXT, Attribute, Resource
from finops_core.tools.readers import Grant

NOT_READ: Final = object()
"""Tags that a listing does not ask for, or was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Lists one kind. `once` lists it once an account and not in every region."""

    kind: str
    asks: tuple[Ask, ...]
    read: Callable[[Calls], Iterable[Resource]]
    once: bool = False

    @property
    def grant(self) -> Grant:
        return Grant(actions=tuple(sorted({ask.action for ask in self.asks})))


def resource(
    calls: Calls,
    kind: str,
    id: str,
    *,
    arn: str = "",
    name: str = "",
    region: str | None = None,
    created: object = None,
    tags: object = NOT_READ,
    **attributes: object,
) -> Resource:
    """A resource of an answer. What the answer does not say, and what is too long to be kept, is left out.

    Of one whose tags are NOT_READ the attribute `tags_unread` is kept: it may have some.
    """
    attributes |= {"tags_unread": True} if tags is NOT_READ else {}
    return Resource(
        kind=kind,
        id=id,
        arn=arn,
        name=name[:MOST_TEXT],
        account=calls.account,
        region=calls.region if region is None else region,
        created=moment(created),
        tags=tags_of(tags),
        attributes={key: found for key, value in attributes.items() if (found := _attribute(value)) is not None},
    )


def moment(value: object) -> datetime | None:
    """A time of an answer: boto3 gives datetimes, recordings give texts, some APIs give milliseconds."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        from datetime import UTC

        try:
            return datetime.fromtimestamp(value / 1000, UTC)
        except (OverflowError, ValueError, OSError):
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def tags_of(tags: object) -> dict[str, str]:
    """Tags in whatever shape a service gives them: a mapping, or a list of keys and values."""
    if isinstance(tags, Mapping):
        pairs = [(key, value) for key, value in cast(Mapping[object, object], tags).items()]
    else:
        listed = cast(list[Mapping[str, object]], tags if isinstance(tags, list) else [])
        pairs = [(each.get("Key", each.get("key", each.get("TagKey", ""))),
                  each.get("Value", each.get("value", each.get("TagValue", "")))) for each in listed]  # fmt: skip
    return {str(key)[:MOST_TEXT]: str(value or "")[:MOST_TEXT] for key, value in pairs[:MOST_TAGS] if key}


def _attribute(value: object) -> Attribute | None:
    match value:
        case bool() | int() | float():
            return value
        case str():
            return value[:MOST_TEXT]
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return tuple(str(each)[:MOST_TEXT] for each in cast(list[object], value)[:MOST_LISTED] if each is not None)
        case _:
            return None


def arn(calls: Calls, service: str, rest: str) -> str:
    """The ARN of a thing whose API does not give it."""
    return f"arn:{partition(calls.region)}:{service}:{calls.region}:{calls.account}:{rest}"


def partition(region: str) -> str:
    """AWS's partition of a region."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def listed(item: Mapping[str, Any] | None, key: str) -> list[dict[str, Any]]:
    """The things that an answer lists under a key; none where it has no such key."""
    found = item.get(key) if item is not None else None
    return cast(list[dict[str, Any]], found) if isinstance(found, list) else []


def part(item: Mapping[str, Any] | None, key: str) -> dict[str, Any]:
    """An object within an answer; an empty one where it is not there."""
    found = item.get(key) if item is not None else None
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def some(item: Mapping[str, Any], *path: str) -> Any:
    """What lies at a path of an answer; None where a part of it is not there."""
    found: Any = item
    for key in path:
        found = cast(Mapping[str, Any], found).get(key) if isinstance(found, Mapping) else None
    return found
