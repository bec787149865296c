"""What is different on the emulator from what AWS is given is known, and does not grow unseen."""

import pytest
from websockets.exceptions import InvalidStatus

from tests.infra import scenarios
from tests.infra.gaps import known_gaps
from tests.infra.grants import BY_ROLE
from tests.infra.journey import connected, connected_page, forged
from tests.infra.stage import Stage
from tests.infra.synthesis import PAGE
from websocket.protocol import SUBPROTOCOL

pytestmark = pytest.mark.xdist_group("emulator")
"""One worker process deploys for all of them."""

ALWAYS_ASKED = ("FrontDoor/Authorizer", "FrontDoor/Connect", "FrontDoor/Message", "Publisher", "Work/Worker")


def test_what_was_changed_for_the_emulator_is_listed(stage: Stage):
    listed = known_gaps("asset") | known_gaps("environment") | known_gaps("policy") | known_gaps("resource")
    assert stage.deployment.gaps == listed


def test_functions_whose_logs_are_lost_there_are_listed(stage: Stage):
    assert scenarios.asking(stage)
    silent = {f"log {function}" for function in ALWAYS_ASKED if not stage.invocations(function)}
    assert silent == known_gaps("log ")


def test_what_the_handshake_lacks_there_is_listed(stage: Stage):
    lacks: set[str] = set()
    user = stage.new_user()
    with connected_page(stage.deployment, user, PAGE) as conversation:
        if conversation.socket.subprotocol != SUBPROTOCOL:
            lacks.add("handshake subprotocol: not echoed")
    with pytest.raises(InvalidStatus) as refusal, connected(stage.deployment, forged(user)):
        pass
    if refusal.value.response.status_code != 401:
        lacks.add(f"handshake 401: answered as {refusal.value.response.status_code}")
    assert lacks == known_gaps("handshake")


def test_every_listed_gap_is_of_a_kind_that_is_checked():
    kinds = ("asset", "environment", "policy", "resource", "log ", "grant ", "handshake")
    assert {gap for gap in known_gaps() if not gap.startswith(kinds)} == set()
    assert {gap.split()[1] for gap in known_gaps("grant ")} <= set(BY_ROLE)
