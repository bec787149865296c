"""The fast path's time for a decision with arguments, beside semantic-router's own overhead with a stub encoder."""

import gc
import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from benchmarks.figures import percentile, print_table
from benchmarks.processes import BENCH_PYTHON, need_bench_environment, run_json
from benchmarks.questions_asked import never_repeated
from supervisor.fast_path import decide

QUESTIONS = 10_000
"""Of each round."""
PEER_QUESTIONS = 2_000
ROUNDS = 3


def fast_path_micros(texts: list[str]) -> tuple[list[float], list[float]]:
    """Microseconds of each decision that routed a question, and of each that abstained."""
    routed: list[float] = []
    abstained: list[float] = []
    gc.collect()
    for text in texts:
        start = perf_counter_ns()
        step = decide(text)
        micros = (perf_counter_ns() - start) / 1000
        (abstained if step is None else routed).append(micros)
    return routed, abstained


def run() -> None:
    """Prints the table of `ROUNDS` rounds by turns, every question new to both sides.

    The ratio counts only decisions that routed: abstaining is quick and worth nothing.
    """
    need_bench_environment()
    texts = never_repeated(ROUNDS * QUESTIONS)
    ours: dict[str, list[float]] = {"routed": [], "abstained": []}
    theirs: dict[str, list[float]] = {"sync": [], "async": []}
    decide("what did i spend")
    for number in range(ROUNDS):
        part = texts[number * QUESTIONS : (number + 1) * QUESTIONS]
        for kind, micros in zip(ours, fast_path_micros(part), strict=True):
            ours[kind] += micros
        for kind, micros in _peer(part[:PEER_QUESTIONS]).items():
            theirs[kind] += micros
    rows = [_row(f"fast path, {kind}", micros, f"{len(micros) / len(texts):.0%}") for kind, micros in ours.items()]
    rows += [_row(f"semantic-router, {kind} call, stub encoder", micros, "") for kind, micros in theirs.items()]
    print_table(f"Routing: µs a decision, {len(texts):,} never-repeated questions", ["", "p50", "p99", "share"], rows)
    if not ours["routed"]:
        print("the fast path routed none of these questions: there is nothing to compare")
        return
    for kind, micros in theirs.items():
        print(f"semantic-router's {kind} call takes {median(micros) / median(ours['routed']):.1f} × a routed decision")


def _peer(texts: list[str]) -> dict[str, list[float]]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        return run_json([BENCH_PYTHON, "-m", "benchmarks.semantic_router_peer", str(Path(file.name))])


def _row(name: str, micros: list[float], share: str) -> list[str]:
    return [name, *(f"{percentile(micros, p):.2f}" if micros else "–" for p in (50, 99)), share]
