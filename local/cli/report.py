"""`finops report`: a saved set of questions answered over a bill, and statements for teams, as files for people.

Without `--out` the report goes to stdout as Markdown (or JSON with `--json`). Each `--out` is a file whose ending says
its form. A file is written whole or not at all, so that nobody finds half a report where one was; only its
owner may read a new one, and one that is written again keeps its rights.
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from billing.terms import Terms
from finops_core.clock import SystemClock
from finops_core.errors import SettingsError
from finops_core.logs import configure
from local.answering import product
from local.cli.settings import local_settings
from local.cli.terminal import err, told, write_json
from local.folder_rights import make_private
from supervisor.run import SupervisorDeps
from websocket.tokens import LOCAL_USER
from worker.models import planner
from worker.reports.answered import AnsweredReport, answer_report
from worker.reports.markdown import as_markdown
from worker.reports.page import as_page
from worker.reports.record import as_json as as_json_text
from worker.reports.saved import SavedQuestion, SavedReport, load_report

FORMS: Final[Mapping[str, Callable[[AnsweredReport], str]]] = {
    ".md": as_markdown,
    ".html": as_page,
    ".json": as_json_text,
}
NO_TEAMS: Final = "There are no teams in finops.toml. Write them as [[teams]]; docs/finops.example.toml has some."


def run_report(path: Path, flags: Mapping[str, Any], out: Sequence[Path], *, as_json: bool) -> bool:
    """Answers the report of a file and writes it. Returns whether all of it was answered.

    Raises SettingsError for a file that is no report or cannot be written, BillError for a bill that cannot be read.
    """
    _check(out)
    saved = load_report(path)
    bill = flags.get("bill") if flags.get("bill") is not None else saved.bill
    return _made(saved, {**flags, "bill": bill}, out, as_json=as_json)


def showback_report(
    flags: Mapping[str, Any],
    *,
    month: str,
    teams: Sequence[str],
    metric: str | None,
    out: Sequence[Path],
    as_json: bool,
) -> bool:
    """Writes the statements of all teams, or of some, for a month. Raises as `run_report`, and without any teams."""
    _check(out)
    args: dict[str, str | int | tuple[str, ...]] = {"team": tuple(teams)} if teams else {}
    args |= {"metric": metric} if metric else {}
    args |= {"period": month} if month else {}
    question = SavedQuestion(agent="showback", tool="showback", args=args, title="Statements by team", rows=10_000)
    return _made(SavedReport(title="Showback", questions=(question,)), flags, out, as_json=as_json, needs_teams=True)


def _made(
    saved: SavedReport, flags: Mapping[str, Any], out: Sequence[Path], *, as_json: bool, needs_teams: bool = False
) -> bool:
    settings, clock = local_settings(flags, os.environ), SystemClock()
    configure(settings.log_level)
    make_private(settings.data_dir)
    answering = product(settings, clock)
    try:
        if needs_teams and not answering.services[Terms].teams:
            raise SettingsError(NO_TEAMS)
        deps = SupervisorDeps(
            catalog=answering.catalog,
            clock=clock,
            services=answering.services,
            planner=planner(settings),
        )
        report = answer_report(saved, deps, LOCAL_USER)
    finally:
        answering.close()
    for file in out:
        _write(file, FORMS[file.suffix.lower()](report))
    if as_json:
        write_json(as_json_text(report).rstrip("\n"))
    elif not out:
        sys.stdout.write(as_markdown(report))
    for one in report.unanswered:
        err().print(told(f"! {one.asked.heading}: {one.status.value}. {' '.join(one.problems)}"))
    return not report.unanswered


def _check(out: Sequence[Path]) -> None:
    """What cannot be written is told before anything is asked."""
    for file in out:
        if file.suffix.lower() not in FORMS:
            raise SettingsError(f"--out: {file} has to end in {', '.join(FORMS)}.")
        if not file.absolute().parent.is_dir():
            raise SettingsError(f"--out: there is no folder {file.absolute().parent}.")


def _write(file: Path, text: str) -> None:
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.absolute().parent, delete=False, newline="\n") as part:
            part.write(text)
        if file.exists():
            shutil.copymode(file, part.name)
        Path(part.name).replace(file)
    except OSError as error:
        raise SettingsError(f"--out: {file} cannot be written ({error.strerror or error}).") from error
