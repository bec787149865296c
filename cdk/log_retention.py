"""How long logs are kept: one choice for every log of the stack, whoever made it."""

from aws_cdk import Stack
from aws_cdk import aws_logs as logs

from cdk.config import LogDays


def keep_logs(stack: Stack, days: LogDays) -> None:
    """Sets the retention of every log group that the stack has by now."""
    for found in stack.node.find_all():
        if isinstance(found, logs.CfnLogGroup):
            found.retention_in_days = days
