"""The deployed worker's language model: a setting names it, its key is read where it lies and told to nobody else."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.errors import SettingsError, ToolError
from finops_core.jobs.events import Answered, Routed
from finops_core.jobs.model import JobStatus
from tests.model_servers import anthropic_server, bedrock_server
from tests.unit.agents.test_strands import COST, HARD, SPEND
from tests.unit.jobs.schedules import FIRST, fresh_clock, new_job
from tests.unit.worker.shop import Shop
from tests.unit.worker.test_readers import bill_of_two_accounts
from worker.deps import WorkerSettings, settings_planner, supervisor_deps
from worker.handler import handler
from worker.kept_secrets import KEPT_FOR, KeptSecrets
from worker.supervised import SupervisedAnswers

KEY = "sk-ant-of-a-test-0123456789"
REQUIRED = {"table": "t", "queue_url": "q", "bucket": "b", "bill": "x", "reader_role": "r"}
SPEND_IN_MAY = replace(SPEND, arguments={"period": "2026-05"})


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlatformClients]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield PlatformClients()


def secret(clients: PlatformClients, text: str, name: str = "anthropic") -> str:
    return clients.secrets("secretsmanager").create_secret(Name=name, SecretString=text)["ARN"]


def parameter(clients: PlatformClients, text: str) -> str:
    ssm = clients.secrets("ssm")
    ssm.put_parameter(Name="/finops/key", Value=text, Type="SecureString")
    return ssm.get_parameter(Name="/finops/key")["Parameter"]["ARN"]


def ask_the_worker(settings: WorkerSettings, clients: PlatformClients, shop: Shop, folder: Path) -> str:
    """Asks a question that only a model takes by the worker's Lambda handler; returns the job's id."""
    deps = supervisor_deps(str(bill_of_two_accounts(folder)), "", AnalysedAccount(), shop.clock)
    deps = replace(deps, planner=settings_planner(settings, clients, shop.clock))
    job = replace(new_job(shop.clock, run_id="run-1"), question=HARD.replace("October", "May"))
    shop.jobs.submit(job, FIRST)
    record: dict[str, Any] = {
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
    return job.job_id


def paths(shop: Shop, job_id: str) -> list[str]:
    return [event.path for event in shop.events(job_id) if isinstance(event, Routed)]


def answer(shop: Shop, job_id: str) -> Answered:
    assert shop.job(job_id).status is JobStatus.SUCCEEDED
    return next(event for event in shop.events(job_id) if isinstance(event, Answered))


def test_a_worker_asks_its_model_of_bedrock_as_itself(
    clients: PlatformClients, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = WorkerSettings(**REQUIRED, model="bedrock:eu.m", model_price_in=3, model_price_out=15)  # type: ignore[arg-type]
    with bedrock_server([COST, SPEND_IN_MAY, "Done.", "May came to [[f1]]."]) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        job_id = ask_the_worker(settings, clients, shop, tmp_path)
    found = answer(shop, job_id).answer
    assert paths(shop, job_id) == ["model"]
    assert found.headline == "May came to $112.00."
    assert (found.usage.tokens_in, found.usage.tokens_out, found.usage.tokens_unpriced) == (280, 28, 0)
    assert found.usage.price_usd == "0.00126"


@pytest.mark.parametrize("kept_as", ["{key}", '{{"ANTHROPIC_API_KEY": "{key}"}}', "{key}\n"])
@pytest.mark.parametrize("place", [secret, parameter])
def test_a_providers_key_is_read_where_it_lies_and_told_to_the_provider_alone(
    clients: PlatformClients,
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kept_as: str,
    place: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    arn = place(clients, kept_as.format(key=KEY))
    settings = WorkerSettings(**REQUIRED, model="anthropic:m", model_key=arn)  # type: ignore[arg-type]
    with anthropic_server([COST, SPEND_IN_MAY, "Done.", "May came to [[f1]]."]) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
        job_id = ask_the_worker(settings, clients, shop, tmp_path)
    assert answer(shop, job_id).answer.headline == "May came to $112.00."
    assert {each.get("x-api-key") for each in server.headers} == {KEY}
    assert KEY not in caplog.text
    assert all(KEY not in event.model_dump_json() for event in shop.events(job_id))


def test_a_key_that_cannot_be_read_costs_the_model_and_not_the_answer(
    clients: PlatformClients, shop: Shop, tmp_path: Path
) -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:gone-Ab12Cd"
    settings = WorkerSettings(**REQUIRED, model="anthropic:m", model_key=arn)  # type: ignore[arg-type]
    job_id = ask_the_worker(settings, clients, shop, tmp_path)
    assert paths(shop, job_id) == ["model", "fallback"]
    assert "ResourceNotFoundException" in "".join(event.model_dump_json() for event in shop.events(job_id))
    assert "112" in str(answer(shop, job_id).answer)


@pytest.mark.parametrize("text", ["", '{"a": "x", "b": "y"}', '{"a": 1}', "two words", "{broken", "a\nb"])
def test_what_is_no_key_is_refused_without_being_told(clients: PlatformClients, text: str) -> None:
    clock = fresh_clock()

    class Kept:
        def get_secret_value(self, SecretId: str) -> dict[str, str]:
            return {"SecretString": text}

    def kept(service: str) -> Any:
        return Kept()

    with pytest.raises(ToolError, match="is no key") as refused:
        KeptSecrets(kept, clock).read("arn:aws:secretsmanager:us-east-1:123456789012:secret:s-Ab12Cd")
    assert not text or text not in str(refused.value)


def test_a_key_that_was_replaced_is_used_after_a_while_without_a_deployment(clients: PlatformClients) -> None:
    clock = fresh_clock()
    arn = secret(clients, "first")
    keys = KeptSecrets(clients.secrets, clock)
    assert keys.read(arn) == "first"
    clients.secrets("secretsmanager").put_secret_value(SecretId=arn, SecretString="second")
    clock.advance(KEPT_FOR.total_seconds() - 1)
    assert keys.read(arn) == "first"
    clock.advance(1)
    assert keys.read(arn) == "second"


def test_a_worker_with_a_model_that_does_not_exist_does_not_start(clients: PlatformClients) -> None:
    settings = WorkerSettings(**REQUIRED, model="telepathy:m")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="telepathy"):
        settings_planner(settings, clients, fresh_clock())
