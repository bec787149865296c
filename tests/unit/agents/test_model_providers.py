"""The providers' own clients against local servers that speak their wire: a whole conversation with tools."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest

from agents.adapters.models import planner_of
from agents.catalog import CATALOG
from billing.source import BillSource
from finops_core.jobs.events import Answered, Event, Routed
from supervisor.run import Question, SupervisorDeps, run
from tests.model_servers import (
    ModelServer,
    Reply,
    anthropic_server,
    bedrock_server,
    ollama_server,
    openai_server,
)
from tests.unit.agents.test_cost_tools import BILL
from tests.unit.agents.test_strands import CLOCK, COST, HARD, SPEND

LETTERS_IN_A_TOKEN = 4.0
"""Of JSON as it is sent, marks and blanks included."""
Serve = Callable[[Sequence[Reply]], AbstractContextManager[ModelServer]]

OPENAI = ("openai:m", openai_server, "OPENAI_BASE_URL", "OPENAI_API_KEY")
ANTHROPIC = ("anthropic:m", anthropic_server, "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY")
BEDROCK = ("bedrock:m", bedrock_server, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_SECRET_ACCESS_KEY")
OLLAMA = ("ollama:m", ollama_server, "OLLAMA_HOST", "OLLAMA_API_KEY")
EVERY = {"openai": OPENAI, "anthropic": ANTHROPIC, "bedrock": BEDROCK, "ollama": OLLAMA}
providers = pytest.mark.parametrize("provider", EVERY.values(), ids=EVERY)

Provider = tuple[str, Serve, str, str]


def ask(
    provider: Provider, replies: Sequence[Reply], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Event], ModelServer]:
    setting, serve, url, key = provider
    with serve(replies) as server:
        monkeypatch.setenv(url, server.url)
        monkeypatch.setenv(key, "key-of-a-test")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id-of-a-test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=planner_of(setting))
        return list(run(Question(job_id="job", user_id="ada", text=HARD), deps)), server


def answer(events: list[Event]) -> Answered:
    (found,) = [event for event in events if isinstance(event, Answered)]
    return found


@providers
def test_a_model_calls_a_tool_and_writes_with_its_facts(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    replies: list[Reply] = [COST, SPEND, "Done.", "October came to [[f1]]. It rose by 40 percent."]
    events, server = ask(provider, replies, monkeypatch)

    found = answer(events).answer
    assert found.headline == "October came to $90.00."
    assert "40" not in found.markdown
    assert len(server.requests) == 4
    assert "$90.00" in str(server.requests[-1])
    specialist = json.dumps(server.requests[1])
    assert "Property " not in specialist
    assert len(specialist) / LETTERS_IN_A_TOKEN <= 6_000
    assert found.usage is not None
    assert (found.usage.tokens_in, found.usage.tokens_out) == (280, 28)


@providers
def test_a_provider_that_refuses_is_replaced_by_the_words_of_the_question(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, _ = ask(provider, [401], monkeypatch)

    assert [event.path for event in events if isinstance(event, Routed)] == ["model", "fallback"]
    assert "key-of-a-test" not in "".join(event.model_dump_json() for event in events)
