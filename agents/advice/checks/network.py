"""Network: what is provisioned by the hour and carries nothing."""

from decimal import Decimal
from typing import Final

from agents.advice.opportunity import Check, SavingClass
from agents.advice.rules import idle, paid_for_nothing

_TA: Final = "AWS Trusted Advisor"
_TRAFFIC_UNSEEN: Final = "The bill does not show whether it stands by for a failover."

CHECKS: Final = (
    Check(
        id="nat-gateway-idle",
        title="NAT gateway without traffic",
        saving_class=SavingClass.WASTE,
        rule="Hours are billed and no bytes were processed for 30 days.",
        unseen=_TRAFFIC_UNSEEN,
        remedy="Remove the routes to it and delete it; release its Elastic IP address.",
        source=f"{_TA} c2vlfg022t",
        find=idle(("NatGateway-Hours",), ("NatGateway-Bytes", "NatGateway-Prvd-Bytes"), at_most=Decimal("0.0001")),
        reversible=False,
    ),
    Check(
        id="load-balancer-idle",
        title="Load balancer without traffic",
        saving_class=SavingClass.WASTE,
        rule="Hours are billed and almost no capacity units or bytes were used for 30 days.",
        unseen="The bill does not show whether it has targets.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8",
        find=idle(
            ("LoadBalancerUsage",),
            ("LCUUsage", "LoadBalancing:LCUUsage", "DataProcessing-Bytes"),
            at_most=Decimal("0.002"),
        ),
        reversible=False,
    ),
    Check(
        id="interface-endpoint-idle",
        title="Interface endpoint without traffic",
        saving_class=SavingClass.WASTE,
        rule="Hours are billed and no bytes were processed for 30 days.",
        unseen=_TRAFFIC_UNSEEN,
        remedy="Delete the endpoint.",
        source=f"{_TA} c2vlfg0jp6",
        find=idle(("VpcEndpoint-Hours",), ("VpcEndpoint-Bytes",), at_most=Decimal("0.0001")),
    ),
    Check(
        id="gateway-load-balancer-endpoint-idle",
        title="Gateway Load Balancer endpoint without traffic",
        saving_class=SavingClass.WASTE,
        rule="Hours are billed and no bytes were processed for 30 days.",
        unseen=_TRAFFIC_UNSEEN,
        remedy="Remove the routes to it and delete the endpoint.",
        source=f"{_TA} c2vlfg0k35",
        find=idle(("VpcEndpoint-GWLBE-Hours",), ("VpcEndpoint-GWLBE-Bytes",), at_most=Decimal("0.0001")),
    ),
    Check(
        id="transit-gateway-attachment-idle",
        title="Transit gateway attachment without traffic",
        saving_class=SavingClass.WASTE,
        rule="Hours are billed and no bytes were processed for 30 days.",
        unseen=_TRAFFIC_UNSEEN,
        remedy="Remove its routes and delete the attachment.",
        source="union of public checks",
        find=idle(("TransitGateway-Hours",), ("TransitGateway-Bytes",), at_most=Decimal("0.0001")),
    ),
    Check(
        id="network-firewall-idle",
        title="Network Firewall endpoint without traffic",
        saving_class=SavingClass.WASTE,
        rule="Endpoint hours are billed and no traffic was processed for 30 days.",
        unseen=_TRAFFIC_UNSEEN,
        remedy="Remove the routes to it and delete the firewall.",
        source=f"{_TA} c2vlfg0bfw",
        find=idle(("Endpoint-Hour", "Endpoint-Hours"), ("Traffic-GB-Processed",), at_most=Decimal("0.0001")),
        reversible=False,
    ),
    Check(
        id="client-vpn-idle",
        title="Client VPN endpoint without connections",
        saving_class=SavingClass.WASTE,
        rule="Endpoint hours are billed and no connection hours for 30 days.",
        unseen="The bill does not show who may connect.",
        remedy="Remove the associations of the endpoint with its subnets.",
        source="union of public checks",
        find=idle(("ClientVPN-EndpointHours",), ("ClientVPN-ConnectionHours",)),
    ),
    Check(
        id="public-ipv4-idle",
        title="Public IPv4 address that nothing uses",
        saving_class=SavingClass.WASTE,
        rule="The bill names the address idle, for at least 30 days and still at its end.",
        unseen="The bill does not show whether somebody relies on keeping the address.",
        remedy="Release the Elastic IP address.",
        source=f"{_TA} Z4AUBRNSmz",
        find=paid_for_nothing("PublicIPv4:IdleAddress", "ElasticIP:IdleAddress"),
        reversible=False,
    ),
)
