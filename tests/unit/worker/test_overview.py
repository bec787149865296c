"""What the page is told of the bill where it has a socket alone: a job, by the same record as over HTTP."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill, open_bill
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Answer, TableBlock
from finops_core.jobs.events import Answered
from finops_core.jobs.model import JobStatus, JsonObject
from finops_core.tools.spec import offered
from local.bill_page import bill_page
from local.settings import LocalSettings
from supervisor.route import route
from supervisor.run import SupervisorDeps
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop
from worker.supervised import SupervisedAnswers

BILLS = Path(__file__).parents[2] / "data" / "bills"
OVERVIEW: JsonObject = {"finops": {"agent": "cost", "tool": "overview", "args": {}}}
MANY = 3_000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    """A bill of thousands of accounts with long names."""
    file = tmp_path_factory.mktemp("bill") / "organisation.csv"
    names = "BilledCost EffectiveCost BillingCurrency ChargeCategory ChargePeriodStart ChargePeriodEnd ServiceName"
    head = ",".join((*names.split(), "SubAccountId", "SubAccountName"))
    days = "2026-05-01T00:00:00Z,2026-05-02T00:00:00Z"
    rows = (f"1.10,1.10,EUR,Usage,{days},Storage,{number:012},Größe {number} of the unit" for number in range(MANY))
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    with open_bill(str(file)) as bill:
        yield bill


@pytest.fixture(scope="module")
def tiny() -> Iterator[ExportBill]:
    with open_bill(str(BILLS / "cur_2.0_tiny.csv")) as bill:
        yield bill


def told(shop: Shop, bill: ExportBill, accounts: Sequence[str] | None = None) -> tuple[Answer, dict[str, Any]]:
    """The answer of a job by a user of these accounts, and its fields with what was kept beside it."""
    services = {BillSource: bill, Terms: bill.terms}
    answers = SupervisedAnswers(
        shop.jobs, shop.blobs, SupervisorDeps(catalog=CATALOG, clock=shop.clock, services=services)
    )
    own = None if accounts is None else tuple(accounts)
    job, _ = shop.jobs.submit(replace(new_job(shop.clock), props=OVERVIEW, accounts=own), FIRST)
    assert shop.process(job.job_id, answers).status is JobStatus.SUCCEEDED
    [answer] = [event.answer for event in shop.events(job.job_id) if isinstance(event, Answered)]
    [table] = [block for block in answer.blocks if isinstance(block, TableBlock)]
    return answer, folded(kept(shop, job.job_id, table))


def kept(shop: Shop, job_id: str, table: TableBlock) -> list[Sequence[str]]:
    if table.artifact_id is None:
        return [cast("Sequence[str]", row) for row in table.rows]
    parts = range(shop.jobs.artifact_parts(job_id, table.artifact_id))
    blobs = [shop.blobs.get(f"{job_id}/{table.artifact_id}/{part}") for part in parts]
    return [row for blob in blobs for row in json.loads(blob or b"[]")]


LISTS = ("accounts", "tagKeys", "problems", "suggestions", "tiles")


def folded(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: [] for name in LISTS}
    for name, value in rows:
        if name in LISTS:
            found[name].append(json.loads(value))
        else:
            found[name] = json.loads(value)
    return found


def page(bill: ExportBill) -> dict[str, Any]:
    services = {BillSource: bill, Terms: bill.terms}
    settings = LocalSettings(data_dir=Path("unused"))
    return bill_page(bill, settings, offered(CATALOG, services))


def test_a_job_tells_field_for_field_what_the_laptop_tells_over_http(shop: Shop, tiny: ExportBill):
    _, fields = told(shop, tiny)
    assert fields == page(tiny)
    assert fields["tiles"]
    assert fields["currencies"]["USD"]["BilledCost"] == "0.0652"


def test_the_questions_to_begin_with_go_to_several_agents_without_a_model(tiny: ExportBill):
    asked = [route(text, catalog=CATALOG).steps for text in page(tiny)["suggestions"]]
    assert all(len(steps) == 1 for steps in asked)
    assert {step.agent for steps in asked for step in steps} == {"cost", "advice", "anomalies", "budgets"}


def test_who_may_see_one_account_is_told_of_no_other(shop: Shop, tiny: ExportBill):
    answer, fields = told(shop, tiny, ["123456789012"])
    assert [one["id"] for one in fields["accounts"]] == ["123456789012"]
    assert "987654321098" not in answer.model_dump_json()
    assert fields["currencies"] != page(tiny)["currencies"]
    assert fields["tiles"] == page(tiny)["tiles"]


def test_thousands_of_accounts_are_told_in_parts_and_all_of_them(shop: Shop, many: ExportBill):
    answer, fields = told(shop, many)
    assert len(answer.model_dump_json()) < 24 * 1024
    assert len(fields["accounts"]) == MANY
    assert fields == page(many)
