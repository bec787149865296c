"""The `spend` tool: what was spent, in total or by group, once or over time."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS, breakdown, first_rows, series, table
from agents.bill.currencies import in_one_currency
from agents.bill.dimensions import GRAINS
from agents.bill.filters import own_accounts
from agents.bill.intervals import complete_days, complete_intervals, partial_intervals
from agents.bill.long_charges import nothing_but_longer_charges, partly_in, partly_notes, undivided
from agents.bill.resource_names import resource_names
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import BEFORE_CREDITS, Grouping, Sentence, grouping, in_words, listed, sentence
from agents.cost.spend.covered_usage import CoveredUsage, covered_usage
from agents.cost.spend.given_back import KINDS, GivenBack, given_back
from agents.cost.spend.headline import headline, share_of_all, tagged, with_averages
from agents.cost.spend.params import SpendParams
from agents.cost.spend.ranking import besides, first_of_each, of_each, rankable
from agents.cost.spend.recent_months import beside_the_month, beside_the_months, ended_before
from agents.cost.spend.single_charges import single_charges
from agents.cost.spend.spent import Spent
from agents.cost.spend.split_costs import by_split_costs
from agents.cost.spend.teams import by_team
from billing.periods.default_period import USUAL, usual_symbol
from billing.query import BillQuery, BillResult, Dimension, Filter, Metric, Tag
from billing.source import BillSource
from finops_core.answers import Basis, Block, Fact, Finding
from finops_core.tools.context import ToolContext
from finops_core.values import Money

MANY_VALUES = frozenset({Dimension.RESOURCE, Dimension.USAGE_TYPE, Dimension.OPERATION})
"""Dimensions with so many values that the bill itself cuts the list."""

TEAMS = ("team",)


def spend(params: SpendParams, context: ToolContext) -> Finding:
    """Sums a bill as asked. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    scope = read_scope(params, context, usual=usual_symbol(params.granularity, params.average))
    if isinstance(scope, Missing):
        return absent(scope, context.facts)
    groups = grouping(params.group_by, scope)
    if isinstance(groups, Missing):
        return absent(groups, context.facts, scope.basis)
    if params.average:
        scope = complete_days(scope)
    by_day = params.granularity == "hourly" and not scope.info.has_hours
    if by_day:
        params = params.model_copy(update={"granularity": "daily"})
    if params.group_by == TEAMS and not params.granularity and scope.terms.teams:
        allocated = by_team(params, scope, context)
        if allocated is not None:
            return allocated
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
        return _nothing(params, scope, context)
    if plain:
        scope = with_kinds(scope, {row.keys[0] for row in result.rows})
    elif scope.metric is not Metric.SPLIT:
        scope = with_kinds(scope, kinds_read(scope, context))
    result = _selected(params, result)
    totals = _totals(scope, result, context)
    names = resource_names(_shown(params, groups, result).rows, groups, scope, context)
    scope = replace(
        scope,
        basis=scope.basis.model_copy(update={"notes": (*scope.basis.notes, *partly_notes(scope, context))}),
    )
    spent = Spent(
        params=params,
        scope=scope,
        groups=replace(groups, names=names.by_id),
        result=result,
        totals=totals,
        context=context,
        by_day=by_day,
        names=names,
    )
    covered = covered_usage(params, scope, replace(query, group_by=groups.keys), context)
    return _finding(spent, given_back(params, scope, query, context), covered)


def _nothing(params: SpendParams, scope: Scope, context: ToolContext) -> Finding:
    """No charges in the period; where nobody named it, the whole bill may have some."""
    text = sentence("the bill has no charges", scope.subject, f"{scope.when}.")
    if _names_no_period(params) and scope.period.period != scope.anchor.bill:
        found = spend(params.model_copy(update={"period": "all"}), context)
        return found.model_copy(update={"headline": f"{text} {found.headline}"}) if found.facts else found
    cut = partly_in(scope, context)
    if cut:
        text, facts = nothing_but_longer_charges(scope, cut, context)
        return Finding(headline=text, facts=tuple(facts), basis=scope.basis, suggestions=("Show monthly costs",))
    return Finding(
        headline=text,
        basis=scope.basis,
        suggestions=("What did I spend by service?", "What did I spend in total?"),
    )


def _names_no_period(params: SpendParams) -> bool:
    return not params.period or params.period.startswith(USUAL)


def _with_the_unnamed(params: SpendParams, query: BillQuery, result: BillResult, context: ToolContext) -> BillResult:
    """The result with the charges that have no value of what is ranked, where a limit cut them off."""
    cut = params.top_n and query.limit is not None and len(query.group_by) == 1 and result.groups > query.limit
    if not cut or params.threshold is not None or any(not any(row.keys) for row in result.rows):
        return result
    unnamed = Filter(dimension=query.group_by[0], values=("",))
    found = context.service(BillSource).query(replace(query, filters=(*query.filters, unnamed), limit=None))
    return replace(result, rows=(*result.rows, *found.rows))


def _limit(params: SpendParams, groups: Grouping) -> int | None:
    """How many groups the bill needs to return. Tags need all of them, to know what is untagged."""
    if params.granularity or params.below is not None or of_each(params) is not None:
        return None
    if any(isinstance(key, Tag) or key is Dimension.TEAM for key in groups.keys):
        return None
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


def _shown(params: SpendParams, groups: Grouping, result: BillResult) -> BillResult:
    """The rows of the answer's table."""
    if params.granularity:
        return result
    rows = rankable(result.rows, groups) if params.top_n else result.rows
    if of_each(params) is not None:
        return replace(result, rows=first_of_each(rows, params))
    return replace(result, rows=first_rows(rows, params.top_n or TABLE_ROWS))


def _returned_in(spent: Spent, shown: BillResult, returned: GivenBack) -> Sentence:
    """What was given back, of what the headline tells: all of it, or what was picked out of it."""
    params = spent.params
    seen = returned.within(shown.rows)
    picked = params.threshold is not None or params.below is not None or (params.granularity and not spent.groups.keys)
    if picked:
        return seen.told(spent.groups, spent.scope, spent.context)
    of = "it" if seen.amounts == returned.amounts else "the total"
    return returned.told(spent.groups, spent.scope, spent.context, of=of)


def _finding(spent: Spent, returned: GivenBack, covered: CoveredUsage) -> Finding:
    params, scope, result = spent.params, spent.scope, spent.result
    shown = _shown(params, spent.groups, result)
    facts = list(spent.totals)
    leading, more = tagged(spent)
    facts += more
    text, more = _headline(spent)
    facts += more
    prose, more = _prose(spent)
    facts += more
    recent, more = _recent(spent, "the total" if prose or params.group_by else "that")
    facts += more
    together, more = in_one_currency(list(spent.totals), scope.period.period, spent.context, params.currency)
    facts += more
    credited, more = _returned_in(spent, shown, returned)
    facts += more
    unbilled, more = covered.told(spent.groups, result.rows, scope, spent.context)
    facts += more
    ranked = bool(params.granularity and params.top_n and not params.group_by)
    spans, more = undivided(
        params.granularity or params.average, scope, spent.context, rows=shown.rows if ranked else None
    )
    facts += more
    basis = _basis(params, scope, result, spent.context)
    return Finding(
        headline=f"{leading} {text}".strip(),
        prose=sentence(prose, recent, together, credited, unbilled, spans),
        facts=tuple(facts),
        blocks=_blocks(spent, shown, returned, covered),
        basis=basis.model_copy(update={"notes": (*basis.notes, *covered.notes(result.rows))}),
        suggestions=_suggestions(params),
    )


def _headline(spent: Spent) -> Sentence:
    if not spent.params.share or spent.groups.keys or spent.params.granularity:
        return headline(spent)
    unfiltered = replace(spent.scope.rows, filters=own_accounts((), spent.context))
    return share_of_all(spent, spent.context.service(BillSource).query(unfiltered))


def _recent(spent: Spent, whole: str) -> Sentence:
    """The months around the one that is meant when nobody names a period; `whole` names the total."""
    params = spent.params
    ranked = (params.top_n and params.granularity) or params.by_invoice
    if not _names_no_period(params) or params.share or params.average or ranked:
        return "", []
    if params.granularity == "monthly":
        return beside_the_months(spent.scope, spent.totals, spent.context)
    if params.granularity:
        return "", []
    return beside_the_month(spent.scope, spent.totals, whole, spent.context)


def _totals(scope: Scope, result: BillResult, context: ToolContext) -> list[Fact]:
    subject = f"spend {scope.subject}".strip()
    return [
        context.facts.money(Money(amount, currency), subject, scope.period.period)
        for currency, amount in result.totals.items()
    ]


def _prose(spent: Spent) -> Sentence:
    """What the sentence before leaves out: amounts without a name, single charges of a day, credits and refunds."""
    params, scope, totals, rows = spent.params, spent.scope, spent.totals, spent.result.rows
    if spent.by_day:
        return "The bill has days only, no hours: this is by day.", []
    if params.granularity and params.top_n and not params.group_by and rows:
        return single_charges(params, scope, rows[0], spent.context)
    if params.group_by:
        return besides(spent)
    if params.granularity or params.kind or params.share or params.average:
        return "", []
    facts: list[Fact] = []
    for total in totals:
        given = [row.amount for row in rows if row.keys[0] in KINDS and row.currency == total.unit]
        amount = sum(given, Decimal(0))
        if amount:
            gross = Money(Decimal(total.value) - amount, total.unit)
            facts.append(spent.context.facts.money(gross, BEFORE_CREDITS, scope.period.period, of=(total.id,)))
    amounts = [f"[[{fact.id}]]" for fact in facts]
    return f"Before credits and refunds it was {listed(amounts)}." if facts else "", facts


def _blocks(spent: Spent, result: BillResult, returned: GivenBack, covered: CoveredUsage) -> tuple[Block, ...]:
    params, scope, groups = spent.params, spent.scope, spent.groups
    if not groups.keys and not params.granularity:
        return ()
    by = f"by {in_words(groups.keys)}" if groups.keys else ""
    title = sentence(params.granularity or "", "spend", scope.subject, by, scope.period.phrase)
    blocks: list[Block] = []
    if params.granularity and (groups.keys or not params.top_n):
        chart = series(
            title, params.granularity, result, groups.label, complete=complete_intervals(scope, params.granularity)
        )
        blocks += [chart] if chart else []
    elif not params.granularity and params.order == "highest":
        parts = breakdown(title, result, groups.label)
        blocks += [parts] if parts else []
    if result.rows:
        block = with_averages(table(title, groups.headings, result, groups.label), result.rows, spent)
        block = covered.beside(returned.beside(block, result.rows), result.rows)
        blocks.append(spent.names.beside(block, result.rows, groups))
    return tuple(blocks)


def _basis(params: SpendParams, scope: Scope, result: BillResult, context: ToolContext) -> Basis:
    """The basis, with the intervals of which only some days are asked for or billed."""
    basis = basis_of(scope, result, params.granularity)
    if _names_no_period(params):
        basis = basis.model_copy(update={"notes": (*basis.notes, *ended_before(scope, context))})
    if not params.granularity:
        return basis
    return basis.model_copy(
        update={"partial_periods": (*basis.partial_periods, *partial_intervals(scope, params.granularity))}
    )


def _suggestions(params: SpendParams) -> tuple[str, ...]:
    if not params.group_by and not params.granularity:
        return ("And by service?", "And daily?", "And by account?")
    if "service" in params.group_by:
        over_time = "What did I spend in total?" if params.granularity else "Show daily costs"
        return ("And by region?", "And by account?", over_time)
    return ("And by service?", "What did I spend in total?")
