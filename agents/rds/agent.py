"""The RDS agent's declaration."""

from typing import Final, Literal

from pydantic import Field

from agents.bill.absent import Missing
from agents.rds.intents import QUESTIONS
from agents.rds.view import RDS
from agents.views.params import ViewParams
from agents.views.result import View, read_view
from agents.views.words import present_view
from billing.source import BILL
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef


class RDSParams(ViewParams):
    """Where to look, and what about."""

    about: Literal["overview", "idle", "rightsize", "backups", "generation"] = Field(
        "overview", description="What of it; the overview has everything."
    )


def read_use(params: RDSParams, context: ToolContext) -> View | Missing:
    return read_view(RDS, params.about, params, context)


USE: Final = ToolDef(
    name="use",
    description="How RDS and Aurora are used: their cost by kind of usage, what is idle or too large, backups, older "
    "versions, and how many databases there are, from the bill and a snapshot of the account.",
    params=RDSParams,
    read=read_use,
    present=present_view,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="rds",
    title="RDS",
    description="Tells how RDS is used and what can be saved on it.",
    tools=(USE,),
    questions=QUESTIONS,
    prompt="You tell how RDS is used, and what could not be seen. Write every number as its fact, such as "
    "[[f1-9c0e4b7a]]. Never say that something was done.",
)
