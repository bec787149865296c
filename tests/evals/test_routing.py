"""The routing eval counts what it says it counts."""

import json
from pathlib import Path

from tests.evals.routing import load, measure

LABELLED: list[tuple[str, list[str], list[str]]] = [
    ("What did I spend by service?", ["cost/forecast"], []),
    ("Explain the history of our invoices in verse", ["cost/forecast"], []),
    ("How much did we spend last month?", ["knowledge/howto"], []),
    ("What AWS services are we using?", ["info"], ["cost/forecast"]),
    ("who painted this", ["out-of-scope"], []),
    ("What did I spend yesterday?", ["out-of-scope"], []),
]


def test_coverage_wrong_routes_and_answers_out_of_scope_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    rows = [{"text": text, "intents": intents, "acceptable": also} for text, intents, also in LABELLED]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    found = measure(load(path), rounds=1)

    assert (found.cost, found.covered) == (2, 1)
    assert found.wrong == 2
    assert (found.out_of_scope, found.out_of_scope_answered) == (2, 1)
    assert found.micros > 0
