"""One page for people: whether questions are answered, how fast, at what price, and what is in the way.

What a question took is read from the lines that the worker logs of each (`worker.question_log`), so that nothing is
paid for metrics while nobody looks; reading them costs $0.005 a GB of log.
"""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.constructs.questions import question_metric
from finops_core import savings_line
from websocket import feedback
from worker.question_log import FIELDS, MESSAGE

PERIOD = Duration.minutes(5)
PATTERN = ", ".join(f"{name}=*" for name in FIELDS) + f" | {MESSAGE}"
QUESTIONS = (f'filter @message like "| {MESSAGE}"', f'parse @message "{PATTERN}" as {", ".join(FIELDS)}')
"""How a query begins that counts questions."""

Widget = cloudwatch.IWidget

OF_QUESTIONS: Mapping[str, str] = {
    "Questions and how they ended": "stats count(*) as questions by status, bin(1h)",
    "Seconds from question to answer, half and 95 of 100": (
        "stats pct(wait_ms + run_ms, 50) / 1000 as half, pct(wait_ms + run_ms, 95) / 1000 as of_95 by bin(1h)"
    ),
    "Milliseconds a stage, 95 of 100: waiting, working, routing": (
        "stats pct(wait_ms, 95) as waiting, pct(run_ms, 95) as working, pct(route_us, 95) / 1000 as routing by bin(1h)"
    ),
    "Tokens, and dollars for models and paid interfaces": (
        "stats sum(tokens_in) as tokens_in, sum(tokens_out) as tokens_out, sum(price_usd) as usd by bin(1d)"
    ),
    "How questions were read": "stats count(*) as questions by path",
    "People who asked": "stats count_distinct(user_id) as people by bin(1d)",
    "Why questions failed": 'filter status = "FAILED" | stats count(*) as questions by code',
}

OF_SAVINGS = (
    'filter @message like "| savings "',
    f'parse @message "{savings_line.PATTERN}" as {", ".join(savings_line.FIELDS)}',
    "stats max(a_month) as most by kind, currency, bin(1d)",
)
"""Of what was told on a day the most: who sees fewer accounts is told less."""
OF_FEEDBACK = (
    'filter @message like "| feedback given"',
    f'parse @message "{feedback.PATTERN}" as verdict',
    "stats count(*) as answers by verdict",
)


class Dashboard(Construct):
    """The dashboard of one stack. AWS bills nothing for an account's first three, then $3 a month each."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        functions: Mapping[str, lambda_.IFunction],
        worker_log: logs.ILogGroup,
        front_logs: Sequence[logs.ILogGroup],
        queue: sqs.IQueue,
        lost: Mapping[str, sqs.IQueue],
        api: apigateway.WebSocketApi,
        measured: str | None = None,
    ) -> None:
        """`lost` are the queues in which nothing may lie, by what they are called; `front_logs` are those of what takes
        frames.

        `measured` is the stack whose questions are metrics too: they are drawn without reading a log.
        """
        super().__init__(scope, id)
        log = worker_log.log_group_name
        cloudwatch.Dashboard(
            self,
            "Page",
            default_interval=Duration.days(7),
            widgets=[
                *([_measured(measured)] if measured is not None else []),
                [_of_log(title, [log], (*QUESTIONS, query)) for title, query in list(OF_QUESTIONS.items())[:3]],
                [_of_log(title, [log], (*QUESTIONS, query)) for title, query in list(OF_QUESTIONS.items())[3:]],
                [_waiting(queue), _lost(lost), _throttled(functions)],
                [_errors(functions), _durations(functions), _clients(api)],
                [
                    _cold_starts(log),
                    _of_log("Savings a month, found and realised", [log], OF_SAVINGS),
                    _of_log("What people say of answers", [each.log_group_name for each in front_logs], OF_FEEDBACK),
                ],
            ],
        )


def _measured(stack_name: str) -> list[Widget]:
    def of(name: str, statistic: str, label: str) -> cloudwatch.Metric:
        return question_metric(name, stack_name, statistic, PERIOD, label)

    return [
        _graph("Questions now", [of("questions", "sum", "asked"), of("failed", "sum", "failed")]),
        _graph(
            "Milliseconds to the answer now",
            [of("answer_ms", "p50", "half"), of("answer_ms", "p95", "95 of 100"), of("run_ms", "p95", "at work")],
        ),
        _graph("Models now", [of("tokens", "sum", "tokens"), of("price_usd", "sum", "dollars")]),
    ]


def _of_log(title: str, groups: Sequence[str], lines: Sequence[str]) -> Widget:
    over_time = "bin(" in lines[-1] and " by status" not in lines[-1]
    view = cloudwatch.LogQueryVisualizationType.LINE if over_time else cloudwatch.LogQueryVisualizationType.TABLE
    return cloudwatch.LogQueryWidget(
        title=title, log_group_names=list(groups), query_lines=list(lines), view=view, width=8, height=6
    )


def _cold_starts(log: str) -> Widget:
    lines = ('filter @type = "REPORT"', "stats count(@initDuration) as cold, count(*) as all, max(@initDuration) as ms")
    return _of_log("The worker's cold starts", [log], lines)


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> Widget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8, height=6)


def _waiting(queue: sqs.IQueue) -> Widget:
    age = queue.metric_approximate_age_of_oldest_message(period=PERIOD, label="seconds", statistic="max")
    return _graph("How long the oldest question waits", [age])


def _lost(queues: Mapping[str, sqs.IQueue]) -> Widget:
    return _graph(
        "Dead letters and what was not delivered",
        [
            queue.metric_approximate_number_of_messages_visible(period=PERIOD, label=name, statistic="max")
            for name, queue in queues.items()
        ],
    )


def _throttled(functions: Mapping[str, lambda_.IFunction]) -> Widget:
    made = [each.metric_throttles(period=PERIOD, label=name) for name, each in functions.items()]
    return _graph("Throttled calls", made)


def _errors(functions: Mapping[str, lambda_.IFunction]) -> Widget:
    made = [each.metric_errors(period=PERIOD, label=name) for name, each in functions.items()]
    return _graph("Functions that failed (the authorizer's refusals among them)", made)


def _durations(functions: Mapping[str, lambda_.IFunction]) -> Widget:
    made = [each.metric_duration(period=PERIOD, label=name, statistic="p95") for name, each in functions.items()]
    return _graph("Milliseconds a call, 95 of 100", made)


def _clients(api: apigateway.WebSocketApi) -> Widget:
    names = ("ConnectCount", "MessageCount", "ClientError", "ExecutionError")
    return _graph("Connections and frames", [api.metric(name, period=PERIOD, statistic="sum") for name in names])
