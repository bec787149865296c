"""The port through which tools see an account: a snapshot, and whose it is."""

from typing import Final, Protocol

from account.snapshot import AccountSnapshot
from finops_core.tools.readers import ReaderSpec


class AccountReader(Protocol):
    """Gives what is known of the accounts. Safe to call from several threads."""

    def snapshot(self) -> AccountSnapshot:
        """The newest there is. Raises SettingsError when it cannot be read."""
        ...

    def scoped(self, accounts: frozenset[str]) -> "AccountReader":
        """The reader as if there were these accounts only."""
        ...


class KnownAccount:
    """An AccountReader over one snapshot in memory."""

    def __init__(self, snapshot: AccountSnapshot) -> None:
        self._snapshot = snapshot

    def snapshot(self) -> AccountSnapshot:
        return self._snapshot

    def scoped(self, accounts: frozenset[str]) -> "KnownAccount":
        return KnownAccount(self._snapshot.scoped(accounts))


ACCOUNT: Final = ReaderSpec(
    port=AccountReader,
    title="a snapshot of an AWS account",
    remedy="Take one with `finops account snapshot --profile NAME > account.jsonl`, and name it in finops.toml: "
    '[account] snapshot = "account.jsonl". A stack takes one each night with `account_snapshots = true` in the '
    "stage's file.",
)
"""It is read from a file, or from an object in a stack's bucket: what taking it needs is in `finops account policy`,
and a stack's reader has that where one is taken there."""
