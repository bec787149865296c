"""A model's answer is told sentence by sentence, and whatever happens to the model, what was found is told."""

from collections.abc import Sequence
from threading import Event
from time import monotonic

import pytest
from strands import Agent
from strands.types.exceptions import ModelThrottledException

from agents.adapters.model_call import ModelCall
from agents.adapters.scripted_model import Broken, Call, ScriptedModel, Silence, Turn, Waiting
from agents.adapters.strands import StrandsPlanner, StrandsWriter
from agents.catalog import CATALOG
from agents.planner import Writer, in_own_words
from billing.source import BillSource
from finops_core.answers import Answer
from finops_core.errors import ToolError
from finops_core.jobs.events import Event as JobEvent
from finops_core.jobs.events import Routed, TextDelta, TextEnded, TextStarted
from supervisor.run import Question, SupervisorDeps, run
from tests.unit.agents.test_cost_tools import BILL
from tests.unit.agents.test_strands import CLOCK, CONTEXT, COST, HARD, LOOKED_UP, SPEND, answer, ask

OWN_WORDS = "You spent $90.00 in October 2026."


def text_of(events: Sequence[JobEvent]) -> str:
    return "".join(event.delta for event in events if isinstance(event, TextDelta))


def paths(events: Sequence[JobEvent]) -> list[str]:
    return [event.path for event in events if isinstance(event, Routed)]


def planned(turns: Sequence[Turn], writer: Writer | None) -> tuple[list[JobEvent], ScriptedModel]:
    model = ScriptedModel(turns)
    planner = StrandsPlanner(lambda: model, writer)
    deps = SupervisorDeps(catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=planner)
    return list(run(Question(job_id="job", user_id="ada", text=HARD), deps)), model


def whole(found: Answer) -> str:
    return f"{found.headline}\n\n{found.markdown}".strip()


def test_a_sentence_is_told_while_the_model_still_writes() -> None:
    over = Event()
    last = Waiting("October came to [[f1]]. The bill does not ", over, "say why.")
    model = ScriptedModel([*LOOKED_UP, last])
    deps = SupervisorDeps(
        catalog=CATALOG, clock=CLOCK, services={BillSource: BILL}, planner=StrandsPlanner(lambda: model)
    )

    events: list[JobEvent] = []
    for event in run(Question(job_id="job", user_id="ada", text=HARD), deps):
        events.append(event)
        if text_of(events) == "October came to $90.00\\." or text_of(events) == "October came to $90.00.":
            over.set()

    assert over.is_set()
    assert text_of(events) == whole(answer(events).answer).replace("\\", "")


def test_the_text_that_was_told_is_the_answer_and_is_one_message() -> None:
    events, _ = ask([*LOOKED_UP, "October came to [[f1]]. That is 40% more. The bill does not say why."])

    assert text_of(events) == "October came to $90.00.\n\nThe bill does not say why."
    assert len([event for event in events if isinstance(event, TextStarted)]) == 1
    assert len([event for event in events if isinstance(event, TextEnded)]) == 1


FAULTS: dict[str, Turn] = {
    "an error": RuntimeError("no quota"),
    "an error in the midst": Broken("The bill does not say why. October ca", ConnectionError("reset by peer")),
    "nothing but lies": "You spent twelve dollars. I have deleted the rest.",
    "babble": "and then " * 4_000,
    "nothing": "",
}


@pytest.mark.parametrize("last", FAULTS.values(), ids=FAULTS)
def test_a_model_that_fails_after_it_looked_something_up_loses_nothing(last: Turn) -> None:
    events, _ = ask([*LOOKED_UP, last])

    found = answer(events).answer
    assert paths(events) == ["model"]
    assert OWN_WORDS in whole(found)
    assert found.blocks or found.facts
    assert text_of(events).replace("\\", "") == whole(found).replace("\\", "")


def test_who_broke_off_is_said_in_a_plain_sentence() -> None:
    events, _ = ask([*LOOKED_UP, Broken("The bill does not say why. Oct", ConnectionError("reset"))])

    assert "The language model broke off" in answer(events).answer.markdown
    assert any("ConnectionError" in note for note in answer(events).answer.basis.notes)


def test_a_specialist_that_breaks_off_after_a_result_counts() -> None:
    events, _ = ask([COST, SPEND, RuntimeError("overloaded"), "October came to [[f1]]."])

    assert answer(events).answer.headline == "October came to $90.00."


def test_a_model_that_fails_at_once_is_replaced_and_the_answer_says_so() -> None:
    events, _ = ask([RuntimeError("no quota")])

    assert paths(events) == ["model", "fallback"]
    assert "The language model could not answer." in answer(events).answer.markdown


def test_a_throttled_model_is_tried_again() -> None:
    events, _ = ask([ModelThrottledException("slow down"), *LOOKED_UP, "October came to [[f1]]."])

    assert answer(events).answer.headline == "October came to $90.00."


def test_a_model_that_falls_silent_is_given_up() -> None:
    over = Event()
    call = ModelCall(Agent(model=ScriptedModel([Silence(over)]), callback_handler=None), "Speak.", silent_s=0.2)

    started = monotonic()
    with pytest.raises(ToolError, match="said nothing"):
        call.result(CONTEXT)
    assert monotonic() - started < 5
    over.set()


def test_one_model_may_ask_and_templates_write() -> None:
    events, model = planned([*LOOKED_UP, "October came to [[f1]]."], in_own_words)

    assert answer(events).answer.headline == OWN_WORDS
    assert len(model.requests) == 4


def test_one_model_may_ask_and_another_write() -> None:
    author = ScriptedModel(["October came to [[f1]]."])
    events, _ = planned([*LOOKED_UP, "Done."], StrandsWriter(lambda: author))

    assert answer(events).answer.headline == "October came to $90.00."
    assert "[[f1-" in str(author.requests)


def test_a_writer_that_fails_costs_no_findings() -> None:
    author = ScriptedModel([RuntimeError("out of order")])
    events, _ = planned([*LOOKED_UP, "Done."], StrandsWriter(lambda: author))

    assert answer(events).answer.headline == OWN_WORDS
    assert paths(events) == ["model"]


def test_a_specialist_is_not_asked_because_of_what_was_read() -> None:
    other = Call("anomalies", {"question": "Anything odd?"})
    events, model = ask([*LOOKED_UP, other, "October came to [[f1]]."])

    assert "was decided before results were read" in str(model.requests[-1])
    assert answer(events).answer.headline == "October came to $90.00."
