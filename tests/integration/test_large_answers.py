"""From a worker's tool to a client's reader: what no message holds arrives whole, page by page."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from finops_client import AnswerReady, AsyncClient, Client
from finops_client.answers import Answer
from finops_client.paging import is_partial, shown_and_total
from finops_core.answers import Finding
from finops_core.blobs.folder import FolderBlobs
from finops_core.clock import SystemClock
from finops_core.jobs.events import Answered, RunStarted
from finops_core.jobs.model import Job, JobStatus, job_id_of
from local.data_dir import DataDir
from local.platform import Platform
from local.settings import LocalSettings
from local.stores import Stores
from tests.integration.cli_command import finops
from tests.integration.large_agent import (
    LARGE_ADVICE,
    LARGE_ROWS,
    MANY_SECTIONS,
    large,
    large_finding,
    many_sections,
)
from websocket.tokens import LOCAL_USER
from worker.deps import make_worker
from worker.process import process_job

BILL = Path(__file__).parents[1] / "data" / "bills" / "cur_2.0_tiny.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A running platform and a job on it with one large answer."""

    platform: Platform
    data_dir: Path
    job_id: str

    @asynccontextmanager
    async def answer(self) -> AsyncGenerator[tuple[AsyncClient, Answer]]:
        """A client and the answer as it came."""
        async with AsyncClient(self.platform.url, token=self.platform.token) as client:
            async for event in client.resume(self.job_id):
                if isinstance(event, AnswerReady):
                    yield client, event.answer


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    data_dir = tmp_path_factory.mktemp("data")
    settings = LocalSettings(bill=str(BILL), port=0, data_dir=data_dir, workers=1, frames_per_second=10_000)
    platform = Platform(settings, answering=large).start()
    with Client(platform.url, token=platform.token) as client, client.ask("What did I spend by service?") as events:
        events.answer()
        yield Asked(platform=platform, data_dir=data_dir, job_id=events.job_id or "")
    platform.stop()


@pytest.fixture
def of_many_agents(asked: Asked) -> Iterator[Asked]:
    """The same platform with a job that a worker of the test answers: so many sections as no question plans."""
    clock, data = SystemClock(), DataDir(asked.data_dir)
    stores = Stores.open(LocalSettings(bill=str(BILL), data_dir=asked.data_dir), clock)
    job, _ = stores.jobs.submit(
        Job(
            job_id=job_id_of(LOCAL_USER, "many"),
            user_id=LOCAL_USER,
            thread_id="many",
            run_id="many",
            input_hash="",
            props={},
            accounts=None,
            question="What did everybody find?",
            status=JobStatus.QUEUED,
            created_at=clock.now(),
            updated_at=clock.now(),
        ),
        (RunStarted(question="What did everybody find?"),),
    )
    answer = iter([Answered(answer=many_sections())])
    worker = make_worker(jobs=stores.jobs, queue=stores.queue, blobs=FolderBlobs(data.blobs), answer=lambda run: answer)
    process_job(job.job_id, worker)
    yield replace(asked, job_id=job.job_id)
    stores.close()


def written(finding: Finding, name: str) -> Any:
    return json.loads(finding.model_dump_json(by_alias=True))[name]


def without_ids(block: dict[str, Any]) -> dict[str, Any]:
    paging = ("id", "tableId", "artifactId", "totalItems", "entitiesId")
    return {key: value for key, value in block.items() if key not in paging}


async def test_rows_advice_points_parts_and_texts_come_back_to_the_last(asked: Asked) -> None:
    finding = large_finding()
    async with asked.answer() as (client, answer):
        assert is_partial(answer)
        whole = await client.whole(asked.job_id, answer)
    assert not is_partial(whole)
    made = json.loads(whole.model_dump_json(by_alias=True))
    expected = written(finding, "blocks")
    assert [without_ids(block) for block in made["blocks"][: len(expected)]] == [
        without_ids(block) for block in expected
    ]
    assert made["facts"] == written(finding, "facts")
    assert whole.markdown.endswith("Line 1999 of a long text.")
    assert whole.sections[0].agent == "cost"
    assert {block.id for block in whole.blocks} >= set(whole.sections[0].block_ids)


async def test_what_came_at_once_says_how_much_there_is(asked: Asked) -> None:
    async with asked.answer() as (_, answer):
        table, advice = answer.blocks[:2]
    assert shown_and_total(table)[1] == LARGE_ROWS
    assert 0 < shown_and_total(advice)[0] < shown_and_total(advice)[1] == LARGE_ADVICE
    assert any("cut to fit" in note for note in answer.basis.notes)
    assert any("more tables and charts are stored" in note for note in answer.basis.notes)
    assert {remainder.of for remainder in answer.more} >= {"markdown", "facts", "blocks"}


@pytest.mark.parametrize("artifact_id", ["table-1", "all-facts"])
async def test_a_part_alone_can_be_read_as_plain_values(asked: Asked, artifact_id: str) -> None:
    async with asked.answer() as (client, _):
        items = await client.items(asked.job_id, artifact_id)
    expected = written(large_finding(), "facts")
    assert items == expected if artifact_id == "all-facts" else len(items) == LARGE_ADVICE


@pytest.mark.parametrize(("flags", "last"), [(("--all",), True), ((), False)])
async def test_the_shell_shows_the_last_row_when_asked_for_all(
    asked: Asked, flags: tuple[str, ...], last: bool
) -> None:
    done = await finops("jobs", "show", asked.job_id, *flags, data_dir=asked.data_dir)
    assert done.code == 0, done.err
    assert (f"vol-{LARGE_ROWS - 1:08x}" in done.out) is last
    assert (f"Delete volume {LARGE_ADVICE - 1}" in done.out) is last
    assert ("--all shows them" in done.out) is not last


async def test_forty_sections_arrive_one_after_the_other_with_their_tables(of_many_agents: Asked) -> None:
    made = json.loads(many_sections().model_dump_json(by_alias=True))
    async with of_many_agents.answer() as (client, answer):
        assert len(answer.sections) < MANY_SECTIONS
        assert any("more sections are stored" in note for note in answer.basis.notes)
        whole = json.loads((await client.whole(of_many_agents.job_id, answer)).model_dump_json(by_alias=True))
    assert whole["sections"] == made["sections"]
    assert [without_ids(block) for block in whole["blocks"]] == [without_ids(block) for block in made["blocks"]]
    assert whole["markdown"] == made["markdown"]
