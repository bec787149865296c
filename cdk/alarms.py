"""Alarms: what an operator has to hear about, because no user's retry will mend it."""

from typing import cast

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct


class Alarms(Construct):
    """Makes alarms that all tell one topic: the owner's, or one of the stack's own, which mails who is named."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        topic_arn: str | None,
        email: str | None = None,
        key: kms.IKey | None = None,
    ) -> None:
        """`key` encrypts the stack's own topic."""
        super().__init__(scope, id)
        self._key = key
        self.mailed = None if topic_arn else email
        self.made: dict[str, cloudwatch.Alarm] = {}
        """By their ids."""
        self.topic = sns.Topic.from_topic_arn(self, "Topic", topic_arn) if topic_arn else self._own_topic(email)

    def above(
        self, id: str, metric: cloudwatch.IMetric, threshold: float, description: str, *, periods: int = 1
    ) -> None:
        """Alarms once the metric was above `threshold` for `periods` periods in a row. No data is no alarm."""
        alarm = cloudwatch.Alarm(
            self,
            id,
            metric=metric,
            threshold=threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        self.made[id] = alarm
        alarm.add_alarm_action(cast(cloudwatch.IAlarmAction, actions.SnsAction(self.topic)))

    def _own_topic(self, email: str | None) -> sns.ITopic:
        """A topic that this account's alarms and budgets may publish to, and nobody else."""
        topic = sns.Topic(self, "Told", enforce_ssl=True, master_key=self._key)
        for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
            topic.add_to_resource_policy(
                iam.PolicyStatement(
                    actions=["sns:Publish"],
                    resources=[topic.topic_arn],
                    principals=[cast(iam.IPrincipal, iam.ServicePrincipal(service))],
                    conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
                )
            )
        told = cast(sns.ITopic, topic)
        if email is not None:
            sns.Subscription(self, "Mail", topic=told, protocol=sns.SubscriptionProtocol.EMAIL, endpoint=email)
        return told


FIVE_MINUTES = Duration.minutes(5)
