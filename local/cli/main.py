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

from local.cli.cloud_commands import cloud_app
from local.cli.cloud_keys import cloud_key_app
from local.cli.exit_codes import ExitCode, exits

app = typer.Typer(
    name="finops",
    help="Ask questions about an AWS bill.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 platform not reachable, 130 interrupted.",
)
bill_app = typer.Typer(help="Look at a billing export.", no_args_is_help=True)
jobs_app = typer.Typer(help="Look at and stop jobs of a running platform.", no_args_is_help=True)
app.add_typer(bill_app, name="bill")
app.add_typer(jobs_app, name="jobs")
feedback_app = typer.Typer(help="Read what was said of answers on a running platform.", no_args_is_help=True)
app.add_typer(feedback_app, name="feedback")
memory_app = typer.Typer(help="Read and delete what you asked to be remembered.", no_args_is_help=True)
app.add_typer(memory_app, name="memory")
commitments_app = typer.Typer(help="Plan Savings Plans and reservations.", no_args_is_help=True)
app.add_typer(commitments_app, name="commitments")
budgets_app = typer.Typer(help="Follow budgets over a bill, and take them to and from AWS.", no_args_is_help=True)
app.add_typer(budgets_app, name="budgets")
report_app = typer.Typer(help="Answer saved questions, and make statements for teams, as files.", no_args_is_help=True)
app.add_typer(report_app, name="report")
account_app = typer.Typer(help="Look at what is in AWS accounts.", no_args_is_help=True)
app.add_typer(account_app, name="account")
cloud_app.add_typer(cloud_key_app, name="key")
app.add_typer(cloud_app, name="cloud")

Bill = Annotated[
    str | None,
    typer.Option(help="Billing export: a file, a folder, a glob, s3://… or cost-explorer:PROFILE. Default: a sample."),
]
Engine = Annotated[
    str | None,
    typer.Option(help="duckdb, athena or spark, over a prepared bill; [engine] of finops.toml. Default: duckdb."),
]
DataDir = Annotated[
    Path | None, typer.Option(help="Where the platform keeps its data. Default: $FINOPS_DATA_DIR, else ~/.finops.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Url = Annotated[str | None, typer.Option(help="A platform's WebSocket address; its token comes from $FINOPS_TOKEN.")]
Everything = Annotated[
    bool, typer.Option("--all", help="Read and show what was too large for the answer, to the last.")
]
Without = Annotated[
    bool, typer.Option("--no-model", help="Keep the question from the language model, if one is configured.")
]
Out = Annotated[
    list[Path] | None, typer.Option(help="A file to write: .md, .html or .json; give several for several forms.")
]
JobId = Annotated[str, typer.Argument(help="The job's id, from: finops jobs list")]


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
    url: Url = None,
    data_dir: DataDir = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds to wait for the answer.", min=0.001)] = None,
    everything: Everything = False,
    engine: Engine = None,
    no_model: Without = False,
    as_json: Json = False,
) -> None:
    """Ask one question: of the running platform, or of one started for it."""
    with exits(as_json=as_json):
        from local.cli.ask import ask

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


@bill_app.command("check")
def bill_check(
    path: Annotated[str, typer.Argument(help="A file, a folder or a glob.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything is wrong with it.")] = False,
    as_json: Json = False,
) -> None:
    """Report what an export is, what it adds up to, and what is wrong with it."""
    with exits(as_json=as_json):
        from local.cli.bill import check

        if check(path, as_json=as_json) and strict:
            raise typer.Exit(ExitCode.FAILED)


@bill_app.command("prepare")
def bill_prepare(
    path: Annotated[str, typer.Argument(help="A file, a folder, a glob or an s3:// address of an export.")],
    into: Annotated[str, typer.Option(help="The folder or s3:// prefix that takes what is prepared.")],
    as_json: Json = False,
) -> None:
    """Read an export once into sorted, rolled up Parquet, which opens at once whatever its size."""
    with exits(as_json=as_json):
        from local.cli.bill_prepare import prepare

        prepare(path, into, as_json=as_json)


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


@account_app.command("snapshot")
def account_snapshot(
    profile: Annotated[
        list[str] | None, typer.Option(help="A profile that reads an account; give several for several accounts.")
    ] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this region; default: all that are on.")] = None,
) -> None:
    """Write what is in accounts to stdout, as a file that everything can run on: finops account snapshot > FILE"""
    with exits():
        from local.cli.account import snapshot

        snapshot(profile or (), region or ())


@account_app.command("policy")
def account_policy(
    of: Annotated[
        list[str] | None, typer.Option(help="snapshot, cost-explorer, budgets or doctor; give several for several.")
    ] = None,
    explaining: Annotated[bool, typer.Option("--explain", help="Say what each permission of a snapshot adds.")] = False,
) -> None:
    """Print the least IAM policy of what is read: by default that of a snapshot."""
    with exits():
        from local.cli.account import explain, policy

        if explaining:
            explain()
        else:
            policy(of or ())


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


@commitments_app.command("plan")
def commitments_plan(
    bill: Annotated[str, typer.Option(help="Hourly billing export of 60 days.")],
    rates: Annotated[Path, typer.Option(help="An answer of savingsplans:DescribeSavingsPlansOfferingRates.")],
    term: Annotated[str, typer.Option(help="1yr, 3yr, or all to compare.")] = "1yr",
    payment: Annotated[
        str, typer.Option(help="No Upfront, Partial Upfront, All Upfront, or all to compare.")
    ] = "No Upfront",
    stages: Annotated[int, typer.Option(help="Buy in so many equal parts, a quarter apart.")] = 1,
    as_json: Json = False,
) -> None:
    """Plan Savings Plans and database reservations on what a bill shows."""
    with exits(as_json=as_json):
        from local.cli.commitments import plan

        plan(bill, rates, term=term, payment=payment, stages=stages, as_json=as_json)


@budgets_app.command("status")
def budgets_status(
    bill: Annotated[str, typer.Option(help="Billing export: a file, a folder or a glob.")],
    as_json: Json = False,
) -> None:
    """Show how the budgets of finops.toml stand: spent, expected, the chance and the day of passing the limit."""
    with exits(as_json=as_json):
        from local.cli.budgets import status

        status(bill, as_json=as_json)


@budgets_app.command("export")
def budgets_export(
    names: Annotated[list[str] | None, typer.Argument(help="Budgets of finops.toml; default: all.")] = None,
    account: Annotated[str, typer.Option(help="The account id that the requests are for.")] = "",
) -> None:
    """Print budgets of finops.toml as requests of AWS, a line each: aws budgets create-budget --cli-input-json."""
    with exits():
        from local.cli.budgets import export

        export(names or [], account=account)


@budgets_app.command("import")
def budgets_import(
    path: Annotated[Path, typer.Argument(help="The answer of `aws budgets describe-budgets`, as JSON.")],
) -> None:
    """Print budgets of AWS as lines of finops.toml; amounts that only AWS works out are left away."""
    with exits():
        from local.cli.budgets import take_over

        take_over(path)


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


@jobs_app.command("list")
def jobs_list(url: Url = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the latest jobs."""
    with exits(as_json=as_json):
        from local.cli.jobs import list_jobs

        list_jobs(url=url, data_dir=data_dir, as_json=as_json)


@jobs_app.command("show")
def jobs_show(
    job_id: JobId, url: Url = None, data_dir: DataDir = None, everything: Everything = False, as_json: Json = False
) -> None:
    """Show a job's answer; waits for it while the job runs."""
    with exits(as_json=as_json):
        from local.cli.jobs import show_job

        show_job(job_id, url=url, data_dir=data_dir, everything=everything, as_json=as_json)


@jobs_app.command("cancel")
def jobs_cancel(job_id: JobId, url: Url = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Stop a job and wait until it has ended."""
    with exits(as_json=as_json):
        from local.cli.jobs import cancel_job

        cancel_job(job_id, url=url, data_dir=data_dir, as_json=as_json)


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


@feedback_app.command("list")
def feedback_list(url: Url = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """List which of the latest answers helped, which did not, and why."""
    with exits(as_json=as_json):
        from local.cli.feedback import list_feedback

        list_feedback(url=url, data_dir=data_dir, as_json=as_json)


@feedback_app.command("export")
def feedback_export(url: Url = None, data_dir: DataDir = None) -> None:
    """Print the same as JSON lines, with the answers' headlines: finops feedback export > FILE"""
    with exits():
        from local.cli.feedback import export_feedback

        export_feedback(url=url, data_dir=data_dir)


@memory_app.command("list")
def memory_list(url: Url = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """List your own names for things, which you asked to be remembered: finops ask "remember that A is called B"."""
    with exits(as_json=as_json):
        from local.cli.memory import list_memory

        list_memory(url=url, data_dir=data_dir, as_json=as_json)


@memory_app.command("forget")
def memory_forget(
    name: Annotated[str | None, typer.Argument(help="The name to forget.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Forget every name.")] = False,
    url: Url = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Forget one of these names, or all of them."""
    if (name is None) != everything:
        raise typer.BadParameter("Say either which name to forget, or --all.")
    with exits(as_json=as_json):
        from local.cli.memory import forget

        forget(name, url=url, data_dir=data_dir, as_json=as_json)


def main() -> None:
    """Entry point of the command."""
    if _names_a_shell(sys.argv[1:]):
        # Typer takes a name only when it may not look which shell called, which need not be the one that is meant.
        os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"
    app(prog_name="finops")


def _names_a_shell(arguments: list[str]) -> bool:
    options = ("--show-completion", "--install-completion")
    return any(option in options and not name.startswith("-") for option, name in pairwise(arguments))
