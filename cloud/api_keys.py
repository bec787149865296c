"""API keys of a deployed stack, made and ended by whoever may write its table."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from cloud.ports import Clients
from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import Clock, SystemClock
from finops_core.errors import Forbidden, StorageUnavailable, ToolError
from finops_core.table.dynamodb import DynamoDbTable

PERMISSIONS = "dynamodb:GetItem, Query, PutItem, UpdateItem and DeleteItem"


@contextmanager
def api_keys(
    clients: Clients, outputs: Mapping[str, str], *, clock: Clock | None = None
) -> Generator[ApiKeyRepository]:
    """The keys of the stack that told these outputs.

    Raises ToolError for a stack of an earlier version, Forbidden when its table cannot be read or written.
    """
    name = outputs.get("TableName")
    if name is None:
        raise ToolError("This stack is of a version without API keys. Update it: finops cloud deploy")
    clock = clock or SystemClock()
    try:
        yield ApiKeyRepository(DynamoDbTable(clients.client("dynamodb"), name, clock=clock), clock)
    except StorageUnavailable as error:
        raise Forbidden(f"The table {name}: {error} It takes {PERMISSIONS} on it.") from error
