"""The page over a real bill, as a person meets it: asking, reading, sorting, saving, finding again."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.browser import PATIENCE_MS, PHONE, Tab, open_context, open_tab
from tests.e2e.processes import ROOT, finops_up

BILL = ROOT / "tests" / "data" / "bills" / "cur_legacy_2018-10_workshop.snappy.parquet"
CHIP = re.compile("cur_legacy_2018-10_workshop")
BY_SERVICE = "What did I spend by service?"
DAILY = "Show my daily costs"
LARGEST_SHIFT = 0.02
"""Cumulative layout shift; up to 0.1 is called good."""


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`finops up` over one bill, in a process of its own."""
    data_dir = tmp_path_factory.mktemp("page") / "data"
    with finops_up(data_dir, "--bill", BILL) as served:
        yield served


@pytest.fixture
def tab(context: BrowserContext, link: str) -> Iterator[Tab]:
    opened = open_tab(context, link)
    yield opened
    assert opened.complaints == []


def test_the_first_look_names_the_bill_and_offers_questions_that_work(tab: Tab) -> None:
    expect(tab.page.get_by_role("button", name=CHIP)).to_be_visible()
    tab.shoot("welcome-light")
    examples = tab.page.get_by_role("list", name="Example questions").get_by_role("button")
    assert examples.count() >= 3
    examples.first.click()
    tab.wait_until(tab.answers.first, "done")


def test_an_answer_has_headline_numbers_and_basis(tab: Tab) -> None:
    answer = tab.ask_and_wait(BY_SERVICE)
    expect(answer.get_by_role("heading", level=3)).to_contain_text("$4,064.48")
    expect(answer.get_by_role("rowheader", name="AWS Glue")).to_be_visible()
    basis = answer.get_by_role("group", name="Basis of these numbers")
    expect(basis).to_be_hidden()
    answer.get_by_role("button", name="Basis").click()
    expect(basis).to_contain_text("BilledCost")
    expect(basis).to_contain_text("Oct 1 – 31, 2018")
    tab.shoot("basis-light")


def test_every_example_question_is_answered(tab: Tab) -> None:
    texts = tab.page.get_by_role("list", name="Example questions").get_by_role("button").all_inner_texts()
    for text in texts:
        tab.ask_and_wait(text)


def test_what_happened_unfolds_with_tools_and_their_input(tab: Tab) -> None:
    answer = tab.ask_and_wait(BY_SERVICE)
    answer.get_by_role("button", name="Answered").click()
    agent = answer.get_by_role("group", name="Agent cost")
    agent.locator("summary").click()
    arguments = agent.get_by_label("json code").first
    expect(arguments).to_contain_text('"service"')
    expect(arguments.locator(".hljs-string").first).to_be_visible()
    tab.shoot("activity-light")


def test_a_suggestion_asks_its_question(tab: Tab) -> None:
    answer = tab.ask_and_wait(BY_SERVICE)
    suggestion = answer.get_by_role("list", name="Suggested questions").get_by_role("button").first
    text = suggestion.inner_text()
    suggestion.click()
    expect(tab.answers.nth(1).get_by_role("heading", level=2)).to_have_text(text)
    tab.wait_until(tab.answers.nth(1), "done")


def test_a_question_can_be_changed_and_asked_again(tab: Tab) -> None:
    answer = tab.ask_and_wait(BY_SERVICE)
    answer.get_by_role("button", name="Edit and ask again").click()
    answer.get_by_role("textbox", name="Question").fill("What did I spend by account?")
    answer.get_by_role("button", name="Ask again").first.click()
    tab.wait_until(tab.answers.nth(1), "done")
    expect(tab.answers.nth(1).get_by_role("heading", level=3)).to_contain_text("836060457634")


def test_a_table_sorts_filters_and_saves_exact_values_with_their_basis(tab: Tab, tmp_path: Path) -> None:
    answer = tab.ask_and_wait(BY_SERVICE)
    answer.get_by_role("button", name="Table").click()
    table = answer.get_by_role("table")
    rows = table.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("AWS Glue")
    table.get_by_role("button", name="Service").click()
    expect(rows.nth(1)).to_contain_text("Amazon Athena")
    expect(table.get_by_role("columnheader", name="Service")).to_have_attribute("aria-sort", "ascending")
    answer.get_by_role("textbox", name="Filter rows").fill("relational")
    expect(rows).to_have_count(2)
    with tab.page.expect_download() as download:
        answer.get_by_role("button", name="CSV").click()
    saved = tmp_path / "table.csv"
    download.value.save_as(saved)
    lines = saved.read_text(encoding="utf-8").splitlines()
    assert "# Metric: BilledCost (what is invoiced)" in lines
    records = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    total = sum((Decimal(record["Amount (USD)"]) for record in records), Decimal(0))
    assert round(total, 2) == Decimal("4064.48")


def test_a_chart_can_be_read_as_a_table(tab: Tab) -> None:
    answer = tab.ask_and_wait(DAILY)
    expect(answer.get_by_role("img", name=re.compile("Daily spend"))).to_be_visible()
    expect(answer.locator("svg rect").first).to_be_visible()
    tab.shoot("chart-light")
    answer.get_by_role("button", name="Table").click()
    expect(answer.get_by_role("row", name=re.compile("Oct 31, 2018"))).to_be_attached()


def test_an_answer_can_be_copied_and_found_again_by_its_link(tab: Tab, context: BrowserContext) -> None:
    tab.ask_and_wait(BY_SERVICE)
    answer = tab.ask_and_wait("What did I spend by account?")
    answer.get_by_role("button", name="Copy answer as Markdown").click()
    expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# What did I spend by account?\n")
    assert "## Basis" in copied
    tab.answers.first.get_by_role("button", name="Copy link to this answer").click()
    expect(tab.answers.first.get_by_role("button", name="Copied")).to_be_visible()
    found = open_tab(context, tab.page.evaluate("navigator.clipboard.readText()"))
    found.wait_until(found.answers.first, "done")
    expect(found.answers.first.get_by_role("heading", level=2)).to_be_in_viewport()


def test_an_answer_can_be_saved_as_markdown_and_printed_alone_with_its_basis(tab: Tab, tmp_path: Path) -> None:
    tab.page.evaluate("() => { window.print = () => { window.printed = document.body.className; }; }")
    tab.ask_and_wait("What did I spend by account?")
    answer = tab.ask_and_wait(BY_SERVICE)
    with tab.page.expect_download() as download:
        answer.get_by_role("button", name="Save as Markdown").click()
    saved = tmp_path / "answer.md"
    download.value.save_as(saved)
    text = saved.read_text(encoding="utf-8")
    assert text.startswith(f"# {BY_SERVICE}\n")
    assert "- Metric: BilledCost (what is invoiced)" in text
    answer.get_by_role("button", name="Print", exact=True).click()
    assert "printing" in tab.page.evaluate("window.printed")
    tab.page.emulate_media(media="print")
    expect(answer.get_by_role("group", name="Basis of these numbers")).to_be_visible()
    expect(answer.get_by_role("rowheader", name="AWS Glue")).to_be_visible()
    expect(tab.question_box).to_be_hidden()
    expect(answer.get_by_role("button", name="Ask again")).to_be_hidden()


def test_markup_in_a_question_is_shown_and_never_run(tab: Tab) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3))"
    tab.page.evaluate("() => { window.alert = () => { window.ran = true; }; }")
    answer = tab.ask_and_wait(f"What did I spend by service? {markup}")
    expect(answer.get_by_role("heading", level=2)).to_contain_text(markup)
    assert answer.locator("img, script, a[href^=javascript]").count() == 0
    assert tab.page.evaluate("window.ran") is None


def test_digits_and_dates_are_english_as_the_prose_beside_them(browser: Browser, link: str) -> None:
    context = open_context(browser, locale="de-DE")
    tab = open_tab(context, link)
    answer = tab.ask_and_wait(BY_SERVICE)
    expect(answer.get_by_role("row", name=re.compile("Total"))).to_contain_text("4,064.48")
    expect(answer.get_by_role("button", name="Basis")).to_contain_text("Oct 2018")
    context.close()


def test_the_theme_is_the_systems_until_the_reader_chooses_one(tab: Tab, context: BrowserContext, link: str) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = tab.page.evaluate(background)
    tab.page.get_by_role("button", name="Theme: as the system").click()
    tab.page.get_by_role("button", name="Theme: light").click()
    expect(tab.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert tab.page.evaluate(background) != light
    assert open_tab(context, link).page.evaluate(background) != light


def test_conversations_are_listed_renamed_searched_and_deleted(tab: Tab) -> None:
    conversations = _conversations(tab)
    tab.ask_and_wait("What are my top 3 services?")
    tab.page.get_by_role("link", name="New conversation").click()
    expect(tab.answers).to_have_count(0)
    tab.ask_and_wait("What did I spend in total?")
    expect(conversations.get_by_role("link", name="What did I spend in total?")).to_have_attribute(
        "aria-current", "page"
    )
    _rename(tab, "What are my top 3 services?", "Largest services")
    conversations.get_by_role("searchbox", name="Search conversations").fill("largest")
    expect(conversations.get_by_role("listitem")).to_have_count(1)
    conversations.get_by_role("link", name="Largest services").click()
    expect(tab.answers.first.get_by_role("heading", level=2)).to_have_text("What are my top 3 services?")
    _delete(tab, "Largest services")
    expect(tab.answers).to_have_count(0)
    tab.page.reload()
    expect(conversations.get_by_role("link", name="What did I spend in total?")).to_be_visible()
    expect(conversations.get_by_role("link", name="Largest services")).to_have_count(0)


def test_a_conversation_renamed_or_deleted_in_one_tab_is_so_in_the_other(tab: Tab, context: BrowserContext) -> None:
    tab.ask_and_wait("What are my top 4 services?")
    other = open_tab(context, tab.page.url)
    expect(other.answers).to_have_count(1)
    _rename(tab, "What are my top 4 services?", "Four of them")
    expect(_conversations(other).get_by_role("link", name="Four of them")).to_be_visible()
    _delete(other, "Four of them")
    expect(_conversations(tab).get_by_role("link", name="Four of them")).to_have_count(0)
    expect(tab.answers).to_have_count(0)


def _conversations(tab: Tab) -> Locator:
    return tab.page.get_by_role("navigation", name="Conversations")


def _rename(tab: Tab, title: str, name: str) -> None:
    _conversations(tab).get_by_role("button", name=f"More for {title}").click()
    tab.page.get_by_role("menuitem", name="Rename").click()
    box = _conversations(tab).get_by_role("textbox", name="Name of the conversation")
    box.fill(name)
    box.press("Enter")


def _delete(tab: Tab, title: str) -> None:
    _conversations(tab).get_by_role("button", name=f"More for {title}").click()
    tab.page.get_by_role("menuitem", name="Delete").click()
    tab.page.get_by_role("dialog").get_by_role("button", name="Delete").click()


def test_the_token_leaves_the_address_bar_and_serves_other_tabs(tab: Tab, context: BrowserContext, link: str) -> None:
    assert "token" not in tab.page.url
    second = open_tab(context, link.split("#")[0])
    second.ask_and_wait(BY_SERVICE)


def test_who_is_not_signed_in_is_told_how_to(browser: Browser, link: str) -> None:
    stranger = open_context(browser)
    page = stranger.new_page()
    page.goto(link.split("#")[0])
    expect(page.get_by_role("heading", name="Open the printed link")).to_be_visible()
    page.goto(link.split("#")[0] + "#token=wrong")
    page.reload()
    expect(page.get_by_text("no longer signed in")).to_be_visible(timeout=PATIENCE_MS)
    stranger.close()


def test_nothing_moves_while_an_answer_comes_in(tab: Tab) -> None:
    for question in (BY_SERVICE, DAILY):
        tab.ask_and_wait(question)
    assert tab.seen()["shift"] < LARGEST_SHIFT


def test_everything_can_be_done_with_the_keyboard(tab: Tab) -> None:
    keyboard = tab.page.keyboard
    expect(tab.question_box).to_be_focused()
    keyboard.type(BY_SERVICE)
    keyboard.press("Enter")
    tab.wait_until(tab.answers.first, "done")
    _tab_to(tab, "Edit and ask again", back=True)
    _tab_to(tab, "Answered", exact=False)
    keyboard.press("Enter")
    expect(tab.answers.first.get_by_role("group", name="Agent cost")).to_be_visible()
    keyboard.press("Enter")
    _tab_to(tab, "Basis", exact=False)
    keyboard.press("Space")
    expect(tab.answers.first.get_by_role("group", name="Basis of these numbers")).to_be_visible()
    _tab_to(tab, "Table")
    keyboard.press("Enter")
    _tab_to(tab, "Service")
    keyboard.press("Enter")
    expect(tab.answers.first.get_by_role("columnheader", name="Service")).to_have_attribute("aria-sort", "ascending")
    _tab_to(tab, "Ask again")
    keyboard.press("Enter")
    tab.wait_until(tab.answers.nth(1), "done")
    keyboard.press("Control+k")
    expect(tab.page.get_by_role("combobox", name="Go to")).to_be_focused()
    keyboard.type("bill")
    keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", name="Totals by metric")).to_be_visible()
    keyboard.press("Control+k")
    keyboard.type("new")
    keyboard.press("Enter")
    expect(tab.question_box).to_be_focused()


def _tab_to(tab: Tab, name: str, *, exact: bool = True, back: bool = False) -> None:
    """Presses Tab until the control of that name has the focus; fails when it cannot be reached."""
    wanted = (
        "(name) => { const e = document.activeElement; return (e.getAttribute('aria-label') ?? e.innerText).trim(); }"
    )
    for _ in range(60):
        focused = str(tab.page.evaluate(wanted, name))
        if focused == name or (not exact and focused.startswith(name)):
            return
        tab.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{name} cannot be reached with the keyboard")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, link: str, scheme: str) -> None:
    context = open_context(browser, scheme=scheme)
    tab = open_tab(context, link)
    expect(tab.page.get_by_role("list", name="Example questions")).to_be_visible()
    assert tab.violations() == []
    answer = tab.ask_and_wait(BY_SERVICE)
    assert tab.violations() == []
    tab.shoot(f"answer-{scheme}")
    answer.get_by_role("button", name="Basis").click()
    answer.get_by_role("button", name="Answered").click()
    answer.get_by_role("group", name="Agent cost").locator("summary").click()
    assert tab.violations() == []
    answer.get_by_role("button", name="Edit and ask again").click()
    assert tab.violations() == []
    chart = tab.ask_and_wait(DAILY)
    expect(chart.locator("svg rect").first).to_be_visible()
    assert tab.violations() == []
    tab.shoot(f"chart-{scheme}")
    tab.page.get_by_role("button", name=CHIP).click()
    expect(tab.page.get_by_role("dialog", name="The loaded bill")).to_be_visible()
    tab.shoot(f"bill-{scheme}")
    assert tab.violations() == []
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Control+k")
    expect(tab.page.get_by_role("listbox", name="Places")).to_be_visible()
    tab.shoot(f"places-{scheme}")
    assert tab.violations() == []
    context.close()


def test_a_phone_shows_the_answer_without_scrolling_sideways(browser: Browser, link: str) -> None:
    context = open_context(browser, size=PHONE)
    tab = open_tab(context, link)
    tab.shoot("welcome-phone")
    tab.ask_and_wait(BY_SERVICE)
    tab.shoot("answer-phone")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    tab.page.get_by_role("button", name="Menu").click()
    expect(tab.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    tab.shoot("conversations-phone")
    assert tab.violations() == []
    context.close()
