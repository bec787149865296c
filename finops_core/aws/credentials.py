"""In which order credentials of an analysed account are looked for. botocore does what it can do; the rest is added.

The first of these that has any is taken:

1. the source that `[account] source` names: whoever names one means it;
2. the environment (`AWS_ACCESS_KEY_ID` …), unless a profile is named: then it goes before, as with AWS's own tools;
3. the profile, the named one or else `AWS_PROFILE` or `default`: its keys, sign-in, process, web identity or role;
4. keys in `[account]` of finops.toml, unless a profile is named: they are of no profile;
5. the system's keyring, under the name of the profile;
6. the role of the task, then of the machine, that this runs in.

A role in `[account]` is then assumed with them. Temporary ones are replaced by botocore some time before they end.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from finops_core.clock import Clock
from finops_core.errors import FinOpsError

if TYPE_CHECKING:
    from botocore.session import Session

DEFAULT_PROFILE: Final = "default"
_BEFORE_ROLES: Final = "ec2-credentials-file"
"""Of botocore's own providers the first one after those of profiles."""
_REPLACED_BEFORE_END_S: Final = 15 * 60
_WAITED_FOR_BEFORE_END_S: Final = 10 * 60
"""botocore's own spans; of credentials that live for less than an hour it is a quarter and a sixth of their life."""

_NEVER: Final = "9999-12-31T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCredentials:
    """Keys of AWS, in no representation. `expires_at` is aware; None is for ever."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    expires_at: datetime | None = None


class SourceSkipped(FinOpsError):
    """A source could not be looked at. The message says why and what to do, and the next source is asked."""


class CredentialSource(Protocol):
    """Somewhere that credentials may be. `name` is how people are told of it."""

    @property
    def name(self) -> str: ...

    def find(self, profile: str) -> FoundCredentials | None:
        """The profile's credentials (`default` where none is named), or None when there are none.

        Raises SourceSkipped, or SettingsError for what has to be mended first. Called again before they end.
        """
        ...


def install(
    session: "Session",
    *,
    profile: str | None,
    first: CredentialSource | None,
    others: Sequence[CredentialSource],
    skipped: list[str],
    clock: Clock,
) -> None:
    """Adds sources to where a session looks; what could not be looked at is added to `skipped`, in words."""
    resolver: Any = session.get_component("credential_provider")
    asked = profile or session.get_config_variable("profile") or DEFAULT_PROFILE
    if first is not None:
        resolver.providers.insert(0, _provider(first, asked, skipped, clock))
    for source in others:
        resolver.insert_before(_BEFORE_ROLES, _provider(source, asked, skipped, clock))


def keep_out_of_logs() -> None:
    """botocore's lines for debugging hold signed headers and whole answers of STS: they are never written."""
    logger = logging.getLogger("botocore")
    if logger.level < logging.WARNING:
        logger.setLevel(logging.WARNING)


def _provider(source: CredentialSource, profile: str, skipped: list[str], clock: Clock) -> Any:
    from botocore.credentials import CredentialProvider, Credentials, RefreshableCredentials

    def again() -> dict[str, Any]:
        return _metadata(source.find(profile), source.name)

    class Source(CredentialProvider):
        METHOD = source.name

        def load(self) -> Credentials | None:
            try:
                found = source.find(profile)
            except SourceSkipped as reason:
                skipped.append(str(reason))
                return None
            if found is None:
                return None
            given: Any = (found.access_key_id, found.secret_access_key, found.session_token or None)
            if found.expires_at is None:
                return Credentials(*given, method=source.name)
            life_s = max(0.0, (found.expires_at - clock.now()).total_seconds())
            return RefreshableCredentials(
                *given,
                expiry_time=found.expires_at,
                refresh_using=again,
                method=source.name,
                time_fetcher=clock.now,
                advisory_timeout=int(min(_REPLACED_BEFORE_END_S, life_s / 4)),
                mandatory_timeout=int(min(_WAITED_FOR_BEFORE_END_S, life_s / 6)),
            )

    return Source()


def _metadata(found: FoundCredentials | None, name: str) -> dict[str, Any]:
    """Credentials as botocore takes new ones. Raises SourceSkipped when there are none any more."""
    if found is None:
        raise SourceSkipped(f"There are no AWS credentials any more in {name}. Sign in again, or put new ones there.")
    return {
        "access_key": found.access_key_id,
        "secret_key": found.secret_access_key,
        "token": found.session_token or None,
        "expiry_time": found.expires_at.isoformat() if found.expires_at else _NEVER,
    }
