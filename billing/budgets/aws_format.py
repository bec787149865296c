"""Budgets from the answers of AWS's Budgets API, and as the requests that make them there.

Answers of several calls are put together by the budget's name: the budgets themselves, their notifications with
subscribers, actions and history. What has no budget beside it is said.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast

from pydantic import ValidationError

from billing.budgets.record import (
    Action,
    Budget,
    BudgetedAndActualAmounts,
    Notification,
    Subscriber,
    planned_day,
)
from finops_core.errors import SettingsError

MOST_BYTES: Final = 64 * 1024 * 1024
_READ_ONLY: Final = ("CalculatedSpend", "LastUpdatedTime", "HealthStatus", "Notifications", "Actions", "History")
_OF_AWS: Final = ("ResponseMetadata", "NextToken")


@dataclass(slots=True)
class AwsBudgets:
    """What answers held: budgets by name, parts that no budget came with, and what was not read, in words."""

    budgets: dict[str, Budget] = field(default_factory=dict[str, Budget])
    notifications: list[Notification] = field(default_factory=list[Notification])
    subscribers: list[Subscriber] = field(default_factory=list[Subscriber])
    notes: list[str] = field(default_factory=list[str])


def read_answers(content: bytes, source: str) -> AwsBudgets:
    """Budgets of one answer, of a list of them, or of requests (CreateBudget). Raises SettingsError with the place."""
    if len(content) > MOST_BYTES:
        raise SettingsError(f"{source}: is larger than {MOST_BYTES // 1024**2} MiB, which no answer of Budgets is.")
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{source}: is not JSON ({type(error).__name__}).") from error
    answers = cast("list[Any]", found) if isinstance(found, list) else [found]
    read = AwsBudgets()
    for number, answer in enumerate(answers):
        place = f"{source}[{number}]" if isinstance(found, list) else source
        if not isinstance(answer, dict):
            raise SettingsError(f"{place}: is no answer of AWS's Budgets API, such as that of DescribeBudgets.")
        try:
            _read(cast("dict[str, Any]", answer), read, place)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise SettingsError(f"{place}: {where}: {first['msg'].removeprefix('Value error, ')}.") from error
    return read


def _read(answer: Mapping[str, Any], read: AwsBudgets, place: str) -> None:
    found = {key: value for key, value in answer.items() if key not in _OF_AWS and value is not None}
    if answer.get("NextToken"):
        read.notes.append(f"{place}: is one page of several; what is on the others is not read.")
    if not _KNOWN.intersection(found) and "BudgetName" not in found:
        raise SettingsError(f"{place}: is no answer of AWS's Budgets API, such as that of DescribeBudgets.")
    given = [*_list(found.get("Budgets")), *([found["Budget"]] if "Budget" in found else [])]
    if "BudgetName" in found and "TimeUnit" in found and "BudgetPerformanceHistory" not in found:
        given.append(found)
    for one in given:
        budget = Budget.model_validate(_without_nulls(one))
        read.budgets[budget.budget_name] = budget
        read.notes += [f"{budget.budget_name}: the field {name} is not known here, and is kept." for name in
                       budget.unknown()]  # fmt: skip
    _beside(found, read, given)


_KNOWN: Final = frozenset(
    {
        "Budgets", "Budget", "Notifications", "Subscribers", "NotificationsWithSubscribers", "Actions",
        "BudgetPerformanceHistory", "BudgetNotificationsForAccount",
    }
)  # fmt: skip


def _beside(found: Mapping[str, Any], read: AwsBudgets, given: Sequence[Mapping[str, Any]]) -> None:
    """Notifications, actions and history of the answer, put to the budget they are of."""
    own = str(found.get("BudgetName") or (given[0].get("BudgetName") if len(given) == 1 else "") or "")
    told = [Notification.model_validate(one) for one in _list(found.get("Notifications"))]
    told += list(_with_subscribers(found))
    _put_notifications(read, own, told)
    for each in _list(found.get("BudgetNotificationsForAccount")):
        of = [Notification.model_validate(one) for one in _list(each.get("Notifications"))]
        _put_notifications(read, str(each.get("BudgetName", "")), of)
    read.subscribers += [Subscriber.model_validate(one) for one in _list(found.get("Subscribers"))]
    for one in _list(found.get("Actions")):
        name = str(one.get("BudgetName", own))
        _change(read, name, "actions", (Action.model_validate(one),), "an action")
    history = found.get("BudgetPerformanceHistory")
    if isinstance(history, dict):
        past = cast("dict[str, Any]", history)
        rows = [BudgetedAndActualAmounts.model_validate(one) for one in _list(past.get("BudgetedAndActualAmountsList"))]
        _change(read, str(past.get("BudgetName", own)), "history", tuple(rows), "a history")


def _with_subscribers(found: Mapping[str, Any]) -> Iterator[Notification]:
    for pair in _list(found.get("NotificationsWithSubscribers")):
        told = {**pair.get("Notification", {}), "Subscribers": pair.get("Subscribers", [])}
        yield Notification.model_validate(told)


def _put_notifications(read: AwsBudgets, name: str, told: list[Notification]) -> None:
    if not told:
        return
    if name in read.budgets:
        _change(read, name, "notifications", tuple(told), "a notification")
    else:
        read.notifications += told


def _change(read: AwsBudgets, name: str, part: str, rows: tuple[Any, ...], what: str) -> None:
    budget = read.budgets.get(name)
    if budget is None:
        read.notes.append(f"There is {what} of the budget “{name}”, which is not among the answers.")
        return
    read.budgets[name] = budget.model_copy(update={part: (*getattr(budget, part), *rows)})


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in cast("list[Any]", value) if isinstance(one, dict)] if isinstance(value, list) else []


def _without_nulls(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value is not None}


def as_request(budget: Budget, account: str = "") -> dict[str, Any]:
    """The arguments of CreateBudget for a budget, without what only AWS writes. An unknown account is left to fill in.

    Amounts are texts and moments seconds since 1970, as the API takes them.
    """
    given = budget.as_aws()
    made = {key: value for key, value in given.items() if key not in _READ_ONLY}
    made |= {"BudgetType": budget.budget_type, "TimeUnit": budget.time_unit}
    if budget.planned_budget_limits:
        made["PlannedBudgetLimits"] = {_seconds_of(key): spend.as_aws() | {"Unit": spend.unit}
                                       for key, spend in budget.planned_budget_limits.items()}  # fmt: skip
        made.pop("BudgetLimit", None)
    elif budget.budget_limit is not None:
        made["BudgetLimit"] = budget.budget_limit.as_aws() | {"Unit": budget.budget_limit.unit}
    request: dict[str, Any] = {"AccountId": account or "YOUR_ACCOUNT_ID", "Budget": made}
    if budget.notifications:
        request["NotificationsWithSubscribers"] = [_pair(one) for one in budget.notifications]
    return request


def _pair(one: Notification) -> dict[str, Any]:
    told = {
        "NotificationType": one.notification_type,
        "ComparisonOperator": one.comparison_operator,
        "Threshold": float(one.threshold),
        "ThresholdType": one.threshold_type,
    }
    return {"Notification": told, "Subscribers": [each.as_aws() for each in one.subscribers]}


def _seconds_of(key: str) -> str:
    day = planned_day(key)
    return key if day is None else str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))


def not_exported(budget: Budget) -> list[str]:
    """What of a budget AWS does not take, in words."""
    notes: list[str] = []
    if any(name.casefold() == "team" for name in budget.cost_filters):
        notes.append("AWS knows no teams: filter by the tag that tells them, such as TagKeyValue.")
    if any(not one.subscribers for one in budget.notifications):
        notes.append("AWS takes no notification without a subscriber: add an address.")
    if budget.actions:
        notes.append("Actions are made by calls of their own (CreateBudgetAction).")
    return notes
