"""What the models of one question may cost: once it is reached none is asked any more, and the answer says so."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from agents.adapters.model_price import price_of
from agents.adapters.models import planner_of
from agents.adapters.scripted_model import ScriptedModel, Turn
from agents.adapters.strands import StrandsPlanner, StrandsWriter
from agents.catalog import CATALOG
from billing.source import BillSource
from finops_core.errors import SettingsError
from finops_core.jobs.events import Answered, Event, Routed
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.agents.test_cost_tools import BILL
from tests.unit.agents.test_strands import CLOCK, HARD, LOOKED_UP, answer

PRICE = price_of(Decimal(3), Decimal(15))
A_REQUEST = Decimal("0.00045")
"""What one request of a scripted model costs at that price: 100 tokens read, 10 written."""
TOLD = "The language model reached its limit of $"


def asked(
    turns: Sequence[Turn], most_usd: Decimal | None, author: ScriptedModel | None = None
) -> tuple[list[Event], int]:
    """The events of a question, and how often its models were asked."""
    model = ScriptedModel(turns)
    writer = StrandsWriter(lambda: author, price=PRICE) if author is not None else None
    planner = StrandsPlanner(lambda: model, writer, price=PRICE, most_usd=most_usd)
    deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=planner)
    events = list(run(Question(job_id="job", user_id="ada", text=HARD), deps))
    return events, len(model.requests) + (len(author.requests) if author is not None else 0)


def text(events: list[Event]) -> str:
    found: Answered = answer(events)
    return f"{found.answer.headline}\n{found.answer.markdown}".replace("\\", "")


@pytest.mark.parametrize("most", [None, 4 * A_REQUEST, Decimal(1)])
def test_a_question_that_costs_less_is_answered_by_its_model(most: Decimal | None) -> None:
    events, requests = asked([*LOOKED_UP, "October came to [[f1]]."], most)

    assert requests == 4
    assert text(events).startswith("October came to $90.00.")
    assert TOLD not in text(events)


def test_what_was_found_until_then_is_told_and_why_it_goes_no_further() -> None:
    events, requests = asked([*LOOKED_UP, "October came to [[f1]]."], 3 * A_REQUEST)

    assert requests == 3
    assert text(events).startswith("You spent $90.00 in October 2026.")
    assert f"{TOLD}0.00135 for one question, so the rest is told in the words of the findings" in text(events)
    assert Decimal(answer(events).answer.usage.price_usd) == 3 * A_REQUEST


def test_a_specialist_that_is_asked_counts_to_the_same_limit() -> None:
    events, requests = asked([*LOOKED_UP, "October came to [[f1]]."], A_REQUEST)

    assert requests == 1
    assert [event.path for event in events if isinstance(event, Routed)] == ["model", "fallback"]
    assert "by its words only" in text(events)


def test_another_model_that_writes_counts_to_the_same_limit() -> None:
    author = ScriptedModel(["October came to [[f1]]."])

    events, requests = asked([*LOOKED_UP, "Done."], 4 * A_REQUEST, author)

    assert requests == 4
    assert author.requests == []
    assert TOLD in text(events)


@pytest.mark.parametrize(("writer", "writer_price"), [("", None), ("none", None), ("openai:another", PRICE)])
def test_a_limit_takes_the_price_of_each_model(writer: str, writer_price: object) -> None:
    cap = Decimal(1)
    planner = planner_of("bedrock:one", writer, price=PRICE, writer_price=writer_price, most_usd=cap)  # type: ignore[arg-type]

    assert isinstance(planner, StrandsPlanner)
    with pytest.raises(SettingsError, match="model_cap_usd"):
        planner_of("bedrock:one", writer, most_usd=cap)
    with pytest.raises(SettingsError, match="model_cap_usd"):
        planner_of("bedrock:one", "openai:another", price=PRICE, most_usd=cap)
