"""The `spend` tool: what was spent, in total or by group, once or over time."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from agents.cost.absent import absent
from agents.cost.analysis import Label, breakdown, series, share, table
from agents.cost.params import SpendParams
from agents.cost.scope import GRAINS, Missing, Reading, account_label, covered, group_key, read_scope
from billing.query import BillResult, BillRow, Dimension, Filter, GroupKey, LineKind, Tag
from billing.source import BillSource
from finops_core.answers import Block, Fact, Finding
from finops_core.tools.spec import ToolContext
from finops_core.values import Money

GIVEN_BACK = (LineKind.CREDIT, LineKind.REFUND)
"""Line kinds that make the net amount differ from the gross one."""

MANY_VALUES = frozenset({Dimension.RESOURCE, Dimension.USAGE_TYPE, Dimension.OPERATION})
"""Dimensions with so many values that the bill itself cuts the list."""

LISTED = 50


def spend(params: SpendParams, context: ToolContext) -> Finding:
    """Sums a bill as asked. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    reading = read_scope(params, context)
    if isinstance(reading, Missing):
        return absent(reading, context)
    keys: list[GroupKey] = []
    for name in params.group_by:
        key = group_key(name, reading.info)
        if isinstance(key, Missing):
            return absent(key, context, reading.basis)
        keys.append(key)
    result = context.service(BillSource).query(
        replace(
            reading.rows,
            group_by=tuple(keys),
            granularity=GRAINS[params.granularity] if params.granularity else None,
            having_over=params.threshold,
            limit=_limit(params, keys),
            descending=params.order == "highest",
        )
    )
    return _finding(params, reading, keys, result, context)


def _limit(params: SpendParams, keys: list[GroupKey]) -> int | None:
    if params.granularity or any(isinstance(key, Tag) or key is Dimension.TEAM for key in keys):
        return None
    return params.top_n or (LISTED if any(key in MANY_VALUES for key in keys) else None)


def _finding(
    params: SpendParams, reading: Reading, keys: list[GroupKey], result: BillResult, context: ToolContext
) -> Finding:
    if not result.totals:
        return _nothing(reading)
    label = labels(keys, reading)
    shown = replace(result, rows=_cut(params, result.rows))
    totals = _total_facts(reading, result, context)
    prose = [_gross(params, reading, keys, totals, context)]
    headline = _total_headline(reading, totals)
    facts: list[Fact] = list(totals)
    if keys and not params.granularity:
        headline, more = _group_headline(params, reading, keys, shown, totals, context, label)
        facts += more
    title = _title(params, keys, reading)
    basis = reading.basis.model_copy(
        update={
            "granularity": params.granularity,
            "currency": next(iter(result.totals)) if len(result.totals) == 1 else None,
            "rows_read": result.rows_read,
        }
    )
    facts += [fact for _, found in prose for fact in found]
    return Finding(
        headline=headline,
        prose=" ".join(text for text, _ in prose if text),
        facts=tuple(facts),
        blocks=_blocks(params, reading, title, shown, label, keys),
        basis=basis,
        suggestions=_suggestions(params),
    )


def _cut(params: SpendParams, rows: tuple[BillRow, ...]) -> tuple[BillRow, ...]:
    return rows[: params.top_n] if params.top_n and not params.granularity else rows


def _nothing(reading: Reading) -> Finding:
    where = f" {reading.subject}" if reading.subject else ""
    return Finding(headline=f"The bill has no charges{where} {reading.period.phrase}.", basis=reading.basis)


def _total_facts(reading: Reading, result: BillResult, context: ToolContext) -> list[Fact]:
    subject = f"spend {reading.subject}".strip()
    return [
        context.facts.money(Money(amount, currency), subject, reading.period.period)
        for currency, amount in result.totals.items()
    ]


def _total_headline(reading: Reading, totals: list[Fact]) -> str:
    amounts = " and ".join(f"[[{fact.id}]]" for fact in totals)
    return " ".join(f"You spent {amounts} {reading.subject} {reading.period.phrase}".split()) + "."


def _gross(
    params: SpendParams, reading: Reading, keys: list[GroupKey], totals: list[Fact], context: ToolContext
) -> tuple[str, list[Fact]]:
    """For a plain total in one currency: what it was before credits and refunds, when there were any."""
    given_back = [kind for kind in GIVEN_BACK if kind in reading.basis.included]
    if keys or params.granularity or params.kind or len(totals) != 1 or not given_back:
        return "", []
    only = Filter(dimension=Dimension.LINE_KIND, values=tuple(given_back))
    back = context.service(BillSource).query(replace(reading.rows, filters=(*reading.filters, only)))
    amount = back.totals.get(totals[0].unit, Decimal(0))
    if not amount:
        return "", []
    gross = Money(Decimal(totals[0].value) - amount, totals[0].unit)
    fact = context.facts.money(gross, "spend before credits and refunds", reading.period.period, of=(totals[0].id,))
    return f"Before credits and refunds it was [[{fact.id}]].", [fact]


def _group_headline(
    params: SpendParams,
    reading: Reading,
    keys: list[GroupKey],
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
    label: Label,
) -> tuple[str, list[Fact]]:
    if not result.rows:
        over = context.facts.number(params.threshold or Decimal(0), totals[0].unit, "threshold")
        return f"Nothing was above [[{over.id}]] {reading.period.phrase}.", [over]
    tagged = _tagged(keys, result, totals, context)
    first = result.rows[0]
    name = context.facts.text(" · ".join(label(n, key) for n, key in enumerate(first.keys)), "largest group")
    amount = context.facts.money(Money(first.amount, first.currency), name.value, reading.period.period)
    facts = [*tagged[1], name, amount]
    rank = "most" if params.order == "highest" else "least"
    of_total = " and ".join(f"[[{fact.id}]]" for fact in totals)
    part = share(first.amount, result.totals[first.currency])
    how_much = f"[[{amount.id}]] of {of_total}"
    if part is not None and len(totals) == 1:
        fraction = context.facts.percent(
            part, f"share of {name.value}", reading.period.period, of=(amount.id, totals[0].id)
        )
        facts.append(fraction)
        how_much += f" ([[{fraction.id}]])"
    where = f" {reading.subject}" if reading.subject else ""
    sentence = f"You spent {rank} on [[{name.id}]]{where}: {how_much} {reading.period.phrase}."
    return f"{tagged[0]}{sentence}", facts


def _tagged(
    keys: list[GroupKey], result: BillResult, totals: list[Fact], context: ToolContext
) -> tuple[str, list[Fact]]:
    """Answers by tag or team lead with the share of the money that carries it."""
    position = next((n for n, key in enumerate(keys) if isinstance(key, Tag) or key is Dimension.TEAM), None)
    if position is None or len(totals) != 1:
        return "", []
    total = Decimal(totals[0].value)
    untagged = sum((row.amount for row in result.rows if not row.keys[position]), Decimal(0))
    part = share(total - untagged, total)
    if part is None:
        return "", []
    key = keys[position]
    what = f"the tag {key.key}" if isinstance(key, Tag) else "a team"
    fact = context.facts.percent(part, f"share with {what}", of=(totals[0].id,))
    return f"[[{fact.id}]] of the spend carries {what}. ", [fact]


def labels(keys: list[GroupKey], reading: Reading) -> Label:
    """How the values of these dimensions are shown."""

    def label(position: int, value: str) -> str:
        key = keys[position]
        if not value:
            return "untagged" if isinstance(key, Tag) else f"no {heading(key).lower()}"
        return account_label(value, reading.info) if key is Dimension.ACCOUNT else value

    return label


_HEADINGS: Mapping[Dimension, str] = {
    Dimension.SERVICE: "Service",
    Dimension.ACCOUNT: "Account",
    Dimension.BILLING_ACCOUNT: "Billing account",
    Dimension.REGION: "Region",
    Dimension.ZONE: "Availability zone",
    Dimension.RESOURCE: "Resource",
    Dimension.USAGE_TYPE: "Usage type",
    Dimension.USAGE_FAMILY: "Usage family",
    Dimension.LINE_KIND: "Kind of charge",
    Dimension.CHARGE_CATEGORY: "Charge category",
    Dimension.TEAM: "Team",
}


def heading(key: GroupKey) -> str:
    """A dimension's name above a column."""
    if isinstance(key, Tag):
        return key.key
    return _HEADINGS.get(key, key.name.replace("_", " ").capitalize())


def _title(params: SpendParams, keys: list[GroupKey], reading: Reading) -> str:
    by = " and ".join(heading(key).lower() if not isinstance(key, Tag) else f"tag {key.key}" for key in keys)
    words = [params.granularity or "", "spend", reading.subject, f"by {by}" if by else "", reading.period.phrase]
    text = " ".join(" ".join(words).split())
    return text[0].upper() + text[1:]


def _blocks(
    params: SpendParams, reading: Reading, title: str, result: BillResult, label: Label, keys: list[GroupKey]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if params.granularity:
        chart = series(title, params.granularity, result, label, complete=covered(reading.info))
        blocks += [chart] if chart else []
    elif keys and params.order == "highest":
        parts = breakdown(title, result, label)
        blocks += [parts] if parts else []
    if keys or params.granularity:
        headings = [(f"key{position}", heading(key)) for position, key in enumerate(keys)]
        blocks.append(table(title, headings, result, label))
    return tuple(blocks)


def _suggestions(params: SpendParams) -> tuple[str, ...]:
    if not params.group_by and not params.granularity:
        return ("What did I spend by service?", "Show daily costs", "What did I spend by account?")
    if "service" in params.group_by:
        return ("And by region?", "And by account?", "Show daily costs")
    return ("And by service?", "What did I spend in total?")
