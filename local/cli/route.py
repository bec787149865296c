"""`finops route`: who would answer a question, without asking it. Needs no platform; a bill adds its own names."""

import json
import sys
from collections.abc import Iterable

from agents.catalog import CATALOG
from billing.source import BillSource
from finops_core.texts import readable
from local.cli.terminal import write_json
from supervisor.plan import Route
from supervisor.route import route
from supervisor.vocabulary import Vocabulary


def route_all(texts: Iterable[str], *, as_json: bool, bill: BillSource | None = None) -> None:
    """One line a question: a JSON object, or words. The names in a `bill` are understood, too."""
    lexicon = Vocabulary().of(bill)
    for text in texts:
        decision = route(text, catalog=CATALOG, lexicon=lexicon)
        if as_json:
            write_json(to_json(text, decision))
        else:
            sys.stdout.write(readable(_words(text, decision)) + "\n")


def route_over(path: str, texts: Iterable[str], *, as_json: bool) -> None:
    """As `route_all`, with the names in the export at `path`. Raises BillError when it cannot be read."""
    from local.cli.opened_bill import opened_bill

    with opened_bill(path) as bill:
        route_all(texts, as_json=as_json, bill=bill)


def to_json(text: str, decision: Route) -> str:
    """`tool` and `args` are those of the first step; null and empty when nobody answers."""
    first = decision.steps[0] if decision.steps else None
    line = {
        "text": text,
        "path": decision.path,
        "agents": decision.agents,
        "tool": first.tool if first is not None else None,
        "args": dict(first.args) if first is not None else {},
        "micros": round(decision.micros, 1),
    }
    return json.dumps(line, ensure_ascii=False)


def _words(text: str, decision: Route) -> str:
    steps = ", ".join(f"{step.agent}.{step.tool}({_args(step.args.items())})" for step in decision.steps)
    return f"{text}: {decision.path}, {steps or decision.reason} [{decision.micros:.0f} µs]"


def _args(args: Iterable[tuple[str, object]]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in args)
