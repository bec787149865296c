"""What an account did not let be read: which permission, where, why, and what to do about it."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from finops_core.answers import Gap

Reason = Literal["denied", "not_subscribed", "not_enabled", "throttled", "absent", "unread"]
Short = Annotated[str, StringConstraints(max_length=512)]

_WHY: Final[dict[str, str]] = {
    "denied": "is not allowed",
    "not_subscribed": "needs a support plan that includes it",
    "not_enabled": "is not switched on",
    "throttled": "was refused for its rate",
    "absent": "is not there",
    "unread": "gave no answer that can be read",
}
_REMEDY: Final[dict[str, str]] = {
    "denied": "Allow {action} to the role or user that reads; `finops account policy` prints all it takes.",
    "not_subscribed": "It comes with Business Support+, Enterprise Support or Unified Operations.",
    "not_enabled": "Switch it on in the console, then wait a day: {action} answers from then on.",
    "throttled": "Take the snapshot again in a few minutes.",
    "absent": "Nothing has to be done unless the service is used there.",
    "unread": "Take the snapshot again; if it stays, look whether {action} works in the shell.",
}
_NAMED: Final = 3
_ENTERS: Final = "sts:"
"""Without these requests an account is not entered at all."""


class Shortfall(BaseModel):
    """One request that gave nothing: its IAM action, where, and AWS's error code."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    action: Short
    account: Short
    region: Short = ""
    reason: Reason
    code: Short = ""


def gaps_of(shortfalls: Iterable[Shortfall]) -> tuple[Gap, ...]:
    """One line an action and reason, with where it was so."""
    found: dict[tuple[str, Reason, str], list[Shortfall]] = {}
    for each in shortfalls:
        found.setdefault((each.action, each.reason, each.code), []).append(each)
    return tuple(
        Gap(
            source=action,
            reason=reason,
            message=f"{action} {_WHY[reason]}{f' ({code})' if code else ''} in {_places(where)}: {_lost(action)}",
            remedy=_remedy(action, reason),
        )
        for (action, reason, code), where in sorted(found.items())
    )


def _lost(action: str) -> str:
    if action.startswith(_ENTERS):
        return "nothing in there is known, and nothing of it is counted."
    return "what it lists is not known, and nothing that needs it is counted."


def _remedy(action: str, reason: Reason) -> str:
    remedy = _REMEDY[reason].format(action=action)
    if reason == "denied" and action.startswith(_ENTERS):
        return (
            "Allow sts:AssumeRole on the role to whoever reads, let the role's trust policy name them and the external "
            "id in [account] be the one it asks for; or sign in again."
        )
    if reason == "denied" and action.startswith(("trustedadvisor:", "support:")):
        return f"{remedy} {_REMEDY['not_subscribed'].replace('It comes', 'Trusted Advisor comes')}"
    return remedy


def _places(where: list[Shortfall]) -> str:
    accounts = sorted({each.account for each in where})
    regions = sorted({each.region for each in where if each.region})
    named = f"account {_some(accounts)}" if len(accounts) == 1 else f"accounts {_some(accounts)}"
    return f"{named} ({_some(regions)})" if regions else named


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
