"""What is known of questions as numbers: metrics that the worker logs with each, and alarms on them."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from cdk.alarms import Alarms
from finops_core.json_logs import NAMESPACE, STACK

FAILED_PERCENT: Final = 20
SLOW_MS: Final = Duration.seconds(60).to_milliseconds()
PART_OF_BUDGET: Final = 10
"""A day's models may cost this part of the month's budget before somebody is told."""


def question_metric(name: str, stack_name: str, statistic: str, period: Duration, label: str = "") -> cloudwatch.Metric:
    """One metric of `worker.question_log` over the questions of one stack."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={STACK: stack_name},
        statistic=statistic,
        period=period,
        label=label or None,
    )


class QuestionAlarms(Construct):
    """Tells when questions fail, take long, or cost more for models than was meant; `budget_usd` None: no money."""

    def __init__(self, scope: Construct, id: str, *, stack_name: str, alarms: Alarms, budget_usd: int | None) -> None:
        super().__init__(scope, id)
        quarter = Duration.minutes(15)
        failed = cloudwatch.MathExpression(
            expression="100 * failed / questions",
            using_metrics={
                "failed": question_metric("failed", stack_name, "sum", quarter),
                "questions": question_metric("questions", stack_name, "sum", quarter),
            },
            period=quarter,
            label="percent",
        )
        alarms.above(
            "QuestionsFail", failed, FAILED_PERCENT, f"More than {FAILED_PERCENT} % of questions failed", periods=2
        )
        slow = question_metric("answer_ms", stack_name, "p95", quarter)
        alarms.above("QuestionsSlow", slow, SLOW_MS, "One answer of twenty takes more than a minute", periods=2)
        if budget_usd is not None:
            spent = question_metric("price_usd", stack_name, "sum", Duration.days(1))
            told = f"Models cost more in a day than 1/{PART_OF_BUDGET} of the month's budget"
            alarms.above("ModelMoney", spent, budget_usd / PART_OF_BUDGET, told)
