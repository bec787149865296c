"""One quarter in six shapes of export: forty questions get the same cents, or are told what the bill lacks."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from finops_core.answers import Finding, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.values import CENT
from supervisor.route import route
from supervisor.vocabulary import Vocabulary
from tests.cases.six_shapes import CHARGES, NEEDED, SHAPES, columns_of, write

NOW = datetime(2026, 4, 20, tzinfo=UTC)
TRIMMED, EACH_RUN = 24, 8
"""Bills without columns that are tried, each with a seed of its own, and how many of them in every run."""
SEEDS = [pytest.param(seed, marks=() if seed < EACH_RUN else pytest.mark.nightly) for seed in range(TRIMMED)]

QUESTIONS = (
    "What did I spend in February 2026?",
    "What did I spend in total from January 2026 to March 2026?",
    "What did I spend by service in March 2026?",
    "Break down my costs by account in January 2026",
    "Show me costs by region in March 2026",
    "Top 2 services in February 2026",
    "Spend by usage type in March 2026",
    "daily cost in March 2026",
    "weekly cost in February 2026",
    "monthly spend from January 2026 to March 2026",
    "How much did we spend on EC2 in March 2026?",
    "How much did we spend on S3 in January 2026?",
    "RDS cost by month from January 2026 to March 2026",
    "amortized cost in March 2026",
    "amortized costs by service in March 2026",
    "spend at list prices in February 2026",
    "gross spend in March 2026",
    "net spend in March 2026",
    "spend without tax in March 2026",
    "spend without credits in March 2026",
    "how much tax did we pay in March 2026",
    "how much support did we pay in March 2026",
    "what were our refunds in March 2026",
    "what credits did we get in March 2026",
    "marketplace charges in March 2026",
    "spend by tag team in March 2026",
    "untagged spend in March 2026",
    "spend of team payments in March 2026",
    "spend of account 200000000002 in March 2026",
    "spend in eu-west-1 in March 2026",
    "EC2 cost by account in March 2026",
    "cost by service and account in March 2026",
    "Compare February 2026 with January 2026",
    "Compare March 2026 with February 2026 by account",
    "most expensive resources in March 2026",
    "services above $50 in March 2026",
    "average daily cost in February 2026",
    "Savings Plan coverage in March 2026",
    "how much did savings plans save us in March 2026",
    "Savings Plan utilization in March 2026",
)

GAP = re.compile(
    r"has no|have no|names no|no .{0,40}column|not (?:known|told|stated|in the bill|read|counted)|cannot|unknown|"
    r"assumed|missing|empty|without|does not say|is complete up to|\bno (?:service|account|region|usage type)\b",
    re.IGNORECASE,
)
"""Words in which an answer says that the bill lacks something."""


def _opened(shape: str, folder: Path, without: frozenset[str] = frozenset()) -> ExportBill:
    return open_bill(write(shape, folder / f"{shape}.csv", without=without))


WORDS = Vocabulary()


def _asked(question: str, bill: ExportBill) -> Finding:
    decision = route(question, catalog=CATALOG, lexicon=WORDS.of(bill))
    assert decision.path == "fast", question
    (step,) = decision.steps
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(CATALOG[step.agent].tool(step.tool), step.args, context)


def _said(finding: Finding) -> str:
    basis = finding.basis
    prose = render(f"{finding.headline}\n{finding.prose}", finding.facts)
    return "\n".join((prose, *basis.notes, *basis.partial_periods))


def _cents(finding: Finding) -> list[Decimal]:
    """Every amount of the answer to the cent, in rising order: those of facts and of the first table."""
    facts = [Decimal(fact.value) for fact in finding.facts if fact.kind == "money"]
    tables = [block for block in finding.blocks if isinstance(block, TableBlock)][:1]
    cells = [
        Decimal(cell)
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column.kind == "money" and cell
    ]
    return sorted(value.quantize(CENT) for value in (*facts, *cells) if value.quantize(CENT))


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Decimal]]:
    """The answers over the whole FOCUS 1.2 export."""
    with _opened("FOCUS 1.2", tmp_path_factory.mktemp("wanted")) as bill:
        return {question: _cents(_asked(question, bill)) for question in QUESTIONS}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_whole_export_is_answered_to_the_same_cent_in_every_shape(
    shape: str, wanted: dict[str, list[Decimal]], tmp_path: Path
) -> None:
    with _opened(shape, tmp_path) as bill:
        assert _differences(bill, wanted, lambda finding: False) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_an_export_without_some_columns_is_answered_to_the_same_cent_or_says_what_it_lacks(
    seed: int, wanted: dict[str, list[Decimal]], tmp_path: Path
) -> None:
    source = random.Random(seed)
    shape = list(SHAPES)[seed % len(SHAPES)]
    spare = sorted(set(columns_of(shape)) - NEEDED)
    without = frozenset(source.sample(spare, source.randint(1, 6)))
    with _opened(shape, tmp_path, without) as bill:
        found = _differences(bill, wanted, lambda finding: GAP.search(_said(finding)) is not None)
    assert found == [], f"{shape} without {sorted(without)}"


def _differences(bill: ExportBill, wanted: dict[str, list[Decimal]], excused: Callable[[Finding], bool]) -> list[str]:
    return list(_differing(bill, wanted, excused))


def _differing(bill: ExportBill, wanted: dict[str, list[Decimal]], excused: Callable[[Finding], bool]) -> Iterator[str]:
    for question in QUESTIONS:
        found = _asked(question, bill)
        if _cents(found) != wanted[question] and not excused(found):
            yield f"{question} {_said(found)!r}: {_cents(found)[:8]}, not {wanted[question][:8]}"


def test_the_reference_is_the_sum_of_its_charges(wanted: dict[str, list[Decimal]]) -> None:
    march = [charge for charge in CHARGES if charge.day.month == 3]
    billed = sum((charge.billed for charge in march), Decimal(0)).quantize(CENT)
    effective = sum((charge.effective for charge in march), Decimal(0)).quantize(CENT)
    assert billed in wanted["net spend in March 2026"]
    assert effective in wanted["amortized cost in March 2026"]
    assert len(QUESTIONS) == 40
    assert all(wanted[question] for question in QUESTIONS if "coverage" not in question and "utiliz" not in question)
