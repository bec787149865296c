"""The tagging agent's declaration."""

from importlib.resources import files
from typing import Final

from agents.bill.caveats import with_caveats
from agents.tagging.intents import QUESTIONS
from agents.tagging.params import ComplianceParams
from agents.tagging.result import read_compliance
from agents.tagging.tiles import TILES
from agents.tagging.words import present_compliance
from billing.source import BILL
from finops_core.tools.spec import AgentDef, ToolDef

COMPLIANCE: Final = ToolDef(
    name="compliance",
    description="How much of the cost of what can be tagged follows the organisation's tag policy, by key, account, "
    "service, region or team; which resources break it and how; how that changed; and likely values for wrong tags.",
    params=ComplianceParams,
    read=with_caveats(read_compliance),
    present=present_compliance,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="tagging",
    title="Tagging",
    description="Holds the bill against the organisation's tag policy.",
    tools=(COMPLIANCE,),
    tiles=TILES,
    questions=QUESTIONS,
    prompt=files("agents.tagging").joinpath("prompt.md").read_text(encoding="utf-8"),
)
