"""What a `spend` answer by group says first: the largest group, how many passed a bound, and what has no name."""

from collections.abc import Sequence
from decimal import Decimal

from agents.bill.blocks import share
from agents.bill.wording import Grouping, Sentence, counted, heading, in_words, listed, sentence
from agents.cost.spend.params import SpendParams
from agents.cost.spend.spent import Spent
from billing.query import BillRow, Dimension, GroupKey, Tag
from finops_core.answers import Fact
from finops_core.values import Money


def first_group(spent: Spent) -> Sentence:
    """The largest (or smallest) group that has a name, beside all of it; one for each currency."""
    scope, result, totals = spent.scope, spent.result, spent.totals
    if len(totals) > 1:
        return _first_groups(spent)
    first = _named(result.rows, spent.groups)[0]
    name, amount = _told(first, spent)
    if result.groups == 1:
        all_of_it = f"{scope.when}, all of it on [[{name.id}]]."
        return sentence(f"you spent {spent.whole}", scope.subject, all_of_it), [name]
    facts = [name, amount]
    how_much = f"[[{amount.id}]] of {spent.whole}"
    part = share(first.amount, result.totals[first.currency])
    if part is not None:
        fraction = spent.share(part, f"share of {name.value}", of=(amount.id, totals[0].id))
        facts.append(fraction)
        how_much += f" ([[{fraction.id}]])"
    lead = _lead(scope.subject)
    text = f"you spent {spent.rank} on [[{name.id}]]"
    return sentence(lead, text, "" if lead else scope.subject, f": {how_much}", f"{scope.when}."), facts


def _lead(subject: str) -> str:
    """What is asked about as the beginning of a sentence that names its largest part; empty where it has to follow."""
    if subject.startswith("tagged "):
        return f"of what is {subject},"
    return subject if subject.startswith(("on ", "in ", "for ")) else ""


def _first_groups(spent: Spent) -> Sentence:
    parts: list[str] = []
    facts: list[Fact] = []
    for total in spent.totals:
        rows = [row for row in spent.result.rows if row.currency == total.unit]
        if rows:
            name, amount = _told(_named(rows, spent.groups)[0], spent)
            facts += [name, amount]
            parts.append(f"on [[{name.id}]] with [[{amount.id}]] of [[{total.id}]]")
    text = f"you spent {spent.rank} {listed(parts)}"
    return sentence(text, spent.scope.subject, f"{spent.scope.when}."), facts


def selected(spent: Spent) -> Sentence:
    """How many groups lie above or below a bound, what they come to, and the first of them; by currency."""
    texts: list[str] = []
    facts: list[Fact] = []
    for total in spent.totals:
        rows = [row for row in spent.result.rows if row.currency == total.unit]
        if rows:
            text, more = _selected(rows, total, spent)
            texts.append(text)
            facts += more
    return " ".join(texts), facts


def _selected(rows: Sequence[BillRow], total: Fact, spent: Spent) -> Sentence:
    scope = spent.scope
    bound = _bound(spent, total.unit)
    passed = "groups that passed the bound"
    number = spent.context.facts.number(len(rows), _noun(spent.groups, len(rows)), passed)
    sum_of = spent.context.facts.money(Money(sum((row.amount for row in rows), Decimal(0)), total.unit), passed)
    name, amount = _told(_named(rows, spent.groups)[0], spent)
    verb = "were" if len(rows) != 1 else "was"
    text = sentence(f"[[{number.id}]] {verb} {_side(spent)} [[{bound.id}]]", scope.subject, f"{scope.when}:")
    facts = [bound, number, sum_of, name, amount]
    if len(rows) == 1:
        return f"{text} [[{name.id}]] with [[{amount.id}]].", facts
    together = f"[[{sum_of.id}]] of [[{total.id}]] together"
    return f"{text} {together}, the {spent.rank} on [[{name.id}]] with [[{amount.id}]].", facts


def none_selected(spent: Spent) -> Sentence:
    """Nothing passed a bound."""
    bound = _bound(spent, spent.totals[0].unit)
    what = f"no {_noun(spent.groups, 1)}" if spent.groups.keys else "nothing"
    text = f"{what} was {_side(spent)} [[{bound.id}]]"
    return sentence(text, spent.scope.subject, f"{spent.scope.when}."), [bound]


def besides(spent: Spent) -> Sentence:
    """What the first groups come to together, and the amount that has no name to be ranked by."""
    params, keys = spent.params, spent.groups.keys
    if not keys or params.granularity or len(spent.totals) != 1 or not spent.result.rows:
        return "", []
    at = of_each(params)
    told = [_together(spent) if at is None else _firsts_of_each(spent, at), _without_name(spent)]
    return " ".join(text for text, _ in told if text), [fact for _, facts in told for fact in facts]


def _together(spent: Spent) -> Sentence:
    """What the groups that are shown come to, where there are others."""
    params, result = spent.params, spent.result
    shown = rankable(result.rows, spent.groups)[: params.top_n] if params.top_n else ()
    if not 1 < len(shown) < result.groups:
        return "", []
    amount = sum((row.amount for row in shown), Decimal(0))
    rank = "top" if params.order == "highest" else "bottom"
    text, facts = _part(f"The {rank} {len(shown)} of {_ranked(spent)} come to", amount, spent, "part of the spend")
    return f"{text}.", facts


def _without_name(spent: Spent) -> Sentence:
    """The amount of what has no value to be ranked by; tags and teams tell theirs elsewhere."""
    key = ranked_by(spent.groups.keys)
    if key is None:
        return "", []
    at, rows = spent.groups.keys.index(key), spent.result.rows
    blank = [row for row in rows if not row.keys[at]]
    amount = sum((row.amount for row in blank), Decimal(0))
    if not amount or _named(rows, spent.groups)[0] in blank:
        return "", []
    text, facts = _part("", amount, spent, f"spend without {in_words((key,))}")
    return f"{text} has no {in_words((key,))}.", facts


def ranked_by(keys: Sequence[GroupKey]) -> GroupKey | None:
    """The dimension whose values are ranked: the only one, or that of resources. Tags and teams are told elsewhere."""
    if len(keys) == 1:
        return None if isinstance(keys[0], Tag) or keys[0] is Dimension.TEAM else keys[0]
    return Dimension.RESOURCE if Dimension.RESOURCE in keys else None


MOST_TOLD = 6
"""So many values have their first group named in a sentence; the table has all."""


def of_each(params: SpendParams) -> int | None:
    """Which of two dimensions a ranking is made for each value of; None where all groups are ranked together."""
    if not params.top_n or params.granularity or len(params.group_by) != 2 or params.each == "none":
        return None
    return 0 if params.each == "first" else 1


def first_of_each(rows: Sequence[BillRow], params: SpendParams) -> tuple[BillRow, ...]:
    """The first N rows of each value of one dimension and currency, values in the order of their first row."""
    at, most = of_each(params), params.top_n
    if at is None or most is None:
        return tuple(rows)
    groups: dict[tuple[str, str], list[BillRow]] = {}
    for row in rows:
        groups.setdefault((row.currency, row.keys[at]), []).append(row)
    return tuple(row for group in groups.values() for row in group[:most])


def _firsts_of_each(spent: Spent, at: int) -> Sentence:
    """The first group of each value: of each account the service that cost most."""
    groups = spent.groups
    facts: list[Fact] = []
    parts: list[str] = []
    firsts = first_of_each(_named(spent.result.rows, groups), spent.params.model_copy(update={"top_n": 1}))
    for row in firsts[:MOST_TOLD]:
        value = spent.context.facts.text(groups.label(at, row.keys[at]), heading(groups.keys[at]).lower())
        name = spent.context.facts.text(groups.label(1 - at, row.keys[1 - at]), "group")
        amount = spent.money(row.amount, row.currency, f"{name.value} of {value.value}")
        facts += [value, name, amount]
        parts.append(f"[[{value.id}]]: [[{name.id}]] with [[{amount.id}]]")
    more = f"; and {len(firsts) - MOST_TOLD} more in the table" if len(firsts) > MOST_TOLD else ""
    end = "first" if spent.params.order == "highest" else "last"
    return f"The {end} of each {in_words((groups.keys[at],))}: {'; '.join(parts)}{more}.", facts


def rankable(rows: Sequence[BillRow], groups: Grouping) -> tuple[BillRow, ...]:
    """The rows that a ranking is of. Untagged is no team: by tags or teams, only what has a name is ranked.

    By a column of the bill (`docs/QUESTIONS.md`, 8) charges without a value are a row of it, which is said.
    """
    by_name = any(isinstance(key, Tag) or key is Dimension.TEAM for key in groups.keys) or len(groups.keys) > 1
    return tuple(_named(rows, groups)) if by_name else tuple(rows)


def _ranked(spent: Spent) -> int:
    """How many groups there are to rank."""
    rows = spent.result.rows
    return spent.result.groups - len(rows) + len(rankable(rows, spent.groups))


def _part(lead: str, amount: Decimal, spent: Spent, subject: str) -> tuple[str, list[Fact]]:
    total = spent.totals[0]
    fact = spent.money(amount, total.unit, subject)
    part = share(amount, Decimal(total.value))
    if part is None:
        return f"{lead} [[{fact.id}]]".strip(), [fact]
    fraction = spent.share(
        part, f"share of the {subject}" if subject.startswith("spend") else "share", of=(fact.id, total.id)
    )
    return f"{lead} [[{fact.id}]] ([[{fraction.id}]])".strip(), [fact, fraction]


def _named(rows: Sequence[BillRow], groups: Grouping) -> list[BillRow]:
    """The groups that have a name, or all where none has. What belongs to no resource is none, in whichever account."""
    of_things = [at for at, key in enumerate(groups.keys) if key is Dimension.RESOURCE]
    named = [row for row in rows if any(row.keys)] or list(rows)
    return [row for row in named if all(row.keys[at] for at in of_things)] or named


def _told(row: BillRow, spent: Spent) -> tuple[Fact, Fact]:
    name = spent.context.facts.text(spent.groups.name(row.keys), "group")
    return name, spent.money(row.amount, row.currency, name.value)


def _bound(spent: Spent, currency: str) -> Fact:
    params = spent.params
    amount = params.threshold if params.threshold is not None else params.below
    return spent.context.facts.money(Money(amount or Decimal(0), currency), "bound")


def _side(spent: Spent) -> str:
    return "above" if spent.params.threshold is not None else "below"


def _noun(groups: Grouping, count: int) -> str:
    return counted(groups.keys, count)
