"""The showback agent's declaration."""

from importlib.resources import files
from typing import Final

from agents.bill.caveats import with_caveats
from agents.showback.intents import QUESTIONS
from agents.showback.params import ShowbackParams
from agents.showback.result import read_showback
from agents.showback.words import present_showback
from billing.source import BILL
from finops_core.tools.spec import AgentDef, ToolDef

SHOWBACK: Final = ToolDef(
    name="showback",
    description="Statements for teams: what each owns by service and account, its credits, refunds and taxes, its "
    "parts of shared costs, and what nobody owns. Together they are the bill.",
    params=ShowbackParams,
    read=with_caveats(read_showback),
    present=present_showback,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="showback",
    title="Showback",
    description="Makes statements for teams that add up to the bill.",
    tools=(SHOWBACK,),
    questions=QUESTIONS,
    prompt=files("agents.showback").joinpath("prompt.md").read_text(encoding="utf-8"),
)
