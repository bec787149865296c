"""Kinds of questions that engineers, controllers and executives ask in their own words, with what each comes to.

Every kind has several wordings and a near one that means something else: what is mended is how words are read, never
one phrase.
"""

from collections.abc import Mapping

import pytest

from supervisor.fast_path import decide
from supervisor.plan import Argument, Step

Asked = Mapping[str, tuple[str, Mapping[str, Argument]]]

WHAT_WE_HAVE: Asked = {
    "savings from our current commitments": ("commitments", {"aspect": "saved"}),
    "what do our current savings plans save us": ("commitments", {"aspect": "saved", "kind": "savings_plan"}),
    "current spend": ("spend", {"period": "month_to_date"}),
    "our current savings plan utilization": (
        "commitments",
        {"kind": "savings_plan", "aspect": "utilisation", "period": "month_to_date"},
    ),
}
"""What one has now is no stretch of days; what is spent, or used, now is."""
OVER_TIME: Asked = {
    "savings plan coverage trend": (
        "commitments",
        {"kind": "savings_plan", "aspect": "coverage", "group_by": ("month",)},
    ),
    "how has our RI utilization developed this year": (
        "commitments",
        {"kind": "reservation", "aspect": "utilisation", "group_by": ("month",), "period": "this_year"},
    ),
}
OF_EACH: Asked = {
    "list the load balancers and what each costs": (
        "spend",
        {"usage_family": ("Load balancers",), "group_by": ("resource",)},
    ),
    "show our dynamodb tables and their cost": ("spend", {"service": ("DynamoDB",), "group_by": ("resource",)}),
    "list all accounts and their costs": ("spend", {"group_by": ("account",)}),
}
ABOVE_A_RATE: Asked = {
    "resources costing more than 100 dollars a month": ("spend", {"group_by": ("resource",), "threshold": "100"}),
    "services above $50 a month": ("spend", {"group_by": ("service",), "threshold": "50"}),
}


@pytest.mark.parametrize(
    ("text", "asked"), [*WHAT_WE_HAVE.items(), *OVER_TIME.items(), *OF_EACH.items(), *ABOVE_A_RATE.items()]
)
def test_each_kind_of_question_comes_to_its_tool_and_arguments(
    text: str, asked: tuple[str, Mapping[str, Argument]]
) -> None:
    assert decide(text) == Step("cost", *asked)


@pytest.mark.parametrize(
    "text",
    [
        "resources costing more than 100 dollars a day",  # the sum of a month has no such bound
        "resources costing more than 100 dollars a month this year",
    ],
)
def test_what_no_tool_tells_apart_is_left_to_others(text: str) -> None:
    assert decide(text) is None
