"""Savings Plans and reservations as the bill's rows show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agents.bill.absent import Missing, NotInBill
from agents.bill.dimensions import DIMENSIONS, account_label, heading
from agents.bill.kinds import kind_words
from agents.bill.params import ScopeParams
from agents.bill.scope import Scope, read_scope
from agents.bill.wording import sentence
from agents.cost.commitments.params import CommitmentsParams
from billing.commitments import CommitmentKind, CommitmentReport, Covered, commitments, coverage_of
from billing.export import ExportBill
from billing.periods.calendar import add_months
from billing.periods.default_period import usual_symbol
from billing.periods.horizon import resolve_ahead
from billing.query import Dimension, LineKind
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext
from finops_core.values import Period

COMMITMENT_KINDS = tuple(
    kind for kind in LineKind if kind.startswith(("savings_plan", "reservation")) or kind is LineKind.UNUSED_COMMITMENT
)
_KINDS = {"savings_plan": CommitmentKind.SAVINGS_PLAN, "reservation": CommitmentKind.RESERVATION}
COULD_COVER = (
    "What commitments could cover: on-demand usage of what they cover some of already, and EC2 instances, Fargate and "
    "Lambda, which a Compute Savings Plan applies to. Spot usage, storage, I/O, transfer and requests are not counted."
)

Aspect = Literal["coverage", "utilisation", "unused", "ends", "saved", "savings_rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """What the commitments of a period covered, cost and left unused, one report a currency.

    `names` is how a sentence calls the kind that was asked for; `aspect` is what of them was. Of ends only those in the
    days of `ending` were asked for, where it is given.
    """

    scope: Scope
    reports: tuple[CommitmentReport, ...]
    names: str
    aspect: Aspect | None
    basis: Basis
    parts: "Parts | None" = None
    months: "tuple[Month, ...]" = ()
    ending: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was used of commitments in a month, one report a currency; none where nothing was committed."""

    start: date
    reports: tuple[CommitmentReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Coverage of parts of the usage: those that filters keep, by what is asked; `lowest` puts the least first."""

    rows: tuple[Covered, ...]
    heading: str
    label: Callable[[str], str]
    lowest: bool


def read_commitments(params: CommitmentsParams, context: ToolContext) -> Commitments | NotInBill:
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
    scope = read_scope(ScopeParams.model_validate({"period": _period(params), **params.only}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    kind = _KINDS[params.kind] if params.kind else None
    reports = commitments(bill, scope.period.period, kind)
    names = {"savings_plan": "Savings Plans", "reservation": "reservations"}.get(params.kind or "", "commitments")
    if not reports:
        return NotInBill(
            basis=scope.basis,
            sentence=sentence(f"the bill has no {names}", f"{scope.period.phrase}."),
            suggestions=("What did I spend by service?", "Spend by purchase option"),
        )
    return Commitments(
        scope=scope,
        reports=tuple(reports),
        names=names,
        aspect=params.aspect,
        basis=_basis(scope, reports),
        parts=_parts(params, scope, bill, kind) if params.of_parts else None,
        months=_months(scope.period.period, bill, kind) if params.by_month else (),
        ending=resolve_ahead(params.ending, scope.anchor) if params.ending else None,
    )


def _period(params: CommitmentsParams) -> str:
    """The period asked for, or what its aspect takes. A purchase, from which an end is known, may lie years back."""
    if params.period:
        return params.period
    if params.aspect == "ends":
        return "all"
    return usual_symbol("monthly", None) if params.group_by == ("month",) else ""


MOST_MONTHS = 60
"""Months that are told one by one; of a longer bill the latest."""


def _months(period: Period, bill: ExportBill, kind: CommitmentKind | None) -> tuple[Month, ...]:
    starts = [period.start]
    while (following := add_months(starts[-1].replace(day=1), 1)) < period.end:
        starts.append(following)
    ends = [*starts[1:], period.end]
    spans = [Period(start, end) for start, end in zip(starts, ends, strict=True)][-MOST_MONTHS:]
    return tuple(Month(start=span.start, reports=commitments(bill, span, kind)) for span in spans)


def _parts(params: CommitmentsParams, scope: Scope, bill: ExportBill, kind: CommitmentKind | None) -> Parts:
    by = params.group_by[0] if params.group_by else ""
    key = DIMENSIONS.get(by)
    rows = coverage_of(bill, scope.period.period, kind, filters=scope.filters, by=key, monthly=by == "month")
    if params.order:
        known = [row for row in rows if row.coverage is not None]
        known.sort(key=lambda row: row.coverage or 0, reverse=params.order == "highest")
        rows = (*known, *(row for row in rows if row.coverage is None))

    def label(name: str) -> str:
        if not name:
            return "other" if by else ""
        return account_label(name, scope.info) if key is Dimension.ACCOUNT else name

    return Parts(
        rows=rows,
        heading=heading(key) if key else "Month" if by else "",
        label=label,
        lowest=params.order == "lowest",
    )


def _basis(scope: Scope, reports: Sequence[CommitmentReport]) -> Basis:
    """Of commitments only: what they covered, cost and left unused, at effective cost."""
    currency = reports[0].currency if len(reports) == 1 else None
    own = tuple(words for words in kind_words(COMMITMENT_KINDS) if words in scope.basis.included)
    notes = list(scope.basis.notes)
    if not any(one.end.day for report in reports for one in report.commitments):
        notes.append("The bill does not say when its commitments end.")
    if any(report.by_compute_plan for report in reports):
        notes.append(COULD_COVER)
    return scope.basis.model_copy(
        update={"metric": "EffectiveCost", "currency": currency, "included": own, "notes": tuple(notes)}
    )
