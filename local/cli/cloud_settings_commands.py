"""The shapes of `finops cloud settings …`; what they do is loaded when one runs."""

from pathlib import Path
from typing import Annotated

import typer

from local.cli.cloud_commands import DEFAULT_STAGE, Json, Profile, Region, Stage
from local.cli.exit_codes import exits

cloud_settings_app = typer.Typer(
    help="The organisation's own settings of a deployed stack, changed without a deployment.", no_args_is_help=True
)


@cloud_settings_app.command("show")
def cloud_settings_show(
    version: Annotated[int | None, typer.Option(help="An earlier one. Default: what holds.", min=1)] = None,
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Print the settings that hold, and who changed them and when; where nobody did, say where they are."""
    with exits(as_json=as_json):
        from local.cli.cloud_settings import show

        show(stage, version=version, profile=profile, region=region, as_json=as_json)


@cloud_settings_app.command("set")
def cloud_settings_set(
    file: Annotated[Path, typer.Argument(help="A finops.toml: terms, budgets, [alerts], and [model] asked.")],
    after: Annotated[
        int | None, typer.Option(help="Only if this version still holds, 0 for none. Default: whichever does.", min=0)
    ] = None,
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Check a file, and let it hold: running workers and the watch go by it within a minute."""
    with exits(as_json=as_json):
        from local.cli.cloud_settings import put

        put(stage, file, after=after, profile=profile, region=region, as_json=as_json)


@cloud_settings_app.command("reset")
def cloud_settings_reset(
    stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None, as_json: Json = False
) -> None:
    """Go back to the settings that were deployed with the stack."""
    with exits(as_json=as_json):
        from local.cli.cloud_settings import put

        put(stage, None, after=None, profile=profile, region=region, as_json=as_json)


@cloud_settings_app.command("history")
def cloud_settings_history(
    stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None, as_json: Json = False
) -> None:
    """List who changed the settings and when, the latest first."""
    with exits(as_json=as_json):
        from local.cli.cloud_settings import history

        history(stage, profile=profile, region=region, as_json=as_json)
