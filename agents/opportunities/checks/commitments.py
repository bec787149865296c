"""Savings Plans and reservations that are paid for and not used."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agents.opportunities.bill_view import HOURS_A_MONTH, BillView, Thing
from agents.opportunities.opportunity import Check, Found, Limit, Limits, SavingClass, Shown

UNUSED_FROM: Final = "unused_from"


def _unused(bill: BillView, limits: Limits) -> Iterator[Found]:
    """What was paid for a commitment in the last complete month and covered nothing."""
    for one in bill.evidence.unused_commitments():
        if one.unused < (one.used + one.unused) * limits[UNUSED_FROM]:
            continue
        thing = Thing(
            account=one.account,
            region=one.region,
            service=one.service,
            resource=one.id,
            currency=one.currency,
            uses=(),
        )
        shown = (
            Shown(metric="paid for what was used", value=one.used, unit=one.currency),
            Shown(metric="paid for nothing", value=one.unused, unit=one.currency),
        )
        saving = one.unused * HOURS_A_MONTH / Decimal(max(one.days, 1) * 24)
        yield Found(thing=thing, saving=saving, shown=shown)


CHECKS: Final = (
    Check(
        id="commitment-unused",
        title="Commitment that is paid for and not used",
        saving_class=SavingClass.COMMITMENT,
        rule="What was paid for it in the last complete month and covered nothing, from a part of all that was paid.",
        unseen="The bill does not show usage that will come back. What is paid is not given back before the term ends.",
        remedy="Move usage it can cover to it; sell or exchange a reservation; renew less of it at the end of its "
        "term.",
        source="AWS Cost Explorer: utilisation",
        find=_unused,
        limits=(Limit(name=UNUSED_FROM, value=Decimal("0.05"), unit="of its cost", meaning="The least part unused."),),
        effort="medium",
        reversible=False,
    ),
)
