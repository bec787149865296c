"""What is asked, by whom, and what is already known of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from finops_core.answers import Finding
from finops_core.jobs.memory import Memory
from finops_core.roles import UNSAID, Role
from finops_core.stopping import Stop
from finops_core.tools.artifacts import ArtifactStore
from supervisor.conversation import Earlier
from supervisor.plan import Step


def nobody() -> Earlier | None:
    """No model answered the question before."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, by whom, and what is already known.

    `history` reads the user's earlier questions of the conversation, oldest first; most questions never ask for them.
    `memory` has the names that the user asked to be remembered; without one nothing can be. `role` is what the user may
    do, of it too.
    Without `model` no language model takes part, whichever is configured; `for_model` reads those earlier questions
    that one may be told (None: all), as lines. `by_model` reads the question before, where a model answered that.
    `finished` are findings of steps that finished in an earlier attempt, by the step's key. `asked` names a tool and
    its arguments directly, as a dashboard does. `attempt` counts from 1 and keeps ids of attempts apart. `artifacts` is
    where tools keep what is too much for an answer; without it, answers show the beginning.
    """

    job_id: str
    user_id: str
    text: str
    accounts: frozenset[str] | None = None
    history: Callable[[], tuple[str, ...]] = tuple
    for_model: Callable[[], tuple[str, ...]] | None = None
    by_model: Callable[[], Earlier | None] = nobody
    memory: Memory | None = None
    role: Role = UNSAID
    model: bool = True
    finished: Mapping[str, Finding] = field(default_factory=dict[str, Finding])
    asked: Step | None = None
    attempt: int = 1
    cancelled: Stop = field(default_factory=Stop)
    deadline: datetime | None = None
    artifacts: ArtifactStore | None = None
