"""The sample account as a bill: read without a problem, and said to be a sample in every answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill
from billing.query import BillQuery, Dimension, LineKind, Metric
from billing.source import BillSource
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from local.bill import open_local_bill
from local.sample.ledger import rows
from local.sample.make import LABEL
from local.settings import LocalSettings

# One worker makes the bill and its rows, which takes longer than all tests together.
pytestmark = pytest.mark.xdist_group("sample-bill")

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    folder = tmp_path_factory.mktemp("sample")
    opened, _ = open_local_bill(LocalSettings(data_dir=folder), folder, NOW)
    assert isinstance(opened, ExportBill)
    with opened:
        yield opened


def test_its_totals_are_those_of_its_rows(bill: ExportBill):
    columns = {Metric.BILLED: "BilledCost", Metric.EFFECTIVE: "EffectiveCost", Metric.LIST: "ListCost"}
    independent = dict.fromkeys(columns, Decimal(0))
    for row in rows(NOW.date()):
        for metric, column in columns.items():
            independent[metric] += Decimal(row[column])
    assert {metric: bill.query(BillQuery(metric=metric)).totals for metric in columns} == {
        metric: {"USD": total} for metric, total in independent.items()
    }


def test_it_is_read_without_a_problem(bill: ExportBill):
    info = bill.info()
    assert (info.format, info.version, info.problems) == ("FOCUS", "1.2", ())
    assert (info.sample, info.source) == (True, LABEL)
    assert len(info.accounts) == 4


def test_it_has_every_kind_of_line_it_promises(bill: ExportBill):
    kinds = {row.keys[0] for row in bill.query(BillQuery(group_by=(Dimension.LINE_KIND,))).rows}
    assert kinds >= {
        *(LineKind.USAGE, LineKind.TAX, LineKind.SUPPORT, LineKind.MARKETPLACE, LineKind.REFUND, LineKind.CREDIT),
        *(LineKind.SAVINGS_PLAN_RECURRING, LineKind.SAVINGS_PLAN_COVERED),
        *(LineKind.RESERVATION_UPFRONT, LineKind.RESERVATION_COVERED),
    }


def ask(bill: ExportBill, tool: str, **arguments: object) -> str:
    agent = CATALOG["cost"]
    context = ToolContext(job_id="j", user_id="u", clock=ManualClock(NOW), services={BillSource: bill})
    finding = run_tool(agent.tool(tool), arguments, context)
    assert finding.basis.sample
    assert finding.basis.source == LABEL
    return finding.headline


def test_every_answer_about_it_says_that_it_is_a_sample(bill: ExportBill):
    assert ask(bill, "spend", group_by=["service"])
    assert ask(bill, "commitments")


def test_nothing_runs_for_more_hours_than_a_day_has(bill: ExportBill):
    """Gateways and instances by the hour, one row a day each: what grows is data, not the length of a day."""
    longest = bill.statement(
        """SELECT max(hours) FROM (SELECT sum("ConsumedQuantity") AS hours FROM charges
           WHERE "ConsumedUnit" = 'Hrs' AND regexp_matches("x_UsageType", 'BoxUsage|NatGateway')
           GROUP BY "ResourceId", "ChargePeriodStart")""",
        (),
    )
    assert longest == [(Decimal(24),)]
