"""An organisation's own settings as an administrator changed them at run time: one text that holds, and all before it.

Who changed them and when stays for good. What holds is a small record that points at its version, so that looking
whether there is another one costs a read of a few hundred bytes, however long the text is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from finops_core.clock import Clock, from_epoch_ms, to_epoch_ms
from finops_core.errors import BadFrame, ConditionFailed, TooLarge
from finops_core.table.port import Condition, Equals, Item, Key, NotExists, Put, Table

PARTITION: Final = "SETTINGS"
_CURRENT: Final = Key(PARTITION, "CURRENT")
FORM: Final = 1
"""How settings lie in the table. What writes another form must not write for a stack that reads this one."""
MOST_BYTES: Final = 64 * 1024
"""Of a text, as UTF-8: a `finops.toml` with hundreds of teams has less."""
MOST_BY_CHARS: Final = 300
MOST_LISTED: Final = 50
_CHANGED: Final = "Somebody changed the settings meanwhile. Look at them as they are now, and change those."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """A version of the settings: who made it and when. One that is `deployed` went back to what is deployed."""

    version: int
    by: str
    at: datetime
    deployed: bool = False


class SettingsRepository:
    """The settings in the one table. Methods may raise StorageUnavailable."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def current(self) -> SettingsChange | None:
        """The version that holds; None where nobody changed anything."""
        item = self._table.get(_CURRENT)
        return None if item is None else _from_item(item)

    def text(self, version: int) -> str:
        """The text of a version; empty for one that went back to what is deployed. Raises BadFrame for none."""
        item = self._table.get(_key(version))
        if item is None:
            raise BadFrame(f"There is no version {version} of the settings.")
        return str(item["text"])

    def put(self, text: str, *, by: str, after: int) -> SettingsChange:
        """Lets a text hold that was found to be right; `after` is the version that was seen, 0 for none.

        An empty text goes back to what is deployed. Raises TooLarge, and BadFrame where another version holds by now.
        """
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > MOST_BYTES:
            raise TooLarge(f"Settings have {MOST_BYTES // 1024} KiB at most, and these have {size // 1024 + 1}.")
        made = SettingsChange(
            version=after + 1, by=by[:MOST_BY_CHARS], at=from_epoch_ms(self._now()), deployed=not text
        )
        seen: tuple[Condition, ...] = (NotExists(),) if after == 0 else (Equals("version", after),)
        try:
            self._table.transact(
                [
                    Put(item=_to_item(_CURRENT, made), conditions=seen),
                    Put(item={**_to_item(_key(made.version), made), "text": text}, conditions=(NotExists(),)),
                ]
            )
        except ConditionFailed as error:
            raise BadFrame(_CHANGED) from error
        return made

    def history(self) -> tuple[SettingsChange, ...]:
        """Who changed what holds, the latest first, at most MOST_LISTED."""
        found = self._table.query(PARTITION, prefix="VERSION#", limit=MOST_LISTED, reverse=True)
        return tuple(_from_item(item) for item in found)

    def _now(self) -> int:
        return to_epoch_ms(self._clock.now())


def _key(version: int) -> Key:
    return Key(PARTITION, f"VERSION#{version:09d}")


def _to_item(key: Key, made: SettingsChange) -> dict[str, Any]:
    return {
        "pk": key.pk,
        "sk": key.sk,
        "version": made.version,
        "made_by": made.by,
        "made_at": to_epoch_ms(made.at),
        "deployed": made.deployed,
    }


def _from_item(item: Item) -> SettingsChange:
    raw = cast(Mapping[str, Any], item)
    return SettingsChange(
        version=raw["version"], by=raw["made_by"], at=from_epoch_ms(raw["made_at"]), deployed=raw["deployed"]
    )
