"""A web application firewall's rules, and the template of the one that the page's CloudFront takes from us-east-1.

Of what the stack has, AWS WAF goes before CloudFront and a user pool; before an HTTP or a WebSocket API it cannot.
Source: AWS WAF developer guide, "Associating or disassociating a web ACL with an AWS resource".
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

MANAGED: Final = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)
"""Groups of rules that AWS keeps, without a price of their own: known attackers, common attacks, known bad requests."""
WINDOW_S: Final = 300

Scope = Literal["REGIONAL", "CLOUDFRONT"]


def web_acl(scope: Scope, requests: Any, tags: Mapping[str, str]) -> dict[str, Any]:
    """The properties of a web ACL that lets one address send so many requests in five minutes."""
    rate = {"Limit": requests, "EvaluationWindowSec": WINDOW_S, "AggregateKeyType": "IP"}
    rules: list[dict[str, Any]] = [
        {
            "Name": "TooManyRequests",
            "Priority": 0,
            "Action": {"Block": {}},
            "Statement": {"RateBasedStatement": rate},
            "VisibilityConfig": _seen("TooManyRequests"),
        },
        *(
            {
                "Name": name,
                "Priority": number,
                "OverrideAction": {"None": {}},
                "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}},
                "VisibilityConfig": _seen(name),
            }
            for number, name in enumerate(MANAGED, 1)
        ),
    ]
    return {
        "Scope": scope,
        "Description": "FinOps Agent",
        "DefaultAction": {"Allow": {}},
        "Rules": rules,
        "VisibilityConfig": _seen("All"),
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def page_template(stack_name: str, tag: str) -> dict[str, Any]:
    """A CloudFormation template of a firewall for the page of a stack; its output is what `page_web_acl` takes."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"FinOps Agent: a firewall before the page of {stack_name}. For us-east-1 alone.",
        "Parameters": {
            "Requests": {
                "Type": "Number",
                "Default": 2000,
                "MinValue": 10,
                "Description": "How many requests one address may send in five minutes.",
            }
        },
        "Rules": {
            "Region": {
                "Assertions": [
                    {
                        "Assert": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
                        "AssertDescription": "CloudFront takes a web ACL of us-east-1 alone: add --region us-east-1",
                    }
                ]
            }
        },
        "Resources": {
            "Firewall": {
                "Type": "AWS::WAFv2::WebACL",
                "Properties": web_acl("CLOUDFRONT", {"Ref": "Requests"}, {tag: stack_name}),
            }
        },
        "Outputs": {"WebAclArn": {"Value": {"Fn::GetAtt": ["Firewall", "Arn"]}}},
    }


def _seen(name: str) -> dict[str, Any]:
    """Without samples: a request to sign in has a name in it."""
    return {"CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": False, "MetricName": name}
