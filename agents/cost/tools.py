"""The cost agent's tools, each declared once."""

from agents.cost.bill_status import bill_status
from agents.cost.commitments import commitment_report
from agents.cost.compare import changes, compare
from agents.cost.forecast import forecast
from agents.cost.params import (
    BillStatusParams,
    ChangesParams,
    CommitmentsParams,
    CompareParams,
    ForecastParams,
    RunRateParams,
    SpendParams,
    TagCoverageParams,
)
from agents.cost.run_rate import run_rate
from agents.cost.spend import spend
from agents.cost.tag_coverage import tag_coverage
from finops_core.tools.spec import Grant, ToolDef

READS_THE_BILL = (
    Grant(actions=("s3:GetObject",), resources=("bill",)),
    Grant(actions=("s3:ListBucket",), resources=("bill_bucket",)),
)
"""What every tool over the bill declares, since the bill may lie in a bucket; the stack knows which one."""

SPEND = ToolDef(
    name="spend",
    description=(
        "What was spent: the total, or by service, account, region, usage type, charge kind, resource, tag or team, "
        "for a period, filtered, over time, on average, top or bottom N, above or below an amount."
    ),
    params=SpendParams,
    function=spend,
    grants=READS_THE_BILL,
)

COMPARE = ToolDef(
    name="compare",
    description=(
        "One period against another: the difference and what drove it, by service, account or usage type, "
        "split into price and quantity, new and grown."
    ),
    params=CompareParams,
    function=compare,
    grants=READS_THE_BILL,
)

CHANGES = ToolDef(
    name="changes",
    description="Charges that are new in a period, or that stopped.",
    params=ChangesParams,
    function=changes,
    grants=READS_THE_BILL,
)

RUN_RATE = ToolDef(
    name="run_rate",
    description="The month in progress: spent so far, a day, and what the month comes to at that pace.",
    params=RunRateParams,
    function=run_rate,
    grants=READS_THE_BILL,
)

FORECAST = ToolDef(
    name="forecast",
    description=(
        "What days ahead will probably come to, with an interval and the error such forecasts had on this bill: "
        "in total, by month, week or day, or for the largest services, accounts, regions, tags or teams."
    ),
    params=ForecastParams,
    function=forecast,
    grants=READS_THE_BILL,
)

TAG_COVERAGE = ToolDef(
    name="tag_coverage",
    description="How much of the spend carries tags, key by key, and which services the untagged part comes from.",
    params=TagCoverageParams,
    function=tag_coverage,
    grants=READS_THE_BILL,
)

COMMITMENTS = ToolDef(
    name="commitments",
    description="Savings Plans and reservations in the bill: coverage, utilisation, unused money, savings, ends.",
    params=CommitmentsParams,
    function=commitment_report,
    grants=READS_THE_BILL,
)

BILL_STATUS = ToolDef(
    name="bill_status",
    description="Which bill is loaded: format, rows, period, accounts, tag keys, and what was left out.",
    params=BillStatusParams,
    function=bill_status,
    grants=READS_THE_BILL,
)

TOOLS = (SPEND, COMPARE, CHANGES, RUN_RATE, FORECAST, TAG_COVERAGE, COMMITMENTS, BILL_STATUS)
