"""Where the snapshot of the accounts lies for what answers, and as whom the function that takes it looks at them."""

from collections.abc import Mapping
from functools import partial

from pydantic import Field

from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from finops_core.logs import LogLevel
from finops_core.settings import Settings
from worker.account_snapshots.stored import StoredSnapshot


class SnapshotPlace(Settings):
    """Of functions that answer: `account_snapshot` is the object's `s3://bucket/key`, empty where none is taken."""

    account_snapshot: str = ""


class TakingSettings(Settings):
    """Those of the function that takes the snapshot.

    `bucket` is where it keeps it. It looks at the account of `reader_role`, and as that role at those of
    `account_roles`, which ask for `account_external_id` if it is not empty.
    """

    bucket: str
    reader_role: str
    account_roles: tuple[str, ...] = ()
    account_external_id: str = Field(default="", repr=False)
    log_level: LogLevel = "INFO"

    def accounts(self, clock: Clock) -> list[tuple[str, AnalysedAccount]]:
        """Every account, with what it is called until it is entered."""
        own = AnalysedAccount(role_arn=self.reader_role, clock=clock)
        others = [
            (role.split(":")[4], own.assuming(role, self.account_external_id or None)) for role in self.account_roles
        ]
        return [("of this stack", own), *others]


def stored_snapshot(environment: Mapping[str, str], account: AnalysedAccount, clock: Clock) -> StoredSnapshot | None:
    """The snapshot of a function's environment, read as an account; None where none is taken. Raises SettingsError."""
    place = SnapshotPlace.from_environment(environment).account_snapshot
    return StoredSnapshot(place, partial(account.client, "s3"), clock) if place else None
