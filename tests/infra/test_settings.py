"""The stack sets exactly what each function reads, in words that it can read."""

from typing import Any

import pytest

from cdk.environment import environment_of
from finops_core.settings import PREFIX, Settings
from tests.infra.synthesis import Assembly
from websocket.deps import AuthorizerSettings, WebsocketSettings
from worker.alerts.deps import WatchSettings
from worker.deps import ArrivalSettings, WorkerSettings
from worker.reports.deps import ReportSettings

READS: dict[str, type[Settings]] = {
    "ArrivalsPreparer": ArrivalSettings,
    "FrontDoorAuthorizer": AuthorizerSettings,
    "FrontDoorConnect": WebsocketSettings,
    "FrontDoorDisconnect": WebsocketSettings,
    "FrontDoorMessage": WebsocketSettings,
    "HttpApiRequests": WebsocketSettings,
    "Publisher": WebsocketSettings,
    "ReportsWriter": ReportSettings,
    "WatchRounds": WatchSettings,
    "WorkDeadLetters": WorkerSettings,
    "WorkSweep": WorkerSettings,
    "WorkWorker": WorkerSettings,
}


def variables(assembly: Assembly) -> dict[str, dict[str, str]]:
    """The environment of each function, with a stand-in for what only a deployment knows."""
    return {
        id: {name: _filled(value) for name, value in each["Properties"]["Environment"]["Variables"].items()}
        for id, each in assembly.resources("AWS::Lambda::Function").items()
        if "Environment" in each["Properties"]
    }


def _filled(value: Any) -> str:
    match value:
        case str():
            return value
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(map(_filled, parts))
        case _:
            return "known-when-deployed"


def settings_of(function: str) -> type[Settings]:
    [found] = [settings for start, settings in READS.items() if function.startswith(start)]
    return found


def test_every_function_gets_exactly_the_variables_it_reads(assembly: Assembly):
    found = variables(assembly)
    assert len(found) == len(READS)
    for function, given in found.items():
        assert {name for name in given if name.startswith(PREFIX)} == settings_of(function).variables()


def test_every_function_can_read_its_variables(assembly: Assembly):
    for function, given in variables(assembly).items():
        ours = {name: value for name, value in given.items() if name.startswith(PREFIX)}
        assert settings_of(function).from_environment(ours)


def test_a_field_that_the_stack_forgot_stops_the_synthesis():
    every = dict.fromkeys(WorkerSettings.model_fields, "given")
    del every["bucket"]
    with pytest.raises(ValueError, match=r"missing.*bucket"):
        environment_of(WorkerSettings, **every)


def test_a_variable_that_nobody_reads_stops_the_synthesis():
    with pytest.raises(ValueError, match=r"unknown.*colour"):
        environment_of(
            AuthorizerSettings,
            issuer="i",
            audiences=("a",),
            jwks_url="j",
            allowed_origins=(),
            group_accounts=None,
            program_accounts={},
            group_roles=None,
            program_roles={},
            colour="red",
        )
