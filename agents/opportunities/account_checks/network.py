"""Addresses, gateways, endpoints, load balancers and connections."""

from typing import Final

from account.metrics import Metric
from account.resources import Resource
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    is_,
    is_not,
    limit,
    non_production,
    older_than,
    per_day,
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
REQUESTS: Final = Metric(
    namespace="AWS/ApplicationELB", name="RequestCount", stat="Sum", speaks_when_used=True,
    dimensions={"LoadBalancer": "metric_name"},
)  # fmt: skip
FLOWS: Final = Metric(
    namespace="AWS/NetworkELB", name="NewFlowCount", stat="Sum", dimensions={"LoadBalancer": "metric_name"}
)
CLASSIC_REQUESTS: Final = Metric(
    namespace="AWS/ELB", name="RequestCount", stat="Sum", speaks_when_used=True,
    dimensions={"LoadBalancerName": "name"},
)  # fmt: skip
TUNNELS: Final = Metric(namespace="AWS/VPN", name="TunnelState", stat="Maximum", dimensions={"VpnId": "id"}, days=30)
_TA: Final = "AWS Trusted Advisor"
_FAILOVER: Final = "The account does not show whether it stands by for a failover."
_BALANCERS: Final = ("LoadBalancerUsage*", "LCUUsage*", "LoadBalancing:LCUUsage*")
_NAT_HOURS: Final = ("NatGateway-Hours", "NatGateway-Prvd-Hours", "NatGateway-Prvd-Gbps", "RegionalNatGateway-Hours")
_CONTROLLED: Final = ("elbv2.k8s.aws/", "kubernetes.io/", "ingress.k8s.aws/", "service.k8s.aws/", "elasticbeanstalk:")

SHARED_FROM: Final = limit("balancers_from", 3, "load balancers", "The fewest in one VPC.")
INGRESSES_FROM: Final = limit("ingress_balancers_from", 4, "load balancers", "The fewest in one VPC.")
FEW_REQUESTS: Final = limit("requests_a_day_to", 100, "requests", "Fewer requests a day than this.")


def _later_twin(seen: Seen) -> bool:
    """Whether another endpoint for the same service in the same VPC is older, so that this one is the spare."""
    others, oldest = seen.view.twins(seen.resource, "vpc", "to", "type")
    return others > 0 and oldest is not None and oldest.id != seen.resource.id and seen.resource.created is not None


def _has_twin(seen: Seen, where: str) -> bool:
    return seen.view.twins(seen.resource, where, "state")[0] > 0


def _s3_gateway_missing(seen: Seen) -> bool:
    """Whether a NAT gateway's VPC has no gateway endpoint for S3."""
    own, vpc = seen.resource, seen.resource.text("vpc")
    return bool(vpc) and (own.account, own.region, vpc) not in seen.view.s3_gateways


def _second_address(seen: Seen) -> bool:
    """Whether another address comes before it at the same instance: the first one is left alone."""
    own = seen.resource
    first = seen.view.first_addresses.get((own.account, own.region, own.text("instance")))
    return first is not None and first < own.id


def _controlled(balancer: Resource) -> bool:
    return any(key.startswith(_CONTROLLED) for key in balancer.tags)


def _many_beside(seen: Seen) -> bool:
    """Whether its VPC has many balancers like it: of those a controller makes, or of those that people make."""
    own = seen.resource
    controlled = _controlled(own)
    alike = seen.view.balancers_alike.get((own.account, own.region, own.text("vpc"), own.text("scheme")), ())
    same = sum(1 for each in alike if _controlled(each) is controlled and "tags_unread" not in each.attributes)
    return bool(own.text("vpc")) and same >= seen.limit(INGRESSES_FROM if controlled else SHARED_FROM)


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
        title="Second NAT gateway in one subnet",
        kind="ec2:nat-gateway",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "available"), so("another one is in the same subnet",
                                            lambda seen: _has_twin(seen, "subnet"))),
        saving=to_look_at(),
        rule="Its subnet has another one: two in one zone do not make it safer.",
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
        when=(is_("state", "available"), so("its VPC has no gateway endpoint for S3", _s3_gateway_missing,
                                            needs=("ec2:vpc-endpoint",))),
        saving=to_look_at("How much of its traffic goes to S3, flow logs show."),
        rule="Traffic to S3 goes through it and is charged by the GB; a gateway endpoint costs nothing.",
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
    AccountCheck(
        id="load-balancer-no-targets",
        title="Load balancer without targets",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(at_most("targets", 0), at_least("listeners", 0), older_than(7),
              so("it answers nothing by itself", lambda seen: seen.resource.text("type") != "application"
                 or ((found := seen.reading(REQUESTS)) is not None and found.total == 0), metrics=(REQUESTS,))),
        saving=all_of(*_BALANCERS),
        rule="None of its target groups has a target, a week after it was made, and nothing was asked of it.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8; union of public checks",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancer-idle",
        title="Load balancer without traffic",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "application"), per_day(REQUESTS, most=10)),
        saving=all_of(*_BALANCERS),
        rule="It had at most 10 requests a day for 14 days.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="network-load-balancer-idle",
        title="Network Load Balancer without connections",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "network"), total(FLOWS)),
        saving=all_of(*_BALANCERS),
        rule="It had no new connection for 14 days.",
        unseen="Connections that were opened before and stay open are not new.",
        remedy="Delete it, with the target groups that only it uses.",
        source="union of public checks",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancer-no-listeners",
        title="Load balancer that listens to nothing",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(at_most("listeners", 0), older_than(7)),
        saving=all_of(*_BALANCERS),
        rule="It has no listener, a week after it was made.",
        remedy="Delete it.",
        source="union of public checks",
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancers-to-share",
        title="Several Application Load Balancers in one network",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "application"), at_least("targets", 1),
              so("its VPC has others of the same scheme", _many_beside, limits=(SHARED_FROM,))),
        saving=to_look_at("One routes by host and path; whether teams may share it, the account does not show."),
        rule="Its VPC has at least three Application Load Balancers of the same scheme that no controller makes.",
        remedy="Let rules for hosts and paths of one balancer serve what several do.",
        source="union of public checks",
        effort="medium",
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="ingresses-to-share",
        title="A load balancer for each ingress of Kubernetes",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "application"), so("a controller made it", lambda seen: _controlled(seen.resource)),
              so("it made many in this VPC", _many_beside, limits=(INGRESSES_FROM,))),
        saving=to_look_at("Ingresses of one group share a balancer; which may, the account does not show."),
        rule="A controller of Kubernetes keeps at least four Application Load Balancers of one scheme in its VPC.",
        remedy="Put ingresses into one group (`alb.ingress.kubernetes.io/group.name`), so that they share a balancer.",
        source="union of public checks",
        effort="medium",
        left_alone=(),
    ),
    AccountCheck(
        id="network-load-balancer-cross-zone",
        title="Network Load Balancer that sends to other zones",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "network"), is_("cross_zone", "true"), at_least("targets", 1)),
        saving=to_look_at("What crosses zones is charged as traffic between zones, which names the targets instead."),
        rule="It balances across zones: what it sends from one zone to another is charged by the GB.",
        unseen="The account does not show whether each zone has targets enough of its own.",
        remedy="Switch cross-zone balancing off where each zone has enough targets.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="classic-load-balancer-idle",
        title="Classic load balancer without instances or requests",
        kind="elb:classic",
        saving_class=SavingClass.WASTE,
        when=(older_than(14), so("it has no instances, or fewer than 100 requests a day", lambda seen: (
            seen.resource.number("targets") == 0
            or ((found := seen.reading(CLASSIC_REQUESTS)) is not None and found.per_day < seen.limit(FEW_REQUESTS))),
            metrics=(CLASSIC_REQUESTS,), limits=(FEW_REQUESTS,))),
        saving=all_of("LoadBalancerUsage*"),
        rule="It has no instances, or had fewer than 100 requests a day for 14 days.",
        remedy="Delete it, or move what is left to an Application Load Balancer.",
        source=f"{_TA} hjLMh88uM8",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
)  # fmt: skip
