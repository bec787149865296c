"""Who reads an account, which of the permissions to read it they have, and whether they may do far more than read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from account.live.advice import ADVISERS
from account.live.asks import Ask
from account.live.calls import Calls, ClientOf, Refused
from account.live.listings import LISTINGS
from account.live.metric_data import METRIC_DATA
from account.live.take import IDENTITY, NAME, REGIONS
from finops_core.tools.readers import Grant

SIMULATE: Final = Ask(client="iam", operation="SimulatePrincipalPolicy", items="EvaluationResults")
ROLE: Final = Ask(client="iam", operation="GetRole", absent=("NoSuchEntity",))
GRANT: Final = Grant(actions=(ROLE.action, SIMULATE.action))
"""What looking at one's own permissions takes. Reading an account does without it."""
NEVER_NEEDED: Final = (
    *("ec2:TerminateInstances", "iam:CreateAccessKey", "iam:PutRolePolicy", "kms:ScheduleKeyDeletion"),
    *("rds:DeleteDBInstance", "s3:DeleteBucket", "s3:PutObject"),
)
"""Deeds that no reading takes, of services that an administrator is allowed and a reader is not."""
_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whom AWS says one is."""

    account: str
    arn: str

    @property
    def kind(self) -> Literal["root", "user", "role", "other"]:
        _, _, what = self.arn.rpartition(":")
        if what == "root":
            return "root"
        return "user" if what.startswith("user/") else "role" if what.startswith("assumed-role/") else "other"

    @property
    def role_name(self) -> str:
        return self.arn.rpartition(":")[2].split("/")[1] if self.kind == "role" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Which actions are allowed, by what IAM simulates; `untold` says why it does not, and nothing is known then."""

    missing: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    untold: str = ""


def caller(client_of: ClientOf) -> Caller:
    """Who one is. Raises what the client raises, and SettingsError."""
    told = client_of(IDENTITY.client, None).get_caller_identity()
    return Caller(account=str(told["Account"]), arn=str(told.get("Arn", "")))


def additions() -> Mapping[str, tuple[str, ...]]:
    """What each permission of a snapshot adds to it, by IAM action."""
    found: dict[str, dict[str, None]] = {
        REGIONS.action: {"all regions that are switched on": None},
        NAME.action: {"what the account is called": None},
        METRIC_DATA.action: {"how much things are used": None},
    }
    for listing in LISTINGS:
        for ask in listing.asks:
            found.setdefault(ask.action, {})[listing.kind] = None
    for adviser in ADVISERS:
        for ask in adviser.asks:
            found.setdefault(ask.action, {})[f"advice of {ask.action.partition(':')[0]}"] = None
    return {action: tuple(what) for action, what in sorted(found.items())}


def rights(client_of: ClientOf, who: Caller, wanted: Collection[str]) -> Rights:
    """Which of the wanted actions are missing, and which of those that nobody needs are allowed."""
    if who.kind == "root":
        return Rights(beyond=NEVER_NEEDED)
    calls = Calls(client_of=client_of, account=who.account, region="", asks=(SIMULATE, ROLE))
    try:
        allowed = _allowed(calls, _principal(calls, who), (*wanted, *NEVER_NEEDED))
    except Refused:
        return Rights(untold=", ".join(f"{each.action} {each.code}" for each in calls.shortfalls[-1:]))
    return Rights(
        missing=tuple(action for action in wanted if action not in allowed),
        beyond=tuple(action for action in NEVER_NEEDED if action in allowed),
    )


def _principal(calls: Calls, who: Caller) -> str:
    """Whose policies count: a session's are its role's, whose ARN has a path that the session's does not show."""
    if who.kind != "role":
        return who.arn
    partition = who.arn.split(":")[1]
    plain = f"arn:{partition}:iam::{who.account}:role/{who.role_name}"
    told = cast(dict[str, Any], (calls.detail(ROLE, RoleName=who.role_name) or {}).get("Role") or {})
    return str(told.get("Arn", plain))


def _allowed(calls: Calls, principal: str, actions: Sequence[str]) -> set[str]:
    found: set[str] = set()
    asked = list(dict.fromkeys(actions))
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        for result in calls.items(SIMULATE, PolicySourceArn=principal, ActionNames=some):
            if result.get("EvalDecision") == "allowed":
                found.add(str(result.get("EvalActionName", "")))
    return found
