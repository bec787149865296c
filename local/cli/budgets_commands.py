"""The shapes of `finops budgets …` and `finops commitments …`; what they do is loaded when one runs."""

from pathlib import Path
from typing import Annotated

import typer

from local.cli.exit_codes import exits
from local.cli.options import Json

budgets_app = typer.Typer(help="Follow budgets over a bill, and take them to and from AWS.", no_args_is_help=True)
commitments_app = typer.Typer(help="Plan Savings Plans and reservations.", no_args_is_help=True)


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
