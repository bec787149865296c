"""What works on jobs: the worker itself, the sweep that lets none be forgotten, and the end of dead letters."""

from pathlib import Path
from typing import Any, cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk import iam
from cdk.alarms import Alarms
from cdk.capacity import Capacity
from cdk.constructs.doorbells import DEAD_LETTERS_TIMEOUT
from cdk.constructs.function import Function
from cdk.constructs.private_network import PrivateNetwork
from cdk.constructs.releases import Releases
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
        capacity: Capacity,
        releases: Releases,
        network: PrivateNetwork | None = None,
        further_grants: tuple[Grant, ...] = (),
    ) -> None:
        """`further_grants` are the worker's alone: for a language model, and for traces."""
        super().__init__(scope, id)
        self._common: dict[str, Any] = {
            "code": code,
            "environment": environment,
            "arns": arns,
            "alarms": alarms,
            "releases": releases,
            "network": network,
        }
        worker = self._function(
            "Worker",
            "handler",
            (*iam.WORKER, *further_grants),
            timeout=Duration.seconds(capacity.worker_timeout_s),
            memory_mb=capacity.worker_memory_mb,
            reserved_concurrency=capacity.workers if capacity.reserve_workers else None,
            warm=capacity.warm_workers,
        )
        sweep = self._function("Sweep", "sweep_handler", iam.SWEEP, timeout=Duration.seconds(55))
        end = self._function("DeadLetters", "dead_letter_handler", iam.DEAD_LETTERS, timeout=DEAD_LETTERS_TIMEOUT)
        # A job may take minutes: a second one in its batch would wait for it.
        self._rings("Doorbells", worker, arns["queue"], batch_size=1, max_concurrency=capacity.workers)
        self._rings("DeadDoorbells", end, arns["dead_letters"], batch_size=10)
        events.Rule(
            self,
            "EveryMinute",
            schedule=events.Schedule.rate(Duration.minutes(1)),
            targets=[cast(events.IRuleTarget, targets.LambdaFunction(sweep, retry_attempts=0))],
        )

    def _function(
        self,
        name: str,
        handler: str,
        grants: tuple[Grant, ...],
        *,
        timeout: Duration,
        memory_mb: int = 512,
        reserved_concurrency: int | None = None,
        warm: int = 0,
    ) -> lambda_.IFunction:
        return Function(
            self,
            name,
            handler=f"worker.handler.{handler}",
            grants=grants,
            timeout=timeout,
            memory_mb=memory_mb,
            reserved_concurrency=reserved_concurrency,
            warm=warm,
            **self._common,
        ).entry

    def _rings(
        self, name: str, target: lambda_.IFunction, queue: str, *, batch_size: int, max_concurrency: int | None = None
    ) -> None:
        """Has a function called with the messages of a queue, and only those again that it did not manage."""
        lambda_.EventSourceMapping(
            self,
            name,
            target=target,
            event_source_arn=queue,
            batch_size=batch_size,
            max_concurrency=max_concurrency,
            report_batch_item_failures=True,
        )
