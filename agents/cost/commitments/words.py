"""Savings Plans and reservations in words. They advise nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import Scope
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.commitments.part_words import table_of_parts, told_of_parts
from agents.cost.commitments.result import Commitments
from billing.commitments import Commitment, CommitmentReport
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money, Period

NAMED = 2
"""So many commitments that end on one day are named; more are counted."""


def present_commitments(found: Commitments, book: FactBook) -> Finding:
    """A sentence about what was asked and a table of all commitments, by currency."""
    if found.parts is not None:
        text, facts = told_of_parts(found, found.parts, book)
        blocks = (table_of_parts(found, found.parts),) if found.parts.heading and found.parts.rows else ()
        more = ("What is our commitment coverage by account?", "Spend by purchase option")
        return Finding(headline=text, facts=tuple(facts), blocks=blocks, basis=found.basis, suggestions=more)
    tables = (
        _by_month(found)
        if found.months
        else tuple(
            _table(_in_days(report, found.ending), by_end=found.aspect == "ends")
            for report in found.reports
            if _in_days(report, found.ending).commitments
        )
    )
    told = [_told(report, found, book) for report in found.reports]
    beside = [] if found.months else [_beside(report, found, book) for report in found.reports]
    return Finding(
        headline=told[0][0],
        prose=" ".join(text for text, _ in (*told[1:], *beside) if text),
        facts=tuple(fact for _, facts in (*told, *beside) for fact in facts),
        blocks=tables,
        basis=found.basis,
        suggestions=("Show amortized costs by service", "Spend by purchase option"),
    )


def _told(report: CommitmentReport, found: Commitments, book: FactBook) -> Sentence:
    """The sentence about what was asked; without an aspect, about use and waste."""
    scope, aspect, names = found.scope, found.aspect, found.names
    days = scope.period.period
    when = phrase_of(days)
    if aspect == "coverage" and report.unpriced:
        return _unpriced(report.unpriced, report.currency, "coverage is", when, scope, book)
    if aspect == "coverage":
        return _fraction(
            report.coverage, f"of the usage that {names} could cover was covered", names, when, scope, book
        )
    if aspect == "savings_rate":
        if report.unpriced:
            return _unpriced(report.unpriced, report.currency, "the savings rate is", when, scope, book)
        what = "of what usage that commitments could cover would have cost on demand was saved, unused ones paid,"
        return _fraction(report.savings_rate, what, names, when, scope, book)
    if aspect == "ends":
        return _ends_in(found.ending, report, names, scope, book)
    if aspect == "saved":
        return _saved(report.commitments, report.currency, names, when, scope, book)
    unused = book.money(Money(report.unused, report.currency), f"unused {names}", days)
    if aspect == "unused":
        nothing = f"nothing of the {names} paid for went unused"
        return sentence(f"[[{unused.id}]] of {names} went unused" if report.unused else nothing, f"{when}."), [unused]
    text, facts = _fraction(report.utilisation, f"of the {names} paid for was used", names, when, scope, book)
    return f"{text} {f'[[{unused.id}]]' if report.unused else 'Nothing'} went unused.", [*facts, unused]


def _beside(report: CommitmentReport, found: Commitments, book: FactBook) -> Sentence:
    """How much was covered, where nobody asked for one of the two alone: use without coverage is half of it."""
    if found.aspect is not None or report.coverage is None:
        return "", []
    what = f"of the usage that {found.names} could cover was covered"
    covered = book.percent(report.coverage, what, found.scope.period.period)
    return f"[[{covered.id}]] {what}.", [covered]


def _fraction(part: Decimal | None, what: str, names: str, when: str, scope: Scope, book: FactBook) -> Sentence:
    if part is None:
        return f"The bill does not say enough about {names} {when} to work this out.", []
    fact = book.percent(part, what, scope.period.period)
    return f"[[{fact.id}]] {what} {when}.", [fact]


def _ends(found: Sequence[Commitment], names: str, scope: Scope, book: FactBook) -> Sentence:
    """The next end after the bill's own; what ended already, and that nothing is known where that is so."""
    today = scope.anchor.complete.end
    known = [(one.end.day, _short(one)) for one in found if one.end.day is not None]
    shown = min((day for day, _ in known if day >= today), default=max((day for day, _ in known), default=None))
    if shown is None:
        return f"{_NO_ENDS.format(names)} {_LOOK_IT_UP}", []
    these = sorted(short for day, short in known if day == shown)
    name = book.text(listed(these) if len(these) <= NAMED else f"{len(these)} of them", "commitment")
    day = book.day(shown, "end")
    facts = [name, day]
    verb = ("end" if len(these) > 1 else "ends") if shown >= today else "ended"
    if len(found) == 1:
        return f"[[{name.id}]] {verb} on [[{day.id}]].", facts
    count = book.number(len(found), names, "commitments in the bill")
    which = "next" if shown >= today else "last"
    text = f"Of [[{count.id}]], [[{name.id}]] {verb} {which}, on [[{day.id}]]."
    if len(known) < len(found):
        left = book.number(len(found) - len(known), "of them", "commitments without an end")
        facts.append(left)
        text += f" Of [[{left.id}]] the bill does not say it."
    return text, [*facts, count]


def _in_days(report: CommitmentReport, days: Period | None) -> CommitmentReport:
    """The report with the commitments alone that end in these days; as it is where none were asked for."""
    if days is None:
        return report
    ending = (one for one in report.commitments if one.end.day is not None and days.start <= one.end.day < days.end)
    return replace(report, commitments=tuple(ending))


def _ends_in(days: Period | None, report: CommitmentReport, names: str, scope: Scope, book: FactBook) -> Sentence:
    """How many end in some days, and which first; where none does, or no days were asked for, which ends next."""
    if days is None:
        return _ends(report.commitments, names, scope, book)
    ending = sorted(_in_days(report, days).commitments, key=lambda one: one.end.day or date.max)
    if not ending or ending[0].end.day is None:
        text, facts = _ends(report.commitments, names, scope, book)
        return f"{sentence(f'none of the {names} is known to end', f'{phrase_of(days)}.')} {text}", facts
    name, day = book.text(_short(ending[0]), "commitment"), book.day(ending[0].end.day, "end")
    if len(report.commitments) == 1:
        return f"[[{name.id}]] ends on [[{day.id}]].", [name, day]
    every = book.number(len(report.commitments), names, "commitments in the bill")
    count = book.number(len(ending), "of them", "commitments that end then")
    ends = "ends" if len(ending) == 1 else "end"
    first = "first, " if len(ending) > 1 else ""
    text = f"Of [[{every.id}]], [[{count.id}]] {ends} {phrase_of(days)}: [[{name.id}]] {first}on [[{day.id}]]."
    facts = [every, count, name, day]
    unknown = sum(one.end.day is None for one in report.commitments)
    if unknown:
        facts.append(left := book.number(unknown, "of them", "commitments without an end"))
        text += f" Of [[{left.id}]] the bill does not say it."
    return text, facts


def _short(one: Commitment) -> str:
    """A commitment in a sentence: its kind and the last part of its id."""
    return f"{one.kind.value} {one.id.rsplit('/', 1)[-1].rsplit(':', 1)[-1]}"


_NO_ENDS = "The bill does not say when its {} end: it states no end, and no purchase with its term is in it."


_LOOK_IT_UP = "AWS shows it in the inventory pages of Savings Plans and reservations."


def _saved(found: Sequence[Commitment], currency: str, names: str, when: str, scope: Scope, book: FactBook) -> Sentence:
    known = [one.saved for one in found if one.saved is not None]
    unpriced = sum((one.unpriced for one in found), Decimal(0))
    text, facts = _unpriced(unpriced, currency, "what it saved is", when, scope, book) if unpriced else ("", [])
    if not known:
        none = f"The bill has no on-demand prices for what {names} covered {when}, so savings are not known."
        return text or none, facts
    saved = sum(known, Decimal(0))
    subject = f"{'lost' if saved < 0 else 'saved'} by {names}"
    fact = book.money(Money(abs(saved), currency), subject, scope.period.period)
    which = sentence(f"the {names} with list prices" if unpriced else names)
    told = f"{which} saved [[{fact.id}]] against on-demand prices {when}, unused ones paid."
    if saved < 0:
        told = f"{which} cost [[{fact.id}]] more than on-demand prices {when}."
    return f"{told} {text}".strip(), [fact, *facts]


def _unpriced(amount: Decimal, currency: str, unknown: str, when: str, scope: Scope, book: FactBook) -> Sentence:
    """What cannot be worked out, since the bill states no list price, or one of 0, for paid usage."""
    fact = book.money(Money(amount, currency), "usage without a list price", scope.period.period)
    return f"The bill has no list price for [[{fact.id}]] of usage {when}, so {unknown} not known.", [fact]


def _by_month(found: Commitments) -> tuple[TableBlock, ...]:
    """A table a currency: what was used and what was not in each month; a month without commitments is empty."""
    return tuple(_months_in(report.currency, found) for report in found.reports)


def _months_in(currency: str, found: Commitments) -> TableBlock:
    rows: list[tuple[str | None, ...]] = []
    for month in found.months:
        one = next((report for report in month.reports if report.currency == currency), None)
        part = one.utilisation if one else None
        shown = None if part is None else str(part.quantize(Decimal("0.00000001")))
        rows.append((f"{month.start:%Y-%m}", str(one.used) if one else None, str(one.unused) if one else None, shown))
    return TableBlock(
        title=f"Use of {found.names} by month",
        columns=(
            Column(key="month", label="Month"),
            Column(key="used", label="Used", kind="money", unit=currency),
            Column(key="unused", label="Unused", kind="money", unit=currency),
            Column(key="utilisation", label="Utilisation", kind="percent"),
        ),
        rows=tuple(rows),
        total_rows=len(rows),
    )


def _table(report: CommitmentReport, *, by_end: bool) -> TableBlock:
    """One row a commitment. What the bill says of no commitment has no column; where it says an end, it says how."""
    unit = report.currency
    found = sorted(report.commitments, key=lambda one: one.end.day or date.max) if by_end else report.commitments
    ends = any(one.end.day for one in report.commitments)
    saved = any(one.saved is not None for one in report.commitments)
    columns = [
        Column(key="id", label="Commitment"),
        Column(key="kind", label="Kind"),
        Column(key="used", label="Used", kind="money", unit=unit),
        Column(key="unused", label="Unused", kind="money", unit=unit),
        Column(key="utilisation", label="Utilisation", kind="percent"),
        *([Column(key="saved", label="Saved", kind="money", unit=unit)] if saved else []),
        *([Column(key="ends", label="Ends", kind="date"), Column(key="from", label="End known from")] if ends else []),
    ]
    rows = tuple(
        (
            one.id,
            one.kind.value,
            str(one.used),
            str(one.unused),
            None if one.utilisation is None else str(one.utilisation.quantize(Decimal("0.00000001"))),
            *((None if one.saved is None else str(one.saved),) if saved else ()),
            *((one.end.day.isoformat() if one.end.day else None, one.end.source.value) if ends else ()),
        )
        for one in found[:TABLE_ROWS]
    )
    return TableBlock(
        title="Commitments",
        columns=tuple(columns),
        rows=rows,
        total_rows=len(report.commitments),
    )
