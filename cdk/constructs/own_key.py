"""A key of the account's own for what the stack keeps: who may use it, and through which services."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk.bill_delivery import SERVICES as DELIVER

USE: Final = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
PASS_ON: Final = ("kms:Decrypt", "kms:GenerateDataKey*")
"""What a service needs that puts something into an encrypted queue, topic or bucket."""

THROUGH: Final = ("dynamodb", "s3", "sns", "sqs")
TELL: Final = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com")


class OwnKey(Construct):
    """Used as AWS's own keys are: whoever of this account may use table, bucket, queue or topic may through these.

    So no role takes a grant on the key, and who may read a conversation is still said by the grants on what it lies in.
    It outlives the stack, as what is encrypted with it does.
    """

    def __init__(self, scope: Construct, id: str, *, payer: str) -> None:
        """`payer` is the account whose bill is delivered into the stack's bucket."""
        super().__init__(scope, id)
        stack = Stack.of(self)
        self._made = kms.Key(
            self,
            "Key",
            description=f"What {stack.stack_name} keeps",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        # By its ARN, since constructs that are given a key they know add statements without conditions to its policy.
        self.key = kms.Key.from_key_arn(self, "ByArn", self._made.key_arn)
        services = [f"{name}.{stack.region}.{stack.url_suffix}" for name in THROUGH]
        self._allow(
            (cast(iam.IPrincipal, iam.AnyPrincipal()),),
            USE,
            {"StringEquals": {"kms:CallerAccount": stack.account, "kms:ViaService": services}},
        )
        self._allow(
            (cast(iam.IPrincipal, iam.AnyPrincipal()),),
            ("kms:CreateGrant",),
            {
                "StringEquals": {"kms:CallerAccount": stack.account, "kms:ViaService": services[0]},
                "Bool": {"kms:GrantIsForAWSResource": "true"},
            },
        )
        self._allow(_services(TELL), PASS_ON, {"StringEquals": {"aws:SourceAccount": stack.account}})
        self._allow(_services(DELIVER), PASS_ON, {"StringEquals": {"aws:SourceAccount": payer}})
        logs = stack.format_arn(
            service="logs", resource="log-group", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
        )
        self._allow(
            _services([f"logs.{stack.region}.{stack.url_suffix}"]),
            USE,
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
        )

    def _allow(self, who: Sequence[iam.IPrincipal], actions: Sequence[str], conditions: dict[str, Any]) -> None:
        self._made.add_to_resource_policy(
            iam.PolicyStatement(principals=list(who), actions=list(actions), resources=["*"], conditions=conditions)
        )


def _services(names: Iterable[str]) -> list[iam.IPrincipal]:
    return [cast(iam.IPrincipal, iam.ServicePrincipal(name)) for name in names]
