"""Trusted Advisor: the new API first, and where it is not there the older Support API, which knows the same checks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from account.aws_advice import AwsAdvice
from account.live.advice.adviser import Adviser, account_of, amount, details, region_of
from account.live.advice.trusted_advisor_checks import COST_CHECKS, KnownCheck
from account.live.asks import Ask
from account.live.calls import Calls, Refused
from account.live.listing import listed, moment

PILLAR: Final = "cost_optimizing"
RECOMMENDATIONS: Final = Ask(client="trustedadvisor", operation="ListRecommendations", items="recommendationSummaries")
RESOURCES: Final = Ask(
    client="trustedadvisor", operation="ListRecommendationResources", items="recommendationResourceSummaries"
)
CHECKS: Final = Ask(client="support", operation="DescribeTrustedAdvisorChecks", items="checks")
RESULT: Final = Ask(client="support", operation="DescribeTrustedAdvisorCheckResult")
MOST_RESULTS: Final = 500


def recommendations(calls: Calls) -> Iterator[AwsAdvice]:
    """Those of the new API, or of the older one when the new one does not answer."""
    try:
        found = list(from_new_api(calls))
    except Refused:
        yield from from_support(calls)
        # The older API answered in its stead, to the end: nothing is missing.
        calls.shortfalls[:] = [each for each in calls.shortfalls if not each.action.startswith("trustedadvisor:")]
        return
    yield from found


def from_new_api(calls: Calls) -> Iterator[AwsAdvice]:
    """Raises Refused."""
    for item in calls.items(RECOMMENDATIONS, pillar=PILLAR):
        if item.get("status") == "ok":
            continue
        check = check_of(str(item.get("checkArn", "")).rpartition("/")[2], str(item.get("name", "")))
        for resource in calls.items(RESOURCES, recommendationIdentifier=item["arn"]):
            advice = of_new_api(check, resource, item)
            if advice is not None:
                yield advice


def of_new_api(check: KnownCheck, resource: Mapping[str, Any], item: Mapping[str, Any]) -> AwsAdvice | None:
    """One resource of a recommendation; None for one that is as it should be or was put aside."""
    if resource.get("status") == "ok" or resource.get("exclusionStatus") == "excluded":
        return None
    metadata = cast(Mapping[str, Any], resource.get("metadata") or {})
    texts = [str(metadata[key]) for key in sorted(metadata, key=lambda key: (len(key), key))]
    id_ = str(resource.get("awsResourceId", ""))
    arn = id_ if id_.startswith("arn:") else next((text for text in texts if text.startswith("arn:")), "")
    return _advice(
        check,
        id_,
        arn,
        account=account_of(arn) or account_of(str(item.get("arn", ""))),
        region=str(resource.get("regionCode", "")),
        texts=texts,
        status=str(resource.get("status", "")),
        as_of=resource.get("lastUpdatedAt"),
        rest=details(resource),
    )


def from_support(calls: Calls) -> Iterator[AwsAdvice]:
    """Raises Refused where there is no support plan, or no permission."""
    checks = [check for check in calls.items(CHECKS, language="en") if check.get("category") == PILLAR]
    for check in checks[:MOST_RESULTS]:
        result = calls.one(RESULT, checkId=check["id"], language="en").get("result", {})
        yield from of_support(check, result, calls.account)


def of_support(check: Mapping[str, Any], result: Mapping[str, Any], account: str) -> Iterator[AwsAdvice]:
    """The flagged resources of a result; those that are fine, or suppressed, are no advice."""
    known = check_of(str(check.get("id", "")), str(check.get("name", "")))
    columns = texts_of(check.get("metadata"))
    for flagged in listed(result, "flaggedResources"):
        if flagged.get("status") == "ok" or flagged.get("isSuppressed"):
            continue
        texts = texts_of(flagged.get("metadata"))
        arn = next((text for text in texts if text.startswith("arn:")), "")
        named = dict(zip(columns, texts, strict=False))
        yield _advice(
            known,
            _id_in(named, texts) or str(flagged.get("resourceId", "")),
            arn,
            account=account_of(arn) or account,
            region=str(flagged.get("region") or named.get("Region/AZ") or named.get("Region") or ""),
            texts=texts,
            status=str(flagged.get("status", "")),
            as_of=result.get("timestamp"),
            rest=details(flagged, ("metadata",)) | named,
            saving=next((text for column, text in named.items() if "Monthly Savings" in column), None),
        )


def texts_of(found: object) -> list[str]:
    """The cells of a row; those that are empty stay where they are."""
    cells = cast(list[object], found) if isinstance(found, list) else []
    return ["" if cell is None else str(cell) for cell in cells]


_IDS: Final = ("Volume ID", "Instance ID", "IP Address", "Load Balancer Name", "DB Instance Name", "Cluster",
               "NAT Gateway ID", "Bucket Name", "Function ARN", "Resource ID", "Resource ARN")  # fmt: skip


def _id_in(named: Mapping[str, str], texts: Sequence[str]) -> str:
    return next((named[column] for column in _IDS if named.get(column)), "")


def _advice(
    check: KnownCheck,
    id_: str,
    arn: str,
    *,
    account: str,
    region: str,
    texts: Sequence[str],
    status: str,
    as_of: object,
    rest: Mapping[str, str],
    saving: str | None = None,
) -> AwsAdvice:
    if saving is None and check.saving_at is not None and check.saving_at < len(texts):
        saving = texts[check.saving_at]
    return AwsAdvice(
        source="Trusted Advisor",
        check=check.id,
        title=check.title,
        deed=check.deed,
        resource=id_,
        arn=arn,
        account=account,
        region=region or region_of(arn),
        service=check.service,
        saving=amount(saving),
        finding=status,
        as_of=moment(as_of),
        details=dict(rest),
    )


def check_of(id_: str, name: str) -> KnownCheck:
    """A check by its id. One that is not in the table is advice to look at, under the name that AWS gives it."""
    known = COST_CHECKS.get(id_)
    return known or KnownCheck(id=id_, title=f"Trusted Advisor: {name or id_}", service="", deed="review")


ADVISER: Final = Adviser(asks=(RECOMMENDATIONS, RESOURCES, CHECKS, RESULT), read=recommendations)
