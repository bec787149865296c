"""The command `finops`. Here are only the commands' shapes: what they do is loaded when one runs.

Exit codes: 0 done, 1 the question failed, 2 wrong usage, 3 platform not reachable, 130 interrupted (`exit_codes.py`).
Results go to stdout, progress and problems to stderr; without a terminal there is no progress and no colour.
"""

import os
import sys
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import typer

from local.cli.account_commands import account_app
from local.cli.bill_commands import bill_app
from local.cli.budgets_commands import budgets_app, commitments_app
from local.cli.cloud_commands import cloud_app
from local.cli.cloud_keys import cloud_key_app
from local.cli.cloud_reports import cloud_report_app
from local.cli.cloud_settings_commands import cloud_settings_app
from local.cli.exit_codes import ExitCode, exits
from local.cli.jobs_commands import feedback_app, jobs_app, memory_app
from local.cli.options import (
    AskUrl,
    Bill,
    DataDir,
    Engine,
    Everything,
    Json,
    Profile,
    Region,
    Stage,
    Url,
    Without,
)
from local.cli.report_commands import report_app

app = typer.Typer(
    name="finops",
    help="Ask questions about an AWS bill.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 platform not reachable, 130 interrupted.",
)
app.add_typer(bill_app, name="bill")
app.add_typer(jobs_app, name="jobs")
app.add_typer(feedback_app, name="feedback")
app.add_typer(memory_app, name="memory")
app.add_typer(commitments_app, name="commitments")
app.add_typer(budgets_app, name="budgets")
app.add_typer(report_app, name="report")
app.add_typer(account_app, name="account")
cloud_app.add_typer(cloud_key_app, name="key")
cloud_app.add_typer(cloud_settings_app, name="settings")
cloud_app.add_typer(cloud_report_app, name="report")
app.add_typer(cloud_app, name="cloud")


@app.command()
def up(
    bill: Bill = None,
    port: Annotated[int | None, typer.Option(help="Port on 127.0.0.1; 0 takes a free one. Default: 8321.")] = None,
    data_dir: DataDir = None,
    model: Annotated[
        str | None,
        typer.Option(help="bedrock:, anthropic:, openai: or ollama:MODEL. Default: none."),
    ] = None,
    engine: Engine = None,
    log_level: Annotated[str | None, typer.Option(help="DEBUG, INFO, WARNING or ERROR. Default: WARNING.")] = None,
    as_json: Json = False,
) -> None:
    """Start the platform on this machine and print the link to its page."""
    with exits(as_json=as_json):
        from local.cli.up import up

        given = {"bill": bill, "port": port, "data_dir": data_dir, "model": model, "log_level": log_level}
        up(given | {"engine": engine}, as_json=as_json)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="The question.")],
    bill: Bill = None,
    url: AskUrl = None,
    data_dir: DataDir = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds to wait for the answer.", min=0.001)] = None,
    everything: Everything = False,
    engine: Engine = None,
    no_model: Without = False,
    stage: Stage = None,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Ask one question: of the running platform, of one started for it, or of a stack in AWS."""
    with exits(as_json=as_json):
        from local.cli.ask import ask
        from local.cli.ask_privately import ask_privately, place_of

        place = place_of(stage=stage, url=url, profile=profile, region=region, at_home=(bill, engine, data_dir))
        if place is not None:
            ask_privately(text, place, timeout_s=timeout, everything=everything, model=not no_model, as_json=as_json)
            return

        ask(
            text,
            bill=bill,
            url=url,
            data_dir=data_dir,
            timeout_s=timeout,
            everything=everything,
            engine=engine,
            model=not no_model,
            as_json=as_json,
        )


@app.command()
def chat(
    bill: Bill = None, url: Url = None, data_dir: DataDir = None, no_model: Without = False, as_json: Json = False
) -> None:
    """Ask several questions of one conversation, a line each."""
    with exits(as_json=as_json):
        from local.cli.ask import chat

        if chat(bill=bill, url=url, data_dir=data_dir, model=not no_model, as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@app.command()
def route(
    texts: Annotated[list[str] | None, typer.Argument(help="Questions; without any, lines of stdin.")] = None,
    bill: Annotated[str | None, typer.Option(help="Billing export whose own names are understood, too.")] = None,
    as_json: Json = False,
) -> None:
    """Show which agent and tool would answer, without asking."""
    with exits(as_json=as_json):
        from local.cli.route import route_all, route_over

        lines = (line.strip() for line in sys.stdin)
        asked = texts or (line for line in lines if line)
        if bill is None:
            route_all(asked, as_json=as_json)
        else:
            route_over(bill, asked, as_json=as_json)


class AdviceView(StrEnum):
    """What `finops advise` shows."""

    NOW = "list"
    HISTORY = "history"


@app.command()
def advise(
    view: Annotated[AdviceView, typer.Argument(help="What can be saved, or what became of it.")] = AdviceView.NOW,
    *,
    bill: Annotated[str, typer.Option(help="Billing export: a file, a folder or a glob.")],
    account: Annotated[Path | None, typer.Option(help="A file that `finops account snapshot` wrote.")] = None,
    dismiss: Annotated[str | None, typer.Option(help="Leave what is said of this resource out of the total.")] = None,
    reopen: Annotated[str | None, typer.Option(help="Count what is said of this resource again.")] = None,
    done: Annotated[str | None, typer.Option(help="What is said of this resource was carried out.")] = None,
    undone: Annotated[str | None, typer.Option(help="It was not carried out after all.")] = None,
    check: Annotated[str | None, typer.Option(help="With a resource: only what this check says of it.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is dismissed.")] = "",
    days: Annotated[int, typer.Option(help="For how many days it is dismissed.", min=1, max=366)] = 90,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List what a billing export, and a snapshot of its account, say can be saved, with the figures that show it.

    What is dismissed is in no total until its days are over, or it saves over a quarter more. `history` tells what was
    saved since: what was found at each month end of the bill, held against its later months.
    """
    with exits(as_json=as_json):
        if view is AdviceView.HISTORY:
            from local.cli.advise_history import history

            history(bill, data_dir=data_dir, as_json=as_json)
            return
        from local.cli.advise import Change, Deed, advise

        said = {Deed.DISMISS: dismiss, Deed.REOPEN: reopen, Deed.DONE: done, Deed.UNDONE: undone}
        changes = [
            Change(resource=resource, deed=deed, check=check, reason=reason, days=days)
            for deed, resource in said.items()
            if resource is not None
        ]
        if len(changes) > 1:
            raise typer.BadParameter("--dismiss, --reopen, --done and --undone exclude each other")
        change = changes[0] if changes else None
        advise(bill, account=account, change=change, data_dir=data_dir, as_json=as_json)


@app.command()
def forecast(
    csv: Annotated[Path, typer.Option("--csv", help="A file with the columns unique_id, ds and y.")],
    horizon: Annotated[int, typer.Option(help="Steps ahead: at most 60 months or 400 days.", min=1, max=400)] = 12,
    freq: Annotated[Literal["MS", "D"], typer.Option(help="What a step is: MS a month, D a day.")] = "MS",
    as_json: Json = False,
) -> None:
    """Continue series of amounts, with 80 and 95 % intervals and the error such forecasts had on each series' past."""
    with exits(as_json=as_json):
        from local.cli.forecast import MOST_AHEAD, forecast

        if horizon > MOST_AHEAD[freq]:
            raise typer.BadParameter(f"at most {MOST_AHEAD[freq]} with --freq {freq}", param_hint="--horizon")
        forecast(csv, horizon=horizon, frequency=freq, as_json=as_json)


@app.command()
def anomalies(
    csv: Annotated[Path | None, typer.Option("--csv", help="A file of daily amounts: unique_id, ds and y.")] = None,
    state: Annotated[
        Path | None,
        typer.Option(help="Keep the series and what was found here; the next file may hold their new days alone."),
    ] = None,
    bill: Annotated[str | None, typer.Option(help="Billing export: a file, a folder or a glob.")] = None,
    period: Annotated[str, typer.Option(help="Of the bill, such as last_month. Default: the last 90 days.")] = "",
    dismiss: Annotated[
        str | None, typer.Option(help="Leave the anomaly with this id out of counts and alerts.")
    ] = None,
    restore: Annotated[str | None, typer.Option(help="Tell the anomaly with this id again.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is dismissed.")] = "",
    days: Annotated[int, typer.Option(help="For how many days it is dismissed.", min=1, max=366)] = 90,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Find days that cost more than their past lets expect: by weekday, growth and the days of the month.

    In series of a CSV file, or by service and account of a bill. One of a bill can be dismissed: it is in no count and
    no alert until its days are over, or it grows by over a quarter.
    """
    with exits(as_json=as_json):
        if (csv is None) == (bill is None):
            raise typer.BadParameter("give --csv or --bill")
        if bill is not None:
            from local.cli.bill_anomalies import Change, bill_anomalies

            if state is not None or (dismiss is not None and restore is not None):
                raise typer.BadParameter("--state is for --csv; --dismiss and --restore exclude each other")
            asked = restore if dismiss is None else dismiss
            change = None if asked is None else Change(id=asked, restores=dismiss is None, reason=reason, days=days)
            bill_anomalies(bill, period=period, change=change, data_dir=data_dir, as_json=as_json)
            return
        if csv is None or dismiss is not None or restore is not None:
            raise typer.BadParameter("anomalies of a bill are dismissed and restored, not those of --csv")
        from local.cli.anomalies import anomalies

        anomalies(csv, state=state, as_json=as_json)


@app.command()
def watch(
    bill: Bill = None,
    every: Annotated[
        int | None, typer.Option(help="Look again every so many minutes, until interrupted.", min=1, max=1440)
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Send again what was given up.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be told, and tell nobody.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Look for anomalies, budgets and ending commitments, and tell what is new over the channels of finops.toml.

    Each alert is told once a channel. Exits with 1 when something could not be looked at or sent; the next round
    tries it again.
    """
    with exits(as_json=as_json):
        from local.cli.watch import watch as run_watch

        flags = {"bill": bill, "data_dir": data_dir}
        if not run_watch(flags, every_minutes=every, retry=retry, dry_run=dry_run, as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@app.command()
def mcp(bill: Bill = None, data_dir: DataDir = None) -> None:
    """Serve the agents' tools to another program over standard input and output (Model Context Protocol)."""
    with exits(as_json=False):
        from local.cli.mcp import serve

        serve({"bill": bill, "data_dir": data_dir})


@app.command()
def doctor(bill: Bill = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Check whether this machine has what is needed, and say what to do."""
    with exits(as_json=as_json):
        from local.cli.doctor import doctor

        if doctor({"bill": bill, "data_dir": data_dir}, as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@app.command()
def version(as_json: Json = False) -> None:
    """Show the version."""
    import json
    import platform
    from importlib import metadata

    number = metadata.version("finops-agent")
    told = {"finops": number, "python": platform.python_version()}
    typer.echo(json.dumps(told) if as_json else f"finops {number}")


def main() -> None:
    """Entry point of the command."""
    if _names_a_shell(sys.argv[1:]):
        # Typer takes a name only when it may not look which shell called, which need not be the one that is meant.
        os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"
    app(prog_name="finops")


def _names_a_shell(arguments: list[str]) -> bool:
    options = ("--show-completion", "--install-completion")
    return any(option in options and not name.startswith("-") for option, name in pairwise(arguments))
