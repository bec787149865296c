"""`finops bill prepare`: an export, read once into what opens at once."""

import json
import os

from rich.table import Table

from billing.engines.duckdb import Limits
from billing.export import bill_location
from billing.roll_up.manifest import NAME, Manifest
from billing.roll_up.place import place_of
from billing.roll_up.preparation import prepare as prepare_bill
from finops_core.clock import SystemClock
from local.bill import MEMORY_LIMIT_MB, is_in_aws, reading, rolling_up
from local.cli.settings import local_settings
from local.cli.terminal import out, told, write_json


def prepare(path: str, into: str, *, engine: str | None, hourly: bool, as_json: bool) -> None:
    """Prepares and reports. Raises BillError when the export cannot be read or the place not be written."""
    settings = local_settings({"engine": engine} if engine else {}, os.environ)
    account = reading(settings, path) if is_in_aws(path) or is_in_aws(into) else None
    place = place_of(into, account)
    limits = Limits(memory_limit_mb=MEMORY_LIMIT_MB)
    made = prepare_bill(
        path,
        bill_location(path, account),
        place,
        limits=limits,
        clock=SystemClock(),
        cache_dir=None,
        distributed=rolling_up(settings),
        hourly=hourly,
    )
    if as_json:
        tables = made.model_dump(mode="json", include={"content", "tables"})
        write_json(json.dumps({"manifest": f"{place.address}/{NAME}", **tables}))
    else:
        _print(made, f"{place.address}/{NAME}")


def _print(made: Manifest, address: str) -> None:
    grid = Table("Table", title_justify="left")
    for name in ("rows", "files", "MB"):
        grid.add_column(name, justify="right")
    for table in made.tables:
        size = sum(file.size_bytes for file in table.files) / 1e6
        rows = sum(file.rows for file in table.files)
        grid.add_row(table.name, f"{rows:,}", f"{len(table.files):,}", f"{size:,.1f}")
    console = out()
    console.print(grid)
    problems = sum(not problem.notice for problem in made.info.problems)
    if made.use.requests:
        gigabytes = made.use.scanned_bytes / 1e9
        console.print(f"Athena read {gigabytes:,.2f} GB for it, which costs ${made.use.price_usd:,.2f}")
    console.print(f"{problems:,} problems were found, and are kept with it; see: finops bill check")
    console.print(told(f"open it with: finops up --bill {address}"))
