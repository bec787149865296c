"""The shapes of `finops cloud …`; what they do is loaded when one runs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from local.cli.exit_codes import ExitCode, exits

cloud_app = typer.Typer(help="Run FinOps Agent in an AWS account of your own.", no_args_is_help=True)
cloud_bill_app = typer.Typer(help="The bill that the stack reads.", no_args_is_help=True)
cloud_export_app = typer.Typer(help="AWS's own exports of the bill, delivered each day.", no_args_is_help=True)
cloud_app.add_typer(cloud_bill_app, name="bill")
cloud_app.add_typer(cloud_export_app, name="export")

Stage = Annotated[str, typer.Option(help="A file of cdk/stages: dev, staging, production or your own.")]
Profile = Annotated[str | None, typer.Option(help="A profile of ~/.aws/config. Default: the credentials found.")]
Region = Annotated[str | None, typer.Option(help="Such as eu-central-1. Default: the profile's.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DEFAULT_STAGE = "dev"


@cloud_app.command("doctor")
def cloud_doctor(
    stage: Stage = DEFAULT_STAGE, profile: Profile = None, region: Region = None, as_json: Json = False
) -> None:
    """Check what a deployment needs, and say what is missing, how to get it, and which permission looking takes."""
    with exits(as_json=as_json):
        from local.cli.cloud import doctor

        if doctor(stage, profile=profile, region=region, as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@cloud_app.command("deploy")
def cloud_deploy(
    stage: Stage = DEFAULT_STAGE,
    email: Annotated[str | None, typer.Option(help="Invite this first user.")] = None,
    bill: Annotated[
        str | None, typer.Option(help="An export to upload: a file or a folder; or s3://… where it lies.")
    ] = None,
    profile: Profile = None,
    region: Region = None,
    as_json: Json = False,
) -> None:
    """Check, build, deploy or update the stack, invite its first user, upload the bill, and print the addresses."""
    with exits(as_json=as_json):
        from local.cli.cloud import deploy

        deploy(stage, email=email, bill=bill, profile=profile, region=region, as_json=as_json)


@cloud_app.command("destroy")
def cloud_destroy(
    stage: Stage = DEFAULT_STAGE,
    keep: Annotated[
        list[str] | None, typer.Option(help="What stays: bill, conversations or users. Default: the stage's file.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Delete the stack and all it holds, except for what is to stay, and say what stays."""
    with exits():
        from local.cli.cloud import destroy

        if not destroy(stage, keep=keep, yes=yes, profile=profile, region=region):
            raise typer.Exit(ExitCode.FAILED)


@cloud_app.command("firewall-template")
def cloud_firewall_template(stage: Stage = DEFAULT_STAGE) -> None:
    """Print a CloudFormation template of a firewall for the page, to be deployed in us-east-1."""
    with exits():
        from local.cli.cloud import firewall_template

        firewall_template(stage)


@cloud_app.command("smoke")
def cloud_smoke(
    stage: Stage = DEFAULT_STAGE,
    question: Annotated[str, typer.Option(help="What is asked.")] = "What did I spend by service?",
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Ask one question over the socket and over HTTP, with a key that ends then; for pipelines, after a deployment."""
    with exits():
        from local.cli.cloud import smoke

        smoke(stage, question=question, profile=profile, region=region)


@cloud_app.command("restore")
def cloud_restore(
    drill: Annotated[bool, typer.Option("--drill", help="Only show that the past can be had; change nothing.")] = False,
    at: Annotated[
        datetime | None, typer.Option(help="The moment, in UTC, such as 2026-11-29T10:00:00; of the last 35 days.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Put back into the table what it had at a moment and lost since; or drill it, which changes nothing."""
    with exits():
        from local.cli.cloud_restore import restore

        if not restore(stage, drilling=drill, at=at, yes=yes, profile=profile, region=region):
            raise typer.Exit(ExitCode.FAILED)


@cloud_bill_app.command("upload")
def cloud_bill_upload(
    path: Annotated[Path, typer.Argument(help="A file, or a folder with all below it.")],
    stage: Stage = DEFAULT_STAGE,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Put a billing export into the stack's bucket, once it was seen to be one."""
    with exits():
        from local.cli.cloud import upload

        upload(path, stage, profile=profile, region=region)


@cloud_export_app.command("create")
def cloud_export_create(
    stage: Stage = DEFAULT_STAGE,
    form: Annotated[str, typer.Option("--format", help="focus, or cur2 for CUR 2.0.")] = "focus",
    payer_profile: Annotated[
        str | None, typer.Option(help="A profile of the account that pays, if that is another one.")
    ] = None,
    profile: Profile = None,
    region: Region = None,
) -> None:
    """Have AWS deliver the bill into the stack's bucket each day."""
    with exits():
        from local.cli.cloud import create_export

        create_export(stage, form, payer_profile=payer_profile, profile=profile, region=region)
