"""What makes saved reports unasked: one function, called each hour and when the file of a report was saved."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from cdk import iam
from cdk.alarms import Alarms
from cdk.constructs.function import Function
from cdk.constructs.private_network import PrivateNetwork
from cdk.environment import environment_of
from worker.alerts.handler import DELIVERED
from worker.reports.deps import ReportSettings
from worker.reports.shelf import SAVED

EVERY = Duration.hours(1)
"""How late a report may be."""
MEMORY_MB = 1769
TIMEOUT = Duration.minutes(15)
NOT_WELL = Duration.hours(2)
"""Longer than a call and the next: a report that cannot be made rings its alarm once, and not each hour."""


class Reports(Construct):
    """A call that failed is not repeated by Lambda: the next one makes what it left."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: dict[str, Any],
        code: Path,
        arns: dict[str, str],
        alarms: Alarms,
        network: PrivateNetwork | None = None,
        further_environment: dict[str, str] | None = None,
    ) -> None:
        """`settings` are those of ReportSettings; `network` is the one that the function is in.

        `further_environment` is that of options.
        """
        super().__init__(scope, id)
        writer = Function(
            self,
            "Writer",
            handler="worker.reports.handler.handler",
            code=code,
            environment=environment_of(ReportSettings, **settings) | (further_environment or {}),
            grants=iam.REPORTS,
            arns=arns,
            alarms=alarms,
            timeout=TIMEOUT,
            memory_mb=MEMORY_MB,
            fault_period=NOT_WELL,
            network=network,
        )
        saved = {"bucket": {"name": [settings["bucket"]]}, "object": {"key": [{"prefix": SAVED}]}}
        pattern = events.EventPattern(source=["aws.s3"], detail_type=[DELIVERED], detail=saved)
        for rule in (
            events.Rule(self, "Saved", event_pattern=pattern),
            events.Rule(self, "Clock", schedule=events.Schedule.rate(EVERY)),
        ):
            target = targets.LambdaFunction(writer.function, retry_attempts=0)
            rule.add_target(cast(events.IRuleTarget, target))
