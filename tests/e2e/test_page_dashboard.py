"""The dashboard and the bill's page over the sample account, as a person meets them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect

from tests.e2e.browser import LOOKS, PATIENCE_MS, PHONE, Tab, open_context, open_tab
from tests.e2e.processes import finops_up

TILES = (
    "Latest month",
    "Trend",
    "Next month",
    "By service",
    "By account",
    "By team",
    "By region",
    "Coverage of commitments",
    "Largest changes",
    "Savings",
    "Anomalies",
    "Budgets",
)
MONEY = re.compile(r"\$[\d,]+\.\d\d")


@pytest.fixture(scope="session")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`finops up` without a bill: over the sample account, in a process of its own."""
    data_dir = tmp_path_factory.mktemp("dashboard") / "data"
    with finops_up(data_dir) as served:
        yield served


@pytest.fixture
def tab(context: BrowserContext, link: str) -> Iterator[Tab]:
    opened = open_tab(context, link)
    yield opened
    assert opened.complaints == []


def _tile(tab: Tab, title: str) -> Locator:
    return tab.page.get_by_role("region", name=title, exact=True)


def _open_dashboard(tab: Tab) -> None:
    tab.page.get_by_role("link", name="Dashboard").click()
    _wait_for_tiles(tab)


def _wait_for_tiles(tab: Tab) -> None:
    for title in TILES:
        expect(_tile(tab, title)).to_have_attribute("data-state", "done", timeout=PATIENCE_MS)
    expect(tab.page.locator("main svg rect").first).to_be_visible()


def _runs(tab: Tab) -> list[str]:
    """Fills a list with the runIds the page asks for from now on."""
    asked: list[str] = []

    def sent(payload: str | bytes) -> None:
        frame = json.loads(payload)
        if frame["type"] == "run":
            asked.append(frame["input"]["runId"])

    tab.page.on("websocket", lambda socket: socket.on("framesent", sent))
    return asked


def test_every_tile_shows_numbers_and_says_what_they_stand_on(tab: Tab) -> None:
    _open_dashboard(tab)
    for title in TILES:
        tile = _tile(tab, title)
        expect(tile).to_contain_text(re.compile(r"\d[\d,.]* ?%") if title.startswith("Coverage") else MONEY)
        tile.get_by_role("button", name="Basis").click()
        expect(tile.get_by_role("group", name="Basis of these numbers")).to_contain_text("Sample bill of Fernway")
    # On the first of a month the latest one with charges is over, and there is no pace to extend.
    figures = 2 if datetime.now(UTC).date().day == 1 else 3
    assert _tile(tab, "Latest month").get_by_role("definition").filter(has_text=MONEY).count() == figures


def test_opening_the_dashboard_again_replays_the_same_jobs(tab: Tab) -> None:
    asked = _runs(tab)
    tab.page.reload()
    expect(tab.question_box).to_be_visible()
    _open_dashboard(tab)
    first, before = sorted(asked), tab.page.get_by_role("region", name="By service", exact=True).inner_text()
    assert len(first) == len(TILES)
    asked.clear()
    tab.page.reload()
    _wait_for_tiles(tab)
    assert sorted(asked) == first
    assert _tile(tab, "By service").inner_text() == before


def test_refreshing_works_everything_out_anew_and_says_when(tab: Tab) -> None:
    asked = _runs(tab)
    tab.page.reload()
    _open_dashboard(tab)
    before = set(asked)
    expect(tab.page.get_by_text(re.compile("data as of"))).to_be_visible()
    tab.page.get_by_role("button", name="Refresh").click()
    _wait_for_tiles(tab)
    anew = set(asked) - before
    assert len(anew) == len(TILES)
    tab.page.reload()
    _wait_for_tiles(tab)
    assert set(asked) - before == anew


def test_a_forecast_is_told_from_what_was_billed_by_its_dashes_and_its_range(tab: Tab) -> None:
    answer = tab.ask_and_wait("Forecast my costs for the next 6 months")
    expect(answer.locator("path[data-series='Billed'][fill=none]").first).to_be_attached()
    dashes = answer.locator("path[data-series][fill=none]").evaluate_all(
        "lines => Object.fromEntries(lines.map(l => [l.dataset.series, getComputedStyle(l).strokeDasharray]))"
    )
    assert dashes["Billed"] == "none"
    assert dashes["Forecast estimate"] != "none"
    expect(answer.locator("path[data-series='Forecast range']").first).to_be_attached()
    expect(answer.get_by_role("button", name="Forecast with its range")).to_have_attribute("aria-pressed", "true")
    answer.get_by_role("button", name="Table").click()
    for name in ("Low", "Low, 95 %"):
        expect(answer.get_by_role("columnheader", name=name, exact=True)).to_be_visible()


def test_all_rows_of_a_large_table_are_loaded_filtered_and_saved(tab: Tab, tmp_path: Path) -> None:
    answer = tab.ask_and_wait("Show my daily costs by service last month")
    answer.get_by_role("button", name="Table").click()
    block = answer.get_by_role("group", name=re.compile("^Daily spend by service")).first
    table = block.get_by_role("table")
    shown = int(table.get_attribute("aria-rowcount") or 0)
    with tab.page.expect_download() as download:
        block.get_by_role("button", name="CSV").click()
    saved = tmp_path / "table.csv"
    download.value.save_as(saved)
    rows = len([line for line in saved.read_text(encoding="utf-8").splitlines() if not line.startswith("#")])
    assert rows > shown
    expect(table).to_have_attribute("aria-rowcount", str(rows))
    assert table.get_by_role("row").count() < rows
    block.get_by_role("textbox", name="Filter rows").fill(
        f"glue {datetime.now(UTC).date().replace(day=1) - timedelta(days=1)}"
    )
    expect(table.get_by_role("row")).to_have_count(2)
    block.get_by_role("textbox", name="Filter rows").fill("")
    table.get_by_role("button", name="Amount").click()
    expect(table.get_by_role("columnheader", name="Amount")).to_have_attribute("aria-sort", "descending")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Snowflake Data Cloud")


def test_another_period_and_days_instead_of_months_change_the_tiles(tab: Tab) -> None:
    _open_dashboard(tab)
    before = _tile(tab, "By service").inner_text()
    tab.page.get_by_role("group", name="Period").get_by_role("button", name="12 months").click()
    expect(_tile(tab, "By service")).not_to_have_text(before)
    tab.page.get_by_role("group", name="Trend by").get_by_role("button", name="Days").click()
    expect(_tile(tab, "Trend").get_by_role("heading", name=re.compile("Daily spend"))).to_be_visible()
    _wait_for_tiles(tab)


def test_the_dashboards_jobs_are_no_conversation_until_one_is_begun_about_them(tab: Tab) -> None:
    conversations = tab.page.get_by_role("navigation", name="Conversations")
    _open_dashboard(tab)
    expect(conversations.get_by_role("link", name="What will I spend next month?")).to_have_count(0)
    _tile(tab, "By account").get_by_role("button", name="Ask in a conversation").click()
    tab.wait_until(tab.answers.first, "done")
    expect(tab.answers.first.get_by_role("heading", level=3)).to_contain_text("fernway-production")
    expect(conversations.get_by_role("link", name="What did I spend by account last month?")).to_be_visible()


def test_the_dashboard_can_be_used_with_the_keyboard(tab: Tab) -> None:
    keyboard = tab.page.keyboard
    _reach(tab, "Dashboard", back=True)
    keyboard.press("Enter")
    _wait_for_tiles(tab)
    _reach(tab, "Last month")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    expect(tab.page.get_by_role("button", name="3 months", exact=True)).to_have_attribute("aria-pressed", "true")
    _wait_for_tiles(tab)
    _reach(tab, "Basis")
    keyboard.press("Space")
    expect(tab.page.get_by_role("group", name="Basis of these numbers").first).to_be_visible()
    _reach(tab, "Ask in a conversation: What did I spend by service")
    keyboard.press("Enter")
    tab.wait_until(tab.answers.first, "done")


def _reach(tab: Tab, start: str, *, back: bool = False) -> None:
    """Presses Tab until a control whose name begins so has the focus."""
    name = (
        "(() => { const e = document.activeElement; return (e.getAttribute('aria-label') ?? e.innerText).trim(); })()"
    )
    for _ in range(60):
        if str(tab.page.evaluate(name)).startswith(start):
            return
        tab.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{start} cannot be reached with the keyboard")


def test_the_bills_page_says_what_is_loaded_and_how_to_load_another(tab: Tab) -> None:
    tab.page.get_by_role("link", name="Bill", exact=True).click()
    main = tab.page.get_by_role("main")
    expect(main.get_by_role("heading", level=2)).to_have_text("Sample bill of Fernway, an invented company")
    expect(main).to_contain_text("FOCUS 1.2")
    totals = main.get_by_role("table", name="Totals by metric")
    expect(totals.get_by_role("row", name=re.compile("BilledCost"))).to_contain_text(MONEY)
    expect(main.get_by_role("table", name="Accounts")).to_contain_text("fernway-production")
    expect(main).to_contain_text("Every row of the export was read")
    expect(main.get_by_role("group", name="Files to load")).to_contain_text(
        "Drop the files or the folder of a bill here"
    )


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, link: str, scheme: str, size: tuple[int, int]
) -> None:
    phone = size == PHONE
    context = open_context(browser, scheme=scheme, size=size)
    tab = open_tab(context, link)
    for page in ("Dashboard", "Bill"):
        if phone:
            tab.page.get_by_role("button", name="Menu").click()
        tab.page.get_by_role("link", name=page, exact=True).click()
        if page == "Dashboard":
            _wait_for_tiles(tab)
        expect(tab.page.get_by_role("dialog")).to_have_count(0)
        expect(tab.page.get_by_role("main").get_by_role("heading", level=2)).to_be_visible()
        tab.shoot(f"{page.lower()}-{scheme}-{'phone' if phone else 'wide'}")
        assert tab.violations() == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= tab.page.viewport_size["width"]  # pyright: ignore[reportOptionalSubscript]
    context.close()


def test_a_newer_server_offers_to_load_the_page_again(context: BrowserContext, link: str) -> None:
    def newer(route: Route) -> None:
        route.fulfill(json={"status": "ok", "version": "99.0.0"})

    context.route("**/healthz", newer)
    tab = open_tab(context, link)
    notice = tab.page.get_by_role("status").filter(has_text="version 99.0.0")
    expect(notice).to_be_visible()
    assert tab.violations() == []
    tab.shoot("version-light")
    context.unroute("**/healthz")
    notice.get_by_role("button", name="Reload").click()
    expect(tab.question_box).to_be_visible()
    expect(notice).to_have_count(0)
