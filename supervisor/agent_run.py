"""One agent's part of a job: its tool call as events, its finding or failure as a section of the answer."""

import json
from collections.abc import Generator
from dataclasses import dataclass

from agents.planner import Asked, Emit, Planner
from finops_core.answers import Finding, said
from finops_core.errors import FinOpsError
from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Event,
    ToolArgs,
    ToolEnded,
    ToolResult,
    ToolStarted,
)
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AgentDef, Catalog
from supervisor.plan import Step
from supervisor.synthesis import Section


@dataclass(frozen=True, slots=True)
class AgentEnd:
    """An agent has ended, with a section of the answer and the error that stopped it, if one did."""

    section: Section
    error: FinOpsError | None = None


Part = Generator[Event, None, AgentEnd]
"""What an agent says, event by event, and how it ended."""


def run_agent(
    agent: AgentDef,
    step: Step,
    context: ToolContext,
    *,
    attempt: int,
    position: int = 0,
    finished: Finding | None = None,
) -> Part:
    """Calls the step's tool unless an earlier attempt `finished` it, and says so event by event.

    Never raises a FinOpsError: a failure is part of the result.
    """
    run_id = f"{context.job_id}-a{attempt}-{position + 1}-{agent.name}"
    yield AgentStarted(agent_run_id=run_id, agent=agent.name, description=agent.description)
    try:
        finding = finished or (yield from _call(agent, step, context, run_id))
    except FinOpsError as error:
        yield AgentFailed(agent_run_id=run_id, message=str(error))
        return AgentEnd(Section(agent=agent.name, title=agent.title, failure=str(error)), error)
    yield AgentFinished(agent_run_id=run_id, agent=agent.name, step=step.key(position), finding=finding)
    return AgentEnd(Section(agent=agent.name, title=agent.title, finding=finding))


MODEL = "model"
"""The name under which a model's part of a job runs and its finding is kept."""


def run_planner(
    planner: Planner,
    text: str,
    history: tuple[str, ...],
    catalog: Catalog,
    context: ToolContext,
    emit: Emit,
    *,
    attempt: int,
    finished: Finding | None,
    message_id: str = "",
) -> AgentEnd:
    """Lets a model answer, as `run_agent` lets an agent."""
    run_id = f"{context.job_id}-a{attempt}-{MODEL}"
    emit(AgentStarted(agent_run_id=run_id, agent=MODEL, description="Chooses among the agents' tools."))
    try:
        asked = Asked(text=text, history=history, run_id=run_id, message_id=message_id)
        finding = finished or planner(asked, catalog, context, emit)
    except FinOpsError as error:
        emit(AgentFailed(agent_run_id=run_id, message=str(error)))
        return AgentEnd(Section(agent=MODEL, title="Model", failure=str(error)), error)
    emit(AgentFinished(agent_run_id=run_id, agent=MODEL, step=MODEL, finding=finding))
    return AgentEnd(Section(agent=MODEL, title="Answer", finding=finding))


def _call(agent: AgentDef, step: Step, context: ToolContext, run_id: str) -> Generator[Event, None, Finding]:
    call_id = f"{run_id}-{step.tool}"
    yield ToolStarted(call_id=call_id, agent_run_id=run_id, tool=step.tool)
    yield ToolArgs(call_id=call_id, agent_run_id=run_id, delta=json.dumps(dict(step.args)))
    yield ToolEnded(call_id=call_id, agent_run_id=run_id)
    try:
        finding = run_tool(agent.tool(step.tool), step.args, context)
    except FinOpsError as error:
        yield ToolResult(call_id=call_id, agent_run_id=run_id, content=str(error))
        raise
    yield ToolResult(call_id=call_id, agent_run_id=run_id, content=said(finding))
    return finding
