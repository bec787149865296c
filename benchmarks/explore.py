"""The Explore page in a real Chromium over 25 months of 40 services: from a change of the view to its first frame and
to its answer on the screen, each view a question that was not asked before.
"""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks import page_scenes
from benchmarks.explore_bill import FIRST_DAY, LAST_DAY, MONTHS, SERVICES, explored_bill
from benchmarks.figures import print_table
from benchmarks.page import CHROMIUM, FLAGS
from benchmarks.page_peer import PAGE
from benchmarks.processes import BUILD, BenchmarkFailed, Child, machine_cpu_s, wait_until_quiet

ROUNDS = 5
FRAME_BAR_MS, ANSWER_BAR_MS = 100.0, 400.0

SHOW = """
([address, patience]) => new Promise((done, fail) => {
  const began = performance.now();
  let first = 0;
  location.hash = address;
  const look = (now) => {
    const state = document.querySelector("main [data-state]")?.dataset.state;
    if (!first && state === "working") first = now - began;
    if (first && state === "done") {
      done([first, now - began, document.querySelector("main [data-state] h3").textContent]);
      return;
    }
    if (now - began > patience) {
      fail(new Error(`${address}: ${document.querySelector("main")?.innerText.slice(0, 500)}`));
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""
"""Shows a view by its address: ms to the frame that says it is being worked out and to its answer, its headline."""

VIEWS: Mapping[str, tuple[int, str]] = {
    "all months by service": (0, "compare=none&grain=monthly"),
    "all months by service and account": (0, "compare=none&grain=monthly&by=service&by=account"),
    "all days by service": (0, "compare=none&grain=daily"),
    "a year by service, beside the year before": (365, "compare=year_before&grain=monthly"),
    "a year by region in weeks, beside what was before": (365, "compare=previous&grain=weekly&by=region"),
    "half a year by the tag team": (182, "compare=previous&grain=monthly&by=tag%3Ateam"),
    "a quarter of one service by usage type in days": (
        90,
        "compare=previous&grain=daily&by=usage_type&is.service=Service+07",
    ),
    "a quarter without two services by account": (
        90,
        "compare=previous&grain=daily&by=account&not.service=Service+01&not.service=Service+02",
    ),
    "a month by resource": (30, "compare=previous&grain=daily&by=resource"),
}
"""How many days each view goes back (0: to the beginning), and the rest of its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Milliseconds of each showing of one view."""

    name: str
    frames_ms: Sequence[float]
    answers_ms: Sequence[float]

    @property
    def is_slow(self) -> bool:
        return median(self.frames_ms) > FRAME_BAR_MS or median(self.answers_ms) > ANSWER_BAR_MS


def address(days: int, rest: str, turn: int) -> str:
    """A view that ends a day earlier each turn, so that no turn repeats what was answered."""
    last = LAST_DAY - timedelta(days=turn)
    first = date.fromordinal(max(FIRST_DAY.toordinal(), last.toordinal() - days + 1)) if days else FIRST_DAY
    return f"#/explore?period={first}%2F{last}&{rest}"


def run() -> None:
    """Prints the table. Raises BenchmarkFailed when the median of a view is above a bar."""
    if not (PAGE / "index.html").exists():
        raise BenchmarkFailed("the page is not built: make page")
    bill = explored_bill()
    data_dir = BUILD / "explore-data"
    shutil.rmtree(data_dir, ignore_errors=True)
    finops = Path(sys.executable).with_name("finops")
    command = [str(finops), "up", "--bill", str(bill), "--port", "0", "--json", "--data-dir", str(data_dir)]
    platform = Child("explore-platform", command, BUILD)
    try:
        link: str = platform.ready()["link"]
        wait_until_quiet()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            seen, busy = _shown(browser, link)
            browser.close()
    except PlaywrightError as error:
        raise BenchmarkFailed(f"the page did not answer: {error.message}") from error
    finally:
        platform.stop()
    _print(seen, busy)


def _shown(browser: Browser, link: str) -> tuple[list[Seen], float]:
    """All views by turns, and the processors that the whole machine kept busy meanwhile. The first turn is not kept."""
    context = page_scenes.open_context(browser)
    page = context.new_page()
    page.goto(link)
    page.evaluate("address => { location.hash = address }", address(60, "compare=none", 0))
    page.locator("main [data-state=done]").wait_for()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in VIEWS}
    before, began = machine_cpu_s(), page.evaluate("performance.now()")
    for turn in range(ROUNDS + 1):
        for name, (days, rest) in VIEWS.items():
            first, answer, headline = page.evaluate(SHOW, [address(days, rest, turn), page_scenes.PATIENCE_MS])
            if "$" not in headline:
                raise BenchmarkFailed(f"{name}: no amount in {headline!r}")
            if turn:
                taken[name].append((first, answer))
    busy = (machine_cpu_s() - before) / (page.evaluate("performance.now()") - began) * 1000
    context.close()
    seen = [
        Seen(name=name, frames_ms=[first for first, _ in pairs], answers_ms=[answer for _, answer in pairs])
        for name, pairs in taken.items()
    ]
    return seen, busy


def _print(seen: Sequence[Seen], busy: float) -> None:
    rows = [
        [
            one.name,
            f"{median(one.frames_ms):.0f}",
            f"{max(one.frames_ms):.0f}",
            f"{median(one.answers_ms):.0f}",
            f"{max(one.answers_ms):.0f}",
            "yes" if not one.is_slow else "no",
        ]
        for one in seen
    ]
    columns = ["view", "first frame, median", "worst", "answer, median", "worst", "within the bars"]
    title = f"Explore, {MONTHS} months × {SERVICES} services, ms, {ROUNDS} turns; {busy:.1f} processors busy meanwhile"
    print_table(title, columns, rows)
    slow = [one.name for one in seen if one.is_slow]
    if slow:
        raise BenchmarkFailed(f"above {FRAME_BAR_MS:.0f} ms to a frame or {ANSWER_BAR_MS:.0f} to an answer: {slow}")
