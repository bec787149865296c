"""The first rows of an answer's table as facts, for a model that would tell of more than the headline does.

A table goes to the person as it is; a model gets facts only, and could not say a word about the second service. Rows of
two tables are read: amounts by one group (`spend`), and amounts of two periods by one group (`compare`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from agents.prose.subjects import measure_of, whom_of
from finops_core.answers import Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money, Period

MOST_ROWS: Final = 8
"""Rows of an answer that become facts."""
_NEAR: Final = Decimal("0.0001")
_PAIR: Final = 2
_RANKED: Final = frozenset({"key0", "amount", "share", "given_back", "covered"})
_COMPARED: Final = frozenset({"key0", "before", "after", "change", "fraction", "kind"})
_GIVEN_BACK: Final = "given_back"
_NAMED: Final = "key0"


def row_facts(found: Finding) -> tuple[Fact, ...]:
    """The facts of the first rows of a finding's first table of a known shape; none where there is no such table.

    A row is left out whose name would read as something else than a name or as another row's, or whose figures do not
    agree with the facts that the finding has.
    """
    by_id = {fact.id: fact for fact in found.facts}
    for block in found.blocks:
        if isinstance(block, TableBlock):
            keys = [column.key for column in block.columns]
            if {"amount", "share", _NAMED} <= set(keys) <= _RANKED:
                return tuple(_new(_ranked(block, keys, by_id), found.facts))
            own = frozenset(key for key in keys if not key.startswith(_GIVEN_BACK))
            if own == _COMPARED:
                return tuple(_new(_compared(block, keys, by_id), found.facts))
    return ()


def _ranked(block: TableBlock, keys: Sequence[str], by_id: Mapping[str, Fact]) -> Iterator[Fact]:
    """What each row cost, and its share of what the first row's share is of."""
    first = next((fact for fact in by_id.values() if _is_share_of_two(fact, by_id)), None)
    if first is None:
        return
    part, whole = (by_id[one] for one in first.derived_from)
    period, book = _period(part), _book(by_id)
    for row in _rows(block, keys):
        amount, share = Decimal(row["amount"] or "0"), Decimal(row["share"] or "0")
        if not Decimal(whole.value) or abs(amount / Decimal(whole.value) - share) > _NEAR:
            continue
        cost = book.money(Money(amount, part.unit), row[_NAMED] or "", period)
        yield cost
        yield book.percent(share, f"share of {cost.subject}", period, of=(cost.id, whole.id))


def _is_share_of_two(fact: Fact, by_id: Mapping[str, Fact]) -> bool:
    known = len(fact.derived_from) == _PAIR and all(one in by_id for one in fact.derived_from)
    return known and fact.kind == "percent" and fact.subject.startswith("share of ")


def _compared(block: TableBlock, keys: Sequence[str], by_id: Mapping[str, Fact]) -> Iterator[Fact]:
    """What each row cost in both periods, and by how much it rose or fell."""
    moved = next((fact for fact in by_id.values() if _is_change_of_two(fact, by_id)), None)
    if moved is None:
        return
    now, then = (_period(by_id[one]) for one in moved.derived_from)
    book = _book(by_id)
    for row in _rows(block, keys):
        if row["before"] is None or row["after"] is None:
            continue
        before, after, change = (Decimal(row[key] or "0") for key in ("before", "after", "change"))
        if abs(after - before - change) > _NEAR or not change:
            continue
        name = row[_NAMED] or ""
        later, earlier = (
            book.money(Money(amount, moved.unit), name, period) for amount, period in ((after, now), (before, then))
        )
        yield from (later, earlier)
        kind = "increase" if change > 0 else "decrease"
        yield book.money(Money(abs(change), moved.unit), f"{kind} of {name}", now, of=(later.id, earlier.id))


def _is_change_of_two(fact: Fact, by_id: Mapping[str, Fact]) -> bool:
    known = len(fact.derived_from) == _PAIR and all(one in by_id for one in fact.derived_from)
    dated = known and all(by_id[one].period for one in fact.derived_from)
    return dated and fact.kind == "money" and measure_of(fact) in ("increase", "decrease")


def _rows(block: TableBlock, keys: Sequence[str]) -> Iterator[Mapping[str, str | None]]:
    at = keys.index(_NAMED)
    spelt = Counter((cells[at] or "").casefold() for cells in block.rows)
    for cells in block.rows[:MOST_ROWS]:
        name = cells[at]
        if name and spelt[name.casefold()] == 1 and _is_plain_name(name):
            yield dict(zip(keys, cells, strict=True))


def _is_plain_name(name: str) -> bool:
    """Whether a name as a subject is read as a name: `untagged`, `no region` and `saving of all` are not."""
    if name == "untagged" or name.startswith("no "):
        return False
    for subject, measure in ((name, "spend"), (f"share of {name}", "share"), (f"increase of {name}", "increase")):
        fact = Fact(id="f1", kind="percent" if measure == "share" else "money", value="1", unit="USD", subject=subject)
        if measure_of(fact) != measure or whom_of(fact) != name:
            return False
    return True


def _new(made: Iterator[Fact], known: Sequence[Fact]) -> Iterator[Fact]:
    """Those of the facts that the finding has not yet, worked out of the ones that it has."""
    told = {(fact.subject, fact.kind, fact.period): fact.id for fact in known}
    instead: dict[str, str] = {}
    for fact in made:
        same = told.get((fact.subject, fact.kind, fact.period))
        if same is not None:
            instead[fact.id] = same
        else:
            yield fact.model_copy(update={"derived_from": tuple(instead.get(one, one) for one in fact.derived_from)})


def _period(fact: Fact) -> Period | None:
    return Period(fact.period.start, fact.period.end) if fact.period else None


def _book(by_id: Mapping[str, Fact]) -> FactBook:
    """Mints ids behind those of the finding, with the same mark."""
    numbers = [int(one[1:].partition("-")[0]) for one in by_id]
    return FactBook(max(numbers) + 1, mark=next(iter(by_id)).partition("-")[2])
