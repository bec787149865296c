"""What every tool of the catalog keeps: a tool that is added is tried without a line here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

import pytest
from moto import mock_aws

from agents.catalog import CATALOG
from billing.source import BillSource
from finops_core.answers import FACT_REFERENCE
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError, ToolError
from finops_core.jobs.events import MAX_EVENT_BYTES, Answered
from finops_core.stopping import Stop, Stopping, current_stop
from finops_core.tools.context import ToolContext
from finops_core.tools.readers import Grant, ReaderSpec
from finops_core.tools.run import MAX_FACTS, run_tool
from finops_core.tools.spec import Catalog
from finops_core.tools.testing import Trial, reader_in_aws
from supervisor.run import run
from tests.agents.kit import (
    FOR_EVERYONE,
    NOW,
    SCHEMA_BYTES,
    Services,
    Walked,
    actions_of,
    answered,
    calls_of,
    deps_of,
    found,
    heard_calls,
    numbers_without_facts,
    opened,
    plain,
    question,
    readers_of,
    tools_of,
)
from tests.agents.toy.agent import AGENT as LOGS
from tests.unit.worker.shop import Shop, open_shop
from worker.fit import Fitter

CATALOGS: tuple[Catalog, ...] = (CATALOG, {"logs": LOGS})
TOOLS = tools_of(*CATALOGS)
READING = [walked for walked in TOOLS if not walked.tool.changes]
CHANGING = [walked for walked in TOOLS if walked.tool.changes]
READERS = tuple(dict.fromkeys(reader for catalog in CATALOGS for reader in readers_of(catalog)))
WHOLE = {name: agent for catalog in CATALOGS for name, agent in catalog.items()}
MANY, LARGE_CALLS = 1500, 6
"""Things of each kind in a large account, and calls about it: those by groups first, whose answers are the largest."""
WITHIN_S = 1.0
PATIENCE_S = 20.0
OWNER = "owner"
"""The access key of whoever makes what is read."""

every_tool = pytest.mark.parametrize("walked", TOOLS, ids=str)
every_reading_tool = pytest.mark.parametrize("walked", READING, ids=str)
every_tool_with_readers = pytest.mark.parametrize("walked", [one for one in READING if one.tool.needs], ids=str)


@dataclass(frozen=True)
class Tried:
    """A trial and the readers over it."""

    trial: Trial
    services: Services


def tried(folder: Path, **changes: Any) -> Iterator[Tried]:
    trial = Trial(folder=folder, **changes)
    with opened(WHOLE, trial) as services:
        yield Tried(trial, services)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """Two accounts."""
    yield from tried(tmp_path_factory.mktemp("both"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """The user's account, and there never was another."""
    yield from tried(tmp_path_factory.mktemp("alone"), others=False)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """Thousands of things of each kind, all with long names."""
    yield from tried(tmp_path_factory.mktemp("large"), many=MANY)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from open_shop(tmp_path)


# What it is


@every_tool
def test_what_a_model_is_told_of_its_arguments_is_short(walked: Walked):
    assert len(json.dumps(walked.tool.params.model_json_schema()).encode()) <= SCHEMA_BYTES


@every_reading_tool
def test_it_answers_about_the_made_accounts_with_as_few_arguments_as_it_takes(walked: Walked, both: Tried):
    finding = found(walked, both.services, calls_of(walked.tool, both.trial)[0])
    assert finding is not None
    assert finding.headline


# Scope


@every_reading_tool
def test_who_sees_one_account_gets_the_answers_of_a_world_without_the_others(walked: Walked, both: Tried, alone: Tried):
    own = frozenset({both.trial.own})
    for arguments in calls_of(walked.tool, both.trial):
        asked = question(walked.step(arguments), accounts=own)
        _, log = answered(walked, both.services, asked)
        _, expected = answered(walked, alone.services, asked)
        assert plain(log, both.trial.folder) == plain(expected, alone.trial.folder), arguments
        said = json.dumps(arguments)
        hidden = [word for word in (both.trial.other, both.trial.word, both.trial.amount) if word in log]
        assert [word for word in hidden if word not in said] == [], arguments


def test_the_made_accounts_have_something_to_hide(both: Tried):
    logs = [answered(walked, both.services, question(walked.step({})))[1] for walked in READING]
    assert any(both.trial.word in log for log in logs)
    assert any(both.trial.amount in log for log in logs)


# Cancel


class Stuck:
    """A reader that says it was asked and never returns, once a tool asks it. Its class is that of the real one."""

    def __init__(self, reader: Any, reached: Event, never: Callable[[], object]) -> None:
        self._reader = reader
        self._reached = reached
        self._never = never

    @property
    def __class__(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        return cast(Any, type(self._reader))

    def __getattr__(self, name: str) -> Any:
        if current_stop() is None:
            return getattr(self._reader, name)
        self._reached.set()
        return self._never()


@every_tool_with_readers
def test_a_question_ends_within_a_second_of_its_stop_though_its_readers_hang(walked: Walked, both: Tried):
    reached, never, ended = Event(), Event(), list[Exception]()
    hangs = partial(never.wait, PATIENCE_S)
    services = {port: Stuck(reader, reached, hangs) for port, reader in both.services.items()}
    asked = question(walked.step(calls_of(walked.tool, both.trial)[0]))

    def ask() -> None:
        try:
            for _ in run(asked, deps_of(walked.catalog, services)):
                pass
        except FinOpsError as error:
            ended.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    try:
        assert reached.wait(PATIENCE_S), f"{walked} asked no reader of its own"
        asked.cancelled.set()
        asking.join(WITHIN_S)
        assert not asking.is_alive()
        assert [type(error) for error in ended] == [Stopping]
    finally:
        never.set()


ENDLESS = "SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range + b.range = c.range"


OVER_THE_BILL = [walked for walked in READING if BillSource in {reader.port for reader in walked.tool.needs}]


@pytest.mark.parametrize("walked", OVER_THE_BILL, ids=str)
def test_the_query_that_is_under_way_ends_within_a_second_too(walked: Walked, both: Tried):
    reached, stop, ended = Event(), Stop(), list[Exception]()
    bill = both.services[BillSource]
    services = {**both.services, BillSource: Stuck(bill, reached, lambda: bill.statement(ENDLESS))}
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services, cancelled=stop)

    def ask() -> None:
        try:
            run_tool(walked.tool, calls_of(walked.tool, both.trial)[0], context)
        except FinOpsError as error:
            ended.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    assert reached.wait(PATIENCE_S)
    stop.set()
    asking.join(WITHIN_S)
    assert not asking.is_alive()
    assert [type(error) for error in ended] == [Stopping]


# Size


@every_reading_tool
def test_its_answer_about_a_large_account_fits_with_few_facts(walked: Walked, large: Tried, shop: Shop):
    job = shop.jobs.claim(shop.submit("anything"), owner="kit")
    assert job is not None
    fitter = Fitter(shop.jobs, shop.blobs)
    calls = sorted(calls_of(walked.tool, large.trial, names=False), key=lambda call: "group_by" not in call)
    for arguments in calls[:LARGE_CALLS]:
        answer, _ = answered(walked, large.services, question(walked.step(arguments)))
        if answer is None:
            continue
        assert len(answer.facts) <= MAX_FACTS
        for event in fitter.fit(Answered(answer=answer), job):
            assert len(event.model_dump_json(by_alias=True).encode()) <= MAX_EVENT_BYTES


# Numbers


@every_reading_tool
def test_no_number_stands_in_its_sentences_without_a_fact(walked: Walked, both: Tried):
    for arguments in calls_of(walked.tool, both.trial):
        finding = found(walked, both.services, arguments)
        if finding is not None:
            assert numbers_without_facts(finding, arguments) == [], (arguments, finding.headline, finding.prose)
            named = set(FACT_REFERENCE.findall(f"{finding.headline} {finding.prose}"))
            assert named <= {fact.id for fact in finding.facts}


# Permissions


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.port.__name__)
def test_a_reader_declares_the_permissions_of_the_calls_it_makes_and_no_others(reader: ReaderSpec, tmp_path: Path):
    make = reader_in_aws(reader)
    assert make is not None or not reader.grants, "it declares permissions, so its calls have to be heard"
    if make is None:
        return
    trial = Trial(folder=tmp_path)
    # What is set within the emulation is taken back within it: its own keys would stay behind otherwise.
    with (
        mock_aws(),
        pytest.MonkeyPatch.context() as environment,
        heard_calls(but_of=OWNER) as heard,
        opened(WHOLE, trial) as services,
    ):
        environment.setenv("AWS_ACCESS_KEY_ID", OWNER)
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        reading = AnalysedAccount(role_arn="arn:aws:iam::123456789012:role/reader")
        made = {**services, reader.port: make(AnalysedAccount(), reading)}
        for walked in READING:
            if reader in walked.tool.needs:
                assert found(walked, made, calls_of(walked.tool, trial)[0]) is not None, walked
    assert set(heard) - FOR_EVERYONE == actions_of(reader.grants)


@every_tool
def test_only_a_tool_that_changes_something_declares_permissions_and_they_are_named_one_by_one(walked: Walked):
    tool = walked.tool
    grants: tuple[Grant, ...] = (*tool.grants, *(grant for reader in tool.needs for grant in reader.grants))
    assert bool(tool.grants) == tool.changes
    assert not any("*" in action for action in actions_of(grants))


@pytest.mark.parametrize("walked", CHANGING, ids=str)
def test_a_tool_that_changes_something_does_nothing_that_nobody_approved(walked: Walked, both: Tried):
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=both.services)
    with pytest.raises(ToolError, match="approved"):
        run_tool(walked.tool, calls_of(walked.tool, both.trial)[0], context)
