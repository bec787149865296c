"""AWS's own advisers, each with what it takes. `ADVISERS` are all."""

from typing import Final

from account.live.advice import compute_optimizer, cost_optimization_hub, trusted_advisor
from account.live.advice.adviser import Adviser

ADVISERS: Final[tuple[Adviser, ...]] = (
    cost_optimization_hub.ADVISER,
    compute_optimizer.ADVISER,
    trusted_advisor.ADVISER,
)

__all__ = ["ADVISERS", "Adviser"]
