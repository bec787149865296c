"""What a tool and an agent are. Everything else about them (model tools, IAM, docs) is derived from these records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from finops_core.answers import Finding
from finops_core.questions.intents import AgentQuestions
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.tools.readers import Grant, ReaderSpec
from finops_core.tools.tile import Tile

P = TypeVar("P", bound=BaseModel)
R = TypeVar("R")


class Risk(StrEnum):
    """What a call may change. Anything but READ needs an approved action."""

    READ = "read"
    CHANGE = "change"
    DESTROY = "destroy"


def as_found(finding: Finding, _: FactBook) -> Finding:
    """The presentation of a tool whose result is a finding already."""
    return finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolDef(Generic[P, R]):
    """One tool: typed arguments `P`, a typed result `R`, and all that is known about it.

    `read` finds the result, which other tools may ask for too (`ctx.call`); `present` puts it into words and blocks,
    with the facts of the call. `read` may raise ToolRetry (called wrongly) or ToolError (cannot be done).
    `needs` are the readers without which the tool is not offered. `grants` are what carrying it out takes, for a tool
    that changes something; reading takes what its readers take. One that `tells_how` answers what is asked to be done
    with the exact call that would do it, and does nothing. One that is `for_programs` serves pages and other programs
    in their own form: questions in words come to its neighbours, and no language model is offered it.
    """

    name: str
    description: str
    params: type[P]
    read: Callable[[P, ToolContext], R]
    present: Callable[[R, FactBook], Finding]
    needs: tuple[ReaderSpec, ...] = ()
    risk: Risk = Risk.READ
    grants: tuple[Grant, ...] = ()
    tells_how: bool = False
    for_programs: bool = False

    def __post_init__(self) -> None:
        if self.grants and not self.changes:
            raise ValueError(f"{self.name} only reads: its permissions belong to the readers it needs")

    @property
    def is_for_deeds(self) -> bool:
        """Whether what is asked to be done may reach it, and nothing else."""
        return self.changes or self.tells_how

    @property
    def changes(self) -> bool:
        """Whether a call may change an account."""
        return self.risk is not Risk.READ

    def missing(self, services: Mapping[type[Any], Any]) -> tuple[ReaderSpec, ...]:
        """The readers it needs that are not there."""
        return tuple(reader for reader in self.needs if reader.port not in services)


AnyTool = ToolDef[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDef:
    """A specialist: its tools, and what it can be asked, by which its questions are recognised without a model."""

    name: str
    title: str
    description: str
    tools: tuple[AnyTool, ...]
    prompt: str = ""
    questions: AgentQuestions = field(default_factory=AgentQuestions)
    tiles: tuple[Tile, ...] = ()

    @property
    def for_questions(self) -> tuple[AnyTool, ...]:
        """The tools that questions in words come to, read by rules or by a model."""
        return tuple(tool for tool in self.tools if not tool.for_programs)

    def tool(self, name: str) -> AnyTool:
        """The tool of that name. Raises KeyError."""
        for tool in self.tools:
            if tool.name == name:
                return tool
        raise KeyError(f"agent {self.name} has no tool {name}")


Catalog = Mapping[str, AgentDef]
"""Agents by name, in the order in which they are offered."""


def offered(catalog: Catalog, services: Mapping[type[Any], Any]) -> Catalog:
    """The agents with those of their tools whose readers are there; agents without any are left out."""
    found: dict[str, AgentDef] = {}
    for name, agent in catalog.items():
        tools = tuple(tool for tool in agent.tools if not tool.missing(services))
        if tools:
            found[name] = agent if len(tools) == len(agent.tools) else replace(agent, tools=tools)
    return found
