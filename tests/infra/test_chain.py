"""The cloud shape at work: a client, the API, the queue, the worker, the table, its stream, and back."""

from decimal import Decimal
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from finops_core.clock import SystemClock
from tests.infra.bill import cost_by_service
from tests.infra.grants import Granted, without
from tests.infra.journey import connected, connected_page, forged, is_end, is_type
from tests.infra.stage import Stage
from tests.infra.synthesis import PAGE
from tests.infra.waiting import wait_for
from websocket.connections import ConnectionRepository

pytestmark = pytest.mark.xdist_group("emulator")
"""One worker process deploys for all of them."""

POISONED_S = 90.0
"""Three deliveries, 2, 4 and 8 seconds apart, and the way through the dead letters."""


def test_a_question_is_answered_from_5_to_100_percent(stage: Stage):
    with connected(stage.deployment, stage.new_user()) as conversation:
        conversation.ask("What did I spend by service?")
        job_id = str(conversation.until(is_type("ack"))["jobId"])
        conversation.until(is_end(job_id))
        events = conversation.events(job_id)
    percents = [event["value"]["percent"] for event in events if event.get("name") == "job.progress"]
    assert percents == sorted(percents)
    assert set(percents) >= {5, 30, 60, 90, 100}
    assert events[0]["type"] == "RUN_STARTED"
    assert events[-1]["outcome"] == {"type": "success"}
    assert [event["metadata"]["finops"]["seq"] for event in events] == list(range(1, len(events) + 1))
    assert _costs(events) == cost_by_service()


def test_a_page_connects_with_its_token_beside_the_subprotocol(stage: Stage):
    with connected_page(stage.deployment, stage.new_user(), PAGE) as conversation:
        conversation.send("ping")
        assert conversation.until(is_type("pong"))


def test_a_foreign_page_is_refused(stage: Stage):
    with (
        pytest.raises(InvalidStatus, match="403"),
        connected_page(stage.deployment, stage.new_user(), "https://elsewhere.example.com"),
    ):
        pass


def test_a_forged_token_is_refused(stage: Stage):
    with pytest.raises(InvalidStatus), connected(stage.deployment, forged(stage.new_user())):
        pass


def test_a_closed_connection_is_forgotten(stage: Stage):
    connections = ConnectionRepository(stage.table, SystemClock())
    with connected(stage.deployment, stage.new_user()) as conversation:
        user_id = conversation.user_id
        assert len(connections.of_user(user_id)) == 1
    assert wait_for(lambda: connections.of_user(user_id) == [], within_s=30, what="the connection is forgotten")


def test_a_reconnecting_client_gets_what_it_missed(stage: Stage):
    user = stage.new_user()
    with connected(stage.deployment, user) as conversation:
        conversation.ask("What did I spend by service?")
        job_id = str(conversation.until(is_type("ack"))["jobId"])
    with connected(stage.deployment, user) as again:
        again.send("resume", jobs=[{"jobId": job_id, "after": 2}])
        again.until(is_end(job_id))
        seqs = {event["metadata"]["finops"]["seq"] for event in again.events(job_id)}
    assert seqs - {1, 2} == set(range(3, max(seqs) + 1))  # the feed may bring what the client had once more


def test_a_job_that_cannot_be_worked_on_ends_in_an_error_its_user_sees(stage: Stage):
    claiming = Granted(role="Work/Worker", action="dynamodb:UpdateItem", word="table")
    with without(stage.deployment, claiming), connected(stage.deployment, stage.new_user()) as conversation:
        conversation.ask("What did I spend by service?")
        end = conversation.until(is_end(), within_s=POISONED_S)["chunk"]
    assert end["type"] == "RUN_ERROR"
    assert end["code"] == "DEAD_LETTERED"
    assert "Ask again" in end["message"]


def _costs(events: list[dict[str, Any]]) -> dict[str, Decimal]:
    [answer] = [event["value"] for event in events if event.get("name") == "answer"]
    [table] = [block for block in answer["blocks"] if block["type"] == "table"]
    return {row[0]: Decimal(row[1]) for row in table["rows"]}
