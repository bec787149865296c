"""One conversation of a model with its tools, within bounds: turns, tokens, seconds, and whoever cancels it."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from agents.adapters.model_price import ModelPrice, charge
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext

if TYPE_CHECKING:
    from strands import Agent

MAX_TURNS: Final = 8
MAX_OUTPUT_TOKENS: Final = 4_000
MAX_SECONDS: Final = 120.0
MAX_SILENT_S: Final = 40.0
"""A model that says nothing for so long, and whose tools do nothing, is given up."""
LOOKS_EVERY_S: Final = 0.1


class ModelCall:
    """Runs in a thread of its own, so that a provider that says nothing holds nobody up."""

    def __init__(
        self,
        agent: "Agent",
        prompt: str,
        *,
        seconds: float = MAX_SECONDS,
        silent_s: float = MAX_SILENT_S,
        stop: Event | None = None,
        heard: Callable[[str], None] | None = None,
        ended: Callable[[], None] | None = None,
        price: ModelPrice | None = None,
    ) -> None:
        """`stop` is set when the call is over or given up: whoever works for it ends too.

        `heard` gets the model's text as it comes, `ended` is told after each of its messages. Neither is called any
        more once the call was given up.
        """
        self._agent = agent
        self._prompt = prompt
        self._seconds = seconds
        self._silent_s = silent_s
        self._stop = stop or Event()
        self._over = Event()
        self._heard = heard
        self._ended = ended
        self._price = price
        self._said = ""
        self._last = monotonic()
        self._error: BaseException | None = None
        agent.callback_handler = self._event

    def result(self, context: ToolContext) -> str:
        """What the model says in the end; its tokens are in the context's meter, also when it fails.

        Raises Stopping within a moment of being cancelled, ToolError after too long, and whatever the provider raises.
        """
        self._last = monotonic()
        Thread(target=self._run, name="model", daemon=True).start()
        until = self._last + self._seconds
        try:
            while not self._over.wait(LOOKS_EVERY_S):
                context.check()
                if monotonic() > until:
                    raise ToolError(f"The language model took longer than {self._seconds:.0f} seconds.")
                if monotonic() > self._last + self._silent_s:
                    raise ToolError(f"The language model said nothing for {self._silent_s:.0f} seconds.")
        finally:
            self._stop.set()
            charge(context.meter, self._agent.event_loop_metrics.accumulated_usage, self._price)
        if self._error is not None:
            raise self._error
        return self._said

    def alive(self) -> None:
        """Whoever works for the call does something."""
        self._last = monotonic()

    def _event(self, **event: Any) -> None:
        """Hears what the framework tells: pieces of text, whole messages, and anything else as a sign of life."""
        self.alive()
        if self._stop.is_set():
            return
        if self._heard is not None and isinstance(event.get("data"), str):
            self._heard(event["data"])
        if self._ended is not None and event.get("message", {}).get("role") == "assistant":
            self._ended()

    def _run(self) -> None:
        try:
            limits = {"turns": MAX_TURNS, "output_tokens": MAX_OUTPUT_TOKENS}
            self._said = str(self._agent(self._prompt, limits=limits, cancel_signal=self._stop))  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - the thread's edge: whoever waits gets it
            self._error = error
        finally:
            self._over.set()
