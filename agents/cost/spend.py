"""The `spend` tool: what was spent, in total or by group, once or over time."""

from dataclasses import replace
from decimal import Decimal

from agents.cost.absent import absent
from agents.cost.analysis import breakdown, per_interval, series, share, start_text, table
from agents.cost.params import SpendParams
from agents.cost.periods import day_text
from agents.cost.scope import GRAINS, Missing, Reading, covered, read_scope
from agents.cost.wording import Grouping, grouping, in_words, sentence
from billing.query import BillResult, BillRow, Dimension, Filter, LineKind, Tag
from billing.source import BillSource
from finops_core.answers import Basis, Block, Fact, Finding
from finops_core.tools.spec import ToolContext
from finops_core.values import Money

GIVEN_BACK = (LineKind.CREDIT, LineKind.REFUND)
"""Line kinds that make the net amount differ from the gross one."""

MANY_VALUES = frozenset({Dimension.RESOURCE, Dimension.USAGE_TYPE, Dimension.OPERATION})
"""Dimensions with so many values that the bill itself cuts the list."""

LISTED = 50

Sentence = tuple[str, list[Fact]]
"""Words with fact ids, and those facts."""


def spend(params: SpendParams, context: ToolContext) -> Finding:
    """Sums a bill as asked. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    reading = read_scope(params, context)
    if isinstance(reading, Missing):
        return absent(reading, context)
    groups = grouping(params.group_by, reading)
    if isinstance(groups, Missing):
        return absent(groups, context, reading.basis)
    result = context.service(BillSource).query(
        replace(
            reading.rows,
            group_by=groups.keys,
            granularity=GRAINS[params.granularity] if params.granularity else None,
            having_over=params.threshold,
            limit=_limit(params, groups),
            descending=params.order == "highest",
        )
    )
    if not result.totals:
        return Finding(
            headline=sentence("the bill has no charges", reading.subject, f"{reading.period.phrase}."),
            basis=reading.basis,
        )
    return _finding(params, reading, groups, _selected(params, result), context)


def _limit(params: SpendParams, groups: Grouping) -> int | None:
    """How many groups the bill needs to return. Tags need all of them, to know what is untagged."""
    if params.granularity or params.below is not None:
        return None
    if any(isinstance(key, Tag) or key is Dimension.TEAM for key in groups.keys):
        return None
    return params.top_n or (LISTED if any(key in MANY_VALUES for key in groups.keys) else None)


def _selected(params: SpendParams, result: BillResult) -> BillResult:
    """The rows below a bound, and the first N groups (or, over time without groups, the N largest intervals)."""
    rows = result.rows
    if params.below is not None:
        rows = tuple(row for row in rows if row.amount < params.below)
        result = replace(result, groups=len(rows))
    if params.top_n and params.granularity and not params.group_by:
        rows = tuple(sorted(rows, key=lambda row: row.amount, reverse=params.order == "highest")[: params.top_n])
    return replace(result, rows=rows)


def _finding(
    params: SpendParams, reading: Reading, groups: Grouping, result: BillResult, context: ToolContext
) -> Finding:
    totals = _totals(reading, result, context)
    facts = list(totals)
    tagged, more = _tagged(reading, groups, result, totals, context)
    facts += more
    headline, more = _headline(params, reading, groups, result, totals, context)
    facts += more
    prose, more = _prose(params, reading, result, totals, context)
    facts += more
    shown = result if params.granularity else replace(result, rows=result.rows[: params.top_n or LISTED])
    return Finding(
        headline=f"{tagged} {headline}".strip(),
        prose=prose,
        facts=tuple(facts),
        blocks=_blocks(params, reading, groups, shown),
        basis=basis_of(reading, result, params.granularity),
        suggestions=_suggestions(params),
    )


def basis_of(reading: Reading, result: BillResult, granularity: str | None = None) -> Basis:
    """The basis of a reading with what the query read."""
    currency = next(iter(result.totals)) if len(result.totals) == 1 else None
    return reading.basis.model_copy(
        update={"granularity": granularity, "currency": currency, "rows_read": result.rows_read}
    )


def _totals(reading: Reading, result: BillResult, context: ToolContext) -> list[Fact]:
    subject = f"spend {reading.subject}".strip()
    return [
        context.facts.money(Money(amount, currency), subject, reading.period.period)
        for currency, amount in result.totals.items()
    ]


def _headline(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    if params.average:
        return _average(params.average, reading, totals, context)
    if not result.rows:
        return _none_selected(params, reading, totals, context)
    if params.granularity and params.top_n and not groups.keys:
        return _interval(params, reading, result.rows[0], context)
    if groups.keys and not params.granularity:
        return _first_group(params, reading, groups, result, totals, context)
    amounts = " and ".join(f"[[{fact.id}]]" for fact in totals)
    if all(Decimal(fact.value) < 0 for fact in totals):
        return sentence("charges", reading.subject, f"came to {amounts} {reading.period.phrase}."), []
    return sentence(f"you spent {amounts}", reading.subject, f"{reading.period.phrase}."), []


def _average(grain: str, reading: Reading, totals: list[Fact], context: ToolContext) -> Sentence:
    """The amount of one interval, over the days of the period that the bill covers."""
    days = reading.period.period.overlap(covered(reading.info)) or reading.period.period
    unit = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}.get(
        grain, grain
    )
    facts = [
        context.facts.money(
            Money(per_interval(Decimal(total.value), days, grain), total.unit), f"average {unit}", days, of=(total.id,)
        )
        for total in totals
    ]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in facts)
    whole = " and ".join(f"[[{total.id}]]" for total in totals)
    text = sentence(f"you spent {amounts} a {unit} on average", reading.subject, f"{reading.period.phrase},")
    return f"{text} {whole} in all.", facts


def _none_selected(params: SpendParams, reading: Reading, totals: list[Fact], context: ToolContext) -> Sentence:
    bound = params.threshold if params.threshold is not None else params.below
    fact = context.facts.money(Money(bound or Decimal(0), totals[0].unit), "threshold")
    word = "above" if params.threshold is not None else "below"
    return sentence(f"nothing was {word} [[{fact.id}]]", reading.subject, f"{reading.period.phrase}."), [fact]


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


def _first_group(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    first = next((row for row in result.rows if any(row.keys)), result.rows[0])
    name = context.facts.text(groups.name(first.keys), "largest group")
    amount = context.facts.money(Money(first.amount, first.currency), name.value, reading.period.period)
    facts = [name, amount]
    how_much = f"[[{amount.id}]] of " + " and ".join(f"[[{fact.id}]]" for fact in totals)
    part = share(first.amount, result.totals[first.currency])
    if part is not None and len(totals) == 1:
        fraction = context.facts.percent(
            part, f"share of {name.value}", reading.period.period, of=(amount.id, totals[0].id)
        )
        facts.append(fraction)
        how_much += f" ([[{fraction.id}]])"
    rank = "most" if params.order == "highest" else "least"
    return sentence(
        f"you spent {rank} on [[{name.id}]]", f"{reading.subject}:", how_much, f"{reading.period.phrase}."
    ), facts


def _tagged(
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


def _prose(
    params: SpendParams, reading: Reading, result: BillResult, totals: list[Fact], context: ToolContext
) -> Sentence:
    """For a plain total in one currency: what it was before credits and refunds, when there were any."""
    given_back = [kind for kind in GIVEN_BACK if kind in reading.basis.included]
    if params.group_by or params.granularity or params.kind or len(totals) != 1 or not given_back:
        return "", []
    only = Filter(dimension=Dimension.LINE_KIND, values=tuple(given_back))
    back = context.service(BillSource).query(replace(reading.rows, filters=(*reading.filters, only)))
    amount = back.totals.get(totals[0].unit, Decimal(0))
    if not amount:
        return "", []
    gross = Money(Decimal(totals[0].value) - amount, totals[0].unit)
    fact = context.facts.money(gross, "spend before credits and refunds", reading.period.period, of=(totals[0].id,))
    return f"Before credits and refunds it was [[{fact.id}]].", [fact]


def _blocks(params: SpendParams, reading: Reading, groups: Grouping, result: BillResult) -> tuple[Block, ...]:
    if not groups.keys and not params.granularity:
        return ()
    by = f"by {in_words(groups.keys)}" if groups.keys else ""
    title = sentence(params.granularity or "", "spend", reading.subject, by, reading.period.phrase)
    blocks: list[Block] = []
    if params.granularity:
        chart = series(title, params.granularity, result, groups.label, complete=covered(reading.info))
        blocks += [chart] if chart else []
    elif params.order == "highest":
        parts = breakdown(title, result, groups.label)
        blocks += [parts] if parts else []
    blocks.append(table(title, groups.headings, result, groups.label))
    return tuple(blocks)


def _suggestions(params: SpendParams) -> tuple[str, ...]:
    if not params.group_by and not params.granularity:
        return ("And by service?", "And daily?", "And by account?")
    if "service" in params.group_by:
        return ("And by region?", "And by account?", "Show daily costs")
    return ("And by service?", "What did I spend in total?")
