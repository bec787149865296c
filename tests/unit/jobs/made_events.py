"""Any log a run could write, as hypothesis strategies: text of every script, every kind that opens or closes."""

from typing import Any

from hypothesis import strategies as st

from finops_core.jobs.events import (
    AgentFailed,
    AgentFinished,
    AgentStarted,
    Event,
    Progress,
    Retried,
    StepFinished,
    StepStarted,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolArgs,
    ToolEnded,
    ToolResult,
    ToolStarted,
)

NAMES = st.sampled_from(("a", "b", "c"))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PERCENTS = st.integers(0, 100)


def made(kind: type[Event], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    """Events of a kind by its fields' own names: `st.builds` would add those of the wire."""
    return st.fixed_dictionaries(fields).map(kind.model_validate)


PROGRESS: st.SearchStrategy[Event] = made(Progress, percent=PERCENTS, stage=WORDS, message=WORDS)
DELTAS: st.SearchStrategy[Event] = made(
    TextDelta, message_id=NAMES, delta=st.text(st.sampled_from("aé€😀"), max_size=3000)
)

EVENTS: st.SearchStrategy[Event] = st.one_of(
    PROGRESS,
    DELTAS,
    made(StepStarted, stage=NAMES),
    made(StepFinished, stage=NAMES),
    made(AgentStarted, agent_run_id=NAMES, agent=WORDS, description=WORDS),
    made(AgentFinished, agent_run_id=NAMES, agent=WORDS),
    made(AgentFailed, agent_run_id=NAMES, message=WORDS),
    made(ToolStarted, call_id=NAMES, agent_run_id=NAMES, tool=WORDS),
    made(ToolArgs, call_id=NAMES, agent_run_id=NAMES, delta=WORDS),
    made(ToolEnded, call_id=NAMES, agent_run_id=NAMES),
    made(ToolResult, call_id=NAMES, agent_run_id=NAMES, content=WORDS),
    made(TextStarted, message_id=NAMES),
    made(TextEnded, message_id=NAMES),
    made(Retried, attempt=st.integers(2, 9), reason=WORDS),
)
"""Everything but the two ends of a run."""

LOGS: st.SearchStrategy[tuple[Event, ...]] = st.lists(EVENTS, max_size=25).map(tuple)
