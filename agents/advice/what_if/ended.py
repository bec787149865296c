"""Commitments as if they had not been there in the last complete month: what they covered at list prices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from agents.advice.what_if.bought import SHARED
from agents.advice.what_if.params import EndedParams
from agents.bill.absent import Missing, NotInBill
from agents.bill.params import ScopeParams
from agents.bill.scope import Scope, read_scope
from billing.commitments import Commitment, CommitmentKind, commitments
from billing.export import ExportBill
from billing.query import BillQuery
from billing.source import BillSource
from billing.sql import conditions
from finops_core.answers import Basis
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext

_KINDS: Final = {"savings_plan": CommitmentKind.SAVINGS_PLAN, "reservation": CommitmentKind.RESERVATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The commitments meant, of one currency, over a month."""

    scope: Scope
    currency: str
    found: tuple[Commitment, ...]
    basis: Basis

    @property
    def paid(self) -> Decimal:
        return sum((one.used + one.unused for one in self.found), Decimal(0))

    @property
    def on_demand(self) -> Decimal | None:
        """None where the bill does not have all list prices."""
        amounts = [one.on_demand for one in self.found if one.used or one.on_demand]
        return (
            None if any(each is None for each in amounts) else sum((each or Decimal(0) for each in amounts), Decimal(0))
        )


def read_ended(params: EndedParams, context: ToolContext) -> Ended | NotInBill:
    """The commitments of the kind that covered the services. Raises ToolError for a user who sees some accounts only,
    and for a bill that is no export."""
    bill = context.service(BillSource)
    if not isinstance(bill, ExportBill):
        raise ToolError("Commitments are read from a billing export, and this bill is not one.")
    if context.accounts is not None:
        raise ToolError(SHARED)
    scope = read_scope(ScopeParams.model_validate({"service": params.service}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    reports = commitments(bill, scope.period.period, _KINDS[params.kind] if params.kind else None)
    found = [one for report in reports for one in report.commitments]
    if params.service:
        wanted = _that_cover(bill, scope)
        found = [one for one in found if one.id in wanted]
    if not found:
        return NotInBill(basis=scope.basis, sentence=f"The bill has no such commitments {scope.period.phrase}.")
    sums: dict[str, Decimal] = {}
    for one in found:
        sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.used + one.unused
    currency = max(sums, key=lambda unit: sums[unit])
    others = ", ".join(sorted(set(sums) - {currency}))
    notes = (f"Commitments in {others} are left out.",) if others else ()
    return Ended(
        scope=scope,
        currency=currency,
        found=tuple(one for one in found if one.currency == currency),
        basis=scope.basis.model_copy(
            update={"metric": "EffectiveCost", "currency": currency, "notes": (*scope.basis.notes, *notes)}
        ),
    )


def _that_cover(bill: ExportBill, scope: Scope) -> set[str]:
    where = conditions(BillQuery(period=scope.period.period, filters=scope.filters), bill.words)
    rows = bill.statement(
        f"""SELECT DISTINCT "CommitmentDiscountId" FROM charges
            WHERE {where.text} AND "CommitmentDiscountId" <> '' AND "x_LineKind" LIKE '%_covered'""",
        where.parameters,
    )
    return {str(row[0]) for row in rows}
