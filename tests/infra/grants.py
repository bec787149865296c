"""The grants of the deployed roles, one by one, and what it means to take one away."""

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from agents.catalog import CATALOG
from cdk import iam
from finops_core.tools.readers import Grant
from tests.infra.deployment import ACCOUNT, Deployment, asset_bucket
from tests.infra.emulator import REGION

POLICY = "grants"
READER, EXECUTOR = "Account/Reader", "Account/Executor"

BY_ROLE: dict[str, tuple[Grant, ...]] = {
    "FrontDoor/Authorizer": (*iam.AUTHORIZER, *iam.LOGGING),
    "FrontDoor/Connect": (*iam.CONNECT, *iam.LOGGING),
    "FrontDoor/Disconnect": (*iam.DISCONNECT, *iam.LOGGING),
    "FrontDoor/Message": (*iam.MESSAGE, *iam.LOGGING),
    "HttpApi/Requests": (*iam.HTTP, *iam.LOGGING),
    "Page/Files": (*iam.PAGE_FILES, *iam.LOGGING),
    "Publisher": (*iam.PUBLISHER, *iam.LOGGING),
    "Work/Worker": (*iam.WORKER, *iam.LOGGING),
    "Work/Sweep": (*iam.SWEEP, *iam.LOGGING),
    "Work/DeadLetters": (*iam.DEAD_LETTERS, *iam.LOGGING),
    "Arrivals/Preparer": (*iam.PREPARER, *iam.LOGGING),
    "Watch/Rounds": (*iam.WATCH, *iam.LOGGING),
    "Reports/Writer": (*iam.REPORTS, *iam.LOGGING),
    READER: (*iam.reader_grants(CATALOG), *iam.PREPARED),
    **({EXECUTOR: changes} if (changes := iam.executor_grants(CATALOG)) else {}),
}
"""What each role of the stack holds, by the path of its construct: a function's, or a role of its own."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Granted:
    """One action on one resource that one role allows; `word` is the stack's word for the resource."""

    role: str
    action: str
    word: str

    def __str__(self) -> str:
        return f"{self.role} {self.action} on {self.word}"


def declared() -> list[Granted]:
    """Every single grant that the product's code declares, logging included."""
    return sorted(
        {
            Granted(role=role, action=action, word=word)
            for role, grants in BY_ROLE.items()
            for grant in grants
            for action in grant.actions
            for word in grant.resources
        }
    )


def deployed(deployment: Deployment) -> list[Granted]:
    """Every single grant that the deployed roles hold, in whatever policies of theirs."""
    roles = deployment.emulator.client("iam")
    found: set[Granted] = set()
    for role in BY_ROLE:
        name = deployment.role(role)
        assert roles.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
        assert roles.list_role_policies(RoleName=name)["PolicyNames"] == [POLICY]
        for statement in _policy(deployment, role)["Statement"]:
            assert statement["Effect"] == "Allow"
            found |= {
                _granted(deployment, role, action, arn)
                for action in _listed(statement["Action"])
                for arn in _listed(statement["Resource"])
            }
    return sorted(found)


@contextmanager
def without(deployment: Deployment, *taken: Granted) -> Generator[None]:
    """Takes grants away from deployed roles, and puts the policies back as they were."""
    roles = sorted({granted.role for granted in taken})
    before = {role: _policy(deployment, role) for role in roles}
    try:
        for role in roles:
            arns = _arns(deployment, role)
            gone = {(granted.action, arns[granted.word]) for granted in taken if granted.role == role}
            _set_policy(deployment, role, _reduced(before[role], gone))
        yield
    finally:
        for role in roles:
            _set_policy(deployment, role, before[role])


def _reduced(policy: dict[str, Any], gone: set[tuple[str, str]]) -> dict[str, Any]:
    pairs = [
        (action, arn)
        for statement in policy["Statement"]
        for action in _listed(statement["Action"])
        for arn in _listed(statement["Resource"])
    ]
    kept = [pair for pair in pairs if pair not in gone]
    assert len(kept) == len(pairs) - len(gone), f"not granted: {gone - set(pairs)}"
    # A policy must say something: a role that may do nothing is allowed something that is not there.
    rest = kept or [("none:None", "*")]
    statements = [{"Effect": "Allow", "Action": action, "Resource": arn} for action, arn in rest]
    return {"Version": policy["Version"], "Statement": statements}


def _policy(deployment: Deployment, role: str) -> dict[str, Any]:
    roles = deployment.emulator.client("iam")
    return roles.get_role_policy(RoleName=deployment.role(role), PolicyName=POLICY)["PolicyDocument"]


def _set_policy(deployment: Deployment, role: str, policy: dict[str, Any]) -> None:
    roles = deployment.emulator.client("iam")
    document = json.dumps(policy)
    roles.put_role_policy(RoleName=deployment.role(role), PolicyName=POLICY, PolicyDocument=document)


@cache
def _arns(deployment: Deployment, role: str) -> dict[str, str]:
    """The stack's words for the deployed resources, with their ARNs, made here from their names alone."""
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{deployment.physical('AWS::DynamoDB::Table')}"
    bucket = f"arn:aws:s3:::{deployment.physical('AWS::S3::Bucket', 'Storage')}"
    described = deployment.emulator.client("dynamodb").describe_table(TableName=table.rsplit("/", 1)[-1])["Table"]
    api = deployment.physical("AWS::ApiGatewayV2::Api", "WebSocketApi")
    page = f"arn:aws:s3:::{deployment.physical('AWS::S3::Bucket', 'Page')}"
    indexes = [index["IndexName"] for index in described["GlobalSecondaryIndexes"]]
    queues = {
        "queue": "Doorbells/Queue",
        "dead_letters": "Doorbells/DeadLetters",
        "undelivered": "Doorbells/Undelivered",
        "arrivals": "Arrivals/Told",
    }
    return {
        "*": "*",
        "table": table,
        "stream": described["LatestStreamArn"],
        "bill_bucket": bucket,
        "artifacts_bucket": bucket,
        "artifacts": f"{bucket}/artifacts/*",
        "bill": f"{bucket}/bill/*",
        "prepared": f"{bucket}/prepared/*",
        "reports_saved": f"{bucket}/reports/saved/*",
        "reports_made": f"{bucket}/reports/made/*",
        "connections": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/live/*/@connections/*",
        "alert_topic": deployment.physical("AWS::SNS::Topic"),
        "page_assets": f"arn:aws:s3:::{asset_bucket()}/*",
        "page_bucket": page,
        "page": f"{page}/*",
        "reader_role": f"arn:aws:iam::{ACCOUNT}:role/{deployment.role(READER)}",
        **_log_group(deployment, role),
        **{f"table/index/{name}": f"{table}/index/{name}" for name in indexes},
        **{word: _queue_arn(deployment, id) for word, id in queues.items()},
    }


def _log_group(deployment: Deployment, role: str) -> dict[str, str]:
    """The log of a function's role; a role of its own has none."""
    groups = deployment.all_physical("AWS::Logs::LogGroup", role)
    return {"log_group": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{groups[0]}:*"} if groups else {}


def _granted(deployment: Deployment, role: str, action: str, arn: str) -> Granted:
    """A statement's pair in the stack's words. Where two words mean one resource, the declared one counts."""
    words = [word for word, known in _arns(deployment, role).items() if known == arn]
    meant = [Granted(role=role, action=action, word=word) for word in words]
    assert meant, f"{role} may {action} on {arn}, which the stack has no word for"
    return next((granted for granted in meant if granted in declared()), meant[0])


def _queue_arn(deployment: Deployment, id: str) -> str:
    url = deployment.physical("AWS::SQS::Queue", id)
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url.rsplit('/', 1)[-1]}"


def _listed(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
