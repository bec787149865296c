"""An agent that does nothing, so that a job costs what the platform costs."""

from pydantic import BaseModel

from agents.cost.intents.questions import QUESTIONS
from billing.no_bill import NoBill
from billing.source import BillSource
from finops_core.answers import Finding
from finops_core.clock import Clock
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef, as_found
from local.answering import Answering
from local.settings import LocalSettings


class SpendParams(BaseModel):
    """What the fast path reads out of the benchmark's question."""

    group_by: tuple[str, ...] = ()


def spend(params: SpendParams, context: ToolContext) -> Finding:
    fact = context.facts.text("nothing", "the benchmark's answer")
    return Finding(headline=f"You spent [[{fact.id}]].", facts=(fact,))


CATALOG = {
    "cost": AgentDef(
        name="cost",
        title="Cost",
        description="Answers at once.",
        tools=(ToolDef(name="spend", description="Does nothing.", params=SpendParams, read=spend, present=as_found),),
        questions=QUESTIONS,
    )
}


def answer_nothing(settings: LocalSettings, clock: Clock) -> Answering:
    return Answering(catalog=CATALOG, services={BillSource: NoBill()})
