"""Addresses, gateways, endpoints, load balancers, connections and networks."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import NOT_READ, Listing, arn, listed, resource, some
from account.resources import Resource

ADDRESSES: Final = Ask(client="ec2", operation="DescribeAddresses", items="Addresses")
NATS: Final = Ask(client="ec2", operation="DescribeNatGateways", items="NatGateways")
SUBNETS: Final = Ask(client="ec2", operation="DescribeSubnets", items="Subnets")
ROUTES: Final = Ask(client="ec2", operation="DescribeRouteTables", items="RouteTables")
ENDPOINTS: Final = Ask(client="ec2", operation="DescribeVpcEndpoints", items="VpcEndpoints")
ATTACHMENTS: Final = Ask(client="ec2", operation="DescribeTransitGatewayAttachments", items="TransitGatewayAttachments")
VPNS: Final = Ask(client="ec2", operation="DescribeVpnConnections", items="VpnConnections")
VPCS: Final = Ask(client="ec2", operation="DescribeVpcs", items="Vpcs")
BALANCERS: Final = Ask(client="elbv2", operation="DescribeLoadBalancers", items="LoadBalancers")
TARGET_GROUPS: Final = Ask(client="elbv2", operation="DescribeTargetGroups", items="TargetGroups")
TARGETS: Final = Ask(client="elbv2", operation="DescribeTargetHealth")
LISTENERS: Final = Ask(client="elbv2", operation="DescribeListeners", items="Listeners")
BALANCER_TAGS: Final = Ask(client="elbv2", operation="DescribeTags")
BALANCER_ATTRIBUTES: Final = Ask(client="elbv2", operation="DescribeLoadBalancerAttributes")
CLASSIC: Final = Ask(client="elb", operation="DescribeLoadBalancers", items="LoadBalancerDescriptions")


def addresses(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ADDRESSES):
        id_ = item.get("AllocationId", item.get("PublicIp", ""))
        yield resource(
            calls, "ec2:address", id_, arn=arn(calls, "ec2", f"elastic-ip/{id_}"), name=item.get("PublicIp", ""),
            tags=item.get("Tags"), associated=bool(item.get("AssociationId") or item.get("InstanceId")),
            instance=item.get("InstanceId"), interface=item.get("NetworkInterfaceId"),
            service_managed=item.get("ServiceManaged"),
        )  # fmt: skip


def nat_gateways(calls: Calls) -> Iterator[Resource]:
    """With the zone that each one's subnet is in, where that may be known."""
    zones = _zones(calls)
    for item in calls.items(NATS):
        yield resource(
            calls, "ec2:nat-gateway", item["NatGatewayId"],
            arn=arn(calls, "ec2", f"natgateway/{item['NatGatewayId']}"), created=item.get("CreateTime"),
            tags=item.get("Tags"), state=item.get("State"), vpc=item.get("VpcId"), subnet=item.get("SubnetId"),
            connectivity=item.get("ConnectivityType", "public"), zone=zones.get(str(item.get("SubnetId", ""))),
        )  # fmt: skip


def _zones(calls: Calls) -> Mapping[str, str]:
    try:
        return {str(each.get("SubnetId")): str(each.get("AvailabilityZone", "")) for each in calls.items(SUBNETS)}
    except Refused:
        return {}


def route_tables(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ROUTES):
        yield resource(
            calls, "ec2:route-table", item["RouteTableId"], tags=item.get("Tags"), vpc=item.get("VpcId"),
            nat_gateways=[each["NatGatewayId"] for each in listed(item, "Routes") if each.get("NatGatewayId")],
        )  # fmt: skip


def endpoints(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ENDPOINTS):
        yield resource(
            calls, "ec2:vpc-endpoint", item["VpcEndpointId"],
            arn=arn(calls, "ec2", f"vpc-endpoint/{item['VpcEndpointId']}"), created=item.get("CreationTimestamp"),
            tags=item.get("Tags"), type=item.get("VpcEndpointType"), to=item.get("ServiceName"),
            vpc=item.get("VpcId"), state=str(item.get("State", "")).lower(),
            requester_managed=item.get("RequesterManaged"), zones=len(item.get("SubnetIds", [])),
        )  # fmt: skip


def attachments(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ATTACHMENTS):
        yield resource(
            calls, "ec2:transit-gateway-attachment", item["TransitGatewayAttachmentId"],
            arn=arn(calls, "ec2", f"transit-gateway-attachment/{item['TransitGatewayAttachmentId']}"),
            created=item.get("CreationTime"), tags=item.get("Tags"), state=item.get("State"),
            gateway=item.get("TransitGatewayId"), to=item.get("ResourceType"),
        )  # fmt: skip


def vpns(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(VPNS):
        tunnels = [each.get("Status") for each in listed(item, "VgwTelemetry")]
        yield resource(
            calls, "ec2:vpn-connection", item["VpnConnectionId"],
            arn=arn(calls, "ec2", f"vpn-connection/{item['VpnConnectionId']}"), tags=item.get("Tags"),
            state=item.get("State"), tunnels_up=tunnels.count("UP"),
        )  # fmt: skip


def vpcs(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(VPCS):
        yield resource(
            calls, "ec2:vpc", item["VpcId"], arn=arn(calls, "ec2", f"vpc/{item['VpcId']}"), tags=item.get("Tags"),
            cidr=item.get("CidrBlock"), default=item.get("IsDefault"), state=item.get("State"),
        )  # fmt: skip


def balancers(calls: Calls) -> Iterator[Resource]:
    """With how many targets and listeners each has: targets are known only if those of all its groups are."""
    targets: dict[str, int | None] = {}
    for group in calls.items(TARGET_GROUPS):
        health = calls.detail(TARGETS, TargetGroupArn=group["TargetGroupArn"])
        own = None if health is None else len(health.get("TargetHealthDescriptions", []))
        for balancer in group.get("LoadBalancerArns", []):
            before = targets.get(balancer, 0)
            targets[balancer] = None if before is None or own is None else before + own
    for item in calls.items(BALANCERS):
        arn_ = item["LoadBalancerArn"]
        listeners = calls.detail(LISTENERS, LoadBalancerArn=arn_)
        tags = calls.detail(BALANCER_TAGS, ResourceArns=[arn_])
        described = listed(tags, "TagDescriptions")
        yield resource(
            calls, "elb:load-balancer", arn_, arn=arn_, name=item.get("LoadBalancerName", ""),
            created=item.get("CreatedTime"), tags=described[0].get("Tags") if described else NOT_READ,
            type=item.get("Type"), scheme=item.get("Scheme"), vpc=item.get("VpcId"),
            state=some(item, "State", "Code"), targets=targets.get(arn_, 0), metric_name=arn_.partition("/")[2],
            listeners=None if listeners is None else len(listeners.get("Listeners", [])),
            cross_zone=_cross_zone(calls, item),
        )  # fmt: skip


def _cross_zone(calls: Calls, item: Mapping[str, Any]) -> bool | None:
    """Whether a Network Load Balancer sends to all zones; of others it is not asked, for theirs costs nothing."""
    if item.get("Type") != "network":
        return None
    found = calls.detail(BALANCER_ATTRIBUTES, LoadBalancerArn=item["LoadBalancerArn"])
    told = {each.get("Key"): each.get("Value") for each in listed(found, "Attributes")}
    value = told.get("load_balancing.cross_zone.enabled")
    return None if value is None else value == "true"


def classic_balancers(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(CLASSIC):
        name = item["LoadBalancerName"]
        yield resource(
            calls, "elb:classic", name, arn=arn(calls, "elasticloadbalancing", f"loadbalancer/{name}"), name=name,
            created=item.get("CreatedTime"), scheme=item.get("Scheme"), vpc=item.get("VPCId"),
            targets=len(item.get("Instances", [])), listeners=len(item.get("ListenerDescriptions", [])),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="ec2:address", asks=(ADDRESSES,), read=addresses),
    Listing(kind="ec2:nat-gateway", asks=(NATS, SUBNETS), read=nat_gateways),
    Listing(kind="ec2:route-table", asks=(ROUTES,), read=route_tables),
    Listing(kind="ec2:vpc-endpoint", asks=(ENDPOINTS,), read=endpoints),
    Listing(kind="ec2:transit-gateway-attachment", asks=(ATTACHMENTS,), read=attachments),
    Listing(kind="ec2:vpn-connection", asks=(VPNS,), read=vpns),
    Listing(kind="ec2:vpc", asks=(VPCS,), read=vpcs),
    Listing(
        kind="elb:load-balancer",
        asks=(BALANCERS, TARGET_GROUPS, TARGETS, LISTENERS, BALANCER_TAGS, BALANCER_ATTRIBUTES),
        read=balancers,
    ),
    Listing(kind="elb:classic", asks=(CLASSIC,), read=classic_balancers),
)
