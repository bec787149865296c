"""The credits of a bill in words, and what a bill cannot say of them."""

from collections.abc import Sequence
from datetime import date

from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import Scope
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.credits.result import NO_BALANCE, Credit, Credits, applied
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

NO_END = "The bill states no end of any of them: a month without a credit may mean that it is used up or has expired."
TOLD = 3


def present_credits(found: Credits, book: FactBook) -> Finding:
    """What was applied in all, the largest credits with their months, and the ends that are stated."""
    headline, facts = _told(found.credits, found.scope, book)
    leading = NO_BALANCE if found.asks_balance else ""
    ends, more = _ends(found.credits, book)
    return Finding(
        headline=sentence(leading, headline),
        prose=ends,
        facts=(*facts, *more),
        blocks=(_table(found.credits, found.scope), _by_month(found.credits, found.scope)),
        basis=found.basis,
        suggestions=("What did I spend excluding credits?", "Show credits by month"),
    )


def _told(found: Sequence[Credit], scope: Scope, book: FactBook) -> Sentence:
    """What was applied in all, and the largest credits with their first and last month."""
    days = scope.period.period
    totals = applied(found)
    facts = [book.money(Money(-total, unit), "credits applied", days) for unit, total in totals.items()]
    count = book.number(len(found), "credits" if len(found) > 1 else "credit", "credits in the bill", days)
    amounts = listed([f"[[{fact.id}]]" for fact in facts])
    parts: list[str] = []
    more: list[Fact] = [count]
    for one in found[:TOLD]:
        name = book.text(one.name, "credit")
        first, last = one.months[0][0], one.months[-1][0]
        months = book.text(_span(first, last), f"months of {one.name}")
        amount = book.money(Money(-one.amount, one.currency), one.name, days)
        parts.append(f"[[{name.id}]] with [[{amount.id}]] {'in' if first == last else 'from'} [[{months.id}]]")
        more += [name, months, amount]
    which = "the largest are " if len(found) > TOLD else ""
    text = f"[[{count.id}]] took {amounts} off the bill"
    return sentence(text, scope.subject, f"{scope.when}: {which}{listed(parts)}."), [*facts, *more]


def _span(first: date, last: date) -> str:
    return f"{first:%B %Y}" if first == last else f"{first:%B %Y} to {last:%B %Y}"


def _ends(found: Sequence[Credit], book: FactBook) -> Sentence:
    """The last month with a credit, and the ends that descriptions state."""
    last = book.text(f"{max(one.months[-1][0] for one in found):%B %Y}", "last month with a credit")
    text = f"The last month with a credit is [[{last.id}]]."
    facts: list[Fact] = [last]
    stated = [one for one in found if one.end]
    if not stated:
        return f"{text} {NO_END}", facts
    parts: list[str] = []
    for one in stated[:TOLD]:
        name = book.text(one.name, "credit")
        end = book.text(one.end, f"end of {one.name}")
        parts.append(f"[[{name.id}]] ends [[{end.id}]]")
        facts += [name, end]
    others = "" if len(stated) == len(found) else " It states no end of the others."
    return f"{text} As the bill describes them, {listed(parts)}.{others}", facts


def _table(found: Sequence[Credit], scope: Scope) -> TableBlock:
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


def _by_month(found: Sequence[Credit], scope: Scope) -> TableBlock:
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


def _unit(found: Sequence[Credit]) -> str:
    currencies = {one.currency for one in found}
    return currencies.pop() if len(currencies) == 1 else ""
