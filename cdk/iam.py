"""Who may do what: the grants of each function, and how grants become IAM statements.

A grant names resources by the stack's own words (`table`, `queue`, `bill`, …), which only the stack can turn into
ARNs. There are three kinds of role: the platform's functions, whose needs are declared here; the reader, which holds
what the tools' readers declare; the executor, which holds what changing tools declare.
"""

from collections.abc import Collection, Iterable, Mapping

from aws_cdk import aws_iam as iam

from account.live.policy import grants as account_grants
from finops_core.table.schema import DUE_INDEX, THREAD_INDEX, USER_INDEX
from finops_core.tools.readers import Grant
from finops_core.tools.spec import Catalog


def index_of_table(name: str) -> str:
    """The word for an index of the table."""
    return f"table/index/{name}"


JOB_STEPS = (
    Grant(
        actions=(
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        ),
        resources=("table",),
    ),
)
"""Claiming a job and appending to its log. Deleting is for an expired item that lies where a new one goes; the sweep
also erases what users deleted."""

LISTED_JOBS = Grant(actions=("dynamodb:BatchGetItem",), resources=("table",))
"""An index names jobs; their records are read together."""

AUTHORIZER = (Grant(actions=("dynamodb:GetItem",), resources=("table",)),)
"""For API keys, which are in the table; tokens of the user pool are checked by its published keys."""

CONNECT = (
    Grant(actions=("dynamodb:PutItem", "dynamodb:Query", "dynamodb:DeleteItem"), resources=("table",)),
    Grant(actions=("execute-api:ManageConnections",), resources=("connections",)),
)
"""Storing a connection and counting its user's. With too many, the oldest are asked whether they are still there."""

DISCONNECT = (Grant(actions=("dynamodb:DeleteItem",), resources=("table",)),)

PRIVATE = (
    *JOB_STEPS,
    LISTED_JOBS,
    Grant(actions=("dynamodb:Query",), resources=(index_of_table(USER_INDEX.name), index_of_table(THREAD_INDEX.name))),
    Grant(actions=("s3:GetObject",), resources=("artifacts",)),
    Grant(actions=("sqs:SendMessage",), resources=("queue",)),
)
"""Of requests that principals of AWS sign: frames, from users who have no sockets that would have to be told."""

MESSAGE = (*PRIVATE, Grant(actions=("execute-api:ManageConnections",), resources=("connections",)))

HTTP = MESSAGE
"""A request is a frame. Replies are returned, and what a user's sockets have to know is posted to them."""

PUBLISHER = (
    Grant(actions=("dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"), resources=("table",)),
    Grant(actions=("execute-api:ManageConnections",), resources=("connections",)),
    Grant(
        actions=("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"), resources=("stream",)
    ),
    Grant(actions=("dynamodb:ListStreams",)),
    Grant(actions=("sqs:SendMessage",), resources=("undelivered",)),
)

WORKER = (
    *JOB_STEPS,
    LISTED_JOBS,
    Grant(actions=("dynamodb:Query",), resources=(index_of_table(THREAD_INDEX.name),)),
    Grant(actions=("s3:PutObject",), resources=("artifacts",)),
    Grant(
        actions=("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"),
        resources=("queue",),
    ),
    Grant(actions=("sqs:SendMessage",), resources=("queue",)),
    Grant(actions=("sts:AssumeRole",), resources=("reader_role",)),
)
"""The worker keeps jobs as itself, and reads bill and account as the reader: its own role holds nothing of theirs."""

PREPARER = (
    Grant(actions=("s3:GetObject", "s3:PutObject", "s3:DeleteObject"), resources=("prepared",)),
    Grant(actions=("s3:ListBucket",), resources=("artifacts_bucket",)),
    Grant(
        actions=("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"),
        resources=("arrivals",),
    ),
    Grant(actions=("sts:AssumeRole",), resources=("reader_role",)),
)
"""The export is read as the reader, and what was prepared of it is kept by the function itself. Without leave to list
a bucket, S3 does not tell what is not there from what may not be seen."""

WATCH = (
    *JOB_STEPS,
    Grant(actions=("sns:Publish",), resources=("alert_topic",)),
    Grant(actions=("sts:AssumeRole",), resources=("reader_role",)),
)
"""The watch reads the bill as the reader, keeps in the table what it told, and tells the stack's topic."""

REPORTS = (
    Grant(actions=("dynamodb:GetItem", "dynamodb:PutItem"), resources=("table",)),
    Grant(actions=("s3:ListBucket",), resources=("artifacts_bucket",)),
    Grant(actions=("s3:GetObject",), resources=("reports_saved",)),
    Grant(actions=("s3:PutObject",), resources=("reports_made",)),
    Grant(actions=("sts:AssumeRole",), resources=("reader_role",)),
)
"""What makes reports reads the bill as the reader, and leaves in the table what the watch is to tell."""

SNAPSHOT_TAKER = (
    Grant(actions=("s3:PutObject",), resources=("account_snapshot",)),
    Grant(actions=("sts:AssumeRole",), resources=("reader_role",)),
)
"""What takes the snapshot looks at accounts as the reader, and keeps the one object that it makes."""

ACCOUNT_SNAPSHOT = (
    Grant(actions=tuple(sorted({action for grant in account_grants() for action in grant.actions}))),
    Grant(actions=("s3:GetObject",), resources=("account_snapshot",)),
)
"""The reader's, where snapshots are taken: what the account's readers declare, in one statement as a role holds so
many characters, and the snapshot itself. Looking at all that there is has no narrower resource than everything."""

PREPARED = (Grant(actions=("s3:GetObject",), resources=("prepared",)),)
"""The reader's."""

PREPARED_ELSEWHERE = (Grant(actions=("s3:ListBucket",), resources=("prepared_bucket",)),)
"""The reader's, where the export lies in another bucket than what is prepared of it."""

ATHENA = (
    Grant(
        actions=(
            "athena:StartQueryExecution",
            "athena:GetQueryExecution",
            "athena:GetQueryResults",
            "athena:StopQueryExecution",
        ),
        resources=("athena_workgroup",),
    ),
    Grant(
        actions=("glue:GetDatabase", "glue:GetTable", "glue:CreateTable"),
        resources=("glue_catalog", "glue_database", "glue_tables"),
    ),
    Grant(actions=("s3:GetObject", "s3:PutObject"), resources=("athena_results",)),
    Grant(actions=("s3:GetBucketLocation",), resources=("results_bucket",)),
)
"""The reader's, where Athena is asked: it reads the bill's files and writes its results as who asks."""

ROLLING_UP = (
    Grant(
        actions=("athena:StartQueryExecution", "athena:GetQueryExecution", "athena:StopQueryExecution"),
        resources=("athena_workgroup",),
    ),
    *ATHENA[1:],
    Grant(actions=("sqs:SendMessage",), resources=("arrivals",)),
)
"""The preparer's, where Athena rolls up large deliveries: it writes below `prepared` as who asks. What takes longer
than one call goes on by a message of its own."""

TRACING = (Grant(actions=("xray:PutTraceSegments",)),)
"""Sending spans to X-Ray's OTLP address, which knows no resources: of the functions that make them."""

TERMS = (Grant(actions=("s3:GetObject",), resources=("terms",)),)
"""The reader's, where the organisation's terms are an object of somebody's bucket."""

SWEEP = (
    *JOB_STEPS,
    Grant(actions=("s3:ListBucket",), resources=("artifacts_bucket",)),
    Grant(actions=("s3:DeleteObject",), resources=("artifacts",)),
    LISTED_JOBS,
    Grant(actions=("dynamodb:Query",), resources=(index_of_table(DUE_INDEX.name), index_of_table(THREAD_INDEX.name))),
    Grant(actions=("sqs:SendMessage",), resources=("queue",)),
)

DEAD_LETTERS = (
    *JOB_STEPS,
    Grant(actions=("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"), resources=("dead_letters",)),
)

PAGE_FILES = (
    Grant(actions=("s3:GetObject",), resources=("page_assets",)),
    Grant(actions=("s3:ListBucket",), resources=("page_bucket",)),
    Grant(actions=("s3:PutObject", "s3:DeleteObject"), resources=("page",)),
)

PIPELINE = (
    Grant(
        actions=(
            "cloudformation:CreateChangeSet",
            "cloudformation:DescribeChangeSet",
            "cloudformation:ExecuteChangeSet",
            "cloudformation:DeleteChangeSet",
            "cloudformation:DescribeStacks",
            "cloudformation:DescribeStackEvents",
        ),
        resources=("own_stack",),
    ),
    Grant(actions=("iam:PassRole",), resources=("execution_role",)),
    Grant(actions=("s3:GetObject", "s3:PutObject"), resources=("cdk_asset_objects",)),
    Grant(actions=("s3:ListBucket",), resources=("cdk_assets",)),
    Grant(actions=("ssm:GetParameter",), resources=("cdk_version",)),
    Grant(actions=("lambda:GetAccountSettings",)),
)
"""Of a deployment by a pipeline: CloudFormation changes the stack in a role of its own, from what lies in the CDK's
bucket. The template is read from there too, and the parameter says whether the account is ready."""

NETWORK = (
    Grant(
        actions=(
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
        ),
    ),
)
"""What Lambda does in a function's role to have it in a network, on everything, as AWS's own policy for it says; the
function's code may none of it.

Source: Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC"."""

LOGGING = (Grant(actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=("log_group",)),)
"""Every function's."""


def entering(roles: Collection[str]) -> tuple[Grant, ...]:
    """The reader's, where it looks at further accounts: taking their roles, by ARN."""
    return (Grant(actions=("sts:AssumeRole",), resources=tuple(dict.fromkeys(roles))),) if roles else ()


def reader_grants(catalog: Catalog) -> tuple[Grant, ...]:
    """What the readers take that the catalog's tools need, each grant once, in the catalog's order."""
    needed = (reader for agent in catalog.values() for tool in agent.tools for reader in tool.needs)
    return tuple(dict.fromkeys(grant for reader in needed for grant in reader.grants))


def executor_grants(catalog: Catalog) -> tuple[Grant, ...]:
    """What the tools that change something take to carry it out, each grant once. Never part of another role."""
    changing = (tool for agent in catalog.values() for tool in agent.tools if tool.changes)
    return tuple(dict.fromkeys(grant for tool in changing for grant in tool.grants))


def statements(grants: Iterable[Grant], arns: Mapping[str, str]) -> list[iam.PolicyStatement]:
    """One Allow statement a grant. Raises ValueError for a resource that is no ARN and none of `arns`."""
    return [
        iam.PolicyStatement(
            actions=list(grant.actions), resources=[_arn(resource, arns) for resource in grant.resources]
        )
        for grant in grants
    ]


def withheld_from_code(grants: Iterable[Grant], functions: str) -> iam.PolicyStatement:
    """Denies what Lambda needs for a function to the code of the function; `functions` is an ARN that matches it."""
    return iam.PolicyStatement(
        effect=iam.Effect.DENY,
        actions=[action for grant in grants for action in grant.actions],
        resources=["*"],
        conditions={"ArnLike": {"lambda:SourceFunctionArn": functions}},
    )


def _arn(resource: str, arns: Mapping[str, str]) -> str:
    if resource == "*" or resource.startswith("arn:"):
        return resource
    if resource not in arns:
        raise ValueError(f"grant on {resource!r}: the stack knows {sorted(arns)}, `*`, or an ARN")
    return arns[resource]
