"""Costs of containers by their labels: shares of what instances cost, which CUR states beside the charges."""

from dataclasses import replace

from agents.bill.missing_amounts import added, amounts_text
from agents.bill.scope import Scope
from billing.query import BillQuery, BillResult, Metric, Tag
from billing.source import BillSource
from finops_core.tools.context import ToolContext

SPLIT_NOTE = (
    "Split costs of containers, amortised: what each used of its instance and its part of what was left unused. They "
    "are part of what the instances cost, and in no total twice."
)


def by_split_costs(
    scope: Scope, query: BillQuery, result: BillResult, context: ToolContext
) -> tuple[Scope, BillResult]:
    """The result by split costs, where only these carry the tags that are asked for.

    Where other charges carry them too, the result stays, and its basis says what the split costs come to.
    """
    tags = [*query.group_by, *(one.dimension for one in query.filters)]
    if not scope.info.has_split_costs or not any(isinstance(key, Tag) for key in tags):
        return scope, result
    split = context.service(BillSource).query(replace(query, metric=Metric.SPLIT))
    carried = tuple(row for row in split.rows if _is_tagged(query, row.keys) and row.amount)
    if not carried:
        return scope, result
    if any(row.amount for row in result.rows if _is_tagged(query, row.keys)):
        sums = amounts_text(added({row.currency: row.amount} for row in carried))
        note = (
            f"Split costs of containers of {sums} carry this tag too; they are part of what their instances cost, and "
            "not added here."
        )
        return _noting(scope, note), result
    rows = tuple(row for row in split.rows if row.amount)
    told = replace(_noting(scope, SPLIT_NOTE), metric=Metric.SPLIT)
    named = told.basis.model_copy(update={"metric": Metric.EFFECTIVE.value})
    return replace(told, basis=named), replace(split, rows=rows, groups=len({row.keys for row in rows}), rows_without=0)


def _is_tagged(query: BillQuery, keys: tuple[str, ...]) -> bool:
    """Whether a group has a value of each tag that the question groups by."""
    return all(value or not isinstance(key, Tag) for key, value in zip(query.group_by, keys, strict=True))


def _noting(scope: Scope, note: str) -> Scope:
    return replace(scope, basis=scope.basis.model_copy(update={"notes": (*scope.basis.notes, note)}))
