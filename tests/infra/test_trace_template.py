"""A stack that traces: who may send spans, and that every function that makes them knows where to."""

import json

import pytest

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_iam import actions_of, roles

SENDS = {"FrontDoor/Message", "HttpApi/Requests", "Work/Worker"}


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("traced"), {"trace_endpoint": "xray"})


def senders(assembly: Assembly) -> set[str]:
    return {role for role, statements in roles(assembly).items() if "xray:PutTraceSegments" in actions_of(statements)}


def test_who_makes_spans_may_send_them_and_nobody_else(traced: Assembly, assembly: Assembly) -> None:
    assert senders(traced) == SENDS
    assert senders(assembly) == set()


def test_every_function_with_spans_is_told_where_they_go(traced: Assembly) -> None:
    functions = [each["Properties"] for each in traced.resources("AWS::Lambda::Function").values()]
    told = {each["Handler"]: each["Environment"]["Variables"] for each in functions if "Environment" in each}
    for handler in ("websocket.message.handler", "websocket.http_api.handler.handler", "worker.handler.handler"):
        assert told[handler]["FINOPS_TRACE_ENDPOINT"] == "xray"


def test_the_worker_may_do_nothing_else_with_traces(traced: Assembly) -> None:
    assert "xray:*" not in json.dumps(traced.template)


@pytest.mark.parametrize("wrong", ["jaeger", "https://user:secret@collector", "ftp://collector"])
def test_an_address_that_no_collector_has_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="trace_endpoint"):
        StackConfig.from_context({"trace_endpoint": wrong}.get)
