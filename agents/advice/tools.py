"""The advice agent's tools, each declared once."""

from typing import Final

from agents.advice.past.params import HistoryParams
from agents.advice.past.result import read_history
from agents.advice.past.words import present_history
from agents.advice.savings.params import SavingsParams
from agents.advice.savings.result import read_savings
from agents.advice.savings.words import present_savings
from agents.advice.what_if.bought import read_bought
from agents.advice.what_if.ended import read_ended
from agents.advice.what_if.params import BoughtParams, EndedParams
from agents.advice.what_if.words import present_bought, present_ended
from agents.bill.caveats import with_caveats
from billing.source import BILL
from finops_core.tools.spec import AnyTool, ToolDef

TOOLS: Final[tuple[AnyTool, ...]] = (
    ToolDef(
        name="savings",
        description="What can be saved, as far as the bill alone shows it: idle, older, dearer and unused things, with "
        "the figures that show each, what the bill cannot show, and a total in which nothing is counted twice.",
        params=SavingsParams,
        read=with_caveats(read_savings),
        present=present_savings,
        needs=(BILL,),
    ),
    ToolDef(
        name="plan_bought",
        description="What a Compute Savings Plan of so many dollars an hour would have saved on the last weeks of an "
        "hourly bill, hour by hour in AWS's order, with how much of it would have been left unused.",
        params=BoughtParams,
        read=with_caveats(read_bought),
        present=present_bought,
        needs=(BILL,),
    ),
    ToolDef(
        name="commitments_ended",
        description="What the last complete month would have cost more without Savings Plans or reservations that are "
        "there, of one kind or for some services: what follows when they end and are not renewed.",
        params=EndedParams,
        read=with_caveats(read_ended),
        present=present_ended,
        needs=(BILL,),
    ),
    ToolDef(
        name="savings_history",
        description="What was saved by recommendations that were carried out, as the later months of the bill show it "
        "beside what was estimated: which they were, what changed, and how good the estimates were.",
        params=HistoryParams,
        read=with_caveats(read_history),
        present=present_history,
        needs=(BILL,),
    ),
)
