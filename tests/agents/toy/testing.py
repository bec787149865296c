"""Log groups in memory, and those the agent's tools are tried on."""

from collections.abc import Callable, Sequence
from typing import Final

from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import ToolError
from finops_core.tools.testing import Trial
from tests.agents.toy.in_account import AccountLogGroups
from tests.agents.toy.log_groups import LogGroup, LogGroupKeeper, LogGroupReader, LogGroups

GB: Final = 10**9


class MemoryLogGroups:
    """A LogGroupReader and LogGroupKeeper over a list; `denied` accounts are a gap."""

    def __init__(self, groups: Sequence[LogGroup], *, denied: Sequence[str] = ()) -> None:
        self._groups = {group.arn: group for group in groups}
        self._denied = tuple(denied)
        self.kept: dict[str, int] = {}

    def log_groups(self, told: Callable[[int], None]) -> LogGroups:
        found = [group for group in self._groups.values() if group.account not in self._denied]
        told(len(found))
        gaps = tuple(
            Gap(source="CloudWatch Logs", reason="denied", message=f"Account {account} is closed.", remedy="Open it.")
            for account in self._denied
        )
        largest_first = sorted(found, key=lambda group: group.stored_bytes, reverse=True)
        return LogGroups(groups=tuple(largest_first), gaps=gaps, requests=1)

    def keep(self, group: LogGroup, days: int) -> None:
        if group.arn not in self._groups:
            raise ToolError("There is no such log group.")
        self.kept[group.arn] = days

    def scoped(self, accounts: frozenset[str]) -> "MemoryLogGroups":
        own = MemoryLogGroups(
            [group for group in self._groups.values() if group.account in accounts],
            denied=[account for account in self._denied if account in accounts],
        )
        own.kept = self.kept
        return own


def log_group(account: str, name: str, size_bytes: int, days: int | None = None) -> LogGroup:
    arn = f"arn:aws:logs:eu-west-1:{account}:log-group:{name}"
    return LogGroup(arn=arn, name=name, account=account, region="eu-west-1", stored_bytes=size_bytes, days=days)


def trial_log_groups(trial: Trial) -> MemoryLogGroups:
    groups = [
        log_group(trial.own, f"/app/{number}", number * GB, (None, 30)[number % 2]) for number in range(trial.many)
    ]
    if trial.others:
        names = [f"/{trial.word}/{number}" for number in range(4)]
        groups += [log_group(trial.other, name, int(trial.amount) * GB) for name in names]
    return MemoryLogGroups(groups, denied=[trial.other] if trial.others and trial.many > 10 else [])


def log_groups_in_aws(owner: AnalysedAccount, reading: AnalysedAccount) -> AccountLogGroups:
    for number in range(60):
        owner.client("logs").create_log_group(logGroupName=f"/app/{number}")
    owner.client("logs").put_retention_policy(logGroupName="/app/1", retentionInDays=30)
    return AccountLogGroups(reading)


TRIALS: Final = {LogGroupReader: trial_log_groups, LogGroupKeeper: trial_log_groups}
IN_AWS: Final = {LogGroupReader: log_groups_in_aws}
