"""The agent's declaration: all that is known of it elsewhere."""

from finops_core.tools.spec import AgentDef
from finops_core.tools.tile import Tile
from tests.agents.toy.intents import QUESTIONS
from tests.agents.toy.tools import ENDLESS, LIMIT, LIST

AGENT = AgentDef(
    name="logs",
    title="Logs",
    description="Looks at log groups: how large they are, and which keep their events for ever.",
    tools=(LIST, ENDLESS, LIMIT),
    prompt="Write every number as its fact, such as [[f1-9c0e4b7a]].",
    questions=QUESTIONS,
    tiles=(
        Tile(
            name="endless-logs",
            title="Logs kept for ever",
            question="Which log groups are kept forever?",
            tool="endless_log_groups",
        ),
    ),
)
