"""The cost agent's tools, each declared once."""

from typing import Any

from pydantic import BaseModel

from agents.bill.caveats import BillFunction, with_caveats
from agents.cost.bill_status.params import BillStatusParams
from agents.cost.bill_status.tool import bill_status
from agents.cost.charge.params import ChargeParams
from agents.cost.charge.tool import charge
from agents.cost.commitments.params import CommitmentsParams
from agents.cost.commitments.tool import commitment_report
from agents.cost.compare.params import ChangesParams, CompareParams
from agents.cost.compare.tool import changes, compare
from agents.cost.credits.params import CreditsParams
from agents.cost.credits.tool import credit_report
from agents.cost.forecast.params import ForecastParams
from agents.cost.forecast.tool import forecast
from agents.cost.invoices.params import InvoicesParams
from agents.cost.invoices.tool import invoice_list
from agents.cost.run_rate.params import RunRateParams
from agents.cost.run_rate.tool import run_rate
from agents.cost.spend.params import SpendParams
from agents.cost.spend.tool import spend
from agents.cost.tag_coverage.params import TagCoverageParams
from agents.cost.tag_coverage.tool import tag_coverage
from agents.cost.usage.params import UsageParams
from agents.cost.usage.tool import usage
from agents.cost.weekdays.params import WeekdaysParams
from agents.cost.weekdays.tool import weekdays
from billing.source import BILL
from finops_core.answers import Finding
from finops_core.tools.spec import ToolDef, as_found


def _over_the_bill(
    name: str, params: type[BaseModel], function: BillFunction, description: str
) -> ToolDef[Any, Finding]:
    told = with_caveats(function)
    return ToolDef(name=name, description=description, params=params, read=told, present=as_found, needs=(BILL,))


TOOLS = (
    _over_the_bill(
        "spend",
        SpendParams,
        spend,
        "What was spent: the total, or by service, account, region, usage type, charge kind, resource, tag or team, "
        "for a period, filtered, over time, on average, top or bottom N, above or below an amount.",
    ),
    _over_the_bill(
        "compare",
        CompareParams,
        compare,
        "One period against another: the difference and what drove it, by service, account or usage type, "
        "split into price and quantity, new and grown.",
    ),
    _over_the_bill("changes", ChangesParams, changes, "Charges that are new in a period, or that stopped."),
    _over_the_bill(
        "usage",
        UsageParams,
        usage,
        "How much was used (hours, GB, requests) by usage type in the bill's own units, what a unit of it cost, and "
        "which unit prices changed.",
    ),
    _over_the_bill(
        "weekdays",
        WeekdaysParams,
        weekdays,
        "What a day of the weekend costs beside a weekday, and each day of the week.",
    ),
    _over_the_bill(
        "charge",
        ChargeParams,
        charge,
        "One charge explained: the rows behind an amount, or what a usage type, family or service bills, in words, "
        "with quantity, unit price, resources and since when.",
    ),
    _over_the_bill(
        "credits",
        CreditsParams,
        credit_report,
        "Which credits were applied, with their months and amounts, and their ends where the bill states one.",
    ),
    _over_the_bill(
        "invoices",
        InvoicesParams,
        invoice_list,
        "The invoices of the bill: number, billing month, issuer and amount.",
    ),
    _over_the_bill(
        "run_rate",
        RunRateParams,
        run_rate,
        "The month in progress: spent so far, a day, and what the month comes to at that pace.",
    ),
    _over_the_bill(
        "forecast",
        ForecastParams,
        forecast,
        "What days ahead will probably come to, with an interval and the error such forecasts had on this bill: "
        "in total, by month, week or day, or for the largest services, accounts, regions, tags or teams.",
    ),
    _over_the_bill(
        "tag_coverage",
        TagCoverageParams,
        tag_coverage,
        "How much of the spend carries tags, key by key, and which services the untagged part comes from.",
    ),
    _over_the_bill(
        "commitments",
        CommitmentsParams,
        commitment_report,
        "Savings Plans and reservations in the bill: coverage, utilisation, unused money, savings, ends.",
    ),
    _over_the_bill(
        "bill_status",
        BillStatusParams,
        bill_status,
        "Which bill is loaded: format, rows, period, accounts, tag keys, and what was left out.",
    ),
)
