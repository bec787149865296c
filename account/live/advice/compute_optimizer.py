"""Compute Optimizer: sizes that fit what is used, and what is idle. It is switched on by the account and regional."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from account.aws_advice import AwsAdvice, Deed
from account.live.advice.adviser import Adviser, account_of, amount, details, region_of
from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import listed, moment, part


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Where an answer about one kind has what: the key of its ARN and of its options, and an option's own words."""

    title: str
    ask: Ask
    arn: str
    options: str = ""
    instead: tuple[str, ...] = ()


def _ask(operation: str, items: str) -> Ask:
    return Ask(client="compute-optimizer", operation=operation, items=items)


KINDS: Final = (
    _Kind(title="EC2 instance", ask=_ask("GetEC2InstanceRecommendations", "instanceRecommendations"),
          arn="instanceArn", options="recommendationOptions", instead=("instanceType",)),
    _Kind(title="EBS volume", ask=_ask("GetEBSVolumeRecommendations", "volumeRecommendations"),
          arn="volumeArn", options="volumeRecommendationOptions",
          instead=("configuration.volumeType", "configuration.volumeSize")),
    _Kind(title="Lambda function", ask=_ask("GetLambdaFunctionRecommendations", "lambdaFunctionRecommendations"),
          arn="functionArn", options="memorySizeRecommendationOptions", instead=("memorySize",)),
    _Kind(title="Auto Scaling group", ask=_ask("GetAutoScalingGroupRecommendations", "autoScalingGroupRecommendations"),
          arn="autoScalingGroupArn", options="recommendationOptions", instead=("configuration.instanceType",)),
    _Kind(title="ECS service", ask=_ask("GetECSServiceRecommendations", "ecsServiceRecommendations"),
          arn="serviceArn", options="serviceRecommendationOptions", instead=("cpu", "memory")),
    _Kind(title="RDS database", ask=_ask("GetRDSDatabaseRecommendations", "rdsDBRecommendations"),
          arn="resourceArn", options="instanceRecommendationOptions", instead=("dbInstanceClass",)),
    _Kind(title="idle resource", ask=_ask("GetIdleRecommendations", "idleRecommendations"), arn="resourceArn"),
)  # fmt: skip
FINE: Final = frozenset({"optimized", "optimised", "notoptimized-unavailable", "unavailable"})


def recommendations(calls: Calls) -> Iterator[AwsAdvice]:
    """All kinds; a kind that is refused is a shortfall, and the others go on."""
    for kind in KINDS:
        try:
            for item in calls.items(kind.ask):
                advice = recommendation(kind, item)
                if advice is not None:
                    yield advice
        except Refused:
            continue


def recommendation(kind: _Kind, item: Mapping[str, Any]) -> AwsAdvice | None:
    """One recommendation; None for what Compute Optimizer finds as it should be, or says nothing about."""
    finding = str(item.get("finding", ""))
    idle = kind.title == "idle resource"
    if not finding or finding.lower().replace("_", "") in FINE:
        return None
    options: list[Mapping[str, Any]] = [*listed(item, kind.options)] if kind.options else [item]
    option = dict(sorted(options, key=_rank)[0]) if options else dict[str, Any]()
    arn = str(item.get(kind.arn, ""))
    opportunity = part(option, "savingsOpportunityAfterDiscounts") or part(option, "savingsOpportunity")
    monthly = part(opportunity, "estimatedMonthlySavings")
    return AwsAdvice(
        source="Compute Optimizer",
        check=f"{'Idle' if idle else 'Rightsize'}:{item.get('resourceType', kind.title)}",
        title=f"Compute Optimizer: {kind.title} {_words(finding)}",
        deed=_deed(idle, finding),
        resource=str(item.get("resourceId", "")) or arn.rpartition("/")[2] or arn.rpartition(":")[2],
        arn=arn,
        account=str(item.get("accountId", "")) or account_of(arn),
        region=region_of(arn),
        service=kind.title,
        saving=amount(monthly.get("value", 0)),
        currency=str(monthly.get("currency", "USD")),
        finding=finding,
        instead=" ".join(found for path in kind.instead if (found := _at(option, path))),
        as_of=moment(item.get("lastRefreshTimestamp")),
        details=details(item, (kind.arn, "accountId", "finding")),
    )


def _rank(option: Mapping[str, Any]) -> int:
    return int(option.get("rank", 1))


def _deed(idle: bool, finding: str) -> Deed:
    if idle:
        return "remove"
    return "review" if "under" in finding.lower() else "resize"


def _words(finding: str) -> str:
    """`OVER_PROVISIONED` and `Overprovisioned` as people write it."""
    return finding.lower().replace("_", "-").replace("overprov", "over-prov").replace("underprov", "under-prov")


def _at(option: Mapping[str, Any], path: str) -> str:
    found: object = option
    for key in path.split("."):
        found = cast(Mapping[str, object], found).get(key) if isinstance(found, Mapping) else None
    return "" if found is None else str(found)


ADVISER: Final = Adviser(asks=tuple(kind.ask for kind in KINDS), read=recommendations, regional=True)
