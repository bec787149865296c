"""An organisation's own settings as a deployment goes by them: terms, whom alerts tell, whether a model is asked."""

import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from billing.terms import OTHER_TABLES, Terms, read_terms
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from finops_core.deployed_settings import SettingsRepository
from finops_core.errors import SettingsError, StorageUnavailable
from worker.alerts.settings import AlertSettings, alerts_from
from worker.terms_file import toml_at

logger = logging.getLogger(__name__)

LOOKED_AT_EVERY: Final = timedelta(seconds=30)
"""A change is seen by every process within a minute, and a question costs a read in a few."""
STORED: Final = "the settings"
"""What the text in the table is called in errors."""
_AT_RUN_TIME: Final = frozenset({"alerts", "model"})


class _ModelSwitch(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSettings:
    """What a `finops.toml` says. `alerts` is None where it names nobody to tell.

    `asks_model` says whether the language model is asked that the stack has, if it has one.
    """

    terms: Terms = field(default_factory=Terms)
    alerts: AlertSettings | None = None
    asks_model: bool = True


def read_own_settings(content: bytes, source: str) -> OwnSettings:
    """From the bytes of a `finops.toml` that lies at `source`. Raises SettingsError, naming it and what is accepted."""
    terms = read_terms(content, source)
    parsed = tomllib.loads(content.decode("utf-8"))
    return OwnSettings(terms=terms, alerts=alerts_from(parsed, source), asks_model=_asks_model(parsed, source))


def check_own_settings(text: str) -> OwnSettings:
    """What a text would say at run time. Raises SettingsError."""
    return read_own_settings(text.encode("utf-8", "surrogatepass"), STORED)


def passed_over(text: str) -> tuple[str, ...]:
    """Tables of a checked text by which no stack goes: they are for a machine of one's own, such as `[run]`."""
    return tuple(sorted((OTHER_TABLES - _AT_RUN_TIME) & tomllib.loads(text).keys()))


def _asks_model(parsed: Mapping[str, Any], source: str) -> bool:
    try:
        return _ModelSwitch.model_validate(parsed.get("model", {})).asked
    except ValidationError as error:
        raise SettingsError(f"{source}: [model] has one setting, `asked`, which is true or false.") from error


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


class SettingsInForce:
    """The settings that hold now: those of the table, and where nobody changed them those that are deployed.

    Looked at every LOOKED_AT_EVERY. Safe to use from several threads.
    """

    def __init__(self, repository: SettingsRepository, deployed: Callable[[], OwnSettings], clock: Clock) -> None:
        self._repository = repository
        self._deployed = deployed
        self._clock = clock
        self._lock = Lock()
        self._known: tuple[int, OwnSettings] | None = None
        self._looked: datetime | None = None

    def now(self) -> tuple[int, OwnSettings]:
        """The number of the version, 0 for none, and the settings; the same object while they are the same.

        A table that does not answer, or a text that this release cannot read, leaves the ones before in force. Raises
        StorageUnavailable or SettingsError when there are none before.
        """
        with self._lock:
            if self._looked is None or self._clock.now() >= self._looked + LOOKED_AT_EVERY:
                self._look()
                self._looked = self._clock.now()
            if self._known is None:
                raise SettingsError(f"{STORED}: were not read.")
            return self._known

    def _look(self) -> None:
        try:
            change = self._repository.current()
            version = 0 if change is None else change.version
            if self._known is not None and self._known[0] == version:
                return
            is_deployed = change is None or change.deployed
            found = self._deployed() if is_deployed else check_own_settings(self._repository.text(version))
        except (StorageUnavailable, SettingsError) as error:
            if self._known is None:
                raise
            logger.error("version=%d, reason=%s | the settings before stay in force", self._known[0], error)
            return
        logger.info("version=%d | settings in force", version)
        self._known = (version, found)
