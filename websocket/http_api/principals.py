"""Who called a function's URL that takes IAM's signatures: a principal of AWS becomes a user.

Lambda checks the signature and says who it was in the event. Only those whom the setting names are anybody here: in an
account there are many who may call any function.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from finops_core.errors import Forbidden, Unauthenticated
from finops_core.roles import Role
from websocket.tokens import Identity

PRINCIPAL = r"^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/([!-~]+/)?[A-Za-z0-9_+=,.@-]+$"
"""The ARN of a role or a user, as IAM shows it."""

SIGNED_ON = "AWSReservedSSO_"
"""How the roles of IAM Identity Center begin. It alone names their sessions, after the person."""

_CALLER = re.compile(
    r"arn:aws[a-z-]*:(?:iam|sts)::(?P<account>\d{12}):(?P<kind>user|assumed-role)/(?P<path>[\w+=,.@/-]+)", re.ASCII
)
_UNIQUE_ID = re.compile(r"(?P<principal>[A-Z0-9]{16,128})(?::(?P<session>[\w+=,.@-]{2,64}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Name:
    """What tells a principal: IAM lets no two of a kind in one account have a name, whatever their paths."""

    account: str
    kind: str
    name: str

    @classmethod
    def of_arn(cls, arn: str) -> Self:
        """Of a setting's ARN."""
        _, _, _, _, account, resource = arn.split(":", 5)
        kind, _, path = resource.partition("/")
        return cls(account, kind, path.rpartition("/")[2])


class Principals:
    """The principals that may ask, with the analysed accounts that each may see (None: all), and their roles.

    One without a role is a viewer.
    """

    def __init__(self, accounts: Mapping[str, tuple[str, ...] | None], roles: Mapping[str, Role]) -> None:
        self._accounts = {_Name.of_arn(arn): seen for arn, seen in accounts.items()}
        self._roles = {_Name.of_arn(arn): role for arn, role in roles.items()}

    def identify(self, event: Mapping[str, Any]) -> Identity:
        """Whose request it is. Each request is signed anew, so that nothing of it expires.

        A user of IAM is a user here, and so is a role with all its sessions, since who takes a role may name the
        session at will; of a role of IAM Identity Center each person is one. Raises Unauthenticated for an event that
        nobody signed, Forbidden for a principal that is not named.
        """
        signed: Mapping[str, Any] = event["requestContext"].get("authorizer", {}).get("iam") or {}
        caller = _CALLER.fullmatch(str(signed.get("userArn")))
        known = _UNIQUE_ID.fullmatch(str(signed.get("userId")))
        if caller is None or known is None:
            raise Unauthenticated("Sign the request with AWS credentials of a role or of a user (SigV4).")
        name = _name_of(caller)
        if name not in self._accounts:
            raise Forbidden(
                f"The {name.kind} {name.name} of the account {name.account} may not ask here. Whoever runs this "
                "platform names it in `principals`."
            )
        person = f":{known['session']}" if name.kind == "role" and name.name.startswith(SIGNED_ON) else ""
        return Identity(
            user_id=f"iam-{known['principal']}{person}",
            accounts=self._accounts[name],
            role=self._roles.get(name, Role.VIEWER),
        )


def _name_of(caller: re.Match[str]) -> _Name:
    if caller["kind"] == "user":
        return _Name(caller["account"], "user", caller["path"].rpartition("/")[2])
    return _Name(caller["account"], "role", caller["path"].partition("/")[0])
