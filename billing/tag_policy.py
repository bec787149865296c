"""What tags have to be: keys and their values, from `finops.toml` or from AWS tag policies.

A tag policy of AWS Organizations says how a key is spelled and which values it may have; with `report_required_tag_for`
it also says that the tag has to be there. Policies are inherited from the root to the account: `@@assign` replaces,
`@@append` adds and `@@remove` takes away. A value may hold one `*`, which stands for anything. Source: AWS
Organizations User Guide, "Tag policy syntax" and "Understanding management policy inheritance".
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

MOST_KEYS = 50
MOST_VALUES = 1_000
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """One key as it has to be spelled, its values (none: any), and whether it has to be there."""

    key: str
    values: tuple[str, ...] = ()
    required: bool = True

    def allows(self, value: str) -> bool:
        return not self.values or any(_pattern(each).fullmatch(value) for each in self.values)

    def spelled(self, value: str) -> str:
        """The allowed value that differs from this one by case or punctuation only; empty without one."""
        plain = _plain(value)
        return next((each for each in self.values if "*" not in each and _plain(each) == plain), "")


def parse_policies(texts: Sequence[str]) -> tuple[TagRule, ...]:
    """The rules of AWS tag policies, from the root's to the account's own. Raises ValueError for what is none."""
    merged: dict[str, dict[str, Any]] = {}
    for text in texts:
        for name, own in _tags(text).items():
            if not isinstance(own, dict):
                raise ValueError(f"the tag {name!r} of the tag policy is no object")
            known = merged.setdefault(name.casefold(), {"tag_key": name})
            for field, setting in cast(Mapping[str, Any], own).items():
                if field in ("tag_key", "tag_value", "report_required_tag_for"):
                    known[field] = _inherited(known.get(field), setting, field)
    if len(merged) > MOST_KEYS:
        raise ValueError(f"the tag policy has more than {MOST_KEYS} keys")
    return tuple(_rule(fields) for fields in merged.values())


def _tags(text: str) -> Mapping[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the tag policy has more than {MOST_CHARACTERS:,} characters")
    try:
        loaded: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("the tag policy is no JSON") from error
    tags: Any = cast(Mapping[str, Any], loaded).get("tags") if isinstance(loaded, dict) else None
    if not isinstance(tags, dict):
        raise ValueError('the tag policy has no "tags"')
    return cast(Mapping[str, Any], tags)


def _inherited(before: Any, setting: Any, field: str) -> Any:
    """A setting after a policy; one without operators is that of an effective policy, and replaces."""
    if not isinstance(setting, dict):
        return _checked(setting, field)
    operators = cast(Mapping[str, Any], setting)
    now: Any = _checked(operators["@@assign"], field) if "@@assign" in operators else before
    if field == "tag_key":
        return now if now is not None else before
    values = list(_texts(now))
    values += [each for each in _texts(_checked(operators.get("@@append", []), field)) if each not in values]
    gone = set(_texts(_checked(operators.get("@@remove", []), field)))
    return [each for each in values if each not in gone]


def _checked(setting: Any, field: str) -> Any:
    values = [setting] if isinstance(setting, str) else setting
    if not isinstance(values, list) or not all(isinstance(each, str) for each in cast(list[Any], values)):
        raise ValueError(f"{field} of the tag policy is neither a text nor a list of texts")
    found = cast(list[str], values)
    if len(found) > MOST_VALUES:
        raise ValueError(f"{field} of the tag policy has more than {MOST_VALUES:,} entries")
    if field == "tag_key":
        if len(found) != 1 or not found[0]:
            raise ValueError("tag_key of the tag policy is no single key")
        return found[0]
    return found


def _texts(values: Any) -> Iterator[str]:
    yield from cast(list[str], values or [])


def _rule(fields: Mapping[str, Any]) -> TagRule:
    return TagRule(
        key=str(fields["tag_key"]),
        values=tuple(_texts(fields.get("tag_value"))),
        required=bool(fields.get("report_required_tag_for")),
    )


def _pattern(value: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, value.split("*"))), re.DOTALL)


def _plain(value: str) -> str:
    return "".join(each for each in value.casefold() if each.isalnum())
