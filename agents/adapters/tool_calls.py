"""The tool calls that a model makes for one question: what they found, and their events."""

import json
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from agents.adapters.row_facts import row_facts
from agents.adapters.tool_schemas import Schema
from agents.planner import Emit
from agents.untrusted import NOTICE, readable_json
from finops_core.answers import Fact, Finding, format_fact, said
from finops_core.errors import FinOpsError
from finops_core.jobs.events import ToolArgs, ToolEnded, ToolResult, ToolStarted
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AgentDef, AnyTool

if TYPE_CHECKING:
    from strands.tools.tools import PythonAgentTool

FACTS_TOLD: Final = 40
"""Facts of one finding that a model is given; tables go to the person, not to the model."""


class ToolCalls:
    """Calls may run side by side."""

    def __init__(self, context: ToolContext, emit: Emit, run_id: str) -> None:
        self._context = context
        self._emit = emit
        self._run_id = run_id
        self._lock = Lock()
        self._found: dict[int, Finding] = {}
        self._of_rows: set[str] = set()
        self._numbers = count()
        self.made = 0
        """Calls that have ended, with or without a finding."""
        self.alive: Callable[[], None] = _nobody
        """Is told whenever a specialist or a tool does something."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far, in the order of the calls."""
        with self._lock:
            return tuple(self._found[number] for number in sorted(self._found))

    @property
    def of_rows(self) -> frozenset[str]:
        """The ids of facts that are rows of tables, which an answer has only where its text cites them."""
        with self._lock:
            return frozenset(self._of_rows)

    def tool(
        self, agent: AgentDef, tool: AnyTool, schema: Schema, mark: str, results: list[tuple[str, bool]]
    ) -> "PythonAgentTool":
        """A catalog tool as a Strands tool, named `agent_tool`. What it gives, and whether that is an error, is added
        to `results`; `mark` makes the ids of its calls unlike those of other specialists."""
        from strands.tools.tools import PythonAgentTool

        name = f"{agent.name}_{tool.name}"

        def call(use: Any, **_: Any) -> Any:
            text, failed = self._call(tool, dict(use["input"]), f"{self._run_id}-{mark}{use['toolUseId']}")
            results.append((text, failed))
            return {
                "toolUseId": use["toolUseId"],
                "status": "error" if failed else "success",
                "content": [{"text": text}],
            }

        return PythonAgentTool(
            name, {"name": name, "description": tool.description, "inputSchema": {"json": schema}}, call
        )

    def _call(self, tool: AnyTool, arguments: dict[str, Any], call_id: str) -> tuple[str, bool]:
        number = next(self._numbers)
        self.alive()
        self._emit(ToolStarted(call_id=call_id, agent_run_id=self._run_id, tool=tool.name))
        self._emit(ToolArgs(call_id=call_id, agent_run_id=self._run_id, delta=json.dumps(arguments)))
        self._emit(ToolEnded(call_id=call_id, agent_run_id=self._run_id))
        try:
            found = run_tool(tool, arguments, self._context)
        except FinOpsError as error:
            self.made += 1
            self._emit(ToolResult(call_id=call_id, agent_run_id=self._run_id, content=str(error)))
            return json.dumps(readable_json({"notice": NOTICE, "error": str(error)})), True
        self.alive()
        rows = row_facts(found)
        found = found.model_copy(update={"facts": (*found.facts, *rows)})
        with self._lock:
            self.made += 1
            self._found[number] = found
            self._of_rows |= {fact.id for fact in rows}
        self._emit(ToolResult(call_id=call_id, agent_run_id=self._run_id, content=said(found)))
        return told(found), False


def _nobody() -> None:
    """Nobody listens yet."""


def told(found: Finding) -> str:
    """A finding as a model reads it: the sentences with fact ids, and the facts."""
    parts = {
        "notice": NOTICE,
        "summary": f"{found.headline} {found.prose}".rstrip(),
        "facts": [_fact(fact) for fact in found.facts[:FACTS_TOLD]],
        "notes": [*found.basis.notes, *found.basis.partial_periods],
    }
    return json.dumps(readable_json(parts))


def _fact(fact: Fact) -> dict[str, str]:
    period = f"{fact.period.start} to {fact.period.end} (excluded)" if fact.period else ""
    return {"id": fact.id, "value": format_fact(fact), "subject": fact.subject, "period": period}
