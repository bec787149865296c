"""The `compare` and `changes` tools: one period against another, and what drove the difference."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.caveats import also_read
from agents.bill.long_charges import partly_notes
from agents.bill.scope import Scope, basis_of, covered, kinds_read, read_scope, with_kinds
from agents.bill.wording import Grouping, counted, grouping, in_words, sentence
from agents.cost.compare.params import ChangesParams, CompareParams
from billing.movement import Move, effects, moves, quantities
from billing.periods.calendar import add_months
from billing.periods.default_period import last_full_month
from billing.periods.symbols import bare, before, day_text, phrase_of, resolve, whole_months, year_before
from billing.query import BillResult, Metric
from billing.source import BillSource
from finops_core.answers import Basis, Column, DateRange, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Money, Period

_UNIT_TO_DATE = re.compile(r"(\w+)_to_date")
"""Month to date is compared with as many days of the month before, not with the days just before the month."""

DRIVERS_SPLIT = 12
"""Usage types whose change is split into price and quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A period and what it is compared with, cut to the same length where the later one is still open.

    `since` says that they are the first and the latest full months of a time that began with the earlier one.
    """

    now: Period
    then: Period
    cut: bool = False
    since: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both periods read from the bill by one grouping, and the currency compared in."""

    scope: Scope
    pair: Pair
    groups: Grouping
    then: BillResult
    now: BillResult
    currency: str

    @property
    def total(self) -> Move:
        return Move(keys=(), before=self.then.totals.get(self.currency), after=self.now.totals.get(self.currency))

    @property
    def moves(self) -> list[Move]:
        return moves(self.then.rows, self.now.rows, self.currency)


def compare(params: CompareParams, context: ToolContext) -> Finding:
    """Compares two periods. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    found = _read(params, params.compare_to, params.group_by or ("service",), context)
    if isinstance(found, Finding):
        return found
    chosen = [move for move in found.moves if _wanted(move, params.direction)][: params.top_n or TABLE_ROWS]
    headline, facts = _headline(found, context)
    prose, more = _drivers(found, chosen, context)
    if params.direction:
        moved, those = _moved(found, chosen, params.direction, context)
        rest = prose if len(chosen) > 1 else ""
        headline, prose, more = moved, f"{rest} {headline}".strip(), [*more, *those]
    blocks = [_table(found, chosen, f"Change by {in_words(found.groups.keys)}")] if chosen else []
    if not params.group_by:
        blocks += _price_and_quantity(found, context)
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts + more),
        blocks=tuple(blocks),
        basis=_basis(found),
        suggestions=("What did I spend by service?", "Which charges are new?", "Show daily costs"),
    )


def changes(params: ChangesParams, context: ToolContext) -> Finding:
    """Charges that are new in a period, or stopped. Raises as `compare`."""
    found = _read(params, params.compare_to, params.group_by or ("service", "usage_type"), context)
    if isinstance(found, Finding):
        return found
    chosen = [move for move in found.moves if move.kind == params.change]
    then = phrase_of(found.pair.then)
    if not chosen:
        verb = "stopped" if params.change == "stopped" else "is new"
        text = sentence(f"nothing {verb}", found.scope.subject, phrase_of(found.pair.now))
        return Finding(
            headline=f"{text}, compared with {bare(then)}.",
            basis=_basis(found),
            suggestions=("What changed in our spend this month?", "What did I spend by service?"),
        )
    counted = context.facts.number(len(chosen), "charges" if len(chosen) != 1 else "charge", f"{params.change} charges")
    change = sum((move.change for move in chosen), Decimal(0))
    amount = -change if params.change == "stopped" else change  # signed: a new credit is less, not more
    worth = context.facts.money(Money(amount, found.currency), f"{params.change} charges", found.pair.now)
    word = "stopped" if params.change == "stopped" else "is new" if len(chosen) == 1 else "are new"
    headline = sentence(f"[[{counted.id}]] {word}", phrase_of(found.pair.now), f"compared with {bare(then)}:")
    first = context.facts.text(found.groups.name(chosen[0].keys), f"largest {params.change} charge")
    sign = -1 if params.change == "stopped" else 1
    size = context.facts.money(Money(sign * chosen[0].change, found.currency), first.value, found.pair.now)
    only = f"[[{first.id}]], [[{worth.id}]]."
    several = f"[[{worth.id}]] together, the largest [[{first.id}]] with [[{size.id}]]."
    return Finding(
        headline=f"{headline} {only if len(chosen) == 1 else several}",
        facts=(counted, worth, first, size),
        blocks=(_table(found, chosen[:TABLE_ROWS], f"{params.change.capitalize()} charges", total=len(chosen)),),
        basis=_basis(found),
        suggestions=("What changed in our spend this month?", "What did I spend by service?"),
    )


def _wanted(move: Move, direction: str | None) -> bool:
    if direction is None:
        return move.kind != "same"
    return move.change > 0 if direction == "up" else move.change < 0


def _read(
    params: CompareParams | ChangesParams, compare_to: str, by: tuple[str, ...], context: ToolContext
) -> Compared | Finding:
    scope = read_scope(params if params.period else params.model_copy(update={"period": "this_month"}), context)
    if isinstance(scope, Missing):
        return absent(scope, context.facts)
    groups = grouping(by, scope)
    if isinstance(groups, Missing):
        return absent(groups, context.facts, scope.basis)
    pair = _pair(scope, params.period, compare_to)
    if pair.then.overlap(covered(scope.info)) is None:
        return _nothing_before(scope, pair, context)
    also_read(context, pair.now, pair.then)
    source = context.service(BillSource)
    now = source.query(replace(scope.rows, period=pair.now, group_by=groups.keys))
    then = source.query(replace(scope.rows, period=pair.then, group_by=groups.keys))
    totals = now.totals or then.totals
    if not totals:
        return Finding(
            headline=sentence("the bill has no charges", scope.subject, "in either period."), basis=scope.basis
        )
    currency = max(totals, key=lambda name: abs(totals[name]))
    notes = (*scope.basis.notes, *partly_notes(scope, context, pair.now, pair.then))
    days = DateRange(start=pair.now.start, end=pair.now.end)
    scope = replace(scope, basis=scope.basis.model_copy(update={"notes": notes, "period": days}))
    scope = with_kinds(scope, kinds_read(scope, context, pair.now, pair.then))
    return Compared(scope=scope, pair=pair, groups=groups, then=then, now=now, currency=currency)


def _pair(scope: Scope, asked: str, compare_to: str) -> Pair:
    """The two periods; an open one is compared by its days so far, the other by as many days from its start."""
    whole = scope.period.period
    unit = _UNIT_TO_DATE.fullmatch(asked)
    if compare_to in ("", "previous"):
        ends = _first_and_latest(asked, scope)
        if ends:
            return ends
        whole = resolve(f"this_{unit[1]}", scope.anchor).period if unit else whole
    if compare_to in ("", "previous"):
        then = before(whole)
    elif compare_to == "year_before":
        then = year_before(whole)
    else:
        then = resolve(compare_to, scope.anchor).period
    if then == whole:
        then = before(whole)
    now = whole.overlap(covered(scope.info)) or whole
    if now.end < whole.end and now.start == whole.start and then.days > now.days:
        return Pair(now=now, then=Period.of_days(then.start, now.days), cut=True)
    return Pair(now=whole, then=then)


def _first_and_latest(asked: str, scope: Scope) -> Pair | None:
    """What grew since January: January, and as many of the latest full months; None where these meet."""
    since = asked.removeprefix("since_")
    latest = last_full_month(scope.anchor)
    if since == asked or latest is None:
        return None
    first = resolve(since, scope.anchor).period
    months = whole_months(first)
    now = Period(add_months(latest.end, -months), latest.end) if months else None
    return Pair(now=now, then=first, since=True) if now and first.end <= now.start else None


def _nothing_before(scope: Scope, pair: Pair, context: ToolContext) -> Finding:
    bill = covered(scope.info)
    result = context.service(BillSource).query(replace(scope.rows, period=pair.now))
    spent = [context.facts.money(Money(amount, unit), "spend", pair.now) for unit, amount in result.totals.items()]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in spent) or "nothing"
    return Finding(
        headline=(
            f"The bill has nothing {phrase_of(pair.then)} to compare with; it covers {day_text(bill.start)} to "
            f"{day_text(bill.last_day)}. You spent {amounts} {phrase_of(pair.now)}."
        ),
        facts=tuple(spent),
        basis=basis_of(scope, result),
        suggestions=("What did I spend by service?", "Show daily costs"),
    )


def _headline(found: Compared, context: ToolContext) -> tuple[str, list[Fact]]:
    total = found.total
    subject = found.scope.subject
    after = _money(found, total.after, f"spend {subject}", found.pair.now, context)
    earlier = _money(found, total.before, f"spend {subject}", found.pair.then, context)
    size = context.facts.money(Money(abs(total.change), found.currency), "change", of=(after.id, earlier.id))
    facts = [after, earlier, size]
    fraction = ""
    if total.fraction is not None:
        part = context.facts.percent(abs(total.fraction), "relative change", of=(after.id, earlier.id))
        facts.append(part)
        fraction = f" ([[{part.id}]])"
    then = bare(phrase_of(found.pair.then))
    if not total.change:
        return sentence(
            f"you spent [[{after.id}]]", subject, f"{phrase_of(found.pair.now)}, the same as {then}."
        ), facts
    word = "more" if total.change > 0 else "less"
    text = sentence(f"you spent [[{after.id}]]", subject, f"{phrase_of(found.pair.now)},")
    return f"{text} [[{size.id}]]{fraction} {word} than the [[{earlier.id}]] of {then}.", facts


def _money(found: Compared, amount: Decimal | None, subject: str, days: Period, context: ToolContext) -> Fact:
    return context.facts.money(Money(amount or Decimal(0), found.currency), subject.strip(), days)


def _moved(
    found: Compared, chosen: list[Move], direction: Literal["up", "down"], context: ToolContext
) -> tuple[str, list[Fact]]:
    """Which groups rose, or fell, comes first where that is asked."""
    verb = "rose" if direction == "up" else "fell"
    when = f"{phrase_of(found.pair.now)}, compared with {bare(phrase_of(found.pair.then))}"
    if not chosen:
        return sentence(f"no {counted(found.groups.keys, 1)} {verb}", found.scope.subject, f"{when}."), []
    count = context.facts.number(len(chosen), counted(found.groups.keys, len(chosen)), f"that {verb}")
    change = abs(sum((move.change for move in chosen), Decimal(0)))
    size = context.facts.money(Money(change, found.currency), f"change of what {verb}", found.pair.now)
    text = sentence(f"[[{count.id}]] {verb}", found.scope.subject, f"{when}:")
    if len(chosen) == 1:
        name = context.facts.text(found.groups.name(chosen[0].keys), "driver")
        return f"{text} [[{name.id}]] by [[{size.id}]].", [count, size, name]
    return f"{text} by [[{size.id}]] together.", [count, size]


def _drivers(found: Compared, chosen: list[Move], context: ToolContext) -> tuple[str, list[Fact]]:
    """A sentence on the largest movers."""
    parts: list[str] = []
    facts: list[Fact] = []
    for move in chosen[:3]:
        name = context.facts.text(found.groups.name(move.keys), "driver")
        size = context.facts.money(Money(abs(move.change), found.currency), f"change of {name.value}", found.pair.now)
        facts += [name, size]
        verb = {"new": "is new with", "stopped": "stopped, which saved"}.get(move.kind)
        parts.append(f"[[{name.id}]] {verb or ('rose by' if move.change > 0 else 'fell by')} [[{size.id}]]")
    return (sentence("; ".join(parts)) + ".", facts) if parts else ("", [])


def _table(found: Compared, chosen: list[Move], title: str, *, total: int | None = None) -> TableBlock:
    unit = found.currency
    headings = [Column(key=key, label=text) for key, text in found.groups.headings]
    rows = tuple(
        (
            *(found.groups.label(position, key) for position, key in enumerate(move.keys)),
            None if move.before is None else str(move.before),
            None if move.after is None else str(move.after),
            str(move.change),
            None if move.fraction is None else str(move.fraction),
            move.kind,
        )
        for move in chosen
    )
    return TableBlock(
        title=title,
        columns=(
            *headings,
            Column(key="before", label=_label(found.pair.then), kind="money", unit=unit),
            Column(key="after", label=_label(found.pair.now), kind="money", unit=unit),
            Column(key="change", label="Change", kind="money", unit=unit),
            Column(key="fraction", label="Change %", kind="percent"),
            Column(key="kind", label="What happened"),
        ),
        rows=rows,
        total_rows=total or len(rows),
    )


def _label(period: Period) -> str:
    text = bare(phrase_of(period))
    return text[:1].upper() + text[1:]


def _price_and_quantity(found: Compared, context: ToolContext) -> list[TableBlock]:
    """The usage types that moved most, each change split into price and quantity."""
    groups = grouping(("service", "usage_type"), found.scope)
    if isinstance(groups, Missing):
        return []
    source = context.service(BillSource)
    rows = replace(found.scope.rows, group_by=groups.keys)
    amounts = [source.query(replace(rows, period=days)).rows for days in (found.pair.then, found.pair.now)]
    measured = replace(rows, metric=Metric.QUANTITY)
    used = [quantities(source.query(replace(measured, period=days)).rows) for days in (found.pair.then, found.pair.now)]
    cells: list[tuple[str | None, ...]] = []
    for move in moves(amounts[0], amounts[1], found.currency)[:DRIVERS_SPLIT]:
        if not move.change:
            continue
        split = effects(move, used[0].get(move.keys, Decimal(0)), used[1].get(move.keys, Decimal(0)))
        parts = (str(split.quantity), str(split.price)) if split else (None, None)
        names = (groups.label(position, key) for position, key in enumerate(move.keys))
        cells.append((*names, str(move.change), *parts, move.kind))
    if not cells:
        return []
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="change", label="Change", kind="money", unit=found.currency),
        Column(key="quantity", label="By quantity", kind="money", unit=found.currency),
        Column(key="price", label="By price", kind="money", unit=found.currency),
        Column(key="kind", label="What happened"),
    )
    return [TableBlock(title="What drove it", columns=columns, rows=tuple(cells), total_rows=len(cells))]


def _basis(found: Compared) -> Basis:
    basis = basis_of(found.scope, found.now, besides=(found.then,))
    notes = [*basis.notes, f"Compared with {bare(phrase_of(found.pair.then))}."]
    if found.pair.cut:
        notes.append("The period is still open: its days so far are compared with as many days from the other's start.")
    if found.pair.since:
        notes.append("The first and the latest full months of the time asked about are compared with each other.")
    others = sorted({*found.now.totals, *found.then.totals} - {found.currency})
    if others:
        notes.append(f"Amounts in {', '.join(others)} are left out: currencies are never added together.")
    read = (found.now.rows_read or 0) + (found.then.rows_read or 0)
    return basis.model_copy(update={"notes": tuple(notes), "currency": found.currency, "rows_read": read})
