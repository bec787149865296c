"""The sentence a `spend` answer begins with."""

from collections.abc import Sequence
from decimal import Decimal

from agents.bill.blocks import per_interval, share
from agents.bill.kinds import kind_words
from agents.bill.scope import covered
from agents.bill.tag_keys import key_in_words
from agents.bill.wording import Sentence, in_words, listed, sentence
from agents.cost.spend.given_back import KINDS
from agents.cost.spend.over_time import course, ranked_intervals
from agents.cost.spend.ranking import first_group, none_selected, selected
from agents.cost.spend.spent import Spent
from billing.query import BillResult, BillRow, Dimension, Filter, GroupKey, LineKind, Tag
from finops_core.answers import Column, Fact, TableBlock
from finops_core.values import Money, Period


def headline(spent: Spent) -> Sentence:
    """What was asked in one sentence: an average, what passed a bound, the first group or interval, or the total."""
    params, rows, keys = spent.params, spent.result.rows, spent.groups.keys
    if params.average:
        return _average(params.average, spent)
    if not rows:
        return none_selected(spent)
    if params.granularity and params.top_n and not keys:
        return ranked_intervals(spent)
    if keys and not params.granularity:
        if not any(any(row.keys) for row in rows):
            return _no_names(spent)
        if params.threshold is not None or params.below is not None:
            return selected(spent)
        return first_group(spent)
    return _total(spent, course(spent))


_NEGATIVE = {*KINDS, LineKind.DISCOUNT}


def _total(spent: Spent, went: Sentence) -> Sentence:
    """Everything in one amount, which nobody "spent" where it was given back, and how it went where that was asked."""
    kinds, scope = spent.params.kind, spent.scope
    if all(Decimal(fact.value) < 0 for fact in spent.totals):
        what = listed(kind_words(kinds)) if kinds and set(kinds) <= _NEGATIVE else "charges"
        subject = "" if what != "charges" else scope.subject
        return sentence(what, subject, f"came to {spent.whole} {scope.when}."), []
    text, facts = went
    return sentence(f"you spent {spent.whole}", scope.subject, f"{scope.when}{f': {text}' if text else ''}."), facts


def share_of_all(spent: Spent, everything: BillResult) -> Sentence:
    """What part of all spend of the period the filters keep; the amounts alone where there is no whole."""
    scope = spent.scope
    facts: list[Fact] = []
    parts: list[str] = []
    for total in spent.totals:
        all_of_it = everything.totals.get(total.unit, Decimal(0))
        whole = spent.money(all_of_it, total.unit, "all spend")
        facts.append(whole)
        text = f"[[{total.id}]] of [[{whole.id}]]"
        part = share(abs(spent.result.totals[total.unit]), all_of_it)
        if part is not None:
            fraction = spent.share(part, f"share {scope.subject}", of=(total.id, whole.id))
            facts.append(fraction)
            text = f"[[{fraction.id}]] of all spend: {text}"
        parts.append(text)
    return sentence("spend", scope.subject, f"was {listed(parts)}", f"{scope.when}."), facts


_INTERVALS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
_ARTICLES = {"hour": "an"}


def _days_averaged(spent: Spent) -> Period:
    return spent.scope.period.period.overlap(covered(spent.scope.info)) or spent.scope.period.period


def with_averages(block: TableBlock, rows: Sequence[BillRow], spent: Spent) -> TableBlock:
    """The table with what each group comes to in an interval, where that was asked; `rows` are those of the table."""
    grain = spent.params.average
    if not grain:
        return block
    days = _days_averaged(spent)
    unit = next((column.unit for column in block.columns if column.key == "amount"), "")
    label = f"{_ARTICLES.get(_INTERVALS[grain], 'a').capitalize()} {_INTERVALS[grain]}"
    cells = (str(per_interval(row.amount, days, grain)) for row in rows[: len(block.rows)])
    return block.model_copy(
        update={
            "columns": (*block.columns, Column(key="average", label=label, kind="money", unit=unit)),
            "rows": tuple((*row, cell) for row, cell in zip(block.rows, cells, strict=True)),
        }
    )


def _most_of_average(grain: str, days: Period, spent: Spent) -> Sentence:
    """The group that has most, or least, of an average."""
    named = [row for row in spent.result.rows if any(row.keys)]
    if not spent.groups.keys or len(spent.totals) != 1 or not named or spent.params.granularity:
        return "", []
    name = spent.context.facts.text(spent.groups.name(named[0].keys), "group")
    amount = spent.context.facts.money(
        Money(per_interval(named[0].amount, days, grain), named[0].currency), f"average of {name.value}", days
    )
    unit = _INTERVALS[grain]
    return f"The {spent.rank} was on [[{name.id}]]: [[{amount.id}]] {_ARTICLES.get(unit, 'a')} {unit}.", [name, amount]


def _average(grain: str, spent: Spent) -> Sentence:
    """The amount of one interval, over the days of the period that the bill covers."""
    scope, days = spent.scope, _days_averaged(spent)
    unit = _INTERVALS[grain]
    facts = [
        spent.context.facts.money(
            Money(per_interval(Decimal(total.value), days, grain), total.unit), f"average {unit}", days, of=(total.id,)
        )
        for total in spent.totals
    ]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in facts)
    whole = " and ".join(f"[[{total.id}]]" for total in spent.totals)
    each = f"{_ARTICLES.get(unit, 'a')} {unit}"
    text = sentence(f"you spent {amounts} {each} on average", scope.subject, f"{scope.when},")
    first, more = _most_of_average(grain, days, spent)
    return f"{text} {whole} in all. {first}".strip(), [*facts, *more]


def _no_names(spent: Spent) -> Sentence:
    """Where no charge has a value of what was asked for, there is nothing to rank."""
    text = f"the bill names no {in_words(spent.groups.keys)} for any of the {spent.whole} you spent"
    return sentence(text, spent.scope.subject, f"{spent.scope.when}."), []


def _kept_by(key: GroupKey, filters: Sequence[Filter]) -> bool:
    """Whether only charges with a value of a key are asked for, so that all of them have one."""
    return any(one.dimension == key and not one.exclude and all(one.values) for one in filters)


def tagged(spent: Spent) -> Sentence:
    """Answers by tag or team lead with the share of the money that carries it."""
    keys = spent.groups.keys
    position = next((n for n, key in enumerate(keys) if isinstance(key, Tag) or key is Dimension.TEAM), None)
    if position is None or len(spent.totals) != 1 or _kept_by(keys[position], spent.scope.filters):
        return "", []
    total = Decimal(spent.totals[0].value)
    untagged = sum((row.amount for row in spent.result.rows if not row.keys[position]), Decimal(0))
    part = share(total - untagged, total)
    if part is None:
        return "", []
    key = keys[position]
    what = f"the {key_in_words(key.key)}" if isinstance(key, Tag) else "a team"
    fact = spent.share(part, f"share with {what}", of=(spent.totals[0].id,))
    return f"[[{fact.id}]] of the spend carries {what}.", [fact]
