"""Sources of credentials that botocore does not know: finops.toml, the system's keyring, and whatever is plugged in.

Nothing that a source says goes into an error: an error travels to people and logs, a secret does not.
"""

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import entry_points
from typing import Any, Final, cast

from finops_core.aws.credentials import DEFAULT_PROFILE, FoundCredentials, SourceSkipped
from finops_core.errors import FinOpsError, SettingsError

KEYRING_SERVICE: Final = "finops-agent"
ENTRY_POINTS: Final = "finops_agent.credentials"
"""The group that a distribution declares its source in."""

PlugIn = Callable[[str, Mapping[str, str]], FoundCredentials | None]
"""Called with the profile and `[account.options]`, and again before its credentials end."""


@dataclass(frozen=True, slots=True)
class FileKeys:
    """Keys written in finops.toml. They are of no profile."""

    keys: FoundCredentials = field(repr=False)
    name: str = "finops.toml"

    def find(self, profile: str) -> FoundCredentials | None:
        return self.keys


@dataclass(frozen=True, slots=True)
class Keyring:
    """The system's keyring: service `finops-agent`, the profile as user, and a JSON object as the password.

    The object is what `aws configure export-credentials` prints: AccessKeyId, SecretAccessKey, and where it has them
    SessionToken and Expiration. `keyring` is an extra of the product and loads only when this source is reached.
    """

    name: str = "the system's keyring"

    def find(self, profile: str) -> FoundCredentials | None:
        try:
            keyring: Any = importlib.import_module("keyring")
        except ImportError:
            raise SourceSkipped(
                "The system's keyring was not looked at: its package is not there. To use it, run "
                "pip install 'finops-agent[keyring]'."
            ) from None
        try:
            text = cast(str | None, keyring.get_password(KEYRING_SERVICE, profile))
        except Exception as error:  # noqa: BLE001 - every keyring of every system has errors of its own
            raise SourceSkipped(
                f"The system's keyring was not looked at: it cannot be opened ({type(error).__name__})."
            ) from None
        return None if text is None else _exported(text, f"The entry {KEYRING_SERVICE}/{profile} of the keyring")


@dataclass(frozen=True, slots=True)
class PluggedIn:
    """A source of somebody else: an entry point of `finops_agent.credentials`, or `package.module:function`."""

    named: str
    options: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def name(self) -> str:
        return self.named

    def find(self, profile: str) -> FoundCredentials | None:
        source = self._loaded()
        try:
            found = cast(object, source(profile, self.options))
        except FinOpsError:
            raise
        except Exception as error:  # noqa: BLE001 - it is not this product's code
            raise SettingsError(
                f"The credentials' source {self.named} failed ({type(error).__name__}). Look whether what it asks is "
                "there, and whether [account.options] says what it needs."
            ) from None
        if found is not None and not isinstance(found, FoundCredentials):
            raise SettingsError(f"The credentials' source {self.named} gave a {type(found).__name__}, no credentials.")
        if found is not None and found.expires_at is not None and found.expires_at.tzinfo is None:
            raise SettingsError(f"The credentials' source {self.named} gave an end without a time zone.")
        return found

    def _loaded(self) -> PlugIn:
        try:
            if ":" in self.named:
                module, _, attribute = self.named.partition(":")
                found: object = getattr(importlib.import_module(module), attribute)
            else:
                (point,) = entry_points(group=ENTRY_POINTS, name=self.named)
                found = point.load()
        except (ImportError, AttributeError, ValueError) as error:
            raise SettingsError(
                f"[account] source: there is no {self.named!r} ({type(error).__name__}). Give package.module:function, "
                f"or the name of an entry point in the group {ENTRY_POINTS}, of a package that is installed here."
            ) from None
        if not callable(found):
            raise SettingsError(f"[account] source: {self.named} is no function.")
        return cast(PlugIn, found)


def _exported(text: str, where: str) -> FoundCredentials:
    """Credentials in the form of AWS's own `export-credentials`. Raises SettingsError that repeats nothing of it."""
    try:
        told = cast(dict[str, Any], json.loads(text))
        end = told.get("Expiration")
        expires_at = None if end is None else datetime.fromisoformat(str(end))
        found = FoundCredentials(
            access_key_id=str(told["AccessKeyId"]),
            secret_access_key=str(told["SecretAccessKey"]),
            session_token=str(told.get("SessionToken") or ""),
            expires_at=expires_at if expires_at is None or expires_at.tzinfo else expires_at.replace(tzinfo=UTC),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SettingsError(
            f"{where} holds no credentials: it has to be a JSON object with AccessKeyId and SecretAccessKey, as "
            f"`aws configure export-credentials` prints. Set it with: keyring set {KEYRING_SERVICE} {DEFAULT_PROFILE}"
        ) from None
    return found
