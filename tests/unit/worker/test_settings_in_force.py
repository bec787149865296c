"""Settings changed while a worker runs: it goes by them within a minute, and a bad moment leaves those before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from agents.adapters.model_names import NONE
from billing.terms import Terms, terms_from
from finops_core.aws.clients import AnalysedAccount, PlatformClients
from finops_core.deployed_settings import SettingsRepository
from finops_core.errors import SettingsError, StorageUnavailable
from finops_core.jobs.events import Answered, Event, Routed
from finops_core.table.port import Key
from tests.unit.jobs.schedules import FIRST, new_job
from tests.unit.worker.shop import Gate, Shop, in_thread, joined
from tests.unit.worker.test_readers import TERMS, bill_of_two_accounts
from worker.deps import WorkerSettings, deployed_answers
from worker.own_settings import OwnSettings, SettingsInForce, check_own_settings, passed_over, read_own_settings
from worker.process import process_job
from worker.run import JobRun
from worker.settled_answers import Opened, SettledAnswers

TEAMS = "spend by team in May 2026"
NO_TEAMS = OwnSettings(terms=terms_from({"accounts": {"1": "One"}}, "finops.toml"))


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlatformClients]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield PlatformClients()


def in_force(shop: Shop, deployed: OwnSettings = NO_TEAMS, table: Any = None) -> SettingsInForce:
    return SettingsInForce(SettingsRepository(table or shop.table, shop.clock), lambda: deployed, shop.clock)


def settled(shop: Shop, clients: PlatformClients, folder: Path, model: str = NONE) -> SettledAnswers:
    """The deployed worker's answers, as it makes them."""
    settings = WorkerSettings(
        table="t", queue_url="q", bucket="b", bill=str(bill_of_two_accounts(folder)), reader_role="r", model=model
    )

    def opened(own: OwnSettings) -> Opened:
        return deployed_answers(
            own,
            settings,
            AnalysedAccount(),
            jobs=shop.jobs,
            blobs=shop.blobs,
            table=shop.table,
            clients=clients,
            clock=shop.clock,
        )

    return SettledAnswers(in_force(shop), opened)


def asked(shop: Shop, answers: SettledAnswers, question: str, run_id: str) -> tuple[Event, ...]:
    job = replace(new_job(shop.clock, run_id=run_id), question=question)
    shop.jobs.submit(job, FIRST)
    worker = shop.worker(answers)
    worker.monitor.start()
    try:
        process_job(job.job_id, worker)
    finally:
        worker.monitor.close()
    return shop.events(job.job_id)


def told(events: tuple[Event, ...]) -> str:
    return " ".join(str(event.answer) for event in events if isinstance(event, Answered))


def test_a_running_worker_goes_by_changed_terms_within_a_minute(
    shop: Shop, clients: PlatformClients, tmp_path: Path
) -> None:
    answers = settled(shop, clients, tmp_path)
    answers.open()
    assert "Checkout" not in told(asked(shop, answers, TEAMS, "run-1"))
    SettingsRepository(shop.table, shop.clock).put(TERMS, by="ada", after=0)
    shop.clock.advance(60)
    assert "Checkout" in told(asked(shop, answers, TEAMS, "run-2"))
    SettingsRepository(shop.table, shop.clock).put("", by="ada", after=1)
    shop.clock.advance(60)
    assert "Checkout" not in told(asked(shop, answers, TEAMS, "run-3"))


def test_a_model_is_switched_off_and_on_while_the_worker_runs(
    shop: Shop, clients: PlatformClients, tmp_path: Path
) -> None:
    """There is nobody at the model's address: what is asked of it is seen to go there, and fails."""
    answers = settled(shop, clients, tmp_path, model="ollama:nobody")
    hard = "Compare how our teams' habits changed around the release and say which matters"

    def ways(run_id: str) -> list[str]:
        return [event.path for event in asked(shop, answers, hard, run_id) if isinstance(event, Routed)]

    assert ways("run-1")[0] == "model"
    SettingsRepository(shop.table, shop.clock).put("[model]\nasked = false\n", by="ada", after=0)
    shop.clock.advance(60)
    assert "model" not in ways("run-2")


def test_the_table_is_read_twice_a_minute_at_most(shop: Shop) -> None:
    read: list[Key] = []

    class Counted:
        def get(self, key: Key) -> Any:
            read.append(key)
            return shop.table.get(key)

    settings = in_force(shop, table=Counted())
    for _ in range(120):
        settings.now()
        shop.clock.advance(0.5)
    assert len(read) == 2


def test_a_table_that_does_not_answer_leaves_the_settings_before_in_force(shop: Shop) -> None:
    class Failing:
        fails = False

        def __getattr__(self, name: str) -> Any:
            if self.fails:
                raise StorageUnavailable("The table does not answer.")
            return getattr(shop.table, name)

    table = Failing()
    settings = in_force(shop, table=table)
    assert settings.now() == (0, NO_TEAMS)
    SettingsRepository(shop.table, shop.clock).put(TERMS, by="ada", after=0)
    table.fails = True
    shop.clock.advance(60)
    assert settings.now() == (0, NO_TEAMS)
    table.fails = False
    shop.clock.advance(60)
    assert settings.now()[0] == 1
    table.fails = True
    with pytest.raises(StorageUnavailable):
        in_force(shop, table=table).now()


def test_a_text_that_this_release_cannot_read_is_never_in_force(shop: Shop) -> None:
    settings = in_force(shop)
    assert settings.now()[0] == 0
    SettingsRepository(shop.table, shop.clock).put("colour = 1", by="a later release", after=0)
    shop.clock.advance(60)
    assert settings.now() == (0, NO_TEAMS)
    with pytest.raises(SettingsError, match="colour"):
        in_force(shop).now()


def test_what_was_opened_closes_with_its_last_question(shop: Shop) -> None:
    gate, closed = Gate(), list[int]()

    def opened(own: OwnSettings) -> Opened:
        number = len(own.terms.teams)

        def answer(run: JobRun) -> Iterator[Event]:
            gate.wait()
            assert number not in closed
            yield from ()

        return Opened(answer=answer, close=lambda: closed.append(number))

    run: Any = None
    answers = SettledAnswers(in_force(shop), opened)
    first = in_thread(lambda: list(answers(run)))
    gate.wait_until_reached()
    SettingsRepository(shop.table, shop.clock).put(TERMS, by="ada", after=0)
    shop.clock.advance(60)
    second = in_thread(answers.open)
    joined(second)
    assert closed == []
    gate.open()
    joined(first)
    assert closed == [0]


# What may hold


def test_a_text_says_terms_alerts_and_whether_a_model_is_asked() -> None:
    found = check_own_settings(
        TERMS + '[model]\nasked = false\n[[alerts.channels]]\nname = "x"\nkind = "slack"\nurl_env = "U"\n'
    )
    assert [team.name for team in found.terms.teams] == ["Checkout", "Search"]
    assert found.alerts is not None
    assert not found.asks_model
    assert check_own_settings("") == OwnSettings(terms=Terms())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[teams", "not valid TOML"),
        ("colour = 1", "colour"),
        ("[alerts]\nchannels = []", "alerts.channels"),
        ('[model]\nasked = "no"', r"\[model\] has one setting"),
        ("[model]\nname = 1", r"\[model\] has one setting"),
        ("model = 3", r"\[model\] has one setting"),
        ("metric = '\ud800'", "UTF-8"),
    ],
)
def test_what_no_stack_could_go_by_is_refused_before_it_is_kept(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        check_own_settings(text)


def test_what_only_a_laptop_reads_is_passed_over_and_can_be_told() -> None:
    text = "[run]\nport = 1\n[engine]\nkind = 'athena'\n[model]\nasked = true\n"
    assert read_own_settings(text.encode(), "finops.toml") == OwnSettings()
    assert passed_over(text) == ("engine", "run")
