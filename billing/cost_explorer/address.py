"""Where a bill in Cost Explorer is: `cost-explorer:PROFILE?months=6&grain=day&keys=service,usage-type`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal
from urllib.parse import parse_qsl

from finops_core.errors import BillError

CAP_USD: Final = Decimal(5)
"""What requests may cost in a calendar month, where no setting says otherwise."""
SCHEME: Final = "cost-explorer:"
MOST_MONTHS: Final = 13
"""Full months that Cost Explorer keeps, besides the one that goes on."""
DIMENSIONS: Final = {
    "account": "LINKED_ACCOUNT",
    "service": "SERVICE",
    "usage-type": "USAGE_TYPE",
    "region": "REGION",
    "operation": "OPERATION",
    "zone": "AZ",
    "instance-type": "INSTANCE_TYPE",
}
TAG: Final = "tag:"
CATEGORY: Final = "category:"
_SHAPE: Final = (
    "It looks like cost-explorer:PROFILE?months=6&grain=day&keys=service,usage-type, where all after the colon may be "
    f"left away; keys are two of {', '.join(DIMENSIONS)}, tag:KEY and category:NAME"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostExplorerAddress:
    """`profile` empty is the one of the settings. `keys` are the two that charges are told apart by, besides days,
    kinds of charge and, with more requests, accounts."""

    profile: str = ""
    months: int = 6
    grain: Literal["day", "month"] = "day"
    keys: tuple[str, str] = ("service", "usage-type")

    @property
    def granularity(self) -> str:
        return "DAILY" if self.grain == "day" else "MONTHLY"


def is_cost_explorer(bill: str) -> bool:
    return bill.startswith(SCHEME)


def parsed(text: str) -> CostExplorerAddress:
    """The address of a text that begins with the scheme. Raises BillError, saying what such an address looks like."""
    profile, _, query = text.removeprefix(SCHEME).partition("?")
    given = parse_qsl(query, keep_blank_values=True, max_num_fields=8)
    names = [name for name, _ in given]
    if len(set(names)) < len(names) or set(names) - {"months", "grain", "keys"}:
        raise _wrong(text)
    found = dict(given)
    months, grain = found.get("months", "6"), found.get("grain", "day")
    keys = tuple(found.get("keys", "service,usage-type").split(","))
    if re.fullmatch(r"\d{1,2}", months, re.ASCII) is None or not 0 <= int(months) <= MOST_MONTHS:
        raise BillError(f"{text}: months is from 0, which is the month that goes on, to {MOST_MONTHS}.")
    if grain not in ("day", "month") or len(keys) != 2 or keys[0] == keys[1] or not all(map(_is_key, keys)):
        raise _wrong(text)
    if not re.fullmatch(r"[^\x00-\x1f\x7f]{0,128}", profile):
        raise _wrong(text)
    return CostExplorerAddress(
        profile=profile,
        months=int(months),
        grain=grain,
        keys=keys,
    )


def group_of(key: str) -> dict[str, str]:
    """A key as GroupBy takes it."""
    if key.startswith(TAG):
        return {"Type": "TAG", "Key": key.removeprefix(TAG)}
    if key.startswith(CATEGORY):
        return {"Type": "COST_CATEGORY", "Key": key.removeprefix(CATEGORY)}
    return {"Type": "DIMENSION", "Key": DIMENSIONS[key]}


def _is_key(key: str) -> bool:
    named = key.partition(":")[2] if key.startswith((TAG, CATEGORY)) else ""
    return key in DIMENSIONS or 0 < len(named) <= 1024


def _wrong(text: str) -> BillError:
    return BillError(f"{text[:200]}: not an address of Cost Explorer. {_SHAPE}.")
