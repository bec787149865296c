"""The shapes of `finops bill …`; what they do is loaded when one runs."""

from typing import Annotated

import typer

from local.cli.exit_codes import ExitCode, exits
from local.cli.options import Json

bill_app = typer.Typer(help="Look at a billing export.", no_args_is_help=True)


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
    engine: Annotated[
        str | None,
        typer.Option(
            help="athena: rolls up what is larger than unload_over_gb in [engine]. Default: what [engine] says."
        ),
    ] = None,
    hourly: Annotated[
        bool, typer.Option("--hourly", help="Roll hours up too, for who asks by the hour a lot.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read an export once into sorted, rolled up Parquet, which opens at once whatever its size."""
    with exits(as_json=as_json):
        from local.cli.bill_prepare import prepare

        prepare(path, into, engine=engine, hourly=hourly, as_json=as_json)
