"""A person in a browser at the deployed stack: signs in at its user pool, asks, sees the answer come, and signs out."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browser import Tab, chromium, open_context
from tests.infra.bill import cost_by_service
from tests.infra.browser_door import page_of
from tests.infra.journey import PASSWORD, sign_up
from tests.infra.stage import Stage

pytestmark = pytest.mark.xdist_group("emulator")


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    with chromium() as browser:
        yield open_context(browser)


def test_a_person_signs_in_asks_sees_5_to_100_percent_and_signs_out(stage: Stage, context: BrowserContext) -> None:
    name = uuid.uuid4().hex
    sign_up(stage.deployment, name)
    tab = Tab(page=context.new_page())
    frames: list[dict[str, Any]] = []
    tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(json.loads(text))))
    with page_of(stage) as url:
        tab.page.goto(url)
        tab.page.locator("input[name=username]").fill(f"{name}@example.com")
        tab.page.locator("input[type=password]").fill(PASSWORD)
        tab.page.locator("[type=submit]").click()
        expect(tab.page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
        answer = tab.ask_and_wait("What did I spend by service?")
        expect(answer.get_by_role("heading", level=3)).to_contain_text("You spent")
        for service in cost_by_service():
            expect(answer).to_contain_text(service)
        assert percents(frames) >= {5, 30, 60, 90, 100}
        tab.page.get_by_role("button", name="Sign out").click()
        expect(tab.page.get_by_role("heading", name="You are signed out")).to_be_visible()


def percents(frames: list[dict[str, Any]]) -> set[int]:
    """How far the question was told to be; what the page asks for its own tiles is in no conversation."""
    mine = [frame for frame in frames if "chunk" in frame and not frame["threadId"].startswith(("page.", "dashboard"))]
    return {frame["chunk"]["value"]["percent"] for frame in mine if frame["chunk"].get("name") == "job.progress"}
