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
from local.bill import MEMORY_LIMIT_MB, is_in_aws, reading
from local.cli.settings import local_settings
from local.cli.terminal import out, told, write_json


def prepare(path: str, into: str, *, as_json: bool) -> None:
    """Prepares and reports. Raises BillError when the export cannot be read or the place not be written."""
    account = reading(local_settings({}, os.environ), path) if is_in_aws(path) or is_in_aws(into) else None
    place = place_of(into, account)
    limits = Limits(memory_limit_mb=MEMORY_LIMIT_MB)
    made = prepare_bill(path, bill_location(path, account), place, limits=limits, clock=SystemClock(), cache_dir=None)
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
    console.print(f"{problems:,} problems were found, and are kept with it; see: finops bill check")
    console.print(told(f"open it with: finops up --bill {address}"))
