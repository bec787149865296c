"""The `commitments` tool: Savings Plans and reservations as the bill's rows show them. It advises nothing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from agents.cost.absent import absent
from agents.cost.analysis import TABLE_ROWS
from agents.cost.params import CommitmentsParams, Scope
from agents.cost.periods import phrase_of
from agents.cost.scope import Missing, Reading, read_scope
from agents.cost.wording import sentence
from billing.commitments import Commitment, CommitmentKind, CommitmentReport, commitments
from billing.export import ExportBill
from billing.source import BillSource
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.errors import ToolError
from finops_core.tools.spec import ToolContext
from finops_core.values import Money

_KINDS = {"savings_plan": CommitmentKind.SAVINGS_PLAN, "reservation": CommitmentKind.RESERVATION}

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
    reading = read_scope(Scope.model_validate({"period": params.period}), context)
    if isinstance(reading, Missing):
        return absent(reading, context)
    reports = [_of_kind(report, params.kind) for report in commitments(bill, reading.period.period)]
    reports = [report for report in reports if report.commitments]
    if not reports:
        what = {"savings_plan": "Savings Plans", "reservation": "reservations"}.get(params.kind or "", "commitments")
        return Finding(
            headline=sentence(f"the bill has no {what}", f"{reading.period.phrase}."),
            basis=reading.basis,
            suggestions=("What did I spend by service?", "Spend by purchase option"),
        )
    told = [_told(report, params.aspect, params.kind, reading, context) for report in reports]
    return Finding(
        headline=told[0][0],
        prose=" ".join(text for text, _ in told[1:]),
        facts=tuple(fact for _, facts in told for fact in facts),
        blocks=tuple(_table(report) for report in reports),
        basis=reading.basis.model_copy(update={"metric": "EffectiveCost", "currency": reports[0].currency}),
        suggestions=("Show amortized costs by service", "Spend by purchase option"),
    )


def _of_kind(report: CommitmentReport, kind: str | None) -> CommitmentReport:
    if kind is None:
        return report
    kept = tuple(one for one in report.commitments if one.kind is _KINDS[kind])
    covered = sum((one.on_demand or Decimal(0) for one in kept), Decimal(0))
    return CommitmentReport(currency=report.currency, commitments=kept, covered=covered, coverable=report.coverable)


def _told(
    report: CommitmentReport, aspect: Aspect | None, kind: str | None, reading: Reading, context: ToolContext
) -> tuple[str, list[Fact]]:
    """The sentence about what was asked; without an aspect, about use and waste."""
    days = reading.period.period
    names = {"savings_plan": "Savings Plans", "reservation": "reservations"}.get(kind or "", "commitments")
    when = phrase_of(days)
    if aspect == "coverage":
        return _fraction(
            report.coverage, f"of the usage that {names} could cover was covered", names, when, reading, context
        )
    if aspect == "ends":
        return _ends(report.commitments, names, context)
    if aspect == "saved":
        return _saved(report.commitments, report.currency, names, when, reading, context)
    unused = context.facts.money(Money(report.unused, report.currency), f"unused {names}", days)
    if aspect == "unused":
        return f"[[{unused.id}]] of {names} went unused {when}.", [unused]
    text, facts = _fraction(report.utilisation, f"of the {names} paid for was used", names, when, reading, context)
    return f"{text} [[{unused.id}]] went unused.", [*facts, unused]


def _fraction(
    part: Decimal | None, what: str, names: str, when: str, reading: Reading, context: ToolContext
) -> tuple[str, list[Fact]]:
    if part is None:
        return f"The bill does not say enough about {names} {when} to work this out.", []
    fact = context.facts.percent(part, what, reading.period.period)
    return f"[[{fact.id}]] {what} {when}.", [fact]


def _ends(found: Sequence[Commitment], names: str, context: ToolContext) -> tuple[str, list[Fact]]:
    ends = sorted(one.ends for one in found if one.ends is not None)
    count = context.facts.number(len(found), names, "commitments in the bill")
    if not ends:
        return f"The bill has [[{count.id}]] and does not say when they end.", [count]
    first = context.facts.day(ends[0], "first end")
    return f"Of [[{count.id}]], the first ends on [[{first.id}]].", [count, first]


def _saved(
    found: Sequence[Commitment], currency: str, names: str, when: str, reading: Reading, context: ToolContext
) -> tuple[str, list[Fact]]:
    known = [one.saved for one in found if one.saved is not None]
    if not known:
        return f"The bill has no on-demand prices for what {names} covered {when}, so savings are not known.", []
    saved = sum(known, Decimal(0))
    fact = context.facts.money(Money(abs(saved), currency), f"saved by {names}", reading.period.period)
    if saved < 0:
        return f"{names.capitalize()} cost [[{fact.id}]] more than on-demand prices {when}.", [fact]
    return f"{names[:1].upper()}{names[1:]} saved [[{fact.id}]] against on-demand prices {when}, unused ones paid.", [
        fact
    ]


def _table(report: CommitmentReport) -> TableBlock:
    unit = report.currency
    rows = tuple(
        (
            one.id,
            one.kind.value,
            str(one.used),
            str(one.unused),
            None if one.utilisation is None else str(one.utilisation.quantize(Decimal("0.00000001"))),
            None if one.ends is None else one.ends.isoformat(),
        )
        for one in report.commitments[:TABLE_ROWS]
    )
    return TableBlock(
        title="Commitments",
        columns=(
            Column(key="id", label="Commitment"),
            Column(key="kind", label="Kind"),
            Column(key="used", label="Used", kind="money", unit=unit),
            Column(key="unused", label="Unused", kind="money", unit=unit),
            Column(key="utilisation", label="Utilisation", kind="percent"),
            Column(key="ends", label="Ends", kind="date"),
        ),
        rows=rows,
        total_rows=len(report.commitments),
    )
