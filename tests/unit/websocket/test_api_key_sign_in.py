"""Who signs in with an API key: the same door, the key's accounts, refused as soon as it is revoked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from finops_core.api_keys import ApiKeyRepository
from finops_core.errors import Unauthenticated
from finops_core.roles import Role
from finops_core.table.port import Key, Put
from tests.unit.websocket.door import Door, TokenOf, open_door, run_frame
from tests.unit.websocket.http_visitor import HttpVisitor
from websocket import authorizer
from websocket.deps import AuthorizerDeps
from websocket.tokens import KEY_KNOWN_FOR_S, ApiKeyVerifier

RUN = run_frame()["input"]


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[tuple[Door, ApiKeyRepository]]:
    """A door that takes API keys beside its tokens."""
    for door in open_door(tmp_path):
        keys = ApiKeyRepository(door.table, door.clock)
        tokens = ApiKeyVerifier(lambda keys=keys: keys, TokenOf(), door.clock)
        yield replace(door, deps=replace(door.deps, tokens=tokens)), keys


def test_a_keys_questions_are_its_own_and_over_its_accounts(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    key, text = keys.create("nightly", accounts=("111122223333",), keep_for=timedelta(days=1))
    job_id = HttpVisitor(door=door, token=text).post("/v1/jobs", RUN).json["jobId"]
    job = door.jobs.of_user(key.user_id, job_id)
    assert job.accounts == ("111122223333",)
    assert HttpVisitor(door=door, token="ada").get(f"/v1/jobs/{job_id}").status == 404


def test_the_sockets_authorizer_takes_the_same_key(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    key, text = keys.create("nightly", accounts=("1",), keep_for=timedelta(days=1))
    deps = AuthorizerDeps(tokens=door.deps.tokens, allowed_origins=())
    event = {"methodArn": "arn", "headers": {"Authorization": f"Bearer {text}"}}
    context = authorizer.handler(event, None, deps=deps)["context"]
    until = int(door.clock.now().timestamp()) + KEY_KNOWN_FOR_S
    assert context == {"userId": key.user_id, "exp": until, "accounts": '["1"]', "role": "viewer"}
    keys.revoke(key.key_id)
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorizer.handler(event, None, deps=deps)


def test_a_key_may_do_what_its_role_may_on_a_socket_and_over_http(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    forget = {"type": "memory.forget", "name": None}
    for role, status, answer in ((Role.VIEWER, 403, "error"), (Role.ANALYST, 200, "memories")):
        key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1), role=role)
        rotated, another = keys.rotate(key.key_id, overlap=timedelta(hours=1))
        assert (key.role, rotated.role) == (role, role)
        for token in (text, another):
            assert HttpVisitor(door=door, token=token).post("/v1/agui", forget).status == status
            connection_id = f"socket-{role}-{len(token)}"
            known = authorizer.handler(
                {"methodArn": "arn", "headers": {"Authorization": f"Bearer {token}"}},
                None,
                deps=AuthorizerDeps(tokens=door.deps.tokens, allowed_origins=()),
            )["context"]
            door.connect(key.user_id, connection_id, **known)
            (reply,) = door.send(forget, user=key.user_id, connection_id=connection_id, **known)
            assert reply["type"] == answer


def test_a_key_from_before_there_were_roles_may_do_what_it_could(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1), role=Role.ADMIN)
    item = door.table.get(Key("APIKEYS", key.key_id))
    assert item is not None
    door.table.put_if(Put(item={name: value for name, value in item.items() if name != "role"}))
    assert door.deps.tokens.verify(text).role is Role.ANALYST


def test_an_open_connection_outlives_its_revoked_key_by_a_quarter_of_an_hour(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1))
    exp = door.deps.tokens.verify(text).exp
    door.connect(key.user_id, "c9", exp=exp)
    keys.revoke(key.key_id)
    who = {"user": key.user_id, "connection_id": "c9"}
    assert door.send({"type": "jobs.list"}, **who, exp=exp)[0]["type"] == "jobs"
    assert door.send({"type": "auth", "token": text}, **who, exp=exp)[0]["code"] == "UNAUTHENTICATED"
    door.clock.advance(KEY_KNOWN_FOR_S)
    assert door.send({"type": "jobs.list"}, **who, exp=exp)[0]["code"] == "TOKEN_EXPIRED"


def test_a_key_handed_in_again_keeps_its_connection(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    key, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1))
    exp = door.deps.tokens.verify(text).exp
    door.connect(key.user_id, "c9", exp=exp)
    who = {"user": key.user_id, "connection_id": "c9"}
    door.clock.advance(KEY_KNOWN_FOR_S)
    assert door.send({"type": "auth", "token": text}, **who, exp=exp)[0]["type"] == "auth.ok"
    assert door.send({"type": "jobs.list"}, **who, exp=exp)[0]["type"] == "jobs"


def test_what_people_sign_in_with_opens_no_table(keyed: tuple[Door, ApiKeyRepository]):
    door, _ = keyed

    def never() -> ApiKeyRepository:
        raise AssertionError("no key came")

    tokens = ApiKeyVerifier(never, TokenOf(), door.clock)
    assert tokens.verify("ada").user_id == "ada"
    with pytest.raises(Unauthenticated):
        tokens.verify("nobody")


def test_a_key_typed_into_a_question_is_refused_and_not_stored(keyed: tuple[Door, ApiKeyRepository]):
    door, keys = keyed
    _, text = keys.create("nightly", accounts=None, keep_for=timedelta(days=1))
    asked = run_frame(question=f"is {text} still good?")["input"]
    answer = HttpVisitor(door=door).post("/v1/jobs", asked)
    assert (answer.status, "API key" in answer.json["message"], text in answer.body) == (400, True, False)
