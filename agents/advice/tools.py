"""The advice agent's tools, each declared once."""

from typing import Final

from agents.advice.savings.params import SavingsParams
from agents.advice.savings.result import read_savings
from agents.advice.savings.words import present_savings
from billing.source import BILL
from finops_core.tools.spec import AnyTool, ToolDef

TOOLS: Final[tuple[AnyTool, ...]] = (
    ToolDef(
        name="savings",
        description="What can be saved, as far as the bill alone shows it: idle, older, dearer and unused things, with "
        "the figures that show each, what the bill cannot show, and a total in which nothing is counted twice.",
        params=SavingsParams,
        read=read_savings,
        present=present_savings,
        needs=(BILL,),
    ),
)
