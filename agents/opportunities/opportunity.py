"""What a check is, and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from agents.opportunities.bill_view import BillView, Thing
from billing.resource_use import MeterUse


class SavingClass(StrEnum):
    """What kind of saving it is.

    WASTE pays for nothing; RIGHTSIZE is a cheaper form of the same service; MODERNISE needs another processor or
    engine; REVIEW is a cost of which a person decides how much is avoidable; COMMITMENT is about Savings Plans and
    reservations.
    """

    WASTE = "waste"
    RIGHTSIZE = "rightsize"
    MODERNISE = "modernise"
    REVIEW = "review"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure of the bill that shows something."""

    metric: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check found on one resource: the saving of a month of 730 hours at list prices.

    `sources` are who showed it; `not_counted` is why it saves nothing that can be counted.
    `uses` are the charges that it is about; empty, it is about the whole resource.
    """

    thing: Thing
    saving: Decimal
    shown: tuple[Shown, ...]
    sources: tuple[str, ...] = ("bill",)
    not_counted: str = ""
    uses: tuple[MeterUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A threshold of a rule, which `[advice.<check>]` in `finops.toml` may set."""

    name: str
    value: Decimal
    unit: str
    meaning: str


Limits = Mapping[str, Decimal]
"""The thresholds that hold, by name."""

Finder = Callable[[BillView, Limits], Iterable[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule over a bill: what it looks for, what the bill cannot show, and what to do.

    `rule` is the rule in a plain sentence; `source` who states it. `find` reads a view of the bill with the limits
    that hold, and yields what it found, one a resource. `restart` and `reversible` are what the remedy means.
    """

    id: str
    title: str
    saving_class: SavingClass
    rule: str
    unseen: str
    remedy: str
    source: str
    find: Finder
    limits: tuple[Limit, ...] = ()
    effort: str = "low"
    risk: str = "low"
    restart: bool = False
    reversible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A finding with the check that made it."""

    check: Check
    found: Found
