"""The shapes of `finops account …`; what they do is loaded when one runs."""

from typing import Annotated

import typer

from local.cli.exit_codes import exits

account_app = typer.Typer(help="Look at what is in AWS accounts.", no_args_is_help=True)


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


@account_app.command("template")
def account_template(
    of: Annotated[
        list[str] | None, typer.Option(help="snapshot, cost-explorer, budgets or doctor; give several for several.")
    ] = None,
) -> None:
    """Print a CloudFormation template of the role to read an account in from another one; also for a StackSet."""
    with exits():
        from local.cli.account import template

        template(of or ())
