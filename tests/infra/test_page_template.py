"""What the synthesised stack promises of the page and of signing in to it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cdk.config import StackConfig
from cdk.constructs.page import ROUTES
from cdk.page_policy import EMPTY_STYLE, content_security_policy
from finops_core.errors import SettingsError
from local.gateway.http import EMPTY_STYLE as ALLOWED_LOCALLY
from tests.infra.synthesis import Assembly, synthesise
from tests.infra.test_template import function_of, one

DOMAIN = "finops.example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0000"


def distribution(assembly: Assembly) -> dict[str, Any]:
    return one(assembly, "AWS::CloudFront::Distribution")["DistributionConfig"]


def text_of(value: Any) -> str:
    """A value of the template as one text, its references by name."""
    match value:
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(map(text_of, parts))
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [*path]}:
            return f"<{'.'.join(map(str, path))}>"
        case _:
            return str(value)


@pytest.fixture(scope="module")
def own_domain(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The stack of a company with a domain of its own, as strict as it can be set."""
    context: dict[str, object] = {
        "page_domain": DOMAIN,
        "page_certificate": CERTIFICATE,
        "sign_in_prefix": "our-finops",
        "second_factor": "required",
        "test_user": "ada@example.com",
        "programs": {"nightly": ["123456789012"], "audit-2": "all"},
    }
    return synthesise(tmp_path_factory.mktemp("own-domain"), context)


# The files


def test_only_the_distribution_reads_the_pages_bucket(assembly: Assembly):
    [origin] = distribution(assembly)["Origins"]
    access = one(assembly, "AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")
    assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}
    bucket = one(assembly, "AWS::S3::Bucket", "Page")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    statements = one(assembly, "AWS::S3::BucketPolicy", "Page")["PolicyDocument"]["Statement"]
    [allowed] = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert (allowed["Action"], allowed["Principal"]) == ("s3:GetObject", {"Service": "cloudfront.amazonaws.com"})
    assert text_of(allowed["Condition"]["StringEquals"]["AWS:SourceArn"]).endswith(
        f":distribution/<{next(iter(assembly.resources('AWS::CloudFront::Distribution')))}>"
    )


def test_hashed_files_are_cached_and_the_page_itself_and_its_configuration_are_not(assembly: Assembly):
    caches = {"optimized": "658327ea-f89d-4fab-a63d-7e88639e58f6", "disabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
    found = distribution(assembly)
    assert found["DefaultCacheBehavior"]["CachePolicyId"] == caches["disabled"]
    assert {each["PathPattern"]: each["CachePolicyId"] for each in found["CacheBehaviors"]} == {
        "assets/*": caches["optimized"]
    }
    assert found["DefaultRootObject"] == "index.html"


def test_every_answer_is_encrypted_and_carries_the_same_headers(assembly: Assembly):
    found = distribution(assembly)
    behaviors = [found["DefaultCacheBehavior"], *found["CacheBehaviors"]]
    policy = next(iter(assembly.resources("AWS::CloudFront::ResponseHeadersPolicy")))
    assert [each["ViewerProtocolPolicy"] for each in behaviors] == ["redirect-to-https"] * 2
    assert [each["ResponseHeadersPolicyId"] for each in behaviors] == [{"Ref": policy}] * 2


def test_the_page_runs_its_own_scripts_and_talks_to_the_socket_and_the_token_endpoint_alone(assembly: Assembly):
    headers = one(assembly, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = headers["SecurityHeadersConfig"]
    policy = text_of(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    api = next(iter(assembly.resources("AWS::ApiGatewayV2::Api")))
    pages = next(iter(assembly.resources("AWS::Cognito::UserPoolDomain")))
    assert directives["connect-src"].split() == [
        "'self'",
        f"wss://<{api}>.execute-api.<AWS::Region>.<AWS::URLSuffix>/live",
        f"https://<{pages}>.auth.<AWS::Region>.amazoncognito.com/oauth2/",
    ]
    assert directives["script-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["default-src"] == directives["base-uri"] == "'none'"
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 3600
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["FrameOptions"]["FrameOption"] == "DENY"


def test_the_styles_that_the_page_inserts_on_a_laptop_are_allowed_here_too():
    assert EMPTY_STYLE == ALLOWED_LOCALLY
    assert "unsafe" not in content_security_policy(())


def test_a_place_within_the_page_is_answered_by_the_page_and_a_missing_file_is_not():
    paths = ["/", "/savings", "/a/b", "/favicon.svg", "/assets.d/x", "/config.json"]
    ask = f"{ROUTES};console.log(JSON.stringify({json.dumps(paths)}.map(uri=>handler({{request:{{uri}}}}).uri)))"
    told = subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout
    start = "/index.html"
    assert json.loads(told) == [start, start, start, "/favicon.svg", start, "/config.json"]


def test_the_configuration_is_put_beside_the_page_without_a_secret(assembly: Assembly):
    published = one(assembly, "Custom::FinOpsPage")
    told = json.loads(text_of(published["Config"]))
    assert set(told) == {"socket", "signIn", "clientId", "region"}
    client = next(id for id in assembly.resources("AWS::Cognito::UserPoolClient") if "UsersPage" in id)
    assert told["clientId"] == f"<{client}>"
    assert published["ServiceTimeout"] == "300"


def test_names_that_an_account_has_once_in_all_regions_hold_the_region(assembly: Assembly):
    names = [
        one(assembly, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]["Name"],
        one(assembly, "AWS::CloudFront::OriginAccessControl")["OriginAccessControlConfig"]["Name"],
        one(assembly, "AWS::CloudFront::Function")["Name"],
    ]
    assert all("<AWS::Region>" in text_of(name) for name in names)


def test_a_domain_of_ones_own_speaks_no_old_tls_and_is_where_people_come_back_to(own_domain: Assembly):
    found = distribution(own_domain)
    assert found["Aliases"] == [DOMAIN]
    assert found["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    client = one(own_domain, "AWS::Cognito::UserPoolClient", "IdentityUsersPage")
    assert client["CallbackURLs"] == client["LogoutURLs"] == [f"https://{DOMAIN}/"]
    assert own_domain.template["Outputs"]["PageUrl"]["Value"] == f"https://{DOMAIN}"


# Signing in


def test_people_come_back_from_the_sign_in_to_the_page_alone_with_a_code(assembly: Assembly):
    client = one(assembly, "AWS::Cognito::UserPoolClient", "IdentityUsersPage")
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthScopes"] == ["openid", "email"]
    assert [text_of(url) for url in client["CallbackURLs"]] == [text_of(url) for url in client["LogoutURLs"]]
    assert client.get("GenerateSecret", False) is False
    assert client["RefreshTokenRotation"]["Feature"] == "ENABLED"
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"]
    assert client["EnableTokenRevocation"] is True


def test_the_page_may_connect_without_being_listed_and_listed_pages_too(assembly: Assembly):
    _, authorizer = function_of(assembly, "websocket.authorizer.handler")
    origins = json.loads(text_of(authorizer["Environment"]["Variables"]["FINOPS_ALLOWED_ORIGINS"]))
    page = next(iter(assembly.resources("AWS::CloudFront::Distribution")))
    assert origins == [f"https://<{page}.DomainName>", "https://finops.example.com"]


def test_the_sign_in_pages_have_an_address_that_no_other_stack_has_or_the_chosen_one(
    assembly: Assembly, own_domain: Assembly
):
    domain = one(assembly, "AWS::Cognito::UserPoolDomain")
    assert "AWS::StackId" in json.dumps(domain["Domain"])
    assert domain["ManagedLoginVersion"] == 2
    client = next(id for id in assembly.resources("AWS::Cognito::UserPoolClient") if "UsersPage" in id)
    assert one(assembly, "AWS::Cognito::ManagedLoginBranding")["ClientId"] == {"Ref": client}
    assert one(own_domain, "AWS::Cognito::UserPoolDomain")["Domain"] == "our-finops"


def test_a_second_factor_and_a_test_user_are_the_owners_choice(assembly: Assembly, own_domain: Assembly):
    assert one(own_domain, "AWS::Cognito::UserPool")["MfaConfiguration"] == "ON"
    invited = one(own_domain, "AWS::Cognito::UserPoolUser")
    assert invited["Username"] == "ada@example.com"
    assert "MessageAction" not in invited
    assert assembly.resources("AWS::Cognito::UserPoolUser") == {}


def test_a_program_gets_tokens_for_itself_alone_by_a_secret_that_no_template_holds(own_domain: Assembly):
    clients = own_domain.resources("AWS::Cognito::UserPoolClient")
    programs = {id: each["Properties"] for id, each in clients.items() if "UsersProgram" in id}
    assert {each["ClientName"] for each in programs.values()} == {"nightly", "audit-2"}
    server = next(iter(own_domain.resources("AWS::Cognito::UserPoolResourceServer")))
    for each in programs.values():
        assert each["GenerateSecret"] is True
        assert each["AllowedOAuthFlows"] == ["client_credentials"]
        assert [text_of(scope) for scope in each["AllowedOAuthScopes"]] == [f"<{server}>/ask"]
        assert set(each["ExplicitAuthFlows"]) <= {"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert "ClientSecret" not in json.dumps(own_domain.template)


def test_the_verifier_knows_which_accounts_each_program_sees(assembly: Assembly, own_domain: Assembly):
    _, authorizer = function_of(own_domain, "websocket.authorizer.handler")
    told = json.loads(text_of(authorizer["Environment"]["Variables"]["FINOPS_PROGRAM_ACCOUNTS"]))
    outputs = own_domain.template["Outputs"]
    ids = {name: text_of(outputs[name]["Value"]) for name in ("ProgramNightly", "ProgramAudit2")}
    assert told == {ids["ProgramNightly"]: ["123456789012"], ids["ProgramAudit2"]: None}
    assert text_of(outputs["TokenUrl"]["Value"]).endswith(".amazoncognito.com/oauth2/token")
    assert assembly.resources("AWS::Cognito::UserPoolResourceServer") == {}


@pytest.mark.parametrize(
    ("context", "named"),
    [
        ({"page_domain": DOMAIN}, "page_certificate"),
        ({"page_certificate": CERTIFICATE}, "page_domain"),
        ({"page_domain": "https://finops.example.com", "page_certificate": CERTIFICATE}, "page_domain"),
        ({"page_domain": DOMAIN, "page_certificate": CERTIFICATE.replace("us-east-1", "eu-west-1")}, "certificate"),
        ({"programs": '{"Nightly": "all"}'}, "programs"),
        ({"programs": '{"nightly": "some"}'}, "programs"),
        ({"programs": '["nightly"]'}, "programs"),
        ({"sign_in_prefix": "Our_FinOps"}, "sign_in_prefix"),
        ({"second_factor": "sms"}, "second_factor"),
        ({"test_user": "ada"}, "test_user"),
        ({"test_user": "ada@example.com", "stage": "production"}, "test_user"),
    ],
    ids=str,
)
def test_a_choice_about_the_page_that_cannot_work_is_refused_by_its_name(context: dict[str, str], named: str):
    with pytest.raises(SettingsError, match=named):
        StackConfig.from_context(context.get)


def test_the_stack_is_not_made_without_a_built_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from cdk import app
    from cdk.assets import FRONT_DOOR, WORKER

    for bundle in (FRONT_DOOR, WORKER):
        (tmp_path / bundle.name).mkdir()
    monkeypatch.setattr(app, "BUILT", tmp_path)
    monkeypatch.setattr(app, "PAGE", tmp_path / "dist")
    with pytest.raises(SettingsError, match="make page"):
        app.built_code(StackConfig())
