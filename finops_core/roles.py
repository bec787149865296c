"""Who may do what: four roles, each of which may do all that the roles before it may.

This is the one table of it. The wire holds every frame against it (`websocket/access.py`), whatever the frame came by;
what a question may change of its user's memory is held against it where the question is answered.
"""

from dataclasses import dataclass
from enum import StrEnum

from finops_core.errors import Forbidden


class Role(StrEnum):
    """What a person or a program is here, from the one who may least to the one who may all."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    APPROVER = "approver"
    ADMIN = "admin"


class Right(StrEnum):
    """A kind of thing that somebody may do."""

    ASK = "ask"
    CURATE = "curate"
    APPROVE = "approve"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """A right, the least role that has it, and what it lets somebody do: “… may” goes before `deeds`."""

    right: Right
    least: Role
    deeds: str


ENTITLEMENTS = (
    Entitlement(
        right=Right.ASK,
        least=Role.VIEWER,
        deeds="ask questions, read the answers, and keep conversations and feedback of their own",
    ),
    Entitlement(
        right=Right.CURATE,
        least=Role.ANALYST,
        deeds="dismiss recommendations and anomalies, say what was carried out, and have names remembered",
    ),
    Entitlement(right=Right.APPROVE, least=Role.APPROVER, deeds="approve or refuse what changes an account"),
    Entitlement(right=Right.ADMINISTER, least=Role.ADMIN, deeds="manage API keys and settings"),
)

UNSAID = Role.ANALYST
"""Where nobody said a role: what everybody could do before there were roles, and nothing that came with them."""

_ORDER = tuple(Role)
_LEAST = {entitlement.right: entitlement.least for entitlement in ENTITLEMENTS}
_DEEDS = {entitlement.right: entitlement.deeds for entitlement in ENTITLEMENTS}


def may(role: Role, right: Right) -> bool:
    """Whether somebody of this role has this right."""
    return _ORDER.index(role) >= _ORDER.index(_LEAST[right])


def rights_of(role: Role) -> tuple[Right, ...]:
    """All that somebody of this role may do, in the table's order."""
    return tuple(right for right in _LEAST if may(role, right))


def highest(roles: list[Role]) -> Role:
    """The role of somebody who was given several; a viewer's where there is none."""
    return max(roles, key=_ORDER.index, default=Role.VIEWER)


def lacking(role: Role, right: Right) -> str:
    """What somebody is told who may not."""
    return (
        f"Your role here is {role}, and only the role {_LEAST[right]} and those above it may {_DEEDS[right]}. Ask "
        "whoever runs this platform for it."
    )


def require(role: Role, right: Right) -> None:
    """Raises Forbidden, in words for whoever tried, when this role lacks the right."""
    if not may(role, right):
        raise Forbidden(lacking(role, right))
