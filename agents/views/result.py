"""A view of one service, as data: what it cost by kind of usage, what can be saved on it, and what is there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from account.reader import ACCOUNT, AccountReader
from account.resources import Resource
from account.snapshot import AccountSnapshot
from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.params import ScopeParams
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.opportunities.bill_advice import BillAdvice, Counted, bill_advice
from agents.opportunities.dismissed import Apart, told_apart_for_user
from agents.views.params import ViewParams
from agents.views.spec import ServiceView
from billing.charge_rows import ChargeRows
from billing.query import BillResult, Dimension
from billing.source import BillSource
from finops_core.answers import Basis, Gap
from finops_core.errors import BillError
from finops_core.tools.context import ToolContext

NO_ROWS: Final = Gap(
    source="what can be saved",
    reason="absent",
    message="Savings are found in a billing export, and this bill has no rows to look at.",
    remedy="Load one: `finops up --bill PATH`.",
)


_PLACES: Final = ("period", "service", "account", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """How many of one kind there are, by what is told of them."""

    many: str
    groups: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was found. `advice` is None where nothing could be looked at; `apart` are the findings about the topic.

    `account` is the snapshot that was looked at beside the bill, and `present` what it has in the places asked about.
    """

    spec: ServiceView
    topic: str
    scope: Scope
    usage: BillResult
    advice: BillAdvice | None
    apart: Apart
    account: AccountSnapshot | None
    age_days: int
    present: tuple[Present, ...]
    basis: Basis
    gaps: tuple[Gap, ...]

    @property
    def found(self) -> tuple[Counted, ...]:
        return self.apart.open

    def totals(self) -> dict[str, Decimal]:
        """What of the findings is counted, by currency."""
        totals: dict[str, Decimal] = {}
        for each in self.found:
            currency = each.opportunity.found.thing.currency
            totals[currency] = totals.get(currency, Decimal(0)) + each.counted
        return totals


def read_view(spec: ServiceView, topic: str, params: ViewParams, context: ToolContext) -> View | NotInBill:
    """Looks at one service on the bill and, where a snapshot is there, in the account. Raises ToolRetry for words
    outside the grammar, BillError from the bill."""
    asked = {"service": (spec.service,), **params.model_dump()}
    scope = read_scope(ScopeParams.model_validate({name: asked[name] for name in _PLACES}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    also_read(context)
    scope = with_kinds(scope, kinds_read(scope, context))
    context.check()
    usage = context.service(BillSource).query(
        replace(scope.rows, group_by=(Dimension.USAGE_KIND, Dimension.USAGE_TYPE, Dimension.LINE_KIND))
    )
    context.check()
    account = _account(context)
    advice, gaps = _advice(context, account)
    of_topic = [each for each in _of_service(advice, scope, context) if _is_about(each, spec, topic)]
    return View(
        spec=spec,
        topic=topic,
        scope=scope,
        usage=usage,
        advice=advice,
        apart=told_apart_for_user(of_topic, context),
        account=account,
        age_days=account.age(context.clock.now()).days if account is not None else 0,
        present=tuple(_present(spec, account, scope)) if account is not None else (),
        basis=basis_of(scope, usage),
        gaps=(*gaps, *(_gaps(account, spec) if account is not None else (_no_account(spec),))),
    )


def _account(context: ToolContext) -> AccountSnapshot | None:
    reader: AccountReader | None = context.services.get(AccountReader)
    return reader.snapshot() if reader is not None else None


def _gaps(account: AccountSnapshot, spec: ServiceView) -> Iterable[Gap]:
    """The refusals that what is told here lacks something for."""
    return (gap for gap in account.gaps if gap.source.partition(":")[0] in spec.actions)


def _no_account(spec: ServiceView) -> Gap:
    return Gap(source="the account", reason="absent", message=f"Only the bill was looked at: {spec.adds}",
               remedy=ACCOUNT.remedy)  # fmt: skip


def _advice(context: ToolContext, account: AccountSnapshot | None) -> tuple[BillAdvice | None, tuple[Gap, ...]]:
    """The one list that all agents tell from. A bill that is too short for it still has its cost."""
    bill = context.service(BillSource)
    if not isinstance(bill, ChargeRows):
        return None, (NO_ROWS,)
    try:
        return bill_advice(bill, account=account), ()
    except BillError as short:
        return None, (Gap(source="what can be saved", reason="absent", message=str(short)),)


def _is_about(each: Counted, spec: ServiceView, topic: str) -> bool:
    """Whether a finding is of a topic: by its check, or as AWS's own advice by service and class."""
    check, thing = each.opportunity.check, each.opportunity.found.thing
    by_aws = check.id.startswith("aws:") and thing.service in spec.codes
    return any(check.id in one.checks or (by_aws and check.saving_class in one.deeds) for one in spec.about(topic))


def _of_service(advice: BillAdvice | None, scope: Scope, context: ToolContext) -> Iterable[Counted]:
    """The findings about things that the bill has under the service, and about things that it does not name."""
    if advice is None:
        return ()
    rows = replace(scope.rows, period=advice.periods.bill, group_by=(Dimension.RESOURCE,))
    named = {row.keys[0] for row in context.service(BillSource).query(rows).rows}
    return (each for each in advice.counted
            if each.opportunity.found.thing.resource in named or _is_unbilled_there(each, scope))  # fmt: skip


def _is_unbilled_there(each: Counted, scope: Scope) -> bool:
    thing = each.opportunity.found.thing
    return not thing.uses and _within({Dimension.ACCOUNT: thing.account, Dimension.REGION: thing.region}, scope)


def _within(place: Mapping[Dimension, str], scope: Scope) -> bool:
    """Whether a place is among those asked about."""
    asked = [one for one in scope.filters if isinstance(one.dimension, Dimension) and one.dimension in place]
    return all((place[one.dimension] in one.values) is not one.exclude for one in asked)  # pyright: ignore[reportArgumentType]


def _present(spec: ServiceView, account: AccountSnapshot, scope: Scope) -> Iterable[Present]:
    for each in spec.counted:
        own = [resource for resource in account.of_kind(each.kind)
               if _within({Dimension.ACCOUNT: resource.account, Dimension.REGION: resource.region}, scope)]  # fmt: skip
        counted = Counter(_group(resource, each.by, each.flags) for resource in own)
        if counted:
            yield Present(many=each.many, groups=tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))))


def _group(resource: Resource, by: str, flags: tuple[str, str]) -> str:
    value = resource.attributes.get(by)
    if isinstance(value, bool):
        return flags[0] if value else flags[1]
    return str(value) if value is not None else "not known"
