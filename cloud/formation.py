"""The stack in CloudFormation: made or updated by a change set, described, and deleted."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cloud.ports import Clients, Patience, Tell, aws_errors
from finops_core.aws.errors import error_code
from finops_core.errors import ToolError

STATEFUL = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool", "AWS::KMS::Key")
"""What must never be replaced: its content would stay behind."""

DEPLOYING = (
    "cloudformation:CreateChangeSet",
    "cloudformation:DescribeChangeSet",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:DescribeStacks",
    "cloudformation:DescribeStackEvents",
    "s3:PutObject on the CDK's bucket",
    "and what the stack's resources take",
)
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed", "no changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of a deployed stack. `kept` says that it outlives the stack."""

    logical_id: str
    type: str
    physical_id: str
    kept: bool


class Formation:
    """One stack by its name."""

    def __init__(self, clients: Clients, name: str, *, patience: Patience) -> None:
        self._clients = clients
        self._client: Any = clients.client("cloudformation")
        self.name = name
        self._patience = patience

    def describe(self) -> Mapping[str, Any] | None:
        """The stack as CloudFormation describes it; None when it is not there."""
        from botocore.exceptions import ClientError

        with aws_errors(f"The stack {self.name}", "cloudformation:DescribeStacks"):
            try:
                [stack] = self._client.describe_stacks(StackName=self.name)["Stacks"]
            except ClientError as error:
                if error_code(error) != "ValidationError":
                    raise
                return None
        # One in review has a change set and no resource yet.
        gone = stack["StackStatus"] in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
        return None if gone else stack

    def outputs(self) -> dict[str, str]:
        """What the stack tells. Raises ToolError when it is not deployed."""
        stack = self.describe()
        if stack is None:
            raise ToolError(f"The stack {self.name} is not deployed here. Run: finops cloud deploy")
        return _outputs(stack)

    def outputs_so_far(self) -> dict[str, str]:
        """What the stack tells; nothing where it is not deployed yet."""
        return _outputs(self.describe() or {})

    def resources(self) -> list[Resource]:
        """Everything the stack has made. Empty when it is not deployed."""
        if self.describe() is None:
            return []
        with aws_errors("What the stack has made", "cloudformation:ListStackResources", "cloudformation:GetTemplate"):
            template = self._client.get_template(StackName=self.name)["TemplateBody"]
            pages = self._client.get_paginator("list_stack_resources").paginate(StackName=self.name)
            listed = [each for page in pages for each in page["StackResourceSummaries"]]
        return [
            Resource(
                logical_id=each["LogicalResourceId"],
                type=each["ResourceType"],
                physical_id=each["PhysicalResourceId"],
                kept=_outlives(template, each["LogicalResourceId"]),
            )
            for each in listed
            if each.get("PhysicalResourceId") and each["ResourceStatus"] != "DELETE_COMPLETE"
        ]

    def put(self, template_url: str, tell: Tell, *, role: str | None = None) -> bool:
        """Makes or updates the stack, with `role` in a role of CloudFormation's; whether anything changed.

        Raises ToolError when CloudFormation fails, with its reasons, or when the update would replace what holds data.
        """
        there = self.describe() is not None
        change_set = f"finops-{uuid.uuid4().hex[:12]}"
        with aws_errors(f"Deploying {self.name}", *DEPLOYING):
            self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=change_set,
                ChangeSetType="UPDATE" if there else "CREATE",
                TemplateURL=template_url,
                Capabilities=["CAPABILITY_IAM"],
                **({} if role is None else {"RoleARN": role}),
            )
            if not self._reviewed(change_set):
                return False
            tell(f"{'Updating' if there else 'Creating'} the stack {self.name}; this takes some minutes.")
            self._client.execute_change_set(StackName=self.name, ChangeSetName=change_set)
            self._patience.until(self._settled, f"The deployment of {self.name}")
        stack = self.describe()
        status = "gone" if stack is None else str(stack["StackStatus"])
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            after = "What was there before is as it was." if there else "Remove it with: finops cloud destroy"
            raise ToolError(f"{self.name} is {status}. {self.failures()} {after}")
        return True

    def _reviewed(self, change_set: str) -> bool:
        """Whether the change set changes anything. Raises ToolError when it must not be carried out."""
        found: dict[str, Any] = {}

        def ready() -> bool:
            found.update(self._client.describe_change_set(StackName=self.name, ChangeSetName=change_set))
            return found["Status"] in ("CREATE_COMPLETE", "FAILED")

        self._patience.until(ready, "The change set")
        if found["Status"] == "FAILED":
            reason = str(found.get("StatusReason", ""))
            self._client.delete_change_set(StackName=self.name, ChangeSetName=change_set)
            if any(text in reason for text in NOTHING_TO_DO):
                return False
            raise ToolError(f"CloudFormation refuses the template: {reason}")
        if lost := replaced(found.get("Changes", [])):
            self._client.delete_change_set(StackName=self.name, ChangeSetName=change_set)
            raise ToolError(
                f"This version would replace {', '.join(lost)}, and leave what is in there behind. Nothing was changed."
            )
        return True

    def _settled(self) -> bool:
        stack = self.describe()
        return stack is None or not str(stack["StackStatus"]).endswith("_IN_PROGRESS")

    def delete(self) -> None:
        """Deletes the stack, except for what outlives it. Raises ToolError."""
        with aws_errors(f"Deleting {self.name}", "cloudformation:DeleteStack", "and deleting what the stack has made"):
            self._client.delete_stack(StackName=self.name)
            self._patience.until(self._settled, f"The deletion of {self.name}")
        stack = self.describe()
        if stack is not None:
            raise ToolError(f"{self.name} is {stack['StackStatus']}. {self.failures()}")

    def failures(self) -> str:
        """Why resources failed, the first reasons first, in one sentence each."""
        events = self._client.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [each for each in reversed(events) if str(each["ResourceStatus"]).endswith("FAILED")]
        reasons = [
            f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}" for each in failed
        ]
        return " ".join(f"{reason.rstrip('.')}." for reason in dict.fromkeys(reasons[:5]))


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {str(each["OutputKey"]): str(each["OutputValue"]) for each in stack.get("Outputs", [])}


def replaced(changes: list[dict[str, Any]]) -> list[str]:
    """The resources that hold data and that a change set would replace or remove, by logical id."""
    found = [change["ResourceChange"] for change in changes if "ResourceChange" in change]
    return [
        str(each["LogicalResourceId"])
        for each in found
        if each["ResourceType"] in STATEFUL and (each.get("Replacement") == "True" or each["Action"] == "Remove")
    ]


def _outlives(template: Mapping[str, Any], logical_id: str) -> bool:
    policy = str(template["Resources"].get(logical_id, {}).get("DeletionPolicy", "Delete"))
    return policy.startswith("Retain")
