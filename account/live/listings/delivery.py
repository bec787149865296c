"""Distributions, stages of APIs, firewalls, dedicated lines and dedicated hosts."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import NOT_READ, Listing, arn, listed, part, partition, resource, some
from account.resources import Resource

DISTRIBUTIONS: Final = Ask(client="cloudfront", operation="ListDistributions", within="DistributionList", items="Items")
APIS: Final = Ask(client="apigateway", operation="GetRestApis", items="items")
STAGES: Final = Ask(client="apigateway", operation="GetStages")
FIREWALLS: Final = Ask(client="network-firewall", operation="ListFirewalls", items="Firewalls")
FIREWALL: Final = Ask(client="network-firewall", operation="DescribeFirewall")
LINES: Final = Ask(client="directconnect", operation="DescribeConnections", items="connections")
LINE_INTERFACES: Final = Ask(client="directconnect", operation="DescribeVirtualInterfaces", items="virtualInterfaces")
HOSTS: Final = Ask(client="ec2", operation="DescribeHosts", items="Hosts")


def distributions(calls: Calls) -> Iterator[Resource]:
    """Once an account; CloudFront writes their metrics in us-east-1, where things without a region are looked up."""
    for item in calls.items(DISTRIBUTIONS):
        yield resource(
            calls, "cloudfront:distribution", item["Id"], arn=item.get("ARN", ""), name=item.get("DomainName", ""),
            region="", enabled=item.get("Enabled"), price_class=item.get("PriceClass"),
            certificate=some(item, "ViewerCertificate", "SSLSupportMethod"), changed=item.get("LastModifiedTime"),
        )  # fmt: skip


def stages(calls: Calls) -> Iterator[Resource]:
    for api in calls.items(APIS):
        found = calls.detail(STAGES, restApiId=api["id"])
        for item in listed(found, "item"):
            path = f"/restapis/{api['id']}/stages/{item['stageName']}"
            yield resource(
                calls, "apigateway:stage", path, arn=f"arn:{partition(calls.region)}:apigateway:{calls.region}::{path}",
                name=f"{api.get('name', api['id'])}/{item['stageName']}", created=item.get("createdDate"),
                tags=item.get("tags"), api=api.get("name"), stage=item["stageName"],
                cached=item.get("cacheClusterEnabled"), cache_gb=_number(item.get("cacheClusterSize")),
            )  # fmt: skip


def _number(text: object) -> float | None:
    return float(text) if isinstance(text, str) and text.replace(".", "", 1).isdecimal() else None


def firewalls(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(FIREWALLS):
        found = calls.detail(FIREWALL, FirewallArn=item["FirewallArn"])
        where = cast(Mapping[str, Mapping[str, Any]], part(part(found, "FirewallStatus"), "SyncStates"))
        endpoints = [some(zone, "Attachment", "EndpointId") for zone in where.values()]
        yield resource(
            calls, "network-firewall:firewall", item["FirewallArn"], arn=item["FirewallArn"],
            name=item.get("FirewallName", ""), tags=NOT_READ if found is None else part(found, "Firewall").get("Tags"),
            state=some(found or {}, "FirewallStatus", "Status"), vpc=part(found, "Firewall").get("VpcId"),
            endpoints=None if found is None or None in endpoints else endpoints,
        )  # fmt: skip


def lines(calls: Calls) -> Iterator[Resource]:
    interfaces = [each.get("connectionId") for each in calls.items(LINE_INTERFACES)
                  if each.get("virtualInterfaceState") not in ("deleted", "deleting", "rejected")]  # fmt: skip
    for item in calls.items(LINES):
        id_ = item["connectionId"]
        yield resource(
            calls, "directconnect:connection", id_, arn=arn(calls, "directconnect", f"dxcon/{id_}"),
            name=item.get("connectionName", ""), tags=item.get("tags"), state=item.get("connectionState"),
            bandwidth=item.get("bandwidth"), location=item.get("location"), group=item.get("lagId", ""),
            interfaces=interfaces.count(id_),
        )  # fmt: skip


def hosts(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(HOSTS):
        yield resource(
            calls, "ec2:host", item["HostId"], arn=arn(calls, "ec2", f"dedicated-host/{item['HostId']}"),
            created=item.get("AllocationTime"), tags=item.get("Tags"), state=item.get("State"),
            instances=[each["InstanceId"] for each in listed(item, "Instances") if "InstanceId" in each],
            type=some(item, "HostProperties", "InstanceType"), reservation=item.get("HostReservationId", ""),
            zone=item.get("AvailabilityZone"),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="cloudfront:distribution", asks=(DISTRIBUTIONS,), read=distributions, once=True),
    Listing(kind="apigateway:stage", asks=(APIS, STAGES), read=stages),
    Listing(kind="network-firewall:firewall", asks=(FIREWALLS, FIREWALL), read=firewalls),
    Listing(kind="directconnect:connection", asks=(LINES, LINE_INTERFACES), read=lines),
    Listing(kind="ec2:host", asks=(HOSTS,), read=hosts),
)
