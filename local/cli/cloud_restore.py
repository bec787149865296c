"""`finops cloud restore`: the table's past, drilled or put back."""

from datetime import UTC, datetime

import typer

from cloud.formation import Formation
from cloud.restore import drill, put_back, restored
from finops_core.clock import SystemClock
from finops_core.errors import SettingsError
from local.cli import cloud
from local.cli.terminal import err, out, told

WARNING = (
    "Conversations, API keys and names to remember come back that somebody deleted since, also those that were deleted "
    "on purpose. Put them back"
)


def restore(
    stage: str, *, drilling: bool, at: datetime | None, yes: bool, profile: str | None, region: str | None
) -> bool:
    """Drills, or puts back; whether it was confirmed. Raises SettingsError, and what `cloud.restore` does."""
    if not drilling and at is None:
        raise SettingsError("Say from which moment (--at 2026-11-29T10:00:00), or drill it (--drill).")
    if not drilling and not yes and not typer.confirm(WARNING):
        err().print(told("Nothing was changed."))
        return False
    clients = cloud.clients_of(profile, region)
    formation = Formation(clients, cloud.config_of(stage).stack_name, patience=cloud.PATIENCE)
    table = formation.outputs()["TableName"]
    moment = None if at is None else at.replace(tzinfo=UTC)
    with restored(clients, table, at=moment, patience=cloud.PATIENCE, tell=cloud.progress()) as copy:
        if drilling:
            seen = drill(clients, table, copy)
            out().print(told(f"{seen.read} records of the copy were read; {seen.same} lie in the table as they were."))
        else:
            back = put_back(clients, table, copy, now=SystemClock().now())
            out().print(told(f"{back} records were put back; what is there stayed as it is."))
    return True
