"""What one charge is: the rows behind an amount, or what a usage type, family or service bills."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import Grouping, grouping, sentence
from agents.cost.charge.levels import MOST_ROWS, Match, at_this_amount
from agents.cost.charge.params import ChargeParams
from agents.cost.usage.params import UsageParams
from agents.cost.usage.result import Usage, read_usage
from billing.query import BillResult, Dimension
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.names.usage_types import in_plain_words, region_named, without_region
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity

WITHOUT_RESOURCES = "In a bill of this size the charges of single resources were not compared."
BEHIND = 100
LATEST = "The last full month and the month to date were looked at, as nobody named a period."
EVERYTHING = "Nothing of the last months comes to that amount, so the whole bill was looked at."
BEHIND_A_NAME = (Dimension.USAGE_TYPE, Dimension.DESCRIPTION, Dimension.RESOURCE)
BEHIND_AN_AMOUNT = (Dimension.SERVICE, Dimension.DESCRIPTION, Dimension.RESOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCharge:
    """What the filters name: its usage types, the first day of such a charge, quantities, and the charges behind it.

    `usage` is None where nothing of it is measured.
    """

    scope: Scope
    groups: Grouping
    by_usage_type: BillResult
    first_day: date | None
    usage: Usage | None
    behind: BillResult
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownUsageType:
    """A usage type that the bill lacks, as far as its name tells what and where it is; `alike` are those it has."""

    asked: str
    meaning: str
    region: str
    alike: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountExplained:
    """The sums of a bill that come to an amount, the best first, and the charges behind that one."""

    scope: Scope
    amount: Decimal
    currency: str
    matches: tuple[Match, ...]
    behind: BillResult | None
    basis: Basis


Charge = NamedCharge | UnknownUsageType | AmountExplained


def read_charge(params: ChargeParams, context: ToolContext) -> Charge | NotInBill:
    """Explains an amount, or what the filters name. Raises ToolRetry and BillError as the other tools."""
    if params.amount is not None:
        return _of_an_amount(params, params.amount, context)
    params = params.model_copy(update={"usage_type": _as_in_the_bill(params.usage_type, context)})
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return _unknown(params, scope) or NotInBill(basis=Basis(), missing=scope)
    groups = grouping(("service", "usage_type", "usage_family"), scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    source = context.service(BillSource)
    result = source.query(replace(scope.rows, group_by=groups.keys))
    if not result.rows:
        return NotInBill(
            basis=basis_of(scope, result),
            sentence=sentence("the bill has no charges", scope.subject, f"{scope.when}."),
            suggestions=("What did I spend by usage type?",),
        )
    usage = read_usage(UsageParams.model_validate(_scope_of(params)), context)
    return NamedCharge(
        scope=scope,
        groups=groups,
        by_usage_type=result,
        first_day=_first_day(scope, context),
        usage=None if isinstance(usage, NotInBill) else usage,
        behind=source.query(replace(scope.rows, group_by=BEHIND_A_NAME, limit=BEHIND)),
        basis=basis_of(with_kinds(scope, kinds_read(scope, context)), result),
    )


def _scope_of(params: ChargeParams) -> dict[str, object]:
    return {name: value for name, value in params.model_dump().items() if name != "amount"}


def _as_in_the_bill(asked: tuple[str, ...], context: ToolContext) -> tuple[str, ...]:
    """Usage types by the bill's own names, where they differ by the spelling of the region before them only."""
    known = context.service(BillSource).values(Dimension.USAGE_TYPE)
    spelled = {name.lower() for name in known}
    found: list[str] = []
    for name in asked:
        region = region_named(name)
        same = [
            one
            for one in known
            if without_region(one) == without_region(name) and (region_named(one) or "us-east-1") == region
        ]
        found += [name] if name.lower() in spelled or not region or not same else same[:1]
    return tuple(found)


def _unknown(params: ChargeParams, missing: Missing) -> UnknownUsageType | None:
    """What the name of a usage type says that the bill does not have; None where it says nothing."""
    if missing.what != "usage type" or not params.usage_type:
        return None
    asked = params.usage_type[0]
    words, region = in_plain_words(asked), region_named(asked)
    if not (words or region):
        return None
    alike = tuple(one for one in missing.instead if without_region(one) == without_region(asked))
    return UnknownUsageType(asked=asked, meaning=words, region=region or "", alike=alike, basis=Basis())


def _first_day(scope: Scope, context: ToolContext) -> date | None:
    """The first day of such a charge anywhere in the bill."""
    query = replace(scope.rows, period=None, granularity=Granularity.DAILY)
    also_read(context)
    return min((row.start.date() for row in context.service(BillSource).query(query).rows if row.start), default=None)


def _of_an_amount(params: ChargeParams, amount: Decimal, context: ToolContext) -> AmountExplained | NotInBill:
    scope = read_scope(params, context, usual="since_last_month")
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    note = "" if params.period else LATEST
    found, read = at_this_amount(amount, scope, context)
    if not found and not params.period:
        everything = read_scope(params, context, usual="all")
        if not isinstance(everything, Missing):
            scope, note = everything, EVERYTHING
            found, read = at_this_amount(amount, scope, context)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), read)
    notes = (*basis.notes, *([note] if note else []), *([WITHOUT_RESOURCES] if scope.info.rows > MOST_ROWS else []))
    return AmountExplained(
        scope=scope,
        amount=amount,
        currency=found[0].row.currency if found else next(iter(read.totals), ""),
        matches=tuple(found),
        behind=_behind(found[0], scope, context) if found else None,
        basis=basis.model_copy(update={"notes": notes}),
    )


def _behind(best: Match, scope: Scope, context: ToolContext) -> BillResult:
    """The charges that make up the amount."""
    filters = (*scope.filters, *best.filters)
    query = replace(best.query, group_by=BEHIND_AN_AMOUNT, granularity=None, limit=BEHIND, filters=filters)
    return context.service(BillSource).query(query)
