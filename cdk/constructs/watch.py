"""What watches the bill unasked: one function, called by a clock and whenever a delivery was prepared."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from billing.roll_up.manifest import NAME
from cdk import iam
from cdk.alarms import Alarms
from cdk.constructs.function import Function
from cdk.constructs.storage import PREPARED_PREFIX
from cdk.environment import environment_of
from finops_core.tools.readers import Grant
from worker.alerts.deps import WatchSettings
from worker.alerts.handler import DELIVERED

EVERY = Duration.minutes(15)
"""How late a message may be that waits for its hour, or for its next try."""
TIMEOUT = Duration.minutes(10)
MEMORY_MB = 1769
NOT_WELL = Duration.hours(1)
"""Longer than a round and the next: a channel that stays broken rings its alarm once, and not four times an hour."""


class Watch(Construct):
    """A call that failed is not repeated by Lambda: the next round does what it left, and more would only ring more."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bucket: str,
        settings: dict[str, Any],
        code: Path,
        arns: dict[str, str],
        alarms: Alarms,
        further_grants: tuple[Grant, ...] = (),
    ) -> None:
        """`bucket` is where deliveries are prepared; `settings` are those of WatchSettings.

        `further_grants` are for channels of the owner's own.
        """
        super().__init__(scope, id)
        rounds = Function(
            self,
            "Rounds",
            handler="worker.alerts.handler.handler",
            code=code,
            environment=environment_of(WatchSettings, **settings),
            grants=(*iam.WATCH, *further_grants),
            arns=arns,
            alarms=alarms,
            timeout=TIMEOUT,
            memory_mb=MEMORY_MB,
            fault_period=NOT_WELL,
        )
        prepared = {"bucket": {"name": [bucket]}, "object": {"key": [f"{PREPARED_PREFIX}{NAME}"]}}
        pattern = events.EventPattern(source=["aws.s3"], detail_type=[DELIVERED], detail=prepared)
        for rule in (
            events.Rule(self, "Prepared", event_pattern=pattern),
            events.Rule(self, "Clock", schedule=events.Schedule.rate(EVERY)),
        ):
            target = targets.LambdaFunction(rounds.function, retry_attempts=0)
            rule.add_target(cast(events.IRuleTarget, target))
