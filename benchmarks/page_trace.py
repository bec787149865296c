"""What Chromium's main thread did, frame by frame, read out of its own trace.

A frame is the work between two commits to the compositor. It also ends where the thread lies idle with a refresh of the
screen due: what comes then was delayed by nothing before it. Its work is the processor time of the thread's tasks, so
that what other programs took from it does not count; `wall_ms` has that too.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

REFRESH_US = 1_000_000 / 60
IDLE_US = 200
"""A shorter rest between two tasks is none."""
CATEGORIES = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
IDLE = "new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done, {timeout: 2000})))"
"""Resolves when nothing is left to be done for what was set off."""

Thread = tuple[int, int]
"""Process and thread id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Milliseconds of main-thread work in each frame that had any, and the same by the clock on the wall."""

    frames_ms: tuple[float, ...]
    wall_ms: tuple[float, ...]


def traced(browser: Browser, page: Page, act: Callable[[], object]) -> Work:
    """The main thread's work while `act` runs and until what it caused is drawn."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        act()
        page.evaluate(IDLE)
    finally:
        trace = browser.stop_tracing()
    return work_of(json.loads(trace)["traceEvents"])


def work_of(events: Iterable[dict[str, Any]]) -> Work:
    """Sums up a trace's tasks by frame. Of several pages' threads it is the busiest."""
    mains: set[Thread] = set()
    tasks: dict[Thread, list[dict[str, Any]]] = defaultdict(list)
    commits: dict[Thread, list[float]] = defaultdict(list)
    for event in events:
        thread = (event["pid"], event["tid"])
        match event["name"]:
            case "thread_name" if event["args"]["name"] == "CrRendererMain":
                mains.add(thread)
            case "RunTask" if "dur" in event:
                tasks[thread].append(event)
            case "Commit":
                commits[thread].append(event["ts"])
            case _:
                pass
    busiest = max(mains, key=lambda thread: sum(task["dur"] for task in tasks[thread]))
    return _by_frame(sorted(tasks[busiest], key=_start), sorted(commits[busiest]))


def _start(task: dict[str, Any]) -> float:
    return task["ts"]


def _by_frame(tasks: list[dict[str, Any]], commits: list[float]) -> Work:
    cpu: list[float] = []
    wall: list[float] = []
    upcoming = iter(commits)
    commit = next(upcoming, float("inf"))
    committed, begun, ended = True, 0.0, 0.0
    for task in tasks:
        start, end = task["ts"], task["ts"] + task["dur"]
        if committed or (start > begun + REFRESH_US and start > ended + IDLE_US):
            cpu.append(0.0)
            wall.append(0.0)
            begun = start
        cpu[-1] += task.get("tdur", task["dur"]) / 1000
        wall[-1] += task["dur"] / 1000
        committed, ended = commit < end, end
        while commit < end:
            commit = next(upcoming, float("inf"))
    return Work(frames_ms=tuple(cpu), wall_ms=tuple(wall))
