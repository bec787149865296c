"""One job's events: once, in order, whatever the wire does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from finops_client.stream import JobStream, StreamLimits
from tests.unit.client.frames_made import JOB, envelope

LIMITS = StreamLimits(hold_s=1.0, resume_wait_s=4.0, quiet_s=30.0, capacity=8, held=4)


def stream(*, after: int = 0, limits: StreamLimits = LIMITS) -> JobStream:
    return JobStream(JOB, after=after, now=0.0, limits=limits)


def taken(of: JobStream, now: float = 0.0) -> list[int]:
    """The numbers the consumer gets now."""
    numbers: list[int] = []
    while (found := of.take(now)) is not None:
        numbers.append(found.seq)
    return numbers


def feed(to: JobStream, *numbers: int, end: int = 100, now: float = 0.0) -> None:
    for number in numbers:
        to.receive(envelope(number, end=end), now)


def test_events_in_order_come_through_in_order() -> None:
    job = stream()
    feed(job, 1, 2, 3)
    assert taken(job) == [1, 2, 3]


def test_a_doubled_event_comes_once() -> None:
    job = stream()
    feed(job, 1, 1, 2, 1, 2)
    assert taken(job) == [1, 2]
    assert job.buffered == 0


def test_events_that_overtake_wait_for_the_missing_one() -> None:
    job = stream()
    feed(job, 3, 2)
    assert taken(job) == []
    feed(job, 1)
    assert taken(job) == [1, 2, 3]


def test_a_stream_begins_after_the_number_it_was_given() -> None:
    job = stream(after=5)
    feed(job, 4, 5, 6)
    assert taken(job) == [6]


def test_the_terminal_event_ends_the_stream_and_nothing_follows_it() -> None:
    job = stream()
    feed(job, 1, 2, 3, end=2)
    assert taken(job) == [1, 2]
    assert job.ended
    assert job.drained
    assert job.due_at() is None


def test_a_gap_is_asked_for_only_after_the_hold_time() -> None:
    job = stream()
    feed(job, 1, 3, now=10.0)
    assert job.due_at() == 11.0


def test_a_gap_that_closes_in_time_is_not_asked_for() -> None:
    job = stream()
    feed(job, 2, now=10.0)
    feed(job, 1, now=10.5)
    assert job.due_at() == 10.5 + LIMITS.quiet_s


def test_a_request_without_effect_is_repeated_ever_more_slowly() -> None:
    job = stream()
    feed(job, 2, now=0.0)
    waits: list[float] = []
    for _ in range(5):
        due_at = job.due_at()
        assert due_at is not None
        job.asked(due_at)
        again_at = job.due_at()
        assert again_at is not None
        waits.append(again_at - due_at)
    assert waits == [4.0, 8.0, 16.0, 30.0, 30.0]


def test_progress_makes_the_stream_patient_again() -> None:
    job = stream()
    feed(job, 2, 5, now=0.0)
    job.asked(1.0)
    job.asked(5.0)
    feed(job, 1, now=6.0)
    assert job.due_at() == 7.0
    job.asked(7.0)
    assert job.due_at() == 11.0


def test_silence_is_asked_about_because_a_lost_last_event_leaves_no_gap() -> None:
    job = stream()
    feed(job, 1, now=2.0)
    assert job.due_at() == 2.0 + LIMITS.quiet_s


def test_an_ack_that_tells_of_more_events_opens_a_gap() -> None:
    job = stream()
    job.learn(2, 5.0)
    assert job.due_at() == 6.0


def test_what_is_already_known_moves_nothing() -> None:
    job = stream()
    feed(job, 1, 2, now=0.0)
    job.learn(2, 20.0)
    assert job.due_at() == LIMITS.quiet_s


def test_a_full_buffer_takes_no_more_and_asks_for_the_rest_once_there_is_room() -> None:
    job = stream()
    feed(job, *range(1, 13))
    assert job.buffered == LIMITS.capacity
    assert job.due_at() is None
    first = [job.take(50.0) for _ in range(4)]
    assert [found.seq for found in first if found is not None] == [1, 2, 3, 4]
    assert job.due_at() == 50.0
    feed(job, 9, 10, 11, 12, end=12)
    assert taken(job) == [5, 6, 7, 8, 9, 10, 11, 12]
    assert job.drained


def test_held_events_are_bounded_and_the_lowest_are_kept() -> None:
    job = stream()
    feed(job, 9, 8, 7, 6, 5, 4, 3, 2)
    assert job.buffered == LIMITS.held
    feed(job, 1)
    assert taken(job) == [1, 2, 3, 4, 5]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    end=st.integers(1, 30),
    wire=st.lists(st.integers(1, 40), max_size=120),
    reads=st.lists(st.booleans(), min_size=120, max_size=120),
    limits=st.builds(StreamLimits, capacity=st.integers(1, 10), held=st.integers(1, 6)),
)
def test_any_schedule_of_duplicates_losses_and_reorderings_gives_each_event_once_and_in_order(
    end: int, wire: list[int], reads: list[bool], limits: StreamLimits
) -> None:
    job = stream(limits=limits)
    got: list[int] = []
    for step, number in enumerate(wire):
        if number <= end:
            feed(job, number, end=end, now=float(step))
        if reads[step]:
            got += taken(job, float(step))
        assert job.buffered <= limits.capacity + limits.held
        assert got == list(range(1, len(got) + 1))
    now = float(len(wire))
    while not job.drained:
        got += taken(job, now)
        due_at = job.due_at()
        if due_at is None:
            break
        now = max(now, due_at)
        job.asked(now)
        feed(job, *range(job.last + 1, end + 1), end=end, now=now)
    assert got + taken(job, now) == list(range(1, end + 1))
