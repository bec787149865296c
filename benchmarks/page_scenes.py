"""What a person does with the page, each as something to be measured. Controls are found by role and name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from benchmarks.page_trace import Work, traced

PATIENCE_MS = 60_000
FRAME_MS = 30
"""Between two turns of the wheel or two keys: about as fast as a person gets."""
SETTLE_MS = 250
ALL_ROWS = "10001"
"""With the head."""
FILTER = "resource/12"
QUESTION = "What did I spend by region?"

OBSERVE = """
window.observed = {usable: 0, lcp: 0, shifts: [], asked: []};
const observed = window.observed;
new PerformanceObserver((list) => { observed.lcp = list.getEntries().at(-1).startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    observed.shifts.push({at: entry.startTime, value: entry.value, afterInput: entry.hadRecentInput});
}).observe({type: "layout-shift", buffered: true});
const drawn = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
const once = (holds, then) => {
  const look = () => { if (holds()) { watcher.disconnect(); drawn(then); } };
  const watcher = new MutationObserver(look);
  watcher.observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"]});
  look();
};
window.until = (holds) => new Promise((done) => {
  const look = () => (holds() ? done() : requestAnimationFrame(look));
  look();
});
once(() => document.activeElement?.getAttribute("aria-label") === "Your question", (at) => { observed.usable = at; });
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "TEXTAREA") return;
  const answers = document.getElementsByTagName("article");
  const index = answers.length;
  const state = () => answers[index]?.dataset.state;
  const entry = {enter: event.timeStamp, event: 0, done: 0};
  observed.asked.push(entry);
  once(() => state() && state() !== "sending", (at) => { entry.event = at; });
  once(() => state() === "done", (at) => { entry.done = at; });
}, true);
"""
"""Notes, from the first script on, when things can be seen: times are of the frame that shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Milliseconds from opening an address to its first content, its largest, and a text field that takes letters."""

    first_paint_ms: float
    largest_paint_ms: float
    usable_ms: float


def open_context(browser: Browser) -> BrowserContext:
    """A person who was never here: no cache, no token."""
    context = browser.new_context(viewport={"width": 1360, "height": 860}, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(OBSERVE)
    return context


def start(browser: Browser, link: str) -> Start:
    """Opens a page as for the first time."""
    context = open_context(browser)
    try:
        page = context.new_page()
        page.goto(link)
        page.evaluate("until(() => observed.usable > 0 && observed.lcp > 0)")
        paint: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        seen: dict[str, Any] = page.evaluate("observed")
        return Start(first_paint_ms=paint, largest_paint_ms=seen["lcp"], usable_ms=seen["usable"])
    finally:
        context.close()


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question")


def ask(page: Page, question: str) -> Locator:
    """Asks with the keyboard and waits until the answer is there."""
    answers = page.get_by_role("article")
    position = answers.count()
    box(page).fill(question)
    box(page).press("Enter")
    expect(answers.nth(position)).to_have_attribute("data-state", "done", timeout=PATIENCE_MS)
    return answers.nth(position)


def wheel(page: Page, by: int, times: int) -> None:
    for _ in range(times):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(FRAME_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person does. `ready` finds the place on the page, which is not measured; `do` uses keys and mouse."""

    ready: Callable[[], object]
    do: Callable[[], object]


def large_table(browser: Browser, page: Page, rounds: int) -> dict[str, list[Work]]:
    """Scrolling, sorting and filtering all 10,000 rows of an answer."""
    answer = ask(page, "What did I spend by resource?")
    as_table = answer.get_by_role("button", name="Table", exact=True)
    if as_table.count():
        as_table.click()
    answer.get_by_role("button", name=re.compile("Load all")).click()
    table = answer.get_by_role("table")
    expect(table).to_have_attribute("aria-rowcount", ALL_ROWS, timeout=PATIENCE_MS)
    words = answer.get_by_role("textbox", name="Filter rows")

    def sort(column: str) -> Act:
        head = table.get_by_role("columnheader", name=column)
        return Act(ready=head.hover, do=lambda: (page.mouse.down(), page.mouse.up(), page.wait_for_timeout(SETTLE_MS)))

    def write() -> None:
        page.keyboard.type(FILTER, delay=FRAME_MS)
        page.wait_for_timeout(SETTLE_MS)

    def clear() -> None:
        for _ in FILTER:
            page.keyboard.press("Backspace", delay=FRAME_MS)
        page.wait_for_timeout(SETTLE_MS)

    acts = {
        "scroll": Act(ready=table.hover, do=lambda: wheel(page, 800, 30)),
        "sort by a text": sort("Resource"),
        "sort by an amount": sort("Amount"),
        "filter, a letter at a time": Act(ready=words.focus, do=write),
        "take the filter back": Act(ready=words.focus, do=clear),
    }
    found = _in_rounds(browser, page, acts, rounds)
    expect(table).to_have_attribute("aria-rowcount", ALL_ROWS)
    return found


def long_conversation(browser: Browser, page: Page, address: str, rounds: int) -> dict[str, list[Work]]:
    """Scrolling, writing and asking in a conversation that is opened at `address`."""
    page.goto(address)
    expect(page.get_by_role("article").last).to_have_attribute("data-state", "done", timeout=PATIENCE_MS)
    hover = page.get_by_role("main").hover

    def submit() -> None:
        page.keyboard.press("Enter")
        page.evaluate("until(() => observed.asked.at(-1)?.done > 0)")

    acts = {
        "scroll up through answers": Act(ready=hover, do=lambda: wheel(page, -700, 40)),
        "scroll down again": Act(ready=hover, do=lambda: wheel(page, 700, 40)),
        "write a question": Act(ready=box(page).focus, do=lambda: page.keyboard.type(QUESTION, delay=FRAME_MS)),
        "ask it and see the answer come in": Act(ready=box(page).focus, do=submit),
    }
    return _in_rounds(browser, page, acts, rounds)


def _in_rounds(browser: Browser, page: Page, acts: dict[str, Act], rounds: int) -> dict[str, list[Work]]:
    found: dict[str, list[Work]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            act.ready()
            page.wait_for_timeout(SETTLE_MS)
            found[name].append(traced(browser, page, act.do))
    return found
