"""The budgets that AWS itself has, as a port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from billing.budgets.record import Budget
from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.readers import Grant, ReaderSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBudgets:
    """The budgets that could be read, with their notifications, what could not, and how many requests it took."""

    budgets: tuple[Budget, ...]
    gaps: tuple[Gap, ...] = ()
    requests: int = 0


class BudgetReader(Protocol):
    """Reads the budgets of an account. Safe to call from several threads."""

    def read(self, told: Callable[[int], None]) -> ReadBudgets:
        """All of them. `told` hears after each request how many there are; what it raises ends it."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "BudgetReader":
        """The reader as if there were only budgets of these accounts."""
        ...


def _reader(account: AnalysedAccount) -> BudgetReader:
    from agents.budgets.in_aws import AccountBudgets  # loads nothing before it is needed

    return AccountBudgets(account)


AWS_BUDGETS: Final = ReaderSpec(
    port=BudgetReader,
    title="an AWS account whose budgets may be read",
    remedy="Set a profile that may view budgets, or take them over with “finops budgets import”.",
    grants=(Grant(actions=("budgets:ViewBudget",)),),
    open=_reader,
)
