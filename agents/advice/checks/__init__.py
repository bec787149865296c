"""The checks, a module a family of services. `BILL_CHECKS` lists those that a bill alone decides."""

from typing import Final

from agents.advice.checks import compute, databases, network, serverless, storage
from agents.advice.opportunity import Check

BILL_CHECKS: Final[tuple[Check, ...]] = (
    *network.CHECKS,
    *compute.CHECKS,
    *databases.CHECKS,
    *serverless.CHECKS,
    *storage.CHECKS,
)
