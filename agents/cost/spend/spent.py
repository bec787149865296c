"""What a `spend` question asked, and what the bill answered: all that the answer's sentences are about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agents.bill.resource_names import ResourceNames
from agents.bill.scope import Scope
from agents.bill.wording import Grouping, listed
from agents.cost.spend.covered_usage import CoveredUsage
from agents.cost.spend.given_back import GivenBack
from agents.cost.spend.params import SpendParams
from billing.query import BillResult
from finops_core.answers import Basis, Fact
from finops_core.tools.context import ToolContext
from finops_core.values import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The rows and sums of a `spend` question, as other tools may use them, and what its words need.

    `result` has the amount of each group (keys in the order of `groups`) and the totals by currency; `returned` and
    `covered` are what was given back of it and what commitments covered. `totals` are the same totals as facts.
    `by_day` where hours were asked for in vain. `preface` says that what was asked for first had no charges.
    """

    params: SpendParams
    scope: Scope
    groups: Grouping
    result: BillResult
    context: ToolContext
    totals: Sequence[Fact] = ()
    by_day: bool = False
    names: ResourceNames = field(default_factory=ResourceNames)
    returned: GivenBack
    covered: CoveredUsage
    basis: Basis
    preface: str = ""

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
