"""The `credits` tool: which credits were applied, from when to when, and what a bill cannot say of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import Scope, basis_of, read_scope
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.credits.params import CreditsParams
from billing.allocation import exact_sum
from billing.query import BillRow, Dimension, Filter, LineKind
from billing.source import BillSource
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Money

NO_BALANCE = (
    "A bill states what was applied, not what is left of a credit: the balance is on the credits page of the payer "
    "account's billing console."
)
NO_END = "The bill states no end of any of them: a month without a credit may mean that it is used up or has expired."
UNNAMED = "no description"
TOLD = 3

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


def credit_report(params: CreditsParams, context: ToolContext) -> Finding:
    """Each credit with its months; without a period over the whole bill. Raises ToolRetry and BillError as others."""
    scope = read_scope(params, context, usual="all")
    if isinstance(scope, Missing):
        return absent(scope, context)
    only = Filter(dimension=Dimension.LINE_KIND, values=(LineKind.CREDIT.value,))
    query = replace(
        scope.rows,
        filters=(*scope.filters, only),
        group_by=(Dimension.DESCRIPTION, Dimension.SERVICE),
        granularity=Granularity.MONTHLY,
    )
    result = context.service(BillSource).query(query)
    found = _credits(result.rows)
    basis = basis_of(scope, result)
    basis = basis.model_copy(update={"notes": (*basis.notes, NO_BALANCE)})
    if not found:
        text = sentence("the bill has no credits", scope.subject, f"{scope.when}.")
        balance = NO_BALANCE if params.aspect == "left" else ""
        return Finding(headline=sentence(text, balance), basis=basis, suggestions=("What was refunded?",))
    headline, facts = _told(found, scope, context)
    leading = NO_BALANCE if params.aspect == "left" else ""
    ends, more = _ends(found, context)
    return Finding(
        headline=sentence(leading, headline),
        prose=ends,
        facts=(*facts, *more),
        blocks=(_table(found, scope), _by_month(found, scope)),
        basis=basis,
        suggestions=("What did I spend excluding credits?", "Show credits by month"),
    )


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


def _told(found: list[Credit], scope: Scope, context: ToolContext) -> Sentence:
    """What was applied in all, and the largest credits with their first and last month."""
    days = scope.period.period
    totals = {one.currency: exact_sum([c.amount for c in found if c.currency == one.currency]) for one in found}
    facts = [context.facts.money(Money(-total, unit), "credits applied", days) for unit, total in totals.items()]
    count = context.facts.number(len(found), "credits" if len(found) > 1 else "credit", "credits in the bill", days)
    amounts = listed([f"[[{fact.id}]]" for fact in facts])
    parts: list[str] = []
    more: list[Fact] = [count]
    for one in found[:TOLD]:
        name = context.facts.text(one.name, "credit")
        first, last = one.months[0][0], one.months[-1][0]
        months = context.facts.text(_span(first, last), f"months of {one.name}")
        amount = context.facts.money(Money(-one.amount, one.currency), one.name, days)
        parts.append(f"[[{name.id}]] with [[{amount.id}]] {'in' if first == last else 'from'} [[{months.id}]]")
        more += [name, months, amount]
    which = "the largest are " if len(found) > TOLD else ""
    text = f"[[{count.id}]] took {amounts} off the bill"
    return sentence(text, scope.subject, f"{scope.when}: {which}{listed(parts)}."), [*facts, *more]


def _span(first: date, last: date) -> str:
    return f"{first:%B %Y}" if first == last else f"{first:%B %Y} to {last:%B %Y}"


def _ends(found: list[Credit], context: ToolContext) -> Sentence:
    """The last month with a credit, and the ends that descriptions state."""
    last = context.facts.text(f"{max(one.months[-1][0] for one in found):%B %Y}", "last month with a credit")
    text = f"The last month with a credit is [[{last.id}]]."
    facts: list[Fact] = [last]
    stated = [one for one in found if one.end]
    if not stated:
        return f"{text} {NO_END}", facts
    parts: list[str] = []
    for one in stated[:TOLD]:
        name = context.facts.text(one.name, "credit")
        end = context.facts.text(one.end, f"end of {one.name}")
        parts.append(f"[[{name.id}]] ends [[{end.id}]]")
        facts += [name, end]
    others = "" if len(stated) == len(found) else " It states no end of the others."
    return f"{text} As the bill describes them, {listed(parts)}.{others}", facts


def _table(found: list[Credit], scope: Scope) -> TableBlock:
    return TableBlock(
        title=sentence("credits", scope.subject, scope.period.phrase),
        columns=(
            Column(key="credit", label="Credit"),
            Column(key="services", label="Services"),
            Column(key="first", label="First month"),
            Column(key="last", label="Last month"),
            Column(key="end", label="End, as the bill states it"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=_unit(found)),
        ),
        rows=tuple(
            (
                one.name,
                ", ".join(one.services[:TOLD]) + (" and more" if len(one.services) > TOLD else ""),
                f"{one.months[0][0]:%B %Y}",
                f"{one.months[-1][0]:%B %Y}",
                one.end or "not stated",
                one.currency,
                str(one.amount),
            )
            for one in found[:TABLE_ROWS]
        ),
        total_rows=len(found),
    )


def _by_month(found: list[Credit], scope: Scope) -> TableBlock:
    """The amount of each credit in each month, as the bill has it: below zero."""
    rows = [(month, one, amount) for one in found for month, amount in one.months]
    rows.sort(key=lambda row: (row[0], row[1].name))
    return TableBlock(
        title=sentence("credits by month", scope.subject, scope.period.phrase),
        columns=(
            Column(key="month", label="Month", kind="date"),
            Column(key="credit", label="Credit"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=_unit(found)),
        ),
        rows=tuple(
            (month.isoformat(), one.name, one.currency, str(amount)) for month, one, amount in rows[:TABLE_ROWS]
        ),
        total_rows=len(rows),
    )


def _unit(found: list[Credit]) -> str:
    currencies = {one.currency for one in found}
    return currencies.pop() if len(currencies) == 1 else ""
