"""The AsyncAPI document says all that a stranger needs: examples that are valid, codes that have a meaning."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from finops_core.errors import ErrorCode
from tests.meta.wire_schema import problems
from websocket.asyncapi import CLOSING, HANDSHAKE, MEANINGS, asyncapi
from websocket.schema import CLIENT_FRAMES, SERVER_FRAMES

DOCUMENT = asyncapi()
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
EXAMPLES = [(name, example) for name, message in MESSAGES.items() for example in message["examples"]]


@pytest.mark.parametrize("name", [model.__name__ for model in (*CLIENT_FRAMES, *SERVER_FRAMES)])
def test_every_message_has_an_example_and_says_what_it_is(name: str):
    assert MESSAGES[name]["examples"]
    assert len(MESSAGES[name]["summary"]) > 10


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name}-{each['name']}" for name, each in EXAMPLES])
def test_every_example_is_valid(name: str, example: dict[str, Any]):
    assert problems(name, example["payload"]) == []


def test_every_event_of_a_job_has_an_example():
    kinds = {example["payload"]["chunk"]["type"] for name, example in EXAMPLES if name == "Envelope"}
    names = {example["name"] for name, example in EXAMPLES if name == "Envelope"}
    mapping = DOCUMENT["components"]["schemas"]["Envelope"]["properties"]["chunk"]["discriminator"]["mapping"]
    assert kinds == set(mapping)
    assert names >= {"job.progress", "job.route", "job.retry", "answer"}


def test_the_check_of_examples_finds_what_is_wrong():
    payload = next(example["payload"] for name, example in EXAMPLES if name == "Envelope")
    assert problems("Envelope", payload | {"chunk": payload["chunk"] | {"type": "UNHEARD_OF"}})
    assert problems("Ack", {"type": "ack"})


def test_every_code_and_status_is_explained_where_a_reader_looks():
    assert set(MEANINGS) == set(ErrorCode)
    for text in (DOCUMENT["info"]["description"], DOCUMENT["components"]["schemas"]["ErrorCode"]["description"]):
        assert all(f"`{code}`: {meaning}" in text for code, meaning in MEANINGS.items())
    for code, meaning in (HANDSHAKE | CLOSING).items():
        assert f"`{code}`: {meaning}" in DOCUMENT["info"]["description"]
    assert "{" not in DOCUMENT["info"]["description"].replace('{"url": "ws://…", "token": "…"}', "")


def test_its_schemas_are_json_schemas():
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_server_of_the_channel_asks_for_a_token():
    servers = [reference["$ref"].rsplit("/", 1)[-1] for reference in DOCUMENT["channels"]["wire"]["servers"]]
    assert set(servers) == set(DOCUMENT["servers"]) == {"local", "aws"}
    assert all(server["security"] for server in DOCUMENT["servers"].values())
