"""Budgets of utilisation and coverage: what commitments of a bill reached in a period, against a target."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from billing.budgets.alerts import HUNDRED, Alert, AlertState, amount_of, crosses, notifications_of
from billing.budgets.record import Budget
from billing.budgets.spending import whole_days
from billing.charge_rows import ChargeRows
from billing.commitments import CommitmentKind, commitments
from billing.source import BillSource
from finops_core.values import EXACT, Period

_KINDS: Final = {"RI": CommitmentKind.RESERVATION, "SAVINGS_PLANS": CommitmentKind.SAVINGS_PLAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A percentage of the days in the bill, exact, and the target it is held against."""

    percent: Decimal
    target: Decimal | None
    billed: Period
    alerts: tuple[Alert, ...]
    notes: tuple[str, ...]


def share_of(budget: Budget, bill: BillSource, period: Period) -> Share | str:
    """The utilisation or coverage that a budget is about, or why it cannot be told. Raises BillError from the bill."""
    if not isinstance(bill, ChargeRows):
        return "Commitments are read from a billing export; this bill is none."
    if getattr(bill, "limited", False):
        return "Commitments are shared by all accounts, and only some of them are seen here."
    if budget.cost_filters or budget.filter_expression is not None:
        return "Utilisation and coverage are told of the whole bill; this budget is of a part of it."
    billed = period.overlap(whole_days(bill.info()))
    if billed is None:
        return "The bill has no day of its period."
    name, _, what = budget.budget_type.rpartition("_")
    reports = commitments(bill, billed, _KINDS[name])
    if len(reports) > 1:
        return "The bill has commitments in several currencies."
    fraction = (reports[0].utilisation if what == "UTILIZATION" else reports[0].coverage) if reports else None
    if fraction is None:
        return f"The bill has no {_KINDS[name].value}s to tell it of in this period, or no prices for it."
    percent = EXACT.multiply(fraction, HUNDRED)
    limit = budget.limit_at(period.start)
    target = limit.amount if limit else None
    return Share(
        percent=percent,
        target=target,
        billed=billed,
        alerts=tuple(_alerts(budget, percent, target)),
        notes=("Utilisation and coverage are alerted when they are below their target; they have no forecast.",),
    )


def _alerts(budget: Budget, percent: Decimal, target: Decimal | None) -> list[Alert]:
    found: list[Alert] = []
    for one in notifications_of(budget):
        threshold = amount_of(one, target or HUNDRED, is_share=True)
        beyond = crosses(percent, one.comparison_operator, threshold)
        state = AlertState.CROSSED if beyond else AlertState.NOT_EXPECTED
        found.append(Alert(notification=one, threshold=threshold, state=state))
    return found
