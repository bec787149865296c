"""Budgets as AWS Budgets describes them, page by page."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from pydantic import ValidationError

from agents.budgets.aws import ReadBudgets
from billing.budgets.record import Budget, Notification
from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.aws.errors import AwsFailure, classify
from finops_core.errors import SettingsError

SOURCE: Final = "AWS Budgets"
REGION: Final = "us-east-1"
"""The only one that the API is in."""
MOST_PAGES: Final = 200
"""At 100 budgets a page: the 20,000 that an account may have."""
MOST_WITH_ALERTS: Final = 60
"""Budgets whose notifications are asked for, one request each."""
REMEDY: Final = "Allow the reader budgets:ViewBudget."


class AccountBudgets:
    """A BudgetReader over one account."""

    def __init__(self, account: AnalysedAccount, accounts: frozenset[str] | None = None) -> None:
        self._account = account
        self._accounts = accounts

    def scoped(self, accounts: frozenset[str]) -> "AccountBudgets":
        return AccountBudgets(self._account, accounts if self._accounts is None else accounts & self._accounts)

    def read(self, told: Callable[[int], None]) -> ReadBudgets:
        found: list[Budget] = []
        gaps: list[Gap] = []
        requests = 0
        try:
            account = str(self._account.client("sts").get_caller_identity()["Account"])
            for page in self._pages("describe_budgets", AccountId=account):
                requests += 1
                read = [_budget(one, gaps) for one in page.get("Budgets") or ()]
                found += [one for one in read if one is not None and self._is_seen(one)]
                told(len(found))
                if requests == MOST_PAGES:
                    gaps.append(_gap("unread", f"Only the first {len(found)} budgets were read."))
                    break
            for number, budget in enumerate(found[:MOST_WITH_ALERTS]):
                requests += 1
                found[number] = self._with_notifications(budget, account)
                told(len(found))
        except SettingsError:
            raise
        except Exception as error:
            if not _is_aws(error):
                raise
            gaps.append(_refused(error))
        if len(found) > MOST_WITH_ALERTS:
            gaps.append(_gap("unread", f"Alerts were read of the first {MOST_WITH_ALERTS} budgets only."))
        return ReadBudgets(budgets=tuple(found), gaps=tuple(gaps), requests=requests)

    def _with_notifications(self, budget: Budget, account: str) -> Budget:
        pages = self._pages("describe_notifications_for_budget", AccountId=account, BudgetName=budget.budget_name)
        given = [one for page in pages for one in page.get("Notifications") or ()]
        return budget.model_copy(update={"notifications": tuple(Notification.model_validate(one) for one in given)})

    def _pages(self, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        client = self._account.client("budgets", region=REGION)
        yield from client.get_paginator(operation).paginate(**arguments)

    def _is_seen(self, budget: Budget) -> bool:
        return self._accounts is None or budget.is_within(self._accounts)


def _budget(given: dict[str, Any], gaps: list[Gap]) -> Budget | None:
    try:
        return Budget.model_validate(given)
    except ValidationError:
        gaps.append(_gap("unread", f"The budget {str(given.get('BudgetName', ''))[:100]} is of a form not known here."))
        return None


def _refused(error: Exception) -> Gap:
    match classify(error):
        case AwsFailure.DENIED | AwsFailure.UNAUTHENTICATED:
            return _gap("denied", "AWS does not let me read its budgets.", REMEDY)
        case AwsFailure.THROTTLED:
            return _gap("throttled", "AWS was asked too often for its budgets.", "Ask again in a minute.")
        case _:
            return _gap("unread", "AWS did not give its budgets.", "Ask again in a minute.")


def _gap(reason: Any, message: str, remedy: str = "") -> Gap:
    return Gap(source=SOURCE, reason=reason, message=message, remedy=remedy)


def _is_aws(error: Exception) -> bool:
    from botocore.exceptions import BotoCoreError, ClientError

    return isinstance(error, BotoCoreError | ClientError)
