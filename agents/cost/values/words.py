"""What can be chosen from, as a table."""

from agents.bill.wording import counted, in_words, sentence
from agents.cost.values.result import DimensionsFound, ValuesFound
from billing.source import MAX_VALUES
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook


def present_values(found: ValuesFound | DimensionsFound, book: FactBook) -> Finding:
    """How many there are, and the largest."""
    if isinstance(found, DimensionsFound):
        return _dimensions(found, book)
    count = book.number(found.total, "", "values", found.scope.period.period)
    things = counted((found.key,), found.total)
    headline = sentence(f"[[{count.id}]] {things}", found.scope.subject, f"{found.scope.period.phrase}.")
    table = TableBlock(
        title=sentence(f"values of {in_words((found.key,))}"),
        columns=(
            Column(key="label", label="Name"),
            Column(key="value", label="As billed"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money"),
        ),
        rows=tuple((one.label, one.value, one.currency, str(one.amount)) for one in found.values),
        total_rows=found.total,
    )
    cut = f"Only the {MAX_VALUES:,} with most cost were searched." if found.searched else ""
    return Finding(headline=headline, prose=cut, facts=(count,), blocks=(table,), basis=found.basis)


def _dimensions(found: DimensionsFound, book: FactBook) -> Finding:
    count = book.number(len(found.dimensions), "", "dimensions")
    table = TableBlock(
        title="What the bill can be grouped by",
        columns=(
            Column(key="name", label="Name"),
            Column(key="label", label="Shown as"),
            Column(key="count", label="Values", kind="number"),
        ),
        rows=tuple((name, label, str(size)) for name, label, size in found.dimensions),
        total_rows=len(found.dimensions),
    )
    return Finding(
        headline=f"The bill can be grouped by [[{count.id}]] dimensions.",
        facts=(count,),
        blocks=(table,),
        basis=found.basis,
    )
