"""How soon to look again for what other processes committed to a shared file, since SQLite tells nobody."""

import time

QUICK_S = 0.002
"""The pause while things happen."""

IDLE_S = 0.05
"""The pause while nothing does, which a laptop's battery does not notice."""

QUICK_FOR_S = 2.0
"""How long after the last happening one more is likely."""


class ForeignPoll:
    """The pause between two looks: short for a while after something happened, here or elsewhere."""

    def __init__(self) -> None:
        self._last = -QUICK_FOR_S

    def happened(self) -> None:
        self._last = time.monotonic()

    @property
    def pause_s(self) -> float:
        return QUICK_S if time.monotonic() - self._last < QUICK_FOR_S else IDLE_S
