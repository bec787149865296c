"""How large the functions are, how many of them are kept started, and how fast a release takes over."""

from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Pace = Literal["at-once", "canary", "linear"]

LONGEST_S: Final = 15 * 60
"""Lambda runs nothing longer."""
HANDED_BACK_S: Final = 2 * 60
"""So long before Lambda would, an attempt ends, and another goes on."""
SHORTEST_S: Final = 7 * 60
"""An attempt has as long then as a question may be silent."""
BESIDE_DUCKDB_MB: Final = 1208
"""Of the function that prepares deliveries: for Python and the files' own readers."""


class Capacity(BaseModel):
    """Sizes and pace of a stack's functions; each field is a context value.

    Memory is in MB, of which Lambda gives a processor for each 1,769; what the defaults stand on is printed by
    `python -m benchmarks function-sizes`. `worker_memory_mb` is what answers questions has, `front_memory_mb` what
    speaks to clients, `preparer_memory_mb` what prepares deliveries. `worker_timeout_s` ends an attempt at a question
    two minutes later than it hands over to another by itself.

    `workers` is how many questions are worked on at once. `reserve_workers` keeps that many of the account's
    concurrent executions for them, so that nothing else in it makes questions wait; Lambda refuses a reservation that
    leaves the account less than 100, which an account with a new one's quota does not have.

    `warm_workers` and `warm_front` keep so many of each function started, asked or not (provisioned concurrency), which
    is billed by the hour.

    `release` is how a new version of a function takes over: `at-once`, `canary` (a tenth of all calls for 15 minutes,
    then all) or `linear` (a tenth more every three minutes). While it does, an alarm takes the release back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    worker_memory_mb: int = Field(default=1769, ge=512, le=10_240)
    worker_timeout_s: int = Field(default=LONGEST_S, ge=SHORTEST_S, le=LONGEST_S)
    front_memory_mb: int = Field(default=512, ge=256, le=3008)
    preparer_memory_mb: int = Field(default=3008, ge=2048, le=10_240)
    workers: int = Field(default=20, ge=2, le=1000)
    reserve_workers: bool = False
    warm_workers: int = Field(default=0, ge=0, le=1000)
    warm_front: int = Field(default=0, ge=0, le=100)
    release: Pace = "at-once"

    @property
    def attempt_limit_s(self) -> float:
        """When an attempt hands its question over."""
        return float(self.worker_timeout_s - HANDED_BACK_S)

    @model_validator(mode="after")
    def _warm_ones_may_work(self) -> Self:
        if self.warm_workers > self.workers:
            raise PydanticCustomError("warm_workers", "more `warm_workers` than `workers`, of which no more may work")
        return self
