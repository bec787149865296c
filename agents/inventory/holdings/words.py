"""Everything in the accounts, in words and two tables: the kinds, and the things."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.bill.wording import listed
from agents.inventory.holdings.costs import Costs
from agents.inventory.holdings.result import NEW, Holdings, amount_cell
from agents.inventory.kinds import words_of_kind
from agents.inventory.words import SUGGESTIONS, as_it_was, how_old
from finops_core.answers import Basis, Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

_IDENTITY: Final = (
    Column(key="kind", label="Kind, as the account calls it"),
    Column(key="what", label="Kind"),
    Column(key="name", label="Name"),
    Column(key="id", label="Id"),
    Column(key="arn", label="ARN"),
    Column(key="account", label="Account"),
    Column(key="account_name", label="Account's name"),
    Column(key="region", label="Region"),
    Column(key="state", label="State"),
    Column(key="type", label="Type"),
    Column(key="tags", label="Tags"),
    Column(key="created", label="Created", kind="date"),
    Column(key="new", label="New"),
    Column(key="encrypted", label="Encrypted"),
    Column(key="billed_as", label="On the bill as"),
)
_COUNTS: Final = {
    "count": "Count", "new": "New", "untagged": "Without tags", "unencrypted": "Not encrypted",
    "priced": "Named on the bill",
}  # fmt: skip
_NOTED: Final = {
    "new": "created in the week before the snapshot", "untagged": "without tags", "unencrypted": "not encrypted",
}  # fmt: skip
MOST_KINDS: Final = 500


def present_holdings(found: Holdings, facts: FactBook) -> Finding:
    """How many things there are and what they cost; what is new, untagged and not encrypted; and how old that is."""
    minted: list[Fact] = []
    return Finding(
        headline=_headline(found, facts, minted),
        prose=" ".join((*_noted(found, facts, minted), *how_old(found.age_days, facts, minted))),
        facts=tuple(minted),
        blocks=(_kinds(found), _things(found)) if found.rows.total else (),
        basis=_basis(found),
        suggestions=SUGGESTIONS,
    )


def _headline(found: Holdings, facts: FactBook, minted: list[Fact]) -> str:
    if not found.rows.total:
        return "The snapshot has no resources."
    count = facts.number(found.rows.total, "resources" if found.rows.total > 1 else "resource", "in the accounts")
    minted.append(count)
    totals = {
        currency: sum((each.costs.get(currency, Decimal(0)) for each in found.kinds), Decimal(0))
        for currency in found.costs.currencies
    }
    amounts = [
        facts.money(Money(amount, currency), "cost of what the bill names")
        for currency, amount in totals.items()
        if amount
    ]
    minted += amounts
    verb = "is" if found.rows.total == 1 else "are"
    if not amounts:
        return f"There {verb} [[{count.id}]]."
    cost = listed([f"[[{fact.id}]]" for fact in amounts])
    return f"There {verb} [[{count.id}]]; those that the bill names cost {cost} in {found.costs.phrase}."


def _noted(found: Holdings, facts: FactBook, minted: list[Fact]) -> Iterator[str]:
    parts: list[str] = []
    for name, words in _NOTED.items():
        if number := found.total(name):
            fact = facts.number(number, words, words)
            minted.append(fact)
            parts.append(f"[[{fact.id}]]")
    if parts:
        yield f"Of these: {listed(parts)}."


def _kinds(found: Holdings) -> TableBlock:
    shown = found.kinds[:MOST_KINDS]
    rows = tuple(
        (
            each.kind,
            words_of_kind(each.kind),
            *(str(getattr(each, name)) for name in _COUNTS),
            *(amount_cell(each.costs.get(currency)) for currency in found.costs.currencies),
        )
        for each in shown
    )
    counts = (Column(key=name, label=label, kind="number") for name, label in _COUNTS.items())
    return TableBlock(
        title="Kinds",
        columns=(*_IDENTITY[:2], *counts, *_costs(found.costs)),
        rows=rows,
        total_rows=len(rows),
    )


def _things(found: Holdings) -> TableBlock:
    return TableBlock(
        title="Resources",
        columns=(*_IDENTITY, *_costs(found.costs)),
        rows=found.rows.first,
        total_rows=found.rows.total,
        artifact_id=found.rows.artifact_id,
    )


def _costs(costs: Costs) -> Iterator[Column]:
    return (Column(key=f"cost_{unit}", label="Cost", kind="money", unit=unit) for unit in costs.currencies)


def _basis(found: Holdings) -> Basis:
    """That of the cost, with whence and of when the list is."""
    snapshot, costs = found.snapshot, found.costs
    notes = [as_it_was(snapshot.taken_at)]
    if costs.by_name:
        priced = found.total("priced")
        notes.append(f"The bill names {priced} of {found.rows.total} resources; the others have no cost here.")
    if found.shared:
        notes.append(f"Names on the bill that several resources share, so their cost is given to none: {found.shared}.")
    if found.undated:
        notes.append(
            f"AWS does not say when {found.undated} of the resources were created, so they are not counted as new."
        )
    if found.untagged_unknown:
        notes.append(f"The tags of {found.untagged_unknown} of the resources were not read.")
    notes.append(f"New means created in the {NEW.days} days before the snapshot.")
    return costs.basis.model_copy(
        update={
            "source": "snapshot of the account, and the bill" if costs.by_name else "snapshot of the account",
            "data_as_of": snapshot.taken_at,
            "accounts": tuple(sorted(snapshot.accounts)),
            "notes": (*notes, *costs.basis.notes),
            "gaps": (*snapshot.gaps, *costs.gaps),
            "sample": snapshot.sample,
        }
    )
