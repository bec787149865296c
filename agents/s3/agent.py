"""The S3 agent's declaration."""

from typing import Final, Literal

from pydantic import Field

from agents.bill.absent import Missing
from agents.s3.intents import QUESTIONS
from agents.s3.view import S3
from agents.views.params import ViewParams
from agents.views.result import View, read_view
from agents.views.words import present_view
from billing.source import BILL
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef


class S3Params(ViewParams):
    """Where to look, and what about."""

    about: Literal["overview", "classes", "lifecycle", "unread", "requests"] = Field(
        "overview", description="What of it; the overview has everything."
    )


def read_use(params: S3Params, context: ToolContext) -> View | Missing:
    return read_view(S3, params.about, params, context)


USE: Final = ToolDef(
    name="use",
    description="How S3 is used: its cost by class and requests, which storage class and lifecycle fit buckets, "
    "what is never read, and how many buckets there are, from the bill and a snapshot of the account.",
    params=S3Params,
    read=read_use,
    present=present_view,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="s3",
    title="S3",
    description="Tells how S3 is used and what can be saved on it.",
    tools=(USE,),
    questions=QUESTIONS,
    prompt="You tell how S3 is used, and what could not be seen. Write every number as its fact, such as "
    "[[f1-9c0e4b7a]]. Never say that something was done.",
)
