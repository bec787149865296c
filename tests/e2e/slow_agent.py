"""An agent whose tool takes its time, for tests that need jobs to be under way."""

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


def slow_catalog(tool_s: float) -> dict[str, AgentDef]:
    """One agent whose tool waits, or until the job is stopped. Asked by region it fails."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        if "region" in str(params):
            raise ToolError("The regions cannot be read. Ask by account.")
        context.cancelled.wait(tool_s)
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
    return Answering(catalog=slow_catalog(tool_s), services={BillSource: NoBill()})
