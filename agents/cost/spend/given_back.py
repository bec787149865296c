"""Credits and refunds beside the services, days, accounts, tags or teams that they lower."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from agents.bill.blocks import start_text
from agents.bill.intervals import UNITS
from agents.bill.params import ScopeParams
from agents.bill.scope import Scope
from agents.bill.wording import Grouping, Sentence, listed
from billing.periods.symbols import phrase_of, unit_around
from billing.query import BillQuery, BillRow, Dimension, Filter, LineKind
from billing.source import BillSource
from finops_core.answers import Column, Fact, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money

KINDS = (LineKind.CREDIT, LineKind.REFUND)
"""Line kinds that make the net amount differ from the gross one."""

NAMED = 3
"""Groups or days whose credits are named in a sentence; the table has all of them."""

Place = tuple[str, tuple[str, ...], datetime | None]
"""A group or an interval of one currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What was given back, negative amounts by the place of the row that they lower; `grain` is that of the rows."""

    grain: str = ""
    amounts: Mapping[Place, Decimal] = field(default_factory=dict[Place, Decimal])

    def of(self, row: BillRow) -> Decimal | None:
        """What lowers a row; None where nothing does."""
        return self.amounts.get((row.currency, row.keys, row.start)) or None

    def beside(self, block: TableBlock, rows: Sequence[BillRow]) -> TableBlock:
        """The table with a column for it, where any of its rows is lowered; `rows` are those of the table."""
        lowered = [self.of(row) for row in rows[: len(block.rows)]]
        if not any(lowered):
            return block
        unit = next((column.unit for column in block.columns if column.key == "amount"), "")
        column = Column(key="given_back", label="Credits and refunds in it", kind="money", unit=unit)
        cells = (None if amount is None else str(amount) for amount in lowered)
        return block.model_copy(
            update={
                "columns": (*block.columns, column),
                "rows": tuple((*row, cell) for row, cell in zip(block.rows, cells, strict=True)),
            }
        )

    def within(self, rows: Sequence[BillRow]) -> "GivenBack":
        """What was given back to these rows only."""
        shown = {(row.currency, row.keys, row.start) for row in rows}
        return replace(self, amounts={place: amount for place, amount in self.amounts.items() if place in shown})

    def told(self, groups: Grouping, scope: Scope, context: ToolContext, *, of: str = "it") -> Sentence:
        """What was given back in each currency, and what it lowers most; `of` is what the amounts are part of."""
        facts: list[Fact] = []
        texts: list[str] = []
        for currency in sorted({place[0] for place, amount in self.amounts.items() if amount}):
            places = [(place, amount) for place, amount in self.amounts.items() if place[0] == currency and amount]
            places.sort(key=lambda one: (one[1], one[0][1], str(one[0][2])))
            whole = sum((amount for _, amount in places), Decimal(0))
            total = context.facts.money(Money(whole, currency), "credits and refunds", scope.period.period)
            facts.append(total)
            parts: list[str] = []
            for place, amount in places[:NAMED]:
                name = context.facts.text(self._name(place, groups, scope), "lowered by credits and refunds")
                size = context.facts.money(Money(amount, currency), f"credits and refunds of {name.value}")
                facts += [name, size]
                parts.append(f"[[{name.id}]] ([[{size.id}]])")
            more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
            texts.append(f"Credits and refunds of [[{total.id}]] are in {of}: {listed(parts)}{more}.")
        return " ".join(texts), facts

    def _name(self, place: Place, groups: Grouping, scope: Scope) -> str:
        """The group and the interval in words: a month is not called by its first day."""
        _, keys, start = place
        if start is not None and self.grain in UNITS:
            when = phrase_of(unit_around(UNITS[self.grain], start.date(), scope.anchor.calendar)).removeprefix("in ")
        else:
            when = start_text(BillRow(keys, start, "", Decimal(0)))
        return " · ".join(part for part in (groups.name(keys), when) if part)


def given_back(params: ScopeParams, scope: Scope, query: BillQuery, context: ToolContext) -> GivenBack:
    """The credits and refunds in the rows of a query by group or over time; none where only they are asked for.

    Raises BillError from the bill.
    """
    source = context.service(BillSource)
    left = [kind for kind in KINDS if kind not in scope.kinds_excluded]
    by_kind = params.kind or Dimension.LINE_KIND in query.group_by or not (query.group_by or query.granularity)
    if by_kind or not left or not set(left) & set(source.values(Dimension.LINE_KIND)):
        return GivenBack()
    only = Filter(dimension=Dimension.LINE_KIND, values=tuple(left))
    found = source.query(replace(query, filters=(*query.filters, only), having_over=None, limit=None))
    grain = query.granularity.value if query.granularity else ""
    return GivenBack(grain=grain, amounts={(row.currency, row.keys, row.start): row.amount for row in found.rows})
