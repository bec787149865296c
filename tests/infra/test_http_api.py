"""The HTTP API: what the template promises, and that the deployed one answers programs as the laptop does."""

import json
import shutil
import subprocess
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import SystemClock
from finops_core.roles import Role
from tests.infra.http_scenarios import request, run_input, submitting
from tests.infra.journey import User, forged
from tests.infra.stage import Stage
from tests.infra.synthesis import PAGE, Assembly, synthesise
from websocket.http_api.request import MAX_WAIT_S
from websocket.http_api.routes import ROUTES

AGENT = Path(__file__).parents[1] / "agui"
deployed = pytest.mark.xdist_group("emulator")


def named(assembly: Assembly, type_: str) -> dict[str, dict[str, Any]]:
    """Properties of the HTTP API's resources of a type."""
    return {id: each["Properties"] for id, each in assembly.resources(type_).items() if id.startswith("HttpApi")}


def test_each_request_that_the_handler_knows_is_a_route_to_its_one_function_and_no_other_is(assembly: Assembly):
    routes = named(assembly, "AWS::ApiGatewayV2::Route")
    assert {each["RouteKey"] for each in routes.values()} == {f"{route.method} {route.path}" for route in ROUTES}
    [integration] = named(assembly, "AWS::ApiGatewayV2::Integration").items()
    assert {json.dumps(each["Target"]) for each in routes.values()} == {
        json.dumps({"Fn::Join": ["", ["integrations/", {"Ref": integration[0]}]]})
    }
    assert integration[1]["PayloadFormatVersion"] == "2.0"
    [function] = named(assembly, "AWS::Lambda::Function")
    assert function in json.dumps(integration[1]["IntegrationUri"])


def test_a_request_ends_before_the_gateway_gives_up_and_the_api_is_throttled(assembly: Assembly):
    [function] = named(assembly, "AWS::Lambda::Function").values()
    assert MAX_WAIT_S + 3 <= function["Timeout"] < 30
    [stage] = named(assembly, "AWS::ApiGatewayV2::Stage").values()
    settings = stage["DefaultRouteSettings"]
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (200, 400)


def test_pages_of_listed_origins_may_ask_and_no_others(assembly: Assembly, tmp_path: Path):
    [api] = named(assembly, "AWS::ApiGatewayV2::Api").values()
    cors = api["CorsConfiguration"]
    assert cors["AllowOrigins"] == [PAGE]
    assert "AllowCredentials" not in cors
    assert set(cors["AllowHeaders"]) == {"authorization", "content-type", "last-event-id"}
    [without] = named(synthesise(tmp_path), "AWS::ApiGatewayV2::Api").values()
    assert "CorsConfiguration" not in without


@deployed
def test_nobody_is_answered_without_a_token_of_the_pool(stage: Stage):
    user = stage.new_user()
    for token in (forged(user).token, "", "guess"):
        status, told = request(stage, User(user_id=user.user_id, token=token), "/v1/jobs")
        assert (status, json.loads(told)["code"]) == (401, "UNAUTHENTICATED")


@deployed
def test_an_api_key_is_good_over_http_until_the_moment_it_is_revoked(stage: Stage):
    keys = ApiKeyRepository(stage.table, SystemClock())
    key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1))
    program = User(user_id=key.user_id, token=text)
    assert request(stage, program, "/v1/jobs")[0] == 200
    keys.revoke(key.key_id)
    assert request(stage, program, "/v1/jobs")[0] == 401


@deployed
def test_an_api_key_may_do_over_http_what_its_role_may(stage: Stage):
    keys = ApiKeyRepository(stage.table, SystemClock())
    for role, status in ((Role.VIEWER, 403), (Role.ANALYST, 200)):
        key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1), role=role)
        program = User(user_id=key.user_id, token=text)
        assert request(stage, program, "/v1/agui", {"type": "memory.forget", "name": None})[0] == status


@deployed
def test_a_question_is_asked_and_answered_in_one_request(stage: Stage):
    assert submitting(stage), "a worker is warm, so that the time of a request is enough on a busy machine too"
    status, told = request(stage, stage.new_user(), "/v1/questions", run_input(uuid.uuid4().hex))
    read = json.loads(told)
    assert (status, read["readOn"], read["job"]["status"]) == (200, None, "SUCCEEDED")
    assert "You spent" in read["answer"]["headline"]


@deployed
def test_a_stock_http_agent_asks_the_deployed_stack_and_gets_the_run_to_its_end(stage: Stage):
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [
            node,
            "ask.mjs",
            f"{stage.deployment.http_url}/v1/agui",
            stage.new_user().token,
            "What did I spend by service?",
        ],
        cwd=AGENT,
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    *events, messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert (events[0]["type"], events[-1]["type"]) == ("RUN_STARTED", "RUN_FINISHED")
    assert [event["value"]["percent"] for event in events if event.get("name") == "job.progress"] == [
        5,
        30,
        60,
        90,
        100,
    ]
    assert "You spent" in json.dumps(messages["messages"])


@deployed
def test_what_is_read_over_http_twice_is_the_same_run(stage: Stage):
    user, run = stage.new_user(), run_input(uuid.uuid4().hex)
    first = request(stage, user, "/v1/agui", run)
    assert first[1].count("RUN_FINISHED") == 1
    assert request(stage, user, "/v1/agui", run) == first
