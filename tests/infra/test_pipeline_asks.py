"""What a pipeline asks of a stack that it deployed, over HTTP: the Python client takes no socket of an emulator."""

import pytest

from cloud.smoke import over_http, smoke
from finops_core.api_keys import ApiKeyRepository
from finops_core.clock import SystemClock
from tests.infra.stage import Stage

pytestmark = pytest.mark.xdist_group("emulator")


def test_the_deployed_stack_answers_with_a_key_that_is_gone_afterwards(stage: Stage):
    told: list[str] = []
    keys = ApiKeyRepository(stage.table, SystemClock())
    before = keys.all()
    outputs = {"WebSocketUrl": stage.deployment.socket_url, "HttpUrl": stage.deployment.http_url}
    smoke(outputs, keys, told.append, doors={"HTTP": over_http})
    assert len(told) == 1
    assert told[0].startswith("HTTP: ")
    assert "$" in told[0]
    assert keys.all() == before
