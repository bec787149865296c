"""The page over a platform whose tool takes its time: reloads, tabs, stops and kills lose and double nothing."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.browser import PATIENCE_MS, Tab, open_context, open_tab
from tests.e2e.processes import PlatformProcess
from tests.e2e.slow_agent import HELD

TOOL_S = 2.0
QUESTION = "What did I spend by service?"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    process = PlatformProcess(data_dir=_data_dir(tmp_path_factory.mktemp("durable")), tool_s=TOOL_S).start()
    yield process
    process.stop()


@pytest.fixture
def tab(context: BrowserContext, platform: PlatformProcess) -> Tab:
    return open_tab(context, platform.link)


def test_progress_is_seen_moving_from_5_to_100(tab: Tab, platform: PlatformProcess) -> None:
    with _under_way(platform, tab) as answer:
        tab.shoot("working-light")
    tab.wait_until(answer, "done")
    percents = tab.seen()["percents"]
    assert percents == sorted(percents)
    assert {5, 30, 60, 90, 100} <= set(percents)


def test_a_screen_reader_is_told_each_stage_and_then_the_answer(tab: Tab) -> None:
    answer = tab.ask(QUESTION)
    tab.wait_until(answer, "done")
    said = tab.seen()["said"]
    assert any(words.endswith("30 percent") for words in said)
    assert said[-1].startswith("Answered. You spent")


def test_a_reload_in_the_middle_shows_each_event_once(tab: Tab, platform: PlatformProcess) -> None:
    with _under_way(platform, tab):
        tab.page.reload()
    tab.wait_until(tab.answers.first, "done")
    _assert_shown_once(tab, tab.answers.first)


def test_a_reload_right_after_asking_loses_no_question(tab: Tab) -> None:
    tab.ask(QUESTION)
    tab.page.reload()
    tab.wait_until(tab.answers.first, "done")
    _assert_shown_once(tab, tab.answers.first)


def test_a_second_tab_shows_the_same_job_going_on(tab: Tab, context: BrowserContext, platform: PlatformProcess) -> None:
    with _under_way(platform, tab):
        second = open_tab(context, tab.page.url)
        expect(second.answers.first).to_have_attribute("data-state", "working")
    for shown in (tab, second):
        shown.wait_until(shown.answers.first, "done")
        _assert_shown_once(shown, shown.answers.first)


def test_a_question_asked_in_another_tab_appears_by_itself(tab: Tab, context: BrowserContext) -> None:
    tab.ask_and_wait(QUESTION)
    second = open_tab(context, tab.page.url)
    second.wait_until(second.answers.first, "done")
    second.ask("And by account?")
    expect(tab.answers).to_have_count(2, timeout=PATIENCE_MS)
    tab.wait_until(tab.answers.nth(1), "done")


def test_stop_stops_the_job(tab: Tab, platform: PlatformProcess) -> None:
    with _under_way(platform, tab) as answer:
        answer.get_by_role("button", name="Stop").click()
        tab.wait_until(answer, "cancelled")
    expect(answer).to_contain_text("Stopped")
    expect(answer.get_by_role("button", name="Try again")).to_be_visible()
    assert tab.seen()["percents"][-1] < 60 or tab.seen()["percents"][-2] < 60


def test_a_job_that_failed_says_what_to_do_and_can_be_tried_again(tab: Tab) -> None:
    answer = tab.ask("What did I spend by region?")
    tab.wait_until(answer, "failed")
    expect(answer.get_by_role("alert")).to_contain_text("Ask by account.")
    assert tab.seen()["said"][-1].startswith("Failed.")
    assert tab.violations() == []
    tab.shoot("failed-light")
    answer.get_by_role("button", name="Try again").click()
    tab.wait_until(tab.answers.nth(1), "failed")
    expect(tab.answers.nth(1).get_by_role("heading", level=2)).to_have_text("What did I spend by region?")


def test_a_kill_and_a_restart_in_the_middle_lose_nothing(browser: Browser, tmp_path: Path) -> None:
    platform = PlatformProcess(data_dir=_data_dir(tmp_path), tool_s=TOOL_S).start()
    context = open_context(browser)
    try:
        tab = open_tab(context, platform.link)
        with _under_way(platform, tab) as answer:
            platform.kill()
        expect(tab.page.get_by_text("Reconnecting")).to_be_visible(timeout=PATIENCE_MS)
        tab.shoot("reconnecting-light")
        platform.start()
        tab.wait_until(answer, "done")
        _assert_shown_once(tab, answer)
        percents = tab.seen()["percents"]
        assert percents == sorted(percents)
        expect(tab.page.get_by_text("Reconnecting")).to_have_count(0)
    finally:
        context.close()
        platform.stop()


def test_a_question_asked_while_the_platform_is_away_is_answered_when_it_is_back(
    browser: Browser, tmp_path: Path
) -> None:
    platform = PlatformProcess(data_dir=_data_dir(tmp_path), tool_s=0.1).start()
    context = open_context(browser)
    try:
        tab = open_tab(context, platform.link)
        tab.ask_and_wait(QUESTION)
        platform.kill()
        answer = tab.ask("And by account?")
        expect(answer).to_have_attribute("data-state", "sending")
        platform.start()
        tab.wait_until(answer, "done")
        _assert_shown_once(tab, answer)
    finally:
        context.close()
        platform.stop()


@contextmanager
def _under_way(platform: PlatformProcess, tab: Tab) -> Generator[Locator]:
    """A question whose tool does not return before the body is done, however slow the machine; gives its answer."""
    held = platform.data_dir / HELD
    held.touch()
    try:
        answer = tab.ask(QUESTION)
        expect(answer.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "30", timeout=PATIENCE_MS)
        yield answer
    finally:
        held.unlink()


def _assert_shown_once(tab: Tab, answer: Locator) -> None:
    """One question, one answer, and behind it one agent that called one tool."""
    expect(answer.get_by_role("heading", level=3)).to_have_text("You spent nothing.")
    answer.get_by_role("button", name="Answered").click()
    expect(answer.get_by_role("group", name="Agent cost").last).to_contain_text("is done")
    finished = answer.get_by_role("group", name="Agent cost").filter(has_text="is done")
    expect(finished).to_have_count(1)
    expect(finished.locator("summary")).to_have_count(1)


def _data_dir(parent: Path) -> Path:
    return parent / "data"
