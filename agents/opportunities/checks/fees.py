"""What is charged beside usage: support plans and products of the marketplace."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import BillView, Thing
from agents.opportunities.opportunity import Check, Found, Limit, Limits, SavingClass, Shown
from agents.opportunities.rules import COST_FROM, cost_from
from billing.query import LineKind
from billing.resource_use import ServiceFee

SHARE_FROM: Final = "share_from"
MONTHS: Final = 2
"""A fee of one month only is gone, or new."""


def _thing(fee: ServiceFee) -> Thing:
    return Thing(
        account=fee.account,
        region=fee.region,
        service=fee.service,
        resource=fee.resource,
        currency=fee.currency,
        uses=(),
    )


def _support(bill: BillView, limits: Limits) -> Iterator[Found]:
    """Support that costs a larger part of what is spent than plans do by their percentages: a minimum fee."""
    for fee in bill.evidence.fees():
        if fee.kind is LineKind.SUPPORT and fee.months >= MONTHS and fee.cost > fee.spent * limits[SHARE_FROM]:
            shown = (
                Shown(metric="support in the month", value=fee.cost, unit=fee.currency),
                Shown(metric="usage in the month", value=fee.spent, unit=fee.currency),
            )
            yield Found(thing=_thing(fee), saving=fee.cost, shown=shown)


def _marketplace(bill: BillView, limits: Limits) -> Iterator[Found]:
    for fee in bill.evidence.fees():
        if fee.kind is LineKind.MARKETPLACE and fee.months >= MONTHS and fee.cost >= limits[COST_FROM]:
            shown = (Shown(metric="charged in the month", value=fee.cost, unit=fee.currency),)
            yield Found(thing=_thing(fee), saving=fee.cost, shown=shown)


_SELLERS: Final = re.compile(
    r"\b(crowdstrike|falcon|wiz|lacework|orca security|prisma cloud|sysdig|aqua security|trend ?micro|trend vision|"
    r"deep security|sentinelone|rapid7|qualys|tenable|nessus|snyk|sophos|aqua platform|check ?point cloudguard)\b",
    re.IGNORECASE,
)
"""Sellers whose products find threats and weaknesses as AWS's own services do."""
_WATCHERS: Final = frozenset({
    "AmazonGuardDuty", "Amazon GuardDuty", "AmazonInspectorV2", "AmazonInspector", "Amazon Inspector",
    "AWSSecurityHub", "AWS Security Hub", "AmazonMacie", "Amazon Macie",
})  # fmt: skip


def _security_twice(bill: BillView, limits: Limits) -> Iterator[Found]:
    """A seller's security product beside AWS's own in one account, both of which cost at least the limit."""
    for fee in bill.evidence.fees():
        if fee.kind is not LineKind.MARKETPLACE or fee.months < MONTHS or not _SELLERS.search(fee.name):
            continue
        own = [use for thing in bill.things if (thing.account, thing.currency) == (fee.account, fee.currency)
               for use in thing.uses if use.service in _WATCHERS and use.lately > 0]  # fmt: skip
        cost = sum((bill.monthly(use) for use in own), Decimal(0))
        if min(cost, fee.cost) >= limits[COST_FROM]:
            shown = (
                Shown(metric=f"charged in the month for {fee.name}", value=fee.cost, unit=fee.currency),
                Shown(metric="AWS's own security services a month", value=cost, unit=fee.currency),
            )
            yield Found(thing=_thing(fee), saving=min(cost, fee.cost), shown=shown)


CHECKS: Final = (
    Check(
        id="support-fee",
        title="Support plan that costs much for what is spent",
        saving_class=SavingClass.REVIEW,
        rule="Support costs a larger part of usage than the limit, in two months at least.",
        unseen="The bill does not show which cases were opened.",
        remedy="Compare the plans; leave accounts that need no support out of it.",
        source="union of public checks",
        find=_support,
        limits=(
            Limit(name=SHARE_FROM, value=Decimal("0.12"), unit="of usage", meaning="Plans start at 10 % or less."),
        ),
    ),
    Check(
        id="marketplace-fee",
        title="Product of the marketplace that is paid every month",
        saving_class=SavingClass.REVIEW,
        rule="A seller charged at least the limit in the last complete month, and in two months at least.",
        unseen="The bill does not show whether the product is used.",
        remedy="Look at seats and use; cancel what nobody needs before it renews.",
        source="union of public checks",
        find=_marketplace,
        limits=cost_from("50"),
    ),
    Check(
        id="security-twice",
        title="Two security services that may do one job",
        saving_class=SavingClass.REVIEW,
        rule="A seller's security product and AWS's own services cost at least the limit in one account, for months.",
        unseen="The bill does not show which findings of either somebody works with.",
        remedy="Compare what both find, and end the one whose findings nobody works with.",
        source="union of public checks",
        find=_security_twice,
        limits=cost_from("50"),
        effort="medium",
        risk="medium",
    ),
)
