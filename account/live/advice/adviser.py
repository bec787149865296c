"""What an adviser is: requests, and how an answer becomes advice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

from account.aws_advice import MOST_DETAILS, AwsAdvice
from account.live.asks import Ask
from account.live.calls import Calls
from account.resources import MOST_TEXT
from finops_core.tools.readers import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviser:
    """One of AWS's advisers. `regional` ones are asked in every region."""

    asks: tuple[Ask, ...]
    read: Callable[[Calls], Iterable[AwsAdvice]]
    regional: bool = False

    @property
    def grant(self) -> Grant:
        return Grant(actions=tuple(sorted({ask.action for ask in self.asks})))


MOST_SAVING: Final = Decimal(10) ** 12


def amount(value: object) -> Decimal:
    """An amount of an answer, exactly as it is written: `43.07`, `"$1,234.50"`; nothing for what is no amount."""
    try:
        found = Decimal(str(value).replace("$", "").replace(",", "").strip())
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < MOST_SAVING else Decimal(0)


def details(item: Mapping[str, Any], but: Iterable[str] = ()) -> dict[str, str]:
    """Everything an answer says that has no place of its own, by dotted names."""
    found: dict[str, str] = {}
    _flatten(item, "", found, frozenset(but))
    return dict(list(found.items())[:MOST_DETAILS])


def _flatten(value: object, path: str, found: dict[str, str], but: frozenset[str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in cast(Mapping[str, object], value).items():
            name = f"{path}.{key}" if path else str(key)
            if name not in but:
                _flatten(inner, name, found, but)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(cast("list[object]", value)):
            _flatten(inner, f"{path}.{number}", found, but)
    elif value is not None and path:
        found[path[:MOST_TEXT]] = str(value)[:MOST_TEXT]


def account_of(arn: str) -> str:
    """The account of an ARN; empty where it has none."""
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 and parts[0] == "arn" else ""


def region_of(arn: str) -> str:
    parts = arn.split(":")
    return parts[3] if len(parts) > 5 and parts[0] == "arn" else ""
