"""What was spent, in words."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.blocks import breakdown, series, table
from agents.bill.currencies import in_one_currency
from agents.bill.filters import own_accounts
from agents.bill.intervals import complete_intervals
from agents.bill.long_charges import nothing_but_longer_charges, undivided
from agents.bill.scope import Scope
from agents.bill.wording import BEFORE_CREDITS, Sentence, in_words, listed, sentence
from agents.cost.spend.covered_usage import CoveredUsage
from agents.cost.spend.given_back import KINDS, GivenBack
from agents.cost.spend.headline import headline, share_of_all, tagged, with_averages
from agents.cost.spend.over_time import largest_interval
from agents.cost.spend.params import SpendParams
from agents.cost.spend.ranking import besides
from agents.cost.spend.recent_months import beside_the_month, beside_the_months
from agents.cost.spend.result import NothingSpent, SpendFound, names_no_period, no_charges, shown_rows
from agents.cost.spend.single_charges import single_charges
from agents.cost.spend.spent import Spent
from agents.cost.spend.teams import TeamsSpent, present_by_team
from billing.query import BillResult
from billing.source import BillSource
from finops_core.answers import Block, Fact, Finding
from finops_core.tools.context import ToolContext
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def present_spend(found: SpendFound, book: FactBook) -> Finding:
    """Sums in words, or that there are none."""
    context = replace(found.context, facts=book)
    match found:
        case NothingSpent():
            return _nothing(found, context)
        case TeamsSpent():
            told = present_by_team(replace(found, context=context))
            return told.model_copy(update={"headline": _after(found.preface, told.headline)})
        case Spent():
            return _sums(replace(found, context=context, totals=_totals(found.scope, found.result, context)))


def _after(preface: str, text: str) -> str:
    return f"{preface} {text}" if preface else text


def _nothing(found: NothingSpent, context: ToolContext) -> Finding:
    if not found.cut:
        suggestions = ("What did I spend by service?", "What did I spend in total?")
        return Finding(headline=no_charges(found.scope), basis=found.basis, suggestions=suggestions)
    text, facts = nothing_but_longer_charges(found.scope, tuple(found.cut), context)
    return Finding(
        headline=_after(found.preface, text),
        facts=tuple(facts),
        basis=found.basis,
        suggestions=("Show monthly costs",),
    )


def _sums(spent: Spent) -> Finding:
    params, scope, result = spent.params, spent.scope, spent.result
    returned, covered = spent.returned, spent.covered
    shown = shown_rows(params, spent.groups, result)
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
    largest, more = largest_interval(spent)
    facts += more
    return Finding(
        headline=_after(spent.preface, f"{leading} {text}".strip()),
        prose=sentence(prose, recent, together, credited, unbilled, spans, largest),
        facts=tuple(facts),
        blocks=_blocks(spent, shown, returned, covered),
        basis=spent.basis,
        suggestions=_suggestions(params),
    )


def _returned_in(spent: Spent, shown: BillResult, returned: GivenBack) -> Sentence:
    """What was given back, of what the headline tells: all of it, or what was picked out of it."""
    params = spent.params
    seen = returned.within(shown.rows)
    picked = params.threshold is not None or params.below is not None or (params.granularity and not spent.groups.keys)
    if picked:
        return seen.told(spent.groups, spent.scope, spent.context)
    of = "it" if seen.amounts == returned.amounts else "the total"
    return returned.told(spent.groups, spent.scope, spent.context, of=of)


def _headline(spent: Spent) -> Sentence:
    if not spent.params.share or spent.groups.keys or spent.params.granularity:
        return headline(spent)
    unfiltered = replace(spent.scope.rows, filters=own_accounts((), spent.context))
    return share_of_all(spent, spent.context.service(BillSource).query(unfiltered))


def _recent(spent: Spent, whole: str) -> Sentence:
    """The months around the one that is meant when nobody names a period; `whole` names the total."""
    params = spent.params
    ranked = (params.top_n and params.granularity) or params.by_invoice
    if not names_no_period(params) or params.share or params.average or ranked:
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
    params, scope, rows = spent.params, spent.scope, spent.result.rows
    if spent.by_day:
        return "The bill has days only, no hours: this is by day.", []
    if params.granularity and params.top_n and not params.group_by and rows:
        return single_charges(params, scope, rows[0], spent.context)
    if params.group_by:
        return besides(spent)
    if params.granularity or params.kind or params.share or params.average:
        return "", []
    return _before_credits(spent)


def _before_credits(spent: Spent) -> Sentence:
    """What it was before credits and refunds, where there are any."""
    facts: list[Fact] = []
    for total in spent.totals:
        given = [row.amount for row in spent.result.rows if row.keys[0] in KINDS and row.currency == total.unit]
        amount = sum(given, Decimal(0))
        if amount:
            gross = Money(Decimal(total.value) - amount, total.unit)
            facts.append(spent.context.facts.money(gross, BEFORE_CREDITS, spent.scope.period.period, of=(total.id,)))
    amounts = [f"[[{fact.id}]]" for fact in facts]
    return f"Before credits and refunds it was {listed(amounts)}." if facts else "", facts


def _blocks(spent: Spent, result: BillResult, returned: GivenBack, covered: CoveredUsage) -> tuple[Block, ...]:
    params, scope, groups = spent.params, spent.scope, spent.groups
    if not groups.keys and not params.granularity:
        return ()
    by = f"by {in_words(groups.keys)}" if groups.keys else ""
    title = sentence(params.granularity or "", "spend", scope.subject, by, scope.period.phrase)
    drawn = _drawn(spent, result, title)
    blocks: list[Block] = [drawn] if drawn else []
    if result.rows:
        block = with_averages(table(title, groups.headings, result, groups.label), result.rows, spent)
        block = covered.beside(returned.beside(block, result.rows), result.rows)
        blocks.append(spent.names.beside(block, result.rows, groups))
    return tuple(blocks)


def _drawn(spent: Spent, result: BillResult, title: str) -> Block | None:
    """Amounts over time as a series, the dearest groups as parts of a whole."""
    params, groups = spent.params, spent.groups
    if not params.granularity:
        return breakdown(title, result, groups.label) if params.order == "highest" else None
    if params.top_n and not groups.keys:
        return None
    complete = complete_intervals(spent.scope, params.granularity)
    return series(title, params.granularity, result, groups.label, complete=complete)


def _suggestions(params: SpendParams) -> tuple[str, ...]:
    if not params.group_by and not params.granularity:
        return ("And by service?", "And daily?", "And by account?")
    if "service" in params.group_by:
        over_time = "What did I spend in total?" if params.granularity else "Show daily costs"
        return ("And by region?", "And by account?", over_time)
    return ("And by service?", "What did I spend in total?")
