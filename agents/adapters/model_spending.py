"""What the models of one attempt at a question may cost together: beyond that none of them is asked any more."""

from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING

from agents.adapters.model_price import ModelPrice
from finops_core.errors import ToolError

if TYPE_CHECKING:
    from strands import Agent
    from strands.hooks import BeforeModelCallEvent


class ModelSpent(ToolError):
    """The models of a question have cost what they may; its message says so in plain words."""


class ModelSpending:
    """The models of one question, those that run side by side too. Safe to use from several threads.

    `most_usd` is in US dollars; None: no limit. It is looked at before each request, so that the request that reaches
    it is the last one: how much it may cost is bounded by the limits on its tokens.
    """

    def __init__(self, most_usd: Decimal | None = None) -> None:
        self._most_usd = most_usd
        self._lock = Lock()
        self._watched: list[tuple[Agent, ModelPrice]] = []

    def watch(self, agent: "Agent", price: ModelPrice | None) -> None:
        """Counts what a model costs from now on, and refuses its requests once all together have cost enough.

        One without a price costs nothing that is known: settings that name a limit name prices too.
        """
        if self._most_usd is None or price is None:
            return
        from strands.hooks import BeforeModelCallEvent

        with self._lock:
            self._watched.append((agent, price))
        agent.add_hook(self._check, BeforeModelCallEvent)

    @property
    def usd(self) -> Decimal:
        """What they have cost so far."""
        with self._lock:
            used = [(agent.event_loop_metrics.accumulated_usage, price) for agent, price in self._watched]
        return sum((price.of(one["inputTokens"], one["outputTokens"]) for one, price in used), Decimal(0))

    def _check(self, event: "BeforeModelCallEvent") -> None:
        del event
        if self._most_usd is not None and self.usd >= self._most_usd:
            told = f"${self._most_usd.normalize():f}"
            raise ModelSpent(f"The language model reached its limit of {told} for one question.")
