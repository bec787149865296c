"""Coverage of parts of the usage in words: one part, or a table by service, account, region, family or month."""

from collections.abc import Sequence

from agents.bill.blocks import TABLE_ROWS
from agents.bill.wording import Sentence, sentence
from agents.cost.commitments.result import Commitments, Parts
from billing.allocation import exact_sum
from billing.commitments import Covered
from finops_core.answers import Column, Fact, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def told_of_parts(found: Commitments, parts: Parts, book: FactBook) -> Sentence:
    """The coverage of all that was asked about, and which part has the most, or the least, of it."""
    subject, when = found.scope.subject, f"{found.scope.when}."
    if not parts.rows:
        return sentence(f"there is no usage that {found.names} could cover", subject, when), []
    currency = parts.rows[0].currency
    rows = [row for row in parts.rows if row.currency == currency]
    whole = _sum(rows)
    text, facts = _coverage(whole, found, book)
    ranked = [(row.coverage, row.name) for row in rows if row.coverage is not None and row.name]
    if len(ranked) < 2 or not parts.heading:
        return text, facts
    covered, first = min(ranked) if parts.lowest else max(ranked)
    name = book.text(parts.label(first), parts.heading.lower())
    part = book.percent(covered, f"of {parts.label(first)} covered", found.scope.period.period)
    end = "least" if parts.lowest else "most"
    return f"{text} Covered {end} is [[{name.id}]], with [[{part.id}]].", [*facts, name, part]


def _coverage(whole: Covered, found: Commitments, book: FactBook) -> Sentence:
    days = found.scope.period.period
    left = book.money(Money(whole.coverable - whole.covered, whole.currency), "usage that no commitment covered", days)
    facts: list[Fact] = [left]
    uncovered = f"[[{left.id}]] at list prices was not covered."
    if whole.coverage is None:
        unpriced = book.money(Money(whole.unpriced, whole.currency), "usage without a list price", days)
        text = f"the bill has no list price for [[{unpriced.id}]] of usage"
        return sentence(text, found.scope.subject, f"{found.scope.when}, so coverage is not known."), [unpriced]
    fact = book.percent(whole.coverage, f"of the usage that {found.names} could cover was covered", days)
    text = f"[[{fact.id}]] of the usage that {found.names} could cover was covered"
    return f"{sentence(text, found.scope.subject, f'{found.scope.when}.')} {uncovered}", [fact, *facts]


def _sum(rows: Sequence[Covered]) -> Covered:
    return Covered(
        name="",
        currency=rows[0].currency,
        covered=exact_sum([row.covered for row in rows]),
        coverable=exact_sum([row.coverable for row in rows]),
        unpriced=exact_sum([row.unpriced for row in rows]),
    )


def table_of_parts(found: Commitments, parts: Parts) -> TableBlock:
    """A row for each part, one currency after the other where there are several; amounts at list prices."""
    return TableBlock(
        title=f"Coverage by {parts.heading.lower()}",
        columns=(
            Column(key="part", label=parts.heading),
            Column(key="currency", label="Currency"),
            Column(key="covered", label="Covered, at list prices", kind="number"),
            Column(key="uncovered", label="Not covered, at list prices", kind="number"),
            Column(key="coverage", label="Coverage", kind="percent"),
        ),
        rows=tuple(
            (
                parts.label(row.name),
                row.currency,
                str(row.covered),
                str(row.coverable - row.covered),
                None if row.coverage is None else str(row.coverage),
            )
            for row in parts.rows[:TABLE_ROWS]
        ),
        total_rows=len(parts.rows),
    )
