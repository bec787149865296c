"""Streams and state machines."""

from collections.abc import Iterator
from typing import Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import Listing, arn, part, resource, some
from account.resources import Resource

STREAMS: Final = Ask(client="kinesis", operation="ListStreams", items="StreamNames")
STREAM: Final = Ask(client="kinesis", operation="DescribeStreamSummary")
MACHINES: Final = Ask(client="stepfunctions", operation="ListStateMachines", items="stateMachines")


def streams(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(STREAMS):
        name = item[""]
        found = part(calls.detail(STREAM, StreamName=name), "StreamDescriptionSummary")
        yield resource(
            calls, "kinesis:stream", name, arn=found.get("StreamARN", arn(calls, "kinesis", f"stream/{name}")),
            name=name, created=found.get("StreamCreationTimestamp"), state=found.get("StreamStatus"),
            mode=some(found, "StreamModeDetails", "StreamMode"), shards=found.get("OpenShardCount"),
            kept_hours=found.get("RetentionPeriodHours"), readers=found.get("ConsumerCount"),
        )  # fmt: skip


def state_machines(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(MACHINES):
        yield resource(
            calls, "states:state-machine", item["stateMachineArn"], arn=item["stateMachineArn"],
            name=item.get("name", ""), created=item.get("creationDate"), type=item.get("type"),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="kinesis:stream", asks=(STREAMS, STREAM), read=streams),
    Listing(kind="states:state-machine", asks=(MACHINES,), read=state_machines),
)
