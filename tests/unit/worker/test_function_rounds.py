"""The watch as a function: each alert once, none lost, whatever call dies, and nothing is read twice for nothing."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from moto import mock_aws

from billing.export import open_bill
from billing.terms import Terms, terms_from
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import BillError, StorageUnavailable, ToolError
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable
from tests.contract.storage_backends import REGION, new_dynamodb_table
from tests.unit.billing.made_bills import write_csv
from tests.unit.worker.test_alert_crashes import (
    SEEN,
    STEPS,
    Fate,
    FatedChannel,
    FatedTable,
    Killed,
    assert_told_once,
    hours,
    in_turn,
    waits,
)
from tests.unit.worker.test_alert_looking import day_row, rows
from worker.alerts.assembly import StoredSecrets, watch_of
from worker.alerts.channels.port import HeardChannel
from worker.alerts.deps import WatchSettings, function_rounds
from worker.alerts.function_rounds import FunctionRounds, WatchFailed
from worker.alerts.handler import DELIVERED, handler
from worker.alerts.looking import Sight
from worker.alerts.outbox import Outbox
from worker.alerts.settings import TOPIC_CHANNEL, AlertSettings, told_by
from worker.alerts.watch import Seen, Watch
from worker.own_settings import OwnSettings, read_own_settings

LAST = date(2026, 11, 20)
START = datetime(2026, 11, 21, 8, tzinfo=UTC)
ARRIVED = {"detail-type": DELIVERED}
BY_THE_CLOCK = {"detail-type": "Scheduled Event"}
MOST_CALLS = 200
PAGE = "https://page.example.com"
BEYOND = "Budget s3 is beyond its limit of $400.00 since 20 November 2026"
TERMS = """
[[budgets]]
BudgetName = "s3"
TimeUnit = "MONTHLY"
BudgetLimit = { Amount = "400", Unit = "USD" }
"""
HOOK = {"kind": "webhook", "url": "https://example.com/", "secret_env": "S"}


@pytest.fixture(scope="module")
def aws() -> Iterator[PlatformClients]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        environment.setenv("AWS_DEFAULT_REGION", REGION)
        with mock_aws():
            yield PlatformClients(region=REGION)


@dataclass
class Cloud:
    """A deployed watch: a table of DynamoDB's, a topic that a queue hears, and a bill in a folder."""

    folder: Path
    table: Table
    clock: ManualClock
    topic: str
    hear: Callable[[], list[str]]
    own: OwnSettings = field(default_factory=OwnSettings)
    secrets: dict[str, str] = field(default_factory=dict[str, str])

    def call(self, event: dict[str, Any]) -> dict[str, Any]:
        """One invocation, in a process of its own: nothing is kept between two but the table."""
        settings = WatchSettings(table="t", bill=str(self.folder), reader_role="r", topic=self.topic, page=PAGE)
        rounds = function_rounds(settings, self.own, AnalysedAccount(), self.table, self.clock, self.secrets)
        return handler(event, None, rounds=rounds)

    def deliver(self, cost: str) -> None:
        more = day_row(LAST, BilledCost=cost, EffectiveCost=cost, ServiceName="Amazon EC2")
        write_csv(self.folder / "bill.csv", [*rows(LAST), more])

    def standing(self) -> tuple[int, int]:
        """How many alerts wait for a message, and how many messages for being sent."""
        box = Outbox(self.table, self.clock, TOPIC_CHANNEL)
        return len(box.waiting()), len(box.pending())


@pytest.fixture
def cloud(aws: PlatformClients, tmp_path: Path) -> Cloud:
    clock = ManualClock(START)
    topic = aws.telling("sns").create_topic(Name=f"alerts-{tmp_path.name}")["TopicArn"]
    url = aws.sqs().create_queue(QueueName=f"heard-{tmp_path.name}")["QueueUrl"]
    named = aws.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = named.get("Attributes", {})["QueueArn"]
    subscribed = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn, "Attributes": {"RawMessageDelivery": "true"}}
    aws.telling("sns").subscribe(**subscribed)

    def hear() -> list[str]:
        found = aws.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            aws.sqs().delete_message(QueueUrl=url, ReceiptHandle=each.get("ReceiptHandle", ""))
        return [each.get("Body", "") for each in found]

    own = read_own_settings(TERMS.encode(), "finops.toml")
    return Cloud(tmp_path, new_dynamodb_table(aws, clock), clock, topic, hear, own)


def of_budget(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text.startswith("Budget")]


def test_a_delivery_is_told_to_the_stacks_topic_once_with_a_link_to_its_page(cloud: Cloud) -> None:
    cloud.deliver("500")
    done = cloud.call(ARRIVED)
    assert done["looked"]
    assert done["new"] == done["sent"] > 0
    (told,) = of_budget(cloud.hear())
    assert told.startswith(BEYOND)
    assert f"{PAGE}/#/dashboard" in told
    for event in (ARRIVED, BY_THE_CLOCK, ARRIVED):
        cloud.clock.advance(3 * 3600)
        assert cloud.call(event) == {"looked": False, "new": 0, "sent": 0}
    assert cloud.hear() == []


def test_a_bill_is_looked_at_by_the_clock_each_hour_and_only_when_something_changed(cloud: Cloud) -> None:
    cloud.deliver("1")
    assert cloud.call(BY_THE_CLOCK)["looked"]
    cloud.hear()
    cloud.deliver("500")
    cloud.clock.advance(59 * 60)
    assert not cloud.call(BY_THE_CLOCK)["looked"]
    cloud.clock.advance(60)
    assert cloud.call(BY_THE_CLOCK)["looked"]
    assert len(of_budget(cloud.hear())) == 1
    cloud.clock.advance(3600)
    assert not cloud.call(BY_THE_CLOCK)["looked"]
    cloud.clock.advance(24 * 3600)
    assert cloud.call(BY_THE_CLOCK)["looked"], "a day began"


def test_other_budgets_are_looked_at_though_the_bill_is_the_same(cloud: Cloud) -> None:
    cloud.own = OwnSettings()
    cloud.deliver("500")
    cloud.call(ARRIVED)
    assert of_budget(cloud.hear()) == []
    cloud.own = read_own_settings(TERMS.encode(), "finops.toml")
    cloud.clock.advance(3600)
    assert cloud.call(BY_THE_CLOCK)["looked"]
    assert len(of_budget(cloud.hear())) == 1


def test_quiet_hours_and_digests_hold_and_what_waits_comes_with_a_later_call(cloud: Cloud) -> None:
    topic = {"name": TOPIC_CHANNEL, "kind": "sns", "topic": cloud.topic}
    quiet = AlertSettings.model_validate({"quiet_hours": "07:00-10:00", "channels": [topic]})
    cloud.own = replace(cloud.own, alerts=quiet)
    cloud.deliver("500")
    new = cloud.call(ARRIVED)["new"]
    assert (cloud.hear(), cloud.standing()) == ([], (new, 0))
    cloud.clock.advance(2 * 3600 + 60)
    assert cloud.call(BY_THE_CLOCK)["sent"] == new
    assert cloud.standing() == (0, 0)


def test_without_a_bill_there_is_nothing_to_tell_and_nothing_wrong(cloud: Cloud) -> None:
    assert cloud.call(ARRIVED) == {"looked": False, "new": 0, "sent": 0}


def test_a_bill_that_cannot_be_read_fails_the_call_and_the_next_one_looks_again(cloud: Cloud) -> None:
    (cloud.folder / "bill.csv").write_text("<html>")
    for event in (ARRIVED, BY_THE_CLOCK):
        with pytest.raises(WatchFailed, match=r"bill\.csv"):
            cloud.call(event)
    cloud.deliver("500")
    cloud.clock.advance(15 * 60)
    assert cloud.call(BY_THE_CLOCK)["looked"]


def test_a_channel_that_gives_up_fails_every_call_until_it_is_mended(cloud: Cloud, aws: PlatformClients) -> None:
    cloud.deliver("500")
    gone = {"name": TOPIC_CHANNEL, "kind": "sns", "topic": f"{cloud.topic}-gone", "kinds": ["budget"]}
    daily = AlertSettings.model_validate({"every_minutes": 1440, "channels": [gone]})
    cloud.own = replace(cloud.own, alerts=daily)
    cloud.call(ARRIVED)
    for _ in range(40):
        cloud.clock.advance(3600)
        try:
            cloud.call(BY_THE_CLOCK)
        except WatchFailed as failed:
            assert "given up" in str(failed)  # noqa: PT017 - it is of no matter at which call it begins
            break
    else:
        pytest.fail("no message was given up")
    with pytest.raises(WatchFailed, match="given up"):
        cloud.call(BY_THE_CLOCK)


# Settings and secrets


def test_an_organisations_own_channels_are_told_in_place_of_the_topic_and_its_page_is_linked() -> None:
    own = AlertSettings.model_validate({"channels": [{"name": "w", **HOOK}]})
    assert told_by(own, topic="arn:aws:sns:eu-central-1:1:t", page=PAGE).page == PAGE
    elsewhere = own.model_copy(update={"page": "https://finops.example.com"})
    assert told_by(elsewhere, topic="arn:aws:sns:eu-central-1:1:t", page=PAGE) == elsewhere
    (topic,) = told_by(None, topic="arn:aws:sns:eu-central-1:123456789012:t", page=PAGE).channels
    assert topic.kind == "sns"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"S": "arn:secret"}, "cannot be read"),
        ({}, "`alert_credentials` of the stage's file does not say where S lies"),
    ],
)
def test_a_secret_that_cannot_be_had_keeps_its_message_and_says_where(places: dict[str, str], said: str) -> None:
    def read(arn: str) -> str:
        raise ToolError(f"The secret of a channel at {arn} cannot be read (AccessDenied).")

    clock = ManualClock(START)
    settings = AlertSettings.model_validate({"channels": [{"name": "w", **HOOK}]})
    with closing(SqliteTable(":memory:", clock=clock).open()) as table:
        watch = watch_of(settings, Terms().zone, table, clock, StoredSecrets(places, read))
        watch.record(SEEN[0][:1])
        (stood,) = watch.deliver()
    assert (stood.sent, stood.waiting) == (0, 1)
    assert said in stood.problem


def test_a_secret_is_read_when_a_message_needs_it_and_never_before() -> None:
    asked: list[str] = []

    def read(arn: str) -> str:
        asked.append(arn)
        return "the secret"

    secrets = StoredSecrets({"S": "arn:secret"}, read)
    assert (list(secrets), len(secrets), asked) == (["S"], 1, [])
    assert (secrets["S"], secrets.get("S"), asked) == ("the secret", "the secret", ["arn:secret"] * 2)


# Crashes


def told_under(seed: int, table: Table, bill: Sight) -> tuple[list[HeardChannel], Fate]:
    """What receivers took when three deliveries came, some of whose calls died, and the clock went on calling."""
    random, clock = Random(seed), ManualClock(START)
    kinds = ("before", "after", "unknown")
    fate = Fate({random.randrange(STEPS): random.choice(kinds) for _ in range(random.randint(1, 6))})
    names = (f"now-{seed}", f"daily-{seed}")
    settings = AlertSettings.model_validate(
        {"channels": [{"name": names[0], **HOOK}, {"name": names[1], "digest": "09:00", **HOOK}]}
    )
    heard = [HeardChannel(name) for name in names]
    delivered, told_of_it = 0, True

    def seen(_: Sight) -> Seen:
        return Seen(alerts=tuple(SEEN[delivered]), problems=())

    @contextmanager
    def sight() -> Generator[Sight]:
        terms = terms_from({"accounts": {"1": f"{seed}-{delivered}"}}, "finops.toml")
        yield replace(bill, terms=terms, settings=settings, clock=clock)

    looked = False
    for _ in range(MOST_CALLS):
        fated: Any = FatedTable(table, fate)
        watch = Watch(settings, [FatedChannel(one, fate) for one in heard], fated, clock, hours, at_once=in_turn)
        rounds = FunctionRounds(watch, fated, clock, sight, every=timedelta(hours=1), find=seen)
        arrived, told_of_it = told_of_it, False  # a call that dies is not repeated
        with suppress(Killed, StorageUnavailable):
            looked = rounds.run(arrived=arrived).looked or looked
        if looked and not waits(table, names, clock):
            if delivered == len(SEEN) - 1:
                return heard, fate
            delivered, told_of_it, looked = delivered + 1, True, False
        clock.advance(random.choice((60, 15 * 60, 12 * 3600)))
    raise AssertionError(f"it was not told in {MOST_CALLS} calls")


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sight]:
    folder = tmp_path_factory.mktemp("bill")
    with open_bill(write_csv(folder / "bill.csv", list(rows(LAST)))) as opened:
        settings = AlertSettings.model_validate({"channels": [{"name": "w", **HOOK}]})
        yield Sight(bill=opened, terms=Terms(), settings=settings, clock=ManualClock(START))


@pytest.mark.parametrize("schedules", [60, pytest.param(500, marks=pytest.mark.nightly)])
def test_each_alert_is_told_once_and_none_is_lost_whatever_call_dies(schedules: int, bill: Sight) -> None:
    met: Counter[str] = Counter()
    for seed in range(schedules):
        with closing(SqliteTable(":memory:", clock=ManualClock(START)).open()) as table:
            heard, fate = told_under(seed, table, bill)
        assert_told_once(heard)
        met.update(fate.met)
    assert all(met[kind] > schedules // 4 for kind in ("before", "after", "unknown"))


@pytest.mark.parametrize("schedules", [3, pytest.param(40, marks=pytest.mark.nightly)])
def test_the_same_holds_over_dynamodb(aws: PlatformClients, schedules: int, bill: Sight) -> None:
    for seed in range(1000, 1000 + schedules):
        assert_told_once(told_under(seed, new_dynamodb_table(aws, ManualClock(START)), bill)[0])


def test_what_a_bill_raises_is_a_problem_of_the_round_and_what_waits_is_sent(bill: Sight) -> None:
    @contextmanager
    def broken() -> Generator[Sight]:
        raise BillError("bill.csv: is damaged.")
        yield bill

    clock, heard = ManualClock(START), HeardChannel("w")
    with closing(SqliteTable(":memory:", clock=clock).open()) as table:
        watch = Watch(bill.settings, [heard], table, clock, hours, at_once=in_turn)
        watch.record(SEEN[0][:1])
        done = FunctionRounds(watch, table, clock, broken, every=timedelta(hours=1)).run(arrived=True)
    assert (done.problems, heard.sent) == (("bill.csv: is damaged.",), 1)
