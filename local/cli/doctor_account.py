"""What `finops doctor` says of AWS: who one is, what missing permissions would add, and which ones are too many."""

import os
from collections.abc import Iterator, Mapping, Sequence

from account.live.permissions import Caller, additions, caller, rights
from finops_core.aws.clients import AnalysedAccount
from finops_core.aws.errors import error_code
from finops_core.errors import FinOpsError
from local.cli.checks import Check
from local.cli.settings import SETTINGS_FILE
from local.settings import LocalSettings

MOST_ACCOUNTS = 20
MOST_SHOWN = 12
_VARIABLES = (
    *("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
)


def account_checks(settings: LocalSettings) -> Iterator[Check]:
    """Nobody is asked where nothing says that AWS is to be looked at."""
    yield from _keys_in_file(settings)
    if not (settings.profile or settings.account.is_set or any(os.environ.get(name) for name in _VARIABLES)):
        yield Check(name="account", state="ok", detail="none: no profile is set, only bills on this machine are read")
        return
    reached = settings.account.each((settings.profile,))
    for name, account in reached[:MOST_ACCOUNTS]:
        yield from _checks(name, account)
    if len(reached) > MOST_ACCOUNTS:
        yield Check(name="account", state="note", detail=f"{len(reached) - MOST_ACCOUNTS} more are not looked at here")


def _keys_in_file(settings: LocalSettings) -> Iterator[Check]:
    if not settings.account.access_key_id.get_secret_value():
        return
    others = SETTINGS_FILE.exists() and SETTINGS_FILE.stat().st_mode & 0o077
    detail = (
        f"AWS keys are in {SETTINGS_FILE}{', which others may read' if others else ''}; they are safer in the keyring"
    )
    yield Check(name="keys", state="note", detail=detail)


def _checks(name: str, account: AnalysedAccount) -> Iterator[Check]:
    try:
        who = caller(account.client)
        source = account.credentials_from()
    except FinOpsError as wrong:
        yield Check(name="account", state="problem", detail=str(wrong))
        return
    except Exception as refused:  # noqa: BLE001 - whatever a client raises is what there is to tell
        detail = (
            f"{name}: AWS does not say who you are ({error_code(refused)}); sign in again.{account.not_looked_at()}"
        )
        yield Check(name="account", state="problem", detail=detail)
        return
    yield Check(name="account", state="ok", detail=f"{who.account}, as {who.arn}, with credentials of {source}")
    yield from _rights(account, who)


def _rights(account: AnalysedAccount, who: Caller) -> Iterator[Check]:
    adds = additions()
    try:
        found = rights(account.client, who, tuple(adds))
    except FinOpsError as wrong:
        yield Check(name="permissions", state="note", detail=str(wrong))
        return
    if found.untold:
        yield Check(
            name="permissions",
            state="note",
            detail=f"which of {len(adds)} are there, and whether there are too many, cannot be told ({found.untold}): "
            "allow what “finops account policy --of doctor” prints. “finops account policy --explain” says what each "
            "adds, and a snapshot which were refused",
        )
        return
    yield _missing(found.missing, adds)
    if found.beyond:
        whose = "the root user's" if who.kind == "root" else "an administrator's, or near to that"
        yield Check(
            name="rights",
            state="note",
            detail=f"these credentials are {whose}: {', '.join(found.beyond)} are allowed, and reading takes none of "
            "them. Make a role with what “finops account policy” prints, and name it as `role` in [account]",
        )


def _missing(missing: Sequence[str], adds: Mapping[str, Sequence[str]]) -> Check:
    if not missing:
        return Check(name="permissions", state="ok", detail=f"all {len(adds)} that a snapshot takes")
    shown = "; ".join(f"{action} would add {', '.join(adds[action])}" for action in missing[:MOST_SHOWN])
    more = f"; and {len(missing) - MOST_SHOWN} more" if len(missing) > MOST_SHOWN else ""
    return Check(
        name="permissions",
        state="note",
        detail=f"{len(missing)} of {len(adds)} are missing: {shown}{more}. “finops account policy” prints all of them",
    )
