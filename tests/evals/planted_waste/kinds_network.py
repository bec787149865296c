"""Things by the hour that carry nothing."""

from dataclasses import replace
from datetime import timedelta

from tests.evals.planted_waste.planting import Planted, idle, kind, month, planted
from tests.evals.planted_waste.usage import Place


@kind
def nat_idle(p: Place) -> Planted:
    return idle(
        "nat-gateway-idle",
        p,
        "AmazonEC2",
        "NatGateway-Hours",
        "0.045",
        "NatGateway-Bytes",
        "0.045",
        "GB",
        p.arn("ec2", "natgateway/nat-"),
        operation="NatGateway",
    )


@kind
def nat_with_old_traffic(p: Place) -> Planted:
    found = nat_idle(p)
    old = p.monthly(
        "AmazonEC2",
        "NatGateway-Bytes",
        found.resource,
        500,
        "0.045",
        "GB",
        operation="NatGateway",
        until=p.span.end - timedelta(days=40),
    )
    return replace(found, usage=(*found.usage, old))


@kind
def application_balancer_idle(p: Place) -> Planted:
    return idle(
        "load-balancer-idle",
        p,
        "AWSELB",
        "LoadBalancerUsage",
        "0.0225",
        "LCUUsage",
        "0.008",
        "LCU-Hrs",
        p.arn("elasticloadbalancing", "loadbalancer/app/web/"),
        operation="LoadBalancing:Application",
    )


@kind
def network_balancer_idle(p: Place) -> Planted:
    return idle(
        "load-balancer-idle",
        p,
        "AWSELB",
        "LoadBalancerUsage",
        "0.0225",
        "LCUUsage",
        "0.006",
        "LCU-Hrs",
        p.arn("elasticloadbalancing", "loadbalancer/net/tcp/"),
        operation="LoadBalancing:Network",
    )


@kind
def gateway_balancer_idle(p: Place) -> Planted:
    return idle(
        "load-balancer-idle",
        p,
        "AWSELB",
        "LoadBalancerUsage",
        "0.0125",
        "LCUUsage",
        "0.004",
        "LCU-Hrs",
        p.arn("elasticloadbalancing", "loadbalancer/gwy/fw/"),
        operation="LoadBalancing:Gateway",
    )


@kind
def classic_balancer_idle(p: Place) -> Planted:
    return idle(
        "load-balancer-idle",
        p,
        "AWSELB",
        "LoadBalancerUsage",
        "0.025",
        "DataProcessing-Bytes",
        "0.008",
        "GB",
        p.arn("elasticloadbalancing", "loadbalancer/old-"),
        operation="LoadBalancing",
    )


@kind
def interface_endpoint_idle(p: Place) -> Planted:
    return idle(
        "interface-endpoint-idle",
        p,
        "AmazonVPC",
        "VpcEndpoint-Hours",
        "0.01",
        "VpcEndpoint-Bytes",
        "0.01",
        "GB",
        p.arn("ec2", "vpc-endpoint/vpce-"),
        operation="VpcEndpoint",
    )


@kind
def gateway_balancer_endpoint_idle(p: Place) -> Planted:
    return idle(
        "gateway-load-balancer-endpoint-idle",
        p,
        "AmazonVPC",
        "VpcEndpoint-GWLBE-Hours",
        "0.01",
        "VpcEndpoint-GWLBE-Bytes",
        "0.0035",
        "GB",
        p.arn("ec2", "vpc-endpoint/vpce-"),
    )


@kind
def transit_attachment_idle(p: Place) -> Planted:
    return idle(
        "transit-gateway-attachment-idle",
        p,
        "AmazonVPC",
        "TransitGateway-Hours",
        "0.05",
        "TransitGateway-Bytes",
        "0.02",
        "GB",
        p.arn("ec2", "transit-gateway-attachment/tgw-attach-"),
        operation="TransitGatewayVPC",
    )


@kind
def firewall_idle(p: Place) -> Planted:
    return idle(
        "network-firewall-idle",
        p,
        "AWSNetworkFirewall",
        "Endpoint-Hour",
        "0.395",
        "Traffic-GB-Processed",
        "0.065",
        "GB",
        p.arn("network-firewall", "firewall/fw-"),
    )


@kind
def client_vpn_idle(p: Place) -> Planted:
    return idle(
        "client-vpn-idle",
        p,
        "AmazonVPC",
        "ClientVPN-EndpointHours",
        "0.10",
        "ClientVPN-ConnectionHours",
        "0.05",
        "Hrs",
        p.arn("ec2", "client-vpn-endpoint/cvpn-endpoint-"),
        busy=300,
    )


@kind
def vpn_idle(p: Place) -> Planted:
    return idle(
        "vpn-connection-idle",
        p,
        "AmazonVPC",
        "VPN-Usage-Hours:ipsec.1",
        "0.05",
        "DataTransfer-Out-Bytes",
        "0.09",
        "GB",
        p.arn("ec2", "vpn-connection/vpn-"),
        operation="CreateVpnConnection",
    )


@kind
def resolver_idle(p: Place) -> Planted:
    return idle(
        "resolver-endpoint-idle",
        p,
        "AmazonRoute53",
        "ResolverNetworkInterface",
        "0.125",
        "DNS-Queries",
        "0.0000004",
        "Queries",
        p.arn("route53resolver", "resolver-endpoint/rslvr-in-"),
        busy=9e6,
    )


@kind
def transfer_server_idle(p: Place) -> Planted:
    return idle(
        "transfer-server-idle",
        p,
        "AWSTransfer",
        "ProtocolHours",
        "0.30",
        "UploadBytes",
        "0.04",
        "GB",
        p.arn("transfer", "server/s-"),
        operation="SFTP:S3",
    )


@kind
def api_cache_idle(p: Place) -> Planted:
    return idle(
        "api-cache-idle",
        p,
        "AmazonApiGateway",
        "ApiGatewayCacheUsage:1.6GB",
        "0.038",
        "ApiGatewayRequest",
        "0.0000035",
        "Requests",
        p.arn("apigateway", "/restapis/x/stages/v"),
        busy=2e6,
    )


@kind
def endpoint_idle(p: Place) -> Planted:
    return idle(
        "inference-endpoint-idle",
        p,
        "AmazonSageMaker",
        "Hst:ml.m6g.xlarge",
        "0.1848",
        "Hst:Data-Bytes-In",
        "0.016",
        "GB",
        p.arn("sagemaker", "endpoint/model-"),
        operation="RunInstance",
        busy=20,
    )


@kind
def stream_on_demand_idle(p: Place) -> Planted:
    return idle(
        "on-demand-stream-idle",
        p,
        "AmazonKinesis",
        "OnDemand-StreamHour",
        "0.04",
        "OnDemand-BilledIncomingBytes",
        "0.08",
        "GB",
        p.arn("kinesis", "stream/s-"),
    )


@kind
def address_idle(p: Place) -> Planted:
    address = p.arn("ec2", "elastic-ip/eipalloc-")
    idle = p.hours("AmazonVPC", "PublicIPv4:IdleAddress", address, "0.005", operation="AllocateAddressVPC")
    used = p.hours("AmazonVPC", "PublicIPv4:InUseAddress", f"{address}u", "0.005")
    return planted("public-ipv4-idle", p, month(idle), [idle], (), [used])


@kind
def warm_nodes_idle(p: Place) -> Planted:
    return idle(
        "ultrawarm-idle",
        p,
        "AmazonES",
        "ESInstance:ultrawarm1.medium",
        "0.238",
        "ES:Managed-Storage",
        "0.024",
        "GB-Mo",
        p.arn("es", "domain/d"),
        operation="ESDomain",
    )


@kind
def web_acl_idle(p: Place) -> Planted:
    name = p.arn("wafv2", "regional/webacl/w/")
    acl = p.stored("awswaf", "WebACLV2", name, 1, "5", unit="Month")
    rules = p.stored("awswaf", "RuleV2", name, 4, "1", unit="Month")
    asked = p.monthly("awswaf", "RequestV2-Tier1", f"{name}a", 3e6, "0.0000006", "Request")
    return planted(
        "web-acl-idle", p, acl.price + rules.price * 4, [acl, rules], (), [replace(acl, resource=f"{name}a"), asked]
    )


@kind
def direct_connect_idle(p: Place) -> Planted:
    return idle(
        "direct-connect-port-idle",
        p,
        "AWSDirectConnect",
        "PortUsage:1G",
        "0.30",
        "DataXfer-Out:dc.1",
        "0.02",
        "GB",
        p.arn("directconnect", "dxcon/dxcon-"),
    )
