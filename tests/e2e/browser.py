"""A real Chromium and the page in it, as a person uses it: found by role and name, never by markup."""

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "frontend" / "screenshots"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

WIDE = (1360, 860)
PHONE = (390, 844)

LOOKS = [
    pytest.param("light", WIDE, id="light-wide"),
    pytest.param("dark", PHONE, id="dark-phone"),
    # Both themes and both widths are seen above; every pair of them at night.
    pytest.param("dark", WIDE, id="dark-wide", marks=pytest.mark.nightly),
    pytest.param("light", PHONE, id="light-phone", marks=pytest.mark.nightly),
]
"""Theme and size of the window, for tests of how a page looks in all of them."""

WATCH = """
window.seen = {percents: [], said: [], shift: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
const note = (list, value) => { if (value && list.at(-1) !== value) list.push(value); };
new MutationObserver(() => {
  const bar = document.querySelector("article:last-of-type [role=progressbar]");
  if (bar) note(window.seen.percents, Number(bar.getAttribute("aria-valuenow")));
  note(window.seen.said, document.querySelector("[data-testid=announcer]")?.textContent);
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
"""Notes what the page shows and moves, from the first script on."""

SETTLED = """
Promise.allSettled(document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
  .map((animation) => animation.finished))
"""


@contextmanager
def chromium() -> Generator[Browser]:
    """One browser process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(kw_only=True)
class Tab:
    """One tab of the page. `complaints` are console errors and requests that left the origin."""

    page: Page
    complaints: list[str] = field(default_factory=list[str])

    @property
    def question_box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your question")

    @property
    def answers(self) -> Locator:
        return self.page.get_by_role("article")

    def ask(self, text: str) -> Locator:
        """Asks as a person does and returns the place of the answer."""
        asked = self.answers.count()
        self.question_box.fill(text)
        self.question_box.press("Enter")
        return self.answers.nth(asked)

    def ask_and_wait(self, text: str) -> Locator:
        answer = self.ask(text)
        self.wait_until(answer, "done")
        return answer

    def wait_until(self, answer: Locator, state: str) -> None:
        """Waits for `done`, `failed`, `cancelled` or `working`."""
        expect(answer).to_have_attribute("data-state", state, timeout=PATIENCE_MS)

    def seen(self) -> dict[str, Any]:
        """Percentages and announcements in the order in which they were shown, and how far things moved (CLS)."""
        return self.page.evaluate("window.seen")

    def violations(self) -> list[str]:
        """What axe finds wrong once nothing fades any more, as `rule: target`."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        self.page.evaluate(SETTLED)
        found: list[dict[str, Any]] = self.page.evaluate("axe.run(document).then((result) => result.violations)")
        return [f"{rule['id']}: {json.dumps(node['target'])}" for rule in found for node in rule["nodes"]]

    def shoot(self, name: str) -> None:
        """Keeps a picture to be looked at; git ignores the folder."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.evaluate(SETTLED)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def open_context(
    browser: Browser, *, scheme: Any = "light", size: tuple[int, int] = WIDE, locale: str = "en-US"
) -> BrowserContext:
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": size[0], "height": size[1]},
        permissions=["clipboard-read", "clipboard-write"],
        locale=locale,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH)
    return context


def open_tab(context: BrowserContext, link: str) -> Tab:
    """Opens the link and waits until questions can be asked."""
    page = context.new_page()
    tab = Tab(page=page)
    origin = re.sub(r"^(https?://[^/]+).*", r"\1", link)

    def console(message: ConsoleMessage) -> None:
        # A platform that was killed refuses connections until it is back: that is the test's doing.
        if message.type == "error" and "ERR_CONNECTION_REFUSED" not in message.text:
            tab.complaints.append(message.text)

    def request(sent: Request) -> None:
        if not sent.url.startswith((origin, origin.replace("http", "ws", 1), "data:", "blob:")):
            tab.complaints.append(f"request to {sent.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    page.on("request", request)
    page.goto(link)
    expect(tab.question_box).to_be_visible(timeout=PATIENCE_MS)
    return tab
