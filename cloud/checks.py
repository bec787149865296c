"""What a check before a deployment found, with what to do about it and what looking takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from finops_core.aws.errors import AwsFailure, classify, error_code

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One check: `note` does not hinder a deployment. `permissions` are the IAM actions that looking takes."""

    name: str
    state: State
    detail: str
    permissions: tuple[str, ...] = ()


def looked(name: str, permissions: tuple[str, ...], look: Callable[[], tuple[State, str]]) -> Found:
    """What `look` found; what AWS does not let one look at is a note that names the permissions."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        state, detail = look()
    except (BotoCoreError, ClientError) as error:
        state, detail = _unseen(error, permissions)
    return Found(name=name, state=state, detail=detail, permissions=permissions)


def _unseen(error: Exception, permissions: tuple[str, ...]) -> tuple[State, str]:
    match classify(error):
        case AwsFailure.UNAUTHENTICATED:
            return "problem", f"no valid AWS credentials ({error_code(error)}); sign in, or name a profile by --profile"
        case AwsFailure.DENIED:
            return "note", f"could not be looked at: that takes {', '.join(permissions)}"
        case _:
            return "note", f"could not be looked at: {error_code(error)}"
