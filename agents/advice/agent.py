"""The advice agent's declaration."""

from importlib.resources import files

from agents.advice.intents import QUESTIONS
from agents.advice.tiles import TILES
from agents.advice.tools import TOOLS
from finops_core.tools.spec import AgentDef

AGENT = AgentDef(
    name="advice",
    title="Savings",
    description="Finds what can be saved: idle, older, dearer and unused things, with the figures that show it.",
    tools=TOOLS,
    tiles=TILES,
    questions=QUESTIONS,
    prompt=files("agents.advice").joinpath("prompt.md").read_text(encoding="utf-8"),
)
