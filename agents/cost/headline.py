"""The sentence a `spend` answer begins with."""

from decimal import Decimal

from agents.cost.analysis import per_interval, share, start_text
from agents.cost.kinds import kind_words
from agents.cost.params import SpendParams
from agents.cost.periods import day_text
from agents.cost.ranking import first_group, none_selected, selected
from agents.cost.scope import Reading, covered
from agents.cost.wording import Grouping, Sentence, in_words, listed, sentence
from billing.query import BillResult, BillRow, Dimension, LineKind, Tag
from finops_core.answers import Fact
from finops_core.tools.spec import ToolContext
from finops_core.values import Money

GIVEN_BACK = (LineKind.CREDIT, LineKind.REFUND)
"""Line kinds that make the net amount differ from the gross one."""


def headline(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    """What was asked in one sentence: an average, what passed a bound, the first group or interval, or the total."""
    if params.average:
        return _average(params.average, reading, totals, context)
    if not result.rows:
        return none_selected(params, reading, groups, totals, context)
    if params.granularity and params.top_n and not groups.keys:
        return _interval(params, reading, result.rows[0], context)
    if groups.keys and not params.granularity:
        if not any(any(row.keys) for row in result.rows):
            return _no_names(groups, reading, totals)
        if params.threshold is not None or params.below is not None:
            return selected(params, reading, groups, result, totals, context)
        return first_group(params, reading, groups, result, totals, context)
    amounts = listed([f"[[{fact.id}]]" for fact in totals])
    if all(Decimal(fact.value) < 0 for fact in totals):
        what = listed(kind_words(params.kind)) if params.kind and set(params.kind) <= _NEGATIVE else "charges"
        subject = "" if what != "charges" else reading.subject
        return sentence(what, subject, f"came to {amounts} {reading.when}."), []
    return sentence(f"you spent {amounts}", reading.subject, f"{reading.when}."), []


_NEGATIVE = {*GIVEN_BACK, LineKind.DISCOUNT}


def share_of_all(
    reading: Reading, result: BillResult, whole: BillResult, totals: list[Fact], context: ToolContext
) -> Sentence:
    """What part of all spend of the period the filters keep; the amounts alone where there is no whole."""
    facts: list[Fact] = []
    parts: list[str] = []
    for total in totals:
        all_of_it = whole.totals.get(total.unit, Decimal(0))
        everything = context.facts.money(Money(all_of_it, total.unit), "all spend", reading.period.period)
        facts.append(everything)
        text = f"[[{total.id}]] of [[{everything.id}]]"
        part = share(abs(result.totals[total.unit]), all_of_it)
        if part is not None:
            fraction = context.facts.percent(
                part, f"share {reading.subject}", reading.period.period, of=(total.id, everything.id)
            )
            facts.append(fraction)
            text = f"[[{fraction.id}]] of all spend: {text}"
        parts.append(text)
    return sentence("spend", reading.subject, f"was {listed(parts)}", f"{reading.when}."), facts


_INTERVALS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
_ARTICLES = {"hour": "an"}


def _average(grain: str, reading: Reading, totals: list[Fact], context: ToolContext) -> Sentence:
    """The amount of one interval, over the days of the period that the bill covers."""
    days = reading.period.period.overlap(covered(reading.info)) or reading.period.period
    unit = _INTERVALS[grain]
    facts = [
        context.facts.money(
            Money(per_interval(Decimal(total.value), days, grain), total.unit), f"average {unit}", days, of=(total.id,)
        )
        for total in totals
    ]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in facts)
    whole = " and ".join(f"[[{total.id}]]" for total in totals)
    each = f"{_ARTICLES.get(unit, 'a')} {unit}"
    text = sentence(f"you spent {amounts} {each} on average", reading.subject, f"{reading.when},")
    return f"{text} {whole} in all.", facts


def _interval(params: SpendParams, reading: Reading, row: BillRow, context: ToolContext) -> Sentence:
    """The largest or smallest day, week or month."""
    start = start_text(row) if row.start is None else day_text(row.start.date())
    when = context.facts.text(start, "interval", reading.period.period)
    amount = context.facts.money(Money(row.amount, row.currency), f"spend from {start}", reading.period.period)
    rank = "most" if params.order == "highest" else "least"
    interval = f"in the {params.granularity} interval from" if params.granularity != "daily" else "on"
    return sentence(f"you spent {rank} {interval} [[{when.id}]]: [[{amount.id}]]", f"{reading.subject}."), [
        when,
        amount,
    ]


def _no_names(groups: Grouping, reading: Reading, totals: list[Fact]) -> Sentence:
    """Where no charge has a value of what was asked for, there is nothing to rank."""
    amounts = listed([f"[[{fact.id}]]" for fact in totals])
    text = f"the bill names no {in_words(groups.keys)} for any of the {amounts} you spent"
    return sentence(text, reading.subject, f"{reading.when}."), []


def tagged(
    reading: Reading, groups: Grouping, result: BillResult, totals: list[Fact], context: ToolContext
) -> Sentence:
    """Answers by tag or team lead with the share of the money that carries it."""
    position = next((n for n, key in enumerate(groups.keys) if isinstance(key, Tag) or key is Dimension.TEAM), None)
    if position is None or len(totals) != 1:
        return "", []
    total = Decimal(totals[0].value)
    untagged = sum((row.amount for row in result.rows if not row.keys[position]), Decimal(0))
    part = share(total - untagged, total)
    if part is None:
        return "", []
    key = groups.keys[position]
    what = f"the tag {key.key}" if isinstance(key, Tag) else "a team"
    fact = context.facts.percent(part, f"share with {what}", reading.period.period, of=(totals[0].id,))
    return f"[[{fact.id}]] of the spend carries {what}.", [fact]
