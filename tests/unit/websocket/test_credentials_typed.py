"""Keys that people type into a chat: refused with what to do, and nowhere in what the platform keeps or logs."""

import json
import logging
from typing import Any

import pytest

from finops_core.secret_texts import credential_in
from tests.unit.websocket.door import Door, run_frame

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQD9"
MODEL_KEY = "sk-ant-api03-Zx81kQpT3mVb9LrYwC2nHd4sJf7gXe0uAi5o"

CREDENTIALS = [
    pytest.param(f"my key is {KEY_ID}, what did I spend?", KEY_ID, id="an access key in a sentence"),
    pytest.param(f"`{KEY_ID.replace('AKIA', 'ASIA')}`", KEY_ID[4:], id="a temporary one in backticks"),
    pytest.param("AKIA\u200bIOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE", id="with a mark that nobody sees"),
    pytest.param(f"https://b.s3.amazonaws.com/k?X-Amz-Credential={KEY_ID}%2F20260501", KEY_ID, id="a signed address"),
    pytest.param(f"aws_secret_access_key={SECRET}", SECRET, id="a line of a credentials file"),
    pytest.param(f"export AWS_SECRET_ACCESS_KEY='{SECRET}'", SECRET, id="a line of a shell"),
    pytest.param(f'{{"SecretAccessKey": "{SECRET}"}}', SECRET, id="an answer of STS"),
    pytest.param("aws_secret_access_key = hunter2hunter2", "hunter2hunter2", id="a secret of another form"),
    pytest.param(f"the secret key is {SECRET}", SECRET, id="said in words"),
    pytest.param(f"use {SECRET} for it", SECRET, id="a secret alone"),
    pytest.param(f"aws_session_token = {TOKEN}", TOKEN, id="a session token"),
    pytest.param(f"and the token: {TOKEN}", TOKEN, id="a session token by its beginning"),
    pytest.param(f"model key {MODEL_KEY}", MODEL_KEY, id="a model's key"),
    pytest.param("sk-proj-8fJq2LmZx0TbV7nYcR4wKd1s", "8fJq2LmZx0TbV7nYcR4wKd1s", id="another model's key"),
    pytest.param("-----BEGIN RSA PRIVATE KEY-----\nMIIEow", "MIIEow", id="a private key"),
]

NAMES = [
    "What does i-0a1b2c3d4e5f67890 cost?",
    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7a8b",
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188",
    "spend of AIDAIOSFODNN7EXAMPLE and AROAIOSFODNN7EXAMPLE",
    "cost of commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "vol-049df61146c4d7901 snap-066877671789bd71b eni-0f1e2d3c4b5a69788",
    "Which secrets in Secrets Manager cost most? What is a secret access key rotation?",
    "the function ProductionDataPipelineIngestHandlerV2Fn1",
    "what does sk-production-database-cluster-01 cost",
    "aws_secret_access_key=<your secret> is what the manual says",
    "spend by tag aws:cloudformation:stack-name in AKIA",
    "savings plan arn:aws:savingsplans::123456789012:savingsplan/a1b2c3d4-5678-90ab-cdef-11111EXAMPLE",
    "/subscriptions/0f8fad5b-d9cb-469f-a165-70867728950e/resourceGroups/Prod1/providers/Microsoft.Compute/disks/d1",
    "How much was usage type EUC1-DataTransfer-Out-Bytes in ElasticMapReduce?",
]


def everything_kept(door: Door) -> str:
    """All items of the table, all doorbells, as text."""
    feed = [record.item for record in door.table.feed(0, 1000)]
    return repr((feed, door.jobs.recent("ada"), door.queue.receive(wait_s=0)))


@pytest.mark.parametrize(("question", "secret"), CREDENTIALS)
def test_a_question_with_a_key_is_refused_and_kept_nowhere(
    door: Door, question: str, secret: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    (error,) = door.send(run_frame(question=question))
    assert (error["type"], error["code"], error["retryable"]) == ("error", "BAD_FRAME", False)
    assert "not stored" in error["message"]
    assert "profile" in error["message"]
    assert door.jobs.recent("ada") == []
    for kept in (everything_kept(door), caplog.text, json.dumps(error)):
        assert secret not in kept


@pytest.mark.parametrize(
    "frame",
    [
        run_frame(forwardedProps={"aws": {"secretAccessKey": SECRET}}),
        run_frame(forwardedProps={"notes": ["x", {"y": f"{KEY_ID} "}]}),
        run_frame(threadId=KEY_ID),
        {"type": "thread.rename", "threadId": "t1", "title": f"key {KEY_ID}"},
        {
            "type": "advice.dismiss",
            "check": "ebs-gp2",
            "account": "123456789012",
            "resource": "vol-1",
            "savingPerMonth": "1",
            "unit": "USD",
            "reason": f"reads with {KEY_ID}",
            "days": 30,
        },
        {
            "type": "anomaly.dismiss",
            "anomalyId": f"{'0' * 32}.2026-05-28",
            "impact": "1",
            "unit": "USD",
            "reason": f"reads with {KEY_ID}",
        },
        {"type": "advice.mark", "check": "ebs-gp2", "account": "123456789012", "resource": KEY_ID},
    ],
    ids=["property", "deep property", "thread", "title", "reason", "reason of an anomaly", "resource done"],
)
def test_a_key_anywhere_that_would_be_kept_is_refused(door: Door, frame: dict[str, Any]):
    door.run("before")
    door.queue.receive(wait_s=0)
    (error,) = door.send(frame)
    assert error["code"] == "BAD_FRAME"
    assert "not stored" in error["message"]
    kept = everything_kept(door)
    assert KEY_ID not in kept
    assert SECRET not in kept


def test_an_earlier_message_with_a_key_does_not_refuse_the_next_question(door: Door):
    """Clients send the whole conversation with each run; of it only the question is kept."""
    messages = [
        {"id": "m1", "role": "user", "content": f"my key is {KEY_ID}"},
        {"id": "m2", "role": "user", "content": "What did I spend?"},
    ]
    (ack,) = door.send(run_frame(messages=messages))
    assert ack["type"] == "ack"
    assert KEY_ID not in everything_kept(door)


@pytest.mark.parametrize("question", NAMES)
def test_names_and_ids_of_resources_are_no_keys(question: str):
    assert credential_in(question) == ""
