"""What is provisioned by the hour and carries nothing."""

from collections.abc import Sequence
from typing import Final

from agents.opportunities.opportunity import Check, SavingClass
from agents.opportunities.rules import idle, paid_for_nothing, traffic

_TA: Final = "AWS Trusted Advisor"
_UNION: Final = "union of public checks"
_STANDBY: Final = "The bill does not show whether it stands by for a failover."
_NO_BYTES: Final = "Hours are billed and no bytes were processed for 30 days."


def _idle(
    name: str,
    title: str,
    runs: Sequence[str],
    carries: Sequence[str],
    *,
    remedy: str,
    rule: str = _NO_BYTES,
    unseen: str = _STANDBY,
    source: str = _UNION,
    least: tuple[str, str] = ("GB", "0.0001"),
    reversible: bool = True,
) -> Check:
    """A check for hours without traffic; `least` is the unit and the amount an hour that count as nothing."""
    return Check(
        id=name,
        title=title,
        saving_class=SavingClass.WASTE,
        rule=rule,
        unseen=unseen,
        remedy=remedy,
        source=source,
        find=idle(runs, carries),
        limits=traffic(*least),
        reversible=reversible,
    )


CHECKS: Final = (
    _idle(
        "nat-gateway-idle", "NAT gateway without traffic",
        ("NatGateway-Hours", "NatGateway-Prvd-Hours", "NatGateway-Prvd-Gbps", "RegionalNatGateway-Hours"),
        ("NatGateway-Bytes", "NatGateway-Prvd-Bytes", "RegionalNatGateway-Bytes"),
        remedy="Remove the routes to it and delete it; release its Elastic IP address.",
        source=f"{_TA} c2vlfg022t", reversible=False,
    ),
    _idle(
        "load-balancer-idle", "Load balancer without traffic",
        ("LoadBalancerUsage",), ("LCUUsage", "*:LCUUsage", "DataProcessing-Bytes", "DataTransfer-*-Bytes"),
        rule="Hours are billed and almost no capacity units or bytes were used for 30 days.",
        unseen="The bill does not show whether it has targets.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8", least=("capacity units or GB", "0.002"), reversible=False,
    ),
    _idle(
        "interface-endpoint-idle", "Interface endpoint without traffic",
        ("VpcEndpoint-Hours",), ("VpcEndpoint-Bytes",),
        remedy="Delete the endpoint.", source=f"{_TA} c2vlfg0jp6",
    ),
    _idle(
        "gateway-load-balancer-endpoint-idle", "Gateway Load Balancer endpoint without traffic",
        ("VpcEndpoint-GWLBE-Hours",), ("VpcEndpoint-GWLBE-Bytes",),
        remedy="Remove the routes to it and delete the endpoint.", source=f"{_TA} c2vlfg0k35",
    ),
    _idle(
        "transit-gateway-attachment-idle", "Transit gateway attachment without traffic",
        ("TransitGateway-Hours",), ("TransitGateway-Bytes",),
        remedy="Remove its routes and delete the attachment.",
    ),
    _idle(
        "network-firewall-idle", "Network Firewall endpoint without traffic",
        ("Endpoint-Hour", "Endpoint-Hours"), ("Traffic-GB-Processed",),
        remedy="Remove the routes to it and delete the firewall.",
        source=f"{_TA} c2vlfg0bfw", reversible=False,
    ),
    _idle(
        "client-vpn-idle", "Client VPN endpoint without connections",
        ("ClientVPN-EndpointHours",), ("ClientVPN-ConnectionHours",),
        rule="Endpoint hours are billed and no connection hours for 30 days.",
        unseen="The bill does not show who may connect.",
        remedy="Remove the associations of the endpoint with its subnets.", least=("connection hours", "0.0001"),
    ),
    _idle(
        "vpn-connection-idle", "Site-to-Site VPN connection without traffic",
        ("VPN-Usage-Hours:*",), ("DataTransfer-*-Bytes", "*-AWS-*-Bytes"),
        rule="Connection hours are billed and the connection sent nothing for 30 days.",
        remedy="Delete the connection, with the gateways that only it uses.",
    ),
    _idle(
        "direct-connect-port-idle", "Direct Connect port without traffic",
        ("PortUsage:*", "HCPortUsage:*"), ("*DataXfer-*", "*-DC-*", "DataTransfer-*-Bytes"),
        rule="Port hours are billed and nothing was sent over it for 30 days.",
        remedy="Delete its virtual interfaces and the connection.", reversible=False,
    ),
    _idle(
        "resolver-endpoint-idle", "Route 53 Resolver endpoint without queries",
        ("ResolverNetworkInterface*",), ("*DNS-Queries*",),
        rule="Hours of its network interfaces are billed and no query for 30 days.",
        remedy="Remove the rules that use it and delete it.", least=("queries", "0"),
    ),
    _idle(
        "web-acl-idle", "Web ACL without requests",
        ("WebACL*", "Rule", "RuleV2", "RuleGroupV2*"), ("*Request*",),
        rule="Fees of a web ACL and its rules are billed and no request for 30 days.",
        remedy="Detach and delete it.", least=("requests", "0"),
    ),
    _idle(
        "transfer-server-idle", "Transfer Family server without transfers",
        ("ProtocolHours",), ("UploadBytes", "DownloadBytes"),
        rule="Hours of a protocol are billed and nothing was sent or received for 30 days.",
        remedy="Delete the server, or its protocols that nobody uses.",
    ),
    _idle(
        "api-cache-idle", "API Gateway cache without requests",
        ("ApiGatewayCacheUsage:*",), ("ApiGatewayRequest", "ApiGatewayHttpRequest"),
        rule="Hours of a stage's cache are billed and no request for 30 days.",
        unseen="The bill does not show whether requests come in seasons.",
        remedy="Switch the stage's cache off.", least=("requests", "0"),
    ),
    _idle(
        "inference-endpoint-idle", "SageMaker endpoint without requests",
        ("Hst:ml.*", "Host:ml.*"), ("Hst:Data-Bytes-*", "Host:Data-Bytes-*"),
        rule="Hours of instances are billed and no bytes went in or out for 30 days.",
        unseen="The bill does not show whether it stands by for a release.",
        remedy="Delete the endpoint; its model stays.", least=("GB", "0.000001"),
    ),
    _idle(
        "on-demand-stream-idle", "Kinesis stream on demand without data",
        ("OnDemand-StreamHour",), ("OnDemand-Billed*Bytes",),
        rule="Hours of the stream are billed and nothing was put into it or read for 30 days.",
        unseen="The bill does not show whether producers come back.",
        remedy="Delete the stream.", least=("GB", "0.000001"), reversible=False,
    ),
    _idle(
        "ultrawarm-idle", "OpenSearch UltraWarm nodes without data",
        ("ESInstance:ultrawarm*",), ("ES:Managed-Storage",),
        rule="Hours of UltraWarm nodes are billed and no bytes are stored on them.",
        unseen="The bill does not show whether an index policy will move data there.",
        remedy="Switch UltraWarm off.", least=("GB-months", "0"),
    ),
    Check(
        id="public-ipv4-idle",
        title="Public IPv4 address that nothing uses",
        saving_class=SavingClass.WASTE,
        rule="The bill names the address idle, for at least 30 days and still at its end, and never in use in them.",
        unseen="The bill does not show whether somebody relies on keeping the address.",
        remedy="Release the Elastic IP address.",
        source=f"{_TA} Z4AUBRNSmz",
        find=paid_for_nothing(
            "PublicIPv4:IdleAddress", "ElasticIP:IdleAddress", "UnusedStaticIP",
            unless=("PublicIPv4:InUseAddress", "ElasticIP:AdditionalAddress"),
        ),
        reversible=False,
    ),
)  # fmt: skip
