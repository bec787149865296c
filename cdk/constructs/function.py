"""One Lambda function: its code, its own role with nothing but its grants, its log, its error alarm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Size, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.alarms import FIVE_MINUTES, Alarms
from cdk.constructs.private_network import PrivateNetwork
from cdk.constructs.releases import Releases
from cdk.iam import LOGGING, NETWORK, statements, withheld_from_code
from cdk.suppressions import acknowledge_wildcards
from finops_core.json_logs import NAMESPACE
from finops_core.tools.readers import Grant


class Function(Construct):
    """A Python function on arm64. Its role is made with its policy, so that nothing runs before it may."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        handler: str,
        code: Path | lambda_.Code,
        environment: dict[str, str],
        grants: Iterable[Grant],
        arns: Mapping[str, str],
        alarms: Alarms,
        timeout: Duration,
        memory_mb: int,
        refusal: str | None = None,
        reserved_concurrency: int | None = None,
        disk_mb: int | None = None,
        fault_period: Duration = FIVE_MINUTES,
        releases: Releases | None = None,
        warm: int = 0,
        network: PrivateNetwork | None = None,
    ) -> None:
        """`refusal` names the exception by which a function refuses: raised as asked for, it is no fault.

        `reserved_concurrency` is how many of the account's concurrent executions are kept for this function alone;
        `disk_mb` is what it may write, Lambda's 512 MB without it. `fault_period` is over how long errors are counted
        for the alarm. `releases` says how a new version of it takes over, at once without it, and `warm` how many of it
        are kept started. `network` is the one that it is in.
        """
        super().__init__(scope, id)
        log_group = logs.LogGroup(self, "Log", removal_policy=RemovalPolicy.DESTROY)
        needed = (*grants, *LOGGING, *(NETWORK if network is not None else ()))
        known = {**arns, "log_group": log_group.log_group_arn}
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=cast(iam.IPrincipal, iam.ServicePrincipal("lambda.amazonaws.com")),
            inline_policies={
                "grants": iam.PolicyDocument(statements=[*statements(needed, known), *self._withheld(network)])
            },
        )
        acknowledge_wildcards(self.role, needed, known)
        function = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_12,
            architecture=lambda_.Architecture.ARM_64,
            handler=handler,
            code=lambda_.Code.from_asset(str(code)) if isinstance(code, Path) else code,
            environment=environment,
            role=self.role.without_policy_updates(),
            log_group=log_group,
            # The product's own code writes JSON by itself; a function in one file leaves it to Lambda.
            logging_format=None if isinstance(code, Path) else lambda_.LoggingFormat.JSON,
            timeout=timeout,
            memory_size=memory_mb,
            reserved_concurrent_executions=reserved_concurrency,
            ephemeral_storage_size=Size.mebibytes(disk_mb) if disk_mb else None,
            **(network.around() if network is not None else {}),
        )
        faults = function.metric_errors(period=fault_period)
        if refusal is not None:
            faults = _faults_but(refusal, log_group, id)
        alarms.above(f"{id}Errors", faults, 0, f"{handler} raised; see its log")
        self.log_group = log_group
        self.function = cast(lambda_.IFunction, function)
        self.entry = self.function if releases is None else releases.entry(function, id, warm=warm)
        """What calls go to; the metrics of `function` count those as well."""

    def _withheld(self, network: PrivateNetwork | None) -> list[iam.PolicyStatement]:
        """In a network: what Lambda may in the function's role, and the function's code may not."""
        if network is None:
            return []
        any_function = Stack.of(self).format_arn(
            service="lambda", resource="function", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
        )
        return [withheld_from_code(NETWORK, any_function)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fittings:
    """What functions of one kind have in common: code, settings, the words of `cdk.iam`, and whom alarms tell.

    `further_grants` go beside those that a function has by what it does: for traces. `warm` of each are kept started.
    """

    code: Path
    environment: dict[str, str]
    arns: Mapping[str, str]
    alarms: Alarms
    memory_mb: int
    releases: Releases | None = None
    warm: int = 0
    further_grants: tuple[Grant, ...] = ()

    def function(
        self,
        scope: Construct,
        id: str,
        *,
        handler: str,
        grants: tuple[Grant, ...],
        timeout: Duration,
        refusal: str | None = None,
    ) -> Function:
        """A function with these, and with what is its own."""
        return Function(
            scope,
            id,
            handler=handler,
            code=self.code,
            environment=self.environment,
            grants=(*grants, *self.further_grants),
            arns=self.arns,
            alarms=self.alarms,
            timeout=timeout,
            memory_mb=self.memory_mb,
            refusal=refusal,
            releases=self.releases,
            warm=self.warm,
        )


ENDED_FROM_OUTSIDE = ("Task timed out", "Runtime exited", "Runtime.ImportModuleError")
"""How Lambda tells of an end that the function's code did not choose, in lines of its own that name no level."""


def _faults_but(refusal: str, log_group: logs.LogGroup, name: str) -> cloudwatch.Metric:
    """What a function logs as errors, what it raises among it, except for refusals; and its ends from outside.

    Several filters of one metric: a pattern with alternatives takes no exclusions beside them, and the function's own
    lines are JSON, which Lambda's are not.
    """
    patterns = {
        "Faults": logs.FilterPattern.literal(f'"[ERROR]" -"{refusal}"'),
        "Told": logs.FilterPattern.string_value("$.level", "=", "ERROR"),
        "Ends": logs.FilterPattern.any_term(*ENDED_FROM_OUTSIDE),
    }
    metric_name = f"{name}Faults"
    for id, pattern in patterns.items():
        logs.MetricFilter(
            log_group,
            id,
            log_group=log_group,
            filter_pattern=pattern,
            metric_namespace=NAMESPACE,
            metric_name=metric_name,
            metric_value="1",
        )
    return cloudwatch.Metric(namespace=NAMESPACE, metric_name=metric_name, statistic="sum", period=FIVE_MINUTES)
