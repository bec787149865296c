"""What a tool and an agent are. Everything else about them (model tools, IAM, docs) is derived from these records."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from threading import Event
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from finops_core.answers import DateRange, Fact, Finding
from finops_core.clock import Clock
from finops_core.errors import ToolError
from finops_core.values import Money, Period

S = TypeVar("S")


class Risk(StrEnum):
    """What a call may change. Anything but READ needs an approved action."""

    READ = "read"
    CHANGE = "change"
    DESTROY = "destroy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """IAM permissions a tool needs: `actions` like `ce:GetCostAndUsage` on `resources` (ARNs or settings names)."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)


_MARK_BYTES = 4


class FactBook:
    """Mints the facts of one job, each with an id of its own (`f1-9c0e4b7a`, `f2-9c0e4b7a`, …).

    `mark` is what all of them end in; None draws one at random, so that no text in a bill can be a reference.
    """

    def __init__(self, first: int = 1, *, mark: str | None = None) -> None:
        self._next = first
        self.mark = secrets.token_hex(_MARK_BYTES) if mark is None else mark

    def money(self, value: Money, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()) -> Fact:
        return self._mint("money", str(value.amount), value.currency, subject, period, of)

    def number(
        self, value: Decimal | int, unit: str, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()
    ) -> Fact:
        return self._mint("number", str(value), unit, subject, period, of)

    def percent(
        self, fraction: Decimal, subject: str, period: Period | None = None, *, of: tuple[str, ...] = ()
    ) -> Fact:
        return self._mint("percent", str(fraction), "", subject, period, of)

    def day(self, value: date, subject: str) -> Fact:
        return self._mint("date", value.isoformat(), "", subject, None, ())

    def text(self, value: str, subject: str, period: Period | None = None) -> Fact:
        """A name taken from the data, such as a service or an account."""
        return self._mint("text", value, "", subject, period, ())

    def _mint(self, kind: Any, value: str, unit: str, subject: str, period: Period | None, of: tuple[str, ...]) -> Fact:
        fact_id = f"f{self._next}-{self.mark}" if self.mark else f"f{self._next}"
        self._next += 1
        days = DateRange(start=period.start, end=period.end) if period else None
        return Fact(id=fact_id, kind=kind, value=value, unit=unit, subject=subject, period=days, derived_from=of)


@runtime_checkable
class Scoped(Protocol):
    """A reader that can be handed out for some accounts only."""

    def scoped(self, accounts: frozenset[str], /) -> object:
        """The reader as if there were no other accounts: nothing of others is in what it says, names included."""
        ...


def readers_for(services: Mapping[type[Any], Any], accounts: frozenset[str] | None) -> Mapping[type[Any], Any]:
    """The readers that a user of these accounts gets. One that cannot be limited is not handed out."""
    if accounts is None:
        return services
    return {port: reader.scoped(accounts) for port, reader in services.items() if isinstance(reader, Scoped)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolContext:
    """What a tool may use and see during one call.

    `accounts` limits the analysed accounts the user may see; None is all of them.
    `services` holds the process's readers by their port type: `ctx.service(BillSource)`.
    `cancelled` is set when the user stopped the job; long loops look at it.
    """

    job_id: str
    user_id: str
    clock: Clock
    services: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])
    accounts: frozenset[str] | None = None
    facts: FactBook = field(default_factory=FactBook)
    cancelled: Event = field(default_factory=Event)

    def service(self, port: type[S]) -> S:
        """The reader behind a port. Raises ToolError when this platform has none."""
        found = self.services.get(port)
        if found is None:
            raise ToolError(
                f"This platform has no {port.__name__} configured, so the question cannot be answered here."
            )
        return found


ToolFunction = Callable[[Any, ToolContext], Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolDef:
    """One tool: a typed function and all that is known about it.

    `function` takes an instance of `params` and a ToolContext, and returns a Finding.
    It may raise ToolRetry (called wrongly) or ToolError (cannot be done).
    """

    name: str
    description: str
    params: type[BaseModel]
    function: ToolFunction
    risk: Risk = Risk.READ
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDef:
    """A specialist: its tools, and the words by which questions for it are recognised without a model.

    `default_tool` answers when routing chose the agent but no arguments (the lexical fallback).
    """

    name: str
    title: str
    description: str
    tools: tuple[ToolDef, ...]
    keywords: tuple[str, ...]
    default_tool: str
    prompt: str = ""

    def tool(self, name: str) -> ToolDef:
        """The tool of that name. Raises KeyError."""
        for tool in self.tools:
            if tool.name == name:
                return tool
        raise KeyError(f"agent {self.name} has no tool {name}")


Catalog = Mapping[str, AgentDef]
"""Agents by name, in the order in which they are offered."""
