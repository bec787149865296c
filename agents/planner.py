"""The port through which a language model answers what the fast path leaves."""

from collections.abc import Callable
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
    """A question for a model: `history` are earlier questions of the conversation, oldest first.

    `run_id` is the agent run that its tool calls belong to.
    """

    text: str
    history: tuple[str, ...]
    run_id: str


class Planner(Protocol):
    """Plans over the catalog's tools, calls them and writes prose with fact ids."""

    def __call__(self, asked: Asked, catalog: Catalog, context: ToolContext, emit: Emit) -> Finding:
        """One finding from all tools called; its prose holds no number that is not a fact.

        Raises ToolError when the model cannot be reached, calls no tool that finds anything, or writes nothing that
        may be shown.
        """
        ...
