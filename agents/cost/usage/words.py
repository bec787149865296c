"""Quantities, unit prices and changed prices in words."""

from decimal import Decimal

from agents.bill.blocks import TABLE_ROWS
from agents.bill.wording import Sentence, family_words, listed, sentence
from agents.cost.usage.result import PriceChanges, Usage
from billing.periods.symbols import bare, phrase_of
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook

MOST_TOLD = 4


def present_usage(found: Usage, book: FactBook) -> Finding:
    """What was asked: quantities, what a unit cost, or which prices changed."""
    if found.changes is not None:
        return _price_changes(found, found.changes, book)
    text, facts = _prices_told(found, book) if found.params.aspect else told_quantities(found, book)
    return Finding(
        headline=text,
        facts=tuple(facts),
        blocks=(_table(found, sentence("usage", found.scope.subject, found.scope.period.phrase)),),
        basis=found.basis,
        suggestions=("What did I spend by usage type?", "Compare last month with the month before"),
    )


def told_quantities(found: Usage, book: FactBook) -> Sentence:
    """Quantities by unit and by what they are of."""
    scope, sums = found.scope, found.quantities
    several = len({family for _, family in sums}) > 1
    facts: list[Fact] = []
    parts: list[str] = []
    for (unit, family), quantity in list(sums.items())[:MOST_TOLD]:
        what = family_words(family) if family else "other usage"
        subject = f"quantity used, {what}" if several else "quantity used"
        facts.append(book.number(quantity, unit, subject, scope.period.period))
        parts.append(f"[[{facts[-1].id}]] ({what})" if several else f"[[{facts[-1].id}]]")
    more = "" if len(sums) <= MOST_TOLD else "The table has the others."
    return sentence(f"you used {listed(parts)}", scope.subject, f"{scope.when}.", more), facts


def _prices_told(found: Usage, book: FactBook) -> Sentence:
    scope = found.scope
    priced = [one for one in found.used if one.price is not None][:MOST_TOLD]
    if not priced:
        return sentence("the bill has no price of a unit", scope.subject, f"{scope.when}."), []
    facts: list[Fact] = []
    parts: list[str] = []
    for one in priced:
        price = book.number(one.price or Decimal(0), f"{one.currency} per {one.unit}", "unit price")
        name = book.text(found.groups.name(one.keys), "usage type")
        facts += [price, name]
        parts.append(f"[[{price.id}]] of [[{name.id}]]")
    return sentence(f"on average you paid {listed(parts)}", f"{scope.when}."), facts


def _table(found: Usage, title: str) -> TableBlock:
    groups = found.groups
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="unit", label="Unit"),
        Column(key="quantity", label="Quantity", kind="number"),
        Column(key="price", label="Price a unit", kind="number"),
        Column(key="currency", label="Currency"),
    )
    rows = tuple(
        (
            *(groups.label(position, key) for position, key in enumerate(one.keys)),
            one.unit,
            str(one.quantity),
            None if one.price is None else str(one.price),
            one.currency,
        )
        for one in found.used[:TABLE_ROWS]
    )
    return TableBlock(title=title, columns=columns, rows=rows, total_rows=len(found.used))


def _price_changes(found: Usage, changes: PriceChanges, book: FactBook) -> Finding:
    """Unit prices that differ from those of the period before."""
    scope, groups, rows = found.scope, found.groups, changes.rows
    compared = f"compared with {bare(phrase_of(changes.earlier))}"
    if not rows:
        text = sentence("no unit price changed", scope.subject, f"{scope.when}, {compared}.")
        return Finding(headline=text, basis=found.basis)
    count = book.number(len(rows), "unit prices" if len(rows) > 1 else "unit price", "changed prices")
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="unit", label="Unit"),
        Column(key="currency", label="Currency"),
        Column(key="before", label="Before", kind="number"),
        Column(key="after", label="After", kind="number"),
        Column(key="fraction", label="Change %", kind="percent"),
    )
    cells = tuple(
        (
            *(groups.label(position, key) for position, key in enumerate(one.used.keys)),
            one.used.unit,
            one.used.currency,
            str(one.before),
            str(one.after),
            str(round(one.fraction, 8)),
        )
        for one in rows[:TABLE_ROWS]
    )
    return Finding(
        headline=sentence(f"[[{count.id}]] changed", scope.subject, f"{scope.when}, {compared}."),
        facts=(count,),
        blocks=(TableBlock(title="Unit prices", columns=columns, rows=cells, total_rows=len(rows)),),
        basis=found.basis,
    )
