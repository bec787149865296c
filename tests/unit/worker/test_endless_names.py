"""Bills of many accounts and of endless names: every question about them ends, answered."""

from datetime import date
from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.query import Dimension
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import TableBlock
from finops_core.jobs.events import Answered
from finops_core.jobs.model import JobStatus, JsonObject
from supervisor.run import SupervisorDeps
from tests.unit.worker.shop import Shop
from worker.supervised import SupervisedAnswers

TOOLS = ("spend", "compare", "changes", "tag_coverage", "bill_status")


def bill(accounts: int, name: str) -> MemoryBill:
    lines = [
        Line(
            day=date(2026, month, 1 + number % 28),
            amount=Decimal(number + month),
            account=f"{number:012d}",
            service=f"{name} service {number % 50}",
            tags={"owner": f"{name}{number}"},
            values={Dimension.RESOURCE: f"{name}{number}"},
        )
        for number in range(accounts)
        for month in (9, 10)
    ]
    return MemoryBill(lines, accounts={f"{number:012d}": f"{name} {number}" for number in range(accounts)})


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(("accounts", "name"), [(370, "x" * 40), (400, "é" * 40), (3, "n" * 24_000)])
def test_a_question_about_it_ends_with_an_answer(shop: Shop, tool: str, accounts: int, name: str):
    deps = SupervisorDeps(catalog=CATALOG, clock=shop.clock, services={BillSource: bill(accounts, name)})
    args = {"spend": {"group_by": ["account"]}, "compare": {"period": "2026-10"}, "changes": {"period": "2026-10"}}
    asked: JsonObject = {"finops": {"agent": "cost", "tool": tool, "args": args.get(tool, {})}}
    job_id = shop.submit(props=asked)
    assert shop.process(job_id, SupervisedAnswers(shop.jobs, shop.blobs, deps)).status is JobStatus.SUCCEEDED
    (answered,) = [event for event in shop.events(job_id) if isinstance(event, Answered)]
    tables = [block for block in answered.answer.blocks if isinstance(block, TableBlock)]
    assert answered.answer.headline
    assert all(len(t.rows) == t.total_rows or t.artifact_id for t in tables)
