"""Usage that Savings Plans and reservations paid for: it is billed at nothing, so billed amounts do not show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agents.bill.missing_amounts import added, amounts_text
from agents.bill.scope import Scope
from agents.bill.wording import Grouping, Sentence, counted, listed
from agents.cost.spend.given_back import Place
from agents.cost.spend.params import SpendParams
from billing.query import BillQuery, BillRow, Dimension, Filter, LineKind, Metric
from billing.source import BillSource
from finops_core.answers import Column, Fact, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money

COVERED = (LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)
NOTABLE = Decimal("0.2")
"""From this part of a row's billed amount on, what commitments covered of it is said in a sentence."""

_OWN_ROW = frozenset({Dimension.LINE_KIND, Dimension.COMMITMENT, Dimension.PRICING_CATEGORY, Dimension.CHARGE_CATEGORY})
"""Groups that have covered usage in a row of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredUsage:
    """The effective cost of covered usage by the place of the row that it is billed at nothing in."""

    amounts: Mapping[Place, Decimal] = field(default_factory=dict[Place, Decimal])

    def misread(self, rows: Sequence[BillRow]) -> list[BillRow]:
        """The rows that look much cheaper than they are, those billed at nothing among them."""
        return [row for row in rows if (covered := self._of(row)) and covered >= NOTABLE * abs(row.amount)]

    def beside(self, block: TableBlock, rows: Sequence[BillRow]) -> TableBlock:
        """The table with a column for it, where rows look cheaper than they are; `rows` are those of the table."""
        shown = rows[: len(block.rows)]
        if not self.misread(shown):
            return block
        unit = next((column.unit for column in block.columns if column.key == "amount"), "")
        column = Column(key="covered", label="Covered by commitments, effective cost", kind="money", unit=unit)
        cells = (str(amount) if (amount := self._of(row)) else None for row in shown)
        return block.model_copy(
            update={
                "columns": (*block.columns, column),
                "rows": tuple((*row, cell) for row, cell in zip(block.rows, cells, strict=True)),
            }
        )

    def told(self, groups: Grouping, rows: Sequence[BillRow], scope: Scope, context: ToolContext) -> Sentence:
        """How many rows commitments paid for, what these used, and how to have it counted with them."""
        misread = self.misread(rows)
        if not misread:
            return "", []
        nothing = [row for row in misread if not row.amount]
        found = nothing or misread
        count = context.facts.number(len(found), counted(groups.keys, len(found)), "paid for by commitments")
        sums = added({row.currency: self._of(row)} for row in found)
        effective = [
            context.facts.money(Money(amount, currency), "effective cost of covered usage", scope.period.period)
            for currency, amount in sums.items()
        ]
        verb, whose = ("costs", "its") if len(found) == 1 else ("cost", "their")
        less = "nothing as billed" if nothing else "less as billed than it is worth"
        less = less if nothing or len(found) == 1 else "less as billed than they are worth"
        text = (
            f"[[{count.id}]] {verb} {less}, since Savings Plans or reservations paid for {whose} use: "
            f"at effective cost {whose} covered use is {listed([f'[[{fact.id}]]' for fact in effective])}. "
            "Ask for amortized costs to rank by that."
        )
        facts: list[Fact] = [count, *effective]
        return text, facts

    def notes(self, rows: Sequence[BillRow]) -> tuple[str, ...]:
        """What is covered in the rows, where no sentence says it."""
        sums = {currency: amount for currency, amount in self._sums().items() if amount}
        if not sums or self.misread(rows):
            return ()
        return (
            f"Usage that Savings Plans or reservations paid for is billed at nothing: here it has an effective cost of "
            f"{amounts_text(sums)}, which amortized costs show.",
        )

    def _of(self, row: BillRow) -> Decimal:
        return self.amounts.get((row.currency, row.keys, row.start), Decimal(0))

    def _sums(self) -> dict[str, Decimal]:
        return added({place[0]: amount} for place, amount in self.amounts.items())


def covered_usage(params: SpendParams, scope: Scope, query: BillQuery, context: ToolContext) -> CoveredUsage:
    """What commitments covered in the rows of a query, as far as billed amounts leave it out.

    The whole bill has the commitments' own fees instead: nothing is missing there. Raises BillError from the bill.
    """
    source = context.service(BillSource)
    kinds = [kind for kind in COVERED if kind not in scope.kinds_excluded]
    narrowed = query.group_by or scope.filters
    if scope.metric is not Metric.BILLED or params.kind or query.granularity or not narrowed:
        return CoveredUsage()
    if _OWN_ROW.intersection(query.group_by) or not set(kinds) & set(source.values(Dimension.LINE_KIND)):
        return CoveredUsage()
    only = Filter(dimension=Dimension.LINE_KIND, values=tuple(kinds))
    asked = replace(query, metric=Metric.EFFECTIVE, filters=(*query.filters, only), having_over=None, limit=None)
    found = source.query(asked).rows
    return CoveredUsage(amounts={(row.currency, row.keys, row.start): row.amount for row in found if row.amount})
