"""What checks may ask a bill for beside its uses, looked up in its rows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.opportunities.bill_view import UnusedCommitment, still_seen_from
from billing.charge_rows import ChargeRows
from billing.commitments import commitments
from billing.resource_use import LATELY_DAYS, ServiceFee, UsePeriods, busiest_hours, service_fees


class EvidenceOf:
    """A BillEvidence over the rows of a bill."""

    def __init__(self, bill: ChargeRows, periods: UsePeriods) -> None:
        self._bill = bill
        self._periods = periods

    def busiest(self, meters: tuple[str, ...]) -> Mapping[tuple[str, str, str], Decimal]:
        return busiest_hours(self._bill, self._periods, meters)

    def fees(self) -> Sequence[ServiceFee]:
        return service_fees(self._bill, self._periods)

    def unused_commitments(self) -> Sequence[UnusedCommitment]:
        """Each commitment of the last complete month that is a month old and goes on at the bill's end."""
        places, periods = _places(self._bill), self._periods
        begun = max(periods.bill.end - timedelta(days=LATELY_DAYS), periods.bill.start + timedelta(days=1))
        found: list[UnusedCommitment] = []
        for report in commitments(self._bill, periods.month):
            for one in report.commitments:
                account, region, service, first, last = places.get(one.id, ("", "", "", periods.bill.start, None))
                ended = one.end.day is not None and one.end.day < periods.bill.last_day
                over = last is not None and last < still_seen_from(periods)
                if one.unused > 0 and first <= begun and not (ended or over):
                    found.append(
                        UnusedCommitment(
                            id=one.id,
                            account=account,
                            region=region,
                            service=service,
                            currency=report.currency,
                            used=one.used,
                            unused=one.unused,
                            days=(periods.month.end - max(first, periods.month.start)).days,
                        )
                    )
        return found


def _places(bill: ChargeRows) -> dict[str, tuple[str, str, str, date, date | None]]:
    """Where a commitment is charged, account, region, service of its own rows; and its first and last day."""
    own = """"x_LineKind" NOT IN
        ('usage', 'savings_plan_covered', 'reservation_covered', 'savings_plan_negation')"""
    rows = bill.statement(
        f"""SELECT "CommitmentDiscountId", min("SubAccountId") FILTER ({own}), min("RegionId") FILTER ({own}),
                  min(coalesce(nullif("x_ServiceCode", ''), "ServiceName")) FILTER ({own}),
                  min("ChargePeriodStart")::DATE,
                  max(CASE WHEN "x_LineKind" = 'reservation_recurring'
                           THEN date_trunc('month', "ChargePeriodStart") + INTERVAL 1 MONTH - INTERVAL 1 DAY
                           ELSE coalesce("ChargePeriodEnd" - INTERVAL 1 SECOND, "ChargePeriodStart") END)::DATE
           FROM charges WHERE "CommitmentDiscountId" <> '' GROUP BY 1"""
    )
    return {str(row[0]): (str(row[1] or ""), str(row[2] or ""), str(row[3] or ""), row[4], row[5]) for row in rows}
