"""The cost agent's declaration."""

from importlib.resources import files

from agents.cost.intents.questions import QUESTIONS
from agents.cost.tiles import TILES
from agents.cost.tools import TOOLS
from finops_core.tools.spec import AgentDef

AGENT = AgentDef(
    name="cost",
    title="Cost",
    description="Reads the bill: what was spent, on what, by whom, when, and what changed.",
    tools=TOOLS,
    tiles=TILES,
    questions=QUESTIONS,
    prompt=files("agents.cost").joinpath("prompt.md").read_text(encoding="utf-8"),
)
