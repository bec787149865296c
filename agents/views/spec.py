"""What a view of a service is: one declaration, from which an agent's tool and its words follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agents.opportunities.opportunity import SavingClass

OVERVIEW: Final = "overview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing to ask of a service: `words` stand behind "findings about", `checks` are those that tell of it.

    `deeds` are the classes of what AWS itself advises about it.
    """

    words: str
    checks: frozenset[str]
    deeds: frozenset[SavingClass] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A kind of resource that is counted, by the values of one attribute; `flags` say what `yes` and `no` mean."""

    kind: str
    many: str
    by: str
    flags: tuple[str, str] = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service as a person calls it and as the bill knows it, what can be asked of it, and what is counted there.

    `codes` are what bills and AWS's advisers call it, `tells` is what its agent's tool is described with. `adds` says
    what a snapshot of the account would show that the bill does not.
    """

    name: str
    service: str
    codes: frozenset[str]
    tells: str
    topics: Mapping[str, Topic]
    counted: tuple[Counted, ...]
    adds: str
    suggestions: tuple[str, ...] = field(default=())

    def about(self, topic: str) -> tuple[Topic, ...]:
        """One topic, or all of them."""
        return tuple(self.topics.values()) if topic == OVERVIEW else (self.topics[topic],)

    @property
    def actions(self) -> frozenset[str]:
        """How the permissions begin that what is told of the account stands on."""
        return frozenset({"cloudwatch", *(each.kind.partition(":")[0] for each in self.counted)})
