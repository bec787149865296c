"""What a `spend` answer by group says first: the largest group, how many passed a bound, and what has no name."""

from decimal import Decimal

from agents.cost.analysis import share
from agents.cost.params import SpendParams
from agents.cost.scope import Reading
from agents.cost.wording import Grouping, Sentence, in_words, listed, plural, sentence
from billing.query import BillResult, BillRow, Dimension, Tag
from finops_core.answers import Fact
from finops_core.tools.spec import ToolContext
from finops_core.values import Money


def first_group(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    """The largest (or smallest) group that has a name, beside all of it."""
    first = _named(result)[0]
    name, amount = _told(first, groups, reading, context)
    facts = [name, amount]
    whole = listed([f"[[{fact.id}]]" for fact in totals])
    if result.groups == 1 and len(totals) == 1:
        return sentence(f"you spent {whole}", reading.subject, f"{reading.when}, all of it on [[{name.id}]]."), [name]
    how_much = f"[[{amount.id}]] of {whole}"
    part = share(first.amount, result.totals[first.currency])
    if part is not None and len(totals) == 1:
        of = (amount.id, totals[0].id)
        fraction = context.facts.percent(part, f"share of {name.value}", reading.period.period, of=of)
        facts.append(fraction)
        how_much += f" ([[{fraction.id}]])"
    rank = "most" if params.order == "highest" else "least"
    lead = reading.subject if reading.subject.startswith(("on ", "in ", "for ")) else ""
    text = f"you spent {rank} on [[{name.id}]]"
    return sentence(lead, text, "" if lead else reading.subject, f": {how_much}", f"{reading.when}."), facts


def selected(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    """How many groups lie above or below a bound, what they come to, and the first of them."""
    rows = [row for row in result.rows if row.currency == totals[0].unit]
    bound = _bound(params, totals[0].unit, context)
    counted = context.facts.number(len(rows), _noun(groups, len(rows)), "groups that passed the bound")
    sum_of = context.facts.money(
        Money(sum((row.amount for row in rows), Decimal(0)), totals[0].unit), "groups that passed the bound"
    )
    name, amount = _told(_named(result)[0], groups, reading, context)
    word = "above" if params.threshold is not None else "below"
    verb = "were" if len(rows) != 1 else "was"
    first = "the most" if params.order == "highest" else "the least"
    text = sentence(f"[[{counted.id}]] {verb} {word} [[{bound.id}]]", reading.subject, f"{reading.when}:")
    facts = [bound, counted, sum_of, name, amount]
    if len(rows) == 1:
        return f"{text} [[{name.id}]] with [[{amount.id}]].", facts
    together = f"[[{sum_of.id}]] of [[{totals[0].id}]] together"
    return f"{text} {together}, {first} on [[{name.id}]] with [[{amount.id}]].", facts


def none_selected(
    params: SpendParams, reading: Reading, groups: Grouping, totals: list[Fact], context: ToolContext
) -> Sentence:
    """Nothing passed a bound."""
    bound = _bound(params, totals[0].unit, context)
    word = "above" if params.threshold is not None else "below"
    what = f"no {_noun(groups, 1)}" if groups.keys else "nothing"
    return sentence(f"{what} was {word} [[{bound.id}]]", reading.subject, f"{reading.when}."), [bound]


def besides(
    params: SpendParams,
    reading: Reading,
    groups: Grouping,
    result: BillResult,
    totals: list[Fact],
    context: ToolContext,
) -> Sentence:
    """What the first groups come to together, and the amount that has no name to be ranked by."""
    if not groups.keys or params.granularity or len(totals) != 1 or not result.rows:
        return "", []
    texts: list[str] = []
    facts: list[Fact] = []
    shown = result.rows[: params.top_n] if params.top_n else ()
    if 1 < len(shown) < result.groups:
        together = sum((row.amount for row in shown), Decimal(0))
        rank = "top" if params.order == "highest" else "bottom"
        text, more = _part(f"The {rank} {len(shown)} of {result.groups} come to", together, reading, totals, context)
        texts.append(text + ".")
        facts += more
    blank = next((row for row in result.rows if not any(row.keys)), None)
    ranked = len(groups.keys) == 1 and not isinstance(groups.keys[0], Tag) and groups.keys[0] is not Dimension.TEAM
    if ranked and blank is not None and blank.amount and _named(result)[0] is not blank:
        text, more = _part("", blank.amount, reading, totals, context)
        texts.append(f"{text} has no {in_words(groups.keys)}.")
        facts += more
    return " ".join(texts), facts


def _part(
    lead: str, amount: Decimal, reading: Reading, totals: list[Fact], context: ToolContext
) -> tuple[str, list[Fact]]:
    fact = context.facts.money(Money(amount, totals[0].unit), "part of the spend", reading.period.period)
    part = share(amount, Decimal(totals[0].value))
    if part is None:
        return f"{lead} [[{fact.id}]]".strip(), [fact]
    fraction = context.facts.percent(part, "share", reading.period.period, of=(fact.id, totals[0].id))
    return f"{lead} [[{fact.id}]] ([[{fraction.id}]])".strip(), [fact, fraction]


def _named(result: BillResult) -> list[BillRow]:
    """The groups that have a name, or all where none has."""
    return [row for row in result.rows if any(row.keys)] or list(result.rows)


def _told(row: BillRow, groups: Grouping, reading: Reading, context: ToolContext) -> tuple[Fact, Fact]:
    name = context.facts.text(groups.name(row.keys), "group")
    return name, context.facts.money(Money(row.amount, row.currency), name.value, reading.period.period)


def _bound(params: SpendParams, unit: str, context: ToolContext) -> Fact:
    amount = params.threshold if params.threshold is not None else params.below
    return context.facts.money(Money(amount or Decimal(0), unit), "bound")


def _noun(groups: Grouping, count: int) -> str:
    return plural(in_words(groups.keys) if len(groups.keys) == 1 else "combination", count)
