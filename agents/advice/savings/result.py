"""What can be saved, as data: the list of a bill, narrowed to what was asked about."""

import logging
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Self

from account.reader import AccountReader
from account.snapshot import AccountSnapshot
from agents.advice.savings.params import SavingsParams
from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.dimensions import group_key
from agents.bill.scope import Scope, read_scope
from agents.opportunities.bill_advice import BillAdvice, Counted, bill_advice
from agents.opportunities.bill_view import Thing
from agents.opportunities.dismissed import Apart, told_apart_for_user
from agents.opportunities.opportunity import Opportunity
from agents.opportunities.told_before import as_said
from billing.charge_rows import ChargeRows
from billing.query import Dimension, Metric
from billing.source import BillSource
from finops_core.advice_log import AdviceLog
from finops_core.answers import Basis
from finops_core.errors import StorageUnavailable, ToolError
from finops_core.savings_line import log_savings
from finops_core.tools.context import ToolContext
from finops_core.values import Money

logger = logging.getLogger(__name__)

NOTHING_DISMISSED: Final = Apart(open=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """Findings with what of each is counted, the largest saving first; `everything` counts those before `top_n`.

    `account` is the snapshot that was looked at beside the bill, taken `age_days` before the question. `not_on_bill`
    counts what was found about things that the bill does not name, of which filters cannot tell whether they are meant.
    `found` are the open ones; `apart` has what was dismissed too, and which ones the user says are done. `given_way`
    were asked for and are not listed, since what they are about is to be removed. `teams` has the team of each
    resource, where the list is told by team. Of a class of which nothing was found, `beside` has what was found of
    others. `spent` is what was billed in the month for what was asked about, in a bill of one currency.
    """

    params: SavingsParams
    scope: Scope
    advice: BillAdvice
    found: tuple[Counted, ...]
    everything: int
    basis: Basis
    account: AccountSnapshot | None = None
    age_days: int = 0
    not_on_bill: int = 0
    apart: Apart = NOTHING_DISMISSED
    given_way: tuple[Opportunity, ...] = ()
    teams: Mapping[str, str] = field(default_factory=dict[str, str])
    beside: tuple[Counted, ...] = ()
    spent: Money | None = None

    def totals(self) -> dict[str, Decimal]:
        """What is counted, by currency."""
        return _sums(self.found)


def read_savings(params: SavingsParams, context: ToolContext) -> Savings | NotInBill:
    """Looks at the bill with every check. Raises ToolRetry and BillError as all tools over a bill do, ToolError for a
    reader that has no rows to look at."""
    bill = context.service(BillSource)
    if not isinstance(bill, ChargeRows):
        raise ToolError("Savings are found in a billing export. Load one: `finops up --bill PATH`.")
    scope = read_scope(params.model_copy(update={"period": ""}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    also_read(context)
    context.check()
    account = _account(context)
    advice = bill_advice(bill, account=account)
    teams = _teams(params, scope, advice, context)
    if isinstance(teams, Missing):
        return NotInBill(basis=scope.basis, missing=teams)
    asked = _asked_for(params, advice)
    if _narrowed(scope, context):
        named = (Dimension.RESOURCE, Dimension.SERVICE, Dimension.ACCOUNT)
        query = replace(scope.rows, period=advice.periods.bill, group_by=named, limit=None)
        asked = asked.of(_Charged.of(row.keys for row in bill.query(query).rows))
    else:
        _note(advice, params, context)
    apart = told_apart_for_user(asked.found, context)
    return Savings(
        params=params,
        scope=scope,
        advice=advice,
        found=tuple(_first(apart.open, params.top_n)),
        everything=len(apart.open),
        basis=scope.basis.model_copy(update={"metric": Metric.LIST.value, "notes": ()}),
        apart=apart,
        given_way=asked.given_way,
        teams=teams,
        account=account,
        age_days=account.age(context.clock.now()).days if account is not None else 0,
        not_on_bill=asked.not_on_bill,
        beside=() if asked.found else asked.beside,
        spent=_spent(scope, advice, bill),
    )


@dataclass(frozen=True, slots=True)
class _Charged:
    """What charges are of: resources by their names, and where they have none, services of accounts."""

    resources: Set[str]
    services: Set[tuple[str, str]]

    @classmethod
    def of(cls, keys: Iterable[Sequence[str]]) -> Self:
        """From resource, service and account of each group of charges."""
        every = [tuple(key) for key in keys]
        return cls(
            frozenset(resource for resource, _, _ in every if resource),
            frozenset((service, account) for resource, service, account in every if not resource),
        )

    def __contains__(self, thing: Thing) -> bool:
        return thing.resource in self.resources or (
            not thing.resource and (thing.service, thing.account) in self.services
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for of a list, what gave way, and what there is beside where there is nothing of it."""

    found: tuple[Counted, ...]
    given_way: tuple[Opportunity, ...]
    beside: tuple[Counted, ...]
    not_on_bill: int = 0

    def of(self, charged: _Charged) -> "_Asked":
        """Only what these charges are of, and how many that the bill does not name are left out."""
        found = tuple(each for each in self.found if each.opportunity.found.thing in charged)
        left_out = [each for each in self.found if each.opportunity.found.thing not in charged]
        return _Asked(
            found,
            tuple(each for each in self.given_way if each.found.thing in charged),
            tuple(each for each in self.beside if each.opportunity.found.thing in charged),
            sum("bill" not in each.opportunity.found.sources for each in left_out),
        )


def _asked_for(params: SavingsParams, advice: BillAdvice) -> _Asked:
    small = [each for each in advice.counted if _is_as_large(each, params)]
    found = tuple(each for each in small if _is_asked_for(each.opportunity, params))
    of_a_class = params.saving_class is not None
    return _Asked(
        found,
        tuple(each for each in advice.given_way if of_a_class and _is_asked_for(each, params)),
        tuple(each for each in small if of_a_class and each not in found),
    )


def _spent(scope: Scope, advice: BillAdvice, bill: ChargeRows) -> Money | None:
    """What was billed in the last complete month for what was asked about."""
    rows = bill.query(replace(scope.rows, period=advice.periods.month, group_by=(), limit=None)).rows
    return Money(rows[0].amount, rows[0].currency) if len(rows) == 1 and rows[0].amount > 0 else None


def _sums(found: Iterable[Counted]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for each in found:
        currency = each.opportunity.found.thing.currency
        totals[currency] = totals.get(currency, Decimal(0)) + each.counted
    return totals


def _note(advice: BillAdvice, params: SavingsParams, context: ToolContext) -> None:
    """Keeps the whole list of the day, where the platform does that, so that it can be held against later bills."""
    if params.saving_class is not None:
        return
    log_savings("found", _sums(advice.counted))
    log: AdviceLog | None = context.services.get(AdviceLog)
    if log is None:
        return
    try:
        log.note(context.user_id, as_said(advice.counted))
    except StorageUnavailable as error:
        logger.warning("job_id=%s, reason=%s | list of savings is not kept", context.job_id, type(error).__name__)


def _account(context: ToolContext) -> AccountSnapshot | None:
    """The account, where a snapshot of it is configured."""
    reader: AccountReader | None = context.services.get(AccountReader)
    return reader.snapshot() if reader is not None else None


def _is_asked_for(each: Opportunity, params: SavingsParams) -> bool:
    easy = params.effort is None or each.check.effort in _EFFORTS[params.effort]
    return easy and params.saving_class in (None, each.check.saving_class.value)


_EFFORTS: Final = {"low": ("low",), "medium": ("low", "medium")}


def _is_as_large(each: Counted, params: SavingsParams) -> bool:
    """Whether its saving is within the bounds that were asked for, and in the total or not as was asked."""
    if params.counted is not None and params.counted != (each.counted > 0):
        return False
    small = params.below is None or each.counted < params.below
    return small and (params.threshold is None or each.counted >= params.threshold)


def _teams(
    params: SavingsParams, scope: Scope, advice: BillAdvice, context: ToolContext
) -> Mapping[str, str] | Missing:
    """The team of each resource, the one that most of its cost is of; nothing where nobody asked for teams."""
    if "team" not in params.group_by:
        return {}
    key = group_key("team", scope.info, scope.terms)
    if isinstance(key, Missing):
        return key
    query = replace(scope.rows, period=advice.periods.bill, group_by=(Dimension.RESOURCE, key), limit=None)
    largest: dict[str, tuple[Decimal, str]] = {}
    for row in context.service(BillSource).query(query).rows:
        resource, team = row.keys
        if team and row.amount > largest.get(resource, (Decimal(0), ""))[0]:
            largest[resource] = (row.amount, team)
    return {resource: team for resource, (_, team) in largest.items()}


def _narrowed(scope: Scope, context: ToolContext) -> bool:
    """Whether filters were given; a user's own accounts are narrowed by the reader already."""
    own = 0 if context.accounts is None else 1
    return len(scope.filters) > own


def _first(found: Sequence[Counted], number: int | None) -> Sequence[Counted]:
    return found if number is None else found[:number]
