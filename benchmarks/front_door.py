"""What the front door's cold start pays for its imports, beside a bare boto3 DynamoDB client.

Both sides in fresh interpreters by turns: the modules `import websocket.message, websocket.publisher` loads with the
DynamoDB client it needs, and `import boto3` with the same client. Compiled modules are cached for both, and one
discarded start of each warms the disk.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import print_table, ratio_of_medians, spread
from benchmarks.processes import PRODUCT_PYTHON, BenchmarkFailed, run_json

ROUNDS = 15
FORBIDDEN = ("strands", "duckdb", "pandas", "mcp", "opentelemetry")

BARE = """
import boto3
boto3.client("dynamodb", region_name="eu-west-1")
"""
OURS = """
import websocket.message, websocket.publisher
from finops_core.aws.clients import PlatformClients
PlatformClients().dynamodb()
"""
IMPORT_ONLY = "import websocket.message, websocket.publisher"

_PROBE = """
import sys, time
before, start = len(sys.modules), time.perf_counter()
{body}
seconds = time.perf_counter() - start
import json
print(json.dumps({{"ms": seconds * 1000, "modules": len(sys.modules) - before, "names": list(sys.modules)}}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCost:
    """Measured in fresh interpreters: milliseconds of each, and the modules loaded beyond an empty interpreter."""

    ms: list[float]
    modules: int
    names: frozenset[str]

    def forbidden(self) -> list[str]:
        """What must not be there and is."""
        return [name for name in FORBIDDEN if name in self.names]


def measure(bodies: Mapping[str, str], *, rounds: int = ROUNDS) -> dict[str, ImportCost]:
    """Runs every body `rounds` times by turns."""
    samples: dict[str, list[Any]] = {name: [] for name in bodies}
    for number in range(rounds + 1):
        for name, body in bodies.items():
            sample = run_json([PRODUCT_PYTHON, "-c", _PROBE.format(body=body)], env={"AWS_DEFAULT_REGION": "eu-west-1"})
            if number:
                samples[name].append(sample)
    return {
        name: ImportCost(
            ms=[sample["ms"] for sample in taken],
            modules=taken[-1]["modules"],
            names=frozenset(taken[-1]["names"]),
        )
        for name, taken in samples.items()
    }


def run() -> None:
    """Prints the table. Raises BenchmarkFailed when a module is loaded that must not be."""
    costs = measure({"boto3 alone": BARE, "front door with its client": OURS, "front door, import only": IMPORT_ONLY})
    bare = costs["boto3 alone"]
    rows = [
        [
            name,
            str(cost.modules),
            f"{cost.modules / bare.modules:.2f}",
            spread(cost.ms),
            f"{ratio_of_medians(cost.ms, bare.ms):.2f}",
        ]
        for name, cost in costs.items()
    ]
    title = f"Front door: import weight, {ROUNDS} fresh interpreters each by turns, Python {sys.version.split()[0]}"
    print_table(title, ["", "modules", "ratio", "ms", "ratio"], rows)
    forbidden = sorted({name for cost in costs.values() for name in cost.forbidden()})
    if forbidden:
        raise BenchmarkFailed(f"the front door loads {', '.join(forbidden)}")
    print(f"absent: {', '.join(FORBIDDEN)}")
