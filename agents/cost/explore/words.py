"""What was explored: what moved in one sentence, a table of the groups and a table over time."""

from collections.abc import Sequence
from decimal import Decimal

from agents.bill.blocks import TABLE_ROWS, share
from agents.bill.currencies import in_one_currency
from agents.bill.wording import Sentence, in_words, listed, sentence
from agents.cost.compare.pairs import Pair
from agents.cost.explore.result import Explored, Group, Line
from billing.movement import Move
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

OTHERS = "All others"


def present_explore(found: Explored, book: FactBook) -> Finding:
    """What moved, or what it came to where nothing is compared; then both tables."""
    scope = found.scope
    period, what = scope.period.period, f"spend {scope.subject}".strip()
    totals = [book.money(Money(amount, unit), what, period) for unit, amount in found.spent.result.totals.items()]
    if found.pair:
        headline, was, facts = _moved(found, found.pair, book)
    else:
        headline, facts = _came_to(found, totals, book)
        was = ""
    together, more = in_one_currency(totals, period, found.spent.context, found.params.currency)
    return Finding(
        headline=headline,
        prose=sentence(was, together),
        facts=(*totals, *facts, *more),
        blocks=(*((_groups_table(found),) if found.grouping.keys else ()), _lines_table(found)),
        basis=found.basis,
        suggestions=("What did I spend by service?", "What changed by service?"),
    )


def _came_to(found: Explored, totals: Sequence[Fact], book: FactBook) -> Sentence:
    """The totals, and which group has most of them."""
    scope = found.scope
    whole = listed([f"[[{fact.id}]]" for fact in totals])
    first = next((one for one in found.groups if one.currency == found.currency and any(one.keys)), None)
    if first is None:
        return sentence(f"you spent {whole}", scope.subject, f"{scope.when}."), []
    name = book.text(found.grouping.name(first.keys), "group")
    amount = book.money(Money(first.amount, first.currency), f"spend on {name.value}", scope.period.period)
    return sentence(f"you spent {whole}", scope.subject, f"{scope.when}, most on [[{name.id}]]: [[{amount.id}]]."), [
        name,
        amount,
    ]


def _moved(found: Explored, pair: Pair, book: FactBook) -> tuple[str, str, list[Fact]]:
    """How much more or less it was and which group moved most that way; then what it was before."""
    unit, nothing, subject = found.currency, Decimal(0), found.scope.subject
    total = Move(keys=(), before=found.totals_before.get(unit, nothing), after=found.totals_after.get(unit, nothing))
    after = book.money(Money(total.after or nothing, unit), "spend", pair.now)
    before = book.money(Money(total.before or nothing, unit), "spend before", pair.then)
    was = sentence(f"it was [[{before.id}]] {phrase_of(pair.then)}.")
    facts = [after, before]
    if total.fraction is None or not total.change:
        verb = "unchanged at" if not total.change else "you spent"
        return sentence(f"{verb} [[{after.id}]]", subject, f"{phrase_of(pair.now)}."), was, facts
    size = book.percent(abs(total.fraction), "change", pair.now, of=(after.id, before.id))
    way = "up" if total.change > 0 else "down"
    most, more = _mover(found, pair, rising=total.change > 0, book=book)
    text = sentence(f"{way} [[{size.id}]] to [[{after.id}]]", subject, f"{phrase_of(pair.now)}{most}.")
    return text, was, [*facts, size, *more]


def _mover(found: Explored, pair: Pair, *, rising: bool, book: FactBook) -> Sentence:
    """The group that moved most the way the total did."""
    changes = [(one, change) for one in found.groups if one.currency == found.currency and (change := one.change)]
    moved = [(one, change) for one, change in changes if (change > 0) is rising]
    if not moved:
        return "", []
    group, change = max(moved, key=lambda one: (abs(one[1]), one[0].keys))
    name = book.text(found.grouping.name(group.keys), "group")
    amount = book.money(Money(abs(change), group.currency), f"change of {name.value}", pair.now)
    return f", [[{name.id}]] most (by [[{amount.id}]])", [name, amount]


def _groups_table(found: Explored) -> TableBlock:
    """Each group with its amount and share, what it came to before, and which line over time it is.

    `value0` and `value1` are its values as the bill spells them, which `only` and `without` take.
    """
    several = len({one.currency for one in found.groups}) > 1
    unit = "" if several else found.currency
    headings = found.grouping.headings
    columns = [Column(key=key, label=text) for key, text in headings]
    columns += [
        Column(key=f"value{position}", label=f"{text}, as billed") for position, (_, text) in enumerate(headings)
    ]
    columns += [
        Column(key="line", label="Line over time", kind="number"),
        Column(key="currency", label="Currency"),
        Column(key="amount", label="Amount", kind="money", unit=unit),
        Column(key="share", label="Share", kind="percent"),
    ]
    if found.pair:
        columns += [
            Column(key="before", label="Before", kind="money", unit=unit),
            Column(key="change", label="Change", kind="money", unit=unit),
        ]
    title = sentence("spend", found.scope.subject, f"by {in_words(found.grouping.keys)}", found.scope.period.phrase)
    drawn = {line.keys: number for number, line in enumerate(found.lines) if line.keys is not None}
    rows = tuple(_group_cells(one, found, drawn.get(one.keys)) for one in found.groups)
    unseen = max(found.spent.result.groups - len(found.spent.result.rows), 0)
    return TableBlock(title=title, columns=tuple(columns), rows=rows[:TABLE_ROWS], total_rows=len(rows) + unseen)


def _group_cells(group: Group, found: Explored, line: int | None) -> tuple[str | None, ...]:
    part = share(group.amount, found.spent.result.totals.get(group.currency, Decimal(0)))
    cells: list[str | None] = [found.grouping.label(position, key) for position, key in enumerate(group.keys)]
    cells += [
        *group.keys,
        None if line is None or group.currency != found.currency else str(line),
        group.currency,
        str(group.amount),
        None if part is None else str(part),
    ]
    if found.pair:
        cells += [None if value is None else str(value) for value in (group.before, group.change)]
    return tuple(cells)


def _lines_table(found: Explored) -> TableBlock:
    """One row for each interval, one column for each line; `partial` marks those asked for or billed in part."""
    columns = [
        Column(key="start", label="Starting", kind="date"),
        Column(key="partial", label="Only in part"),
        *(
            Column(key=f"line{number}", label=_name(line, found), kind="money", unit=found.currency)
            for number, line in enumerate(found.lines)
        ),
    ]
    rows = tuple(
        (
            start.date().isoformat(),
            "only in part" if start in found.partial else None,
            *(None if (amount := line.amounts.get(start)) is None else str(amount) for line in found.lines),
        )
        for start in found.starts
    )
    title = sentence(found.params.granularity, "spend", found.scope.subject, found.scope.period.phrase)
    return TableBlock(title=title, columns=tuple(columns), rows=rows, total_rows=len(rows))


def _name(line: Line, found: Explored) -> str:
    if line.keys is None:
        return OTHERS
    return " · ".join(found.grouping.label(position, key) for position, key in enumerate(line.keys)) or "Total"
