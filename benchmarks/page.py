"""The page in a real Chromium over the real platform: start, asking, a table of 10,000 rows, 200 messages.

Starting is measured beside the least Material UI page in the same run, by turns, each time as on a first visit. What
people do with long tables and conversations is measured as main-thread work in each frame, out of Chromium's trace.
"""

import shutil
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks import page_scenes
from benchmarks.figures import percentile, print_table, spread
from benchmarks.page_peer import PAGE, build_empty_page, first_visit_kb, served
from benchmarks.page_scenes import Start
from benchmarks.page_trace import Work
from benchmarks.processes import BUILD, BenchmarkFailed, Child, wait_until_quiet
from benchmarks.synthetic_bill import synthetic_bill
from finops_client import Client

BILL_ROWS = 12_000
"""As many as give more than 10,000 resources."""
STARTS = 7
ASKED = 15
ROUNDS = 3
TURNS = 100
"""Questions in the long conversation: with their answers 200 messages."""
FRAME_BAR_MS = 50.0
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
QUESTIONS = (
    "What did I spend by service?",
    "Show my daily costs",
    "What did I spend by account?",
    "What are my top 5 services?",
)


def run() -> None:
    """Prints the tables. Raises BenchmarkFailed when something of the page cannot be used at all."""
    if not (PAGE / "index.html").exists():
        raise BenchmarkFailed("the page is not built: make page")
    empty = build_empty_page()
    data_dir = BUILD / "page-data"
    shutil.rmtree(data_dir, ignore_errors=True)
    bill = synthetic_bill(BILL_ROWS)
    finops = Path(sys.executable).with_name("finops")
    command = [str(finops), "up", "--bill", str(bill), "--port", "0", "--json", "--data-dir", str(data_dir)]
    platform = Child("page-platform", command, BUILD)
    try:
        link: str = platform.ready()["link"]
        thread_id = _seed(data_dir)
        wait_until_quiet()
        with sync_playwright() as playwright, served(empty) as peer:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            _starts(browser, link, peer, empty)
            _asking(browser, link)
            _frames(browser, link, thread_id)
            browser.close()
    finally:
        platform.stop()


def _seed(data_dir: Path) -> str:
    """A conversation of `TURNS` questions with their answers."""
    thread_id = str(uuid.uuid4())
    with Client.local(data_dir) as client:
        for number in range(TURNS):
            client.answer(QUESTIONS[number % len(QUESTIONS)], thread_id=thread_id)
    return thread_id


def _starts(browser: Browser, link: str, peer: str, empty: Path) -> None:
    ours: list[Start] = []
    theirs: list[Start] = []
    for number in range(STARTS + 1):
        pair = (page_scenes.start(browser, link), page_scenes.start(browser, peer))
        # The first of each warms the disk.
        if number:
            ours.append(pair[0])
            theirs.append(pair[1])
    rows = [
        _start_row("the page", ours, first_visit_kb(PAGE)),
        _start_row("an empty MUI page", theirs, first_visit_kb(empty)),
    ]
    columns = ["", "first paint, ms", "largest paint, ms", "composer usable, ms", "script, kB gzip"]
    print_table(f"First visit: median (range) of {STARTS}, by turns", columns, rows)
    ratio = median(start.usable_ms for start in ours) / median(start.usable_ms for start in theirs)
    print(f"the page can be used after {ratio:.1f} × the time of the empty one")


def _start_row(name: str, starts: Sequence[Start], kilobytes: float) -> list[str]:
    times = [
        spread([start.first_paint_ms for start in starts]),
        spread([start.largest_paint_ms for start in starts]),
        spread([start.usable_ms for start in starts]),
    ]
    return [name, *times, f"{kilobytes:.1f}"]


def _asking(browser: Browser, link: str) -> None:
    context = page_scenes.open_context(browser)
    page = context.new_page()
    page.goto(link)
    for number in range(ASKED):
        page_scenes.ask(page, QUESTIONS[number % len(QUESTIONS)])
    page.evaluate(f"until(() => observed.asked.filter((one) => one.done > 0).length === {ASKED})")
    seen = page.evaluate("observed")
    context.close()
    asked = seen["asked"]
    shifts = [shift["value"] for shift in seen["shifts"]]
    while_streaming = [
        shift["value"] for shift in seen["shifts"] if any(one["event"] < shift["at"] <= one["done"] for one in asked)
    ]
    rows = [
        ["first event shown, ms", *_worst([one["event"] - one["enter"] for one in asked])],
        ["whole answer shown, ms", *_worst([one["done"] - one["enter"] for one in asked])],
    ]
    print_table(f"From Enter to the screen, {ASKED} questions one after the other", ["", "median", "worst"], rows)
    counted = [shift["value"] for shift in seen["shifts"] if not shift["afterInput"]]
    print(
        f"layout shift: {sum(counted):.4f} as CLS counts it; {sum(while_streaming):.4f} while answers came in and "
        f"{sum(shifts):.4f} in all, those right after a key too (good is below 0.1)"
    )


def _worst(values: Sequence[float]) -> list[str]:
    return [f"{median(values):.0f}", f"{max(values):.0f}"]


def _frames(browser: Browser, link: str, thread_id: str) -> None:
    context = page_scenes.open_context(browser)
    page = context.new_page()
    page.goto(link)
    found = {f"10,000 rows: {name}": works for name, works in page_scenes.large_table(browser, page, ROUNDS).items()}
    page.close()
    page = context.new_page()
    address = f"{link.split('#')[0]}#/c/{thread_id}"
    conversation = page_scenes.long_conversation(browser, page, address, ROUNDS)
    found |= {f"{2 * TURNS} messages: {name}": works for name, works in conversation.items()}
    context.close()
    columns = ["", "frames", "median", "p95", "worst", "worst by the clock", f"under {FRAME_BAR_MS:.0f} ms"]
    print_table(
        f"Main-thread work in a frame, ms of processor time, {ROUNDS} rounds",
        columns,
        [_frame_row(name, works) for name, works in found.items()],
    )


def _frame_row(name: str, works: Sequence[Work]) -> list[str]:
    frames = [frame for work in works for frame in work.frames_ms]
    wall = max(frame for work in works for frame in work.wall_ms)
    worst = max(frames)
    return [
        name,
        str(len(frames)),
        f"{median(frames):.1f}",
        f"{percentile(frames, 95):.1f}",
        f"{worst:.1f}",
        f"{wall:.1f}",
        "yes" if worst < FRAME_BAR_MS else "no",
    ]
