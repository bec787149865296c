"""The async client against a real socket: what a program holds in its hands."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from finops_client import (
    AnswerReady,
    AsyncClient,
    ClientOptions,
    ClientTimeout,
    ConnectionFailed,
    Event,
    Finished,
    JobCancelled,
    JobFailed,
    Progress,
    Route,
    Started,
    TextDelta,
    Tool,
)
from finops_client.backoff import Backoff
from finops_client.calls import CallLimits
from finops_client.errors import BadFrame, ClientClosed, JobNotFound, RateLimited, TokenExpired, Unauthenticated
from finops_client.keepalive import KeepaliveLimits
from finops_client.session import SessionLimits
from finops_client.stream import StreamLimits
from finops_core.errors import ErrorCode
from finops_core.jobs.events import Event as Logged
from finops_core.jobs.events import RunFinished
from finops_core.jobs.events import TextDelta as LoggedDelta
from local.gateway.proof import ServerProof
from tests.integration.fault_proxy import FaultProxy
from tests.integration.scripted_platform import TOKEN, ScriptedJob, ScriptedPlatform, refusal
from websocket import protocol

PATIENCE_S = 20.0

QUICK = ClientOptions(
    open_timeout_s=5.0,
    request_timeout_s=5.0,
    backoff=Backoff(base_s=0.001, cap_s=0.01),
    limits=SessionLimits(
        stream=StreamLimits(hold_s=0.01, resume_wait_s=0.05, quiet_s=0.2),
        keepalive=KeepaliveLimits(answer_s=2.0),
        calls=CallLimits(resend_s=0.05, max_resend_s=0.2, max_refusals=2),
    ),
)


@pytest.fixture
async def platform() -> AsyncIterator[ScriptedPlatform]:
    async with ScriptedPlatform() as running, asyncio.timeout(PATIENCE_S):
        yield running


@pytest.fixture
async def stepwise() -> AsyncIterator[ScriptedPlatform]:
    """A platform whose jobs only move when the test says so."""
    async with ScriptedPlatform(automatic=False) as running, asyncio.timeout(PATIENCE_S):
        yield running


def connected(to: ScriptedPlatform, options: ClientOptions = QUICK, token: str = TOKEN) -> AsyncClient:
    return AsyncClient(to.url, token=token, options=options)


async def the_job(of: ScriptedPlatform) -> ScriptedJob:
    """The only job there is, once it is there."""
    await of.until(lambda: len(of.jobs) == 1)
    return next(iter(of.jobs.values()))


def numbers(events: list[Event]) -> list[int]:
    return [event.seq for event in events]


async def test_a_question_gives_typed_events_once_and_in_order(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        events = [event async for event in client.ask("What did I spend by service?")]
    assert numbers(events) == list(range(1, len(events) + 1))
    assert isinstance(events[0], Started)
    assert [event.percent for event in events if isinstance(event, Progress)] == [5, 30, 60, 90, 100]
    assert [event.path for event in events if isinstance(event, Route)] == ["fast"]
    assert [event.phase for event in events if isinstance(event, Tool)] == ["started", "args", "ended", "result"]
    assert "".join(event.delta for event in events if isinstance(event, TextDelta)).startswith("You spent **$1,313.46")
    assert isinstance(events[-1], Finished)
    assert events[-1].outcome == "success"


async def test_the_answer_is_typed_and_exact(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        answer = await client.answer("What did I spend by service?")
    assert answer.headline == "You spent $1,313.46 in May 2026."
    costs = answer.tables[0].to_columns()["Cost"]
    assert costs == [Decimal("1234.56"), Decimal("78.9"), Decimal("0.004")]
    assert answer.facts[0].amount == Decimal("1313.464")
    assert answer.basis.source == "may.csv"


async def test_a_failed_job_is_an_event_while_iterating_and_an_error_for_its_answer(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        events = [event async for event in client.ask("fail please")]
        assert isinstance(events[-1], Finished)
        assert (events[-1].outcome, events[-1].code) == ("error", "TIMEOUT")
        with pytest.raises(JobFailed, match="Ask again") as failed:
            await client.answer("fail please")
    assert failed.value.retryable


async def test_the_same_run_id_is_the_same_job(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        first = [event async for event in client.ask("What?", run_id="mine", thread_id="t")]
        again = [event async for event in client.ask("What?", run_id="mine", thread_id="t")]
    assert numbers(again) == numbers(first)
    assert len(platform.jobs) == 1


async def test_several_questions_at_once_do_not_mix(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:

        async def asked(number: int) -> set[str]:
            events = [event async for event in client.ask(f"question {number}", run_id=f"run{number}")]
            assert numbers(events) == list(range(1, len(events) + 1))
            return {event.job_id for event in events}

        jobs = await asyncio.gather(*(asked(number) for number in range(8)))
    assert len({job_id for found in jobs for job_id in found}) == 8
    assert all(len(found) == 1 for found in jobs)


async def test_the_handshake_carries_token_subprotocol_and_origin(platform: ScriptedPlatform) -> None:
    async with AsyncClient(platform.url, token=TOKEN, origin="https://example.com", options=QUICK):
        (request,) = platform.handshakes
    # A server of this machine has proved itself, and gets what stands for the token with it alone.
    assert request.headers["Authorization"] == f"Bearer {ServerProof(token=TOKEN, session='scripted').key}"
    assert request.headers["Sec-WebSocket-Protocol"] == "finops.v1"
    assert request.headers["Origin"] == "https://example.com"


async def test_a_wrong_token_is_told_at_once(platform: ScriptedPlatform) -> None:
    with pytest.raises(Unauthenticated):
        await connected(platform, token="wrong").open()


async def test_no_platform_is_told_at_once_and_is_worth_another_try() -> None:
    with pytest.raises(ConnectionFailed, match="no platform answers") as failed:
        await AsyncClient("ws://127.0.0.1:9/ws", token=TOKEN, options=QUICK).open()
    assert failed.value.retryable


async def test_a_client_that_is_not_open_says_so(platform: ScriptedPlatform) -> None:
    client = connected(platform)
    with pytest.raises(ClientClosed, match="async with"):
        client.ask("What?")
    async with client:
        pass
    with pytest.raises(ClientClosed):
        await client.jobs()


async def test_a_platform_that_dies_and_comes_back_loses_nothing(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:
        events = client.ask("What did I spend?")
        got = [await anext(events) for _ in range(2)]
        job = await the_job(stepwise)
        await stepwise.advance(job, 4)
        await stepwise.stop()
        await stepwise.advance(job, 5)
        await stepwise.start()
        await stepwise.until(lambda: len(stepwise.frames("resume")) > 0)
        await stepwise.advance(job)
        got += [event async for event in events]
    assert numbers(got) == list(range(1, len(job.log) + 1))


async def test_a_run_whose_platform_died_before_the_ack_is_submitted_again_and_once(stepwise: ScriptedPlatform) -> None:
    async with FaultProxy(stepwise.url.removesuffix("/ws")) as proxy:
        stepwise.silent = True
        # The proxy's port is not the platform's, which therefore proves nothing there.
        options = replace(QUICK, prove_server=False)
        async with AsyncClient(f"{proxy.url}/ws", token=TOKEN, options=options) as client:
            events = client.ask("What did I spend?")
            await stepwise.until(lambda: len(stepwise.handshakes) == 1)
            proxy.cut()
            stepwise.silent = False
            job_id = await events.accepted()
    assert list(stepwise.jobs) == [job_id]


async def test_a_connection_that_went_silent_is_replaced(stepwise: ScriptedPlatform) -> None:
    limits = replace(QUICK.limits, keepalive=KeepaliveLimits(answer_s=0.1))
    async with connected(stepwise, replace(QUICK, limits=limits)) as client:
        events = client.ask("What did I spend?")
        await events.accepted()
        stepwise.silent = True
        await stepwise.until(lambda: len(stepwise.handshakes) == 2)
        stepwise.silent = False
        await stepwise.advance(await the_job(stepwise))
        assert isinstance([event async for event in events][-1], Finished)


async def test_a_connection_is_replaced_before_it_is_too_old_and_the_job_goes_on(stepwise: ScriptedPlatform) -> None:
    limits = replace(QUICK.limits, keepalive=KeepaliveLimits(max_age_s=0.05))
    async with connected(stepwise, replace(QUICK, limits=limits)) as client:
        events = client.ask("What did I spend?")
        await stepwise.until(lambda: len(stepwise.handshakes) >= 3)
        job = await the_job(stepwise)
        await stepwise.advance(job)
        got = [event async for event in events]
    assert numbers(got) == list(range(1, len(job.log) + 1))


async def test_an_idle_client_pings(platform: ScriptedPlatform) -> None:
    limits = replace(QUICK.limits, keepalive=KeepaliveLimits(ping_s=0.02))
    async with connected(platform, replace(QUICK, limits=limits)):
        await platform.until(lambda: len(platform.frames("ping")) >= 3)
    assert len(platform.handshakes) == 1


async def test_a_platform_that_stays_away_fails_what_is_open_and_says_which_job(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise, replace(QUICK, reconnect_for_s=0.1)) as client:
        events = client.ask("What did I spend?")
        job_id = await events.accepted()
        await stepwise.stop()
        with pytest.raises(ConnectionFailed) as failed:
            async for _ in events:
                pass
        assert failed.value.job_id == job_id
        with pytest.raises(ConnectionFailed):
            await client.jobs()


async def test_leaving_early_leaves_the_job_running_and_resume_reads_on(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:
        async for _ in client.ask("What did I spend?"):
            break
        job = await the_job(stepwise)
        await stepwise.advance(job)
        rest = [event async for event in client.resume(job.job_id, after=1)]
    assert numbers(rest) == list(range(2, len(job.log) + 1))
    assert stepwise.frames("cancel") == []
    assert stepwise.frames("abort") == []


async def test_leaving_early_with_cancel_on_exit_stops_the_job(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:
        async for _ in client.ask("What did I spend?", cancel_on_exit=True):
            break
        gc.collect()
        job = await the_job(stepwise)
        await stepwise.until(lambda: job.ended)
    assert job.log[-1] == RunFinished(outcome="cancelled")


async def test_a_cancelled_task_with_cancel_on_exit_stops_the_job(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:

        async def reading() -> None:
            async with client.ask("What did I spend?", cancel_on_exit=True) as events:
                async for _ in events:
                    pass

        task = asyncio.create_task(reading())
        job = await the_job(stepwise)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await stepwise.until(lambda: job.ended)
    assert task.cancelled()


async def test_a_cancel_just_before_closing_still_arrives(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client, client.ask("What did I spend?", cancel_on_exit=True) as events:
        await events.accepted()
    job = await the_job(stepwise)
    await stepwise.until(lambda: job.ended)
    assert job.log[-1] == RunFinished(outcome="cancelled")


async def test_cancel_returns_when_the_job_has_ended_and_its_reader_sees_it(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:
        events = client.ask("What did I spend?")
        await client.cancel(await events.accepted())
        got = [event async for event in events]
        assert isinstance(got[-1], Finished)
        assert got[-1].outcome == "cancelled"
        with pytest.raises(JobCancelled):
            await client.resume(got[-1].job_id).answer()


async def test_cancelling_a_finished_job_changes_nothing(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        events = [event async for event in client.ask("What did I spend?")]
        await client.cancel(events[0].job_id)
    assert platform.jobs[events[0].job_id].log[-1] == RunFinished()


async def test_an_unknown_job_is_not_found(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        with pytest.raises(JobNotFound):
            await client.cancel("nosuchjob")
        with pytest.raises(JobNotFound):
            await client.resume("nosuchjob").answer()
        with pytest.raises(JobNotFound):
            await client.artifact("nosuchjob", "rows")


async def test_the_readers_time_runs_out_and_the_job_goes_on(stepwise: ScriptedPlatform) -> None:
    async with connected(stepwise) as client:
        with pytest.raises(ClientTimeout) as over:
            await client.answer("What did I spend?", timeout_s=0.1)
        job = await the_job(stepwise)
        assert over.value.job_id == job.job_id
        assert isinstance(over.value, TimeoutError)
        await stepwise.advance(job)
        assert (await client.resume(job.job_id).answer()).headline.startswith("You spent")


async def test_a_request_without_an_answer_times_out(platform: ScriptedPlatform) -> None:
    async with connected(platform, replace(QUICK, request_timeout_s=0.1)) as client:
        platform.silent = True
        with pytest.raises(ClientTimeout, match=r"jobs\.list"):
            await client.jobs()


async def test_a_slow_reader_costs_bounded_memory_and_loses_nothing() -> None:
    def long_script(_: str) -> tuple[Logged, ...]:
        return (*(LoggedDelta(message_id="m", delta=str(number)) for number in range(500)), RunFinished())

    limits = replace(QUICK.limits, stream=replace(QUICK.limits.stream, capacity=16, held=8))
    async with (
        asyncio.timeout(PATIENCE_S),
        ScriptedPlatform(script=long_script) as platform,
        connected(platform, replace(QUICK, limits=limits)) as client,
    ):
        slow = client.ask("a long story")
        job_id = await slow.accepted()
        await platform.until(lambda: platform.jobs[job_id].ended)
        assert (await client.jobs())[0].seq == 503
        got = numbers([event async for event in slow])
    assert got == list(range(1, 504))
    assert len(platform.frames("resume")) > 10


async def test_a_slow_reader_does_not_hold_up_another(platform: ScriptedPlatform) -> None:
    limits = replace(QUICK.limits, stream=replace(QUICK.limits.stream, capacity=2, held=2))
    async with connected(platform, replace(QUICK, limits=limits)) as client:
        slow = client.ask("slow")
        await slow.accepted()
        assert (await client.answer("quick")).headline
        assert isinstance([event async for event in slow][-1], Finished)


async def test_jobs_threads_and_one_thread_are_listed(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        await client.answer("What did I spend?", thread_id="talk", run_id="one")
        (job,) = await client.jobs()
        assert (job.question, job.status, job.percent, job.thread_id) == ("What did I spend?", "SUCCEEDED", 100, "talk")
        assert [thread.thread_id for thread in await client.threads()] == ["talk"]
        assert await client.thread("talk") == (job,)
        assert await client.thread("other") == ()


async def test_a_thread_is_renamed_and_deleted(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        await client.answer("What did I spend?", thread_id="talk")
        assert await client.rename_thread("talk", "  March ") == "March"
        assert [thread.title for thread in await client.threads()] == ["March"]
        with pytest.raises(BadFrame):
            await client.rename_thread("talk", "two\nlines")
        await client.delete_thread("talk")
        assert await client.threads() == await client.jobs() == ()
        for attempt in (client.rename_thread("talk", "Back"), client.delete_thread("other")):
            with pytest.raises(JobNotFound):
                await attempt


async def test_a_deletion_that_a_lost_connection_left_open_is_carried_out_over_the_next(
    platform: ScriptedPlatform,
) -> None:
    async with connected(platform) as client:
        await client.answer("What did I spend?", thread_id="talk")
        platform.silent = True
        deleting = asyncio.create_task(client.delete_thread("talk"))
        await platform.until(lambda: platform.unanswered > 0)
        platform.silent = False
        platform.cut()
        await deleting
        assert await client.threads() == ()
    assert len(platform.handshakes) == 2


async def test_all_rows_of_a_large_table_are_put_together_from_their_parts(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        answered = [event async for event in client.ask("What did I spend?")]
        job_id = answered[0].job_id
        platform.artifacts[job_id, "rows"] = ['[["AmazonEC2","1"],["AmazonS3",null]]', '[["AWSLambda","0.5"]]']
        rows = await client.artifact(job_id, "rows")
        shown = (await client.resume(job_id).answer()).tables[0]
    assert rows == (("AmazonEC2", "1"), ("AmazonS3", None), ("AWSLambda", "0.5"))
    assert shown.with_rows(rows).to_columns()["Cost"] == [Decimal(1), None, Decimal("0.5")]


async def test_a_refusal_that_passes_is_waited_out(platform: ScriptedPlatform) -> None:
    platform.refusals["run"] = [refusal(ErrorCode.RATE_LIMITED, retryable=True, retry_after_ms=10)]
    async with connected(platform) as client:
        assert (await client.answer("What did I spend?")).headline
    assert len(platform.frames("run")) == 2


async def test_a_refusal_that_stays_is_typed(platform: ScriptedPlatform) -> None:
    limited = refusal(ErrorCode.RATE_LIMITED, retryable=True, retry_after_ms=5)
    platform.refusals["run"] = [limited] * 3 + [refusal(ErrorCode.BAD_FRAME)]
    async with connected(platform) as client:
        with pytest.raises(RateLimited) as refused:
            await client.answer("What did I spend?")
        assert (refused.value.retryable, refused.value.retry_after_s) == (True, 0.005)
        with pytest.raises(BadFrame):
            await client.answer("What did I spend?")


async def test_an_expired_fixed_token_is_an_error(platform: ScriptedPlatform) -> None:
    platform.expired = True
    async with connected(platform) as client:
        with pytest.raises(TokenExpired):
            await client.answer("What did I spend?")


async def test_an_expired_token_is_renewed_on_the_open_connection_and_the_run_goes_through(
    platform: ScriptedPlatform,
) -> None:
    tokens = iter([TOKEN, "fresh"])

    async def provider() -> str:
        return next(tokens)

    platform.tokens.add("fresh")
    platform.expired = True
    async with AsyncClient(platform.url, token_provider=provider, options=QUICK) as client:
        assert (await client.answer("What did I spend?")).headline
    (auth,) = platform.frames("auth")
    assert isinstance(auth, protocol.Auth)
    assert auth.token == "fresh"
    assert len(platform.handshakes) == 1


async def test_a_token_is_renewed_before_it_expires(platform: ScriptedPlatform) -> None:
    handed_out = 0

    async def provider() -> str:
        nonlocal handed_out
        handed_out += 1
        return TOKEN

    platform.exp = 1  # long ago: every answer makes the next renewal due
    async with AsyncClient(platform.url, token_provider=provider, options=QUICK) as client:
        platform.expired = True
        await client.answer("What did I spend?")
        await platform.until(lambda: len(platform.frames("auth")) >= 3)
    assert handed_out >= 4
    assert len(platform.handshakes) == 1


async def test_a_token_refused_at_the_handshake_is_replaced_once(platform: ScriptedPlatform) -> None:
    tokens = iter(["stale", TOKEN])

    async def provider() -> str:
        return next(tokens)

    async with AsyncClient(platform.url, token_provider=provider, options=QUICK) as client:
        assert await client.jobs() == ()
    assert len(platform.handshakes) == 2


async def test_a_reply_and_answer_event_agree(platform: ScriptedPlatform) -> None:
    async with connected(platform) as client:
        events = [event async for event in client.ask("What did I spend?", run_id="same")]
        answer = await client.answer("What did I spend?", run_id="same")
    assert [event.answer for event in events if isinstance(event, AnswerReady)] == [answer]
