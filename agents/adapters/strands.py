"""Strands Agents: one that answers and asks specialists, each of which chooses among its own tools of the catalog.

The framework and the model provider load when the first question needs them.
"""

import json
import logging
from collections.abc import Callable
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from agents.adapters.model_call import ModelCall
from agents.adapters.tool_schemas import Schema, schemas_of
from agents.planner import Asked, Emit
from agents.prose import plain, withhold
from agents.untrusted import NOTICE, readable_json
from finops_core.answers import FACT_REFERENCE, Basis, Fact, Finding, format_fact, said
from finops_core.errors import FinOpsError, ToolError
from finops_core.jobs.events import ToolArgs, ToolEnded, ToolResult, ToolStarted
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AgentDef, AnyTool, Catalog

if TYPE_CHECKING:
    from strands.models.model import Model
    from strands.tools.tools import PythonAgentTool

logger = logging.getLogger(__name__)

FACTS_TOLD: Final = 40
"""Facts of one finding that a model is given; tables go to the person, not to the model."""

MakeModel = Callable[[], "Model"]


INSTRUCTIONS: Final = """\
You answer a question about what an organisation spends in the cloud. You know nothing yourself: ask specialists,
each by the tool of its name, with the question, or its part of it, as a full sentence that names periods and
things. Ask several at once where a question has several parts. Each gives the results of its own tools: sentences,
and facts with ids.

Then answer in one to five plain sentences, the answer first. Cite every value, date and name by its fact id in
double square brackets, exactly as given; the product fills in the value. Write no number, no number word, no ratio,
no date and no name of your own; say which thing and period a value is of, and whether it rose or fell, only as the
facts do. Give no cause and no advice that no result gives. Nothing was changed by anybody: never say that something
was done. A sentence that says more than the facts is not shown. When nothing answers the question, say what is not
known.

Each sentence is checked by itself, so write plain ones: thing, verb, value, period. Take the words for a value from
its subject. Good: "EC2 cost [[a]] in October." "It rose by [[b]] from September." "Most was spent on [[c]], with
[[d]]." "The forecast for December is [[e]], between [[f]] and [[g]]." "You could save [[h]] a month." Not shown:
"nearly half", "both", "one of three", "significantly", "because of traffic", "I have checked it".
"""
"""What the model that answers is told."""

SPECIALIST: Final = """\
You are asked by another model, which reads the results of your tools itself. Call the tools that the question
needs, then say that you are done. Nobody reads your words.
"""
MAX_SPECIALIST_TURNS: Final = 6
MAX_SPECIALIST_TOKENS: Final = 2_000
LONGEST_QUESTION: Final = 1_000


class StrandsPlanner:
    """A Planner over Strands: an agent that answers, and one for each specialist that it may ask.

    `make_model` is called for each of them, so that no state is shared.
    """

    def __init__(self, make_model: MakeModel) -> None:
        self._make_model = make_model

    def __call__(self, asked: Asked, catalog: Catalog, context: ToolContext, emit: Emit) -> Finding:
        from strands import Agent

        calls = _Calls(context, emit, asked.run_id)
        stop = Event()
        agent = Agent(
            model=self._make_model(),
            tools=list[Any](self._asking(specialist, calls, context, stop) for specialist in catalog.values()),
            system_prompt=INSTRUCTIONS,
            callback_handler=None,
        )
        try:
            said = ModelCall(agent, _prompt(asked), stop=stop).result(context)
        except FinOpsError:
            raise
        except Exception as error:
            logger.exception("job_id=%s | model failed", context.job_id)
            raise ToolError(f"The language model could not answer ({type(error).__name__}).") from error
        return calls.finding(said, asked.text)

    def _asking(self, agent: AgentDef, calls: "_Calls", context: ToolContext, stop: Event) -> "PythonAgentTool":
        """A specialist as a tool: it takes a question and gives what its own tools found."""
        from strands.tools.tools import PythonAgentTool

        def call(use: Any, **_: Any) -> Any:
            question = str(use["input"].get("question", ""))[:LONGEST_QUESTION]
            text, failed = self._asked(agent, question, f"{use['toolUseId']}-", calls, context, stop)
            status = "error" if failed else "success"
            return {"toolUseId": use["toolUseId"], "status": status, "content": [{"text": text}]}

        schema = {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"]}
        spec: Any = {"name": agent.name, "description": agent.description, "inputSchema": {"json": schema}}
        return PythonAgentTool(agent.name, spec, call)

    def _asked(
        self, agent: AgentDef, question: str, mark: str, calls: "_Calls", context: ToolContext, stop: Event
    ) -> tuple[str, bool]:
        """The results of a specialist's tools as text, and whether there are none."""
        from strands import Agent

        schemas, shared = schemas_of(agent.for_questions)
        results: list[tuple[str, bool]] = []
        tools = [calls.tool(agent, tool, schemas[tool.name], mark, results) for tool in agent.for_questions]
        fields = f"Arguments that tools share:\n{shared}" if shared else ""
        specialist = Agent(
            model=self._make_model(),
            tools=list[Any](tools),
            system_prompt="\n\n".join(filter(None, (SPECIALIST, agent.prompt, fields))),
            callback_handler=None,
        )
        limits: Any = {"turns": MAX_SPECIALIST_TURNS, "output_tokens": MAX_SPECIALIST_TOKENS}
        try:
            specialist(question, limits=limits, cancel_signal=stop)
        finally:
            used = specialist.event_loop_metrics.accumulated_usage
            context.meter.add(tokens_in=used["inputTokens"], tokens_out=used["outputTokens"])
        found = [text for text, failed in results if not failed] or [text for text, _ in results]
        return "\n".join(found) or "It looked nothing up.", not any(not failed for _, failed in results)


class _Calls:
    """The tool calls of one question: what they found, and their events. Calls may run side by side."""

    def __init__(self, context: ToolContext, emit: Emit, run_id: str) -> None:
        self._context = context
        self._emit = emit
        self._run_id = run_id
        self._found: dict[int, Finding] = {}
        self._numbers = count()

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

    def finding(self, text: str, question: str) -> Finding:
        """All findings as one, with the model's prose as far as it may be shown. Raises ToolError without any."""
        findings = [self._found[number] for number in sorted(self._found)]
        if not findings:
            raise ToolError("The language model looked nothing up, so there is nothing to answer with.")
        facts = tuple(fact for found in findings for fact in found.facts)
        today = self._context.clock.now().date()
        shown = withhold(text, facts, known=question, said=" ".join(map(said, findings)), today=today)
        note = () if not shown.withheld else (_withheld(shown.withheld),)
        untold = [found for found in findings if not _is_told(found, shown.prose)]
        prose = shown.prose if not untold else " ".join([plain(shown.prose), *map(_in_own_words, untold)]).strip()
        headline, _, rest = prose.partition(". ")
        return Finding(
            headline=headline if headline.endswith(".") or not rest else f"{headline}.",
            prose=rest,
            is_markdown=not untold,
            facts=facts,
            blocks=tuple(block for found in findings for block in found.blocks),
            basis=_basis([found.basis for found in findings], note),
            suggestions=findings[-1].suggestions,
        )

    def _call(self, tool: AnyTool, arguments: dict[str, Any], call_id: str) -> tuple[str, bool]:
        number = next(self._numbers)
        self._emit(ToolStarted(call_id=call_id, agent_run_id=self._run_id, tool=tool.name))
        self._emit(ToolArgs(call_id=call_id, agent_run_id=self._run_id, delta=json.dumps(arguments)))
        self._emit(ToolEnded(call_id=call_id, agent_run_id=self._run_id))
        try:
            found = run_tool(tool, arguments, self._context)
        except FinOpsError as error:
            self._emit(ToolResult(call_id=call_id, agent_run_id=self._run_id, content=str(error)))
            return str(error), True
        self._found[number] = found
        self._emit(ToolResult(call_id=call_id, agent_run_id=self._run_id, content=said(found)))
        return _told(found), False


def _is_told(found: Finding, prose: str) -> bool:
    """Whether prose cites any fact of a finding; what has no facts is told by its headline alone."""
    ids = {fact.id for fact in found.facts}
    return bool(ids & set(FACT_REFERENCE.findall(prose))) or (not ids and found.headline in prose)


def _in_own_words(found: Finding) -> str:
    """A finding in the product's words, with its facts' ids."""
    return f"{found.headline} {found.prose}".rstrip()


def _withheld(count: int) -> str:
    sentences = "One sentence" if count == 1 else f"{count} sentences"
    return f"{sentences} of the language model said more than the findings do, or could not be checked: not shown."


def _told(found: Finding) -> str:
    """A finding as a model reads it: the sentences with fact ids, and the facts."""
    told = {
        "notice": NOTICE,
        "summary": f"{found.headline} {found.prose}".rstrip(),
        "facts": [_fact(fact) for fact in found.facts[:FACTS_TOLD]],
        "notes": [*found.basis.notes, *found.basis.partial_periods],
    }
    return json.dumps(readable_json(told))


def _fact(fact: Fact) -> dict[str, str]:
    period = f"{fact.period.start} to {fact.period.end} (excluded)" if fact.period else ""
    return {"id": fact.id, "value": format_fact(fact), "subject": fact.subject, "period": period}


def _prompt(asked: Asked) -> str:
    if not asked.history:
        return asked.text
    earlier = "\n".join(f"- {text}" for text in asked.history[-5:])
    return f"Earlier questions of this conversation:\n{earlier}\n\nThe question now: {asked.text}"


def _basis(parts: list[Basis], notes: tuple[str, ...]) -> Basis:
    first = parts[0]
    merged = tuple(dict.fromkeys([*(note for part in parts for note in part.notes), *notes]))
    return first.model_copy(update={"notes": merged, "rows_read": sum(part.rows_read or 0 for part in parts)})
