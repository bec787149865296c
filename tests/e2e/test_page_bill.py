"""Loading another bill on the page, and the settings of `finops.toml`, as a person meets them."""

import base64
import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, expect

from tests.e2e.browser import LOOKS, PATIENCE_MS, PHONE, Tab, open_context, open_tab
from tests.e2e.processes import ROOT, finops_up
from tests.unit.billing.made_bills import focus_day, write_csv

BILLS = ROOT / "tests" / "data" / "bills"
WORKSHOP = BILLS / "cur_legacy_2018-10_workshop.snappy.parquet"
OFFICIAL = BILLS / "focus_1.0_official_sample.csv"
TERMS = 'metric = "effective"\n\n[accounts]\n"836060457634" = "Workshop"\n'
LONG_TO_READ_BYTES = 150_000_000
REFUSED = "Failed to load resource"
"""What the browser writes on its console about every answer of 400 and above."""

DROP = """(zone, [name, content]) => {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name));
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A platform in a process of its own, started in `folder`, where its `finops.toml` is."""

    link: str
    folder: Path

    @property
    def terms(self) -> Path:
        return self.folder / "finops.toml"

    @property
    def uploads(self) -> list[str]:
        """The names of the uploaded files that are kept."""
        return sorted(path.name for path in (self.folder / "data" / "uploads").rglob("*") if path.is_file())


@contextmanager
def running(folder: Path) -> Generator[Running]:
    """`finops up` over the bundled workshop's bill."""
    (folder / "finops.toml").write_text(TERMS)
    with finops_up(folder / "data", "--bill", WORKSHOP, cwd=folder) as link:
        yield Running(link=link, folder=folder)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("bill")) as started:
        yield started


@pytest.fixture
def tab(context: BrowserContext, platform: Running) -> Iterator[Tab]:
    opened = open_tab(context, platform.link)
    yield opened
    assert [complaint for complaint in opened.complaints if REFUSED not in complaint] == []


def _open_page(tab: Tab) -> Locator:
    """Opens the page of the bill and returns its drop zone."""
    if tab.page.get_by_role("button", name="Menu").count():
        tab.page.get_by_role("button", name="Menu").click()
    tab.page.get_by_role("link", name="Bill", exact=True).click()
    expect(tab.page.get_by_role("heading", name="Settings in finops.toml")).to_be_visible()
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    return tab.page.get_by_role("group", name="Files to load")


def _wait(zone: Locator, state: str) -> None:
    expect(zone).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def _open_path(tab: Tab, zone: Locator, path: str) -> None:
    box = tab.page.get_by_role("textbox", name="Or give its path on this machine")
    box.fill(path)
    box.press("Enter")
    _wait(zone, "done")


def _heading(tab: Tab) -> Locator:
    return tab.page.get_by_role("main").get_by_role("heading", level=2)


def _drop(zone: Locator, name: str, content: bytes) -> None:
    zone.evaluate(DROP, [name, base64.b64encode(content).decode()])


def _setting(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("term").filter(has_text=re.compile(f"^{re.escape(name)}$")).locator("xpath=..")


def _slow_network(tab: Tab, bytes_a_second: int) -> CDPSession:
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Network.enable")  # pyright: ignore[reportUnknownMemberType]
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    session.send("Network.emulateNetworkConditions", conditions)  # pyright: ignore[reportUnknownMemberType]
    return session


def test_a_dropped_file_is_what_everything_is_about_from_then_on(tab: Tab, platform: Running) -> None:
    zone = _open_page(tab)
    _drop(zone, "march 2024.csv", OFFICIAL.read_bytes())
    _wait(zone, "done")
    expect(zone).to_contain_text("march 2024.csv is loaded")
    assert platform.uploads == ["march 2024.csv"]
    expect(_heading(tab)).to_have_text("march 2024.csv")
    expect(tab.page.get_by_role("button", name=re.compile("^march 2024.csv"))).to_be_visible()
    tab.page.get_by_role("link", name="Dashboard", exact=True).click()
    expect(tab.page.get_by_role("main")).to_contain_text("march 2024.csv")
    tab.page.get_by_role("link", name="Bill", exact=True).click()
    zone.get_by_role("link", name="Ask about it").click()
    expect(tab.page.get_by_text(re.compile("^march 2024.csv, "))).to_be_visible()
    answer = tab.ask_and_wait("What did I spend by service?")
    answer.get_by_role("button", name="Basis").click()
    expect(answer.get_by_role("group", name="Basis of these numbers")).to_contain_text("march 2024.csv")
    tab.page.reload()
    expect(tab.page.get_by_role("button", name=re.compile("^march 2024.csv"))).to_be_visible()


def test_the_dashboard_does_not_show_the_bill_from_before(tab: Tab) -> None:
    zone = _open_page(tab)
    totals: list[str] = []
    for bill in (WORKSHOP, BILLS / "focus_1.2_synthetic.parquet"):
        _open_path(tab, zone, str(bill))
        tab.page.get_by_role("link", name="Dashboard", exact=True).click()
        tile = tab.page.get_by_role("region", name="By service", exact=True)
        expect(tile).to_have_attribute("data-state", "done", timeout=PATIENCE_MS)
        totals.append(tile.inner_text())
        tab.page.get_by_role("link", name="Bill", exact=True).click()
    assert totals[0] != totals[1]


def test_several_chosen_files_are_one_bill_with_the_keyboard_alone(tab: Tab, platform: Running) -> None:
    zone = _open_page(tab)
    button = zone.get_by_role("button", name="Choose files")
    # Every conversation that other tests left in the menu is two steps more.
    for _ in range(200):
        tab.page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    with tab.page.expect_file_chooser() as choosing:
        tab.page.keyboard.press("Enter")
    choosing.value.set_files([BILLS / "cur_2.0_tiny.csv", BILLS / "README.md", OFFICIAL])
    _wait(zone, "done")
    assert platform.uploads == sorted(["cur_2.0_tiny.csv", OFFICIAL.name])
    expect(zone).to_contain_text("Left out, because no bill is in a file of that name: README.md.")
    expect(_heading(tab)).to_have_text("cur_2.0_tiny.csv and 1 more")
    assert zone.evaluate("zone => zone.contains(document.activeElement)")
    tab.page.keyboard.press("Tab")
    expect(zone.get_by_role("link", name="Ask about it")).to_be_focused()
    spoken = tab.page.get_by_test_id("bill-announcer")
    expect(spoken).to_have_text("cur_2.0_tiny.csv and 1 more is loaded")


def test_a_path_or_a_glob_is_read_where_it_is_and_nothing_is_copied(tab: Tab, platform: Running) -> None:
    zone = _open_page(tab)
    _open_path(tab, zone, f'"{WORKSHOP}"')
    expect(_heading(tab)).to_have_text(WORKSHOP.name)
    _open_path(tab, zone, str(BILLS / "focus_1.0_off*.csv"))
    expect(tab.page.get_by_role("definition").filter(has_text="focus_1.0_off*.csv").first).to_be_visible()
    assert platform.uploads == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("people.csv", b"name,age\nAda,36\n", "people.csv, line 1: not a billing export that can be read here"),
        ("empty.csv", b"", "empty.csv: the file is empty"),
    ],
)
def test_what_is_no_bill_says_why_and_the_bill_from_before_stays(
    tab: Tab, platform: Running, name: str, content: bytes, reason: str
) -> None:
    zone = _open_page(tab)
    _open_path(tab, zone, str(WORKSHOP))
    _drop(zone, name, content)
    _wait(zone, "failed")
    expect(zone.get_by_role("alert")).to_contain_text(reason)
    expect(_heading(tab)).to_have_text(WORKSHOP.name)
    assert platform.uploads == []
    tab.page.get_by_role("textbox", name="Or give its path on this machine").fill("/nowhere/*.csv")
    tab.page.get_by_role("button", name="Open", exact=True).click()
    expect(zone.get_by_role("alert")).to_contain_text("/nowhere/*.csv: no file matches this pattern")
    expect(_heading(tab)).to_have_text(WORKSHOP.name)


def test_a_large_upload_tells_how_far_it_is_and_can_be_cancelled(tab: Tab, platform: Running, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x,y\n" + bytes(40_000_000))
    zone = _open_page(tab)
    before = _heading(tab).inner_text()
    session = _slow_network(tab, 8_000_000)
    tab.page.get_by_label("Files of a bill").set_input_files(large)
    bar = zone.get_by_role("progressbar", name="Uploading")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d?$"), timeout=PATIENCE_MS)
    expect(tab.page.get_by_test_id("bill-announcer")).to_contain_text("Uploading large.csv")
    # The page can be left meanwhile, and come back to.
    tab.page.get_by_role("link", name="New conversation").click()
    expect(tab.question_box).to_be_visible()
    tab.page.get_by_role("link", name="Bill", exact=True).click()
    _wait(zone, "uploading")
    assert tab.violations() == []
    tab.shoot("bill-uploading")
    zone.get_by_role("button", name="Cancel").click()
    _wait(zone, "idle")
    session.detach()
    expect(_heading(tab)).to_have_text(before)
    assert "large.csv" not in platform.uploads


def test_too_large_a_file_is_refused_before_it_is_sent(tab: Tab, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as out:
        out.truncate(3 * 1024**3)
    zone = _open_page(tab)
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.method))
    with tab.page.expect_file_chooser() as choosing:
        zone.get_by_role("button", name="Choose files").click()
    choosing.value.set_files(huge)
    _wait(zone, "failed")
    expect(zone.get_by_role("alert")).to_contain_text("3.2 GB are more than the 2.1 GB that can be uploaded")
    assert "PUT" not in sent


def test_a_bill_that_is_being_read_can_be_given_up(tab: Tab, tmp_path: Path) -> None:
    zone = _open_page(tab)
    _open_path(tab, zone, str(WORKSHOP))
    header, *rows = OFFICIAL.read_bytes().splitlines(keepends=True)
    large = tmp_path / "large.csv"
    with large.open("wb") as out:
        out.write(header)
        for _ in range(LONG_TO_READ_BYTES // sum(map(len, rows))):
            out.writelines(rows)
    tab.page.get_by_role("textbox", name="Or give its path on this machine").fill(str(large))
    tab.page.get_by_role("button", name="Open", exact=True).click()
    _wait(zone, "reading")
    zone.get_by_role("button", name="Cancel").click()
    _wait(zone, "idle")
    expect(_heading(tab)).to_have_text(WORKSHOP.name)
    expect(tab.page.get_by_role("button", name=re.compile(f"^{re.escape(WORKSHOP.name)}"))).to_be_visible()


def test_a_folder_is_read_as_it_would_be_by_its_path(tab: Tab, platform: Running, tmp_path: Path) -> None:
    """One month delivered twice, of which the manifest says which counts, and another month beside it."""
    export = tmp_path / "export"
    old, new = "0f3c1c5e-1111-4222-8333-444455556666", "1a2b3c4d-1111-4222-8333-444455556666"
    may = export / "r" / "20260501-20260601"
    write_csv(may / old / "r-1.csv", [focus_day(day, 5) for day in range(1, 10)])
    write_csv(may / new / "r-1.csv", [focus_day(day, 5) for day in range(1, 4)])
    (may / "r-Manifest.json").write_text(json.dumps({"assemblyId": new}))
    write_csv(export / "r" / "20260601-20260701" / old / "r-1.csv", [focus_day(day, 6) for day in range(1, 6)])
    (export / ".DS_Store").write_bytes(b"\0")
    zone = _open_page(tab)
    facts = tab.page.get_by_role("table", name="Totals by metric")
    _open_path(tab, zone, str(export))
    by_path = facts.inner_text(), _problems(tab)
    _open_path(tab, zone, str(WORKSHOP))
    tab.page.get_by_label("Folder of a bill").set_input_files(export)
    expect(_heading(tab)).to_have_text("export")
    assert platform.uploads == ["r-1.csv", "r-1.csv", "r-1.csv", "r-Manifest.json"]
    assert (facts.inner_text(), _problems(tab)) == by_path


def _problems(tab: Tab) -> str:
    return tab.page.get_by_role("region", name="Problems", exact=True).inner_text()


def test_settings_say_their_value_their_default_and_what_they_do(tab: Tab, platform: Running) -> None:
    _open_page(tab)
    expect(tab.page.get_by_role("main")).to_contain_text(f"Read from {platform.terms}")
    metric = _setting(tab, "metric")
    expect(metric).to_contain_text('"effective"')
    expect(metric).to_contain_text('by finops.toml, default "billed"')
    expect(metric).to_contain_text("when a question does not say")
    expect(_setting(tab, "time_zone")).to_contain_text('"UTC"default')
    expect(_setting(tab, "[accounts]")).to_contain_text('836060457634 = "Workshop"')
    expect(_setting(tab, "port")).to_contain_text("by the command line, default 8321")
    tab.page.get_by_text("An example to copy").click()
    expect(tab.page.get_by_label("toml code")).to_contain_text("[[teams]]")
    tab.page.get_by_role("button", name="Copy code").click()
    assert "[fiscal_year]" in tab.page.evaluate("navigator.clipboard.readText()")


def test_a_changed_file_counts_once_it_is_read_and_a_broken_one_says_what_is_wrong(tab: Tab, platform: Running) -> None:
    zone = _open_page(tab)
    try:
        platform.terms.write_text('metric = "list"\n')
        tab.page.reload()
        expect(_setting(tab, "metric")).to_contain_text('"effective"')
        tab.page.get_by_role("button", name="Use the new ones").click()
        _wait(zone, "done")
        expect(_setting(tab, "metric")).to_contain_text('"list"')
        expect(tab.page.get_by_role("button", name="Use the new ones")).to_have_count(0)
        platform.terms.write_text('metric = "gross"\n')
        tab.page.reload()
        problem = tab.page.get_by_role("alert").filter(has_text="metric: is no cost metric; accepted are billed")
        expect(problem).to_contain_text("Until that is mended, what is below stays in use")
        expect(_setting(tab, "metric")).to_contain_text('"list"')
        tab.shoot("bill-broken-settings")
        assert tab.violations() == []
        tab.page.get_by_role("button", name="Read this bill again").click()
        _wait(zone, "failed")
        expect(zone.get_by_role("alert")).to_contain_text("metric: is no cost metric")
    finally:
        platform.terms.write_text(TERMS)
        tab.page.get_by_role("button", name="Read this bill again").click()
        _wait(zone, "done")


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_axe_finds_nothing_in_any_state_and_nothing_moves(
    browser: Browser, platform: Running, scheme: str, size: tuple[int, int]
) -> None:
    context = open_context(browser, scheme=scheme, size=size)
    tab = open_tab(context, platform.link)
    zone = _open_page(tab)
    name = f"bill-{scheme}-{'phone' if size == PHONE else 'wide'}"
    assert tab.seen()["shift"] <= 0.02
    tab.shoot(name)
    assert tab.violations() == []
    _drop(zone, "people.csv", b"name,age\nAda,36\n")
    _wait(zone, "failed")
    zone.scroll_into_view_if_needed()
    tab.shoot(f"{name}-failed")
    assert tab.violations() == []
    _open_path(tab, zone, str(OFFICIAL))
    tab.shoot(f"{name}-done")
    assert tab.violations() == []
    tab.page.get_by_role("heading", name="Settings in finops.toml").scroll_into_view_if_needed()
    tab.shoot(f"{name}-settings")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()
