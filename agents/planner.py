"""The ports through which language models answer what the fast path leaves: one plans and calls, one writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from finops_core.answers import Finding
from finops_core.jobs.events import Event
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import Catalog

Emit = Callable[[Event], None]
"""Where an agent says what it does while it does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question for a model: `history` tells the conversation so far in lines, oldest first and bounded.

    `run_id` is the agent run that its tool calls belong to. `message_id` is the answer's message, whose text may be
    told sentence by sentence; without one it is told when it is whole.
    """

    text: str
    history: tuple[str, ...]
    run_id: str
    message_id: str = ""


class Planner(Protocol):
    """Plans over the catalog's tools and calls them. Either it writes, or a Writer does."""

    def __call__(self, asked: Asked, catalog: Catalog, context: ToolContext, emit: Emit) -> Finding:
        """One finding from all tools called; its prose holds no number that is not a fact.

        Raises ToolError when the model cannot be reached or calls no tool that finds anything. What was found is never
        lost: when the model fails later, the findings are told in the product's own words.
        """
        ...


class Writer(Protocol):
    """Puts findings into words."""

    def __call__(
        self, asked: Asked, findings: Sequence[Finding], context: ToolContext, write: Callable[[str], None]
    ) -> None:
        """Gives prose with fact ids to `write`, piece by piece; whoever listens checks each sentence.

        May raise anything: the findings are then told in the product's own words.
        """
        ...


def in_own_words(asked: Asked, findings: Sequence[Finding], context: ToolContext, write: Callable[[str], None]) -> None:
    """The writer that writes nothing, so that each finding is told in the product's own words."""
