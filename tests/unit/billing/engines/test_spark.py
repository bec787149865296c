"""The standard questions on Spark come to what DuckDB says, to the last digit: `make engines` brings PySpark."""

from itertools import islice
from pathlib import Path

import pytest

from billing.engines.duckdb import Limits
from billing.engines.port import Engine
from billing.engines.spark import SparkEngine
from billing.export import ExportBill, bill_location, open_bill
from billing.roll_up.manifest import Manifest
from billing.roll_up.place import PreparedFolder, PreparedPlace
from billing.roll_up.preparation import prepare
from billing.roll_up.prepared_bill import PreparedDeliveries
from finops_core.clock import SystemClock
from tests.evals.standard_questions import standard_questions
from tests.unit.billing.engines.every_statement import TERMS, answers, refusals

# PySpark warns of versions of what it does not need.
pytestmark = [pytest.mark.engines, pytest.mark.filterwarnings("default")]
BILLS = sorted(path for path in (Path(__file__).parents[3] / "data" / "bills").iterdir() if path.suffix != ".md")


def _spark(manifest: Manifest, place: PreparedPlace) -> Engine:
    return SparkEngine("local[2]", manifest, place)


@pytest.fixture(params=BILLS, ids=lambda path: path.name)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> PreparedFolder:
    folder = PreparedFolder(tmp_path / "prepared")
    location = bill_location(str(request.param), None)
    prepare(str(request.param), location, folder, limits=Limits(), clock=SystemClock(), cache_dir=None)
    return folder


LEAST_QUESTIONS = 33
"""Equal on both engines, at least."""


def test_the_standard_questions_come_to_the_same_on_spark(place: PreparedFolder):
    count = len(standard_questions())
    with open_bill(place.folder, terms=TERMS) as bill:
        wanted = dict(islice(answers(bill), count))
    with ExportBill(PreparedDeliveries(place, Limits(), _spark), TERMS) as bill:
        found = dict(islice(answers(bill), count))
    assert refusals(wanted) == {}
    assert {name: text for name, text in found.items() if text != wanted[name]} == {}
    assert list(found) == [f"question {number}" for number in range(1, count + 1)]
    assert count >= LEAST_QUESTIONS
