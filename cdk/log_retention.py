"""How long logs are kept, and by which key: one choice for every log of the stack, whoever made it."""

from aws_cdk import Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from cdk.config import LogDays


def keep_logs(stack: Stack, days: LogDays, *, key: kms.IKey | None = None) -> None:
    """Sets retention and key of every log group that the stack has by now; without a key they have AWS's own."""
    for found in stack.node.find_all():
        if isinstance(found, logs.CfnLogGroup):
            found.retention_in_days = days
            found.kms_key_id = None if key is None else key.key_arn
