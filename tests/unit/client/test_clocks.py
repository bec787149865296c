"""When a client pings, gives up, sends again and reconnects: every moment to the second."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_client.backoff import Backoff
from finops_client.calls import Call, CallLimits, Calls
from finops_client.errors import ConnectionFailed, RateLimited, Refused, TokenExpired
from finops_client.frames import ErrorFrame, Pong
from finops_client.keepalive import Keepalive, KeepaliveLimits
from finops_client.options import ClientOptions
from finops_client.resumes import REMEMBERED, Resumes
from finops_client.stream import JobStream, StreamLimits

LIMITS = KeepaliveLimits(ping_s=240.0, answer_s=20.0, max_age_s=6900.0)


class Highest(Random):
    """Draws the upper end of every range."""

    def uniform(self, a: float, b: float) -> float:
        return b


class Lowest(Random):
    """Draws the lower end of every range."""

    def uniform(self, a: float, b: float) -> float:
        return a


@pytest.mark.parametrize(
    ("attempt", "longest"),
    [(0, 0.25), (1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 20.0), (33, 20.0), (100_000, 20.0)],
)
def test_the_longest_wait_doubles_up_to_twenty_seconds(attempt: int, longest: float) -> None:
    assert Backoff().delay_s(attempt, Highest()) == longest


@given(st.integers(0, 10_000))
def test_a_reconnect_may_come_at_once(attempt: int) -> None:
    assert Backoff().delay_s(attempt, Lowest()) == 0


def test_the_defaults_stay_below_what_the_platform_allows() -> None:
    """API Gateway ends a connection after ten idle minutes and after two hours; see PROTOCOL."""
    keepalive = ClientOptions().limits.keepalive

    assert keepalive.ping_s + keepalive.answer_s < 600
    assert keepalive.max_age_s + keepalive.answer_s < 7200
    assert keepalive.answer_s < ClientOptions().request_timeout_s


@pytest.mark.parametrize(("at", "due"), [(100.0, False), (339.9, False), (340.0, True), (900.0, True)])
def test_an_idle_connection_is_pinged_after_four_minutes(at: float, due: bool) -> None:
    assert Keepalive(LIMITS, now=100.0).ping_due(at) is due


def test_what_is_sent_puts_the_next_ping_off() -> None:
    clock = Keepalive(LIMITS, now=0.0)
    clock.sent(100.0)

    assert not clock.ping_due(339.0)
    assert clock.ping_due(340.0)


@pytest.mark.parametrize(("at", "dead"), [(100.0, False), (119.9, False), (120.0, True)])
def test_a_connection_without_an_answer_for_twenty_seconds_is_dead(at: float, dead: bool) -> None:
    clock = Keepalive(LIMITS, now=0.0)
    clock.sent(100.0)

    assert clock.dead(at) is dead


def test_only_the_first_thing_sent_since_an_answer_counts() -> None:
    clock = Keepalive(LIMITS, now=0.0)
    clock.sent(100.0)
    clock.sent(115.0)
    assert clock.dead(120.0)
    clock.received()
    assert not clock.dead(10_000.0)
    clock.sent(130.0)
    assert not clock.dead(149.0)
    assert clock.dead(150.0)


def test_a_connection_on_which_nothing_was_asked_is_never_dead() -> None:
    assert not Keepalive(LIMITS, now=0.0).dead(1e9)


@pytest.mark.parametrize(("at", "old"), [(6999.0, False), (7000.0, True)])
def test_a_connection_is_replaced_after_its_age(at: float, old: bool) -> None:
    assert Keepalive(LIMITS, now=100.0).too_old(at) is old


def test_the_next_moment_to_look_is_the_nearest_of_all() -> None:
    clock = Keepalive(LIMITS, now=100.0)
    assert clock.deadline() == 340.0, "the ping"
    clock.sent(150.0)
    assert clock.deadline() == 170.0, "the answer"
    clock.received()
    assert clock.deadline() == 390.0, "the next ping"
    clock.sent(6900.0)
    clock.received()
    assert clock.deadline() == 7000.0, "its age"


class Heard:
    """Counts how often a call told its caller something."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def refusal(code: str = "RATE_LIMITED", *, retryable: bool = True, after_ms: int | None = None) -> ErrorFrame:
    return ErrorFrame(req_id="q", code=code, message="not now", retryable=retryable, retry_after_ms=after_ms)


def one_call(limits: CallLimits | None = None) -> tuple[Calls, Call, Heard]:
    calls, heard = Calls(limits or CallLimits()), Heard()
    return calls, calls.add("q", {"type": "ping"}, now=0.0, on_change=heard), heard


def test_an_unanswered_call_is_repeated_ever_more_slowly_with_the_same_id() -> None:
    calls, _, _ = one_call()
    sent = [second for second in range(100) if calls.due(float(second))]

    assert sent == [0, 5, 15, 35, 65, 95]
    assert [json.loads(text) for text in calls.due(200.0)] == [{"type": "ping", "reqId": "q"}]


def test_a_new_connection_sends_everything_again_and_patiently_from_the_start() -> None:
    calls, _, _ = one_call()
    for second in (0.0, 5.0, 15.0):
        assert calls.due(second)
    calls.connected(20.0)

    assert calls.due_at() == 20.0
    assert calls.due(20.0)
    assert calls.due_at() == 25.0


def test_an_answer_closes_its_call_once() -> None:
    calls, call, heard = one_call()

    assert calls.answered(None, Pong()) is None
    assert calls.answered("other", Pong()) is None
    assert not call.done
    assert calls.answered("q", Pong(req_id="q")) is call
    assert calls.answered("q", Pong(req_id="q")) is None
    assert (call.done, heard.times, calls.due(100.0), calls.due_at()) == (True, 1, [], None)


@pytest.mark.parametrize(("after_ms", "due_at"), [(None, 12.0 + 10.0), (1500, 13.5), (0, 12.0)])
def test_a_refusal_that_passes_waits_as_long_as_it_says_or_as_the_call_would(
    after_ms: int | None, due_at: float
) -> None:
    calls, call, heard = one_call()
    calls.due(0.0)
    calls.refused(refusal(after_ms=after_ms), 12.0)

    assert (calls.due_at(), call.done, heard.times) == (due_at, False, 0)


def test_the_sixth_refusal_is_told_with_its_code_and_when_to_come_back() -> None:
    calls, call, heard = one_call()
    for _ in range(5):
        calls.refused(refusal(), 0.0)
    assert not call.done
    calls.refused(refusal(after_ms=2500), 0.0)

    assert isinstance(call.error, RateLimited)
    assert (call.error.retryable, call.error.retry_after_s, heard.times) == (True, 2.5, 1)
    assert calls.due_at() is None


def test_a_final_refusal_is_told_at_once_and_one_about_nobody_changes_nothing() -> None:
    calls, call, _ = one_call()
    other = ErrorFrame(req_id=None, code="BAD_FRAME", message="?", retryable=False)

    assert calls.refused(other, 0.0) is None
    assert calls.refused(other.model_copy(update={"req_id": "else"}), 0.0) is None
    assert not call.done
    calls.refused(refusal("NEW_CODE", retryable=False), 0.0)
    assert type(call.error) is Refused
    assert call.error.code == "NEW_CODE"


def test_a_parked_call_waits_for_its_token_and_not_for_a_time() -> None:
    calls, call, _ = one_call()
    expired = refusal("TOKEN_EXPIRED", retryable=False)
    calls.refused(expired, 0.0, park=True)
    assert calls.due(1e9) == []
    calls.release(50.0)
    assert len(calls.due(50.0)) == 1
    calls.refused(expired, 60.0, park=True)
    calls.fail_parked(TokenExpired("no token"))

    assert isinstance(call.error, TokenExpired)


def test_without_a_token_only_what_waited_for_it_fails() -> None:
    calls, parked, _ = one_call()
    other = calls.add("r", {"type": "jobs"}, now=0.0, on_change=lambda: None)
    calls.refused(refusal("TOKEN_EXPIRED", retryable=False), 0.0, park=True)
    calls.fail_parked(TokenExpired("no token"))
    assert (parked.done, other.done) == (True, False)
    calls.fail_all(ConnectionFailed("gone"))

    assert isinstance(other.error, ConnectionFailed)
    assert calls.due_at() is None


def test_a_dropped_call_is_neither_sent_nor_answered() -> None:
    calls, call, heard = one_call()
    calls.drop(call)
    calls.drop(call)

    assert (calls.due(1e9), calls.answered("q", Pong()), heard.times) == ([], None, 0)


def resumes() -> Resumes:
    numbers = iter(range(10_000))
    return Resumes(lambda: f"r{next(numbers)}")


def due_stream(job_id: str, after: int = 0) -> JobStream:
    stream = JobStream(job_id, after=after, now=0.0, limits=StreamLimits(resume_wait_s=5.0, quiet_s=30.0))
    stream.ask_again(0.0)
    return stream


def asked(texts: list[str]) -> list[tuple[str, dict[str, int]]]:
    frames = [json.loads(text) for text in texts]
    return [(frame["reqId"], {job["jobId"]: job["after"] for job in frame["jobs"]}) for frame in frames]


def test_twenty_jobs_share_a_frame_and_the_next_one_has_its_own() -> None:
    streams = [due_stream(f"j{number}", number) for number in range(41)]
    found = asked(list(resumes().due(streams, 0.0)))

    assert [len(jobs) for _, jobs in found] == [20, 20, 1]
    assert found[2] == ("r2", {"j40": 40})


def test_two_readers_of_a_job_ask_once_after_the_lower_number() -> None:
    assert asked(list(resumes().due([due_stream("j", 7), due_stream("j", 3), due_stream("j", 5)], 0.0))) == [
        ("r0", {"j": 3})
    ]


def test_what_was_just_asked_is_not_asked_again_until_its_time() -> None:
    asking, stream = resumes(), due_stream("j")

    assert [second for second in range(60) if list(asking.due([stream], float(second)))] == [0, 5, 15, 35]


def test_of_a_refused_frame_each_job_is_asked_for_alone_and_then_known() -> None:
    asking = resumes()
    list(asking.due([due_stream("a"), due_stream("b")], 0.0))

    assert asking.refused("r0") == ["a", "b"]
    alone = asked(list(asking.due([due_stream("a"), due_stream("b"), due_stream("c")], 0.0)))
    assert [list(jobs) for _, jobs in alone] == [["c"], ["a"], ["b"]]
    assert asking.refused(alone[1][0]) == ["a"]
    assert asking.refused(None) == []
    assert asking.refused("somebody else's") == []


def test_refusals_of_an_earlier_connection_mean_nothing() -> None:
    asking = resumes()
    list(asking.due([due_stream("a")], 0.0))
    asking.connected()

    assert asking.refused("r0") == []


def test_the_oldest_requests_are_forgotten_first() -> None:
    asking = resumes()
    for number in range(REMEMBERED + 1):
        list(asking.due([due_stream(f"j{number}")], 0.0))

    assert asking.refused("r0") == []
    assert asking.refused("r1") == ["j1"]
    assert asking.refused(f"r{REMEMBERED}") == [f"j{REMEMBERED}"]
