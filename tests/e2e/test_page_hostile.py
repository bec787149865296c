"""The page over a bill of hostile names: nothing in them runs, loads, links or breaks the layout."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Dialog, Locator, expect

from finops_client.local import find_platform
from tests.e2e.browser import PHONE, WIDE, Tab, open_context, open_tab
from tests.e2e.processes import ROOT, finops_up
from tests.hostile.effects import in_markdown, in_spreadsheet, in_terminal
from tests.hostile.names import hostile_bill

QUESTIONS = (
    "What did I spend by service?",
    "What did I spend by account?",
    "What did I spend by tag team?",
    "Show daily costs by region",
)
MADE = "script, img, iframe, object, embed, style, link, base, form, a:not([href^='#/explore']), video, audio, meta"
"""Elements that no answer of this product has, but for its way into Explore; data alone could make them."""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "data"


@pytest.fixture(scope="module")
def link(data_dir: Path) -> Iterator[str]:
    bill = hostile_bill(data_dir.parent / "bill <img src=x onerror=window.ran=1>\x1b[31m\u202e.parquet")
    with finops_up(data_dir, "--bill", bill) as served:
        yield served


@pytest.fixture(params=["light", "dark", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, link: str) -> Iterator[Tab]:
    look: str = request.param
    size = PHONE if look == "phone" else WIDE
    context = open_context(browser, scheme="dark" if look == "dark" else "light", size=size)
    opened = open_tab(context, link)
    dialogs: list[str] = []

    def dialog(shown: Dialog) -> None:
        dialogs.append(shown.message)
        shown.dismiss()

    opened.page.on("dialog", dialog)
    yield opened
    assert opened.complaints == []
    assert dialogs == []
    assert opened.page.evaluate("window.ran") is None
    context.close()


def harmless(tab: Tab, answer: Locator) -> None:
    """No element in an answer is made of data, and nothing is wider than the window."""
    assert answer.locator(MADE).evaluate_all("all => all.map((one) => one.outerHTML)") == []
    overflow = tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    assert answer.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_no_name_takes_effect_on_the_page_or_in_what_it_saves(
    tab: Tab, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    look = str(cast(Any, request).node.callspec.params["tab"])
    for number, question in enumerate(QUESTIONS if look == "light" else QUESTIONS[::3]):
        answer = tab.ask_and_wait(question)
        expect(answer.get_by_role("heading", level=3)).to_be_visible()
        harmless(tab, answer)
        tab.shoot(f"hostile-{look}-{number}")
        answer.get_by_role("button", name="Basis").click()
        answer.get_by_role("button", name="Table").first.click()
        expect(answer.get_by_role("table").first.get_by_role("row").nth(1)).to_be_visible()
        harmless(tab, answer)
        tab.shoot(f"hostile-{look}-{number}-table")
        with tab.page.expect_download() as download:
            answer.get_by_role("button", name="CSV").first.click()
        download.value.save_as(tmp_path / "table.csv")
        table = (tmp_path / "table.csv").read_bytes().decode()
        assert in_spreadsheet(table) == []
        assert in_terminal(table.replace("\r\n", "\n")) == []
        with tab.page.expect_download() as download:
            answer.get_by_role("button", name="Save as Markdown").click()
        download.value.save_as(tmp_path / "answer.md")
        assert in_markdown((tmp_path / "answer.md").read_text(encoding="utf-8")) == []


def test_a_hostile_question_is_a_title_and_an_answer_and_no_more(browser: Browser, link: str) -> None:
    context = open_context(browser)
    tab = open_tab(context, link)
    question = "What did I spend on <img src=x onerror=window.ran=1> **b** [x](http://evil.example) \u202eevil?"
    answer = tab.ask_and_wait(question)
    harmless(tab, answer)
    title = tab.page.get_by_role("link", name=re.compile("onerror")).first
    assert title.locator("*").count() == 0
    assert tab.complaints == []
    assert tab.page.evaluate("window.ran") is None
    context.close()


def test_a_stock_agui_client_accepts_the_run(data_dir: Path, link: str) -> None:
    node = shutil.which("node")
    assert node
    running = find_platform(data_dir)
    url = running.url.replace("ws://", "http://").replace("/ws", "/agui")
    done = subprocess.run(
        [node, "ask.mjs", url, running.token, "What did I spend by service? <b>\x1b[31m\u202e[[f1]]"],
        cwd=ROOT / "tests" / "agui",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    *events, messages = [json.loads(line) for line in done.stdout.strip().split("\n")]
    assert events[-1]["type"] == "RUN_FINISHED"
    said = [
        message["content"]
        for message in messages["messages"]
        if message["role"] == "assistant" and message.get("content")
    ]
    assert said
    for text in said:
        assert in_markdown(text) == []
