"""One conversation of a model with its tools, within bounds: turns, tokens, seconds, and whoever cancels it."""

from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext

if TYPE_CHECKING:
    from strands import Agent

MAX_TURNS: Final = 8
MAX_OUTPUT_TOKENS: Final = 4_000
MAX_SECONDS: Final = 120.0
LOOKS_EVERY_S: Final = 0.1


class ModelCall:
    """Runs in a thread of its own, so that a provider that says nothing holds nobody up."""

    def __init__(self, agent: "Agent", prompt: str, *, seconds: float = MAX_SECONDS, stop: Event | None = None) -> None:
        """`stop` is set when the call is over or given up: whoever works for it ends too."""
        self._agent = agent
        self._prompt = prompt
        self._seconds = seconds
        self._stop = stop or Event()
        self._over = Event()
        self._said = ""
        self._error: BaseException | None = None

    def result(self, context: ToolContext) -> str:
        """What the model says in the end; its tokens are in the context's meter, also when it fails.

        Raises Stopping within a moment of being cancelled, ToolError after too long, and whatever the provider raises.
        """
        Thread(target=self._run, name="model", daemon=True).start()
        until = monotonic() + self._seconds
        try:
            while not self._over.wait(LOOKS_EVERY_S):
                context.check()
                if monotonic() > until:
                    raise ToolError(f"The language model took longer than {self._seconds:.0f} seconds.")
        finally:
            self._stop.set()
            used = self._agent.event_loop_metrics.accumulated_usage
            context.meter.add(tokens_in=used["inputTokens"], tokens_out=used["outputTokens"])
        if self._error is not None:
            raise self._error
        return self._said

    def _run(self) -> None:
        try:
            limits = {"turns": MAX_TURNS, "output_tokens": MAX_OUTPUT_TOKENS}
            self._said = str(self._agent(self._prompt, limits=limits, cancel_signal=self._stop))  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - the thread's edge: whoever waits gets it
            self._error = error
        finally:
            self._over.set()
