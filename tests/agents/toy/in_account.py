"""Log groups as CloudWatch Logs lists them."""

from collections.abc import Callable
from typing import Any

from finops_core.answers import Gap
from finops_core.aws.clients import AnalysedAccount
from finops_core.aws.errors import AwsFailure, classify
from finops_core.errors import ToolError
from tests.agents.toy.log_groups import LogGroup, LogGroups

MOST_PAGES = 200
"""At 50 log groups a page."""
REMEDY = "Allow the reader logs:DescribeLogGroups."


class AccountLogGroups:
    """A LogGroupReader and LogGroupKeeper over one account, in the region of its clients."""

    def __init__(self, account: AnalysedAccount, accounts: frozenset[str] | None = None) -> None:
        self._account = account
        self._accounts = accounts

    def log_groups(self, told: Callable[[int], None]) -> LogGroups:
        found: list[LogGroup] = []
        gaps: list[Gap] = []
        requests = 0
        pages = self._client().get_paginator("describe_log_groups").paginate()
        try:
            for page in pages:
                requests += 1
                found += [_group(entry) for entry in page["logGroups"]]
                told(len(found))
                if requests == MOST_PAGES:
                    gaps.append(Gap(source="CloudWatch Logs", reason="unread", message=f"Only {len(found)} were read."))
                    break
        except _client_error() as error:
            if classify(error) is not AwsFailure.DENIED:
                raise ToolError("CloudWatch Logs did not list the log groups. Try again in a moment.") from error
            denied = "The account does not let me list its log groups."
            gaps.append(Gap(source="CloudWatch Logs", reason="denied", message=denied, remedy=REMEDY))
        own = [group for group in found if self._accounts is None or group.account in self._accounts]
        return LogGroups(groups=tuple(sorted(own, key=_size, reverse=True)), gaps=tuple(gaps), requests=requests)

    def keep(self, group: LogGroup, days: int) -> None:
        if self._accounts is not None and group.account not in self._accounts:
            raise ToolError("There is no such log group.")
        try:
            self._client().put_retention_policy(logGroupName=group.name, retentionInDays=days)
        except _client_error() as error:
            raise ToolError(f"AWS refused to keep the log group's events for {days} days.") from error

    def scoped(self, accounts: frozenset[str]) -> "AccountLogGroups":
        return AccountLogGroups(self._account, accounts if self._accounts is None else accounts & self._accounts)

    def _client(self) -> Any:
        return self._account.client("logs")


def _group(entry: dict[str, Any]) -> LogGroup:
    _, _, _, region, account, *_ = str(entry["arn"]).split(":")
    return LogGroup(
        arn=str(entry["arn"]).removesuffix(":*"),
        name=str(entry["logGroupName"]),
        account=account,
        region=region,
        stored_bytes=int(entry.get("storedBytes", 0)),
        days=entry.get("retentionInDays"),
    )


def _size(group: LogGroup) -> int:
    return group.stored_bytes


def _client_error() -> type[Exception]:
    from botocore.exceptions import ClientError

    return ClientError
