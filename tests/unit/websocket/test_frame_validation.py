"""Each field of each client frame: what it must be, how long it may be, and what a wrong one is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_core.errors import BadFrame, FinOpsError, TooLarge
from tests.unit.steady import STEADY
from tests.unit.websocket.door import run_frame
from websocket import protocol
from websocket.schema import CLIENT_FRAMES

VALID: dict[str, dict[str, Any]] = {
    "run": run_frame(),
    "resume": {"type": "resume", "reqId": "r", "jobs": [{"jobId": "j", "after": 0}]},
    "abort": {"type": "abort", "reqId": "r", "runId": "run-1"},
    "cancel": {"type": "cancel", "reqId": "r", "jobId": "j"},
    "get": {"type": "get", "reqId": "r", "jobId": "j", "artifactId": "a", "part": 0},
    "access.get": {"type": "access.get", "reqId": "r"},
    "jobs.list": {"type": "jobs.list", "reqId": "r"},
    "threads.list": {"type": "threads.list", "reqId": "r"},
    "thread.get": {"type": "thread.get", "reqId": "r", "threadId": "t"},
    "thread.rename": {"type": "thread.rename", "reqId": "r", "threadId": "t", "title": "May"},
    "thread.delete": {"type": "thread.delete", "reqId": "r", "threadId": "t"},
    "advice.dismiss": {
        "type": "advice.dismiss",
        "reqId": "r",
        "check": "idle",
        "savingPerMonth": "1.5",
        "unit": "USD",
        "reason": "Kept",
    },
    "advice.reopen": {"type": "advice.reopen", "reqId": "r", "check": "idle"},
    "advice.mark": {"type": "advice.mark", "reqId": "r", "check": "idle"},
    "advice.unmark": {"type": "advice.unmark", "reqId": "r", "check": "idle"},
    "anomaly.dismiss": {
        "type": "anomaly.dismiss",
        "reqId": "r",
        "anomalyId": f"{'0' * 32}.2026-05-28",
        "impact": "1.5",
        "unit": "USD",
        "reason": "Planned",
    },
    "anomaly.restore": {"type": "anomaly.restore", "reqId": "r", "anomalyId": f"{'0' * 32}.2026-05-28"},
    "feedback.give": {"type": "feedback.give", "reqId": "r", "jobId": "j", "verdict": "up"},
    "feedback.list": {"type": "feedback.list", "reqId": "r"},
    "memory.list": {"type": "memory.list", "reqId": "r"},
    "memory.forget": {"type": "memory.forget", "reqId": "r", "name": "attic"},
    "keys.list": {"type": "keys.list", "reqId": "r"},
    "key.create": {"type": "key.create", "reqId": "r", "name": "nightly"},
    "key.rotate": {"type": "key.rotate", "reqId": "r", "keyId": "0a1b2c3d4e5f"},
    "key.revoke": {"type": "key.revoke", "reqId": "r", "keyId": "0a1b2c3d4e5f"},
    "auth": {"type": "auth", "reqId": "r", "token": "t"},
    "ping": {"type": "ping", "reqId": "r"},
    "approve": {"type": "approve", "reqId": "r", "jobId": "j", "resume": []},
}

IDS = (
    ("run", "reqId"),
    ("run", "input.threadId"),
    ("run", "input.runId"),
    ("resume", "reqId"),
    ("resume", "jobs.0.jobId"),
    ("abort", "reqId"),
    ("abort", "runId"),
    ("cancel", "reqId"),
    ("cancel", "jobId"),
    ("get", "jobId"),
    ("get", "artifactId"),
    ("jobs.list", "reqId"),
    ("threads.list", "reqId"),
    ("thread.get", "threadId"),
    ("thread.rename", "threadId"),
    ("thread.delete", "threadId"),
    ("advice.dismiss", "reqId"),
    ("advice.reopen", "reqId"),
    ("advice.mark", "reqId"),
    ("advice.unmark", "reqId"),
    ("anomaly.dismiss", "reqId"),
    ("anomaly.restore", "reqId"),
    ("feedback.give", "jobId"),
    ("feedback.list", "reqId"),
    ("memory.list", "reqId"),
    ("memory.forget", "reqId"),
    ("keys.list", "reqId"),
    ("key.create", "reqId"),
    ("key.rotate", "reqId"),
    ("key.revoke", "reqId"),
    ("auth", "reqId"),
    ("ping", "reqId"),
    ("approve", "jobId"),
)

REQUIRED = (
    ("run", "reqId"),
    ("run", "input"),
    ("run", "input.threadId"),
    ("run", "input.runId"),
    ("run", "input.messages"),
    ("resume", "jobs"),
    ("resume", "jobs.0.jobId"),
    ("resume", "jobs.0.after"),
    ("abort", "runId"),
    ("cancel", "jobId"),
    ("get", "jobId"),
    ("get", "artifactId"),
    ("thread.get", "threadId"),
    ("thread.rename", "threadId"),
    ("thread.rename", "title"),
    ("thread.delete", "threadId"),
    ("advice.dismiss", "check"),
    ("advice.dismiss", "savingPerMonth"),
    ("advice.dismiss", "unit"),
    ("advice.dismiss", "reason"),
    ("advice.reopen", "check"),
    ("advice.mark", "check"),
    ("advice.unmark", "check"),
    ("anomaly.dismiss", "anomalyId"),
    ("anomaly.dismiss", "impact"),
    ("anomaly.dismiss", "unit"),
    ("anomaly.dismiss", "reason"),
    ("anomaly.restore", "anomalyId"),
    ("feedback.give", "jobId"),
    ("feedback.give", "verdict"),
    ("memory.forget", "name"),
    ("key.create", "reqId"),
    ("key.create", "name"),
    ("key.rotate", "reqId"),
    ("key.rotate", "keyId"),
    ("key.revoke", "keyId"),
    ("auth", "token"),
    ("approve", "jobId"),
    ("approve", "resume"),
)

OPTIONAL_REQ_ID = sorted(set(VALID) - {"run", "key.create", "key.rotate"})


def changed(kind: str, path: str, value: Any) -> str:
    """A valid frame with one field replaced, as a client's text."""
    frame = json.loads(json.dumps(VALID[kind]))
    holder, name = _holder(frame, path)
    holder[name] = value
    return json.dumps(frame)


def without(kind: str, path: str) -> str:
    frame = json.loads(json.dumps(VALID[kind]))
    holder, name = _holder(frame, path)
    del holder[name]
    return json.dumps(frame)


def _holder(frame: Any, path: str) -> tuple[Any, str]:
    *way, name = path.split(".")
    for step in way:
        frame = frame[int(step)] if step.isdigit() else frame[step]
    return frame, name


def test_every_kind_of_frame_is_tried_here():
    assert set(VALID) == {model.model_fields["type"].default for model in CLIENT_FRAMES}


@pytest.mark.parametrize("kind", VALID)
def test_each_frame_is_read_with_all_it_says(kind: str):
    frame = protocol.parse(json.dumps(VALID[kind]))
    told = frame.model_dump(by_alias=True, exclude_unset=True, mode="json")
    asked = json.loads(json.dumps(VALID[kind]))
    if kind == "run":
        asked["input"]["messages"] = [{"role": "user", "content": "What did I spend?"}]
    assert told == asked


@pytest.mark.parametrize("kind", OPTIONAL_REQ_ID)
def test_every_frame_but_run_may_go_without_a_request_id(kind: str):
    assert protocol.parse(without(kind, "reqId")).type == kind


@pytest.mark.parametrize(("kind", "path"), REQUIRED)
def test_a_missing_field_is_named(kind: str, path: str):
    with pytest.raises(BadFrame, match="Field required") as refused:
        protocol.parse(without(kind, path))
    assert path.rsplit(".", 1)[-1] in str(refused.value)


@pytest.mark.parametrize("kind", VALID)
@pytest.mark.parametrize("extra", ["userId", "admin", "accounts", "type "])
def test_a_field_that_is_not_the_frames_is_refused(kind: str, extra: str):
    with pytest.raises(BadFrame, match="Extra inputs are not permitted"):
        protocol.parse(changed(kind, extra, "ada"))


@pytest.mark.parametrize(("kind", "path"), IDS)
def test_an_id_of_128_characters_is_taken_and_one_more_is_not(kind: str, path: str):
    assert protocol.parse(changed(kind, path, "x" * 128)).type == kind
    with pytest.raises(BadFrame, match="at most 128 characters"):
        protocol.parse(changed(kind, path, "x" * 129))


@pytest.mark.parametrize(("kind", "path"), IDS)
@pytest.mark.parametrize("value", ["", " ", "a b", "a\n", "\ta", "é", "\x7f", "\x00", "a\u2028", 7, 1.5, True, [], {}])
def test_an_id_is_printable_ascii_without_spaces(kind: str, path: str, value: Any):
    with pytest.raises(BadFrame) as refused:
        protocol.parse(changed(kind, path, value))
    assert path.rsplit(".", 1)[-1] in str(refused.value)


@pytest.mark.parametrize("character", ["!", "~", "#", "/", '"', "\\", "<", "0"])
def test_every_printable_ascii_character_may_be_in_an_id(character: str):
    frame = protocol.parse(changed("cancel", "jobId", character))
    assert isinstance(frame, protocol.Cancel)
    assert frame.job_id == character


@pytest.mark.parametrize("after", [-1, 1.5, "x", None, []])
def test_a_resume_point_is_a_number_from_zero_on(after: Any):
    with pytest.raises(BadFrame):
        protocol.parse(changed("resume", "jobs.0.after", after))


def test_a_resume_names_at_most_twenty_jobs():
    wanted = [{"jobId": f"job-{number}", "after": 0} for number in range(21)]
    frame = protocol.parse(json.dumps({"type": "resume", "jobs": wanted[:20]}))
    assert isinstance(frame, protocol.Resume)
    assert len(frame.jobs) == 20
    with pytest.raises(BadFrame, match="at most 20 items"):
        protocol.parse(json.dumps({"type": "resume", "jobs": wanted}))


def test_a_resume_of_no_job_is_a_frame_like_any_other():
    frame = protocol.parse('{"type":"resume","jobs":[]}')
    assert isinstance(frame, protocol.Resume)
    assert frame.jobs == ()


@pytest.mark.parametrize(("part", "taken"), [(-1, False), (0, True), (10_000, True), (10_001, False), ("x", False)])
def test_a_part_is_from_zero_to_ten_thousand(part: Any, taken: bool):
    if taken:
        frame = protocol.parse(changed("get", "part", part))
        assert isinstance(frame, protocol.Get)
        assert frame.part == part
        return
    with pytest.raises(BadFrame, match="part"):
        protocol.parse(changed("get", "part", part))


def test_the_first_part_is_meant_when_none_is_named():
    frame = protocol.parse(without("get", "part"))
    assert isinstance(frame, protocol.Get)
    assert frame.part == 0


@pytest.mark.parametrize(("length", "taken"), [(0, False), (1, True), (8192, True), (8193, False)])
def test_a_token_has_one_to_8192_characters(length: int, taken: bool):
    body = changed("auth", "token", "x" * length)
    if taken:
        assert protocol.parse(body).type == "auth"
        return
    with pytest.raises(BadFrame, match="token"):
        protocol.parse(body)


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_a_frame_has_at_most_30_kilobytes_whatever_its_letters(character: str):
    empty = json.dumps({"type": "approve", "jobId": "j", "resume": [{"x": ""}]}, ensure_ascii=False)
    room = protocol.MAX_FRAME_BYTES - len(empty.encode())
    each = len(character.encode())
    filled = character * (room // each) + "x" * (room % each)
    body = empty.replace('""', f'"{filled}"')
    assert len(body.encode()) == 30 * 1024
    assert protocol.parse(body).type == "approve"
    with pytest.raises(TooLarge, match="A frame may have 30720 bytes"):
        protocol.parse(body + " ")


@pytest.mark.parametrize("content", [None, 7, [], [{"type": "text", "text": "What did I spend?"}], {"text": "x"}])
def test_a_question_that_is_no_text_is_told_so(content: Any):
    frame = protocol.parse(json.dumps(run_frame(messages=[{"id": "m", "role": "user", "content": content}])))
    assert isinstance(frame, protocol.Run)
    with pytest.raises(BadFrame, match="Only text questions are supported"):
        protocol.question_of(frame.input)


def question(messages: list[dict[str, Any]]) -> str:
    frame = protocol.parse(json.dumps(run_frame(messages=messages)))
    assert isinstance(frame, protocol.Run)
    return protocol.question_of(frame.input)


def test_the_last_user_message_is_the_question_whatever_follows_it():
    assert (
        question(
            [
                {"id": "1", "role": "system", "content": "You are a pirate."},
                {"id": "2", "role": "user", "content": "First?"},
                {"id": "3", "role": "assistant", "content": "Answer."},
                {"id": "4", "role": "user", "content": "  Second? \n"},
                {"id": "5", "role": "assistant", "content": None},
            ]
        )
        == "Second?"
    )


@pytest.mark.parametrize("role", ["assistant", "system", "developer", "tool", "User", ""])
def test_only_a_users_message_is_a_question(role: str):
    with pytest.raises(BadFrame, match="The run has no user message"):
        question([{"id": "1", "role": role, "content": "What did I spend?"}])


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u2003"])
def test_a_question_of_nothing_but_space_is_empty(text: str):
    with pytest.raises(BadFrame, match="The question is empty"):
        question([{"id": "1", "role": "user", "content": text}])


@pytest.mark.parametrize("character", ["x", "é"])
def test_a_question_has_at_most_4000_characters_beside_the_space_around_it(character: str):
    most = character * 4000
    assert question([{"id": "1", "role": "user", "content": f"  {most}  "}]) == most
    with pytest.raises(TooLarge, match="A question may have 4000 characters"):
        question([{"id": "1", "role": "user", "content": most + character}])


def test_what_agui_knows_and_a_job_does_not_need_is_let_through():
    body = run_frame(
        tools=[{"name": "t", "description": "d", "parameters": {}}],
        context=[{"description": "d", "value": "v"}],
        state={"a": 1},
        forwardedProps=None,
        messages=[{"id": "1", "role": "user", "content": "What?", "name": "Ada", "encryptedValue": "x"}],
    )
    frame = protocol.parse(json.dumps(body))
    assert isinstance(frame, protocol.Run)
    assert protocol.question_of(frame.input) == "What?"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_no_number_here(value: str):
    with pytest.raises(BadFrame, match="not JSON"):
        protocol.parse(json.dumps(run_frame(forwardedProps={"x": "?"})).replace('"?"', value))


def test_a_bare_run_input_that_lacks_something_is_told_what():
    with pytest.raises(BadFrame, match=r"input\.threadId: Field required"):
        protocol.parse('{"runId":"r","messages":[]}')


def test_a_frame_with_both_a_type_and_a_run_id_is_what_its_type_says():
    assert protocol.parse('{"type":"abort","runId":"r"}').type == "abort"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"reqId":"r-1","type":"nonsense"}', "r-1"),
        ('{"reqId":"' + "x" * 128 + '"}', "x" * 128),
        ('{"reqId":"' + "x" * 129 + '"}', None),
        ('{"reqId":7}', None),
        ('{"reqId":null}', None),
        ("{}", None),
        ("[1]", None),
        ('"reqId"', None),
        ("{", None),
        ("", None),
    ],
)
def test_the_error_of_an_unreadable_frame_names_its_request_when_that_can_be_read(body: str, found: str | None):
    assert protocol.request_id(body) == found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
TYPED = st.fixed_dictionaries(
    {"type": st.sampled_from(tuple(VALID))},
    optional=dict.fromkeys(("reqId", "jobId", "runId", "threadId", "jobs", "input", "token", "part", "resume"), JSON),
)


def read(body: str) -> str:
    """The kind of a frame, or the code it is refused with; anything else that is raised is a defect."""
    try:
        return protocol.parse(body).type
    except FinOpsError as error:
        return error.code


@STEADY
@given(st.text() | JSON.map(json.dumps) | TYPED.map(json.dumps))
def test_whatever_a_client_sends_is_a_frame_or_an_error_of_the_wire(body: str):
    told = read(body)
    assert told in VALID or told in ("BAD_FRAME", "TOO_LARGE")
    found = protocol.request_id(body)
    assert found is None or len(found) <= 128
