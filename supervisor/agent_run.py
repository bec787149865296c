"""One agent's part of a job: its tool call as events, its finding or failure as a section of the answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from finops_core.answers import Finding, render
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
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AgentDef, ToolContext
from supervisor.plan import Step
from supervisor.synthesis import Section

Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class AgentEnd:
    """An agent has ended, with a section of the answer and the error that stopped it, if one did."""

    section: Section
    error: FinOpsError | None = None


def run_agent(
    agent: AgentDef, step: Step, context: ToolContext, emit: Emit, *, attempt: int, finished: Finding | None
) -> AgentEnd:
    """Calls the step's tool unless an earlier attempt `finished` it, and says so event by event.

    Never raises a FinOpsError: a failure is part of the result.
    """
    run_id = f"{context.job_id}-a{attempt}-{agent.name}"
    emit(AgentStarted(agent_run_id=run_id, agent=agent.name, description=agent.description))
    try:
        finding = finished or _call(agent, step, context, emit, run_id)
    except FinOpsError as error:
        emit(AgentFailed(agent_run_id=run_id, message=str(error)))
        return AgentEnd(Section(agent=agent.name, title=agent.title, failure=str(error)), error)
    emit(AgentFinished(agent_run_id=run_id, agent=agent.name, finding=finding))
    return AgentEnd(Section(agent=agent.name, title=agent.title, finding=finding))


def _call(agent: AgentDef, step: Step, context: ToolContext, emit: Emit, run_id: str) -> Finding:
    call_id = f"{run_id}-{step.tool}"
    emit(ToolStarted(call_id=call_id, agent_run_id=run_id, tool=step.tool))
    emit(ToolArgs(call_id=call_id, agent_run_id=run_id, delta=json.dumps(dict(step.args))))
    emit(ToolEnded(call_id=call_id, agent_run_id=run_id))
    try:
        finding = run_tool(agent.tool(step.tool), step.args, context)
    except FinOpsError as error:
        emit(ToolResult(call_id=call_id, agent_run_id=run_id, content=str(error)))
        raise
    text = render(f"{finding.headline} {finding.prose}".rstrip(), finding.facts)
    emit(ToolResult(call_id=call_id, agent_run_id=run_id, content=text))
    return finding
