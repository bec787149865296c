"""Spend by the teams of an organisation's own terms: what they own, their part of shared costs, and what is left."""

from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.blocks import share
from agents.bill.scope import Scope, basis_of, kinds_read, with_kinds
from agents.bill.wording import Grouping, sentence
from agents.cost.spend.given_back import GivenBack, given_back
from agents.cost.spend.params import SpendParams
from billing.allocation import Allocation, TeamCost, allocate
from billing.export import ExportBill
from billing.query import Dimension
from billing.source import BillSource
from finops_core.answers import Basis, Block, BreakdownBlock, BreakdownItem, Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money

UNALLOCATED = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSpent:
    """What teams bear of a scope's rows, one allocation a currency, and what was given back of it."""

    params: SpendParams
    scope: Scope
    allocations: tuple[Allocation, ...]
    returned: GivenBack
    context: ToolContext
    basis: Basis
    preface: str = ""


def read_by_team(params: SpendParams, scope: Scope, context: ToolContext) -> TeamsSpent | None:
    """The allocation of the scope's rows; None where the bill is no export, or has nothing of it or no team in sight.

    Raises BillError from the bill.
    """
    bill = context.service(BillSource)
    if not isinstance(bill, ExportBill) or params.threshold is not None or params.below is not None:
        return None
    found = [one for one in allocate(bill, query=scope.rows) if one.total]
    if not found or not all(one.teams for one in found):
        return None
    query = replace(scope.rows, group_by=(Dimension.TEAM,))
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), bill.query(scope.rows))
    return TeamsSpent(
        params=params,
        scope=scope,
        allocations=tuple(found),
        returned=given_back(params, scope, query, context),
        context=context,
        basis=basis.model_copy(update={"currency": found[0].currency if len(found) == 1 else None}),
    )


def present_by_team(found: TeamsSpent) -> Finding:
    """The allocation in words."""
    params, scope, context = found.params, found.scope, found.context
    facts: list[Fact] = []
    texts: list[str] = []
    for allocation in found.allocations:
        text, more = _told(allocation, params, scope, context)
        texts.append(text)
        facts += more
    text, more = found.returned.told(Grouping((Dimension.TEAM,), scope.info), scope, context)
    texts.append(text)
    facts += more
    return Finding(
        headline=texts[0],
        prose=" ".join(texts[1:]).strip(),
        facts=tuple(facts),
        blocks=tuple(block for one in found.allocations for block in _blocks(one, params, scope)),
        basis=found.basis,
        suggestions=("And by service?", "And monthly?", "What did I spend in total?"),
    )


def _ranked(allocation: Allocation, params: SpendParams) -> list[TeamCost]:
    ranked = sorted(allocation.teams, key=lambda team: team.total, reverse=params.order == "highest")
    return ranked[: params.top_n] if params.top_n else ranked


def _told(allocation: Allocation, params: SpendParams, scope: Scope, context: ToolContext) -> tuple[str, list[Fact]]:
    """The share that teams bear comes first: without it, amounts by team would look like everything."""
    days = scope.period.period
    total = context.facts.money(Money(allocation.total, allocation.currency), f"spend {scope.subject}".strip(), days)
    facts = [total]
    text = ""
    part = share(allocation.total - allocation.unallocated, allocation.total)
    if part is not None:
        borne = context.facts.percent(part, "share with a team", days, of=(total.id,))
        facts.append(borne)
        text = f"[[{borne.id}]] of the spend has a team, shared costs included."
    first = _ranked(allocation, params)[0]
    name = context.facts.text(first.team, "team")
    amount = context.facts.money(Money(first.total, allocation.currency), f"spend of {first.team}", days)
    rank = "most" if params.order == "highest" else "least"
    sums = f"[[{amount.id}]] of [[{total.id}]]"
    more = sentence(f"[[{name.id}]] spent {rank}", f"{scope.subject}:", sums, f"{scope.period.phrase}.")
    return f"{text} {more}".strip(), [*facts, name, amount]


def _blocks(allocation: Allocation, params: SpendParams, scope: Scope) -> list[Block]:
    title = sentence("spend", scope.subject, "by team", scope.period.phrase)
    unit = allocation.currency
    ranked = _ranked(allocation, params)
    rows = [(team.team, team.direct, team.total - team.direct, team.total) for team in ranked]
    if not params.top_n:
        rows.append((UNALLOCATED, allocation.unallocated, Decimal(0), allocation.unallocated))
    table = TableBlock(
        title=title,
        columns=(
            Column(key="key0", label="Team"),
            Column(key="direct", label="Own", kind="money", unit=unit),
            Column(key="shared", label="Shared costs", kind="money", unit=unit),
            Column(key="amount", label="Amount", kind="money", unit=unit),
            Column(key="share", label="Share", kind="percent"),
        ),
        rows=tuple(
            (name, str(own), str(part), str(whole), _text(whole, allocation)) for name, own, part, whole in rows
        ),
        total_rows=len(allocation.teams) + 1,
    )
    if allocation.total <= 0 or any(whole < 0 for *_, whole in rows) or params.top_n:
        return [table]
    items = tuple(
        BreakdownItem(label=name, value=str(whole), share=_text(whole, allocation)) for name, _, _, whole in rows[-12:]
    )
    return [BreakdownBlock(title=title, unit=unit, items=items, total=str(allocation.total)), table]


def _text(amount: Decimal, allocation: Allocation) -> str | None:
    part = share(amount, allocation.total)
    return None if part is None else str(part)
