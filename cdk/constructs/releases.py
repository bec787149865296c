"""How a release takes over: versions of functions, the aliases that lead to them, and who shifts calls between them."""

from typing import Final, cast

from aws_cdk import Stack
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk.alarms import Alarms
from cdk.capacity import Pace
from cdk.suppressions import acknowledge_shifting

ALIAS: Final = "live"

PACES: Final = {
    # Alarms look at five minutes at a time: in less, a release would be through before they know.
    "canary": codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_15_MINUTES,
    "linear": codedeploy.LambdaDeploymentConfig.LINEAR_10_PERCENT_EVERY_3_MINUTES,
}

OF_ALL: Final = ("DeadLetters", "Undelivered", "QueueAge", "FeedAge", "QuestionsFail", "QuestionsSlow")
"""The alarms that take a release of any function back, beside the one of its own errors. CodeDeploy looks at ten at
most; what rings for a bill or a budget says nothing about a release."""


class Releases(Construct):
    """Makes what calls go to: a function itself, or an alias of it where calls are shifted or functions kept warm.

    CloudFormation waits for all shifts of an update. When an alarm rings, CodeDeploy leads that function's calls back,
    and CloudFormation takes back the whole update.
    """

    def __init__(self, scope: Construct, id: str, *, pace: Pace, alarms: Alarms) -> None:
        super().__init__(scope, id)
        self._pace = PACES.get(pace)
        self._alarms = alarms
        self._allowed = iam.PolicyDocument()
        self._functions: list[lambda_.Function] = []
        self._groups: dict[str, codedeploy.LambdaDeploymentGroup] = {}
        if self._pace is not None:
            self._application = codedeploy.LambdaApplication(self, "Application")
            self._role = iam.Role(self, "Role", assumed_by=_codedeploy(self), inline_policies={"grants": self._allowed})

    def entry(self, function: lambda_.Function, name: str, *, warm: int) -> lambda_.IFunction:
        """What calls of a function go to. `warm` are kept started; `name` is the one of the function's alarm."""
        if self._pace is None and not warm:
            return cast(lambda_.IFunction, function)
        alias = lambda_.Alias(
            function,
            "Alias",
            alias_name=ALIAS,
            version=cast(lambda_.IVersion, function.current_version),
            provisioned_concurrent_executions=warm or None,
        )
        if self._pace is not None:
            self._functions.append(function)
            self._groups[name] = codedeploy.LambdaDeploymentGroup(
                self,
                name,
                application=cast(codedeploy.ILambdaApplication, self._application),
                alias=alias,
                deployment_config=self._pace,
                role=self._role.without_policy_updates(),
                auto_rollback=codedeploy.AutoRollbackConfig(
                    failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True
                ),
            )
        return cast(lambda_.IFunction, alias)

    def finish(self) -> None:
        """After all functions and alarms were made: which alarms take a release back, and what CodeDeploy may do."""
        if self._pace is None:
            return
        for name, group in self._groups.items():
            for wanted in (f"{name}Errors", *OF_ALL):
                if (alarm := self._alarms.made.get(wanted)) is not None:
                    group.add_alarm(alarm)
        self._allowed.add_statements(*_shifting(self._functions))
        acknowledge_shifting(self._role)


def _codedeploy(scope: Construct) -> iam.IPrincipal:
    """CodeDeploy, for deployments of this account alone."""
    service = iam.ServicePrincipal("codedeploy.amazonaws.com")
    own = {"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}}
    return cast(iam.IPrincipal, service.with_conditions(own))


def _shifting(functions: list[lambda_.Function]) -> list[iam.PolicyStatement]:
    """As AWS's AWSCodeDeployRoleForLambdaLimited, for these functions instead of all, without what hooks take."""
    arns = [arn for each in functions for arn in (each.function_arn, f"{each.function_arn}:{ALIAS}")]
    return [
        iam.PolicyStatement(
            actions=["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"], resources=arns
        ),
        iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"]),
    ]
