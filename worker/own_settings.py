"""An organisation's own settings as a deployment goes by them: its terms, and whom its alerts tell."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from billing.terms import Terms, read_terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import SettingsError
from worker.alerts.settings import AlertSettings, alerts_from
from worker.terms_file import toml_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSettings:
    """What a `finops.toml` says. `alerts` is None where it names nobody to tell."""

    terms: Terms = field(default_factory=Terms)
    alerts: AlertSettings | None = None


def read_own_settings(content: bytes, source: str) -> OwnSettings:
    """From the bytes of a `finops.toml` that lies at `source`. Raises SettingsError, naming it and what is accepted."""
    terms = read_terms(content, source)
    return OwnSettings(terms=terms, alerts=alerts_from(tomllib.loads(content.decode("utf-8")), source))


def load_own_settings(path: Path) -> OwnSettings:
    """Those of a file. Raises SettingsError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    return read_own_settings(content, str(path))


def own_settings_at(place: str, account: AnalysedAccount) -> OwnSettings:
    """Those at an `s3://bucket/key` address or in a file of the bundle; none for no place. Raises SettingsError."""
    return read_own_settings(toml_at(place, account), place) if place else OwnSettings()
