"""The Explore page over the sample account, as a person meets it: every control, by pointer and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.browser import LOOKS, PHONE, Tab, open_context, open_tab
from tests.e2e.processes import finops_up

MONEY = re.compile(r"-?\$[\d,]+\.\d\d")
EC2 = "Amazon Elastic Compute Cloud"


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`finops up` without a bill: over the sample account, in a process of its own."""
    with finops_up(tmp_path_factory.mktemp("explore") / "data") as served:
        yield served


@pytest.fixture
def tab(context: BrowserContext, link: str) -> Iterator[Tab]:
    opened = open_tab(context, link)
    yield opened
    assert opened.complaints == []


def _open(tab: Tab, query: str = "") -> None:
    tab.page.evaluate("address => { location.hash = address }", f"#/explore{query}")
    _ready(tab)


def _ready(tab: Tab) -> None:
    expect(tab.page.locator("main [data-state=done]")).to_be_visible()


def _headline(tab: Tab) -> str:
    return tab.page.locator("main [data-state=done] h3").first.inner_text()


def _table(tab: Tab) -> Locator:
    return tab.page.get_by_role("table", name=re.compile("^Spend "))


def _row(tab: Tab, name: str) -> Locator:
    return _table(tab).get_by_role("row").filter(has=tab.page.get_by_role("button", name=name, exact=True))


def _total(tab: Tab) -> str:
    found = MONEY.search(_table(tab).locator("tfoot").inner_text())
    assert found
    return found[0]


def _choose(tab: Tab, label: str, option: str) -> None:
    tab.page.get_by_label(label, exact=True).select_option(label=option)
    _ready(tab)


def _asked_in_words(tab: Tab) -> str:
    """What the conversation answers to the view's own question."""
    tab.page.get_by_role("button", name="Ask about this").click()
    answer = tab.answers.last
    tab.wait_until(answer, "done")
    text = answer.get_by_role("heading", level=3).first.inner_text()
    tab.page.go_back()
    _ready(tab)
    return text


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_what_moved_is_shown_and_said_in_every_look(
    browser: Browser, link: str, scheme: str, size: tuple[int, int]
) -> None:
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    context = open_context(browser, scheme=scheme, size=size)
    tab = open_tab(context, link)
    if size == PHONE:
        tab.page.get_by_role("button", name="Menu").click()
    tab.page.get_by_role("link", name="Explore", exact=True).click()
    _ready(tab)
    assert re.fullmatch(r"(Up|Down) [\d.]+ % to \$[\d,.]+ .*, .+ most \(by \$[\d,.]+\)\.", _headline(tab))
    expect(_row(tab, EC2).locator("td[data-tone=up]")).to_have_text(re.compile(r"^\+\$[\d,.]+\+[\d.]+ %$"))
    expect(tab.page.locator("svg rect[data-line='All others']").first).to_be_visible()
    tab.shoot(f"explore-{look}")
    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    tab.page.get_by_role("button", name="Filter", exact=True).click()
    expect(tab.page.get_by_role("dialog").get_by_role("checkbox").first).to_be_visible()
    tab.shoot(f"explore-filter-{look}")
    assert tab.violations() == []
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("button", name=re.compile("^6 months")).click()
    tab.shoot(f"explore-period-{look}")
    assert tab.violations() == []
    assert tab.complaints == []
    context.close()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?period=last_month&by=account&by=service",
        "?period=2026-02-10%2F2026-05-03&by=region&metric=effective",
        f"?period=past_3_months&by=usage_type&is.service={EC2}",
        "?period=past_12_months&by=none&grain=monthly",
        "?period=past_30_days&by=tag:team",
    ],
)
def test_a_view_equals_the_same_question_asked_in_words(tab: Tab, query: str) -> None:
    _open(tab, query)
    assert _total(tab) in _asked_in_words(tab)


def test_every_control_changes_what_is_shown_and_the_address_and_back_undoes_it(tab: Tab) -> None:
    _open(tab)
    whole = _total(tab)
    _choose(tab, "Group by", "Account")
    _choose(tab, "Then by", "Region")
    assert _total(tab) == whole
    expect(_table(tab)).to_have_attribute("aria-label", "Spend by Account · Region")
    _choose(tab, "Costs", "List price")
    assert _total(tab) != whole
    _choose(tab, "Compared with", "Year before")
    _choose(tab, "In steps of", "Weeks")
    tab.page.get_by_role("button", name="Lines").click()
    expect(tab.page.locator("svg path[data-line]").first).to_be_attached()
    tab.page.get_by_role("button", name=re.compile("^6 months")).click()
    tab.page.get_by_role("dialog", name="Period").get_by_role("button", name="Last month").click()
    _ready(tab)
    expected = "#/explore?period=last_month&compare=year_before&by=account&by=region&metric=list&chart=lines"
    assert tab.page.evaluate("location.hash") == expected
    shown = _table(tab).inner_text()
    tab.page.reload()
    _ready(tab)
    assert _table(tab).inner_text() == shown
    for _ in range(7):
        tab.page.go_back()
    _ready(tab)
    assert tab.page.evaluate("location.hash") == "#/explore"
    assert _total(tab) == whole


def test_any_first_and_last_day_can_be_shown(tab: Tab) -> None:
    _open(tab)
    tab.page.get_by_role("button", name=re.compile("^6 months")).click()
    tab.page.get_by_label("First day").fill("2026-04-10")
    tab.page.get_by_label("Last day").fill("2026-04-20")
    tab.page.get_by_role("button", name="Show these days").click()
    _ready(tab)
    expect(tab.page.get_by_role("button", name=re.compile("^Apr 10 – 20, 2026"))).to_be_visible()
    expect(tab.page.get_by_label("In steps of")).to_have_value("daily")


def test_filters_are_of_the_bills_own_values_kept_left_out_and_taken_away(tab: Tab) -> None:
    _open(tab)
    whole = _total(tab)
    tab.page.get_by_role("button", name="Filter", exact=True).click()
    dialog = tab.page.get_by_role("dialog", name="Add a filter")
    dialog.get_by_label("Search").fill("compute")
    dialog.get_by_role("checkbox", name=re.compile(EC2)).check()
    dialog.get_by_role("button", name="Apply").click()
    _ready(tab)
    only = _total(tab)
    assert only != whole
    chip = f"Service is {EC2}"
    tab.page.get_by_role("button", name=chip, exact=True).click()
    change = tab.page.get_by_role("dialog", name=f"Filter: {chip}")
    change.get_by_role("button", name="Without these").click()
    change.get_by_role("button", name="Apply").click()
    _ready(tab)
    assert _total(tab) not in (whole, only)
    expect(_row(tab, EC2)).to_have_count(0)
    tab.page.get_by_role("button", name=f"Remove filter: Service is not {EC2}").click()
    _ready(tab)
    assert _total(tab) == whole


def test_row_legend_and_bar_lead_deeper_and_back_leads_out(tab: Tab) -> None:
    _open(tab)
    own = MONEY.search(_row(tab, EC2).inner_text())
    assert own
    _row(tab, EC2).click()
    _ready(tab)
    assert _total(tab) == own[0]
    expect(tab.page.get_by_label("Group by", exact=True)).to_have_value("usage_type")
    tab.page.go_back()
    _ready(tab)
    tab.page.get_by_role("group", name="Legend").get_by_role("button", name=EC2).click()
    _ready(tab)
    assert _total(tab) == own[0]
    tab.page.go_back()
    _ready(tab)
    bar = tab.page.locator(f"svg rect[data-line='{EC2}']").nth(2).bounding_box()
    assert bar
    tab.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    _ready(tab)
    assert _total(tab) == own[0]
    tab.page.go_back()
    _ready(tab)
    tab.page.get_by_role("group", name="Legend").get_by_role("button", name="All others").click()
    _ready(tab)
    expect(_row(tab, EC2)).to_have_count(0)


def test_intervals_are_zoomed_into_by_dragging_and_by_keys(tab: Tab) -> None:
    _open(tab)
    chart = tab.page.get_by_role("slider")
    chart.scroll_into_view_if_needed()
    first, second = (tab.page.locator(f"svg rect[data-line='{EC2}']").nth(n).bounding_box() for n in (1, 2))
    assert first
    assert second
    tab.page.mouse.move(first["x"] + 5, first["y"])
    expect(chart).to_contain_text("Total")
    tab.page.mouse.down()
    tab.page.mouse.move(second["x"] + second["width"] - 5, second["y"], steps=4)
    tab.page.mouse.up()
    _ready(tab)
    dragged = tab.page.evaluate("location.hash")
    assert re.fullmatch(r"#/explore\?period=\d{4}-\d\d-01%2F\d{4}-\d\d-\d\d", dragged)
    tab.page.go_back()
    _ready(tab)
    chart.focus()
    for key in ("Home", "ArrowRight", "Shift+ArrowRight"):
        tab.page.keyboard.press(key)
    expect(chart).to_have_attribute("aria-valuetext", re.compile(r"2026: \$"))
    tab.page.keyboard.press("Enter")
    _ready(tab)
    assert tab.page.evaluate("location.hash") == dragged


def test_views_are_saved_under_a_name_and_forgotten(tab: Tab) -> None:
    _open(tab, "?by=region&period=last_month")
    tab.page.get_by_role("button", name="Saved views").click()
    dialog = tab.page.get_by_role("dialog", name="Saved views")
    dialog.get_by_label("Name of this view").fill("Regions")
    dialog.get_by_role("button", name="Save this view").click()
    assert tab.violations() == []
    tab.page.keyboard.press("Escape")
    _open(tab)
    tab.page.get_by_role("button", name="Saved views").click()
    dialog.get_by_role("button", name="Regions", exact=True).click()
    _ready(tab)
    assert tab.page.evaluate("location.hash") == "#/explore?period=last_month&by=region"
    tab.page.get_by_role("button", name="Saved views").click()
    dialog.get_by_role("button", name="Forget view: Regions").click()
    expect(dialog.get_by_role("button", name="Regions", exact=True)).to_have_count(0)
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("button", name="Copy link to this view").click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("#/explore?period=last_month&by=region")


def test_answers_and_tiles_of_sums_open_in_explore(tab: Tab) -> None:
    answer = tab.ask_and_wait("What did I spend on EC2 by region in May 2026?")
    said = MONEY.findall(answer.inner_text())
    answer.get_by_role("link", name="Open in Explore").click()
    _ready(tab)
    assert _total(tab) in said
    tab.page.get_by_role("button", name="Remove filter: Service: EC2").click()
    _ready(tab)
    assert _total(tab) not in said
    tab.page.get_by_role("link", name="Dashboard").click()
    tab.page.get_by_role("region", name="By service", exact=True).get_by_role(
        "link", name=re.compile("Explore")
    ).click()
    _ready(tab)
    assert tab.page.evaluate("location.hash") == "#/explore?period=last_month"
