"""A network without a way to the internet, for what reads the bill and answers from it."""

from collections.abc import Sequence
from typing import Any, Final, cast

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

ADDRESSES: Final = "10.0.0.0/24"
"""Of a network that is connected to no other. Functions share addresses, so that two halves of it are plenty."""
ZONES: Final = 2
HTTPS: Final = ec2.Port.tcp(443)

ALWAYS: Final = ("sqs", "sts")
"""What workers ask beside table and bucket, which are reached through gateways that cost nothing."""


class PrivateNetwork(Construct):
    """Functions in it reach the table, S3 in their region, and the named services; nothing else has a route.

    Gateways and endpoints take calls of this account's principals alone: nobody carries something out with keys of
    another account.
    """

    def __init__(self, scope: Construct, id: str, *, services: Sequence[str]) -> None:
        super().__init__(scope, id)
        isolated = ec2.SubnetConfiguration(name="Functions", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(ADDRESSES),
            max_azs=ZONES,
            nat_gateways=0,
            subnet_configuration=[isolated],
        )
        self._vpc = cast(ec2.IVpc, vpc)
        self._functions = self._group("Functions", "Functions that read the bill")
        self._functions.add_egress_rule(ec2.Peer.any_ipv4(), HTTPS, "What there is a route to")
        endpoints = self._group("Endpoints", "Services of AWS")
        endpoints.add_ingress_rule(cast(ec2.IPeer, self._functions), HTTPS, "From the functions")
        for name, service in (
            ("Objects", ec2.GatewayVpcEndpointAwsService.S3),
            ("Table", ec2.GatewayVpcEndpointAwsService.DYNAMODB),
        ):
            vpc.add_gateway_endpoint(name, service=service).add_to_policy(self._own_calls())
        for name in (*ALWAYS, *services):
            endpoint = ec2.InterfaceVpcEndpoint(
                self,
                name.title().replace("-", ""),
                vpc=self._vpc,
                service=cast(ec2.IInterfaceVpcEndpointService, ec2.InterfaceVpcEndpointAwsService(name)),
                private_dns_enabled=True,
                open=False,
                security_groups=[cast(ec2.ISecurityGroup, endpoints)],
            )
            endpoint.add_to_policy(self._own_calls())
        self._note_refusals(vpc)

    def around(self) -> dict[str, Any]:
        """What a function of CDK's takes to be in it."""
        return {
            "vpc": self._vpc,
            "vpc_subnets": ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            "security_groups": [cast(ec2.ISecurityGroup, self._functions)],
        }

    def _own_calls(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            principals=[cast(iam.IPrincipal, iam.AnyPrincipal())],
            actions=["*"],
            resources=["*"],
            conditions={"StringEquals": {"aws:PrincipalAccount": Stack.of(self).account}},
        )

    def _group(self, id: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(self, f"{id}Group", vpc=self._vpc, description=description, allow_all_outbound=False)

    def _note_refusals(self, vpc: ec2.Vpc) -> None:
        """Whoever tries another way out, or in, is in the log; what is allowed is not, and costs nothing."""
        group = logs.LogGroup(self, "Refused", removal_policy=RemovalPolicy.DESTROY)
        vpc.add_flow_log(
            "Refusals",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(cast(logs.ILogGroup, group)),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )


def services_of(*, athena: bool, bedrock: bool, traces: bool) -> list[str]:
    """The services that workers ask because of a stage's choices."""
    wanted = {"athena": athena, "glue": athena, "bedrock-runtime": bedrock, "xray": traces}
    return [name for name, asked in wanted.items() if asked]
