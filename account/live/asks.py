"""One request to AWS as a declaration: which operation, what it lists, and which permission it takes."""

import re
from dataclasses import dataclass
from typing import Final

_PREFIXES: Final = {
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "emr": "elasticmapreduce",
    "neptune": "rds",
    "opensearch": "es",
    "stepfunctions": "states",
}
"""Clients whose permissions begin otherwise."""
_ACTIONS: Final = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "apigateway:GetRestApis": "apigateway:GET",
    "apigateway:GetStages": "apigateway:GET",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
}
"""Operations whose permission has another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An operation of a boto3 client. `items` is the key of what it lists, empty for what is looked up one by one.

    `within` is the object of the answer that lists it and says that there is more, empty for the answer itself.
    `further` are the keys of an answer that say where to go on, each with how it is asked, for operations that take
    several; empty for those with one token. `absent` are error codes that answer "there is none". `region` is the only
    one that answers, for services that have one of their own; else each region is asked.
    """

    client: str
    operation: str
    items: str = ""
    within: str = ""
    further: tuple[tuple[str, str], ...] = ()
    absent: tuple[str, ...] = ()
    region: str = ""

    @property
    def action(self) -> str:
        """The IAM action it takes."""
        action = f"{_PREFIXES.get(self.client, self.client)}:{self.operation}"
        return _ACTIONS.get(action, action)

    @property
    def method(self) -> str:
        """The client's method, as boto3 spells an operation."""
        words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", self.operation)
        return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()
