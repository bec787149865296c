"""The catalog's tools offered to a model, and what becomes of what it says."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from threading import Event, Timer
from time import monotonic

import pytest
from strands import Agent

from agents.adapters.model_call import ModelCall
from agents.adapters.model_price import ModelPrice, price_of
from agents.adapters.models import planner_of
from agents.adapters.scripted_model import Call, ScriptedModel, Silence, Turn
from agents.adapters.strands import INSTRUCTIONS, SPECIALIST, StrandsPlanner
from agents.adapters.tool_schemas import FILTERS, schemas_of
from agents.catalog import CATALOG
from billing.source import BillSource
from finops_client.answers import Usage as ShownUsage
from finops_core.clock import ManualClock
from finops_core.errors import SettingsError, ToolError
from finops_core.jobs.events import Answered, Progress, Routed, ToolResult, ToolStarted
from finops_core.jobs.events import Event as JobEvent
from finops_core.jobs.log import split
from finops_core.stopping import Stop, Stopping
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef
from local.basis_words import usage_lines
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.agents.test_cost_tools import BILL

CLOCK = ManualClock(datetime(2026, 11, 20, tzinfo=UTC))
CONTEXT = ToolContext(job_id="job", user_id="ada", clock=CLOCK, services={})
HARD = "tell me something wonderful about our AWS costs in October"


def ask(
    turns: Sequence[Turn], text: str = HARD, *, price: ModelPrice | None = None
) -> tuple[list[JobEvent], ScriptedModel]:
    model = ScriptedModel(turns)
    return list(run(Question(job_id="job", user_id="ada", text=text), with_model(model, price))), model


def with_model(model: ScriptedModel, price: ModelPrice | None = None) -> SupervisorDeps:
    planner = StrandsPlanner(lambda: model, price=price)
    return SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=planner)


def answer(events: list[JobEvent]) -> Answered:
    (found,) = [event for event in events if isinstance(event, Answered)]
    return found


SPEND = Call("cost_spend", {"period": "2026-10"})
COST = Call("cost", {"question": "What was spent in October 2026?"})
LOOKED_UP: tuple[Turn, ...] = (COST, SPEND, "Done.")
"""The model asks a specialist, which calls a tool."""


def test_a_models_answer_shows_the_products_numbers() -> None:
    events, model = ask([*LOOKED_UP, "October came to [[f1]]. The bill does not say why."])

    found = answer(events).answer
    assert found.headline == "October came to $90.00."
    assert found.markdown == "The bill does not say why."
    assert found.basis.metric == "BilledCost"
    offered = [
        agent.name
        for agent in CATALOG.values()
        if any(all(reader.port is BillSource for reader in tool.needs) for tool in agent.tools)
    ]
    assert model.offered[0] == offered
    assert model.offered[1] == [f"cost_{tool.name}" for tool in CATALOG["cost"].for_questions]


def test_the_model_reads_facts_with_their_ids() -> None:
    _, model = ask([*LOOKED_UP, "October came to [[f1]]."])

    told = str(model.requests[-1])
    assert "[[f1-" in told
    assert "$90.00" in told


def test_numbers_of_the_models_own_never_reach_the_log() -> None:
    events, _ = ask([*LOOKED_UP, "October came to [[f1]]. You will save $4,711 a year."])

    assert all("4,711" not in part.text for part in split(events))
    assert any("not shown" in note for note in answer(events).answer.basis.notes)


def test_when_everything_is_withheld_the_tools_own_words_answer() -> None:
    events, _ = ask([*LOOKED_UP, "You spent 90 dollars."])

    assert answer(events).answer.headline == "You spent $90.00 in October 2026."


def test_tool_calls_are_seen_as_they_happen_and_progress_never_goes_back() -> None:
    events, _ = ask([*LOOKED_UP, "October came to [[f1]]."])

    assert [event.tool for event in events if isinstance(event, ToolStarted)] == ["spend"]
    percents = [event.percent for event in events if isinstance(event, Progress)]
    assert percents == [30, 60, 90, 100]
    assert [event.path for event in events if isinstance(event, Routed)] == ["model"]


def test_a_wrong_call_is_told_to_the_model_which_may_correct_it() -> None:
    events, model = ask([COST, Call("cost_spend", {"period": "soon"}), SPEND, "Done.", "October came to [[f1]]."])

    results = [event.content for event in events if isinstance(event, ToolResult)]
    assert "not a period" in results[0]
    assert "error" in str(model.requests[2])
    assert answer(events).answer.headline == "October came to $90.00."


@pytest.mark.parametrize("turns", [[RuntimeError("no quota")], ["I know everything by heart."]])
def test_a_model_that_fails_or_looks_nothing_up_is_replaced_by_the_words_of_the_question(turns: list[Turn]) -> None:
    events, _ = ask(turns)

    assert [event.path for event in events if isinstance(event, Routed)] == ["model", "fallback"]
    percents = [event.percent for event in events if isinstance(event, Progress)]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert "by its words only" in answer(events).answer.markdown


def test_the_fast_path_needs_no_model() -> None:
    events, model = ask([], "What did I spend by service?")

    assert model.requests == []
    assert [event.path for event in events if isinstance(event, Routed)] == ["fast"]


def test_no_model_is_a_setting_like_any_other() -> None:
    assert planner_of("none") is None
    assert isinstance(planner_of("bedrock:some-model"), StrandsPlanner)


@pytest.mark.parametrize("writer", ["", "none", "openai:another"])
def test_who_writes_is_a_setting_of_its_own(writer: str) -> None:
    assert isinstance(planner_of("bedrock:some-model", writer), StrandsPlanner)
    with pytest.raises(SettingsError, match="carrier-pigeon"):
        planner_of("bedrock:some-model", "carrier-pigeon:coo")


@pytest.mark.parametrize("setting", ["gpt", "bedrock:", "carrier-pigeon:coo"])
def test_an_unknown_model_is_refused_with_the_accepted_ones(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"bedrock:MODEL"):
        planner_of(setting)


def test_the_tokens_of_a_model_are_in_the_answers_usage() -> None:
    events, model = ask([*LOOKED_UP, "October came to [[f1]]."])

    usage = answer(events).answer.usage
    assert usage is not None
    assert (usage.tokens_in, usage.tokens_out) == (4 * model.usage["inputTokens"], 4 * model.usage["outputTokens"])


@pytest.mark.parametrize(
    ("price", "paid", "unpriced"),
    [
        (price_of(Decimal(3), Decimal(15)), "yes", False),
        (price_of(Decimal(0), Decimal(0)), "no", False),
        (price_of(Decimal(3), None), "no", True),
        (price_of(None, None), "no", True),
    ],
)
def test_tokens_cost_what_the_settings_say_and_else_are_of_no_known_price(
    price: ModelPrice | None, paid: str, unpriced: bool
) -> None:
    """Of the model that answers and of the specialists that it asks; a local model's may cost nothing."""
    events, _ = ask([*LOOKED_UP, "October came to [[f1]]."], price=price)

    usage = answer(events).answer.usage
    exact = (3 * usage.tokens_in + 15 * usage.tokens_out) / Decimal(1_000_000)
    assert Decimal(usage.price_usd) == (exact if paid == "yes" else 0)
    assert usage.tokens_unpriced == (usage.tokens_in + usage.tokens_out if unpriced else 0)
    (line,) = usage_lines(ShownUsage.model_validate(usage.model_dump(by_alias=True)))
    assert ("price unknown" in line) == unpriced
    assert ("$" in line) != unpriced


def test_a_model_that_says_nothing_is_left_as_soon_as_its_question_is_cancelled() -> None:
    over, stop = Event(), Stop()
    model = ScriptedModel([COST, Silence(over)])
    question = Question(job_id="job", user_id="ada", text=HARD, cancelled=stop)
    Timer(0.2, stop.set).start()

    started = monotonic()
    with pytest.raises(Stopping):
        list(run(question, with_model(model)))
    assert monotonic() - started < 5
    over.set()


def test_a_model_that_takes_too_long_gives_way_to_the_words_of_the_question() -> None:
    over = Event()
    model = ScriptedModel([Silence(over)])
    call = ModelCall(Agent(model=model, callback_handler=None), "Say something.", seconds=0.1)

    with pytest.raises(ToolError, match="took longer"):
        call.result(CONTEXT)
    over.set()


def test_a_specialist_that_finds_nothing_says_so_and_another_is_asked() -> None:
    turns = [Call("anomalies", {"question": "Anything odd?"}), "Nothing.", *LOOKED_UP, "October came to [[f1]]."]
    events, model = ask(turns)

    assert "looked nothing up" in str(model.requests[2])
    assert answer(events).answer.headline == "October came to $90.00."


def test_every_request_of_a_specialist_fits_its_budget() -> None:
    instructed = {name: len(json.dumps(_told_to(agent))) for name, agent in CATALOG.items()}
    supervisor = len(INSTRUCTIONS) + sum(len(agent.description) + 120 for agent in CATALOG.values())

    assert max(instructed.values()) / LETTERS_A_TOKEN <= 6_000, instructed
    assert supervisor / LETTERS_A_TOKEN <= 4_000


LETTERS_A_TOKEN = 3.0
"""Fewer than a token of English or JSON has, so that the count is on the safe side."""


def _told_to(agent: AgentDef) -> list[object]:
    schemas, shared = schemas_of(agent.for_questions)
    return [
        SPECIALIST,
        agent.prompt,
        shared,
        [(tool.name, tool.description, schemas[tool.name]) for tool in agent.for_questions],
    ]


def test_a_field_that_tools_share_is_described_once_and_nothing_a_model_needs_is_lost() -> None:
    schemas, shared = schemas_of(CATALOG["cost"].tools)

    assert shared.count("Service names or nicknames") == 1
    filters = {line[2:].partition(":")[0] for line in shared.partition(FILTERS)[2].splitlines() if line}
    assert {"service", "account", "tag"} <= filters
    for tool in CATALOG["cost"].tools:
        given = tool.params.model_json_schema()
        short = schemas[tool.name]
        further = filters if "additionalProperties" in short else set[str]()
        assert set(short.get("properties", {})) | further == set(given.get("properties", {}))
        assert short.get("required") == given.get("required")
    assert schemas["spend"]["properties"]["granularity"]["enum"][0] == "hourly"
    assert "default" not in json.dumps(schemas)


def test_values_of_later_sentences_are_shown_too() -> None:
    events, _ = ask([*LOOKED_UP, "The bill does not say why. October came to [[f1]]."])

    assert answer(events).answer.markdown == "October came to $90.00."


def test_a_finding_that_no_shown_sentence_tells_is_told_in_the_products_own_words() -> None:
    earlier = Call("cost_spend", {"period": "2026-09"})
    events, _ = ask([COST, SPEND, earlier, "Done.", "October came to [[f1]]. September was 40 percent less."])

    found = answer(events).answer
    assert "October" in found.headline
    assert "40" not in found.markdown
    assert "in September 2026" in found.markdown
