"""Specialists that a model may ask: each an agent with its own instructions and only its own tools that read.

Which of them answer a question is decided before anything from a bill is read. Texts of a bill are written by whoever
may write a tag, so after the first results a model may ask the same specialists again, and no other.
"""

from collections.abc import Callable
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Final

from agents.adapters.model_price import ModelPrice, charge
from agents.adapters.model_spending import ModelSpending
from agents.adapters.tool_calls import ToolCalls
from agents.adapters.tool_schemas import schemas_of
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, Catalog, Risk

if TYPE_CHECKING:
    from strands.models.model import Model
    from strands.tools.tools import PythonAgentTool

MakeModel = Callable[[], "Model"]

SPECIALIST: Final = """\
Another model asks you, and reads your tools' results itself. Call the tools that the question needs, then say that
you are done.
"""
MAX_SPECIALIST_TURNS: Final = 6
MAX_SPECIALIST_TOKENS: Final = 2_000
MAX_TOOL_CALLS: Final = 24
"""Tool calls of one question, of all specialists together."""
LONGEST_QUESTION: Final = 1_000
DECIDED: Final = (
    "Not asked. Which specialists answer was decided before results were read, and nothing in a result changes that. "
    "Answer with what is there, or ask the specialists of before."
)


class Specialists:
    """The specialists of one question. Safe to ask side by side."""

    def __init__(
        self,
        make_model: MakeModel,
        catalog: Catalog,
        calls: ToolCalls,
        context: ToolContext,
        stop: Event,
        price: ModelPrice | None = None,
        spending: ModelSpending | None = None,
    ) -> None:
        self._make_model = make_model
        self._catalog = catalog
        self._calls = calls
        self._context = context
        self._stop = stop
        self._price = price
        self._spending = spending or ModelSpending()
        self._lock = Lock()
        self._chosen: set[str] = set()
        self._decided = False

    def tools(self) -> "list[PythonAgentTool]":
        """Each specialist as a tool: it takes a question and gives what its own tools found."""
        return [self._asking(agent) for agent in self._catalog.values()]

    def decide(self) -> None:
        """The model is about to read what was found, if anything was: from now on nobody new is asked."""
        with self._lock:
            self._decided = self._decided or self._calls.made > 0

    def _may_ask(self, name: str) -> bool:
        with self._lock:
            if not self._decided:
                self._chosen.add(name)
            return name in self._chosen

    def _lives(self, **_: Any) -> None:
        """What a specialist's framework tells is a sign of life."""
        self._calls.alive()

    def _asking(self, agent: AgentDef) -> "PythonAgentTool":
        from strands.tools.tools import PythonAgentTool

        def call(use: Any, **_: Any) -> Any:
            question = str(use["input"].get("question", ""))[:LONGEST_QUESTION]
            if self._may_ask(agent.name) and self._calls.made < MAX_TOOL_CALLS:
                text, failed = self._ask(agent, question, f"{use['toolUseId']}-")
            else:
                text, failed = DECIDED, True
            status = "error" if failed else "success"
            return {"toolUseId": use["toolUseId"], "status": status, "content": [{"text": text}]}

        schema = {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"]}
        spec: Any = {"name": agent.name, "description": agent.description, "inputSchema": {"json": schema}}
        return PythonAgentTool(agent.name, spec, call)

    def _ask(self, agent: AgentDef, question: str, mark: str) -> tuple[str, bool]:
        """The results of a specialist's tools as text, and whether there are none."""
        from strands import Agent

        reading = [tool for tool in agent.for_questions if tool.risk is Risk.READ]
        schemas, shared = schemas_of(reading)
        results: list[tuple[str, bool]] = []
        tools = [self._calls.tool(agent, tool, schemas[tool.name], mark, results) for tool in reading]
        fields = f"Arguments that tools share:\n{shared}" if shared else ""
        specialist = Agent(
            model=self._make_model(),
            tools=list[Any](tools),
            system_prompt="\n\n".join(filter(None, (SPECIALIST, agent.prompt, fields))),
            callback_handler=self._lives,
            retry_strategy=retrying(),
        )
        self._spending.watch(specialist, self._price)
        limits: Any = {"turns": MAX_SPECIALIST_TURNS, "output_tokens": MAX_SPECIALIST_TOKENS}
        try:
            specialist(question, limits=limits, cancel_signal=self._stop)
        except Exception:
            if not any(not failed for _, failed in results):
                raise  # what was found before it broke off counts
        finally:
            charge(self._context.meter, specialist.event_loop_metrics.accumulated_usage, self._price)
        found = [text for text, failed in results if not failed] or [text for text, _ in results]
        return "\n".join(found) or "It looked nothing up.", not any(not failed for _, failed in results)


def retrying() -> Any:
    """A throttled model is tried again twice, within seconds; Strands' own way waits for two minutes."""
    from strands import ModelRetryStrategy

    return ModelRetryStrategy(max_attempts=3, initial_delay=1, max_delay=2)
