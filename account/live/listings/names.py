"""Zones of Route 53 with what their records say, and health checks with how many records rely on them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import Listing, resource, some
from account.resources import Resource

ZONES: Final = Ask(client="route53", operation="ListHostedZones", items="HostedZones")
RECORDS: Final = Ask(
    client="route53",
    operation="ListResourceRecordSets",
    items="ResourceRecordSets",
    further=(
        ("NextRecordName", "StartRecordName"),
        ("NextRecordType", "StartRecordType"),
        ("NextRecordIdentifier", "StartRecordIdentifier"),
    ),
)
HEALTH_CHECKS: Final = Ask(client="route53", operation="ListHealthChecks", items="HealthChecks")
SHORT_SECONDS: Final = 3600
"""Resolvers ask again for a record of less: each time is a query that is charged."""
_OF_THE_ZONE: Final = frozenset({"NS", "SOA"})

Record = Mapping[str, Any]


def zones(calls: Calls) -> Iterator[Resource]:
    readable = True
    for item in calls.items(ZONES):
        id_ = _id(item)
        records = _records(calls, id_) if readable else None
        readable = records is not None
        yield resource(
            calls, "route53:hosted-zone", id_, arn=f"arn:aws:route53:::hostedzone/{id_}", name=item.get("Name", ""),
            region="", records=item.get("ResourceRecordSetCount"), private=some(item, "Config", "PrivateZone"),
            managed_by=some(item, "LinkedService", "ServicePrincipal"),
            short_lived_records=None if records is None else _short_lived(records),
            lone_latency_records=None if records is None else _lone_latency(records),
        )  # fmt: skip


def health_checks(calls: Calls) -> Iterator[Resource]:
    """With how many records and other checks name each; not known unless the records of all zones are."""
    used = _named_by_records(calls)
    found = list(calls.items(HEALTH_CHECKS))
    if used is not None:
        for item in found:
            used.update(some(item, "HealthCheckConfig", "ChildHealthChecks") or ())
    for item in found:
        id_ = str(item["Id"])
        yield resource(
            calls, "route53:health-check", id_, arn=f"arn:aws:route53:::healthcheck/{id_}", region="",
            type=some(item, "HealthCheckConfig", "Type"),
            to=some(item, "HealthCheckConfig", "FullyQualifiedDomainName"),
            managed_by=some(item, "LinkedService", "ServicePrincipal"), used_by=None if used is None else used[id_],
        )  # fmt: skip


def _named_by_records(calls: Calls) -> Counter[str] | None:
    used: Counter[str] = Counter()
    for item in calls.items(ZONES):
        records = _records(calls, _id(item))
        if records is None:
            return None
        used.update(str(each["HealthCheckId"]) for each in records if each.get("HealthCheckId"))
    return used


def _id(zone: Record) -> str:
    return str(zone["Id"]).rpartition("/")[2]


def _records(calls: Calls, zone: str) -> Sequence[Record] | None:
    """All records of a zone; None where AWS does not tell them."""
    try:
        return list(calls.items(RECORDS, HostedZoneId=zone))
    except Refused:
        return None


def _short_lived(records: Sequence[Record]) -> int:
    """Records with a time to live of less than an hour; aliases have none, and those of the zone are AWS's."""
    return sum(
        1
        for each in records
        if isinstance(each.get("TTL"), int) and each["TTL"] < SHORT_SECONDS and each.get("Type") not in _OF_THE_ZONE
    )


def _lone_latency(records: Sequence[Record]) -> int:
    """Names and types with latency routing that have one record alone: there is nothing to choose from."""
    routed = Counter((each.get("Name"), each.get("Type")) for each in records if each.get("Region"))
    return sum(1 for count in routed.values() if count == 1)


LISTINGS: Final = (
    Listing(kind="route53:hosted-zone", asks=(ZONES, RECORDS), read=zones, once=True),
    Listing(kind="route53:health-check", asks=(ZONES, RECORDS, HEALTH_CHECKS), read=health_checks, once=True),
)
