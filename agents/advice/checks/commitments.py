"""Savings Plans and reservations that are paid for and not used."""

from collections.abc import Iterator
from decimal import Decimal

from agents.advice.bill_view import HOURS_A_MONTH, Thing
from agents.advice.opportunity import Check, Found, Opportunity, SavingClass, Shown
from billing.commitments import commitments
from billing.export import ExportBill
from billing.resource_use import UsePeriods


def _of_the_bill(bill: object) -> Iterator[Found]:
    """Found by `unused_commitments`, which needs the bill itself."""
    return iter(())


UNUSED = Check(
    id="commitment-unused",
    title="Commitment that is paid for and not used",
    saving_class=SavingClass.COMMITMENT,
    rule="What was paid for it in the last complete month and covered nothing.",
    unseen="The bill does not show usage that will come back. What is paid is not given back before the term ends.",
    remedy="Move usage it can cover to it; sell or exchange a reservation; renew less of it at the end of its term.",
    source="AWS Cost Explorer: utilisation",
    find=_of_the_bill,
    effort="medium",
    reversible=False,
)


def unused_commitments(bill: ExportBill, periods: UsePeriods) -> Iterator[Opportunity]:
    """Each commitment of the last complete month whose term goes on at the bill's end."""
    places = _places(bill)
    for report in commitments(bill, periods.month):
        for one in report.commitments:
            ended = one.end.day is not None and one.end.day < periods.bill.last_day
            if one.unused <= 0 or ended:
                continue
            account, region, service = places.get(one.id, ("", "", ""))
            thing = Thing(
                account=account, region=region, service=service, resource=one.id, currency=report.currency, uses=()
            )
            shown = (
                Shown(metric="paid for what was used", value=one.used, unit=report.currency),
                Shown(metric="paid for nothing", value=one.unused, unit=report.currency),
            )
            saving = one.unused * HOURS_A_MONTH / Decimal(periods.month.days * 24)
            yield Opportunity(check=UNUSED, found=Found(thing=thing, saving=saving, shown=shown))


def _places(bill: ExportBill) -> dict[str, tuple[str, str, str]]:
    """Where a commitment is charged: account, region and service of its own rows."""
    rows = bill.statement(
        """SELECT "CommitmentDiscountId", min("SubAccountId"), min("RegionId"),
                  min(coalesce(nullif("x_ServiceCode", ''), "ServiceName"))
           FROM charges WHERE "CommitmentDiscountId" <> '' AND "x_LineKind" NOT IN
                ('usage', 'savings_plan_covered', 'reservation_covered', 'savings_plan_negation')
           GROUP BY 1"""
    )
    return {str(row[0]): (str(row[1]), str(row[2]), str(row[3])) for row in rows}
