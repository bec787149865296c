"""The savings and inventory pages over the sample account, as a person meets them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import LOOKS, PHONE, WIDE, Tab, open_context, open_tab
from tests.e2e.processes import finops_up

MONEY = re.compile(r"\$[\d,]+\.\d\d")


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`finops up` without a bill: over the sample account, in a process of its own."""
    with finops_up(tmp_path_factory.mktemp("savings") / "data") as served:
        yield served


def _totals(tab: Tab) -> list[str]:
    return MONEY.findall(tab.page.get_by_label("Totals").inner_text())


def _count(tab: Tab) -> Locator:
    return tab.page.get_by_role("main").get_by_role("status").filter(has_text=re.compile("recommendation"))


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_savings_are_listed_narrowed_shared_and_explained(
    browser: Browser, link: str, scheme: str, size: tuple[int, int]
) -> None:
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    context = open_context(browser, scheme=scheme, size=size)
    tab = open_tab(context, link)
    if size == PHONE:
        tab.page.get_by_role("button", name="Menu").click()
    tab.page.get_by_role("link", name="Savings", exact=True).click()
    expect(_count(tab)).to_have_text(re.compile(r"^\d+ recommendations$"))
    counted, uncounted = _totals(tab)
    tab.shoot(f"savings-{look}")
    assert tab.violations() == []

    tab.page.get_by_label("Service").select_option("Amazon Relational Database Service")
    expect(_count(tab)).to_have_text(re.compile(r"^1 of \d+ recommendations$"))
    assert _totals(tab) == ["$328.50", counted, uncounted]
    group = tab.page.get_by_role("region", name="Paid for nothing")
    group.get_by_text("Evidence and what to do").click()
    evidence = group.get_by_role("list", name="Evidence")
    expect(evidence).to_contain_text("DatabaseConnections, peak of 14 days 0 (account)")
    group.get_by_role("button", name="Show its cost by day").click()
    expect(group.get_by_role("group", name=re.compile("cost by day")).locator("svg rect").first).to_be_visible()
    evidence.scroll_into_view_if_needed()
    tab.shoot(f"savings-detail-{look}")
    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]

    expect(tab.page).to_have_url(re.compile(r"#/savings\?service=Amazon"))
    tab.page.reload()
    expect(_count(tab)).to_have_text(re.compile(r"^1 of \d+ recommendations$"))
    group.get_by_text("Evidence and what to do").click()
    group.get_by_role("button", name="Ask about it").click()
    tab.wait_until(tab.answers.first, "done")
    assert tab.complaints == []
    context.close()


def test_what_is_dismissed_is_in_no_total_after_a_reload_either_until_it_is_taken_back(
    browser: Browser, link: str
) -> None:
    context = open_context(browser)
    tab = open_tab(context, link)
    tab.page.get_by_role("link", name="Savings", exact=True).click()
    expect(_count(tab)).to_have_text(re.compile(r"^\d+ recommendations$"))
    before = _totals(tab)[0]
    group = tab.page.get_by_role("region", name="Paid for nothing")
    entry = group.get_by_role("listitem").filter(has_text="Evidence and what to do").first
    entry.get_by_text("Dismiss it").click()
    entry.get_by_label("Why it is dismissed").fill("Kept for the audit")
    assert tab.violations() == []
    tab.shoot("savings-dismiss")
    entry.get_by_role("button", name="Dismiss").click()
    undo = tab.page.get_by_role("button", name="Count it again")
    expect(undo).to_be_visible()
    after = _totals(tab)[0]
    assert after != before

    tab.page.reload()
    expect(undo).to_be_visible()
    assert _totals(tab)[0] == after
    undo.click()
    expect(undo).to_have_count(0)
    expect(_count(tab)).to_have_text(re.compile(r"^\d+ recommendations$"))
    assert _totals(tab)[0] == before
    assert tab.complaints == []
    context.close()


def test_the_inventory_is_listed_narrowed_shared_and_asked_about(browser: Browser, link: str) -> None:
    for scheme, size in (("light", WIDE), ("dark", PHONE)):
        look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
        context = open_context(browser, scheme=scheme, size=size)
        tab = open_tab(context, link)
        if size == PHONE:
            tab.page.get_by_role("button", name="Menu").click()
        tab.page.get_by_role("link", name="Inventory", exact=True).click()
        count = tab.page.get_by_role("main").get_by_role("status").filter(has_text=re.compile("resource"))
        expect(count).to_have_text(re.compile(r"^\d+ resources · \$[\d,.]+$"))
        rows = tab.page.get_by_role("table", name="Resources").get_by_role("rowheader")
        expect(rows).to_have_count(100)
        tab.shoot(f"inventory-{look}")
        assert tab.violations() == []

        tab.page.get_by_role("button", name="EC2 instance").press("Enter")
        tab.page.get_by_label("Text").fill("environment=production shop-web-eu")
        expect(rows).to_have_count(3)
        expect(tab.page).to_have_url(re.compile("text=environment"))
        tab.page.reload()
        expect(count).to_have_text(re.compile(r"^3 of \d+ resources · \$[\d,.]+$"))
        rows.first.get_by_role("button").press("Enter")
        expect(tab.page.get_by_role("definition").filter(has_text="team=storefront")).to_be_visible()
        tab.shoot(f"inventory-detail-{look}")
        assert tab.violations() == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if size == WIDE:
            tab.page.get_by_role("button", name="Ask about this").click()
            tab.wait_until(tab.answers.first, "done")
            expect(tab.answers.first).to_contain_text("$")
        assert tab.complaints == []
        context.close()
