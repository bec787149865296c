"""What the front door's functions load when they start."""

import json
import subprocess
import sys

import pytest

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
