"""The one list of agents keeps its promises, whatever is added to it."""

import subprocess
import sys

import pytest

from agents.catalog import AGENTS, CATALOG
from finops_core.tools.spec import AnyTool

TOOLS = [(agent.name, tool) for agent in AGENTS for tool in agent.tools]


def test_agents_and_their_tools_have_names_of_their_own() -> None:
    assert len(CATALOG) == len(AGENTS)
    assert len({(agent, tool.name) for agent, tool in TOOLS}) == len(TOOLS)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_an_agent_can_be_asked_for_each_tool_and_tells_a_model_what_it_knows(agent: object) -> None:
    definition = next(known for known in AGENTS if known is agent)
    assert definition.prompt.strip()
    tools = {tool.name for tool in definition.for_questions}
    assert {intent.tool for intent in definition.questions.intents} == tools


@pytest.mark.parametrize("tool", [tool for _, tool in TOOLS], ids=lambda tool: tool.name)
def test_every_tool_describes_itself_and_its_arguments(tool: AnyTool) -> None:
    assert tool.description.endswith(".")
    assert tool.params.model_config.get("extra") == "forbid"
    assert tool.params.model_json_schema()["type"] == "object"


def test_the_catalog_and_the_supervisor_load_no_engine_and_no_framework() -> None:
    heavy = "duckdb strands boto3 pandas statsforecast mcp opentelemetry"
    program = (
        "import sys, agents.catalog, supervisor.run\n"
        f"print(*[name for name in {heavy.split()!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
