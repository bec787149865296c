"""Budgets as lines of `finops.toml`."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from billing.budgets.record import Budget

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_OF_AWS: Final = ("CalculatedSpend", "LastUpdatedTime", "HealthStatus")


def as_toml(budget: Budget) -> str:
    """One `[[budgets]]` with everything but what AWS works out itself."""
    given = {key: value for key, value in budget.as_aws().items() if key not in _OF_AWS}
    lines = ["[[budgets]]", *(f"{_key(key)} = {_value(value)}" for key, value in given.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        members = (f"{_key(key)} = {_value(one)}" for key, one in cast("Mapping[str, Any]", value).items())
        text = ", ".join(members)
        return f"{{ {text} }}" if text else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in cast('list[Any]', value))}]"
    # JSON's texts are TOML's, but for one character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
