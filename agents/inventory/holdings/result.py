"""Everything in the accounts, as data: each thing with its identity, its tags, its age and its cost."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

from account.reader import AccountReader
from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.inventory.conditions import NARROWINGS
from agents.inventory.holdings.costs import Amounts, Costs, Named, read_costs
from agents.inventory.kinds import words_of_kind
from agents.inventory.resources import cell_of
from finops_core.answers import Cell
from finops_core.tools.artifacts import Kept
from finops_core.tools.context import ToolContext

NEW: Final = timedelta(days=7)
"""What was made within this time before the snapshot is new."""
_TYPES: Final = ("type", "runtime", "engine", "mode", "launch")
"""What tells things of one kind apart, the first that is known."""
_CELL_CHARS: Final = 4000


class HoldingsParams(BaseModel):
    """Everything there is: a page narrows and sorts the list itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(slots=True, kw_only=True)
class OfKind:
    """How many of one kind there are. `untagged` and `unencrypted` are those of which it is known, `new` those made
    in the week before the snapshot, `priced` those that the bill names, with their `costs` by currency."""

    kind: str
    count: int = 0
    new: int = 0
    untagged: int = 0
    unencrypted: int = 0
    priced: int = 0
    costs: dict[str, Decimal] = field(default_factory=dict[str, Decimal])


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """All that was found. `shared` counts names on the bill that several things have: their cost is no one's."""

    snapshot: AccountSnapshot
    age_days: int
    kinds: Sequence[OfKind]
    rows: Kept[tuple[Cell, ...]]
    costs: Costs
    shared: int
    undated: int
    untagged_unknown: int

    def total(self, what: str) -> int:
        return sum(int(getattr(each, what)) for each in self.kinds)


def read_holdings(params: HoldingsParams, context: ToolContext) -> Holdings:
    """Lists what the newest snapshot has, with the cost of the last complete month. Raises SettingsError when the
    snapshot cannot be read, ToolError for more than can be kept."""
    snapshot = context.service(AccountReader).snapshot()
    context.check()
    costs = read_costs(context)
    context.check()
    shared = _shared(snapshot, costs)
    ranked = sorted(
        snapshot.resources, key=lambda each: (each.kind, each.account, each.region, each.shown_name, each.id)
    )
    amounts = [costs.of(each.account, _own_names(each, shared)) for each in ranked]
    billed_as = [costs.name_of(each.account, _own_names(each, shared)) for each in ranked]
    return Holdings(
        snapshot=snapshot,
        age_days=snapshot.age(context.clock.now()).days,
        kinds=_of_kinds(zip(ranked, amounts, strict=True), snapshot.taken_at),
        rows=context.artifacts.keep(_rows(zip(ranked, amounts, billed_as, strict=True), snapshot, costs.currencies)),
        costs=costs,
        shared=len(shared),
        undated=sum(each.created is None for each in ranked),
        untagged_unknown=sum(not NARROWINGS["untagged"].known(each) for each in ranked),
    )


def _shared(snapshot: AccountSnapshot, costs: Costs) -> frozenset[Named]:
    """Names on the bill that several things of one account have: nobody can tell whose the cost is."""
    if not costs.by_name:
        return frozenset()
    claims = Counter((each.account, name) for each in snapshot.resources for name in each.names_on_a_bill)
    return frozenset(name for name, count in claims.items() if count > 1 and name in costs.by_name)


def _own_names(resource: Resource, shared: frozenset[Named]) -> Iterator[str]:
    return (name for name in resource.names_on_a_bill if (resource.account, name) not in shared)


def is_new(resource: Resource, taken_at: datetime) -> bool | None:
    """Whether it was made in the week before the snapshot; None where AWS does not say when."""
    return None if resource.created is None else resource.created > taken_at - NEW


def _of_kinds(priced: Iterable[tuple[Resource, Amounts]], taken_at: datetime) -> Sequence[OfKind]:
    """By kind, those with most things first."""
    found: dict[str, OfKind] = {}
    for resource, amounts in priced:
        of = found.setdefault(resource.kind, OfKind(kind=resource.kind))
        of.count += 1
        of.new += is_new(resource, taken_at) is True
        of.untagged += NARROWINGS["untagged"].holds(resource)
        of.unencrypted += NARROWINGS["unencrypted"].holds(resource)
        of.priced += bool(amounts)
        for currency, amount in amounts.items():
            of.costs[currency] = of.costs.get(currency, Decimal(0)) + amount
    return sorted(found.values(), key=lambda each: (-each.count, each.kind))


def _rows(
    priced: Iterable[tuple[Resource, Amounts, str]], snapshot: AccountSnapshot, currencies: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    for resource, amounts, billed_as in priced:
        new = is_new(resource, snapshot.taken_at)
        yield (
            resource.kind,
            words_of_kind(resource.kind),
            resource.shown_name,
            resource.id,
            resource.arn or None,
            resource.account,
            snapshot.accounts.get(resource.account) or None,
            resource.region or None,
            _state(resource),
            next((cell for each in _TYPES if (cell := cell_of(resource, each))), None),
            _tags(resource.tags) if NARROWINGS["untagged"].known(resource) else None,
            resource.created.isoformat() if resource.created else None,
            None if new is None else "yes" if new else "no",
            cell_of(resource, "encrypted"),
            billed_as or None,
            *(amount_cell(amounts.get(currency)) for currency in currencies),
        )


def amount_cell(amount: Decimal | None) -> Cell:
    """An exact amount as it is written; nothing where there is none."""
    return None if amount is None else f"{amount.normalize():f}"


def _state(resource: Resource) -> Cell:
    state = cell_of(resource, "state")
    associated = resource.attributes.get("associated")
    if state is None and isinstance(associated, bool):
        return "associated" if associated else "not associated"
    return state


def _tags(tags: Mapping[str, str]) -> str:
    """Tags as one JSON object; of very long ones as many as a cell holds."""
    kept: dict[str, str] = {}
    chars = 0
    for key, value in sorted(tags.items()):
        chars += len(key) + len(value) + 8
        if chars > _CELL_CHARS:
            break
        kept[key] = value
    return json.dumps(kept, ensure_ascii=False)
