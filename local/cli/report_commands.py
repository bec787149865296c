"""The shapes of `finops report …`; what they do is loaded when one runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from local.cli.exit_codes import ExitCode, exits
from local.cli.options import Bill, DataDir, Json, Out

report_app = typer.Typer(help="Answer saved questions, and make statements for teams, as files.", no_args_is_help=True)


@report_app.command("run")
def report_run(
    file: Annotated[Path, typer.Argument(help="A TOML file with a title and questions.")],
    bill: Bill = None,
    out: Out = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Answer the questions of a file over a bill: Markdown on stdout, or files. Made for cron.

    Exits with 1 when a question was not, or only partly, answered; the report is written all the same and says which.
    """
    with exits(as_json=as_json):
        from local.cli.report import run_report

        if not run_report(file, {"bill": bill, "data_dir": data_dir}, out or (), as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@report_app.command("showback")
def report_showback(
    bill: Bill = None,
    month: Annotated[str, typer.Option(help="A month such as 2026-09. Default: the last full one.")] = "",
    team: Annotated[list[str] | None, typer.Option(help="Only this team's; give several for several.")] = None,
    metric: Annotated[
        Literal["billed", "effective", "list", "contracted"] | None, typer.Option(help="Which cost. Default: your own.")
    ] = None,
    out: Out = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a statement for each team: own charges, parts of shared costs. All together are the bill, to the cent."""
    with exits(as_json=as_json):
        from local.cli.report import showback_report

        flags = {"bill": bill, "data_dir": data_dir}
        told = showback_report(flags, month=month, teams=team or (), metric=metric, out=out or (), as_json=as_json)
        if not told:
            raise typer.Exit(ExitCode.FAILED)
