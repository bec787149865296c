"""The client's models and the platform's cannot drift apart: their JSON schemas are compared."""

import ast
import sys
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from ag_ui.core import RunAgentInput
from pydantic import BaseModel

from finops_client import answers as client_answers
from finops_client import frames as client_frames
from finops_client import key_frames as client_key_frames
from finops_client.errors import refusal_of
from finops_core import answers as core_answers
from finops_core.errors import ErrorCode
from websocket import key_frames, protocol, schema

WORDS_AND_STRICTNESS = {"description", "additionalProperties", "title", "default", "required"}
"""The client ignores unknown fields, has its own words, and fills in what the platform leaves out."""


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Words that are open to newer ones here are a fixed set there."""
    match schema.get("anyOf"):
        case [{"enum": _} as words, {"type": "string", **rest}] if not rest:
            return {key: found for key, found in schema.items() if key != "anyOf"} | words
        case _:
            return schema


def shape(value: Any, *, without: set[str]) -> Any:
    """A schema without some of its keywords, in a comparable form; property names are never dropped."""
    if isinstance(value, dict):
        schema = closed(cast("dict[str, Any]", value))
        return {
            key: {name: shape(inner, without=without) for name, inner in found.items()}
            if key in ("properties", "$defs")
            else shape(found, without=without)
            for key, found in schema.items()
            if key not in without
        }
    if isinstance(value, list):
        return [shape(inner, without=without) for inner in cast("list[Any]", value)]
    return value


def test_answers_have_the_same_schema_here_and_there() -> None:
    without = {"description", "additionalProperties", "maxLength"}
    here = shape(client_answers.Answer.model_json_schema(), without=without)
    assert here == shape(core_answers.Answer.model_json_schema(), without=without)


PAIRS: list[tuple[type[BaseModel], type[BaseModel]]] = [
    (client_frames.Ack, protocol.Ack),
    (client_frames.Pong, protocol.Pong),
    (client_frames.AuthOk, protocol.AuthOk),
    (client_frames.ResumeDone, protocol.ResumeDone),
    (client_frames.Jobs, protocol.Jobs),
    (client_frames.Threads, protocol.Threads),
    (client_frames.ThreadJobs, protocol.ThreadJobs),
    (client_frames.ThreadRenamed, protocol.ThreadRenamed),
    (client_frames.ThreadDeleted, protocol.ThreadDeleted),
    (client_frames.AdviceDismissed, protocol.AdviceDismissed),
    (client_frames.AdviceReopened, protocol.AdviceReopened),
    (client_frames.AdviceMarked, protocol.AdviceMarked),
    (client_frames.AdviceUnmarked, protocol.AdviceUnmarked),
    (client_frames.AnomalyDismissed, protocol.AnomalyDismissed),
    (client_frames.AnomalyRestored, protocol.AnomalyRestored),
    (client_frames.FeedbackGiven, protocol.FeedbackGiven),
    (client_frames.Feedbacks, protocol.Feedbacks),
    (client_frames.Memories, protocol.Memories),
    (client_frames.Access, protocol.Access),
    (client_frames.Artifact, protocol.Artifact),
    (client_key_frames.Keys, key_frames.Keys),
    (client_key_frames.KeyMade, key_frames.KeyMade),
    (client_frames.ErrorFrame, protocol.Error),
]


@pytest.mark.parametrize(("client", "platform"), PAIRS, ids=lambda model: model.__name__)
def test_control_frames_have_the_same_fields_here_and_there(client: type[BaseModel], platform: type[BaseModel]) -> None:
    here = shape(client.model_json_schema(), without=WORDS_AND_STRICTNESS)
    there = shape(platform.model_json_schema(), without=WORDS_AND_STRICTNESS)
    if client is client_frames.ErrorFrame:
        there["$defs"].pop("ErrorCode")
        there["properties"]["code"] = {"type": "string"}
    assert {**here, "$defs": here.get("$defs") or {}} == {**there, "$defs": there.get("$defs") or {}}


def test_every_control_frame_of_the_platform_is_known() -> None:
    union = get_args(get_args(protocol.ControlFrame)[0])
    assert set(union) == {platform for _, platform in PAIRS}


def test_an_envelope_has_the_same_fields_here_and_there() -> None:
    here = client_frames.Envelope.model_json_schema()["properties"]
    assert set(here) == set(schema.Envelope.model_json_schema()["properties"])


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_of_the_wire_keeps_its_name(code: ErrorCode) -> None:
    assert refusal_of(code.value, "because").code == code.value


def test_every_code_a_front_door_answers_with_has_its_own_error() -> None:
    named = {"UNAUTHENTICATED", "TOKEN_EXPIRED", "FORBIDDEN", "BAD_FRAME", "TOO_LARGE", "RATE_LIMITED", "JOB_NOT_FOUND"}
    assert len({type(refusal_of(code, "because")) for code in named}) == len(named)


def test_the_subprotocol_and_the_largest_resume_are_the_platforms() -> None:
    assert client_frames.SUBPROTOCOL == protocol.SUBPROTOCOL
    jobs = protocol.Resume.model_json_schema()["properties"]["jobs"]
    assert jobs["maxItems"] == client_frames.MAX_RESUMED_JOBS


def test_a_question_is_valid_agui_and_the_platform_reads_it() -> None:
    asked = client_frames.run_input("What did I spend?", thread_id="t", run_id="r", message_id="m")
    RunAgentInput.model_validate(asked)
    assert protocol.question_of(protocol.RunInput.model_validate(asked)) == "What did I spend?"


def test_the_client_imports_nothing_of_the_platform() -> None:
    allowed = {*sys.stdlib_module_names, "finops_client", "pydantic", "websockets"}
    sources = list(Path(client_frames.__file__).parent.glob("*.py"))
    assert len(sources) > 10
    imported: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                imported.add(node.module.split(".")[0])
    assert imported <= allowed
