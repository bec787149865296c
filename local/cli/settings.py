"""The settings of the embedded platform: flags over environment over `finops.toml` `[run]` over what is built in."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from billing.engines.settings import EngineSettings
from finops_client.local import default_data_dir
from finops_core.aws.account_access import AccountAccess
from finops_core.errors import SettingsError
from finops_core.settings import PREFIX
from local.sample.make import LABEL as SAMPLE_LABEL
from local.settings import BUILT_IN, LocalSettings

SETTINGS_FILE = Path("finops.toml")
LOCAL = Path(__file__).parents[1]
BUNDLED_BILL = LOCAL / "bundled" / "cur_legacy_2018-10_workshop.snappy.parquet"
BUNDLED_LABEL = "Bundled real bill: an AWS workshop account, October 2018"
PAGE = LOCAL.parent / "frontend" / "dist"


def local_settings(
    flags: Mapping[str, Any], environment: Mapping[str, str], file: Path = SETTINGS_FILE
) -> LocalSettings:
    """One frozen model from all sources. Raises SettingsError naming the setting and where it came from.

    `flags` holds the given ones by field name; None is "not given". In `finops.toml` they are the table `[run]`; the
    rest of the file are the organisation's own terms. Without a bill it is the sample account.
    """
    sources = (
        (_built_in(), BUILT_IN),
        (_of_file(file), str(file)),
        (_of_environment(environment), "environment"),
        ({name: value for name, value in flags.items() if value is not None}, "command line"),
    )
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for found, source in sources:
        values |= found
        origin |= dict.fromkeys(found, source)
    values.setdefault("label", _label(values.get("bill", "")))
    if file.exists():
        values.setdefault("terms", file)
    try:
        return LocalSettings.model_validate(values | {"origins": origin})
    except ValidationError as wrong:
        problem = wrong.errors(include_url=False)[0]
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        raise SettingsError(f"{name} ({origin.get(name, 'missing')}): {problem['msg']}") from wrong


def _built_in() -> dict[str, Any]:
    page = PAGE if (PAGE / "index.html").exists() else None
    return {"data_dir": default_data_dir(), "page": page}


def _label(bill: str) -> str:
    if not bill:
        return SAMPLE_LABEL
    return BUNDLED_LABEL if Path(bill).resolve() == BUNDLED_BILL else ""


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    names = {name: PREFIX + name.upper() for name in LocalSettings.names()}
    return {name: environment[variable] for name, variable in names.items() if environment.get(variable)}


def _of_account(content: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """`[account]`: its snapshot as the setting that it is, and how accounts are reached."""
    return _of_table(content, file, "account", ("snapshot", "account_snapshot"), ("account", AccountAccess))


def _of_engine(content: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """`[engine]`: its kind as the setting that it is, and how it is reached."""
    return _of_table(content, file, "engine", ("kind", "engine"), ("engine_access", EngineSettings))


def _of_table(
    content: Mapping[str, Any], file: Path, table: str, own: tuple[str, str], rest: tuple[str, type[BaseModel]]
) -> dict[str, Any]:
    """A table of which one key is a setting, `own` by its two names, and the others are the model of another."""
    there = content.get(table, {})
    if not isinstance(there, dict):
        raise SettingsError(f"{file}: [{table}] is a table of settings, not a value.")
    given = dict(cast(dict[str, Any], there))
    value = given.pop(own[0], None)
    found: dict[str, Any] = {} if value is None else {own[1]: value}
    try:
        return found | ({rest[0]: rest[1].model_validate(given)} if given else {})
    except ValidationError as wrong:
        problem = wrong.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            known = ", ".join((own[0], *rest[1].model_fields))
            raise SettingsError(f"{file}: there is no setting {name!r} in [{table}]. Settings are: {known}") from None
        words = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{file}: [{table}]{f' {name}' if name else ''}: {words}") from None


def _of_file(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as broken:
        raise SettingsError(f"{file} cannot be read: {broken}") from broken
    found = content.get("run", {})
    if not isinstance(found, dict):
        raise SettingsError(f"{file}: [run] is a table of settings, not a value.")
    if unknown := sorted(set(cast(dict[str, Any], found)) - set(LocalSettings.names())):
        known = ", ".join(sorted(LocalSettings.names()))
        raise SettingsError(f"{file}: there is no setting {unknown[0]!r} in [run]. Settings are: {known}")
    return _of_account(content, file) | _of_engine(content, file) | cast(dict[str, Any], found)
