"""Addresses, gateways, endpoints and connections."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import (
    at_most,
    is_,
    is_not,
    non_production,
    older_than,
    so,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_NAT = {"NatGatewayId": "id"}
NAT_OUT: Final = Metric(namespace="AWS/NATGateway", name="BytesOutToDestination", stat="Sum", dimensions=_NAT, days=30)
NAT_IN: Final = Metric(namespace="AWS/NATGateway", name="BytesOutToSource", stat="Sum", dimensions=_NAT, days=30)
ENDPOINT_BYTES: Final = Metric(
    namespace="AWS/PrivateLinkEndpoints", name="BytesProcessed", stat="Sum", days=30, speaks_when_used=True,
    dimensions={"VPC Endpoint Id": "id", "VPC Id": "vpc", "Endpoint Type": "type", "Service Name": "to"},
)  # fmt: skip
ATTACHED_BYTES: Final = Metric(
    namespace="AWS/TransitGateway", name="BytesIn", stat="Sum", days=30,
    dimensions={"TransitGateway": "gateway", "TransitGatewayAttachment": "id"},
)  # fmt: skip
ATTACHED_OUT: Final = Metric(
    namespace="AWS/TransitGateway", name="BytesOut", stat="Sum", days=30,
    dimensions={"TransitGateway": "gateway", "TransitGatewayAttachment": "id"},
)  # fmt: skip
TUNNELS: Final = Metric(namespace="AWS/VPN", name="TunnelState", stat="Maximum", dimensions={"VpnId": "id"}, days=30)
_TA: Final = "AWS Trusted Advisor"
_FAILOVER: Final = "The account does not show whether it stands by for a failover."
_NAT_HOURS: Final = ("NatGateway-Hours", "NatGateway-Prvd-Hours", "NatGateway-Prvd-Gbps", "RegionalNatGateway-Hours")


def _later_twin(seen: Seen) -> bool:
    """Whether another endpoint for the same service in the same VPC is older, so that this one is the spare."""
    others, oldest = seen.view.twins(seen.resource, "vpc", "to", "type")
    return others > 0 and oldest is not None and oldest.id != seen.resource.id and seen.resource.created is not None


def _has_twin(seen: Seen, *where: str) -> bool:
    return seen.view.twins(seen.resource, *where, "state")[0] > 0


def _twin_in_zone(seen: Seen) -> bool:
    """In the same zone, or at least in the same subnet where nobody says which zone that is in."""
    return _has_twin(seen, "vpc", "zone") or _has_twin(seen, "subnet")


def _s3_gateway_missing(seen: Seen) -> bool:
    """Whether a NAT gateway's VPC has no gateway endpoint for S3."""
    own, vpc = seen.resource, seen.resource.text("vpc")
    return bool(vpc) and (own.account, own.region, vpc) not in seen.view.s3_gateways


def _second_address(seen: Seen) -> bool:
    """Whether another address comes before it at the same instance: the first one is left alone."""
    own = seen.resource
    first = seen.view.first_addresses.get((own.account, own.region, own.text("instance")))
    return first is not None and first < own.id


CHECKS: Final = (
    AccountCheck(
        id="public-ipv4-idle",
        title="Elastic IP address that nothing uses",
        kind="ec2:address",
        saving_class=SavingClass.WASTE,
        when=(is_("associated", "false"),
              so("no service holds it", lambda seen: not seen.resource.text("service_managed"))),
        saving=all_of("PublicIPv4:IdleAddress", "ElasticIP:IdleAddress"),
        rule="It is associated with nothing.",
        unseen="The account does not show whether somebody relies on keeping the address.",
        remedy="Release the Elastic IP address.",
        source=f"{_TA} Z4AUBRNSmz",
        reversible=False,
    ),
    AccountCheck(
        id="public-ipv4-twin",
        title="Second Elastic IP address of an instance",
        kind="ec2:address",
        saving_class=SavingClass.REVIEW,
        when=(is_("associated", "true"), so("its instance has another address", _second_address)),
        saving=to_look_at(),
        rule="The instance that it is associated with has another Elastic IP address.",
        unseen="The account does not show which of them somebody knows.",
        remedy="Keep one address, and release the others.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="public-ipv4-on-stopped-instance",
        title="Elastic IP address of a stopped instance",
        kind="ec2:address",
        saving_class=SavingClass.WASTE,
        when=(is_("associated", "true"),
              so("its instance is stopped", lambda seen: (
                  owner := seen.beside("ec2:instance", seen.resource.text("instance"))) is not None
                  and owner.text("state") == "stopped", needs=("ec2:instance",))),
        saving=all_of("PublicIPv4:*", "ElasticIP:*"),
        rule="The instance that it is associated with is stopped.",
        remedy="Release it, or let the instance take an address when it starts.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="nat-gateway-idle",
        title="NAT gateway without traffic",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), total(NAT_OUT), total(NAT_IN)),
        saving=all_of(*_NAT_HOURS),
        rule="No bytes went through it for 30 days.",
        unseen=_FAILOVER,
        remedy="Remove the routes to it and delete it; release its Elastic IP address.",
        source=f"{_TA} c2vlfg022t",
        reversible=False,
    ),
    AccountCheck(
        id="nat-gateway-unrouted",
        title="NAT gateway that no route leads to",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), older_than(7),
              so("no route leads to it", lambda seen: seen.place not in seen.view.routed_gateways,
                 needs=("ec2:route-table",))),
        saving=all_of(*_NAT_HOURS),
        rule="No route table of its region has a route to it, a week after it was made.",
        remedy="Delete it and release its Elastic IP address.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="nat-gateway-twin",
        title="Second NAT gateway in one zone",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "available"), so("another one is in the same zone", _twin_in_zone)),
        saving=to_look_at(),
        rule="Its VPC has another one in the same zone: two in one zone do not make it safer.",
        remedy="Let the routes share one, and delete the other.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="nat-gateway-non-production",
        title="NAT gateway in non-production",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "available"), non_production(), so("its VPC has others",
                                                              lambda seen: _has_twin(seen, "vpc"))),
        saving=to_look_at(),
        rule="Non-production has more than one in a VPC.",
        remedy="One of them is enough where an outage of a zone may be waited for.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="nat-gateway-s3-traffic",
        title="NAT gateway in a VPC without a gateway endpoint for S3",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "available"), so("its VPC has no gateway endpoint for S3",
                                            _s3_gateway_missing, needs=("ec2:vpc-endpoint",))),
        saving=to_look_at("How much of its traffic goes to S3, flow logs show."),
        rule="Traffic to S3 goes through it and is charged by the GB; a gateway endpoint costs nothing.",
        differs="Sources ask for DynamoDB's endpoint too: few machines ask so much of tables that it is worth a look.",
        remedy="Add a gateway endpoint for S3 to the VPC's route tables.",
        source="union of public checks",
    ),
    AccountCheck(
        id="interface-endpoint-idle",
        title="Interface endpoint without traffic",
        kind="ec2:vpc-endpoint",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "Interface"), is_("state", "available"), is_not("requester_managed", "true"),
              total(ENDPOINT_BYTES)),
        saving=all_of("VpcEndpoint-Hours"),
        rule="No bytes went through it for 30 days.",
        unseen=_FAILOVER,
        remedy="Delete the endpoint.",
        source=f"{_TA} c2vlfg0jp6",
    ),
    AccountCheck(
        id="gateway-load-balancer-endpoint-idle",
        title="Gateway Load Balancer endpoint without traffic",
        kind="ec2:vpc-endpoint",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "GatewayLoadBalancer"), is_("state", "available"), is_not("requester_managed", "true"),
              total(ENDPOINT_BYTES)),
        saving=all_of("VpcEndpoint-GWLBE-Hours"),
        rule="No bytes went through it for 30 days.",
        unseen=_FAILOVER,
        remedy="Remove the routes to it and delete the endpoint.",
        source=f"{_TA} c2vlfg0k35",
    ),
    AccountCheck(
        id="interface-endpoint-twin",
        title="Second interface endpoint for one service",
        kind="ec2:vpc-endpoint",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "Interface"), is_("state", "available"), is_not("requester_managed", "true"),
              so("an older one is for the same service", _later_twin)),
        saving=to_look_at("Their policies or zones may differ."),
        rule="Its VPC has an older one for the same service.",
        remedy="Let both uses share one, and delete the other.",
        source="union of public checks",
    ),
    AccountCheck(
        id="interface-endpoint-for-s3",
        title="Interface endpoint where a gateway endpoint is free",
        kind="ec2:vpc-endpoint",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "Interface"), is_("state", "available"), is_not("requester_managed", "true"),
              so("it is for S3 or DynamoDB", lambda seen: seen.resource.text("to").endswith((".s3", ".dynamodb")))),
        saving=to_look_at("From outside the VPC only the interface endpoint can be reached."),
        rule="It is for S3 or DynamoDB, which a gateway endpoint reaches without a charge from within the VPC.",
        remedy="Add a gateway endpoint, and delete this one unless it is used from elsewhere.",
        source="union of public checks",
    ),
    AccountCheck(
        id="transit-gateway-attachment-idle",
        title="Transit gateway attachment without traffic",
        kind="ec2:transit-gateway-attachment",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), is_("to", "vpc", "vpn"), total(ATTACHED_BYTES), total(ATTACHED_OUT)),
        saving=all_of("TransitGateway-Hours"),
        rule="No bytes went through it for 30 days.",
        unseen=_FAILOVER,
        remedy="Remove its routes and delete the attachment.",
        source="union of public checks",
    ),
    AccountCheck(
        id="vpn-down",
        title="VPN connection that is down",
        kind="ec2:vpn-connection",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), at_most("tunnels_up", 0), total(TUNNELS)),
        saving=all_of("VPN-Usage-Hours*"),
        rule="None of its tunnels was up for 30 days.",
        remedy="Delete the connection.",
        source="union of public checks",
        reversible=False,
    ),
)  # fmt: skip
