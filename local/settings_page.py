"""What the page is told about `finops.toml`: every setting with its value, its default and what it does.

The list comes from the models that read the file, so it cannot name a setting that is not there.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from billing.terms import Terms, load_terms
from finops_core.errors import SettingsError
from local.settings import BUILT_IN, LocalSettings

FILE_NAME = "finops.toml"
EXAMPLE = Path(__file__).parent.parent / "docs" / "finops.example.toml"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class SettingsPage:
    """The settings in use, and how the file stands to them now.

    `took_effect` is called whenever the terms were read anew for a bill.
    """

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        self._in_use: Terms | None = None

    def took_effect(self) -> None:
        """What is in the file now is what answers use."""
        self._in_use, _ = _terms_of(self._settings.terms)

    def page(self) -> dict[str, Any]:
        """`GET /settings.json`.

        `problem` says what is wrong with the file as it is now; `changed`, that it says something else than what is in
        use. Values are written as in the file, those of a `[table]` as the lines below it. An empty `setBy` is a
        default.
        """
        file = self._settings.terms
        now, problem = _terms_of(file)
        if file is None and Path(FILE_NAME).exists():
            problem = f"{FILE_NAME} was added after the platform was started. Start it again to use the file."
        in_use = self._in_use or now or Terms()
        return {
            "file": str(file.absolute()) if file is not None else None,
            "lookedFor": str(Path(FILE_NAME).absolute()),
            "problem": problem,
            "changed": now is not None and now != in_use,
            "groups": [
                {
                    "title": "Your organisation's terms",
                    "table": "",
                    "settings": _described(in_use, dict.fromkeys(_given(in_use), FILE_NAME)),
                },
                {
                    "title": "The platform on this machine",
                    "table": "run",
                    "settings": _described(self._settings, _set_by_someone(self._settings.origins)),
                },
            ],
            "uploadLimitBytes": self._settings.upload_limit_mb * 1024**2,
            "example": EXAMPLE.read_text(encoding="utf-8") if EXAMPLE.exists() else "",
        }


def _terms_of(file: Path | None) -> tuple[Terms | None, str]:
    """The file's terms, or None and what is wrong with it."""
    if file is None:
        return Terms(), ""
    try:
        return load_terms(file), ""
    except SettingsError as error:
        return None, str(error)


def _set_by_someone(origins: Mapping[str, str]) -> dict[str, str]:
    return {name: origin for name, origin in origins.items() if origin != BUILT_IN}


def _given(model: BaseModel, prefix: str = "") -> list[str]:
    """The dotted names of what was given, down to single values."""
    names: list[str] = []
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name in model.model_fields_set:
            names += _given(value, f"{prefix}{name}.") if isinstance(value, BaseModel) else [f"{prefix}{name}"]
    return names


def _described(model: BaseModel, set_by: Mapping[str, str], prefix: str = "") -> list[dict[str, str]]:
    values = model.model_dump(mode="json")
    given = model.model_dump(mode="json", exclude_unset=True)
    described: list[dict[str, str]] = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if field.exclude:
            continue
        if isinstance(value, BaseModel):
            described += _described(value, set_by, f"{prefix}{name}.")
            continue
        described.append(
            {
                "name": f"[{prefix}{name}]" if isinstance(value, dict) else f"{prefix}{name}",
                "value": _written(given.get(name, values[name])),
                "default": _default(type(model), name, field),
                "setBy": set_by.get(f"{prefix}{name}", ""),
                "description": field.description or "",
            }
        )
    return described


def _default(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    if field.is_required():
        return ""
    only_this = model.model_construct(**{name: field.get_default(call_default_factory=True, validated_data={})})
    return _written(only_this.model_dump(mode="json", include={name})[name])


def _written(value: object) -> str:
    """A setting's value as people write it: a table by its lines, a list of tables an entry a line."""
    if isinstance(value, dict):
        return "\n".join(_members(cast("dict[str, object]", value)))
    entries = cast("list[object]", value) if isinstance(value, list) else []
    if any(isinstance(entry, dict) for entry in entries):
        return "\n".join(["[", *(f"  {toml_value(entry)}," for entry in entries), "]"])
    return toml_value(cast(object, value))


def toml_value(value: object) -> str:
    """A JSON value as TOML writes it on one line; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"[{', '.join(toml_value(item) for item in cast('list[object]', value))}]"
    if isinstance(value, dict):
        members = _members(cast("dict[str, object]", value))
        return f"{{ {', '.join(members)} }}" if members else "{}"
    return json.dumps(value, ensure_ascii=False)


def _members(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(key)} = {toml_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
