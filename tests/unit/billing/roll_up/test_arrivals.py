"""A delivery is prepared when it has arrived whole; one that cannot be is said in every answer until it is mended."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from moto import mock_aws

from billing.engines.duckdb import Limits
from billing.export import bill_location, open_bill
from billing.query import BillQuery
from billing.roll_up.arrival import MOST_LOOKS, Arrivals
from billing.roll_up.attempt import ENDED_FROM_OUTSIDE, MOST_TRIES, TRIED_AGAIN_AFTER, Attempt
from billing.roll_up.attempt import NAME as ATTEMPT
from billing.roll_up.manifest import FORM, NAME
from billing.roll_up.place import PreparedFolder, PreparedPrefix
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_day, write_csv

STILL_FOR_S = 10.0
NOT_PREPARED = "could not be prepared"


class Bucket:
    """A folder that deliveries are written to at a moment, and what prepares them beside it."""

    def __init__(self, folder: Path) -> None:
        self.export, self.place = folder / "bill", PreparedFolder(folder / "prepared")
        self.clock = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
        self.while_waiting: Callable[[], object] = lambda: None
        self.waited: list[float] = []
        self.export.mkdir(parents=True)

    @property
    def arrivals(self) -> Arrivals:
        return Arrivals(
            source=str(self.export),
            location=bill_location(str(self.export), None),
            place=self.place,
            limits=Limits(memory_limit_mb=512),
            clock=self.clock,
            wait=self._wait,
            still_for_s=STILL_FOR_S,
        )

    def deliver(self, name: str, *costs: str) -> None:
        """Charges of a month of the file's own."""
        month = 1 + "abc".index(name[0])
        rows = [focus_day(day + 1, month, BilledCost=cost, EffectiveCost=cost) for day, cost in enumerate(costs)]
        self.write(name, write_csv(self.export / name, rows).read_bytes())

    def write(self, name: str, content: bytes = b"no,bill\n1,2\n") -> None:
        """At this moment; without more, something that is no bill."""
        (self.export / name).write_bytes(content)
        now = self.clock.now().timestamp()
        os.utime(self.export / name, (now, now))

    def prepares(self, *, again: bool = False) -> bool:
        """Whether something was prepared, or lies there prepared."""
        return self.arrivals.prepare(again=again) is not None

    def fails(self, *, again: bool = False) -> str:
        with pytest.raises(BillError) as failed:
            self.arrivals.prepare(again=again)
        return str(failed.value)

    def attempt(self) -> Attempt | None:
        return Attempt.of(self.place.document(ATTEMPT))

    def answers(self) -> tuple[Decimal, list[str]]:
        """What the bill comes to for who has it open through its prepared place, and what it says of itself."""
        with open_bill(self.export, prepared=str(self.place.folder)) as bill:
            return bill.query(BillQuery()).totals["USD"], [problem.message for problem in bill.info().problems]

    def _wait(self, seconds: float) -> None:
        assert seconds > 0
        self.waited.append(seconds)
        self.clock.advance(seconds)
        self.while_waiting()


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return Bucket(tmp_path)


def test_what_arrived_is_prepared_once_and_answered_from(bucket: Bucket):
    bucket.deliver("a.csv", "1.25", "2")
    assert bucket.prepares()
    written = (bucket.place.folder / NAME).stat().st_mtime_ns
    assert bucket.prepares()
    assert bucket.prepares(again=True)
    assert (bucket.place.folder / NAME).stat().st_mtime_ns == written
    assert bucket.answers() == (Decimal("3.25"), [])


def test_before_anything_was_prepared_the_export_itself_is_read(bucket: Bucket):
    bucket.deliver("a.csv", "1.25")
    assert bucket.answers() == (Decimal("1.25"), [])


def test_what_another_release_prepared_is_not_answered_from_and_made_anew(bucket: Bucket):
    bucket.deliver("a.csv", "1.25")
    assert bucket.prepares()
    manifest = bucket.place.folder / NAME
    text = manifest.read_text()
    manifest.write_text(text.replace(f'"form":{FORM}', '"form":0'))
    bucket.deliver("b.csv", "2")
    assert bucket.answers() == (Decimal("3.25"), [])
    assert bucket.prepares()
    assert f'"form":{FORM}' in manifest.read_text()


def test_a_place_without_a_bill_yet_is_no_failure(bucket: Bucket):
    (bucket.export / "aws-programmatic-access-test-object.json").write_text("{}")
    assert not bucket.prepares()
    assert bucket.attempt() is None


def test_a_delivery_of_many_files_is_prepared_when_the_last_one_lies_still(bucket: Bucket):
    bucket.deliver("a.csv", "1")
    bucket.while_waiting = lambda: bucket.deliver("b.csv", "2") if len(bucket.waited) == 1 else None
    assert bucket.prepares()
    assert bucket.answers() == (Decimal(3), [])
    assert bucket.waited == [STILL_FOR_S] * 2


def test_an_export_that_is_written_all_the_time_is_prepared_all_the_same(bucket: Bucket):
    bucket.deliver("a.csv", "1")
    bucket.while_waiting = lambda: bucket.deliver("a.csv", str(len(bucket.waited)))
    assert bucket.prepares()
    assert bucket.waited == [STILL_FOR_S] * MOST_LOOKS


def test_a_delivery_that_cannot_be_prepared_is_said_in_answers_from_the_one_before(bucket: Bucket):
    bucket.deliver("a.csv", "1.25")
    assert bucket.prepares()
    with open_bill(bucket.export, prepared=str(bucket.place.folder)) as bill:
        bucket.write("a.csv")
        why = bucket.fails()
        bill.refresh()
        (problem,) = bill.info().problems
        assert problem.unread
        assert NOT_PREPARED in problem.message
        assert why.rstrip(".") in problem.message
        assert bill.query(BillQuery()).totals["USD"] == Decimal("1.25")
        bucket.deliver("a.csv", "3")
        assert bucket.prepares()
        bill.refresh()
        assert not [each for each in bill.info().problems if NOT_PREPARED in each.message]
        assert bill.query(BillQuery()).totals["USD"] == Decimal(3)


def test_a_delivery_that_failed_and_was_taken_back_is_no_longer_spoken_of(bucket: Bucket):
    bucket.deliver("a.csv", "1.25")
    assert bucket.prepares()
    whole, written = (bucket.export / "a.csv").read_bytes(), (bucket.export / "a.csv").stat().st_mtime
    bucket.write("a.csv")
    bucket.fails()
    assert NOT_PREPARED in str(bucket.answers())
    bucket.write("a.csv", whole)
    os.utime(bucket.export / "a.csv", (written, written))
    assert bucket.prepares()
    assert NOT_PREPARED not in str(bucket.answers())


def test_what_failed_is_tried_by_its_own_message_and_left_alone_by_others(bucket: Bucket):
    bucket.write("a.csv")
    tries = [bucket.fails()]
    assert not bucket.prepares()
    tries += [bucket.fails(again=True) for _ in range(MOST_TRIES)]
    assert len(set(tries)) <= 2
    attempt = bucket.attempt()
    assert attempt is not None
    assert attempt.tries == MOST_TRIES
    bucket.clock.advance(TRIED_AGAIN_AFTER.total_seconds())
    bucket.fails()
    attempt = bucket.attempt()
    assert attempt is not None
    assert attempt.tries == 1


def test_a_try_that_was_ended_from_outside_counts_and_is_told(bucket: Bucket):
    bucket.deliver("a.csv", "1")
    assert bucket.prepares()
    bucket.deliver("a.csv", "2")
    with _killed(bucket):
        bucket.arrivals.prepare()
    for _ in range(MOST_TRIES - 1):
        with _killed(bucket):
            bucket.arrivals.prepare(again=True)
    assert ENDED_FROM_OUTSIDE in bucket.fails(again=True)
    total, said = bucket.answers()
    assert total == Decimal(1)
    assert ENDED_FROM_OUTSIDE.rstrip(".") in said[-1]


@contextmanager
def _killed(bucket: Bucket) -> Generator[None]:
    """The process ends while it prepares: nothing of it can write what became of that."""

    class Killed(BaseException):
        pass

    def put(name: str, path: Path) -> None:
        raise Killed

    bucket.place.put = put
    with pytest.raises(Killed):
        yield
    del bucket.place.put


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"content": 1}', b"\xff"])
def test_a_note_that_says_nothing_is_as_if_there_was_none(bucket: Bucket, text: bytes):
    bucket.deliver("a.csv", "1")
    bucket.place.put_document(ATTEMPT, text)
    assert bucket.prepares()
    assert bucket.answers() == (Decimal(1), [])


def test_a_bucket_keeps_the_delivery_and_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = Bucket(tmp_path)
    with mock_aws():
        account = AnalysedAccount()
        s3 = account.client("s3")
        s3.create_bucket(Bucket="bills")
        s3.put_object(Bucket="bills", Key="prepared/of/somebody/else", Body=b"1")
        bucket.place = PreparedPrefix("s3://bills/prepared", account)  # type: ignore[assignment]
        contents: list[str] = []
        for cost in ("1", "2", "3"):
            bucket.deliver("a.csv", cost)
            manifest = bucket.arrivals.prepare()
            assert manifest is not None
            contents.append(manifest.content)
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="bills")["Contents"]]
        assert {key.split("/")[1] for key in keys} == {NAME, ATTEMPT, "of", *contents[1:]}
