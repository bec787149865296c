"""What a `spend` question asked, and what the bill answered: all that the answer's sentences are about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agents.bill.resource_names import ResourceNames
from agents.bill.scope import Scope
from agents.bill.wording import Grouping, listed
from agents.cost.spend.params import SpendParams
from billing.query import BillResult
from finops_core.answers import Fact
from finops_core.tools.context import ToolContext
from finops_core.values import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """`totals` are facts, one a currency, in the order of the result's. `by_day` where hours were asked for in vain."""

    params: SpendParams
    scope: Scope
    groups: Grouping
    result: BillResult
    totals: Sequence[Fact]
    context: ToolContext
    by_day: bool = False
    names: ResourceNames = field(default_factory=ResourceNames)

    @property
    def whole(self) -> str:
        """The totals as prose carries them."""
        return listed([f"[[{fact.id}]]" for fact in self.totals])

    @property
    def rank(self) -> str:
        """Which end of a ranking was asked for."""
        return "most" if self.params.order == "highest" else "least"

    def money(self, amount: Decimal, currency: str, subject: str) -> Fact:
        """An amount of the period asked about, as a fact."""
        return self.context.facts.money(Money(amount, currency), subject, self.scope.period.period)

    def share(self, part: Decimal, subject: str, of: tuple[str, ...]) -> Fact:
        """A fraction of the period's spend, as a fact; `of` names what it was calculated from."""
        return self.context.facts.percent(part, subject, self.scope.period.period, of=of)
