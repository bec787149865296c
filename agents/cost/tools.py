"""The cost agent's tools, each declared once."""

from agents.cost.params import SpendParams
from agents.cost.spend import spend
from finops_core.tools.spec import Grant, ToolDef

SPEND = ToolDef(
    name="spend",
    description=(
        "What was spent: the total, or by service, account, region, usage type, charge kind, resource, tag or team, "
        "for a period, filtered, over time, top or bottom N, above a threshold."
    ),
    params=SpendParams,
    function=spend,
    grants=(
        Grant(actions=("s3:GetObject",), resources=("bill",)),
        Grant(actions=("s3:ListBucket",), resources=("bill_bucket",)),
    ),
)

TOOLS = (SPEND,)
