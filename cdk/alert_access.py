"""What the watch may do because of its channels: publish to named topics, send as named senders, read named secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from cdk.model_access import KEY, KEY_ACTIONS
from finops_core.tools.readers import Grant

TOPIC: Final = r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$"
SENDER: Final = r"^([^\s@<>,;:*?\"/]+@)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
NAME: Final = r"^[A-Za-z_][A-Za-z0-9_]{0,99}$"


class AlertChoice(BaseModel):
    """Whom a stack's watch may tell beside its own topic, for the channels of `[alerts]` in the terms.

    `alert_topics` are ARNs of SNS topics. `alert_senders` are addresses or domains that SES has verified in the stack's
    region, of channels of kind `ses`. `alert_credentials` says where each secret lies that a channel names (`url_env`,
    `secret_env`, `user_env`, `password_env`): the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert_topics: tuple[Annotated[str, Field(pattern=TOPIC)], ...] = ()
    alert_senders: tuple[Annotated[str, Field(pattern=SENDER)], ...] = ()
    alert_credentials: dict[Annotated[str, Field(pattern=NAME)], Annotated[str, Field(pattern=KEY)]] = Field(
        default_factory=dict[str, str]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAccess:
    """The watch's grants for its channels; `arns` are the words of `cdk.iam` that they use."""

    grants: tuple[Grant, ...]
    arns: Mapping[str, str]


def alert_access(choice: AlertChoice, *, partition: str, region: str, account: str) -> AlertAccess:
    """What telling the chosen ones takes, in the account and region of the stack."""
    senders = {
        f"alert_sender_{number}": f"arn:{partition}:ses:{region}:{account}:identity/{sender}"
        for number, sender in enumerate(dict.fromkeys(choice.alert_senders))
    }
    by_action: dict[str, list[str]] = {}
    for place in dict.fromkeys(choice.alert_credentials.values()):
        by_action.setdefault(KEY_ACTIONS[place.split(":")[2]], []).append(place)
    topics = tuple(dict.fromkeys(choice.alert_topics))
    return AlertAccess(
        grants=(
            *([Grant(actions=("sns:Publish",), resources=topics)] if topics else ()),
            *([Grant(actions=("ses:SendRawEmail",), resources=tuple(senders))] if senders else ()),
            *(Grant(actions=(action,), resources=tuple(places)) for action, places in sorted(by_action.items())),
        ),
        arns=senders,
    )
