"""The organisation's settings of a deployed stack, changed at run time by whoever may write its table."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from cloud.ports import Clients, aws_errors
from finops_core.clock import Clock, SystemClock
from finops_core.deployed_settings import FORM, SettingsRepository
from finops_core.errors import Forbidden, StorageUnavailable, ToolError
from finops_core.table.dynamodb import DynamoDbTable

PERMISSIONS = "dynamodb:GetItem, Query and PutItem"


@contextmanager
def settings_of(
    clients: Clients, outputs: Mapping[str, str], *, clock: Clock | None = None
) -> Generator[SettingsRepository]:
    """The settings of the stack that told these outputs.

    Raises ToolError for a stack of an earlier version, Forbidden when its table cannot be read or written.
    """
    name = outputs.get("TableName")
    form = outputs.get("SettingsForm")
    if name is None or form is None:
        raise ToolError("This stack is of a version whose settings take a deployment. Update it: finops cloud deploy")
    if form != str(FORM):
        raise ToolError("This stack is of a later version than this command. Take the command of its version.")
    clock = clock or SystemClock()
    try:
        yield SettingsRepository(DynamoDbTable(clients.client("dynamodb"), name, clock=clock), clock)
    except StorageUnavailable as error:
        raise Forbidden(f"The table {name}: {error} It takes {PERMISSIONS} on it.") from error


def caller(clients: Clients) -> str:
    """Who asks, as AWS calls them. Raises Forbidden."""
    with aws_errors("Telling who you are", "sts:GetCallerIdentity"):
        return str(clients.client("sts").get_caller_identity()["Arn"])
