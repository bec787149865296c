"""Alarms: what an operator has to hear about, because no user's retry will mend it."""

from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


class Alarms(Construct):
    """Makes alarms that all tell the same topic, or nobody without one."""

    def __init__(self, scope: Construct, id: str, *, topic_arn: str | None) -> None:
        super().__init__(scope, id)
        self._topic = sns.Topic.from_topic_arn(self, "Topic", topic_arn) if topic_arn else None

    def above(
        self, id: str, metric: cloudwatch.Metric, threshold: float, description: str, *, periods: int = 1
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
        if self._topic is not None:
            alarm.add_alarm_action(cast(cloudwatch.IAlarmAction, actions.SnsAction(self._topic)))


FIVE_MINUTES = Duration.minutes(5)
