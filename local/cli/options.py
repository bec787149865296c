"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

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
AskUrl = Annotated[
    str | None,
    typer.Option(
        help="A platform's WebSocket address, with the token of $FINOPS_TOKEN; or a stack's private address "
        "(https://…), with AWS credentials."
    ),
]
Stage = Annotated[
    str | None, typer.Option(help="Ask the stack of this stage at its private address, with AWS credentials.")
]
Profile = Annotated[str | None, typer.Option(help="The profile of ~/.aws/config that signs. Default: what is found.")]
Region = Annotated[str | None, typer.Option(help="The stack's region, such as eu-central-1. Default: the profile's.")]
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
