"""Questions about budgets in the words of many people, and others in almost the same words."""

from collections.abc import Mapping
from typing import Final

from finops_core.questions.intents import Example

STANDINGS: Final = (
    Example("Are we over budget?", {}),
    Example("are we over budget this month", {}),
    Example("how much of the budget is left?", {"aspect": "left"}),
    Example("How much budget do we have left", {"aspect": "left"}),
    Example("when will our budget be exceeded?", {"aspect": "when"}),
    Example("Which budgets will be breached this month?", {"only": "heading_over"}),
    Example("list my budgets", {}),
    Example("Show me my budgets and their current status", {}),
    Example("what budget alerts fired", {"aspect": "alerts"}),
    Example("Show me budget alerts", {"aspect": "alerts"}),
    Example("Are we on track to stay within budget this month?", {}),
    Example("which budgets are over?", {"only": "over"}),
    Example("How am I tracking against my budget?", {}),
    Example("what is our remaining budget for this month", {"aspect": "left"}),
    Example("were we over budget last month", {"period": "last_month"}),
    Example("show budget vs actual for last month", {"period": "last_month"}),
    Example("how does our spend compare to budget", {}),
    Example("will we exceed our monthly budget of $5,000", {"amount": "5000", "time_unit": "MONTHLY"}),
    Example("How many days until we exceed our $10,000 budget?", {"amount": "10000", "aspect": "when"}),
    Example("is EC2 over budget", {"service": ("EC2",)}),
    Example("which teams are over budget?", {"by": "team", "only": "over"}),
    Example("what do we have left in the S3 budget", {"service": ("S3",), "aspect": "left"}),
    Example("are any budgets forecast to be exceeded?", {}),
    Example("what is driving our budget", {"aspect": "drivers"}),
    Example("Are we on track to blow the budget?", {}),
    Example("What budgets do we have?", {}),
)
RECOMMENDATIONS: Final = (
    Example("What budgets should I set?", {}),
    Example("suggest a budget for EC2", {"service": ("EC2",)}),
    Example("recommend budgets", {}),
    Example("What budgets should I create?", {}),
    Example("I need budget recommendations", {}),
    Example("what would be a reasonable budget for S3", {"service": ("S3",)}),
    Example("which budget would you recommend for RDS?", {"service": ("RDS",)}),
    Example("what should our monthly budget be", {}),
    Example("recommended budget for eu-west-1", {"region": ("eu-west-1",)}),
    Example("propose a monthly cost budget", {}),
    Example("what is a good budget for Lambda?", {"service": ("Lambda",)}),
    Example("what spending limits should we have", {}),
)
CALLS: Final = (
    Example("create a budget of $500", {"amount": "500"}),
    Example("create a budget of $500 a month for S3", {"amount": "500", "time_unit": "MONTHLY", "service": ("S3",)}),
    Example("set up a budget for EC2", {"service": ("EC2",)}),
    Example("Set my monthly budget to 10000", {"amount": "10000", "time_unit": "MONTHLY"}),
    Example("please add a $2,000 budget for RDS", {"amount": "2000", "service": ("RDS",)}),
    Example("delete the budget", {"deed": "delete"}),
    Example("can you create a monthly budget", {"time_unit": "MONTHLY"}),
    Example("increase our budget to $15,000", {"deed": "change", "amount": "15000"}),
    Example("set a spending limit of $300", {"amount": "300"}),
    Example("create a yearly budget of $120,000", {"amount": "120000", "time_unit": "ANNUALLY"}),
    Example("lower the S3 budget to $200", {"deed": "change", "amount": "200", "service": ("S3",)}),
)
NEAR_MISSES: Final[Mapping[str, tuple[str, ...]]] = {
    "budgets": (
        "what do AWS Budgets cost",
        "what is a budget",
        "create a budget of $500",
        "suggest a budget",
        "what did we spend last month",
        "did we spend more than $500 on S3",
        "are we over any Azure budgets",
        "double my budget",
        "how do AWS budgets work",
        "what is the travel budget",
    ),
    "recommend_budget": (
        "create a budget for EC2",
        "are we over budget",
        "recommend savings",
        "what should we do to reduce our bill",
        "list my budgets",
        "suggest a budget holiday",
    ),
    "budget_call": (
        "create an S3 bucket",
        "are we over budget",
        "set up an anomaly alert",
        "list my budgets",
        "what budgets should I create",
        "delete the volumes",
    ),
}
