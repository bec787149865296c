"""Which credits were applied, and from when to when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.scope import Scope, basis_of, read_scope, with_kinds
from agents.bill.wording import sentence
from agents.cost.credits.params import CreditsParams
from billing.allocation import exact_sum
from billing.query import BillRow, Dimension, Filter, LineKind
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity

NO_BALANCE = (
    "A bill states what was applied, not what is left of a credit: the balance is on the credits page of the payer "
    "account's billing console."
)
UNNAMED = "no description"

_DATE = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4}|"
    r"[A-Z][a-z]{2,8} \d{1,2},? \d{4}|[A-Z][a-z]{2,8} \d{4}"
)
_STATED_END = re.compile(
    rf"\b(?:expir\w*|valid|ends?|ending|until|through|thru)\b[\s:]*(?:(?:on|at|to|until|till|through|date)\b[\s:]*)*"
    rf"({_DATE})",
    re.IGNORECASE,
)
"""An end in the words of a description, kept as it is written: nobody can tell 03/04/2026 apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The charges of kind credit that share a description. `end` is the bill's own words for it, else empty."""

    name: str
    services: tuple[str, ...]
    currency: str
    months: tuple[tuple[date, Decimal], ...]

    @property
    def amount(self) -> Decimal:
        return exact_sum([amount for _, amount in self.months])

    @property
    def end(self) -> str:
        found = _STATED_END.search(self.name)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """The credits of a period, the largest first; amounts are below zero, as the bill has them.

    `asks_balance` says that what is left of them was asked, which no bill says.
    """

    scope: Scope
    credits: tuple[Credit, ...]
    asks_balance: bool
    basis: Basis


def applied(found: Sequence[Credit]) -> dict[str, Decimal]:
    """What credits come to by currency."""
    return {one.currency: exact_sum([c.amount for c in found if c.currency == one.currency]) for one in found}


def read_credits(params: CreditsParams, context: ToolContext) -> Credits | NotInBill:
    """Each credit with its months; without a period over the whole bill. Raises ToolRetry and BillError as others."""
    scope = read_scope(params, context, usual="all")
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    only = Filter(dimension=Dimension.LINE_KIND, values=(LineKind.CREDIT.value,))
    query = replace(
        scope.rows,
        filters=(*scope.filters, only),
        group_by=(Dimension.DESCRIPTION, Dimension.SERVICE),
        granularity=Granularity.MONTHLY,
    )
    result = context.service(BillSource).query(query)
    found = _credits(result.rows)
    basis = basis_of(with_kinds(scope, (LineKind.CREDIT,)), result)
    basis = basis.model_copy(update={"notes": (*basis.notes, NO_BALANCE)})
    asks_balance = params.aspect == "left"
    if not found:
        text = sentence("the bill has no credits", scope.subject, f"{scope.when}.")
        text = sentence(text, NO_BALANCE if asks_balance else "")
        return NotInBill(basis=basis, sentence=text, suggestions=("What was refunded?",))
    return Credits(scope=scope, credits=tuple(found), asks_balance=asks_balance, basis=basis)


def _credits(rows: Sequence[BillRow]) -> list[Credit]:
    """Rows by description and currency, the largest first."""
    by_name: dict[tuple[str, str], list[BillRow]] = {}
    for row in rows:
        by_name.setdefault((row.keys[0], row.currency), []).append(row)
    found: list[Credit] = []
    for (name, currency), own in by_name.items():
        months: dict[date, list[Decimal]] = {}
        for row in own:
            if row.start is not None:
                months.setdefault(row.start.date(), []).append(row.amount)
        found.append(
            Credit(
                name=name or UNNAMED,
                services=tuple(dict.fromkeys(row.keys[1] for row in own if row.keys[1])),
                currency=currency,
                months=tuple((month, exact_sum(months[month])) for month in sorted(months)),
            )
        )
    return sorted(found, key=lambda one: (one.currency, one.amount, one.name))
