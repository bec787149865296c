"""`[alerts]` of `finops.toml`: what is told, when, and over which channels. Secrets are named, never written there."""

import tomllib
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from finops_core.errors import SettingsError
from worker.alerts.alert import AlertKind

MOST_CHANNELS: Final = 20
TOPIC_CHANNEL: Final = "topic"
"""What the channel is called that a stack has where its owner names none."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
EnvironmentName = Annotated[str, StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]{0,99}$")]
Address = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;:\"]+@[^\s@<>,;:\"]+$", max_length=254)]
Clock = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Channel(_Section):
    """What every channel has. `digest` is a time of day: all that waits is told then, in one message a day."""

    name: Name
    kinds: tuple[AlertKind, ...] = tuple(AlertKind)
    digest: Clock | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of environment variables that it needs."""
        return tuple(str(value) for name, value in self if name.endswith("_env") and value is not None)


class SmtpSettings(_Channel):
    """Mail over a server of your own. `security` "none" is taken on this machine only."""

    kind: Literal["email"]
    host: Name
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user_env: EnvironmentName | None = None
    password_env: EnvironmentName | None = None
    sender: Address
    to: tuple[Address, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError('security = "none" is for a mail server on this machine; use starttls or tls')
        if (self.user_env is None) != (self.password_env is None):
            raise ValueError("user_env and password_env belong together")
        return self


class SesSettings(_Channel):
    """Mail through Amazon SES, as the process's own AWS credentials may (ses:SendRawEmail on the sender)."""

    kind: Literal["ses"]
    region: Name
    sender: Address
    to: tuple[Address, ...] = Field(min_length=1, max_length=50)


class SnsSettings(_Channel):
    """A topic of Amazon SNS (sns:Publish on it). One whose name ends in `.fifo` drops what was sent twice."""

    kind: Literal["sns"]
    topic: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$")]

    @property
    def region(self) -> str:
        return self.topic.split(":")[3]


class ChatSettings(_Channel):
    """An incoming webhook of Slack or Microsoft Teams. Whoever knows its address may write there: it is a secret."""

    kind: Literal["slack", "teams"]
    url_env: EnvironmentName


class WebhookSettings(_Channel):
    """A webhook of your own: JSON, signed with a secret that you share with it (HMAC-SHA256)."""

    kind: Literal["webhook"]
    url: str | None = Field(default=None, max_length=2000)
    url_env: EnvironmentName | None = None
    secret_env: EnvironmentName

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("needs url, or url_env where the address is a secret")
        if self.url is not None:
            check_url(self.url)
        return self


ChannelSettings: TypeAlias = Annotated[
    SmtpSettings | SesSettings | SnsSettings | ChatSettings | WebhookSettings, Field(discriminator="kind")
]


def check_url(url: str) -> None:
    """Raises ValueError for an address that is not https, or http on this machine, or that has a password in it."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or parts.username or parts.password:
        raise ValueError("is no https address without a user and password in it")


class AlertSettings(_Section):
    """What is told and when. Hours are of the organisation's own `time_zone`."""

    page: str = Field(default="", max_length=500, description="The address of the page, for links in messages.")
    least_anomaly: Decimal = Field(
        default=Decimal(10), ge=0, description="Anomalies of less beyond what was expected are not told."
    )
    look_back_days: int = Field(
        default=7, ge=1, le=60, description="Anomalies that ended before so many days are not told."
    )
    commitment_days: tuple[Annotated[int, Field(ge=1, le=366)], ...] = Field(
        default=(60, 14), max_length=5, description="How many days before its end a commitment is told."
    )
    quiet_hours: str | None = Field(
        default=None, description='Hours in which nothing is sent, such as "20:00-07:00"; it is sent after them.'
    )
    every_minutes: int = Field(default=60, ge=1, le=1440, description="How often the platform looks at the bill.")
    channels: tuple[ChannelSettings, ...] = Field(min_length=1, max_length=MOST_CHANNELS)

    @field_validator("page")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value:
            check_url(value)
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, value: str | None) -> str | None:
        if value is not None and hours_of(value) is None:
            raise ValueError('are two times such as "20:00-07:00"')
        return value

    @model_validator(mode="after")
    def _agree(self) -> Self:
        names = [one.name for one in self.channels]
        if len(set(names)) != len(names):
            raise ValueError("two channels have the same name")
        hours = hours_of(self.quiet_hours) if self.quiet_hours else None
        for one in self.channels:
            if one.digest and hours and within(time.fromisoformat(one.digest), hours):
                raise ValueError(f"the digest of {one.name} at {one.digest} is within the quiet hours")
        return self

    @property
    def quiet(self) -> tuple[time, time] | None:
        return hours_of(self.quiet_hours) if self.quiet_hours else None


def hours_of(text: str) -> tuple[time, time] | None:
    """From and to of `20:00-07:00`; None for another text, and for hours that never end."""
    begin, dash, end = text.partition("-")
    try:
        hours = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError:
        return None
    return hours if dash and hours[0] != hours[1] else None


def within(moment: time, hours: tuple[time, time]) -> bool:
    """Whether a time of day lies in hours that may go over midnight."""
    begin, end = hours
    return begin <= moment < end if begin < end else moment >= begin or moment < end


def load_alerts(path: Path) -> AlertSettings | None:
    """`[alerts]` of a file; None where it has none. Raises SettingsError naming file, setting and what is accepted."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}).") from error
    return alerts_from(content, str(path))


def alerts_from(content: Mapping[str, Any], source: str) -> AlertSettings | None:
    """The same from what was parsed. Raises SettingsError."""
    if "alerts" not in content:
        return None
    try:
        return AlertSettings.model_validate(content["alerts"])
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"])
        reason = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{source}: alerts{place}: {reason}.") from error


def told_by(own: AlertSettings | None, *, topic: str, page: str) -> AlertSettings:
    """An organisation's own choice, or all alerts to a stack's topic; links lead to its page unless it names one."""
    if own is None:
        return AlertSettings(page=page, channels=(SnsSettings(name=TOPIC_CHANNEL, kind="sns", topic=topic),))
    return own if own.page else own.model_copy(update={"page": page})


def secrets_of(settings: AlertSettings, environment: Mapping[str, str]) -> dict[str, str]:
    """The values of the environment variables that channels name. Those that are not set are left out."""
    wanted = {name for one in settings.channels for name in one.secrets}
    return {name: environment[name] for name in sorted(wanted) if environment.get(name)}
