"""What a deployment needs, looked at before anything is made: the account, its region, this machine, the models."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

from cdk.config import StackConfig
from cloud.checks import Found, State, looked
from cloud.deliveries import prepared_deliveries
from cloud.model_doctor import examine_models
from cloud.ports import Clients
from cloud.trace_doctor import examine_traces
from finops_core.aws.errors import error_code
from finops_core.errors import SettingsError

BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
LEAST_BOOTSTRAP = 6
"""The CDK's own rule in every template."""
LEAST_NODE = 20
"""The template is still made with it, though nobody mends it any more."""
SUPPORTED_NODES = (22, 24)
"""By Node's own project and the CDK: until the end of April 2027 and of April 2028. Later ones are not refused."""
ENOUGH_CONCURRENCY = 50
"""Workers, publisher and front door of some tens of people at once; new accounts begin with 10."""
CONCURRENCY_QUOTA = "L-B99A9384"

UNREADY_STACKS = {
    "ROLLBACK_COMPLETE": "its first deployment failed; remove it with: finops cloud destroy",
    "ROLLBACK_FAILED": "its first deployment failed; remove it with: finops cloud destroy",
    "DELETE_FAILED": "it was removed in part; remove the rest with: finops cloud destroy",
    "UPDATE_ROLLBACK_FAILED": "an update could not be undone; continue its rollback in the CloudFormation console",
}

RunTool = Callable[[str, str], str | None]
"""What a program of this machine prints for one argument; None when it is not there."""


def run_tool(program: str, argument: str) -> str | None:
    """Runs a program for its version."""
    try:
        done = subprocess.run([program, argument], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def examine(clients: Clients, config: StackConfig, *, tool: RunTool = run_tool) -> Iterator[Found]:
    """Every check in turn. Without credentials or a region nothing in AWS is looked at."""
    yield _node(tool)
    yield _deploying()
    account, region, found = _account(clients)
    yield found
    if account is None:
        return
    yield looked("bootstrap", ("ssm:GetParameter",), lambda: _bootstrap(clients, account, region))
    yield looked("concurrency", ("lambda:GetAccountSettings",), lambda: _concurrency(clients))
    outputs: dict[str, str] = {}
    yield looked("stack", ("cloudformation:DescribeStacks",), lambda: _stack(clients, config.stack_name, outputs))
    if place := outputs.get("Prepared"):
        yield looked("deliveries", ("s3:GetObject", "s3:ListBucket"), lambda: prepared_deliveries(clients, place))
    if config.bill is not None:
        bill = config.bill
        yield looked("bill", ("s3:ListBucket",), lambda: _bill(clients, bill))
    yield from examine_models(clients, config)
    yield from examine_traces(clients, config)


def _node(tool: RunTool) -> Found:
    version = tool("node", "--version")
    newest = max(SUPPORTED_NODES)
    remedy = f"install Node.js {newest} from nodejs.org: the stack's template is made with it"
    if version is None:
        return Found(name="Node", state="problem", detail=f"not found; {remedy}")
    major = version.removeprefix("v").partition(".")[0]
    if not major.isdigit() or int(major) < LEAST_NODE:
        return Found(name="Node", state="problem", detail=f"{version} is too old; {remedy}")
    if int(major) <= newest and int(major) not in SUPPORTED_NODES:
        told = f"{version} still works here, and Node's project and the CDK have ended its support; {remedy}"
        return Found(name="Node", state="note", detail=told)
    return Found(name="Node", state="ok", detail=version)


def _deploying() -> Found:
    from importlib.util import find_spec

    missing = [name for name in ("aws_cdk", "cdk_nag", "constructs") if find_spec(name) is None]
    if missing:
        detail = f"{', '.join(missing)} missing; run: pip install 'finops-agent[deploy]', or `make setup` here"
        return Found(name="packages", state="problem", detail=detail)
    return Found(name="packages", state="ok", detail="what makes the template is there")


def _account(clients: Clients) -> tuple[str | None, str, Found]:
    """The account and region of the credentials, and what there is to say of them."""
    permissions = ("sts:GetCallerIdentity",)
    seen: dict[str, Any] = {}

    def look() -> tuple[State, str]:
        client = clients.client("sts")
        seen["region"] = client.meta.region_name
        seen.update(client.get_caller_identity())
        return "ok", f"{seen['Account']} as {seen['Arn']}, region {seen['region']}"

    try:
        found = looked("account", permissions, look)
    except SettingsError as wrong:
        found = Found(name="account", state="problem", detail=str(wrong), permissions=permissions)
    if "Account" not in seen:
        return None, "", Found(name="account", state="problem", detail=found.detail, permissions=permissions)
    return str(seen["Account"]), str(seen["region"]), found


def _bootstrap(clients: Clients, account: str, region: str) -> tuple[State, str]:
    from botocore.exceptions import ClientError

    remedy = f"once for each account and region, run: npx aws-cdk@2 bootstrap aws://{account}/{region}"
    try:
        answer = clients.client("ssm").get_parameter(Name=BOOTSTRAP_PARAMETER)
    except ClientError as error:
        if error_code(error) != "ParameterNotFound":
            raise
        return "problem", f"the CDK's bucket is not in {region} yet; {remedy}"
    version = str(answer["Parameter"]["Value"])
    if not version.isdigit() or int(version) < LEAST_BOOTSTRAP:
        return "problem", f"version {version} is too old; {remedy}"
    return "ok", f"version {version}"


def _concurrency(clients: Clients) -> tuple[State, str]:
    limit = int(clients.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    if limit < ENOUGH_CONCURRENCY:
        return "note", (
            f"the account runs {limit} functions at once, enough to try it and not for many people; ask for more: "
            f"aws service-quotas request-service-quota-increase --service-code lambda --quota-code {CONCURRENCY_QUOTA} "
            "--desired-value 1000 (servicequotas:RequestServiceQuotaIncrease)"
        )
    return "ok", f"{limit} functions at once"


def _stack(clients: Clients, name: str, outputs: dict[str, str]) -> tuple[State, str]:
    """How the stack is, and what it gives out."""
    from botocore.exceptions import ClientError

    try:
        [stack] = clients.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error_code(error) != "ValidationError":
            raise
        return "ok", f"{name} is not deployed yet"
    status = str(stack["StackStatus"])
    outputs.update({str(each["OutputKey"]): str(each["OutputValue"]) for each in stack.get("Outputs", ())})
    if status in UNREADY_STACKS:
        return "problem", f"{name} is {status}: {UNREADY_STACKS[status]}"
    if status.endswith("_IN_PROGRESS"):
        return "problem", f"{name} is {status}: wait until it has ended"
    return "ok", f"{name} is there, {status}"


def _bill(clients: Clients, bill: str) -> tuple[State, str]:
    from botocore.exceptions import ClientError

    bucket, _, prefix = bill.removeprefix("s3://").partition("/")
    try:
        listed = clients.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
    except ClientError as error:
        if error_code(error) not in ("NoSuchBucket", "404"):
            raise
        return "problem", f"there is no bucket {bucket}; see: finops cloud export create"
    if not listed.get("KeyCount"):
        return "note", f"{bill} holds nothing yet; an export's first delivery takes up to a day"
    return "ok", bill
