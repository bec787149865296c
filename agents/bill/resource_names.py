"""The names of resources, which a bill states beside their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.bill.scope import Scope
from agents.bill.wording import Grouping
from billing.query import BillRow, Dimension, Filter
from billing.source import BillSource
from finops_core.answers import Column, TableBlock
from finops_core.tools.context import ToolContext

MOST_ASKED = 500
"""Resources whose names are asked for at once; a table with more of them has ids alone below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceNames:
    """Names by resource id, of those resources that have one which is not their id."""

    by_id: Mapping[str, str] = field(default_factory=dict[str, str])

    def beside(self, block: TableBlock, rows: Sequence[BillRow], groups: Grouping) -> TableBlock:
        """The table with a column of names after the ids; `rows` are those of the table."""
        if not self.by_id or Dimension.RESOURCE not in groups.keys:
            return block
        at = groups.keys.index(Dimension.RESOURCE)
        place = [column.key for column in block.columns].index(f"key{at}") + 1
        names = [self.by_id.get(row.keys[at]) for row in rows[: len(block.rows)]]
        column = Column(key="name", label="Name")
        return block.model_copy(
            update={
                "columns": (*block.columns[:place], column, *block.columns[place:]),
                "rows": tuple((*row[:place], name, *row[place:]) for row, name in zip(block.rows, names, strict=True)),
            }
        )


def resource_names(rows: Sequence[BillRow], groups: Grouping, scope: Scope, context: ToolContext) -> ResourceNames:
    """The names of the resources of some rows, each the one of its dearest charges. Raises BillError from the bill."""
    source = context.service(BillSource)
    if Dimension.RESOURCE not in groups.keys or not any(source.values(Dimension.RESOURCE_NAME)):
        return ResourceNames()
    at = groups.keys.index(Dimension.RESOURCE)
    ids = tuple(dict.fromkeys(row.keys[at] for row in rows if row.keys[at]))[:MOST_ASKED]
    if not ids:
        return ResourceNames()
    only = Filter(dimension=Dimension.RESOURCE, values=ids)
    query = replace(scope.rows, group_by=(Dimension.RESOURCE, Dimension.RESOURCE_NAME), filters=(*scope.filters, only))
    found: dict[str, str] = {}
    for row in sorted(source.query(query).rows, key=lambda row: (-abs(row.amount), row.keys)):
        if row.keys[1] and row.keys[1] != row.keys[0]:
            found.setdefault(row.keys[0], row.keys[1])
    return ResourceNames(by_id=found)
