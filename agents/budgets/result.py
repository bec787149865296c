"""How budgets stand, and which would fit, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from agents.bill.dimensions import DIMENSIONS
from agents.bill.scope import organisation
from agents.budgets.aws import BudgetReader, ReadBudgets
from agents.budgets.params import BudgetCallParams, BudgetsParams, OfABudget, RecommendBudgetParams
from agents.budgets.wanted import filters_of, wanted_budget
from billing.budgets.dimensions import BillNames, Matched, Unreadable
from billing.budgets.performance import STOPS_NOTHING, Performance, State, performance_of
from billing.budgets.recommendation import Recommended, recommend
from billing.budgets.record import Budget
from billing.budgets.selection import select
from billing.budgets.spending import spending, whole_days
from billing.outlook import NotEnough
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.horizon import resolve_ahead
from billing.periods.symbols import resolve
from billing.query import BillInfo, GroupKey, Tag
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Basis, DateRange, Estimate
from finops_core.errors import ToolRetry
from finops_core.formats import format_money
from finops_core.names.services import squash
from finops_core.tools.context import ToolContext
from finops_core.values import Period

MOST_FOLLOWED: Final = 60
"""Budgets that one answer follows; each is a forecast of its own."""
NOTES_OF: Final = 8
"""Budgets whose traps are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """Budgets that were asked for, as they stand. `configured` counts all there are.

    `asked` is the period of the question. `recommended` is one that would fit, where none is configured (or None where
    none can be told).
    """

    params: BudgetsParams
    followed: tuple[Performance, ...]
    configured: int
    basis: Basis
    asked: Period | None = None
    recommended: Recommended | NotEnough | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A budget that would fit what was asked for; `nothing` are names that the bill does not have."""

    params: OfABudget
    found: Recommended | NotEnough | None
    budget: Budget | None
    nothing: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What would make, change or delete a budget. `recommended` says that the limit is the product's own."""

    params: BudgetCallParams
    budget: Budget
    recommended: Recommended | None
    has_limit: bool
    nothing: tuple[str, ...]
    basis: Basis


def read_budgets(params: BudgetsParams, context: ToolContext) -> Budgets:
    """Follows the budgets of the organisation's terms. Raises ToolRetry for a period outside the grammar."""
    return _followed(params, context, own=organisation(context).budgets)


def read_aws_budgets(params: BudgetsParams, context: ToolContext) -> Budgets:
    """Follows the budgets that AWS has, and no others. Raises as `read_budgets` does."""
    return _followed(params, context, own=())


def _followed(params: BudgetsParams, context: ToolContext, own: tuple[Budget, ...]) -> Budgets:
    bill, terms = context.service(BillSource), organisation(context)
    info = bill.info()
    in_aws = _in_aws(context) if not params.amount else ReadBudgets(budgets=())
    terms = terms.model_copy(update={"budgets": (*own, *_others(in_aws.budgets, own))})
    anchor = _anchor(info, terms, context)
    asked = _period(params.period, anchor) if params.period else None
    day = _day_in(asked, anchor)
    given = _of_an_amount(params, info) if params.amount else _asked_for(params, terms, bill)
    followed: list[Performance] = []
    for number, budget in enumerate(given[:MOST_FOLLOWED]):
        context.progress(number, len(given), f"Following the budget {budget.budget_name}.")
        followed.append(_without_guess(performance_of(budget, bill, terms, day), in_aws.budgets))
    shown = [one for one in followed if _is_asked(one, params)]
    notes = [*_notes(shown), *_other_periods(shown, asked), *_said_by_aws(shown, in_aws.budgets)]
    if len(given) > MOST_FOLLOWED:
        notes.append(f"The first {MOST_FOLLOWED} of {len(given)} budgets are followed; ask for one by its name.")
    none = not terms.budgets and not params.amount
    recommended = _recommended(params, bill, terms, info).found if none else None
    basis = _basis(info, shown, notes, _estimate_of(recommended), context)
    return Budgets(
        params=params,
        followed=tuple(shown),
        configured=len(terms.budgets),
        basis=basis.model_copy(update={"gaps": in_aws.gaps, "api_requests": in_aws.requests}),
        asked=asked,
        recommended=recommended,
        names=tuple(one.budget_name for one in terms.budgets),
    )


def read_recommendation(params: RecommendBudgetParams, context: ToolContext) -> Recommendation:
    """A limit that would fit, from history and forecast, with its alerts replayed over the past year."""
    bill, terms = context.service(BillSource), organisation(context)
    info = bill.info()
    context.progress(0, 1, "Replaying the past year.")
    found = _recommended(params, bill, terms, info)
    basis = _basis(
        info, (), REPLAY_NOTES if isinstance(found.found, Recommended) else (), _estimate_of(found.found), context
    )
    return Recommendation(params=params, found=found.found, budget=found.budget, nothing=found.nothing, basis=basis)


def _in_aws(context: ToolContext) -> ReadBudgets:
    """What AWS has, where there is an account to ask; a platform without one has none."""
    reader: BudgetReader | None = context.services.get(BudgetReader)
    if reader is None:
        return ReadBudgets(budgets=())

    def told(found: int) -> None:
        context.progress(0, 1, f"Read {found} budgets of AWS.")

    return reader.read(told)


def _others(budgets: Sequence[Budget], own: Sequence[Budget]) -> Iterator[Budget]:
    """AWS's budgets without those of a name that the organisation's own terms have."""
    names = {one.budget_name for one in own}
    yield from (one for one in budgets if one.budget_name not in names)


def _without_guess(one: Performance, in_aws: Sequence[Budget]) -> Performance:
    """Actions of AWS's budgets are not read, so nothing is said of whether there are any."""
    if one.budget not in in_aws:
        return one
    return replace(one, traps=tuple(trap for trap in one.traps if trap != STOPS_NOTHING))


def _said_by_aws(shown: Sequence[Performance], in_aws: Sequence[Budget]) -> Iterator[str]:
    """AWS's own figures beside the bill's, which are hours newer or older."""
    for one in shown[:NOTES_OF]:
        said = one.budget.calculated_spend if one.budget in in_aws else None
        if said is not None and said.actual_spend is not None:
            actual = format_money(said.actual_spend.amount, said.actual_spend.unit)
            ahead = said.forecasted_spend
            more = f" and forecasts {format_money(ahead.amount, ahead.unit)}" if ahead is not None else ""
            yield f"{one.budget.budget_name}: AWS itself counts {actual} so far{more}."
    if any(one.budget in in_aws for one in shown):
        yield "Actions of AWS's budgets are not read: whether one stops something is not known here."


REPLAY_NOTES: Final = (
    "Each of the last twelve months was replayed with what was billed by then: its limit as it would have been "
    "recommended on its first day, its forecast on every third day.",
    "An alert is false when the month stayed within its limit; a month is missed that passed it without one before.",
)


def read_call(params: BudgetCallParams, context: ToolContext) -> Call:
    """The budget that somebody wants, with a recommended limit where none was said. Nothing is made."""
    bill, terms = context.service(BillSource), organisation(context)
    info = bill.info()
    name = params.name[0] if params.name else ""
    creates = params.deed == "create"
    found = _recommended(params, bill, terms, info) if creates and not params.amount else None
    recommended = found.found if found and isinstance(found.found, Recommended) else None
    amount = Decimal(params.amount or "0") if recommended is None else recommended.limit
    budget = wanted_budget(params, amount, _currency(info), params.time_unit, name)
    if not creates:
        budget = _as_known(budget, terms, has_limit=bool(params.amount))
    nothing = select(budget, bill, terms).nothing if creates else ()
    return Call(
        params=params,
        budget=budget,
        recommended=recommended,
        has_limit=bool(params.amount) or recommended is not None,
        nothing=nothing,
        basis=_basis(info, (), (), _estimate_of(recommended), context),
    )


def _as_known(wanted: Budget, terms: Terms, *, has_limit: bool) -> Budget:
    """The organisation's own budget of that name with the limit that was said, else what is wanted."""
    name = wanted.budget_name.casefold()
    known = next((one for one in terms.budgets if one.budget_name.casefold() == name), None)
    if known is None:
        return wanted
    return known.model_copy(update={"budget_limit": wanted.budget_limit if has_limit else known.budget_limit})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    found: Recommended | NotEnough | None
    budget: Budget | None
    nothing: tuple[str, ...]


def _recommended(params: OfABudget, bill: BillSource, terms: Terms, info: BillInfo) -> _Fit:
    unit = _currency(info)
    wanted = wanted_budget(params, Decimal(0), unit, "")
    selection = select(wanted, bill, terms)
    if selection.nothing or selection.unreadable:
        return _Fit(found=None, budget=None, nothing=selection.nothing or (selection.unreadable,))
    found = recommend(spending(bill, selection, unit, terms))
    limit = found.limit if isinstance(found, Recommended) else None
    budget = wanted_budget(params, limit, unit, "") if limit is not None else None
    return _Fit(found=found, budget=budget, nothing=())


def _currency(info: BillInfo) -> str:
    """The currency that most is billed in."""
    return next(iter(sorted(info.currencies, key=lambda one: -abs(sum(info.currencies[one].values())))), "USD")


def _anchor(info: BillInfo, terms: Terms, context: ToolContext) -> Anchor:
    calendar = Calendar.of(terms)
    return Anchor.of(info.period, calendar.today(context.clock.now()), calendar, complete=whole_days(info))


def _period(symbol: str, anchor: Anchor) -> Period:
    """The days that are meant: those that were, and where there are none, those to come."""
    try:
        return resolve(symbol, anchor).period
    except ToolRetry:
        return resolve_ahead(symbol, anchor)


def _day_in(asked: Period | None, anchor: Anchor) -> date:
    """The day whose period is meant: today, or the last one of what was asked about."""
    if asked is None or anchor.last_day in asked:
        return anchor.last_day
    return asked.last_day if asked.end <= anchor.last_day else asked.start


def _of_an_amount(params: BudgetsParams, info: BillInfo) -> list[Budget]:
    return [wanted_budget(params, Decimal(params.amount), _currency(info), params.time_unit)]


def _asked_for(params: BudgetsParams, terms: Terms, bill: BillSource) -> list[Budget]:
    """The budgets that a question names: by their names, or by what they count."""
    wanted = {name.casefold() for name in params.name}
    found = [one for one in terms.budgets if not wanted or one.budget_name.casefold() in wanted]
    names = BillNames(bill, terms)
    for name, values in filters_of(params).items():
        asked = _matched(names, name, values)
        found = [one for one in found if asked is not None and _counts(one, asked, bill, terms)]
    if params.by:
        found = [one for one in found if any(_is_by(params.by, key) for key in _keys(one, bill, terms))]
    return found


def _keys(budget: Budget, bill: BillSource, terms: Terms) -> Iterator[GroupKey]:
    """The dimensions that a budget keeps values of."""
    for part in select(budget, bill, terms).parts:
        yield from (one.dimension for one in part if not one.exclude)


def _is_by(field: str, key: GroupKey) -> bool:
    """Whether a dimension is that of a word; a team may be told by the tag of that name."""
    if isinstance(key, Tag):
        return field == "team" and squash(key.key).endswith("team")
    return key is DIMENSIONS[field]


def _matched(names: BillNames, name: str, values: tuple[str, ...]) -> Matched | None:
    try:
        return names.matched(name, values)
    except Unreadable:
        return None


def _counts(budget: Budget, asked: Matched, bill: BillSource, terms: Terms) -> bool:
    """Whether a budget is about one of these values."""
    kept = [one for part in select(budget, bill, terms).parts for one in part if not one.exclude]
    return any(
        one.dimension == other.dimension and not set(one.values).isdisjoint(other.values)
        for one in kept
        for other in asked.filters
    )


def _is_asked(one: Performance, params: BudgetsParams) -> bool:
    if params.only == "over":
        return one.state is State.OVER
    return params.only != "heading_over" or one.state in (State.OVER, State.HEADING_OVER)


def _notes(shown: Sequence[Performance]) -> Iterator[str]:
    """The traps of each budget, those of all first."""
    every = [trap for trap in (shown[0].traps if shown else ()) if all(trap in one.traps for one in shown)]
    yield from every
    for one in shown[:NOTES_OF]:
        yield from (f"{one.budget.budget_name}: {trap}" for trap in one.traps if trap not in every)
    if any(one.expected for one in shown):
        yield "What is expected, its chance and its days are estimates: the bill's own forecast, with its errors."


def _other_periods(shown: Sequence[Performance], asked: Period | None) -> Iterator[str]:
    for one in shown if asked else ():
        if one.period is not None and one.period != asked:
            yield f"{one.budget.budget_name}: is told for its own period, {one.period.start} to {one.period.last_day}."


def _partial(shown: Sequence[Performance]) -> tuple[str, ...]:
    """The days up to which periods are billed, where they are not to their ends."""
    ends = {one.billed.last_day for one in shown if one.billed and one.period and one.billed.end < one.period.end}
    return tuple(f"billed up to {day.isoformat()}" for day in sorted(ends))


def _estimate_of(found: Recommended | NotEnough | None) -> Estimate | None:
    if not isinstance(found, Recommended):
        return None
    error = found.expected.error
    return Estimate(
        method=found.expected.method,
        levels=("0.80", "0.95"),
        trials=found.expected.trials,
        error=None if error is None else str(round(error, 6)),
    )


def _basis(
    info: BillInfo, shown: Sequence[Performance], notes: Sequence[str], estimate: Estimate | None, context: ToolContext
) -> Basis:
    periods = [one.period for one in shown if one.period is not None]
    period = periods[0] if periods and all(one == periods[0] for one in periods) else None
    units = {one.unit for one in shown if one.actual is not None}
    accounts = info.accounts if context.accounts is None else dict.fromkeys(context.accounts, "")
    return Basis(
        metric="BilledCost" if units <= set(info.currencies) else "",
        period=None if period is None else DateRange(start=period.start, end=period.end),
        currency=next(iter(units)) if len(units) == 1 and units <= set(info.currencies) else None,
        partial_periods=_partial(shown),
        data_as_of=info.data_as_of,
        accounts=tuple(sorted(accounts)),
        source=info.source,
        sample=info.sample,
        rows_read=sum(one.rows_read for one in shown) or None,
        notes=tuple(notes),
        estimate=estimate,
    )
