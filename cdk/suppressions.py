"""Findings of cdk-nag that are accepted: where, which, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

from finops_core.tools.readers import Grant

PACK = "AwsSolutions::AwsSolutions-"

WILDCARDS = {
    "artifacts": "Jobs name their artifacts as they make them, all below one prefix.",
    "bill": "The export names its files as it delivers them, all below one prefix.",
    "connections": "API Gateway names connections as they come, all of one stage of one API.",
    "page": "The files of a built page are named by what they hold.",
    "page_assets": "A built page is named by a hash of what it holds, another one at each deployment.",
    "model_anywhere": "An inference profile sends a call to any region of its group; the model itself is named.",
    "writer_anywhere": "An inference profile sends a call to any region of its group; the model itself is named.",
    "reports_saved": "People name the reports that they save, all below one prefix.",
    "reports_made": "What is made of a report is named after it and its day, all below one prefix.",
    "prepared": "What is prepared is named by a hash of the delivery, all below one prefix.",
    "athena_results": "Athena names its results by the query, all below one prefix.",
    "glue_tables": "A table is named after the delivery that it holds, all of one database.",
    "own_stack": "CloudFormation ends a stack's ARN with an id that it draws when the stack is made.",
    "cdk_asset_objects": "Code and template are named by a hash of what they hold.",
    "*": "The action knows no resources; a test lists the actions that are granted so.",
}
"""The words of `cdk.iam` that stand for more than one resource, and why none of them can be named ahead."""

DECLARED = "A tool of the catalog declares the pattern: what it looks at or changes has no name when the stack is made."
"""Of an ARN with a wildcard, which only agents write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One finding below one construct; `path` is relative to the stack."""

    path: str
    finding: str
    reason: str


RUNTIME = "Python 3.12 is supported until 2028, and the lock file's wheels were tried on it."

ACCEPTED = (
    Accepted(
        path="Storage/Bucket",
        finding="S1",
        reason="Access logs would need a second bucket; the functions log what they read, CloudTrail data events can.",
    ),
    Accepted(
        path="Page/Bucket",
        finding="S1",
        reason="It holds the built page, which everyone may read through CloudFront, and nothing of any user.",
    ),
    Accepted(
        path="Page/Distribution",
        finding="CFR1",
        reason="Who may sign in is decided by the user pool; a company's people may be in any country.",
    ),
    Accepted(
        path="Page/Distribution",
        finding="CFR2",
        reason="It serves fixed files alone and takes no input; a web ACL costs more a month than the idle stack.",
    ),
    Accepted(
        path="Page/Distribution",
        finding="CFR3",
        reason="Requests for the page's fixed files tell nothing; sign-ins and questions are logged where they happen.",
    ),
    Accepted(
        path="Page/Distribution",
        finding="CFR4",
        reason="CloudFront's own certificate fixes the oldest TLS; with `page_domain` and its certificate it is 1.2.",
    ),
    Accepted(
        path="Doorbells/Undelivered",
        finding="SQS3",
        reason="It takes change records that were given up, has an alarm, and nothing consumes it that could fail.",
    ),
    Accepted(
        path="Arrivals/Failed",
        finding="SQS3",
        reason="It takes what told of deliveries that could not be prepared, has an alarm, and nothing consumes it.",
    ),
    Accepted(
        path="Identity/Users",
        finding="COG2",
        reason="Users may set up a second factor; requiring it, or federation that brings one, is the owner's choice.",
    ),
    Accepted(
        path="Identity/Users",
        finding="COG8",
        reason="The plus tier is billed for each active user; the pool has no sign-up and only users its owner made.",
    ),
    Accepted(
        path="WebSocketApi/Api",
        finding="APIG4",
        reason="API Gateway authorises a WebSocket at $connect alone; its other routes cannot have an authorizer.",
    ),
    Accepted(
        path="WebSocketApi/Stage",
        finding="APIG1",
        reason="Access logs of a WebSocket API need a role set for the whole account; the functions log instead.",
    ),
    Accepted(
        path="HttpApi/Api",
        finding="APIG4",
        reason="The function behind every route checks the token first, and says why it is refused (ADR 40).",
    ),
    Accepted(
        path="HttpApi/Stage",
        finding="APIG1",
        reason="The function logs what fails; a second log of every request would cost more than the requests.",
    ),
    *(
        Accepted(
            path=path,
            finding="L1",
            reason=RUNTIME,
        )
        for path in ("Arrivals", "FrontDoor", "HttpApi", "Page", "Publisher", "Reports", "Watch", "Work")
    ),
)


def acknowledge(stack: Stack) -> None:
    """Tells cdk-nag about every accepted finding. Raises ValueError for a path that is no longer there."""
    for accepted in ACCEPTED:
        Validations.of(_at(stack, accepted.path)).acknowledge(
            Acknowledgment(id=PACK + accepted.finding, reason=accepted.reason)
        )


def acknowledge_runtime(construct: IConstruct) -> None:
    """Tells cdk-nag about the runtime of a construct that not every stack has."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"{PACK}L1", reason=RUNTIME))


def acknowledge_shifting(role: IConstruct) -> None:
    """Tells cdk-nag what CodeDeploy's role may on everything."""
    reason = "CodeDeploy asks for the states of alarms by name; AWS's own policy for it allows that on everything."
    Validations.of(role).acknowledge(Acknowledgment(id=f"{PACK}IAM5[Resource::*]", reason=reason))


def acknowledge_wildcards(role: IConstruct, grants: Iterable[Grant], arns: Mapping[str, str]) -> None:
    """Tells cdk-nag which wildcards of a role's grants are meant; any other stays a finding."""
    words = {word for grant in grants for word in grant.resources}
    declared = {word: DECLARED for word in words if word.startswith("arn:") and "*" in word}
    for word, reason in sorted({**declared, **WILDCARDS}.items()):
        if word in words:
            resource = _as_nag_writes(Stack.of(role).resolve(arns.get(word, word)))
            Validations.of(role).acknowledge(Acknowledgment(id=f"{PACK}IAM5[Resource::{resource}]", reason=reason))


def _as_nag_writes(value: Any) -> str:
    """A resolved ARN as cdk-nag names it in a finding: references in angle brackets."""
    match value:
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(map(_as_nag_writes, parts))
        case {"Fn::GetAtt": [*parts]}:
            return f"<{'.'.join(parts)}>"
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::Sub": str(text)}:
            return text.replace("${", "<").replace("}", ">")
        case _:
            return str(value)


def _at(stack: Stack, path: str) -> IConstruct:
    found: IConstruct = stack
    for name in path.split("/"):
        child = found.node.try_find_child(name)
        if child is None:
            raise ValueError(f"suppression of {path}: there is no such construct")
        found = child
    return found
