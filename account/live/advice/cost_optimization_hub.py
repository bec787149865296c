"""Cost Optimization Hub: what AWS advises with its own rule that nothing counts twice."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from account.aws_advice import MOST_DETAILS, AwsAdvice, Deed
from account.live.advice.adviser import Adviser, amount, details
from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import moment, tags_of

RECOMMENDATIONS: Final = Ask(client="cost-optimization-hub", operation="ListRecommendations", items="items")

DEEDS: Final[Mapping[str, Deed]] = {
    "Rightsize": "resize",
    "Stop": "remove",
    "Upgrade": "resize",
    "PurchaseSavingsPlans": "commit",
    "PurchaseReservedInstances": "commit",
    "MigrateToGraviton": "modernise",
    "Delete": "remove",
    "ScaleIn": "resize",
}
_DONE: Final[Mapping[Deed, str]] = {
    "remove": "stop or delete it",
    "resize": "change its size or type",
    "modernise": "move it to Graviton",
    "commit": "commit to what is used",
    "review": "look at it",
}
_OWN: Final = ("accountId", "actionType", "currencyCode", "estimatedMonthlySavings", "implementationEffort", "region",
               "resourceArn", "resourceId", "restartNeeded", "rollbackPossible", "tags")  # fmt: skip


def recommendations(calls: Calls) -> Iterator[AwsAdvice]:
    for item in calls.items(RECOMMENDATIONS):
        yield recommendation(item)


def recommendation(item: Mapping[str, Any]) -> AwsAdvice:
    """One recommendation of an answer."""
    action, kind = str(item.get("actionType", "")), str(item.get("currentResourceType", ""))
    deed: Deed = DEEDS.get(action, "review")
    tags = {f"tag:{key}": value for key, value in tags_of(item.get("tags")).items()}
    return AwsAdvice(
        source="Cost Optimization Hub",
        check=f"{action}:{kind}",
        title=f"AWS advises on {_spaced(kind)}: {_DONE[deed]}",
        deed=deed,
        resource=str(item.get("resourceId", "")),
        arn=str(item.get("resourceArn", "")),
        account=str(item.get("accountId", "")),
        region=str(item.get("region", "")),
        service=kind,
        saving=amount(item.get("estimatedMonthlySavings")),
        currency=str(item.get("currencyCode", "USD")),
        finding=str(item.get("currentResourceSummary", "")),
        instead=str(item.get("recommendedResourceSummary", "")),
        effort=str(item.get("implementationEffort", "")),
        restart=item.get("restartNeeded"),
        reversible=item.get("rollbackPossible"),
        as_of=moment(item.get("lastRefreshTimestamp")),
        details=dict([*details(item, _OWN).items(), *tags.items()][:MOST_DETAILS]),
    )


def _spaced(kind: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind) or "a resource"


ADVISER: Final = Adviser(asks=(RECOMMENDATIONS,), read=recommendations)
