"""One state of a bill, and where the next one comes from."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from billing.engines.port import Engine, EngineUse, Statement
from billing.known_values import NOTHING_KNOWN, KnownValues
from billing.levels import ONLY_CHARGES, Levels
from billing.query import BillInfo
from billing.vocabulary import BillVocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTable:
    """A table `charges` behind an engine, and what is in it."""

    engine: Engine
    info: BillInfo
    levels: Levels = ONLY_CHARGES
    known: KnownValues = NOTHING_KNOWN


class Delivered(Protocol):
    """What lies at a bill's place at one moment."""

    @property
    def mark(self) -> str:
        """Another text whenever something else lies there."""
        ...

    def open(self) -> OpenedTable:
        """Its table. Raises BillError when it cannot be read."""
        ...


class Deliveries(Protocol):
    """The place that a bill comes from."""

    @property
    def source(self) -> str:
        """The place as the user gave it."""
        ...

    @property
    def looked_at_every(self) -> timedelta:
        """How often who answers from it looks for another one, which takes time or is charged for."""
        ...

    def look(self) -> Delivered:
        """What is there now. Raises BillError when there is nothing."""
        ...

    def claim_use(self) -> EngineUse:
        """What looking took since this was asked last."""
        ...

    def close(self) -> None:
        """Removes what was kept for this process only."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BillState:
    """One state of a bill: its table, what is in it, what words mean in it, and how statements over it are run."""

    engine: Engine
    info: BillInfo
    words: BillVocabulary
    mark: str
    fetch: Statement
    levels: Levels
    known: KnownValues
