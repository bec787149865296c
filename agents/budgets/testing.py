"""Budgets of AWS in memory, and those the agent's tools are tried on."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from agents.budgets.aws import BudgetReader, ReadBudgets
from agents.budgets.in_aws import AccountBudgets
from billing.budgets.aws_format import as_request
from billing.budgets.record import Budget, Notification, Spend, Subscriber
from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.testing import Trial


class MemoryBudgets:
    """A BudgetReader over a list. `gaps` are what could not be read."""

    def __init__(self, budgets: Sequence[Budget], gaps: Sequence[Gap] = ()) -> None:
        self._budgets = tuple(budgets)
        self._gaps = tuple(gaps)

    def read(self, told: Callable[[int], None]) -> ReadBudgets:
        told(len(self._budgets))
        return ReadBudgets(budgets=self._budgets, gaps=self._gaps, requests=1)

    def scoped(self, accounts: frozenset[str]) -> "MemoryBudgets":
        return MemoryBudgets([one for one in self._budgets if one.is_within(accounts)], self._gaps)


def account_budget(name: str, account: str, amount: str) -> Budget:
    """A monthly budget of one account with an alert at 80 %."""
    return Budget(
        budget_name=name,
        budget_type="COST",
        time_unit="MONTHLY",
        budget_limit=Spend(amount=Decimal(amount), unit="USD"),
        cost_filters={"LinkedAccount": (account,)},
        notifications=(
            Notification(
                notification_type="ACTUAL",
                threshold=Decimal(80),
                subscribers=(Subscriber(subscription_type="EMAIL", address="ada@example.com"),),
            ),
        ),
    )


def trial_budgets(trial: Trial) -> MemoryBudgets:
    own = [account_budget(f"own {number}", trial.own, str(100 * number + 1)) for number in range(min(trial.many, 20))]
    hidden = [account_budget(f"{trial.word} budget", trial.other, trial.amount)] if trial.others else []
    return MemoryBudgets([*own, *hidden])


def budgets_in_aws(owner: AnalysedAccount, reading: AnalysedAccount) -> AccountBudgets:
    account = owner.client("sts").get_caller_identity()["Account"]
    for name in ("one", "two"):
        owner.client("budgets").create_budget(**as_request(account_budget(name, "111111111111", "500"), account))
    return AccountBudgets(reading)


TRIALS: Final = {BudgetReader: trial_budgets}
IN_AWS: Final = {BudgetReader: budgets_in_aws}
