"""The standard questions asked of Cost Explorer: what an export of the same charges says, or the gap in words."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from billing.cost_explorer.location import CostExplorerSettings
from billing.cost_explorer.testing import AccountWithCostExplorer, MadeCharge, MemoryCostExplorer
from billing.export import ExportBill, open_bill
from finops_core.answers import Finding, TableBlock
from finops_core.clock import ManualClock
from local.sample.make import sample_account
from tests.evals.standard_questions import NOW, StandardQuestion, amounts, answered, standard_questions

QUESTIONS = standard_questions()
FIRST = "2025-10-01"
"""Cost Explorer keeps thirteen full months beside the one that goes on."""
RECORD_TYPES = {
    "usage": "Usage", "marketplace": "Usage", "tax": "Tax", "credit": "Credit", "refund": "Refund",
    "support": "Support", "savings_plan_covered": "SavingsPlanCoveredUsage", "reservation_upfront": "Upfront",
    "savings_plan_recurring": "SavingsPlanRecurringFee", "reservation_covered": "DiscountedUsage",
}  # fmt: skip


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    """The sample account's last fourteen months."""
    folder = tmp_path_factory.mktemp("export")
    whole, part = sample_account(folder, NOW.date()).bill, folder / "months.parquet"
    rows = f"""SELECT * FROM '{whole}' WHERE "ChargePeriodStart" >= TIMESTAMP '{FIRST}'"""
    duckdb.sql(f"COPY ({rows}) TO '{part}' (FORMAT PARQUET)")
    with open_bill(part) as bill:
        yield bill


@pytest.fixture(scope="module")
def explorer(export: ExportBill) -> MemoryCostExplorer:
    """The same charges as Cost Explorer has them, with the names that the export has for services."""
    rows = export.statement(
        """SELECT "ChargePeriodStart"::DATE, sum("BilledCost"), sum("EffectiveCost"), "SubAccountId", "x_LineKind",
                  "ServiceName", "x_UsageType", coalesce(nullif("RegionId", ''), 'NoRegion'),
                  coalesce("Tags"['environment'], ''), sum(coalesce("ConsumedQuantity", 0))
           FROM charges GROUP BY ALL""",
        (),
    )
    return MemoryCostExplorer(
        [
            MadeCharge(
                day=day, billed=Decimal(billed), effective=Decimal(effective), account=account,
                record_type=RECORD_TYPES[kind], service=service, usage_type=usage_type, region=region,
                seller="AWS Marketplace" if kind == "marketplace" else "AWS", quantity=Decimal(quantity),
                tags={"environment": environment},
            )
            for day, billed, effective, account, kind, service, usage_type, region, environment, quantity in rows
        ],
        names=export.info().accounts,
    )  # fmt: skip


def opened(explorer: MemoryCostExplorer, folder: Path, keys: str, months: int = 1) -> ExportBill:
    settings = CostExplorerSettings(
        folder=folder, cap_usd=Decimal(50), clock=ManualClock(NOW), told=lambda sentence: None
    )
    address = f"cost-explorer:?months={months}&keys={keys}"
    return open_bill(address, account=AccountWithCostExplorer(explorer), cost_explorer=settings)


@pytest.fixture(scope="module")
def bill(explorer: MemoryCostExplorer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    with opened(explorer, tmp_path_factory.mktemp("kept"), "service,usage-type", months=13) as found:
        yield found


REFUSED = {
    8: "The bill names no resource for any of the",
    19: "The bill has no cost metric",
    22: "The bill has no tag",
}
"""What Cost Explorer cannot tell at this grain, and how the answer begins that says so."""
OF_USAGE = "('usage', 'savings_plan_covered', 'reservation_covered')"
COARSER = {
    4: f"""CASE WHEN "x_LineKind" IN {OF_USAGE} AND "x_UsageType" <> 'EBS:VolumeUsage.gp3' THEN "RegionId" ELSE '' END
           AS "RegionId\"""",
    6: """CASE "x_LineKind" WHEN 'marketplace' THEN 'Usage' WHEN 'refund' THEN 'Credit' ELSE "ChargeCategory" END
          AS "ChargeCategory\"""",
}
COARSER[17] = COARSER[4]
"""What the export's charges are as Cost Explorer tells them: fees, taxes and credits without a region, as is usage of
a type that two regions have; what the marketplace sold is usage, and a refund a credit."""
GRAIN = (
    "From Cost Explorer by day, account, record type, service, usage type, the region of each; fees, taxes and credits"
)


def rows_of(finding: Finding) -> list[object]:
    """What stands in the first column of each table, without the marks of facts."""
    tables = [block for block in finding.blocks if isinstance(block, TableBlock)]
    return [[row[0] for row in table.rows if "[[" not in str(row[0])] for table in tables]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number}")
def test_a_question_is_answered_as_by_an_export_or_its_gap_is_said(
    question: StandardQuestion, bill: ExportBill, export: ExportBill
) -> None:
    asked = question.of(export.info())
    found = answered(asked, bill)
    assert any(note.startswith(GRAIN) for note in found.basis.notes)
    if question.number in REFUSED:
        assert found.headline.startswith(REFUSED[question.number])
    elif question.number in COARSER:
        rows = f"(SELECT * REPLACE ({COARSER[question.number]}) FROM charges) AS charges"
        (sql,) = asked.sql
        expected = export.statement(sql.replace("FROM charges", f"FROM {rows}"), ())
        assert amounts(found) == [[Decimal(str(row[-1])) for row in expected]]
    else:
        expected_answer = answered(asked, export)
        assert amounts(found) == amounts(expected_answer)
        assert rows_of(found) == rows_of(expected_answer)


def test_a_tag_that_is_a_key_is_told_as_by_an_export(
    explorer: MemoryCostExplorer, export: ExportBill, tmp_path: Path
) -> None:
    (by_tag,) = (question.of(export.info()) for question in QUESTIONS if question.number == 22)
    of_usage = by_tag.sql[0].replace("WHERE", f'WHERE "x_LineKind" IN {OF_USAGE} AND')
    with opened(explorer, tmp_path, "service,tag:environment") as bill:
        whole = answered(by_tag, bill)
        assert sum(amounts(whole)[0]) == sum(amounts(answered(by_tag, export))[0])
        told = {str(row[0]): row[-1] for row in bill.statement(of_usage, ())}
    assert told == {str(row[0]): row[-1] for row in export.statement(of_usage, ())}


def test_what_a_question_lacks_at_one_grain_is_there_at_another(
    explorer: MemoryCostExplorer, export: ExportBill, tmp_path: Path
) -> None:
    """By region too, usage of a type that two regions have is of either."""
    (by_region,) = (question.of(export.info()) for question in QUESTIONS if question.number == 4)
    of_usage = by_region.sql[0].replace("WHERE", f'WHERE "RegionId" <> \'\' AND "x_LineKind" IN {OF_USAGE} AND')
    with opened(explorer, tmp_path, "usage-type,region") as bill:
        assert bill.statement(of_usage, ()) == export.statement(of_usage, ())
