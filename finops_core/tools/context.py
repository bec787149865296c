"""What a tool may use and see during one call."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from finops_core.clock import Clock
from finops_core.errors import FinOpsError, ToolError
from finops_core.stopping import Stop
from finops_core.tools.artifacts import Artifacts
from finops_core.tools.facts import FactBook
from finops_core.tools.meter import Meter

if TYPE_CHECKING:
    from pydantic import BaseModel

    from finops_core.tools.spec import ToolDef

S = TypeVar("S")
T = TypeVar("T")
P = TypeVar("P", bound="BaseModel")
R = TypeVar("R")

ProgressTold = Callable[[int, int, str], None]
"""Takes done, of how many, and a sentence."""


def tell_nobody(done: int, of: int, sentence: str) -> None:
    """The progress of a call that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolContext:
    """What a tool may use and see during one call.

    `accounts` limits the analysed accounts the user may see; None is all of them.
    `services` holds the process's readers by their port type: `ctx.service(BillSource)`.
    `cancelled` is set when the user stopped the job, `deadline` is when the job has to be done; `check` looks at both.
    `meter` adds up what the job's requests cost. `told` hears how far a long call is.
    `artifacts` keeps what is too much for an answer, such as thousands of rows.
    """

    job_id: str
    user_id: str
    clock: Clock
    services: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])
    accounts: frozenset[str] | None = None
    facts: FactBook = field(default_factory=FactBook)
    cancelled: Stop = field(default_factory=Stop)
    deadline: datetime | None = None
    meter: Meter = field(default_factory=Meter)
    told: ProgressTold = tell_nobody
    artifacts: Artifacts = field(default_factory=Artifacts)

    def service(self, port: type[S]) -> S:
        """The reader behind a port. Raises ToolError when this platform has none."""
        found = self.services.get(port)
        if found is None:
            raise ToolError(
                f"This platform has no {port.__name__} configured, so the question cannot be answered here."
            )
        return found

    def check(self) -> None:
        """To be called in long loops. Raises Stopping for a cancelled job, ToolError after the deadline."""
        self.cancelled.check()
        if self.deadline is not None and self.clock.now() >= self.deadline:
            raise ToolError("This takes longer than a question may. Ask about a shorter period or fewer things.")

    def progress(self, done: int, of: int, sentence: str) -> None:
        """Says how far the call is: `done` of `of` steps. Raises what `check` raises."""
        self.check()
        self.told(done, of, sentence)

    def call(self, tool: "ToolDef[P, R]", params: P) -> R:
        """What another reading tool finds, as data. Raises what the tool raises, ToolError for one that changes."""
        self.check()
        if tool.changes:
            raise ToolError(f"{tool.name} changes an account; no other tool may call it.")
        return tool.read(params, self)

    def parallel(self, calls: Sequence[Callable[["ToolContext"], T]], *, at_most: int) -> list[T | FinOpsError]:
        """Results of all calls in order, `at_most` side by side. What a call raises stands in its place.

        Each call gets a context with facts of its own. Raises Stopping when the job is cancelled meanwhile.
        """
        if not calls:
            return []

        def one(call: Callable[["ToolContext"], T]) -> T | FinOpsError:
            try:
                self.check()
                return call(replace(self, facts=FactBook()))
            except FinOpsError as error:
                return error

        with ThreadPoolExecutor(max_workers=max(1, min(at_most, len(calls)))) as pool:
            # Each thread works in a copy of this one's context variables: what stops this call stops those.
            running = [pool.submit(copy_context().run, one, call) for call in calls]
            found = [future.result() for future in running]
        self.cancelled.check()
        return found
