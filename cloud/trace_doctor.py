"""Whether X-Ray keeps the traces that a stack sends it."""

from collections.abc import Iterator

from cdk.config import StackConfig
from cloud.checks import Found, State, looked
from cloud.ports import Clients
from finops_core.tracing.port import XRAY

LOOKS = "xray:GetTraceSegmentDestination"


def examine_traces(clients: Clients, config: StackConfig) -> Iterator[Found]:
    """A check where traces go to X-Ray; elsewhere there is nothing to look at from here."""
    if config.trace_endpoint == XRAY:
        yield looked("traces", (LOOKS,), lambda: _transaction_search(clients))


def _transaction_search(clients: Clients) -> tuple[State, str]:
    found = clients.client("xray").get_trace_segment_destination()
    if found.get("Destination") == "CloudWatchLogs":
        return "ok", "X-Ray takes them"
    return "note", (
        "X-Ray drops them until Transaction Search is on: "
        "aws xray update-trace-segment-destination --destination CloudWatchLogs (xray:UpdateTraceSegmentDestination, "
        "and a policy that lets X-Ray write to CloudWatch Logs)"
    )
