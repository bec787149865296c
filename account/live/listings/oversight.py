"""What watches over an account: recorders of its configuration, threat detectors, budgets, and metrics of its own."""

from collections.abc import Iterator
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import NOT_READ, Listing, listed, resource, some
from account.resources import Resource

RECORDERS: Final = Ask(client="config", operation="DescribeConfigurationRecorders", items="ConfigurationRecorders")
DETECTORS: Final = Ask(client="guardduty", operation="ListDetectors", items="DetectorIds")
DETECTOR: Final = Ask(client="guardduty", operation="GetDetector")
BUDGETS: Final = Ask(client="budgets", operation="DescribeBudgets", items="Budgets", region="us-east-1")
MONITORS: Final = Ask(
    client="ce", operation="GetAnomalyMonitors", items="AnomalyMonitors", region="us-east-1",
    further=(("NextPageToken", "NextPageToken"),),
)  # fmt: skip
METRICS: Final = Ask(client="cloudwatch", operation="ListMetrics", items="Metrics")
LATELY: Final = "PT3H"
"""Metrics that spoke within three hours: what is silent costs nothing."""


def recorders(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(RECORDERS):
        yield resource(
            calls, "config:recorder", item.get("name", "default"), arn=item.get("arn", ""), tags=NOT_READ,
            all_kinds=some(item, "recordingGroup", "allSupported"),
            how_often=some(item, "recordingMode", "recordingFrequency") or "CONTINUOUS",
        )  # fmt: skip


def detectors(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(DETECTORS):
        found = calls.detail(DETECTOR, DetectorId=item[""]) or {}
        yield resource(
            calls, "guardduty:detector", item[""], created=found.get("CreatedAt"), tags=found.get("Tags", NOT_READ),
            state=found.get("Status"),
            plans=sum(each.get("Status") == "ENABLED" for each in listed(found, "Features")) if found else None,
        )  # fmt: skip


def budgets(calls: Calls) -> Iterator[Resource]:
    """The account with how many budgets it has: none is what somebody should know."""
    count = sum(1 for _ in calls.items(BUDGETS, AccountId=calls.account))
    yield resource(calls, "budgets:account", calls.account, region="", budgets=count)


def anomaly_monitors(calls: Calls) -> Iterator[Resource]:
    """The account with how many monitors Cost Anomaly Detection has in it."""
    count = sum(1 for _ in calls.items(MONITORS))
    yield resource(calls, "ce:account", calls.account, region="", anomaly_monitors=count)


def namespaces(calls: Calls) -> Iterator[Resource]:
    """Metrics that are not AWS's own, by namespace, with the dimension that has the most values."""
    counts: dict[str, int] = {}
    values: dict[str, dict[str, set[str]]] = {}
    for item in calls.items(METRICS, RecentlyActive=LATELY):
        name = str(item.get("Namespace", ""))
        if not name or name.startswith("AWS/"):
            continue
        counts[name] = counts.get(name, 0) + 1
        own = values.setdefault(name, {})
        for each in listed(item, "Dimensions"):
            own.setdefault(str(each.get("Name", "")), set()).add(str(each.get("Value", "")))
    for name, count in counts.items():
        yield resource(calls, "cloudwatch:namespace", name, metrics=count, **_widest(values[name]))


def _widest(values: dict[str, set[str]]) -> dict[str, Any]:
    name, own = max(values.items(), key=lambda pair: (len(pair[1]), pair[0]), default=("", set[str]()))
    return {"widest": name, "widest_values": len(own)}


LISTINGS: Final = (
    Listing(kind="config:recorder", asks=(RECORDERS,), read=recorders),
    Listing(kind="guardduty:detector", asks=(DETECTORS, DETECTOR), read=detectors),
    Listing(kind="budgets:account", asks=(BUDGETS,), read=budgets, once=True),
    Listing(kind="ce:account", asks=(MONITORS,), read=anomaly_monitors, once=True),
    Listing(kind="cloudwatch:namespace", asks=(METRICS,), read=namespaces),
)
