"""The Lambda function that watches the bill: called by a clock, and when a delivery was prepared."""

from collections.abc import Mapping
from typing import Any, Final

from worker.alerts.deps import deployed_rounds
from worker.alerts.function_rounds import FunctionRounds

DELIVERED: Final = "Object Created"
"""What EventBridge calls that something was written into a bucket."""


def handler(event: Mapping[str, Any], context: object, *, rounds: FunctionRounds | None = None) -> dict[str, Any]:
    """One round: looks if there is something to look at, records what is new, and sends what is due.

    Raises WatchFailed when something could not be looked at or was given up, for the function's alarm; the next round
    goes on all the same.
    """
    done = (rounds or deployed_rounds()).run(arrived=event.get("detail-type") == DELIVERED)
    done.require_success()
    return {"looked": done.looked, "new": done.new, "sent": sum(one.sent for one in done.channels)}
