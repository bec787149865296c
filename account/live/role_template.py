"""A CloudFormation template of the role in which an account is read from another one; also for a StackSet.

What the role may is what the readers declare, so that a template printed by a release fits it. Source of the external
id: IAM user guide, "Access to AWS accounts owned by third parties".
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from account.live.policy import policy
from finops_core.tools.readers import Grant

ROLE_NAME: Final = "finops-read"
POLICY_NAME: Final = "Read"
MOST_CHARACTERS: Final = 10_240
"""Of all policies in a role together, blanks apart. Source: IAM user guide, quotas."""

_READER: Final = r"arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)/[\w+=,.@/-]{1,512})"
_EXTERNAL_ID: Final = r"[\w+=,.@:/-]{8,1224}"

PARAMETERS: Final[dict[str, Any]] = {
    "Reader": {
        "Type": "String",
        "AllowedPattern": _READER,
        "ConstraintDescription": "The ARN of a role or user, or of an account's root.",
        "Description": "Who reads this account: the ARN of a role or user of another account, or that account's root.",
    },
    "ExternalId": {
        "Type": "String",
        "AllowedPattern": _EXTERNAL_ID,
        "ConstraintDescription": "At least eight letters, digits and + = , . @ : / - _",
        "Description": "What the reader says with each sign-in, so that nobody else has it read here: drawn at random.",
    },
    "RoleName": {
        "Type": "String",
        "Default": ROLE_NAME,
        "AllowedPattern": r"[\w+=,.@-]{1,64}",
        "Description": "The role's name, the same in each account.",
    },
}


def role_template(of: Sequence[Grant]) -> dict[str, Any]:
    """The template of a role with these grants, that one reader may take with its external id.

    Raises ValueError when the grants are more than a role holds.
    """
    document = policy(of)
    size = len(json.dumps(document, separators=(",", ":")))
    if size > MOST_CHARACTERS:
        raise ValueError(f"the policy has {size:,} characters, a role holds {MOST_CHARACTERS:,}")
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Ref": "Reader"}},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "FinOps Agent: the role in which this account is read. It changes nothing.",
        "Parameters": PARAMETERS,
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": {"Ref": "RoleName"},
                    "Description": "FinOps Agent reads what is in this account, and changes nothing.",
                    "AssumeRolePolicyDocument": {"Version": document["Version"], "Statement": [trust]},
                    "Policies": [{"PolicyName": POLICY_NAME, "PolicyDocument": document}],
                },
            }
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }


def role_template_text(of: Sequence[Grant]) -> str:
    """The template as a file. Raises ValueError as `role_template` does."""
    return json.dumps(role_template(of), indent=2)
