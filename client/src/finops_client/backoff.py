"""How long to wait before the next attempt to connect. Pure; the randomness is the caller's."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Exponential with full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015)."""

    base_s: float = 0.25
    cap_s: float = 20.0

    def delay_s(self, attempt: int, rng: Random) -> float:
        """Uniform in [0, min(cap, base * 2^attempt)]; `attempt` counts from 0."""
        return rng.uniform(0.0, min(self.cap_s, self.base_s * 2.0 ** min(attempt, 32)))
