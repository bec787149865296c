"""The role in which a pipeline of GitHub Actions deploys the stack: taken by OIDC, from one environment alone."""

from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.iam import PIPELINE, statements
from cdk.suppressions import acknowledge_wildcards
from finops_core.api_keys import PARTITION as API_KEYS

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
QUALIFIER = "hnb659fds"
"""The CDK's, in the names of what its bootstrap makes."""


def execution_role(partition: str, account: str, region: str) -> str:
    """The role in which CloudFormation makes what a pipeline deploys: the CDK's bootstrap has it."""
    return f"arn:{partition}:iam::{account}:role/cdk-{QUALIFIER}-cfn-exec-role-{account}-{region}"


class PipelineRole(Construct):
    """Its trust names the repository and the environment, which GitHub protects and says in the token's subject.

    It may have CloudFormation change this one stack, in CloudFormation's own role, and nothing by itself: who takes the
    pipeline over changes what its code says, and reads no bill and no conversation. API keys it may make and remove, to
    ask the deployed stack a question.
    """

    def __init__(self, scope: Construct, id: str, *, repository: str, environment: str, table_arn: str) -> None:
        super().__init__(scope, id)
        stack = Stack.of(self)
        assets = f"cdk-{QUALIFIER}-assets-{stack.account}-{stack.region}"
        arns = {
            "own_stack": stack.format_arn(
                service="cloudformation", resource="stack", resource_name=f"{stack.stack_name}/*"
            ),
            "cdk_assets": f"arn:{stack.partition}:s3:::{assets}",
            "cdk_asset_objects": f"arn:{stack.partition}:s3:::{assets}/*",
            "cdk_version": stack.format_arn(
                service="ssm", resource="parameter", resource_name=f"cdk-bootstrap/{QUALIFIER}/version"
            ),
            "execution_role": execution_role(stack.partition, stack.account, stack.region),
        }
        provider = f"arn:{stack.partition}:iam::{stack.account}:oidc-provider/{ISSUER}"
        trusted = iam.WebIdentityPrincipal(
            provider,
            {
                "StringEquals": {
                    f"{ISSUER}:aud": AUDIENCE,
                    f"{ISSUER}:sub": f"repo:{repository}:environment:{environment}",
                }
            },
        )
        keys = iam.PolicyStatement(
            actions=["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
            resources=[table_arn],
            conditions={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [API_KEYS]}},
        )
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=cast(iam.IPrincipal, trusted),
            inline_policies={"grants": iam.PolicyDocument(statements=[*statements(PIPELINE, arns), keys])},
        )
        acknowledge_wildcards(self.role, PIPELINE, arns)
