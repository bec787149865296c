"""Amounts and numbers read the same on the page and everywhere else: the page's own test runs the same cases."""

import json
from pathlib import Path

import pytest

from finops_client.answers import Column
from finops_core.answers import Fact, format_fact
from finops_core.formats import format_value
from local.cli.block_views import cell_text

CASES = json.loads((Path(__file__).parents[1] / "data" / "formats.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['value']} {case['unit']}")
def test_a_value_reads_as_it_does_on_the_page(case: dict[str, str]) -> None:
    kind, unit, value, text = case["kind"], case["unit"], case["value"], case["text"]
    assert format_value(value, kind, unit) == text
    fact = Fact.model_validate({"id": "f1", "kind": kind, "value": value, "unit": unit, "subject": ""})
    assert format_fact(fact) == text
    column = Column.model_validate({"key": "k", "label": "l", "kind": kind, "unit": unit})
    assert cell_text(column, value) == text
