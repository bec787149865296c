"""What an account shows that a bill does not, priced on the bill, and what AWS itself advises, as one list with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from account.aws_advice import AwsAdvice, Deed
from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import NOT_ON_THE_BILL, Billed
from agents.opportunities.account_checks.seen import AccountView, Seen
from agents.opportunities.bill_view import BillView, Thing
from agents.opportunities.opportunity import Check, Found, Limits, Opportunity, SavingClass, Shown

ACCOUNT: Final = "account"
BILL: Final = "bill"
AWS_SAYS: Final = "The saving is AWS's own estimate, and no more of it is counted than the resource costs on this bill."

_CLASSES: Final[dict[Deed, SavingClass]] = {
    "remove": SavingClass.WASTE,
    "resize": SavingClass.RIGHTSIZE,
    "modernise": SavingClass.MODERNISE,
    "commit": SavingClass.COMMITMENT,
    "review": SavingClass.REVIEW,
}
_SERVICES: Final = {
    "ec2": "AmazonEC2",
    "autoscaling": "AmazonEC2",
    "elb": "AWSELB",
    "rds": "AmazonRDS",
    "s3": "AmazonS3",
    "lambda": "AWSLambda",
    "efs": "AmazonEFS",
    "ecr": "AmazonECR",
    "elasticache": "AmazonElastiCache",
    "opensearch": "AmazonES",
    "redshift": "AmazonRedshift",
    "dynamodb": "AmazonDynamoDB",
    "ecs": "AmazonECS",
    "eks": "AmazonEKS",
    "sagemaker": "AmazonSageMaker",
    "kinesis": "AmazonKinesis",
    "logs": "AmazonCloudWatch",
    "cloudwatch": "AmazonCloudWatch",
    "cloudtrail": "AWSCloudTrail",
    "config": "AWSConfig",
    "guardduty": "AmazonGuardDuty",
    "budgets": "AWSBudgets",
    "ce": "AWSCostExplorer",
    "secretsmanager": "AWSSecretsManager",
    "kms": "awskms",
    "route53": "AmazonRoute53",
    "emr": "ElasticMapReduce",
    "kafka": "AmazonMSK",
    "docdb": "AmazonDocDB",
    "neptune": "AmazonNeptune",
    "memorydb": "AmazonMemoryDB",
    "dms": "AWSDatabaseMigrationSvc",
    "glue": "AWSGlue",
    "athena": "AmazonAthena",
    "cloudfront": "AmazonCloudFront",
    "apigateway": "AmazonApiGateway",
    "network-firewall": "AWSNetworkFirewall",
    "directconnect": "AWSDirectConnect",
    "workspaces": "AmazonWorkSpaces",
    "fsx": "AmazonFSx",
    "backup": "AWSBackup",
    "bedrock": "AmazonBedrock",
    "comprehend": "comprehend",
    "batch": "AmazonEC2",
    "states": "AmazonStates",
    "lightsail": "AmazonLightsail",
    "apprunner": "AWSAppRunner",
    "globalaccelerator": "AWSGlobalAccelerator",
}
"""Product codes as a bill writes them, for resources that are not on it."""


@dataclass(frozen=True, slots=True)
class AccountAdvice:
    """Adds an account's findings to those of its bill. `limits` are those that hold, by check."""

    snapshot: AccountSnapshot
    checks: Sequence[AccountCheck] = ACCOUNT_CHECKS
    limits: Mapping[str, Limits] = field(default_factory=dict[str, Limits])

    def opportunities(self, bill: BillView) -> list[Opportunity]:
        """What the account and AWS's advisers show, with no saving above what this bill has of the resource."""
        charges = _Charges(bill)
        view = AccountView(self.snapshot)
        own = [
            found
            for check in self.checks
            for resource in self.snapshot.of_kind(check.kind)
            if (found := _finding(check, Seen(resource, view, self.limits.get(check.id, {})), charges)) is not None
        ]
        return [*own, *(_aws_finding(advice, charges) for advice in self.snapshot.advice)]


class _Charges:
    """The things of a bill by what they may be called."""

    def __init__(self, bill: BillView) -> None:
        self.bill = bill
        self._things: dict[tuple[str, str], list[Thing]] = {}
        for thing in bill.things:
            if thing.resource:
                self._things.setdefault((thing.account, thing.resource), []).append(thing)
        currencies = [use.currency for thing in bill.things for use in thing.uses if use.currency]
        self.currency = max(set(currencies), key=currencies.count) if currencies else "USD"

    def of(self, account: str, names: Iterable[str]) -> tuple[Thing, ...]:
        return tuple(thing for name in names for thing in self._things.get((account, name), ()))

    def largest(self, things: Sequence[Thing]) -> Thing | None:
        return max(things, key=self.monthly, default=None)

    def monthly(self, thing: Thing) -> Decimal:
        return sum((self.bill.monthly(use) for use in thing.uses), Decimal(0))


def _finding(check: AccountCheck, seen: Seen, charges: _Charges) -> Opportunity | None:
    shown = check.shown(seen)
    if shown is None:
        return None
    resource = seen.resource
    things = charges.of(resource.account, resource.names_on_a_bill)
    amount = check.saving(Billed(seen=seen, things=things, bill=charges.bill))
    if amount.moot:
        return None
    thing = charges.largest(things) or _unbilled(resource, charges.currency)
    saving = max(amount.saving, Decimal(0))
    why = amount.why_not if saving <= 0 else ""
    found = Found(thing=thing, saving=saving, shown=(*shown, *amount.shown), sources=(ACCOUNT,), not_counted=why)
    return Opportunity(check=_check(check, seen.limits), found=found)


def _unbilled(resource: Resource, currency: str) -> Thing:
    return Thing(
        account=resource.account,
        region=resource.region,
        service=_SERVICES.get(resource.service, resource.service),
        resource=resource.arn or resource.id,
        currency=currency,
        uses=(),
    )


def _check(check: AccountCheck, limits: Limits) -> Check:
    """An account's check as the list has them, with what of its rule is otherwise here."""
    own = [f"{one.name} = {limits[one.name].normalize():f}" for one in check.limits
           if limits.get(one.name, one.value) != one.value]  # fmt: skip
    return Check(
        id=check.id,
        title=check.title,
        saving_class=check.saving_class,
        rule=f"{check.rule} finops.toml sets {', '.join(own)}." if own else check.rule,
        unseen=check.unseen,
        remedy=check.remedy,
        source=check.source,
        find=_found_elsewhere,
        effort=check.effort,
        risk=check.risk,
        restart=check.restart,
        reversible=check.reversible,
    )


def _found_elsewhere(*_: object) -> tuple[Found, ...]:
    """What an account shows is not found on a bill."""
    return ()


def _aws_finding(advice: AwsAdvice, charges: _Charges) -> Opportunity:
    things = charges.of(advice.account, advice.names_on_a_bill)
    thing = charges.largest(things)
    currency = thing.currency if thing is not None else charges.currency
    cost = charges.monthly(thing) if thing is not None else Decimal(0)
    same = currency == advice.currency
    saving = min(advice.saving, cost) if same and advice.saving > 0 else Decimal(0)
    unbilled = Thing(
        account=advice.account,
        region=advice.region,
        service=advice.service,
        resource=advice.arn or advice.resource,
        currency=currency,
        uses=(),
    )
    why = "" if saving > 0 else (NOT_ON_THE_BILL if thing is None and advice.saving > 0 else AWS_SAYS)
    found = Found(
        thing=thing or unbilled, saving=saving, shown=_shown(advice), sources=(advice.source,), not_counted=why
    )
    return Opportunity(check=_check_of(advice), found=found)


def _shown(advice: AwsAdvice) -> tuple[Shown, ...]:
    says = Shown(metric=f"saving a month, as {advice.source} says", value=advice.saving, unit=advice.currency)
    if not advice.instead:
        return (says,)
    return says, Shown(metric=f"{advice.finding} → {advice.instead}", value=Decimal(1), unit="")


def _check_of(advice: AwsAdvice) -> Check:
    """AWS's own advice as if it were a check of this product's."""
    return Check(
        id=f"aws:{advice.check}",
        title=advice.title,
        saving_class=_CLASSES[advice.deed],
        rule=f"{advice.source} advises it: {advice.finding or advice.title}.",
        unseen=AWS_SAYS,
        remedy=f"Change it to {advice.instead}." if advice.instead else "See AWS's own advice in its console.",
        source=advice.source,
        find=_found_elsewhere,
        effort=advice.effort.lower() if advice.effort else "medium",
        restart=bool(advice.restart),
        reversible=advice.reversible is not False,
    )


def joined(found: Iterable[Opportunity]) -> Iterator[Opportunity]:
    """One finding a resource and check, and one of AWS's advice beside a finding that says the same.

    What several sources say stands once, with all of them, the figures of each, and the largest of their savings: less
    would let a total rise when one of them falls silent.
    """
    own: dict[tuple[str, str, str], Opportunity] = {}
    said: dict[tuple[str, str, SavingClass], str] = {}
    late: list[Opportunity] = []
    for each in found:
        thing = each.found.thing
        if each.check.id.startswith("aws:"):
            late.append(each)
            continue
        key = (thing.account, thing.resource, each.check.id)
        own[key] = _both(own[key], each) if key in own else each
        said.setdefault((thing.account, thing.resource, each.check.saving_class), each.check.id)
    for each in late:
        thing = each.found.thing
        class_ = (thing.account, thing.resource, each.check.saving_class)
        same = said.setdefault(class_, each.check.id) if thing.resource else each.check.id
        key = (thing.account, thing.resource, same)
        own[key] = _both(own[key], each) if key in own else each
    yield from own.values()


def _both(one: Opportunity, other: Opportunity) -> Opportunity:
    saving = max(one.found.saving, other.found.saving)
    figures = tuple(dict.fromkeys((*one.found.shown, *other.found.shown)))
    sources = tuple(dict.fromkeys((*one.found.sources, *other.found.sources)))
    why = "" if saving > 0 else one.found.not_counted or other.found.not_counted
    return Opportunity(
        check=one.check, found=replace(one.found, saving=saving, shown=figures, sources=sources, not_counted=why)
    )
