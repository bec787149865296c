"""The synthesised stack: what must hold on AWS and what no emulator would notice."""

from typing import Any

from finops_core.queue.port import Queue  # noqa: F401
from tests.infra.synthesis import Assembly


def only(assembly: Assembly, type_: str, start: str = "") -> dict[str, Any]:
    """The properties of the one resource of a type whose logical id starts so."""
    [found] = [each for id, each in assembly.resources(type_).items() if id.startswith(start)]
    return found["Properties"]
