"""The cost agent's tools, each declared once."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.caveats import OverABill, with_caveats
from agents.cost.bill_status.params import BillStatusParams
from agents.cost.bill_status.result import read_bill_status
from agents.cost.bill_status.words import present_bill_status
from agents.cost.charge.params import ChargeParams
from agents.cost.charge.result import read_charge
from agents.cost.charge.words import present_charge
from agents.cost.commitments.params import CommitmentsParams
from agents.cost.commitments.result import read_commitments
from agents.cost.commitments.words import present_commitments
from agents.cost.compare.params import ChangesParams, CompareParams
from agents.cost.compare.result import read_changes, read_compare
from agents.cost.compare.words import present_changes, present_compare
from agents.cost.credits.params import CreditsParams
from agents.cost.credits.result import read_credits
from agents.cost.credits.words import present_credits
from agents.cost.explore.params import ExploreParams
from agents.cost.explore.result import read_explore
from agents.cost.explore.words import present_explore
from agents.cost.forecast.params import ForecastParams
from agents.cost.forecast.result import read_forecast
from agents.cost.forecast.supposed import read_supposed
from agents.cost.forecast.supposed_params import SupposedParams
from agents.cost.forecast.supposed_words import present_supposed
from agents.cost.forecast.words import present_forecast
from agents.cost.invoices.params import InvoicesParams
from agents.cost.invoices.result import read_invoices
from agents.cost.invoices.words import present_invoices
from agents.cost.overview.params import OverviewParams
from agents.cost.overview.result import read_overview
from agents.cost.overview.words import present_overview
from agents.cost.run_rate.params import RunRateParams
from agents.cost.run_rate.result import read_run_rate
from agents.cost.run_rate.words import present_run_rate
from agents.cost.spend.params import SpendParams
from agents.cost.spend.result import read_spend
from agents.cost.spend.words import present_spend
from agents.cost.tag_coverage.params import TagCoverageParams
from agents.cost.tag_coverage.result import read_tag_coverage
from agents.cost.tag_coverage.words import present_tag_coverage
from agents.cost.usage.params import UsageParams
from agents.cost.usage.result import read_usage
from agents.cost.usage.words import present_usage
from agents.cost.values.params import ValuesParams
from agents.cost.values.result import read_values
from agents.cost.values.words import present_values
from agents.cost.weekdays.params import WeekdaysParams
from agents.cost.weekdays.result import read_weekdays
from agents.cost.weekdays.words import present_weekdays
from billing.source import BILL
from finops_core.answers import Finding
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.tools.spec import AnyTool, ToolDef

P = TypeVar("P", bound=BaseModel)
R = TypeVar("R", bound=OverABill)


def _over_the_bill(
    name: str,
    params: type[P],
    read: Callable[[P, ToolContext], R | NotInBill],
    present: Callable[[R, FactBook], Finding],
    description: str,
    *,
    for_programs: bool = False,
) -> ToolDef[P, R | NotInBill]:
    """A tool whose result says in its basis what is not in it, and that may find nothing."""

    def in_words(found: R | NotInBill, facts: FactBook) -> Finding:
        return not_in_bill(found, facts) if isinstance(found, NotInBill) else present(found, facts)

    return ToolDef(
        name=name,
        description=description,
        params=params,
        read=with_caveats(read),
        present=in_words,
        needs=(BILL,),
        for_programs=for_programs,
    )


TOOLS: tuple[AnyTool, ...] = (
    _over_the_bill(
        "spend",
        SpendParams,
        read_spend,
        present_spend,
        "What was spent: the total, or by service, account, region, usage type, charge kind, resource, tag or team, "
        "for a period, filtered, over time, on average, top or bottom N, above or below an amount.",
    ),
    _over_the_bill(
        "explore",
        ExploreParams,
        read_explore,
        present_explore,
        "Spend by up to two dimensions, over time and against an earlier period, in one answer: what a chart needs.",
        for_programs=True,
    ),
    _over_the_bill(
        "values",
        ValuesParams,
        read_values,
        present_values,
        "Which services, accounts, regions, tag values, … a period of the bill has, or what it can be grouped by.",
        for_programs=True,
    ),
    _over_the_bill(
        "overview",
        OverviewParams,
        read_overview,
        present_overview,
        "What a page shows of the bill before anything is asked, as fields for programs, with what agents offer.",
        for_programs=True,
    ),
    _over_the_bill(
        "compare",
        CompareParams,
        read_compare,
        present_compare,
        "One period against another: the difference and what drove it, by service, account or usage type, "
        "split into price and quantity, new and grown.",
    ),
    _over_the_bill(
        "changes", ChangesParams, read_changes, present_changes, "Charges that are new in a period, or that stopped."
    ),
    _over_the_bill(
        "usage",
        UsageParams,
        read_usage,
        present_usage,
        "How much was used (hours, GB, requests) by usage type in the bill's own units, what a unit of it cost, and "
        "which unit prices changed.",
    ),
    _over_the_bill(
        "weekdays",
        WeekdaysParams,
        read_weekdays,
        present_weekdays,
        "What a day of the weekend costs beside a weekday, and each day of the week.",
    ),
    _over_the_bill(
        "charge",
        ChargeParams,
        read_charge,
        present_charge,
        "One charge explained: the rows behind an amount, or what a usage type, family or service bills, in words, "
        "with quantity, unit price, resources and since when.",
    ),
    _over_the_bill(
        "credits",
        CreditsParams,
        read_credits,
        present_credits,
        "Which credits were applied, with their months and amounts, and their ends where the bill states one.",
    ),
    _over_the_bill(
        "invoices",
        InvoicesParams,
        read_invoices,
        present_invoices,
        "The invoices of the bill: number, billing month, issuer and amount.",
    ),
    _over_the_bill(
        "run_rate",
        RunRateParams,
        read_run_rate,
        present_run_rate,
        "The month in progress: spent so far, a day, and what the month comes to at that pace.",
    ),
    _over_the_bill(
        "forecast",
        ForecastParams,
        read_forecast,
        present_forecast,
        "What days ahead will probably come to, with an interval and the error such forecasts had on this bill: "
        "in total, by month, week or day, or for the largest services, accounts, regions, tags or teams.",
    ),
    _over_the_bill(
        "forecast_supposed",
        SupposedParams,
        read_supposed,
        present_supposed,
        "The forecast as if a service, account, region, tag, team or everything cost so much more or less than "
        "expected, were gone, came again so many times, had other prices, or ran on Graviton: at once or from a date.",
    ),
    _over_the_bill(
        "tag_coverage",
        TagCoverageParams,
        read_tag_coverage,
        present_tag_coverage,
        "How much of the spend carries tags, key by key, and which services the untagged part comes from.",
    ),
    _over_the_bill(
        "commitments",
        CommitmentsParams,
        read_commitments,
        present_commitments,
        "Savings Plans and reservations in the bill: coverage, utilisation, unused money, savings, ends.",
    ),
    _over_the_bill(
        "bill_status",
        BillStatusParams,
        read_bill_status,
        present_bill_status,
        "Which bill is loaded: format, rows, period, accounts, tag keys, and what was left out.",
    ),
)
