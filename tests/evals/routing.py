"""How well the fast path routes a file of labelled questions: `python -m tests.evals.routing PATH [--show]`.

Each line is JSON with `text`, `intents` (the first is the primary one) and `acceptable`. The file's questions may
belong to others, so they stay where they are; only figures are printed unless `--show` asks for the routes.
"""

import gc
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from supervisor.fast_path import decide
from supervisor.plan import Step

COST = "cost/forecast"
ALSO_IN_THE_BILL = {"ri-sp": "commitments"}
"""Labels of other subjects that one of the cost agent's tools answers from the bill's rows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled question."""

    text: str
    intents: tuple[str, ...]
    acceptable: tuple[str, ...]

    @property
    def is_cost(self) -> bool:
        return self.intents[0] == COST

    def accepts(self, step: Step) -> bool:
        """Whether the label allows the agent that was chosen; arguments need a reader."""
        labels = {*self.intents, *self.acceptable}
        if len(self.intents) > 1:
            return False
        return COST in labels or any(label in labels and step.tool == tool for label, tool in ALSO_IN_THE_BILL.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over one file; `micros` is the median time of a decision that routed."""

    cost: int
    covered: int
    wrong: int
    out_of_scope: int
    out_of_scope_answered: int
    micros: float


def load(path: Path) -> list[Asked]:
    """The questions of a file, in order."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Asked(row["text"], tuple(row["intents"]), tuple(row["acceptable"])) for row in rows]


def measure(questions: Sequence[Asked], *, rounds: int = 20) -> Figures:
    """Routes every question once for the counts and `rounds` times, never the same text twice, for the time."""
    steps = [(asked, decide(asked.text)) for asked in questions]
    routed = [(asked, step) for asked, step in steps if step is not None]
    outside = [(asked, step) for asked, step in steps if asked.intents[0] == "out-of-scope"]
    return Figures(
        cost=sum(asked.is_cost for asked in questions),
        covered=sum(asked.is_cost for asked, _ in routed),
        wrong=sum(not asked.accepts(step) for asked, step in routed),
        out_of_scope=len(outside),
        out_of_scope_answered=sum(step is not None for _, step in outside),
        micros=_micros([asked.text for asked, _ in routed], rounds),
    )


def _micros(texts: Iterable[str], rounds: int) -> float:
    """Trailing blanks make each text new without changing what it says."""
    fresh = [text + " " * number for number in range(1, rounds + 1) for text in texts]
    gc.collect()
    times: list[int] = []
    for text in fresh:
        started = perf_counter_ns()
        decide(text)
        times.append(perf_counter_ns() - started)
    return median(times) / 1000 if times else 0.0


def main(arguments: Sequence[str]) -> None:
    questions = load(Path(arguments[0]))
    found = measure(questions)
    sys.stdout.write(
        f"questions about cost   {found.cost}\n"
        f"covered                {found.covered} ({found.covered / max(1, found.cost):.1%})\n"
        f"wrong by label         {found.wrong}\n"
        f"out of scope answered  {found.out_of_scope_answered} of {found.out_of_scope}\n"
        f"median micros          {found.micros:.1f}\n"
    )
    if "--show" in arguments:
        for asked in questions:
            step = decide(asked.text)
            if step is not None or asked.is_cost:
                what = f"{step.tool} {json.dumps(dict(step.args))}" if step else "-"
                mark = "" if step is None or asked.accepts(step) else "WRONG "
                sys.stdout.write(f"{mark}{asked.text}\n    {what}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
