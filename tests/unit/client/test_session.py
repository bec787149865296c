"""The whole client without I/O: runs, resumes, refusals, reconnects."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_client.calls import CallLimits
from finops_client.errors import ConnectionFailed, JobNotFound, RateLimited, TokenExpired, Unauthenticated
from finops_client.frames import run_input
from finops_client.keepalive import KeepaliveLimits
from finops_client.session import Following, Session, SessionLimits
from finops_client.stream import StreamLimits
from tests.unit.client.frames_made import JOB, ack_text, error_text, event_text

LIMITS = SessionLimits(
    stream=StreamLimits(hold_s=1.0, resume_wait_s=4.0, quiet_s=30.0),
    keepalive=KeepaliveLimits(ping_s=240.0, answer_s=20.0, max_age_s=6900.0),
    calls=CallLimits(resend_s=5.0, max_resend_s=30.0, max_refusals=2),
)


class Wire:
    """A session with a clock and a look at what it sends."""

    def __init__(self, *, renewable: bool = False, limits: SessionLimits = LIMITS) -> None:
        numbers = itertools.count(1)
        self.session = Session(new_id=lambda: f"q{next(numbers)}", limits=limits, renewable=renewable)
        self.now = 0.0
        self.changes = 0

    def changed(self) -> None:
        self.changes += 1

    def connect(self) -> list[dict[str, Any]]:
        self.session.connected(self.now)
        return self.sent()

    def sent(self, *, later: float = 0.0) -> list[dict[str, Any]]:
        """What the session sends `later` seconds from now."""
        self.now += later
        return [json.loads(text) for text in self.session.outgoing(self.now)]

    def receive(self, *texts: str) -> None:
        for text in texts:
            self.session.receive(text, self.now)

    def ask(self) -> Following:
        asked = run_input("What?", thread_id="t", run_id="r", message_id="m")
        return self.session.ask(asked, self.now, self.changed)

    def follow(self, job_id: str = JOB, after: int = 0) -> Following:
        return self.session.follow(job_id, after, self.now, self.changed)

    def taken(self, following: Following) -> list[int]:
        numbers: list[int] = []
        while (found := following.take(self.now)) is not None:
            numbers.append(found.seq)
        return numbers


def kinds(frames: list[dict[str, Any]]) -> list[str]:
    return [frame["type"] for frame in frames]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_nothing_is_sent_without_a_connection(wire: Wire) -> None:
    wire.ask()
    assert wire.sent() == []
    assert wire.session.deadline() is None


def test_a_run_is_sent_as_soon_as_there_is_a_connection(wire: Wire) -> None:
    wire.ask()
    (frame,) = wire.connect()
    assert frame["type"] == "run"
    assert frame["reqId"] == "q1"
    assert frame["input"]["runId"] == "r"
    assert frame["input"]["messages"] == [{"id": "m", "role": "user", "content": "What?"}]


def test_a_run_without_an_ack_is_sent_again_with_the_same_ids(wire: Wire) -> None:
    wire.ask()
    (first,) = wire.connect()
    assert wire.sent(later=4.9) == []
    assert wire.sent(later=0.1) == [first]
    assert wire.session.deadline() == 15.0


def test_a_run_without_an_ack_is_sent_again_on_the_next_connection(wire: Wire) -> None:
    wire.ask()
    (first,) = wire.connect()
    wire.session.disconnected()
    assert wire.connect() == [first]


def test_an_acknowledged_run_is_not_sent_again(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(ack_text("q1"))
    assert following.job_id == JOB
    wire.session.disconnected()
    assert kinds(wire.connect()) == ["resume"]


def test_events_that_come_before_their_ack_are_not_lost(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(event_text(2, end=9), event_text(1, end=9))
    assert wire.taken(following) == []
    wire.receive(ack_text("q1"))
    assert wire.taken(following) == [1, 2]


def test_another_jobs_events_are_not_mixed_in(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(event_text(1, end=9, job_id="other"), ack_text("q1"), event_text(2, end=9, job_id="other"))
    assert wire.taken(following) == []


def test_a_duplicate_ack_asks_for_the_log_at_once(wire: Wire) -> None:
    wire.ask()
    wire.connect()
    wire.receive(ack_text("q1", duplicate=True, seq=7))
    (frame,) = wire.sent()
    assert frame["jobs"] == [{"jobId": JOB, "after": 0}]


def test_events_that_an_ack_tells_of_and_that_do_not_come_are_asked_for(wire: Wire) -> None:
    wire.ask()
    wire.connect()
    wire.receive(ack_text("q1", seq=2))
    assert wire.sent(later=0.9) == []
    assert kinds(wire.sent(later=0.1)) == ["resume"]


def test_a_second_ack_changes_nothing(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(ack_text("q1"), event_text(1, end=9), ack_text("q1", duplicate=True), event_text(2, end=9))
    assert wire.taken(following) == [1, 2]


def test_a_missing_event_is_asked_for_after_the_hold_time(wire: Wire) -> None:
    wire.ask()
    wire.connect()
    wire.receive(ack_text("q1"), event_text(1, end=9), event_text(3, end=9))
    assert wire.sent(later=0.9) == []
    (frame,) = wire.sent(later=0.2)
    assert frame["jobs"] == [{"jobId": JOB, "after": 1}]


def test_a_replay_that_fell_short_is_asked_for_again(wire: Wire) -> None:
    following = wire.follow()
    wire.connect()
    done = json.dumps({"type": "resume.done", "reqId": "q1", "jobId": JOB, "through": 3})
    wire.receive(event_text(1, end=9), done)
    (frame,) = wire.sent(later=1.0)
    assert frame["jobs"] == [{"jobId": JOB, "after": 1}]
    assert wire.taken(following) == [1]


def test_a_reconnect_asks_for_the_rest_of_every_open_job_in_one_frame(wire: Wire) -> None:
    for number in range(3):
        wire.follow(f"job{number}", after=number)
    wire.connect()
    wire.session.disconnected()
    (frame,) = wire.connect()
    assert frame["jobs"] == [{"jobId": f"job{number}", "after": number} for number in range(3)]


def test_more_jobs_than_a_frame_may_name_are_asked_for_in_several(wire: Wire) -> None:
    for number in range(45):
        wire.follow(f"job{number}")
    assert [len(frame["jobs"]) for frame in wire.connect()] == [20, 20, 5]


def test_a_finished_job_is_not_asked_for_again(wire: Wire) -> None:
    following = wire.follow()
    wire.connect()
    wire.receive(event_text(1, end=2), event_text(2, end=2))
    wire.session.disconnected()
    assert wire.connect() == []
    assert wire.taken(following) == [1, 2]


def test_two_readers_of_one_job_both_get_every_event(wire: Wire) -> None:
    early, late = wire.follow(), wire.follow(after=1)
    (frame,) = wire.connect()
    assert frame["jobs"] == [{"jobId": JOB, "after": 0}]
    wire.receive(event_text(1, end=3), event_text(2, end=3), event_text(3, end=3))
    assert wire.taken(early) == [1, 2, 3]
    assert wire.taken(late) == [2, 3]


def test_an_unknown_job_fails_its_reader_only(wire: Wire) -> None:
    known, unknown = wire.follow("known"), wire.follow("unknown")
    (together,) = wire.connect()
    wire.receive(error_text(together["reqId"], "JOB_NOT_FOUND"))
    alone = {frame["jobs"][0]["jobId"]: frame["reqId"] for frame in wire.sent()}
    assert set(alone) == {"known", "unknown"}
    wire.receive(error_text(alone["unknown"], "JOB_NOT_FOUND"), event_text(1, end=9, job_id="known"))
    assert isinstance(unknown.error, JobNotFound)
    assert unknown.error.job_id == "unknown"
    assert known.error is None
    assert wire.taken(known) == [1]


def test_a_resume_refused_for_now_is_asked_again(wire: Wire) -> None:
    following = wire.follow()
    (frame,) = wire.connect()
    wire.receive(error_text(frame["reqId"], "RATE_LIMITED", retryable=True))
    assert kinds(wire.sent(later=4.0)) == ["resume"]
    assert following.error is None


def test_a_rate_limited_run_waits_as_long_as_the_platform_says(wire: Wire) -> None:
    wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "RATE_LIMITED", retryable=True, retry_after_ms=1500))
    assert wire.sent(later=1.4) == []
    assert kinds(wire.sent(later=0.2)) == ["run"]


def test_a_run_refused_too_often_tells_its_caller(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    for _ in range(LIMITS.calls.max_refusals + 1):
        wire.receive(error_text("q1", "RATE_LIMITED", retryable=True, retry_after_ms=250))
    assert isinstance(following.error, RateLimited)
    assert following.error.retryable
    assert following.error.retry_after_s == 0.25
    assert wire.sent(later=5.0) == []


def test_a_final_refusal_is_told_at_once(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "BAD_FRAME"))
    assert following.error is not None
    assert following.error.code == "BAD_FRAME"
    assert wire.changes == 1


def test_a_code_of_a_newer_platform_keeps_its_name(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "QUOTA_OF_TOMORROW"))
    assert following.error is not None
    assert following.error.code == "QUOTA_OF_TOMORROW"


def test_an_expired_token_without_a_provider_fails_the_run(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "TOKEN_EXPIRED"))
    assert isinstance(following.error, TokenExpired)


def test_an_expired_token_with_a_provider_holds_the_run_until_a_fresh_one_is_in_force() -> None:
    wire = Wire(renewable=True)
    following = wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "TOKEN_EXPIRED"))
    assert wire.session.token_wanted
    assert wire.sent(later=10.0) == []
    wire.receive(json.dumps({"type": "auth.ok", "exp": 99}))
    assert not wire.session.token_wanted
    assert wire.session.token_expires_at == 99
    assert kinds(wire.sent()) == ["run"]
    assert following.error is None


def test_a_provider_that_fails_ends_what_waited_for_its_token() -> None:
    wire = Wire(renewable=True)
    following = wire.ask()
    wire.connect()
    wire.receive(error_text("q1", "TOKEN_EXPIRED"))
    wire.session.token_failed(Unauthenticated("no token today"))
    assert isinstance(following.error, Unauthenticated)
    assert not wire.session.token_wanted


def test_a_token_that_stays_expired_does_not_renew_for_ever() -> None:
    wire = Wire(renewable=True)
    following = wire.ask()
    wire.connect()
    for _ in range(LIMITS.calls.max_refusals + 1):
        wire.receive(error_text("q1", "TOKEN_EXPIRED"), json.dumps({"type": "auth.ok", "exp": 99}))
        wire.sent()
    assert isinstance(following.error, TokenExpired)


def expired_resume(wire: Wire) -> Following:
    """A followed job whose resume was refused because the token had expired."""
    following = wire.follow()
    (asked,) = wire.connect()
    assert asked["type"] == "resume"
    wire.receive(error_text(asked["reqId"], "TOKEN_EXPIRED"))
    return following


def test_a_resume_refused_for_an_expired_token_goes_out_again_with_a_fresh_one() -> None:
    wire = Wire(renewable=True)
    following = expired_resume(wire)
    assert wire.session.token_wanted
    assert following.error is None
    wire.receive(json.dumps({"type": "auth.ok", "exp": 99}))
    assert kinds(wire.sent()) == ["resume"]
    wire.receive(event_text(1, end=9))
    assert wire.taken(following) == [1]


def test_events_withheld_for_an_expired_token_are_asked_for_with_a_fresh_one() -> None:
    wire = Wire(renewable=True)
    following = wire.follow()
    wire.connect()
    wire.receive(event_text(1, end=9), error_text(None, "TOKEN_EXPIRED"))
    assert wire.session.token_wanted
    wire.receive(json.dumps({"type": "auth.ok", "exp": 99}))
    (asked,) = wire.sent()
    assert (asked["type"], asked["jobs"]) == ("resume", [{"jobId": JOB, "after": 1}])
    assert following.error is None


def test_without_a_provider_a_resume_on_an_expired_token_ends_its_job(wire: Wire) -> None:
    assert isinstance(expired_resume(wire).error, TokenExpired)


def test_a_resume_waits_for_no_token_that_cannot_be_had() -> None:
    wire = Wire(renewable=True)
    following = expired_resume(wire)
    wire.session.token_failed(Unauthenticated("no token today"))
    assert isinstance(following.error, Unauthenticated)


def test_a_resume_whose_token_stays_expired_does_not_renew_for_ever() -> None:
    wire = Wire(renewable=True)
    following = expired_resume(wire)
    for _ in range(LIMITS.calls.max_refusals):
        wire.receive(json.dumps({"type": "auth.ok", "exp": 99}))
        (asked,) = wire.sent()
        wire.receive(error_text(asked["reqId"], "TOKEN_EXPIRED"))
    assert isinstance(following.error, TokenExpired)


def test_a_request_is_answered_by_its_own_reply(wire: Wire) -> None:
    first = wire.session.call({"type": "jobs.list"}, 0.0, wire.changed)
    second = wire.session.call({"type": "threads.list"}, 0.0, wire.changed)
    assert [frame["reqId"] for frame in wire.connect()] == ["q1", "q2"]
    wire.receive(json.dumps({"type": "threads", "reqId": "q2", "threads": []}))
    assert second.done
    assert not first.done


def test_a_cancel_is_repeated_until_the_job_has_ended(wire: Wire) -> None:
    following = wire.follow()
    wire.connect()
    wire.session.cancel(following, wire.now)
    (frame,) = wire.sent()
    assert (frame["type"], frame["jobId"]) == ("cancel", JOB)
    assert "cancel" in kinds(wire.sent(later=5.0))
    wire.receive(event_text(1, end=1))
    assert "cancel" not in kinds(wire.sent(later=60.0))


def test_a_run_without_an_ack_is_cancelled_by_its_run_id_and_again_by_its_job_id(wire: Wire) -> None:
    following = wire.ask()
    wire.connect()
    wire.session.cancel(following, wire.now)
    (frame,) = wire.sent()
    assert (frame["type"], frame["runId"]) == ("abort", "r")
    wire.receive(error_text(frame["reqId"], "JOB_NOT_FOUND"), ack_text("q1"))
    (again,) = wire.sent()
    assert (again["type"], again["jobId"]) == ("cancel", JOB)


def test_a_forgotten_job_is_left_running_and_not_followed(wire: Wire) -> None:
    following = wire.follow()
    wire.connect()
    wire.session.forget(following, wire.now)
    wire.session.disconnected()
    assert wire.connect() == []


def test_a_forgotten_job_with_cancel_on_exit_is_stopped(wire: Wire) -> None:
    following = wire.follow()
    following.cancel_on_exit = True
    wire.connect()
    wire.session.forget(following, wire.now)
    assert kinds(wire.sent()) == ["cancel"]
    assert wire.session.stopping
    wire.receive(event_text(1, end=1))
    assert not wire.session.stopping


def test_a_finished_job_with_cancel_on_exit_is_left_alone(wire: Wire) -> None:
    following = wire.follow()
    following.cancel_on_exit = True
    wire.connect()
    wire.receive(event_text(1, end=1))
    wire.session.forget(following, wire.now)
    assert wire.sent() == []


def test_closing_stops_what_is_to_stop_and_nothing_else(wire: Wire) -> None:
    wire.follow("stays")
    wire.follow("stops").cancel_on_exit = True
    wire.connect()
    wire.session.closing(wire.now)
    (frame,) = wire.sent()
    assert (frame["type"], frame["jobId"]) == ("cancel", "stops")


def test_a_forgotten_run_is_still_delivered(wire: Wire) -> None:
    wire.session.forget(wire.ask(), wire.now)
    assert kinds(wire.connect()) == ["run"]


def test_a_forgotten_job_that_is_being_cancelled_is_watched_to_its_end(wire: Wire) -> None:
    following = wire.follow()
    wire.connect()
    wire.session.cancel(following, wire.now)
    wire.session.forget(following, wire.now)
    wire.sent()
    wire.session.disconnected()
    assert kinds(wire.connect()) == ["cancel", "resume"]
    wire.receive(event_text(1, end=2), event_text(2, end=2))
    wire.session.disconnected()
    assert wire.connect() == []


def test_an_idle_connection_is_pinged_before_the_platforms_idle_limit(wire: Wire) -> None:
    wire.connect()
    assert wire.session.deadline() == 240.0
    assert wire.sent(later=240.0) == [{"type": "ping"}]
    wire.receive('{"type":"pong"}')
    assert not wire.session.dead(wire.now + 100.0)


def test_a_connection_that_stops_answering_is_dead(wire: Wire) -> None:
    wire.follow()
    wire.connect()
    assert not wire.session.dead(19.9)
    assert wire.session.dead(20.0)


def test_sending_more_does_not_keep_a_silent_connection_alive(wire: Wire) -> None:
    wire.ask()
    wire.connect()
    assert kinds(wire.sent(later=5.0)) == ["run"]
    assert kinds(wire.sent(later=10.0)) == ["run"]
    assert wire.session.dead(20.0)


def test_any_frame_shows_that_a_connection_lives(wire: Wire) -> None:
    wire.follow()
    wire.connect()
    wire.now = 19.0
    wire.receive(event_text(1, end=9))
    assert not wire.session.dead(21.0)


def test_a_connection_is_replaced_before_two_hours(wire: Wire) -> None:
    wire.connect()
    assert not wire.session.too_old(6899.0)
    assert wire.session.too_old(6900.0)


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "no json",
        "[]",
        "null",
        "7",
        '{"type":"tomorrow"}',
        '{"type":["ack"]}',
        '{"type":"ack"}',
        '{"id":"0","jobId":"job1","threadId":"t","ts":1,"chunk":{}}',
        '{"id":"x","jobId":"job1","threadId":"t","ts":1,"chunk":{}}',
        '{"id":"1","jobId":"job1","threadId":"t","ts":1,"chunk":7}',
        '{"message":"Endpoint request timed out","connectionId":"c","requestId":"r"}',
        "[" * 100_000,
        '{"id":' + "9" * 5000 + "}",
    ],
)
def test_rubbish_is_ignored_and_nothing_is_lost(wire: Wire, rubbish: str) -> None:
    following = wire.follow()
    wire.connect()
    wire.receive(rubbish, event_text(1, end=9), rubbish, event_text(2, end=9))
    assert wire.taken(following) == [1, 2]


def test_giving_up_fails_everything_that_is_open(wire: Wire) -> None:
    reader, asker = wire.follow(), wire.ask()
    call = wire.session.call({"type": "jobs.list"}, 0.0, wire.changed)
    wire.session.fail(ConnectionFailed("gone"))
    assert isinstance(reader.error, ConnectionFailed)
    assert isinstance(asker.error, ConnectionFailed)
    assert isinstance(call.error, ConnectionFailed)


class Network:
    """A platform with one job in the test's own memory, and the wire from it to the client."""

    def __init__(self, wire: Wire, *, end: int) -> None:
        self.wire = wire
        self.end = end
        self.runs = 0
        self.underway: list[str] = []

    def answer(self) -> None:
        """The platform answers all that the client sends now."""
        for frame in self.wire.sent():
            if frame["type"] == "run":
                self.runs += 1
                self.underway.append(ack_text(frame["reqId"], seq=self.end, duplicate=self.runs > 1))
                self._send(1 if self.runs == 1 else self.end + 1)
            elif frame["type"] == "resume":
                (job,) = frame["jobs"]
                self._send(job["after"] + 1)
                done = {"type": "resume.done", "jobId": job["jobId"], "through": self.end}
                self.underway.append(json.dumps(done))

    def _send(self, first: int) -> None:
        self.underway.extend(event_text(seq, end=self.end) for seq in range(first, self.end + 1))

    def step(self, kind: str) -> None:
        match kind:
            case "reconnect":
                self.underway.clear()
                self.wire.session.disconnected()
                self.wire.now += 1.0
                self.wire.session.connected(self.wire.now)
            case "wait":
                self.wire.now += 3.0
            case _ if self.underway:
                self._pass(kind, self.underway.pop(0))
            case _:
                pass

    def _pass(self, kind: str, text: str) -> None:
        match kind:
            case "deliver":
                self.wire.receive(text)
            case "duplicate":
                self.wire.receive(text, text)
            case "late":
                self.underway.append(text)
            case _:
                assert kind == "drop"

    def settle(self) -> None:
        """From here on the network does what it should."""
        for _ in range(200):
            self.answer()
            self.wire.receive(*self.underway)
            self.underway.clear()
            self.wire.now += 1.0


STEPS = st.sampled_from(["deliver", "drop", "duplicate", "late", "reconnect", "wait"])


@settings(derandomize=True, max_examples=200, deadline=None)
@given(steps=st.lists(STEPS, max_size=60), end=st.integers(3, 12))
def test_any_network_gives_each_event_once_and_in_order(steps: list[str], end: int) -> None:
    wire = Wire()
    following = wire.ask()
    wire.session.connected(0.0)
    network = Network(wire, end=end)
    got: list[int] = []
    for step in steps:
        network.answer()
        network.step(step)
        got += wire.taken(following)
        assert got == list(range(1, len(got) + 1))
    network.settle()
    got += wire.taken(following)
    assert got == list(range(1, end + 1))
    assert following.over
