"""Engines for tests: one that notes what is asked, and one that has every statement translated before it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from billing.bill_state import Delivered, Deliveries, OpenedTable
from billing.engines.port import Engine, EngineUse
from billing.engines.translation import Dialect, translated

PORTABLE = Dialect("duckdb", "TIMESTAMP", "map_extract_value")
"""The SQL that engines agree on, as DuckDB writes it."""

Asked = tuple[str, tuple[Any, ...]]
"""A statement and its parameters."""


@dataclass(frozen=True, slots=True)
class RecordingEngine:
    """An Engine that notes each statement before another one runs it."""

    engine: Engine
    asked: list[Asked] = field(default_factory=list[Asked])

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.asked.append((sql, tuple(parameters)))
        return self.engine.run(sql, parameters)

    def claim_use(self) -> EngineUse:
        return self.engine.claim_use()

    def close(self) -> None:
        self.engine.close()


@dataclass(frozen=True, slots=True)
class PortableEngine:
    """An Engine that translates each statement as for another engine, and lets DuckDB run it."""

    engine: Engine

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.engine.run(translated(sql, PORTABLE, {"charges": "main.charges"}).bound(parameters))

    def claim_use(self) -> EngineUse:
        return self.engine.claim_use()

    def close(self) -> None:
        self.engine.close()


@dataclass(frozen=True, slots=True)
class BehindEngine:
    """Deliveries whose tables are asked through another engine, made of their own."""

    deliveries: Deliveries
    behind: Callable[[Engine], Engine]

    @property
    def source(self) -> str:
        return self.deliveries.source

    @property
    def looked_at_every(self) -> timedelta:
        return self.deliveries.looked_at_every

    def look(self) -> Delivered:
        return _Behind(self.deliveries.look(), self.behind)

    def claim_use(self) -> EngineUse:
        return self.deliveries.claim_use()

    def close(self) -> None:
        self.deliveries.close()


@dataclass(frozen=True, slots=True)
class _Behind:
    delivered: Delivered
    behind: Callable[[Engine], Engine]

    @property
    def mark(self) -> str:
        return self.delivered.mark

    def open(self) -> OpenedTable:
        table = self.delivered.open()
        return replace(table, engine=self.behind(table.engine))
