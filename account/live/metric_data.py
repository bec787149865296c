"""Metrics through GetMetricData: 500 of them a request, a day a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.metrics import DAY_S, Metric
from account.resources import Resource

METRIC_DATA: Final = Ask(client="cloudwatch", operation="GetMetricData", items="MetricDataResults")
MOST_A_CALL: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One metric of one resource."""

    resource: Resource
    metric: Metric
    dimensions: tuple[tuple[str, str], ...]


def asked(resources: Sequence[Resource], metrics: Mapping[str, Sequence[Metric]]) -> list[Asked]:
    """What is asked for these resources; `metrics` are by kind. Metrics whose dimensions are not known are left out."""
    return [
        Asked(resource=resource, metric=metric, dimensions=dimensions)
        for resource in resources
        for metric in metrics.get(resource.kind, ())
        if (dimensions := metric.dimensions_of(resource)) is not None
    ]


def metric_values(calls: Calls, wanted: Sequence[Asked], now: datetime) -> Iterator[tuple[Asked, tuple[float, ...]]]:
    """The values of each, oldest first, up to the last midnight. What is refused is left out."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    by_days: dict[int, list[Asked]] = {}
    for each in wanted:
        by_days.setdefault(each.metric.days, []).append(each)
    for days, own in sorted(by_days.items()):
        for start in range(0, len(own), MOST_A_CALL):
            batch = own[start : start + MOST_A_CALL]
            yield from _batch(calls, batch, midnight - timedelta(days=days), midnight)


def _batch(
    calls: Calls, batch: Sequence[Asked], start: datetime, end: datetime
) -> Iterator[tuple[Asked, tuple[float, ...]]]:
    queries = [_query(number, each) for number, each in enumerate(batch)]
    found: dict[str, list[float]] = {}
    whole: set[str] = set()
    try:
        for page in calls.pages(
            METRIC_DATA, MetricDataQueries=queries, StartTime=start, EndTime=end, ScanBy="TimestampAscending"
        ):
            for result in page.get("MetricDataResults", []):
                found.setdefault(result["Id"], []).extend(float(value) for value in result.get("Values", []))
                if result.get("StatusCode", "Complete") == "Complete":
                    whole.add(result["Id"])
    except Refused:
        return
    for number, each in enumerate(batch):
        if f"m{number}" in whole:
            yield each, tuple(found[f"m{number}"])


def _query(number: int, each: Asked) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in each.dimensions]
    metric = {"Namespace": each.metric.namespace, "MetricName": each.metric.name, "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": DAY_S, "Stat": each.metric.stat}
    return {"Id": f"m{number}", "MetricStat": stat, "ReturnData": True}
