"""What works on jobs: the worker itself, the sweep that lets none be forgotten, and the end of dead letters."""

from pathlib import Path
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk import iam
from cdk.alarms import Alarms
from cdk.constructs.doorbells import DEAD_LETTERS_TIMEOUT, WORKER_TIMEOUT
from cdk.constructs.function import Function
from finops_core.tools.readers import Grant


class Work(Construct):
    """The worker's three functions: one code, one set of settings, three roles."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        code: Path,
        environment: dict[str, str],
        arns: dict[str, str],
        alarms: Alarms,
        workers: int,
        reserved: bool,
        model_grants: tuple[Grant, ...] = (),
    ) -> None:
        """`workers` work at once at most; `reserved` keeps so many executions of the account for them.

        `model_grants` are what asking a language model takes, which the worker alone may.
        """
        super().__init__(scope, id)

        def function(
            name: str,
            handler: str,
            grants: tuple[Grant, ...],
            timeout: Duration,
            memory_mb: int,
            reserve: int | None = None,
        ) -> lambda_.IFunction:
            return Function(
                self,
                name,
                handler=handler,
                code=code,
                environment=environment,
                grants=grants,
                arns=arns,
                alarms=alarms,
                timeout=timeout,
                memory_mb=memory_mb,
                reserved_concurrency=reserve,
            ).function

        worker = function(
            "Worker",
            "worker.handler.handler",
            (*iam.WORKER, *model_grants),
            WORKER_TIMEOUT,
            1769,
            workers if reserved else None,
        )
        sweep = function("Sweep", "worker.handler.sweep_handler", iam.SWEEP, Duration.seconds(55), 512)
        end = function("DeadLetters", "worker.handler.dead_letter_handler", iam.DEAD_LETTERS, DEAD_LETTERS_TIMEOUT, 512)
        lambda_.EventSourceMapping(
            self,
            "Doorbells",
            target=worker,
            event_source_arn=arns["queue"],
            # A job may take minutes: a second one in its batch would wait for it.
            batch_size=1,
            max_concurrency=workers,
            report_batch_item_failures=True,
        )
        lambda_.EventSourceMapping(
            self,
            "DeadDoorbells",
            target=end,
            event_source_arn=arns["dead_letters"],
            batch_size=10,
            report_batch_item_failures=True,
        )
        events.Rule(
            self,
            "EveryMinute",
            schedule=events.Schedule.rate(Duration.minutes(1)),
            targets=[cast(events.IRuleTarget, targets.LambdaFunction(sweep, retry_attempts=0))],
        )
