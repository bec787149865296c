"""What the front door's functions load when they start, and a worker's until it has answered."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billing.engines.duckdb import Limits
from billing.export import bill_location
from billing.roll_up.place import PreparedFolder
from billing.roll_up.preparation import prepare
from finops_core.clock import ManualClock
from tests.unit.billing.made_bills import focus_day, write_csv

HEAVY = ("strands", "duckdb", "pandas", "mcp", "opentelemetry", "ag_ui", "boto3", "numpy", "pyarrow")
LISTED = "import sys, json; {imports}; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"


def loaded_by(imports: str) -> set[str]:
    """Top-level modules in a fresh interpreter after these imports."""
    code = LISTED.format(imports=imports)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "module",
    ["authorizer", "connect", "message", "publisher", "http_api.handler"],
    ids=lambda name: f"websocket.{name}",
)
def test_a_function_of_the_front_door_loads_nothing_heavy(module: str):
    loaded = loaded_by(f"import websocket.{module}")
    assert "finops_core" in loaded
    assert not loaded & set(HEAVY)
    assert not loaded & {"agents", "billing", "supervisor", "worker", "local", "cdk"}


@pytest.mark.parametrize("module", ["finops_core.tools.run", "agents.catalog", "billing.source", "supervisor.run"])
def test_the_catalog_loads_no_database_and_no_framework(module: str):
    assert not loaded_by(f"import {module}") & {"strands", "duckdb", "pandas", "mcp", "opentelemetry", "boto3"}


OF_OTHERS = ("sqlglot", "starlette", "typer", "rich", "websockets", "ag_ui", "httpx", "aiohttp")
"""Of the page, of the shell, and of engines that a worker is not set to."""


@pytest.mark.parametrize("module", ["worker.handler", "worker.arrivals"])
def test_a_worker_loads_what_its_job_needs_when_it_needs_it(module: str):
    loaded = loaded_by(f"import {module}")
    assert {"worker", "agents", "pydantic"} <= loaded
    assert not loaded & {*HEAVY, *OF_OTHERS}


ANSWER = """
from agents.catalog import CATALOG
from billing.export import open_bill
from billing.terms import Terms
from finops_core.clock import SystemClock
from finops_core.jobs.events import Answered
from supervisor.run import Question, SupervisorDeps, run
from worker.readers import readers
with open_bill({place!r}) as bill:
    deps = SupervisorDeps(catalog=CATALOG, clock=SystemClock(), services=readers(bill, Terms()))
    events = list(run(Question(job_id="job", user_id="ada", text="What did I spend by service?"), deps))
assert [event.answer.answered for event in events if isinstance(event, Answered)] == [True]
"""


def test_a_first_answer_over_a_prepared_bill_loads_the_database_and_nothing_else_that_is_heavy(tmp_path: Path):
    export, place = write_csv(tmp_path / "bill.csv", [focus_day(day) for day in range(1, 9)]), tmp_path / "prepared"
    location, clock = bill_location(str(export), None), ManualClock(datetime(2026, 5, 20, tzinfo=UTC))
    prepare(str(export), location, PreparedFolder(place), limits=Limits(), clock=clock, cache_dir=None)
    loaded = loaded_by(f"exec({ANSWER.format(place=str(place))!r})")
    assert loaded & {*HEAVY, *OF_OTHERS} == {"duckdb"}
