"""`finops cloud settings`: what the commands do, over the package `cloud`."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cdk.config import StackConfig
from cloud.formation import Formation
from cloud.own_settings import caller, settings_of
from cloud.ports import Clients
from finops_core.deployed_settings import SettingsChange, SettingsRepository
from finops_core.errors import SettingsError
from local.cli import cloud
from local.cli.terminal import err, out, told, write_json
from worker.alerts.settings import AlertSettings, SesSettings, SnsSettings
from worker.own_settings import check_own_settings, passed_over


def show(stage: str, *, version: int | None, profile: str | None, region: str | None, as_json: bool) -> None:
    """Prints the text of a version to stdout, and whose it is to stderr. Raises what `settings_of` does."""
    with _settings(stage, profile, region) as (_, settings):
        holds = settings.current()
        wanted = holds.version if version is None and holds is not None else version
        text = settings.text(wanted) if wanted is not None else ""
    if as_json:
        record = {"version": wanted, "text": text, "holds": None if holds is None else _plain(holds)}
        write_json(json.dumps(record, ensure_ascii=False))
        return
    for line in text.splitlines():
        out().print(told(line), soft_wrap=True)
    err().print(told(_standing(stage, holds)))


def put(
    stage: str, file: Path | None, *, after: int | None, profile: str | None, region: str | None, as_json: bool
) -> None:
    """Lets a file hold, or without one what is deployed. Raises SettingsError for what no stack could go by."""
    text = "" if file is None else _read(file)
    with _settings(stage, profile, region) as (clients, settings):
        if text:
            found = check_own_settings(text)
            idle = [f"[{table}] is for a machine of one's own, and is passed over here." for table in passed_over(text)]
            for problem in (*idle, *out_of_reach(found.alerts, cloud.config_of(stage))):
                err().print(told(f"! {problem}"))
        holds = settings.current()
        seen = after if after is not None else 0 if holds is None else holds.version
        made = settings.put(text, by=caller(clients), after=seen)
    if as_json:
        write_json(json.dumps(_plain(made), ensure_ascii=False))
        return
    what = "What is deployed holds again" if made.deployed else f"{file} holds"
    err().print(told(f"{what} as version {made.version}. Workers and the watch go by it within a minute."))


def history(stage: str, *, profile: str | None, region: str | None, as_json: bool) -> None:
    """Prints every change. Raises what `settings_of` does."""
    with _settings(stage, profile, region) as (_, settings):
        found = [_plain(each) for each in settings.history()]
    if as_json:
        write_json(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        back = "  back to what is deployed" if each["deployed"] else ""
        out().print(told(f"{each['version']}  {each['at']}  {each['by']}{back}"))


def out_of_reach(alerts: AlertSettings | None, config: StackConfig) -> list[str]:
    """What channels need that the stage's file does not let the watch do. Its own topic is not known before."""
    problems: list[str] = []
    for one in alerts.channels if alerts is not None else ():
        lacking = [name for name in one.secrets if name not in config.alert_credentials]
        if lacking:
            problems.append(f"The channel {one.name} needs {lacking[0]} in `alert_credentials` of the stage's file.")
        if isinstance(one, SesSettings) and not _may_send(one.sender, config.alert_senders):
            problems.append(f"The channel {one.name} needs {one.sender} or its domain in `alert_senders`.")
        if isinstance(one, SnsSettings) and one.topic not in (*config.alert_topics, config.alarm_topic):
            problems.append(f"The channel {one.name} needs its topic in `alert_topics`, unless it is the stack's own.")
    return problems


def _may_send(sender: str, senders: tuple[str, ...]) -> bool:
    return sender in senders or sender.partition("@")[2] in senders


@contextmanager
def _settings(stage: str, profile: str | None, region: str | None) -> Generator[tuple[Clients, SettingsRepository]]:
    clients = cloud.clients_of(profile, region)
    outputs = Formation(clients, cloud.config_of(stage).stack_name, patience=cloud.PATIENCE).outputs()
    with settings_of(clients, outputs) as found:
        yield clients, found


def _read(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read as UTF-8 text.") from error
    if not text.strip():
        raise SettingsError(f"{file}: is empty. To go back to what is deployed: finops cloud settings reset")
    return text


def _standing(stage: str, holds: SettingsChange | None) -> str:
    if holds is None:
        return f"Nobody changed the settings at run time: `terms` of cdk/stages/{stage}.toml holds, as it was deployed."
    what = "What is deployed holds again" if holds.deployed else "This holds"
    return f"{what} since {_moment(holds)}, version {holds.version}, by {holds.by}."


def _plain(change: SettingsChange) -> Mapping[str, Any]:
    return {"version": change.version, "by": change.by, "at": _moment(change), "deployed": change.deployed}


def _moment(change: SettingsChange) -> str:
    return change.at.isoformat(timespec="seconds")
