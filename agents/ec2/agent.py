"""The EC2 agent's declaration."""

from typing import Final, Literal

from pydantic import Field

from agents.bill.absent import Missing
from agents.ec2.intents import QUESTIONS
from agents.ec2.view import EC2
from agents.views.params import ViewParams
from agents.views.result import View, read_view
from agents.views.words import present_view
from billing.source import BILL
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef


class EC2Params(ViewParams):
    """Where to look, and what about."""

    about: Literal["overview", "idle", "rightsize", "generation", "schedule"] = Field(
        "overview", description="What of it; the overview has everything."
    )


def read_use(params: EC2Params, context: ToolContext) -> View | Missing:
    return read_view(EC2, params.about, params, context)


USE: Final = ToolDef(
    name="use",
    description="How EC2 is used: its cost by kind of usage, what is idle, too large, of an older generation or on at "
    "night, and how many instances, volumes and addresses there are, from the bill and a snapshot of the account.",
    params=EC2Params,
    read=read_use,
    present=present_view,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="ec2",
    title="EC2",
    description="Tells how EC2 is used and what can be saved on it.",
    tools=(USE,),
    questions=QUESTIONS,
    prompt="You tell how EC2 is used, and what could not be seen. Write every number as its fact, such as "
    "[[f1-9c0e4b7a]]. Never say that something was done.",
)
