"""An agent whose tool takes its time, for tests that need jobs to be under way."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from agents.cost.intents.questions import QUESTIONS
from billing.no_bill import NoBill
from billing.source import BillSource
from finops_core.answers import Finding
from finops_core.clock import Clock
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef, as_found
from local.answering import Answering
from local.settings import LocalSettings


class AnyParams(BaseModel):
    """Whatever the fast path reads out of a question."""

    model_config = ConfigDict(extra="allow")


HELD = "held"
"""While a file of this name is in the platform's data folder, the tool does not return."""

_HELD_AT_MOST_S, _LOOK_EVERY_S = 90.0, 0.1


def slow_catalog(tool_s: float, data_dir: Path) -> dict[str, AgentDef]:
    """One agent whose tool waits, or until the job is stopped. Asked by region it fails."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        if "region" in str(params):
            raise ToolError("The regions cannot be read. Ask by account.")
        context.cancelled.wait(tool_s)
        looks = range(int(_HELD_AT_MOST_S / _LOOK_EVERY_S))
        any(not (data_dir / HELD).exists() or context.cancelled.wait(_LOOK_EVERY_S) for _ in looks)
        fact = context.facts.text("nothing", "this platform's answer")
        return Finding(headline=f"You spent [[{fact.id}]].", facts=(fact,))

    tool = ToolDef(name="spend", description="Waits, then answers.", params=AnyParams, read=spend, present=as_found)
    return {
        "cost": AgentDef(
            name="cost",
            title="Cost",
            description="Answers after a while.",
            tools=(tool,),
            questions=QUESTIONS,
        )
    }


def answer_slowly(tool_s: float, settings: LocalSettings, clock: Clock) -> Answering:
    return Answering(catalog=slow_catalog(tool_s, settings.data_dir), services={BillSource: NoBill()})
