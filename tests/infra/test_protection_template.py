"""What a stage may have beside the stack's own protection: a key of its own, and firewalls."""

import json
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from typer.testing import CliRunner

from cdk.config import StackConfig
from finops_core.errors import SettingsError
from local.cli.main import app
from tests.infra.conftest import OPTIONS
from tests.infra.synthesis import Assembly
from tests.infra.test_model_template import listed
from tests.infra.test_page_template import text_of
from tests.infra.test_template import named, one

pytestmark = pytest.mark.xdist_group("options")

KEPT = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Logs::LogGroup"}


def test_a_stack_without_options_has_no_key_and_no_firewall(assembly: Assembly) -> None:
    for type_ in ("AWS::KMS::Key", "AWS::WAFv2::WebACL", "AWS::WAFv2::WebACLAssociation"):
        assert assembly.resources(type_) == {}
    assert "WebACLId" not in one(assembly, "AWS::CloudFront::Distribution")["DistributionConfig"]


def test_all_that_is_kept_is_encrypted_by_the_own_key_but_the_page_that_everyone_reads(optional: Assembly) -> None:
    [key] = optional.resources("AWS::KMS::Key")
    for type_ in KEPT:
        for id, each in optional.resources(type_).items():
            if not id.startswith("PageBucket"):
                assert f'["{key}", "Arn"]' in json.dumps(each["Properties"]), id


def test_the_key_is_turned_yearly_and_outlives_the_stack_as_the_table_does(optional: Assembly) -> None:
    [key] = optional.resources("AWS::KMS::Key").values()
    assert key["Properties"]["EnableKeyRotation"] is True
    assert key["DeletionPolicy"] == key["UpdateReplacePolicy"] == "Retain"


def test_the_key_is_used_through_what_it_encrypts_and_never_by_itself(optional: Assembly) -> None:
    statements = key_statements(optional)
    everyone = [each for each in statements if each["Principal"] == {"AWS": "*"}]
    assert len(everyone) == 2
    for each in everyone:
        told = each["Condition"]["StringEquals"]
        assert told["kms:CallerAccount"] == {"Ref": "AWS::AccountId"}
        services = [text_of(name).partition(".")[0] for name in listed(told["kms:ViaService"])]
        assert set(services) <= {"dynamodb", "s3", "sns", "sqs"}


def test_services_that_put_something_in_may_for_this_account_or_the_one_that_pays(optional: Assembly) -> None:
    accounts: dict[str, Any] = {}
    for each in key_statements(optional):
        for service in listed(each["Principal"].get("Service", [])):
            condition = each["Condition"]
            accounts[text_of(service)] = condition.get("StringEquals", {}).get("aws:SourceAccount") or condition
    logs = accounts.pop("logs.<AWS::Region>.<AWS::URLSuffix>")
    assert "kms:EncryptionContext:aws:logs:arn" in logs["ArnLike"]
    own, payer = {"Ref": "AWS::AccountId"}, OPTIONS["export_account"]
    assert accounts == {
        "budgets.amazonaws.com": own,
        "cloudwatch.amazonaws.com": own,
        "events.amazonaws.com": own,
        "bcm-data-exports.amazonaws.com": payer,
        "billingreports.amazonaws.com": payer,
    }


def key_statements(assembly: Assembly) -> list[dict[str, Any]]:
    """Without the account's own, which every key has so that somebody may change its policy."""
    statements = one(assembly, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    return [each for each in statements if each["Action"] != "kms:*"]


def test_a_firewall_is_before_the_sign_in_with_a_rate_and_the_rules_that_aws_keeps(optional: Assembly) -> None:
    [(id, acl)] = named(optional, "AWS::WAFv2::WebACL").items()
    assert (acl["Scope"], acl["DefaultAction"]) == ("REGIONAL", {"Allow": {}})
    rate, *managed = acl["Rules"]
    assert rate["Statement"]["RateBasedStatement"]["Limit"] == 2000
    assert rate["Action"] == {"Block": {}}
    assert {each["Statement"]["ManagedRuleGroupStatement"]["VendorName"] for each in managed} == {"AWS"}
    assert len({each["Priority"] for each in acl["Rules"]}) == len(acl["Rules"]) == 4
    assert {"Key": "finops-agent", "Value": optional.stack_name} in acl["Tags"]
    guarded = one(optional, "AWS::WAFv2::WebACLAssociation")
    assert guarded["WebACLArn"] == {"Fn::GetAtt": [id, "Arn"]}
    [pool] = optional.resources("AWS::Cognito::UserPool")
    assert guarded["ResourceArn"] == {"Fn::GetAtt": [pool, "Arn"]}


def test_no_firewall_keeps_samples_of_requests_which_name_who_signs_in(optional: Assembly) -> None:
    acl = one(optional, "AWS::WAFv2::WebACL")
    seen = [each["VisibilityConfig"]["SampledRequestsEnabled"] for each in (acl, *acl["Rules"])]
    assert set(seen) == {False}


def test_the_page_is_behind_the_firewall_that_is_named(optional: Assembly) -> None:
    distribution = one(optional, "AWS::CloudFront::Distribution")["DistributionConfig"]
    assert distribution["WebACLId"] == OPTIONS["page_web_acl"]


def test_the_pages_firewall_is_a_template_for_us_east_1_alone_in_which_linters_find_nothing() -> None:
    done = CliRunner().invoke(app, ["cloud", "firewall-template", "--stage", "production"])
    assert done.exit_code == 0, done.output
    template = json.loads(done.stdout)
    assert [str(each) for each in lint(done.stdout, config=ManualArgs(regions=["us-east-1"]))] == []
    assert template["Resources"]["Firewall"]["Properties"]["Scope"] == "CLOUDFRONT"
    [held] = template["Rules"]["Region"]["Assertions"]
    assert held["Assert"] == {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}
    assert template["Outputs"]["WebAclArn"]["Value"] == {"Fn::GetAtt": ["Firewall", "Arn"]}


@pytest.mark.parametrize(
    "context",
    [
        {"sign_in_requests": "9"},
        {"own_key": "perhaps"},
        {"page_web_acl": "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/page/1a2b"},
    ],
    ids=str,
)
def test_a_protection_that_cannot_be_is_refused_by_its_name(context: dict[str, str]) -> None:
    [name] = context
    with pytest.raises(SettingsError, match=f"context value {name}"):
        StackConfig.from_context(context.get)
