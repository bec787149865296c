"""The budgets agent's declaration."""

from typing import Final

from agents.bill.caveats import with_caveats
from agents.budgets.aws import AWS_BUDGETS
from agents.budgets.intents import QUESTIONS
from agents.budgets.params import BudgetCallParams, BudgetsParams, RecommendBudgetParams
from agents.budgets.recommended_words import present_call, present_recommendation
from agents.budgets.result import read_aws_budgets, read_budgets, read_call, read_recommendation
from agents.budgets.words import present_budgets
from billing.source import BILL
from finops_core.tools.spec import AgentDef, ToolDef
from finops_core.tools.tile import Tile

BUDGETS: Final = ToolDef(
    name="budgets",
    description="How budgets stand over the bill: spent and left, where they are heading with the chance and day of "
    "passing the limit, who drives them, and when each alert was or will be told. Also for a limit that is only asked "
    "about.",
    params=BudgetsParams,
    read=with_caveats(read_budgets),
    present=present_budgets,
    needs=(BILL,),
)
OF_AWS: Final = ToolDef(
    name="aws_budgets",
    description="How the budgets that AWS Budgets has stand over the bill, with AWS's own figures beside the bill's.",
    params=BudgetsParams,
    read=with_caveats(read_aws_budgets),
    present=present_budgets,
    needs=(BILL, AWS_BUDGETS),
)
RECOMMEND: Final = ToolDef(
    name="recommend_budget",
    description="A monthly budget that would fit, with its amount and thresholds, from history and forecast, and how "
    "often its alert would have come over the past year, falsely or too late.",
    params=RecommendBudgetParams,
    read=with_caveats(read_recommendation),
    present=present_recommendation,
    needs=(BILL,),
)
CALL: Final = ToolDef(
    name="budget_call",
    description="The exact call, and the lines of finops.toml, that would make, change or delete a budget. Nothing is "
    "done.",
    params=BudgetCallParams,
    read=with_caveats(read_call),
    present=present_call,
    needs=(BILL,),
    tells_how=True,
)

AGENT = AgentDef(
    name="budgets",
    title="Budgets",
    description="Follows budgets over the bill: what is left, which will be exceeded and when, and which would fit.",
    tools=(BUDGETS, RECOMMEND, CALL, OF_AWS),
    tiles=(Tile(name="budgets", title="Budgets", question="Are we over budget?", tool="budgets", kind="whole"),),
    questions=QUESTIONS,
    prompt="You follow budgets over a bill. What is expected is an estimate: say so, with its chance. A budget tells; "
    "without an action it stops nothing. Write every number as its fact, such as [[f1-9c0e4b7a]].",
)
