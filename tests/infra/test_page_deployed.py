"""The page where the stack puts it: its files, how long they may be kept, and where they say that people sign in."""

import json

import pytest

from cdk.page_files import ASK_AGAIN, FOR_EVER
from tests.infra import page_scenarios
from tests.infra.stage import Stage

pytestmark = pytest.mark.xdist_group("emulator")
"""One worker process deploys for all of them."""


def test_the_deployed_page_names_the_socket_and_the_sign_in_and_no_secret(stage: Stage):
    told = json.loads(stage.page_config)
    pool, page = "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolClient"
    api = stage.deployment.physical("AWS::ApiGatewayV2::Api", "WebSocketApi")
    assert told == {
        "socket": f"wss://{api}.execute-api.us-east-1.amazonaws.com/live",
        "signIn": f"https://{stage.deployment.physical(pool)}.auth.us-east-1.amazoncognito.com",
        "clientId": stage.deployment.physical(page, "Identity/Users/Page"),
        "region": "us-east-1",
    }


@pytest.mark.parametrize(
    ("name", "kind", "cached"),
    [
        ("index.html", "text/html", ASK_AGAIN),
        ("config.json", "application/json", ASK_AGAIN),
        ("assets/index-abc123.js", "text/javascript", FOR_EVER),
    ],
)
def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(stage: Stage, name: str, kind: str, cached: str):
    assert page_scenarios.publishing(stage)
    found = stage.s3.head_object(Bucket=stage.page_bucket, Key=name)
    assert (found["ContentType"], found["CacheControl"]) == (kind, cached)
