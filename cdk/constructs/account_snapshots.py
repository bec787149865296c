"""What looks at the accounts, where a stage wants it: one function that a clock calls each night."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from cdk import iam
from cdk.alarms import Alarms
from cdk.constructs.function import Function
from cdk.environment import environment_of
from cdk.suppressions import acknowledge_runtime
from worker.account_snapshots.deps import TakingSettings

AT_HOUR_UTC = 4
"""Before people ask, and after the day's metrics are whole."""
TIMEOUT = Duration.minutes(15)
MEMORY_MB = 1769
NOT_WELL = Duration.days(1)
"""From one call to the next: a snapshot that cannot be taken rings its alarm once."""


class AccountSnapshots(Construct):
    """A call that failed is not repeated at once: the snapshot before stays, and the next night takes another.

    The function is in no private network: most services that it looks at have no endpoint there. It never reads the
    bill, and what it holds is in the one object that it writes.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: dict[str, Any],
        code: Path,
        arns: dict[str, str],
        alarms: Alarms,
    ) -> None:
        """`settings` are those of TakingSettings."""
        super().__init__(scope, id)
        taker = Function(
            self,
            "Taker",
            handler="worker.account_snapshots.handler.handler",
            code=code,
            environment=environment_of(TakingSettings, **settings),
            grants=iam.SNAPSHOT_TAKER,
            arns=arns,
            alarms=alarms,
            timeout=TIMEOUT,
            memory_mb=MEMORY_MB,
            fault_period=NOT_WELL,
        )
        acknowledge_runtime(taker)
        target = targets.LambdaFunction(taker.function, retry_attempts=0)
        nightly = events.Schedule.cron(minute="0", hour=str(AT_HOUR_UTC))
        events.Rule(self, "Clock", schedule=nightly, targets=[cast(events.IRuleTarget, target)])
