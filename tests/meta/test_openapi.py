"""The OpenAPI document says what the HTTP API does: real responses are valid, and every refusal has its code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from finops_core.errors import ErrorCode
from finops_core.jobs.events import Answered, RunFinished
from tests.unit.websocket.door import open_door, run_frame
from tests.unit.websocket.http_visitor import Answer, HttpVisitor
from tests.unit.websocket.test_agui_events import ANSWER
from websocket.http_api.openapi import openapi
from websocket.http_api.routes import ROUTES, Operation

DOCUMENT = openapi()


def operations() -> dict[str, dict[str, Any]]:
    return {each["operationId"]: each for path in DOCUMENT["paths"].values() for each in path.values()}


def problems(operation: Operation, answer: Answer) -> list[str]:
    """What is wrong with a response by the document: its status, its media type, its JSON."""
    responses = operations()[operation]["responses"]
    response = responses.get(str(answer.status)) or DOCUMENT["components"]["responses"]["Refused"]
    content = response.get("content", {})
    if not content:
        return [] if answer.body == "" else ["a body that was not described"]
    media_type = answer.headers["Content-Type"].partition(";")[0]
    if media_type not in content:
        return [f"{media_type} is none of {sorted(content)}"]
    schema = content[media_type]["schema"] | {"components": DOCUMENT["components"]}
    value = answer.json if media_type == "application/json" else answer.body
    found: Any = Draft202012Validator(schema).iter_errors(value)  # pyright: ignore[reportUnknownMemberType]
    return [str(error.message) for error in found]


def test_every_route_is_described_once_and_says_what_it_does():
    described = operations()
    assert set(described) == {route.operation.value for route in ROUTES} == set(Operation)
    assert all(len(each["summary"]) > 10 for each in described.values())


def test_what_the_handler_answers_is_what_the_document_says(tmp_path: Path):
    for door in open_door(tmp_path):
        ada = HttpVisitor(door=door)
        submitted = ada.post("/v1/jobs", run_frame()["input"])
        path = f"/v1/jobs/{submitted.json['jobId']}"
        waiting = ada.get(path)
        door.jobs.add_artifact(door.jobs.of_user("ada", submitted.json["jobId"]), "table-0", 1)
        door.deps.blobs.put(f"{submitted.json['jobId']}/table-0/0", b"[]")
        door.work(submitted.json["jobId"], Answered(answer=ANSWER), RunFinished())
        answers = [
            (Operation.SUBMIT, submitted),
            (Operation.SUBMIT, ada.post("/v1/jobs", "{}")),
            (Operation.ASK, ada.post("/v1/questions", run_frame()["input"])),
            (Operation.ASK, ada.post("/v1/questions?wait=0", run_frame("run-2")["input"])),
            (Operation.ASK, ada.post("/v1/questions", "{}")),
            (Operation.LIST, ada.get("/v1/jobs")),
            (Operation.LIST, HttpVisitor(door=door, token="").get("/v1/jobs")),
            (Operation.READ, waiting),
            (Operation.READ, ada.get(path)),
            (Operation.READ, ada.get("/v1/jobs/none")),
            (Operation.EVENTS, ada.get(f"{path}/events")),
            (Operation.EVENTS, ada.get(f"{path}/events?after=99")),
            (Operation.CANCEL, ada.post(f"{path}/cancel")),
            (Operation.PART, ada.get(f"{path}/artifacts/table-0/0")),
            (Operation.AGUI, ada.post("/v1/agui", run_frame()["input"])),
            (Operation.AGUI, ada.post("/v1/agui", {"type": "ping"})),
        ]
        assert {operation for operation, _ in answers} == set(Operation)
        assert [(operation, found) for operation, answer in answers if (found := problems(operation, answer))] == []


def test_a_response_that_is_not_as_described_is_noticed():
    wrong = Answer(status=202, headers={"Content-Type": "application/json"}, body='{"type": "ack"}')
    assert problems(Operation.SUBMIT, wrong)


@pytest.mark.parametrize("code", ErrorCode)
def test_every_code_is_explained(code: ErrorCode):
    assert f"`{code}`: " in DOCUMENT["components"]["responses"]["Refused"]["description"]


def test_every_schema_is_one_and_every_reference_leads_somewhere():
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)

    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT)):
        target: Any = DOCUMENT
        for part in reference.split("/"):
            target = target[part]
