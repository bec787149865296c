"""`finops doctor`: whether this machine has what the product needs, and what to do about what is missing."""

import json
import os
import platform as machine
import socket
from collections.abc import Iterator
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from agents.adapters.model_names import NONE
from agents.adapters.models import ask_once
from finops_client.errors import FinOpsClientError, NoLocalPlatform
from finops_client.local import find_platform
from finops_core.errors import FinOpsError
from finops_core.texts import readable
from local.bill import asking, cost_explorer, reading
from local.cli.checks import Check
from local.cli.connect import existing_platform
from local.cli.doctor_account import account_checks
from local.cli.settings import local_settings
from local.cli.terminal import out, told, write_json
from local.settings import LocalSettings

NEEDED = ("ag-ui-protocol", "boto3", "duckdb", "pydantic", "starlette", "uvicorn", "websockets")
MOST_TOLD = 200
MARKS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "problem": ("✗", "red")}


def doctor(flags: dict[str, object], *, as_json: bool) -> int:
    """Prints all checks; returns the number of problems."""
    checks = list(all_checks(flags))
    if as_json:
        write_json(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        console = out()
        for check in checks:
            mark, style = MARKS[check.state]
            console.print(told(f"{mark} {check.name}: {check.detail}", style))
    return sum(check.state == "problem" for check in checks)


def all_checks(flags: dict[str, object]) -> Iterator[Check]:
    """Every check in turn; one that cannot be made is a problem of its own."""
    yield Check(name="Python", state="ok", detail=f"{machine.python_version()} on {machine.system()}")
    yield _packages()
    try:
        settings = local_settings(flags, os.environ)
    except FinOpsError as wrong:
        yield Check(name="settings", state="problem", detail=str(wrong))
        return
    yield Check(name="settings", state="ok", detail=f"port {settings.port}, data in {settings.data_dir}")
    yield _terms(settings.terms)
    yield _data_dir(settings.data_dir)
    running = _running(settings.data_dir)
    yield running
    if running.state != "ok":
        yield _port(settings.port)
    yield _page(settings)
    yield _bill(settings)
    yield _model(settings.model)
    yield from _alerts(settings)
    yield from account_checks(settings)


def _packages() -> Check:
    missing: list[str] = []
    for name in NEEDED:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check(name="packages", state="problem", detail=f"missing: {', '.join(missing)}; run: make setup")
    return Check(name="packages", state="ok", detail=f"{len(NEEDED)} needed, all there")


def _terms(path: Path | None) -> Check:
    """Whether the organisation's own terms can be read, and the checks and limits that they name are there."""
    if path is None or not path.exists():
        return Check(name="terms", state="ok", detail="none of your own")
    from agents.opportunities.bill_advice import limits_in_force
    from agents.opportunities.checks import BILL_CHECKS
    from billing.terms import load_terms

    try:
        limits_in_force(BILL_CHECKS, load_terms(path).advice)
    except FinOpsError as wrong:
        return Check(name="terms", state="problem", detail=str(wrong))
    return Check(name="terms", state="ok", detail=str(path))


def _data_dir(path: Path) -> Check:
    existing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return Check(name="data folder", state="problem", detail=f"{existing} cannot be written; choose --data-dir")
    return Check(name="data folder", state="ok", detail=str(path) if path.exists() else f"{path}, made at first start")


def _running(data_dir: Path) -> Check:
    try:
        found = find_platform(data_dir)
        with existing_platform(url=None, data_dir=data_dir) as client:
            jobs = client.jobs()
    except NoLocalPlatform:
        return Check(name="platform", state="note", detail="not running; start it with: finops up")
    except FinOpsClientError as silent:
        return Check(name="platform", state="problem", detail=f"does not answer: {silent}")
    return Check(name="platform", state="ok", detail=f"answers at {found.url}, {len(jobs)} recent jobs")


def _port(port: int) -> Check:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            return Check(name="port", state="problem", detail=f"{port}: {taken.strerror}; choose --port")
    return Check(name="port", state="ok", detail=f"{port} is free")


def _page(settings: LocalSettings) -> Check:
    if settings.page is None:
        return Check(name="page", state="note", detail="not built, only the command line works; run: make page")
    return Check(name="page", state="ok", detail=str(settings.page))


def _bill(settings: LocalSettings) -> Check:
    if not settings.bill:
        return Check(name="bill", state="ok", detail=settings.label)
    from billing.check import report_on
    from billing.export import open_bill

    try:
        with open_bill(
            settings.bill,
            account=reading(settings, settings.bill),
            cost_explorer=cost_explorer(settings),
            engine=asking(settings),
        ) as bill:
            report = report_on(bill)
    except FinOpsError as unreadable:
        return Check(name="bill", state="problem", detail=str(unreadable))
    info = report.info
    detail = f"{info.rows:,} rows, {info.period.start.isoformat()} to {info.period.end.isoformat()}"
    if report.rows_left_out:
        return Check(
            name="bill", state="note", detail=f"{detail}, {report.rows_left_out:,} left out; see: finops bill check"
        )
    return Check(name="bill", state="ok", detail=detail)


def _alerts(settings: LocalSettings) -> Iterator[Check]:
    """The channels of `[alerts]`: whether their secrets are there, and whether they took what was sent."""
    from local.alerts import channel_problems
    from worker.alerts.settings import load_alerts

    try:
        alerts = load_alerts(settings.terms) if settings.terms is not None else None
        if alerts is None:
            return
        problems = channel_problems(alerts, settings, os.environ)
    except FinOpsError as wrong:
        yield Check(name="alerts", state="problem", detail=str(wrong))
        return
    for name, problem in problems.items():
        yield Check(
            name=f"alerts to {name}", state="problem" if problem else "ok", detail=problem or "nothing is wrong"
        )


def _model(setting: str) -> Check:
    """Whether the language model answers; it is asked for one word."""
    if setting == NONE:
        return Check(name="model", state="ok", detail="none: questions are read and answered without a language model")
    try:
        ask_once(setting)
    except FinOpsError as wrong:
        return Check(name="model", state="problem", detail=str(wrong))
    except Exception as failed:  # noqa: BLE001 - whatever a provider raises is what there is to tell
        told_by = readable(str(failed))[:MOST_TOLD]
        return Check(
            name="model", state="problem", detail=f"{setting} does not answer: {type(failed).__name__}: {told_by}"
        )
    return Check(name="model", state="ok", detail=f"{setting} answers")
