"""What a `spend` question finds: sums of a bill, in total or by group, once or over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.bill.absent import Missing, NotInBill
from agents.bill.blocks import TABLE_ROWS, first_rows
from agents.bill.dimensions import GRAINS
from agents.bill.intervals import complete_days, partial_intervals
from agents.bill.left_out_kinds import left_out_notes
from agents.bill.long_charges import partly_in, partly_notes
from agents.bill.resource_names import resource_names
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import Grouping, grouping, sentence
from agents.cost.spend.covered_usage import covered_usage
from agents.cost.spend.given_back import given_back
from agents.cost.spend.params import SpendParams
from agents.cost.spend.ranking import first_of_each, of_each, rankable, ranked_by
from agents.cost.spend.recent_months import ended_before
from agents.cost.spend.spent import Spent
from agents.cost.spend.split_costs import by_split_costs
from agents.cost.spend.teams import TeamsSpent, read_by_team
from billing.periods.default_period import USUAL, usual_symbol
from billing.query import BillQuery, BillResult, BillRow, Dimension, Filter, Metric, Tag
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext

MANY_VALUES = frozenset({Dimension.RESOURCE, Dimension.USAGE_TYPE, Dimension.OPERATION})
"""Dimensions with so many values that the bill itself cuts the list."""

TEAMS = ("team",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingSpent:
    """No charges in the period; `cut` are longer ones of which only a part lies in it."""

    scope: Scope
    cut: Sequence[BillRow]
    context: ToolContext
    basis: Basis
    preface: str = ""


SpendFound = Spent | TeamsSpent | NothingSpent


def read_spend(params: SpendParams, context: ToolContext) -> SpendFound | NotInBill:
    """Sums a bill as asked. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    scope = read_scope(params, context, usual=usual_symbol(params.granularity, params.average))
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    groups = grouping(params.group_by, scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    if params.average:
        scope = complete_days(scope)
    if params.group_by == TEAMS and not params.granularity and scope.terms.teams:
        allocated = read_by_team(params, scope, context)
        if allocated is not None:
            return allocated
    return read_sums(params, scope, groups, context) or _nothing(params, scope, context)


def read_sums(params: SpendParams, scope: Scope, groups: Grouping, context: ToolContext) -> Spent | None:
    """Sums the rows of a scope by groups; None where there are no rows. Raises BillError from the bill."""
    by_day = params.granularity == "hourly" and not scope.info.has_hours
    if by_day:
        params = params.model_copy(update={"granularity": "daily"})
    plain = not groups.keys and not params.granularity
    query = replace(
        scope.rows,
        group_by=(Dimension.LINE_KIND,) if plain else groups.keys,
        granularity=GRAINS[params.granularity] if params.granularity else None,
        having_over=params.threshold,
        limit=_limit(params, groups),
        descending=params.order == "highest",
    )
    found = _with_the_unnamed(params, query, context.service(BillSource).query(query), context)
    scope, result = by_split_costs(scope, query, found, context)
    if not result.totals:
        return None
    if plain:
        scope = with_kinds(scope, {row.keys[0] for row in result.rows})
    elif scope.metric is not Metric.SPLIT:
        scope = with_kinds(scope, kinds_read(scope, context))
    result = _selected(params, result)
    names = resource_names(shown_rows(params, groups, result).rows, groups, scope, context)
    scope = replace(
        scope,
        basis=scope.basis.model_copy(update={"notes": (*scope.basis.notes, *partly_notes(scope, context))}),
    )
    covered = covered_usage(params, scope, replace(query, group_by=groups.keys), context)
    basis = _basis(params, scope, result, context)
    left_out = left_out_notes(scope, query, result.totals, context)
    return Spent(
        params=params,
        scope=scope,
        groups=replace(groups, names=names.by_id),
        result=result,
        context=context,
        by_day=by_day,
        names=names,
        returned=given_back(params, scope, query, context),
        covered=covered,
        basis=basis.model_copy(update={"notes": (*basis.notes, *left_out, *covered.notes(result.rows))}),
    )


def _nothing(params: SpendParams, scope: Scope, context: ToolContext) -> SpendFound | NotInBill:
    """No charges in the period; where nobody named it, the whole bill may have some."""
    if names_no_period(params) and scope.period.period != scope.anchor.bill:
        found = read_spend(params.model_copy(update={"period": "all"}), context)
        tells = not isinstance(found, NotInBill) and not (isinstance(found, NothingSpent) and not found.cut)
        return replace(found, preface=no_charges(scope)) if tells else found
    return NothingSpent(scope=scope, cut=partly_in(scope, context), context=context, basis=scope.basis)


def no_charges(scope: Scope) -> str:
    return sentence("the bill has no charges", scope.subject, f"{scope.when}.")


def names_no_period(params: SpendParams) -> bool:
    return not params.period or params.period.startswith(USUAL)


def _with_the_unnamed(params: SpendParams, query: BillQuery, result: BillResult, context: ToolContext) -> BillResult:
    """The result with the charges that have no value of what is ranked, where a limit cut them off."""
    cut = params.top_n and query.limit is not None and result.groups > query.limit
    key = ranked_by(query.group_by) if cut and params.threshold is None else None
    blank = any(not any(row.keys) for row in result.rows)
    if key is None or (blank and len(query.group_by) == 1):
        return result
    at = query.group_by.index(key)
    unnamed = Filter(dimension=key, values=("",))
    found = context.service(BillSource).query(replace(query, filters=(*query.filters, unnamed), limit=None))
    named = tuple(row for row in result.rows if row.keys[at])
    return replace(result, rows=(*named, *found.rows))


def _limit(params: SpendParams, groups: Grouping) -> int | None:
    """How many groups the bill needs to return. Tags need all of them, to know what is untagged."""
    if params.granularity or params.below is not None or of_each(params) is not None:
        return None
    if any(isinstance(key, Tag) or key is Dimension.TEAM for key in groups.keys):
        return None
    if params.top_n and len(groups.keys) > 1 and Dimension.RESOURCE in groups.keys:
        return TABLE_ROWS  # what belongs to no resource is several groups, and none of a ranking
    # One more than asked for: charges without a value are no group of a ranking.
    return params.top_n + 1 if params.top_n else TABLE_ROWS if set(groups.keys) & MANY_VALUES else None


def _selected(params: SpendParams, result: BillResult) -> BillResult:
    """The rows below a bound, and the first N groups (or, over time without groups, the N largest intervals)."""
    rows = result.rows
    if params.below is not None:
        rows = tuple(row for row in rows if row.amount < params.below)
        result = replace(result, groups=len(rows))
    if params.top_n and params.granularity and not params.group_by:
        sign = -1 if params.order == "highest" else 1
        ranked = sorted(rows, key=lambda row: (row.currency, sign * row.amount))
        rows = first_rows(ranked, params.top_n)
    return replace(result, rows=rows)


def shown_rows(params: SpendParams, groups: Grouping, result: BillResult) -> BillResult:
    """The rows of the answer's table."""
    if params.granularity:
        return result
    rows = rankable(result.rows, groups) if params.top_n else result.rows
    if of_each(params) is not None:
        return replace(result, rows=first_of_each(rows, params))
    return replace(result, rows=first_rows(rows, params.top_n or TABLE_ROWS))


def _basis(params: SpendParams, scope: Scope, result: BillResult, context: ToolContext) -> Basis:
    """The basis, with the intervals of which only some days are asked for or billed."""
    basis = basis_of(scope, result, params.granularity)
    if names_no_period(params):
        basis = basis.model_copy(update={"notes": (*basis.notes, *ended_before(scope, context))})
    if not params.granularity:
        return basis
    return basis.model_copy(
        update={"partial_periods": (*basis.partial_periods, *partial_intervals(scope, params.granularity))}
    )
