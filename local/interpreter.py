"""How a long-lived process of the embedded platform asks the interpreter to share and spend its time."""

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager

SWITCH_INTERVAL_S = 0.002
"""The interpreter's default of 5 ms lets one busy thread hold up every commit and every frame."""

YOUNG_OBJECTS = 10_000
"""Allocations between looks for reference cycles, of which a job makes few; the default of 700 looks 3 times a job."""


@contextmanager
def settled_in() -> Generator[None]:
    """For the time in which a process serves, entered when everything that lives as long as it has been made.

    What was made before is left alone by the collector until the end, when DuckDB would call it leaked.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    try:
        yield
    finally:
        gc.unfreeze()
