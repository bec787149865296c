"""Every kind of process answers by the organisation's own terms, wherever they lie."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

import worker.terms_file
from agents.budgets.aws import BudgetReader
from billing.source import BillSource
from billing.terms import Terms
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import SystemClock
from finops_core.errors import SettingsError
from finops_core.jobs.events import Answered
from finops_core.jobs.model import JobStatus
from local.answering import product
from local.settings import LocalSettings
from tests.unit.billing.made_bills import focus_day, write_csv
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Shop
from worker.deps import supervisor_deps
from worker.handler import handler
from worker.readers import readers, terms_at
from worker.supervised import SupervisedAnswers
from worker.terms_file import MAX_TERMS_BYTES

TERMS = """
[[teams]]
name = "Checkout"
rules = [{ accounts = ["200000000001"] }]

[[teams]]
name = "Search"
rules = [{ accounts = ["200000000002"] }]
"""
PLACE = "s3://terms-of-ours/org/finops.toml"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        s3 = PlatformClients().s3()
        s3.create_bucket(Bucket="terms-of-ours")
        yield s3


def put(s3: Any, content: str | bytes) -> None:
    s3.put_object(Bucket="terms-of-ours", Key="org/finops.toml", Body=content)


def bill_of_two_accounts(folder: Path) -> Path:
    days = [(day, account) for day in range(1, 29) for account in ("200000000001", "200000000002")]
    return write_csv(
        folder / "bill.csv",
        [focus_day(d, SubAccountId=a, BilledCost="3" if a.endswith("1") else "1", Tags="") for d, a in days],
    )


def test_a_lambda_worker_answers_a_question_by_team_by_the_terms_in_s3(tmp_path: Path, shop: Shop, bucket: Any):
    put(bucket, TERMS)
    deps = supervisor_deps(str(bill_of_two_accounts(tmp_path)), PLACE, AnalysedAccount(), SystemClock())
    job = replace(new_job(shop.clock, run_id="run-1"), question="spend by team in May 2026")
    shop.jobs.submit(job, FIRST)
    record = {
        "body": job.job_id,
        "messageId": "m",
        "receiptHandle": "r",
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    worker = shop.worker(SupervisedAnswers(shop.jobs, shop.blobs, deps))
    worker.monitor.start()
    try:
        assert handler({"Records": [record]}, None, worker=worker) == {"batchItemFailures": []}
    finally:
        worker.monitor.close()
    assert shop.job(job.job_id).status is JobStatus.SUCCEEDED
    answer = next(event.answer for event in shop.events(job.job_id) if isinstance(event, Answered))
    said = str(answer)
    assert "Checkout" in said
    assert "Search" in said
    assert "84" in said


def test_the_laptop_and_the_deployed_worker_have_the_same_readers(tmp_path: Path, bucket: Any):
    put(bucket, TERMS)
    path, terms = bill_of_two_accounts(tmp_path), tmp_path / "finops.toml"
    terms.write_text(TERMS)
    settings = LocalSettings(bill=str(path), terms=terms, data_dir=tmp_path / "data")
    local = product(settings, SystemClock())
    deployed = supervisor_deps(str(path), PLACE, AnalysedAccount(), SystemClock())
    assert local.services.keys() == {BillSource, Terms}
    assert deployed.services.keys() == {BillSource, Terms, BudgetReader}  # it always has an account to read
    assert local.services[Terms].teams == deployed.services[Terms].teams == terms_at(PLACE, AnalysedAccount()).teams
    local.close()


def test_a_file_that_came_with_the_code_is_read_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "finops.toml").write_text(TERMS)
    monkeypatch.setattr(worker.terms_file, "BUNDLE", tmp_path)
    assert [team.name for team in terms_at("finops.toml", AnalysedAccount()).teams] == ["Checkout", "Search"]


def test_without_a_place_there_are_no_terms():
    assert terms_at("", AnalysedAccount()) == Terms()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "NoSuchKey"),
        ("teams = 3", "teams"),
        ("[[teams", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
        ("#" * (MAX_TERMS_BYTES + 1), "larger than"),
    ],
)
def test_terms_that_cannot_be_read_stop_the_worker_by_their_place(bucket: Any, content: str | bytes | None, said: str):
    if content is not None:
        put(bucket, content)
    with pytest.raises(SettingsError, match=f"{PLACE}.*{said}"):
        terms_at(PLACE, AnalysedAccount())


def test_a_file_that_is_missing_stops_the_worker():
    with pytest.raises(SettingsError, match=r"nothing\.toml: cannot be read"):
        terms_at("nothing.toml", AnalysedAccount())


def test_every_reader_is_limited_to_a_users_accounts(tmp_path: Path):
    from billing.export import open_bill
    from finops_core.tools.readers import Scoped

    with open_bill(bill_of_two_accounts(tmp_path)) as bill:
        assert all(isinstance(reader, Scoped) for reader in readers(bill, Terms()).values())
