"""A routing decision: which tools answer a question, with which arguments, and how that was decided."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from finops_core.questions.utterance import Argument


@dataclass(frozen=True, slots=True)
class Step:
    """One tool of one agent with its arguments. `kept` names those that the question before gave."""

    agent: str
    tool: str
    args: Mapping[str, Argument]
    kept: tuple[str, ...] = field(default=(), compare=False)

    def key(self, position: int) -> str:
        """What tells this step of a plan from the others, in every attempt at it: position, tool and arguments."""
        words = json.dumps(dict(self.args), sort_keys=True, default=list)
        digest = hashlib.sha256(words.encode()).hexdigest()[:16]
        return f"{position + 1}-{self.agent}-{self.tool}-{digest}"


Previous: TypeAlias = Callable[[], Step | None]
"""Finds the step that answered the question before. Only what may be a follow-up asks, since it costs a look into the
conversation and a reading of its questions."""


def after(step: Step | None) -> Previous:
    """The `Previous` of a question whose conversation was read already."""
    return lambda: step


nothing_before: Previous = after(None)
"""The `Previous` of a question that stands alone."""


@dataclass(frozen=True, slots=True)
class Route:
    """Without steps the question is out of scope (`reason` is then the refusal) or, on `model`, still to be planned.

    `micros` is the time the decision took, in microseconds. `suggestions` are questions that work, for one that was
    refused; `read_as` says which misspelt words were read as which. `answered` is False for a refusal: a greeting is
    answered by one.
    """

    path: Literal["fast", "model", "fallback"]
    steps: tuple[Step, ...]
    reason: str
    micros: float = 0.0
    suggestions: tuple[str, ...] = ()
    read_as: str = ""
    answered: bool = True

    @property
    def agents(self) -> tuple[str, ...]:
        """The agents, each once, in order."""
        return tuple(dict.fromkeys(step.agent for step in self.steps))
