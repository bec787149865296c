"""`finops cloud report …`: reports that a stack makes by itself."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from local.cli.cloud_commands import DEFAULT_STAGE, Json, Profile, Region, Stage
from local.cli.exit_codes import exits

cloud_report_app = typer.Typer(help="Reports that a deployed stack makes by itself.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name that `finops cloud report list` shows.")]


@cloud_report_app.command("save")
def cloud_report_save(
    file: Annotated[Path, typer.Argument(help="A report as `finops report run` takes it, with a [schedule].")],
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Have a report made now, and whenever its schedule says; one of the same name is replaced."""
    with exits():
        from local.cli.terminal import err, told

        name = _reports(stage, profile, region).save(file)
        err().print(told(f"{name} is made within minutes, and told to the channels of [alerts]."))


@cloud_report_app.command("list")
def cloud_report_list(
    stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None, as_json: Json = False
) -> None:
    """List the reports, with the day for which each was made last."""
    with exits(as_json=as_json):
        from local.cli.terminal import out, told, write_json

        found = _reports(stage, profile, region).made()
        if as_json:
            write_json(json.dumps([{"name": name, "made": made or None} for name, made in found.items()]))
            return
        for name, made in found.items():
            out().print(told(f"{name}  {made or 'not made yet'}"))


@cloud_report_app.command("get")
def cloud_report_get(
    name: Name,
    out: Annotated[Path, typer.Option(help="A file that ends in .html or .md.")],
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Fetch what was made last of a report."""
    with exits():
        from finops_core.errors import SettingsError
        from worker.reports.shelf import TYPES

        if out.suffix not in TYPES:
            raise SettingsError(f"--out: {out} has to end in {' or '.join(TYPES)}.")
        content = _reports(stage, profile, region).read(name, out.suffix)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise SettingsError(f"--out: {out} cannot be written ({error.strerror or error}).") from error


@cloud_report_app.command("remove")
def cloud_report_remove(
    name: Name, stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None
) -> None:
    """Have a report made no more; what was made stays."""
    with exits():
        _reports(stage, profile, region).remove(name)


def _reports(stage: str, profile: str | None, region: str | None) -> Any:
    from cloud.formation import Formation
    from cloud.reports import StackReports
    from local.cli import cloud

    clients = cloud.clients_of(profile, region)
    outputs = Formation(clients, cloud.config_of(stage).stack_name, patience=cloud.PATIENCE).outputs()
    return StackReports.of(clients, outputs)
