"""The port through which the bill's SQL is run.

Every statement is written once, in DuckDB's SQL, over the table `charges`. DuckDB runs it as it is; another engine
translates it (`billing.engines.translation`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

Statement = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs SQL over the bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineUse:
    """What running took: requests that are charged for, the bytes they read, and what that costs by list price."""

    requests: int = 0
    scanned_bytes: int = 0
    price_usd: Decimal = Decimal(0)

    def __add__(self, other: "EngineUse") -> "EngineUse":
        return EngineUse(
            requests=self.requests + other.requests,
            scanned_bytes=self.scanned_bytes + other.scanned_bytes,
            price_usd=self.price_usd + other.price_usd,
        )


NO_USE = EngineUse()


class Engine(Protocol):
    """Where a bill's table lies, and what reads it. Safe to call from several threads."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement in DuckDB's SQL over `charges`. Nothing from outside may become its text.

        Raises Stopping when the work of this thread is stopped meanwhile, and ends the query wherever it runs; raises
        BillError when the engine cannot answer.
        """
        ...

    def claim_use(self) -> EngineUse:
        """What running took since this was asked last."""
        ...

    def close(self) -> None:
        """Ends what is open. Whoever asks afterwards gets a BillError."""
        ...
