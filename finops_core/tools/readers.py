"""Readers: what tools look things up with, what reading takes, and how a reader is limited to a user's accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from finops_core.aws.clients import AnalysedAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """IAM permissions: `actions` like `ce:GetCostAndUsage` on `resources` (ARNs or the stack's own words)."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSpec:
    """A kind of reader: its port, what it is to a person, and the permissions that reading through it takes.

    `remedy` tells what to configure where there is none. `open` makes the reader over an analysed account; without it
    the platform opens the reader itself, as it does the bill.
    """

    port: type[Any]
    title: str
    remedy: str
    grants: tuple[Grant, ...] = ()
    open: Callable[["AnalysedAccount"], Any] | None = None


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
