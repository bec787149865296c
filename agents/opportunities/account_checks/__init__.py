"""Checks over an account's resources and metrics, a module a family of services. `ACCOUNT_CHECKS` lists them."""

from collections.abc import Mapping
from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks import (
    balancers,
    buckets,
    clusters,
    compute,
    containers,
    databases,
    delivery,
    hosting,
    licences,
    names,
    network,
    oversight,
    serverless,
    storage,
    upkeep,
    workplaces,
)
from agents.opportunities.account_checks.declaration import AccountCheck

ACCOUNT_CHECKS: Final[tuple[AccountCheck, ...]] = (
    *compute.CHECKS,
    *storage.CHECKS,
    *buckets.CHECKS,
    *network.CHECKS,
    *balancers.CHECKS,
    *names.CHECKS,
    *databases.CHECKS,
    *clusters.CHECKS,
    *delivery.CHECKS,
    *workplaces.CHECKS,
    *hosting.CHECKS,
    *licences.CHECKS,
    *serverless.CHECKS,
    *containers.CHECKS,
    *upkeep.CHECKS,
    *oversight.CHECKS,
)


def needed_metrics() -> Mapping[str, tuple[Metric, ...]]:
    """The metrics that the checks look at, by kind of resource; of one that several look at the longest window."""
    found: dict[str, dict[tuple[str, str, str], Metric]] = {}
    for check in ACCOUNT_CHECKS:
        for kind, metric in check.asked:
            own = found.setdefault(kind, {})
            known = own.get(metric.key)
            if known is None or known.days < metric.days:
                own[metric.key] = metric
    return {kind: tuple(own.values()) for kind, own in found.items() if own}
