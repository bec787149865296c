"""One charge in words."""

from agents.bill.blocks import TABLE_ROWS
from agents.bill.wording import Sentence, family_words, heading, listed, sentence
from agents.cost.charge.levels import Match
from agents.cost.charge.result import (
    BEHIND_A_NAME,
    BEHIND_AN_AMOUNT,
    AmountExplained,
    Charge,
    NamedCharge,
    UnknownUsageType,
)
from agents.cost.usage.words import present_usage
from billing.query import BillResult, Dimension
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.names.usage_types import in_plain_words
from finops_core.tools.facts import FactBook
from finops_core.values import Money

NAMED = 3


def present_charge(found: Charge, book: FactBook) -> Finding:
    """What an amount, a usage type, a family or a service is."""
    match found:
        case AmountExplained():
            return _amount_explained(found, book)
        case UnknownUsageType():
            return _unknown(found, book)
        case NamedCharge():
            return _charge_named(found, book)


def _charge_named(found: NamedCharge, book: FactBook) -> Finding:
    text, facts = _named(found, book)
    more, since = _since_when(found, book)
    measured = present_usage(found.usage, book) if found.usage else Finding(headline="")
    title = sentence("charges", found.scope.subject, found.scope.period.phrase)
    return Finding(
        headline=text,
        prose=sentence(measured.headline, more),
        facts=(*facts, *since, *measured.facts),
        blocks=(*measured.blocks, _table(found.behind, BEHIND_A_NAME, title)),
        basis=found.basis,
        suggestions=("What did I spend by usage type?", "Compare last month with the month before"),
    )


def _unknown(found: UnknownUsageType, book: FactBook) -> Finding:
    name = book.text(found.asked, "usage type")
    place = book.text(found.region, "region") if found.region else None
    where = f" in [[{place.id}]]" if place else ""
    facts: list[Fact] = [name, *([place] if place else [])]
    others = ""
    if found.alike:
        shown = book.text(", ".join(found.alike[:NAMED]), "usage types of the bill")
        facts.append(shown)
        others = f"It has [[{shown.id}]]."
    says = f"By its name, [[{name.id}]] is {found.meaning or 'usage'}{where}."
    return Finding(
        headline=f"{says} The bill has no charges for it. {others}".strip(),
        facts=tuple(facts),
        basis=found.basis,
        suggestions=("What did I spend by usage type?",),
    )


def _named(found: NamedCharge, book: FactBook) -> Sentence:
    """What it is: service, family, what is metered, and what it cost."""
    scope, result = found.scope, found.by_usage_type
    facts: list[Fact] = []
    totals = [book.money(Money(a, c), "spend", scope.period.period) for c, a in result.totals.items()]
    parts: list[str] = []
    rows = sorted(result.rows, key=lambda row: -abs(row.amount))
    for row in rows[:NAMED]:
        service, usage_type, family = row.keys
        amount = book.money(Money(row.amount, row.currency), usage_type or service, scope.period.period)
        name = book.text(usage_type or service or "no name", "usage type" if usage_type else "service")
        of = book.text(service, "service")
        words = in_plain_words(usage_type) or family_words(family)
        facts += [amount, name, of]
        meaning = f" ({words})" if words else ""
        parts.append(f"[[{amount.id}]] for [[{name.id}]]{meaning}" + (f" of [[{of.id}]]" if usage_type else ""))
    if len(rows) == 1:
        return sentence(f"you were charged {parts[0]} {scope.when}."), facts
    whole = listed([f"[[{fact.id}]]" for fact in totals])
    return sentence(f"you spent {whole} {scope.subject} {scope.when}: {_first(parts, of=len(rows))}."), [
        *totals,
        *facts,
    ]


def _first(parts: list[str], *, of: int) -> str:
    """The parts that are named, and that there are more."""
    if of <= NAMED:
        return listed(parts)
    return f"{', '.join(parts)} and {'others' if of > NAMED + 1 else 'another'}"


def _since_when(found: NamedCharge, book: FactBook) -> Sentence:
    if found.first_day is None:
        return "", []
    first = book.day(found.first_day, "first charge")
    if found.first_day == found.scope.anchor.bill.start:
        return f"It has been charged since the bill begins, on [[{first.id}]].", [first]
    return f"The first such charge is of [[{first.id}]].", [first]


def _table(result: BillResult, keys: tuple[Dimension, ...], title: str) -> TableBlock:
    """Charges by what they are and their resource, the largest first."""
    rows = result.rows
    currencies = {row.currency for row in rows}
    return TableBlock(
        title=title,
        columns=(
            *(Column(key=f"key{n}", label=heading(key)) for n, key in enumerate(keys)),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=currencies.pop() if len(currencies) == 1 else ""),
        ),
        rows=tuple((*row.keys, row.currency, str(row.amount)) for row in rows[:TABLE_ROWS]),
        total_rows=max(result.groups, len(rows)),
    )


def _amount_explained(found: AmountExplained, book: FactBook) -> Finding:
    asked = book.money(Money(found.amount, found.currency), "the amount asked about")
    if not found.matches or found.behind is None:
        text = f"nothing comes to [[{asked.id}]] to the cent: no charge, service, account, day, month or invoice"
        return Finding(
            headline=sentence(text, found.scope.subject, f"{found.scope.when}."),
            facts=(asked,),
            basis=found.basis,
            suggestions=("What did I spend by service?", "Show daily costs"),
        )
    best = found.matches[0]
    text, facts = _what_it_is(found.matches, asked, book)
    title = f"Charges behind it {best.preposition} {best.when}"
    return Finding(
        headline=text,
        facts=(asked, *facts),
        blocks=(_matches(found.matches), _table(found.behind, BEHIND_AN_AMOUNT, title)),
        basis=found.basis,
        suggestions=("What did I spend by service?",),
    )


def _what_it_is(found: tuple[Match, ...], asked: Fact, book: FactBook) -> Sentence:
    best = found[0]
    name = book.text(best.name, best.what) if best.name else None
    when = book.text(best.when, "when")
    named = f" [[{name.id}]]" if name else ""
    other = len(found) - 1
    more = ""
    facts: list[Fact] = [*([name] if name else []), when]
    if other:
        count = book.number(other, "other sums" if other > 1 else "other sum", "other matches")
        facts.append(count)
        more = f" [[{count.id}]] in the table {'come' if other > 1 else 'comes'} to the same amount."
    return f"[[{asked.id}]] is {best.what}{named} {best.preposition} [[{when.id}]].{more}", facts


def _matches(found: tuple[Match, ...]) -> TableBlock:
    return TableBlock(
        title="What comes to this amount",
        columns=(
            Column(key="what", label="What"),
            Column(key="name", label="Name"),
            Column(key="when", label="When"),
            Column(key="currency", label="Currency"),
            Column(key="amount", label="Amount", kind="money", unit=found[0].row.currency),
        ),
        rows=tuple((one.what, one.name, one.when, one.row.currency, str(one.row.amount)) for one in found[:TABLE_ROWS]),
        total_rows=len(found),
    )
