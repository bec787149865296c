"""The client without async: the same promises from a plain thread."""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finops_client import AsyncClient, Client, ClientTimeout, ConnectionFailed, Finished, JobFailed, NoLocalPlatform
from finops_client.errors import ClientClosed
from finops_core.jobs.events import RunFinished
from local.cli.main import app
from tests.integration.scripted_platform import TOKEN, ScriptedPlatform

AGAIN_S = 5


class Hosted:
    """A scripted platform on a thread of its own."""

    def __init__(self, *, automatic: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.platform = asyncio.run_coroutine_threadsafe(self._start(automatic), self.loop).result(10)

    async def _start(self, automatic: bool) -> ScriptedPlatform:
        platform = ScriptedPlatform(automatic=automatic)
        await platform.start()
        return platform

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.platform.stop(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


@pytest.fixture
def hosted() -> Iterator[Hosted]:
    running = Hosted(automatic=True)
    yield running
    running.stop()


@pytest.fixture
def stepwise() -> Iterator[Hosted]:
    running = Hosted(automatic=False)
    yield running
    running.stop()


def test_a_plain_loop_reads_each_event_once_and_in_order(hosted: Hosted) -> None:
    with Client(hosted.platform.url, token=TOKEN) as client:
        events = list(client.ask("What did I spend?"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[-1], Finished)


def test_the_answer_comes_without_async(hosted: Hosted) -> None:
    with Client(hosted.platform.url, token=TOKEN) as client:
        assert client.answer("What did I spend?").headline == "You spent $1,313.46 in May 2026."
        with pytest.raises(JobFailed):
            client.answer("fail please")


def test_a_question_can_be_kept_from_the_language_model(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a program, by `finops ask` and by `finops chat`; without the wish, nothing is said about models."""
    monkeypatch.setenv("FINOPS_TOKEN", TOKEN)
    with Client(hosted.platform.url, token=TOKEN) as client:
        client.answer("What did I spend?", model=False)
        list(client.ask("What did I spend?", model=False))
    for command in (["ask", "What did I spend?"], ["ask", "What did I spend?", "--no-model"], ["chat", "--no-model"]):
        done = CliRunner().invoke(app, [*command, "--url", hosted.platform.url, "--json"], input="What did I spend?\n")
        assert done.exit_code == 0, done.output

    without = {"finops": {"model": False}}
    assert [job.props for job in hosted.platform.jobs.values()] == [without, without, {}, without, without]


def test_everything_else_works_from_a_thread_too(hosted: Hosted) -> None:
    hosted.platform.artifacts["job", "rows"] = ['[["S3","1"]]']
    with Client(hosted.platform.url, token=TOKEN) as client:
        with client.ask("What did I spend?", thread_id="talk", run_id="one") as events:
            job_id = events.accepted()
            assert (events.job_id, events.run_id, events.thread_id) == (job_id, "one", "talk")
            assert events.answer().headline
        client.cancel(job_id)
        assert [job.job_id for job in client.jobs()] == [job_id]
        assert [thread.thread_id for thread in client.threads()] == ["talk"]
        assert [job.job_id for job in client.thread("talk")] == [job_id]
        assert client.artifact("job", "rows") == (("S3", "1"),)
        assert client.resume(job_id).answer().headline
        assert client.rename_thread("talk", "March") == "March"
        client.delete_thread("talk")
        assert client.threads() == ()


def test_a_plain_function_provides_the_token(hosted: Hosted) -> None:
    with Client(hosted.platform.url, token_provider=lambda: TOKEN) as client:
        assert client.answer("What did I spend?").headline


def test_the_readers_time_runs_out(stepwise: Hosted) -> None:
    with Client(stepwise.platform.url, token=TOKEN) as client, pytest.raises(ClientTimeout):
        client.answer("What did I spend?", timeout_s=0.05)


def test_leaving_a_loop_with_cancel_on_exit_stops_the_job(stepwise: Hosted) -> None:
    with Client(stepwise.platform.url, token=TOKEN) as client:
        with client.ask("What did I spend?", cancel_on_exit=True) as events:
            next(events)
        (job,) = client.jobs()
        with client.resume(job.job_id) as rest:
            last = list(rest)[-1]
    assert isinstance(last, Finished)
    assert last.outcome == "cancelled"


def test_an_interrupt_at_any_moment_stops_the_job(stepwise: Hosted) -> None:
    """The platform interrupts this thread as soon as it hears of the question, wherever the client is by then.

    Python drops an interrupt that falls into a finalizer; as a person would, the platform then interrupts again.
    """
    main = threading.get_ident()

    def interrupt(stopped: threading.Event) -> None:
        signal.pthread_kill(main, signal.SIGINT)
        while not stopped.wait(AGAIN_S):
            signal.pthread_kill(main, signal.SIGINT)

    def ask(stopped: threading.Event) -> None:
        with Client(stepwise.platform.url, token=TOKEN) as client:
            try:
                for _ in client.ask("What did I spend?", cancel_on_exit=True):
                    pass
            finally:
                stopped.set()

    for _ in range(20):
        stopped = threading.Event()
        interrupter = threading.Thread(target=interrupt, args=(stopped,))
        stepwise.platform.heard = interrupter.start
        with pytest.raises(KeyboardInterrupt):
            ask(stopped)
        interrupter.join()
    jobs = list(stepwise.platform.jobs.values())
    assert len(jobs) == 20
    assert [job.log[-1] for job in jobs] == [RunFinished(outcome="cancelled")] * 20


async def test_closing_ends_what_is_still_being_read(hosted: Hosted) -> None:
    hosted.platform.silent = True
    client = AsyncClient(hosted.platform.url, token=TOKEN)
    await client.open()
    reading = asyncio.create_task(client.ask("What did I spend?").answer())
    await asyncio.sleep(0)
    await client.close()
    with pytest.raises(ClientClosed):
        await reading


def test_several_threads_share_a_client(hosted: Hosted) -> None:
    headlines: list[str] = []
    with Client(hosted.platform.url, token=TOKEN) as client:
        threads = [
            threading.Thread(target=lambda: headlines.append(client.answer("What did I spend?").headline))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert headlines == ["You spent $1,313.46 in May 2026."] * 4


def test_a_closed_client_says_so_and_leaves_no_thread(hosted: Hosted) -> None:
    client = Client(hosted.platform.url, token=TOKEN)
    with client:
        pass
    with pytest.raises(ClientClosed):
        client.jobs()
    assert not [thread for thread in threading.enumerate() if thread.name == "finops-client"]


def test_a_client_that_could_not_connect_leaves_no_thread() -> None:
    with pytest.raises(ConnectionFailed):
        Client("ws://127.0.0.1:9/ws", token=TOKEN).open()
    assert not [thread for thread in threading.enumerate() if thread.name == "finops-client"]


def test_the_local_platform_is_found_by_its_data_folder(hosted: Hosted, tmp_path: Path) -> None:
    with pytest.raises(NoLocalPlatform, match="finops up"):
        Client.local(tmp_path)
    found = {"url": hosted.platform.url, "token": TOKEN, "pid": os.getpid()}
    (tmp_path / "platform.json").write_text(json.dumps(found), encoding="utf-8")
    with Client.local(tmp_path) as client:
        assert client.jobs() == ()
