"""Comparisons in words: the difference, what drove it, and what is new or stopped."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import covered
from agents.bill.wording import Sentence, counted, in_words, increase_or_decrease, sentence
from agents.cost.compare.params import ChangesParams, CompareParams
from agents.cost.compare.result import Compared, NothingBefore
from billing.movement import Move
from billing.periods.symbols import bare, day_text, phrase_of
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money, Period


def present_compare(found: Compared | NothingBefore, book: FactBook) -> Finding:
    """The difference first, or what rose or fell where that was asked; then the largest movers."""
    if isinstance(found, NothingBefore):
        return _nothing_before(found, book)
    return _together([_compared(one, book) for one in (found, *found.others)])


def _together(each: Sequence[Finding]) -> Finding:
    """What was found in each currency, as one."""
    first = each[0]
    return first.model_copy(
        update={
            "headline": " ".join(one.headline for one in each),
            "prose": " ".join(one.prose for one in each if one.prose),
            "facts": tuple(fact for one in each for fact in one.facts),
            "blocks": tuple(block for one in each for block in one.blocks),
        }
    )


def _titled(title: str, found: Compared) -> str:
    """A table's title, with its currency where there are several."""
    return title if found.basis.currency else f"{title} ({found.currency})"


def _compared(found: Compared, book: FactBook) -> Finding:
    """The comparison in one currency."""
    params = found.params
    direction = _direction(params)
    top_n = params.top_n if isinstance(params, CompareParams) else None
    chosen = [move for move in found.moves if _wanted(move, direction) and _is_much(move, params)]
    chosen = chosen[: top_n or TABLE_ROWS]
    headline, facts = _headline(found, book)
    prose, more = _drivers(found, chosen, book)
    if direction:
        moved, those = _moved(found, chosen, direction, book)
        rest = prose if len(chosen) > 1 else ""
        headline, prose, more = moved, f"{rest} {headline}".strip(), [*more, *those]
    credited, those = _returned(found, book)
    prose, more = f"{prose} {credited}".strip(), [*more, *those]
    blocks = [_table(found, chosen, f"Change by {in_words(found.groups.keys)}")] if chosen else []
    return Finding(
        headline=headline,
        prose=prose,
        facts=tuple(facts + more),
        blocks=(*blocks, *_price_and_quantity(found)),
        basis=found.basis,
        suggestions=("What did I spend by service?", "Which charges are new?", "Show daily costs"),
    )


def present_changes(found: Compared | NothingBefore, book: FactBook) -> Finding:
    """How many charges are new, or stopped, what they come to, and the largest."""
    if isinstance(found, NothingBefore):
        return _nothing_before(found, book)
    kind = found.params.change if isinstance(found.params, ChangesParams) else "new"
    then, suggestions = bare(phrase_of(found.pair.then)), _SUGGESTED
    each = [(one, chosen) for one in (found, *found.others) if (chosen := [m for m in one.moves if m.kind == kind])]
    if not each:
        verb = "stopped" if kind == "stopped" else "is new"
        text = sentence(f"nothing {verb}", found.scope.subject, phrase_of(found.pair.now))
        return Finding(headline=f"{text}, compared with {then}.", basis=found.basis, suggestions=suggestions)
    told = [(one, chosen, _changed(one, chosen, kind, book)) for one, chosen in each]
    return _together(
        [
            Finding(
                headline=text,
                facts=tuple(facts),
                blocks=(_table(one, chosen[:TABLE_ROWS], f"{kind.capitalize()} charges", total=len(chosen)),),
                basis=found.basis,
                suggestions=suggestions,
            )
            for one, chosen, (text, facts) in told
        ]
    )


_SUGGESTED = ("What changed in our spend this month?", "What did I spend by service?")


def _changed(found: Compared, chosen: Sequence[Move], kind: str, book: FactBook) -> Sentence:
    days = found.pair.now
    number = book.number(len(chosen), "charges" if len(chosen) != 1 else "charge", f"{kind} charges")
    sign = -1 if kind == "stopped" else 1  # signed: a new credit is less, not more
    change = sum((move.change for move in chosen), Decimal(0))
    worth = book.money(Money(sign * change, found.currency), f"{kind} charges", days)
    word = "stopped" if kind == "stopped" else "is new" if len(chosen) == 1 else "are new"
    when = f"compared with {bare(phrase_of(found.pair.then))}:"
    headline = sentence(f"[[{number.id}]] {word}", phrase_of(days), when)
    first = book.text(found.groups.name(chosen[0].keys), f"largest {kind} charge")
    size = book.money(Money(sign * chosen[0].change, found.currency), first.value, days)
    only = f"[[{first.id}]], [[{worth.id}]]."
    several = f"[[{worth.id}]] together, the largest [[{first.id}]] with [[{size.id}]]."
    return f"{headline} {only if len(chosen) == 1 else several}", [number, worth, first, size]


def _wanted(move: Move, direction: str | None) -> bool:
    if direction is None:
        return move.kind != "same"
    return move.change > 0 if direction == "up" else move.change < 0


def _is_much(move: Move, params: CompareParams | ChangesParams) -> bool:
    """Whether it moved by as large a part as was asked; what is new has nothing before that it could be a part of."""
    least = _least(params)
    return least is None or (move.fraction is not None and abs(move.fraction) * 100 > least)


def _least(params: CompareParams | ChangesParams) -> Decimal | None:
    return params.more_than_percent if isinstance(params, CompareParams) else None


def _direction(params: CompareParams | ChangesParams) -> Literal["up", "down"] | None:
    """Which way what is listed moved; up where only by how much was asked."""
    if not isinstance(params, CompareParams):
        return None
    return params.direction or (None if params.more_than_percent is None else "up")


def _nothing_before(found: NothingBefore, book: FactBook) -> Finding:
    bill, days = covered(found.scope.info), found.pair.now
    spent = [book.money(Money(amount, unit), "spend", days) for unit, amount in found.totals.items()]
    amounts = " and ".join(f"[[{fact.id}]]" for fact in spent) or "nothing"
    return Finding(
        headline=(
            f"The bill has nothing {phrase_of(found.pair.then)} to compare with; it covers {day_text(bill.start)} to "
            f"{day_text(bill.last_day)}. You spent {amounts} {phrase_of(days)}."
        ),
        facts=tuple(spent),
        basis=found.basis,
        suggestions=("What did I spend by service?", "Show daily costs"),
    )


def _headline(found: Compared, book: FactBook) -> Sentence:
    total = found.total
    subject = found.scope.subject
    after = _money(found, total.after, f"spend {subject}", found.pair.now, book)
    earlier = _money(found, total.before, f"spend {subject}", found.pair.then, book)
    moved = f"{increase_or_decrease(total.change)} of {after.subject}"
    size = book.money(Money(abs(total.change), found.currency), moved, of=(after.id, earlier.id))
    facts = [after, earlier, size]
    fraction = ""
    if total.fraction is not None:
        part = book.percent(abs(total.fraction), f"relative {moved}", of=(after.id, earlier.id))
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


def _money(found: Compared, amount: Decimal | None, subject: str, days: Period, book: FactBook) -> Fact:
    return book.money(Money(amount or Decimal(0), found.currency), subject.strip(), days)


def _moved(found: Compared, chosen: Sequence[Move], direction: Literal["up", "down"], book: FactBook) -> Sentence:
    """Which groups rose, or fell, comes first where that is asked."""
    verb, bound = "rose" if direction == "up" else "fell", []
    if (least := _least(found.params)) is not None:
        bound = [book.percent(least / 100, "the least part it moved by")]
        verb += f" by more than [[{bound[0].id}]]"
    when = f"{phrase_of(found.pair.now)}, compared with {bare(phrase_of(found.pair.then))}"
    if not chosen:
        return sentence(f"no {counted(found.groups.keys, 1)} {verb}", found.scope.subject, f"{when}."), bound
    count = book.number(len(chosen), counted(found.groups.keys, len(chosen)), f"that {verb.split()[0]}")
    change = abs(sum((move.change for move in chosen), Decimal(0)))
    size = book.money(Money(change, found.currency), f"change of what {verb.split()[0]}", found.pair.now)
    text = sentence(f"[[{count.id}]] {verb}", found.scope.subject, f"{when}:")
    if len(chosen) == 1:
        name = book.text(found.groups.name(chosen[0].keys), "driver")
        return f"{text} [[{name.id}]] by [[{size.id}]].", [*bound, count, size, name]
    return f"{text} by [[{size.id}]] together.", [*bound, count, size]


def _drivers(found: Compared, chosen: Sequence[Move], book: FactBook) -> Sentence:
    """A sentence on the largest movers."""
    parts: list[str] = []
    facts: list[Fact] = []
    for move in chosen[:3]:
        name = book.text(found.groups.name(move.keys), "driver")
        subject = f"{increase_or_decrease(move.change)} of {name.value}"
        size = book.money(Money(abs(move.change), found.currency), subject, found.pair.now)
        facts += [name, size]
        verb = {"new": "is new with", "stopped": "stopped, which saved"}.get(move.kind)
        parts.append(f"[[{name.id}]] {verb or ('rose by' if move.change > 0 else 'fell by')} [[{size.id}]]")
    return (sentence("; ".join(parts)) + ".", facts) if parts else ("", [])


def _returned(found: Compared, book: FactBook) -> Sentence:
    """What credits and refunds the amounts of both periods are lowered by."""
    sums = [
        (days, sum((amount for place, amount in given.amounts.items() if place[0] == found.currency), Decimal(0)))
        for days, given in ((found.pair.now, found.returned_now), (found.pair.then, found.returned_then))
    ]
    if not any(amount for _, amount in sums):
        return "", []
    facts = [book.money(Money(amount, found.currency), "credits and refunds", days) for days, amount in sums]
    parts = [f"[[{fact.id}]] {phrase_of(days)}" for fact, (days, _) in zip(facts, sums, strict=True)]
    return f"Credits and refunds are in these amounts: {' and '.join(parts)}.", facts


def _given(found: Compared, chosen: Sequence[Move]) -> list[tuple[Column, list[str | None]]]:
    """A column for each period in which credits and refunds lower one of the groups shown."""
    columns: list[tuple[Column, list[str | None]]] = []
    for key, days, given in (
        ("before", found.pair.then, found.returned_then),
        ("after", found.pair.now, found.returned_now),
    ):
        amounts = [given.amounts.get((found.currency, move.keys, None)) for move in chosen]
        if any(amounts):
            label = f"Credits and refunds {phrase_of(days)}"
            column = Column(key=f"given_back_{key}", label=label, kind="money", unit=found.currency)
            columns.append((column, [str(amount) if amount else None for amount in amounts]))
    return columns


def _table(found: Compared, chosen: Sequence[Move], title: str, *, total: int | None = None) -> TableBlock:
    unit = found.currency
    headings = [Column(key=key, label=text) for key, text in found.groups.headings]
    given = _given(found, chosen)
    rows = tuple(
        (
            *(found.groups.label(position, key) for position, key in enumerate(move.keys)),
            None if move.before is None else str(move.before),
            None if move.after is None else str(move.after),
            str(move.change),
            None if move.fraction is None else str(move.fraction),
            move.kind,
            *(cells[nth] for _, cells in given),
        )
        for nth, move in enumerate(chosen)
    )
    return TableBlock(
        title=_titled(title, found),
        columns=(
            *headings,
            Column(key="before", label=_label(found.pair.then), kind="money", unit=unit),
            Column(key="after", label=_label(found.pair.now), kind="money", unit=unit),
            Column(key="change", label="Change", kind="money", unit=unit),
            Column(key="fraction", label="Change %", kind="percent"),
            Column(key="kind", label="What happened"),
            *(column for column, _ in given),
        ),
        rows=rows,
        total_rows=total or len(rows),
    )


def _label(period: Period) -> str:
    text = bare(phrase_of(period))
    return text[:1].upper() + text[1:]


def _price_and_quantity(found: Compared) -> list[TableBlock]:
    """The usage types that moved most, each change split into price and quantity."""
    groups = found.driver_groups
    if groups is None or not found.drivers:
        return []
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="change", label="Change", kind="money", unit=found.currency),
        Column(key="quantity", label="By quantity", kind="money", unit=found.currency),
        Column(key="price", label="By price", kind="money", unit=found.currency),
        Column(key="kind", label="What happened"),
    )
    cells = tuple(
        (
            *(groups.label(position, key) for position, key in enumerate(one.move.keys)),
            str(one.move.change),
            *((str(one.effects.quantity), str(one.effects.price)) if one.effects else (None, None)),
            one.move.kind,
        )
        for one in found.drivers
    )
    return [TableBlock(title=_titled("What drove it", found), columns=columns, rows=cells, total_rows=len(cells))]
