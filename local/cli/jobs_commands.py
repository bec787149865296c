"""The shapes of `finops jobs …`, `finops feedback …` and `finops memory …`: what a running platform keeps."""

from typing import Annotated

import typer

from local.cli.exit_codes import exits
from local.cli.options import DataDir, Everything, JobId, Json, Url

jobs_app = typer.Typer(help="Look at and stop jobs of a running platform.", no_args_is_help=True)
feedback_app = typer.Typer(help="Read what was said of answers on a running platform.", no_args_is_help=True)
memory_app = typer.Typer(help="Read and delete what you asked to be remembered.", no_args_is_help=True)


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
