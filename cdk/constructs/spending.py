"""What the stack itself costs: a tag on all of it, and a budget that tells before the month is over."""

from collections.abc import Mapping

from aws_cdk import Stack, Tags
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_sns as sns
from constructs import Construct

STACK_TAG = "finops-agent"
"""Carries the stack's name. Billing has to activate it as a cost-allocation tag: until then the budget sees nothing."""

Notification = budgets.CfnBudget.NotificationWithSubscribersProperty
AT = (("ACTUAL", 80), ("FORECASTED", 100))
"""What is told, and at how many percent of the budget."""


def tag(stack: Stack, more: Mapping[str, str]) -> None:
    """Puts the stack's tag, and the owner's own, on everything that takes tags."""
    for key, value in {STACK_TAG: stack.stack_name, **more}.items():
        Tags.of(stack).add(key, value)


class Spending(Construct):
    """A monthly budget in US dollars over all that carries the stack's tag. AWS bills nothing for it."""

    def __init__(self, scope: Construct, id: str, *, usd: int, topic: sns.ITopic) -> None:
        super().__init__(scope, id)
        stack = Stack.of(self)
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=usd, unit="USD"),
                cost_filters={"TagKeyValue": [f"user:{STACK_TAG}${stack.stack_name}"]},
            ),
            notifications_with_subscribers=[_told(kind, percent, topic) for kind, percent in AT],
        )


def _told(kind: str, percent: int, topic: sns.ITopic) -> Notification:
    return Notification(
        notification=budgets.CfnBudget.NotificationProperty(
            notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent, threshold_type="PERCENTAGE"
        ),
        subscribers=[
            budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic.topic_arn),
        ],
    )
