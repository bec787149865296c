"""What the agent reads and changes, as ports: the log groups of the analysed accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.readers import Grant, ReaderSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup:
    """One log group. `days` is how long events are kept; None is for ever."""

    arn: str
    name: str
    account: str
    region: str
    stored_bytes: int
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroups:
    """The log groups that could be read, what could not, and how many requests it took."""

    groups: tuple[LogGroup, ...]
    gaps: tuple[Gap, ...] = ()
    requests: int = 0


class LogGroupReader(Protocol):
    """Lists log groups. Safe to call from several threads."""

    def log_groups(self, told: Callable[[int], None]) -> LogGroups:
        """All of them, the largest first. `told` hears after each page how many there are; what it raises ends it."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "LogGroupReader":
        """The reader as if there were these accounts only."""
        ...


class LogGroupKeeper(Protocol):
    """Sets how long log groups keep their events."""

    def keep(self, group: LogGroup, days: int) -> None:
        """Raises ToolError when it cannot be set."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "LogGroupKeeper":
        """The same for log groups of these accounts only."""
        ...


def _reader(account: AnalysedAccount) -> LogGroupReader:
    from tests.agents.toy.in_account import AccountLogGroups  # loads nothing before it is needed

    return AccountLogGroups(account)


LOG_GROUPS: Final = ReaderSpec(
    port=LogGroupReader,
    title="an AWS account to look at",
    remedy="Set a profile that may list log groups.",
    grants=(Grant(actions=("logs:DescribeLogGroups",)),),
    open=_reader,
)
KEEPER: Final = ReaderSpec(
    port=LogGroupKeeper,
    title="the right to change log groups",
    remedy="Deploy the executor, and approve the action there.",
)
"""What carries it out runs as the executor, whose grants are the tool's."""
