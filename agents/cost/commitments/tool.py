"""The `commitments` tool: Savings Plans and reservations as the bill's rows show them. It advises nothing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.kinds import kind_words
from agents.bill.params import ScopeParams
from agents.bill.scope import Scope, read_scope
from agents.bill.wording import listed, sentence
from agents.cost.commitments.params import CommitmentsParams
from billing.commitments import Commitment, CommitmentKind, CommitmentReport, commitments
from billing.export import ExportBill
from billing.periods.symbols import phrase_of
from billing.query import LineKind
from billing.source import BillSource
from finops_core.answers import Basis, Column, Fact, Finding, TableBlock
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.values import Money

COMMITMENT_KINDS = tuple(
    kind for kind in LineKind if kind.startswith(("savings_plan", "reservation")) or kind is LineKind.UNUSED_COMMITMENT
)
_KINDS = {"savings_plan": CommitmentKind.SAVINGS_PLAN, "reservation": CommitmentKind.RESERVATION}

NAMED = 2
"""So many commitments that end on one day are named; more are counted."""

Aspect = Literal["coverage", "utilisation", "unused", "ends", "saved"]


def commitment_report(params: CommitmentsParams, context: ToolContext) -> Finding:
    """Coverage, utilisation, unused money and ends of commitments.

    Raises ToolError for a user who sees only some accounts, since commitments are shared between all of them, and
    where the bill is not an export; ToolRetry and BillError as the other tools.
    """
    bill = context.service(BillSource)
    if not isinstance(bill, ExportBill):
        raise ToolError("Commitments are read from a billing export; this bill is none.")
    if context.accounts is not None:
        raise ToolError(
            "Commitments are shared by all accounts of the organisation, and you may see only some of them."
        )
    # A purchase, from which an end is known, may lie years back.
    period = "all" if params.aspect == "ends" and not params.period else params.period
    scope = read_scope(ScopeParams.model_validate({"period": period}), context)
    if isinstance(scope, Missing):
        return absent(scope, context)
    kind = _KINDS[params.kind] if params.kind else None
    reports = commitments(bill, scope.period.period, kind)
    if not reports:
        what = {"savings_plan": "Savings Plans", "reservation": "reservations"}.get(params.kind or "", "commitments")
        return Finding(
            headline=sentence(f"the bill has no {what}", f"{scope.period.phrase}."),
            basis=scope.basis,
            suggestions=("What did I spend by service?", "Spend by purchase option"),
        )
    told = [_told(report, params.aspect, params.kind, scope, context) for report in reports]
    return Finding(
        headline=told[0][0],
        prose=" ".join(text for text, _ in told[1:]),
        facts=tuple(fact for _, facts in told for fact in facts),
        blocks=tuple(_table(report, by_end=params.aspect == "ends") for report in reports),
        basis=_basis(scope, reports),
        suggestions=("Show amortized costs by service", "Spend by purchase option"),
    )


def _basis(scope: Scope, reports: Sequence[CommitmentReport]) -> Basis:
    """Of commitments only: what they covered, cost and left unused, at effective cost."""
    currency = reports[0].currency if len(reports) == 1 else None
    own = tuple(words for words in kind_words(COMMITMENT_KINDS) if words in scope.basis.included)
    notes = list(scope.basis.notes)
    if not any(one.end.day for report in reports for one in report.commitments):
        notes.append("The bill does not say when its commitments end.")
    return scope.basis.model_copy(
        update={"metric": "EffectiveCost", "currency": currency, "included": own, "notes": tuple(notes)}
    )


def _told(
    report: CommitmentReport, aspect: Aspect | None, kind: str | None, scope: Scope, context: ToolContext
) -> tuple[str, list[Fact]]:
    """The sentence about what was asked; without an aspect, about use and waste."""
    days = scope.period.period
    names = {"savings_plan": "Savings Plans", "reservation": "reservations"}.get(kind or "", "commitments")
    when = phrase_of(days)
    if aspect == "coverage" and report.unpriced:
        return _unpriced(report.unpriced, report.currency, "coverage is", when, scope, context)
    if aspect == "coverage":
        return _fraction(
            report.coverage, f"of the usage that {names} could cover was covered", names, when, scope, context
        )
    if aspect == "ends":
        return _ends(report.commitments, names, scope, context)
    if aspect == "saved":
        return _saved(report.commitments, report.currency, names, when, scope, context)
    unused = context.facts.money(Money(report.unused, report.currency), f"unused {names}", days)
    if aspect == "unused":
        nothing = f"nothing of the {names} paid for went unused"
        return sentence(f"[[{unused.id}]] of {names} went unused" if report.unused else nothing, f"{when}."), [unused]
    text, facts = _fraction(report.utilisation, f"of the {names} paid for was used", names, when, scope, context)
    return f"{text} {f'[[{unused.id}]]' if report.unused else 'Nothing'} went unused.", [*facts, unused]


def _fraction(
    part: Decimal | None, what: str, names: str, when: str, scope: Scope, context: ToolContext
) -> tuple[str, list[Fact]]:
    if part is None:
        return f"The bill does not say enough about {names} {when} to work this out.", []
    fact = context.facts.percent(part, what, scope.period.period)
    return f"[[{fact.id}]] {what} {when}.", [fact]


def _ends(found: Sequence[Commitment], names: str, scope: Scope, context: ToolContext) -> tuple[str, list[Fact]]:
    """The next end after the bill's own; what ended already, and that nothing is known where that is so."""
    today = scope.anchor.complete.end
    known = [(one.end.day, _short(one)) for one in found if one.end.day is not None]
    shown = min((day for day, _ in known if day >= today), default=max((day for day, _ in known), default=None))
    if shown is None:
        return f"{_NO_ENDS.format(names)} {_LOOK_IT_UP}", []
    these = sorted(short for day, short in known if day == shown)
    name = context.facts.text(listed(these) if len(these) <= NAMED else f"{len(these)} of them", "commitment")
    day = context.facts.day(shown, "end")
    facts = [name, day]
    verb = ("end" if len(these) > 1 else "ends") if shown >= today else "ended"
    if len(found) == 1:
        return f"[[{name.id}]] {verb} on [[{day.id}]].", facts
    count = context.facts.number(len(found), names, "commitments in the bill")
    which = "next" if shown >= today else "last"
    text = f"Of [[{count.id}]], [[{name.id}]] {verb} {which}, on [[{day.id}]]."
    if len(known) < len(found):
        left = context.facts.number(len(found) - len(known), "of them", "commitments without an end")
        facts.append(left)
        text += f" Of [[{left.id}]] the bill does not say it."
    return text, [*facts, count]


def _short(one: Commitment) -> str:
    """A commitment in a sentence: its kind and the last part of its id."""
    return f"{one.kind.value} {one.id.rsplit('/', 1)[-1].rsplit(':', 1)[-1]}"


_NO_ENDS = "The bill does not say when its {} end: it states no end, and no purchase with its term is in it."
_LOOK_IT_UP = "AWS shows it in the inventory pages of Savings Plans and reservations."


def _saved(
    found: Sequence[Commitment], currency: str, names: str, when: str, scope: Scope, context: ToolContext
) -> tuple[str, list[Fact]]:
    known = [one.saved for one in found if one.saved is not None]
    unpriced = sum((one.unpriced for one in found), Decimal(0))
    text, facts = _unpriced(unpriced, currency, "what it saved is", when, scope, context) if unpriced else ("", [])
    if not known:
        none = f"The bill has no on-demand prices for what {names} covered {when}, so savings are not known."
        return text or none, facts
    saved = sum(known, Decimal(0))
    fact = context.facts.money(Money(abs(saved), currency), f"saved by {names}", scope.period.period)
    which = sentence(f"the {names} with list prices" if unpriced else names)
    told = f"{which} saved [[{fact.id}]] against on-demand prices {when}, unused ones paid."
    if saved < 0:
        told = f"{which} cost [[{fact.id}]] more than on-demand prices {when}."
    return f"{told} {text}".strip(), [fact, *facts]


def _unpriced(
    amount: Decimal, currency: str, unknown: str, when: str, scope: Scope, context: ToolContext
) -> tuple[str, list[Fact]]:
    """What cannot be worked out, since the bill states no list price, or one of 0, for paid usage."""
    fact = context.facts.money(Money(amount, currency), "usage without a list price", scope.period.period)
    return f"The bill has no list price for [[{fact.id}]] of usage {when}, so {unknown} not known.", [fact]


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
