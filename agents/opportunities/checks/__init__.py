"""The checks, a module a family of services. `BILL_CHECKS` lists those that a bill alone decides."""

from typing import Final

from agents.opportunities.checks import (
    aurora,
    commitments,
    compute,
    databases,
    dynamodb,
    fees,
    logs,
    network,
    serverless,
    storage,
    traffic,
    volumes,
)
from agents.opportunities.opportunity import Check

BILL_CHECKS: Final[tuple[Check, ...]] = (
    *network.CHECKS,
    *compute.CHECKS,
    *volumes.CHECKS,
    *databases.CHECKS,
    *aurora.CHECKS,
    *dynamodb.CHECKS,
    *serverless.CHECKS,
    *storage.CHECKS,
    *logs.CHECKS,
    *traffic.CHECKS,
    *fees.CHECKS,
    *commitments.CHECKS,
)
