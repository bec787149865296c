"""semantic-router's own overhead: its router over a local index with an encoder that costs nothing.

Runs in `.venv-bench`; reads questions as JSON from a file and prints the microseconds of each call, sync and async.
Thread hops make its sync call slower than its async one, so both are measured and the faster is compared with.
"""

# Runs in .venv-bench, whose packages the product's own environment does not have.
# pyright: basic, reportMissingImports=false

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter_ns

from semantic_router import IndexedRouter, Route
from semantic_router.encoders import DenseEncoder

DIMENSIONS = 384
ROUTES = ("cost", "budgets", "trusted_advisor")
UTTERANCES = 10


class StubEncoder(DenseEncoder):
    """The same vector for every text: what is left is the router's own work."""

    name: str = "stub"

    def __call__(self, docs: list[str]) -> list[list[float]]:
        return [VECTOR for _ in docs]

    async def acall(self, docs: list[str]) -> list[list[float]]:
        return self(docs)


VECTOR = [1.0] + [0.0] * (DIMENSIONS - 1)


def make_router() -> IndexedRouter:
    routes = [Route(name=name, utterances=[f"{name} {n}" for n in range(UTTERANCES)]) for name in ROUTES]
    return IndexedRouter(encoder=StubEncoder(), routes=routes)


def sync_micros(router: IndexedRouter, texts: list[str]) -> list[float]:
    micros: list[float] = []
    for text in texts:
        start = perf_counter_ns()
        router(text)
        micros.append((perf_counter_ns() - start) / 1000)
    return micros


async def async_micros(router: IndexedRouter, texts: list[str]) -> list[float]:
    micros: list[float] = []
    for text in texts:
        start = perf_counter_ns()
        await router.acall(text)
        micros.append((perf_counter_ns() - start) / 1000)
    return micros


def main() -> None:
    texts = json.loads(Path(sys.argv[1]).read_text())
    router = make_router()
    half = len(texts) // 2
    print(
        json.dumps(
            {"sync": sync_micros(router, texts[:half]), "async": asyncio.run(async_micros(router, texts[half:]))}
        )
    )


if __name__ == "__main__":
    main()
