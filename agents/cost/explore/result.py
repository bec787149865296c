"""What was spent by group and over time, and by the same groups in an earlier period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.blocks import TABLE_ROWS
from agents.bill.caveats import also_read
from agents.bill.dimensions import GRAINS
from agents.bill.intervals import complete_intervals, partial_intervals
from agents.bill.scope import OWN_CHARGES, Scope, covered, read_scope
from agents.bill.value_filters import narrowed
from agents.bill.wording import Grouping, grouping, sentence
from agents.cost.compare.pairs import Pair, pair_of
from agents.cost.explore.params import ExploreParams
from agents.cost.spend.params import SpendParams
from agents.cost.spend.result import MANY_VALUES, no_charges, read_sums
from agents.cost.spend.spent import Spent
from billing.allocation import exact_sum
from billing.periods.default_period import usual_symbol
from billing.periods.symbols import bare, day_text, phrase_of
from billing.query import BillQuery, BillResult, BillRow, Dimension, Filter
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Period

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group over time: amounts by the first moment of their interval. `keys` None are all other groups."""

    keys: Keys | None
    amounts: Mapping[datetime, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group over the whole period, and what it came to in both periods that are compared.

    `before` and `after` are None where there is nothing to compare with, or where nobody can tell.
    """

    keys: Keys
    currency: str
    amount: Decimal
    before: Decimal | None = None
    after: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """Sums of a scope by group, the largest groups over time, and both periods of a comparison.

    `currency` is the one with most money: the lines over time and the words are of it. `partial` are intervals of which
    only some days are asked for or billed. `totals_before` and `totals_after` are by currency, empty without a
    comparison.
    """

    params: ExploreParams
    spent: Spent
    groups: Sequence[Group]
    lines: Sequence[Line]
    starts: Sequence[datetime]
    partial: frozenset[datetime]
    currency: str
    pair: Pair | None
    totals_before: Mapping[str, Decimal]
    totals_after: Mapping[str, Decimal]
    basis: Basis

    @property
    def scope(self) -> Scope:
        return self.spent.scope

    @property
    def grouping(self) -> Grouping:
        return self.spent.groups


def read_explore(params: ExploreParams, context: ToolContext) -> Explored | NotInBill:
    """Reads a bill as asked. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    scope = read_scope(params, context, usual=usual_symbol(params.granularity))
    if not isinstance(scope, Missing):
        scope = narrowed(scope, params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    groups = grouping(params.group_by, scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    spent = read_sums(_as_spend(params), scope, groups, context)
    if spent is None:
        return NotInBill(basis=scope.basis, sentence=no_charges(scope))
    return _explored(params, spent, context)


def _as_spend(params: ExploreParams) -> SpendParams:
    shared = params.model_dump(include=set(SpendParams.model_fields) & set(ExploreParams.model_fields))
    return SpendParams.model_validate({**shared, "granularity": None})


def _explored(params: ExploreParams, spent: Spent, context: ToolContext) -> Explored:
    totals = spent.result.totals
    currency = max(totals, key=lambda unit: (abs(totals[unit]), unit))
    compared = _compared(params, spent, context)
    groups = _groups(spent, compared)
    starts, lines = _over_time(params, spent, currency, context)
    whole = complete_intervals(spent.scope, params.granularity)
    return Explored(
        params=params,
        spent=spent,
        groups=groups,
        lines=lines,
        starts=starts,
        partial=frozenset(start for start in starts if start.date() not in whole),
        currency=currency,
        pair=compared.pair,
        totals_before=compared.then.totals if compared.then else {},
        totals_after=compared.now.totals if compared.now else {},
        basis=_basis(params, spent, compared.notes, len(totals) > 1 and currency),
    )


def _basis(params: ExploreParams, spent: Spent, notes: Sequence[str], currency: str | bool) -> Basis:
    basis, scope = spent.basis, spent.scope
    more = list(notes)
    if Dimension.TEAM in spent.groups.keys:
        more.append(OWN_CHARGES)
    if currency:
        more.append(f"Amounts over time are those in {currency} only.")
    return basis.model_copy(
        update={
            "granularity": params.granularity,
            "notes": tuple(dict.fromkeys((*basis.notes, *more))),
            "partial_periods": (*basis.partial_periods, *partial_intervals(scope, params.granularity)),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """Both periods by group, where the bill has them whole, and what is to be said of it."""

    pair: Pair | None = None
    now: BillResult | None = None
    then: BillResult | None = None
    notes: tuple[str, ...] = ()


def _compared(params: ExploreParams, spent: Spent, context: ToolContext) -> _Comparison:
    if not params.compare_to:
        return _Comparison()
    scope = spent.scope
    # "Since May" is a period here, whose first and latest months are not what is asked for.
    named = "" if params.period.startswith("since_") else params.period
    pair = pair_of(scope, named, params.compare_to)
    gap = _not_whole(pair.then, covered(scope.info))
    if gap:
        return _Comparison(notes=(gap,))
    also_read(context, pair.now, pair.then)
    source, query = context.service(BillSource), grouped(spent)
    then = source.query(replace(query, period=pair.then))
    now = spent.result
    if pair.now != scope.period.period or not spent.groups.keys:
        now = source.query(replace(query, period=pair.now))
    notes = [f"Compared with {bare(phrase_of(pair.then))}."]
    if pair.cut:
        notes.append(f"The period is still open: compared are its days so far, {bare(phrase_of(pair.now))}.")
    return _Comparison(pair=pair, now=now, then=then, notes=tuple(notes))


def _not_whole(then: Period, bill: Period) -> str:
    """Why a period cannot be compared with; a part of one would look like a change."""
    if then.overlap(bill) == then:
        return ""
    has = f"{day_text(bill.start)} to {day_text(bill.last_day)}"
    return sentence(f"not compared with {bare(phrase_of(then))}:", f"the bill has {has}.")


def grouped(spent: Spent) -> BillQuery:
    """The sums of the scope by its groups, as `read_sums` asked for them."""
    many = set(spent.groups.keys) & MANY_VALUES
    return replace(spent.scope.rows, group_by=spent.groups.keys, limit=TABLE_ROWS if many else None)


def _groups(spent: Spent, compared: _Comparison) -> list[Group]:
    """Every group of the period and of what it is compared with, those of the period first."""
    if not spent.groups.keys:
        return []
    rows = spent.result.rows
    if compared.now is None or compared.then is None:
        return [Group(keys=row.keys, currency=row.currency, amount=row.amount) for row in rows]
    after, before = _by_group(compared.now.rows), _by_group(compared.then.rows)
    # Of a list that is cut nobody can tell whether what is missing in it is nothing.
    then_all, now_all = (len(read.rows) == read.groups for read in (compared.then, compared.now))
    nothing_then, nothing_now = (Decimal(0) if whole else None for whole in (then_all, now_all))
    shown = {(row.currency, row.keys): row.amount for row in rows}
    gone = [place for place in before if place not in shown] if now_all else []
    return [
        Group(
            keys=keys,
            currency=currency,
            amount=shown.get((currency, keys), Decimal(0)),
            before=before.get((currency, keys), nothing_then),
            after=after.get((currency, keys), nothing_now),
        )
        for currency, keys in (*shown, *gone)
    ]


def _by_group(rows: Sequence[BillRow]) -> dict[tuple[str, Keys], Decimal]:
    return {(row.currency, row.keys): row.amount for row in rows}


def _over_time(
    params: ExploreParams, spent: Spent, currency: str, context: ToolContext
) -> tuple[list[datetime], list[Line]]:
    """The largest groups interval by interval, then all others as one, so that an interval's lines add up to it."""
    source = context.service(BillSource)
    timed = replace(spent.scope.rows, granularity=GRAINS[params.granularity])
    whole = _by_start(source.query(timed).rows, currency)
    starts = sorted(whole)
    if not spent.groups.keys:
        return starts, [Line(keys=(), amounts=whole)]
    sizes = {row.keys: abs(row.amount) for row in spent.result.rows if row.currency == currency and row.amount}
    largest = sorted(sizes, key=lambda keys: -sizes[keys])
    drawn = largest[: params.lines]
    query = replace(timed, group_by=spent.groups.keys, filters=(*timed.filters, *_only(spent.groups, drawn)))
    rows = source.query(query).rows
    lines = [Line(keys=one, amounts=_by_start([row for row in rows if row.keys == one], currency)) for one in drawn]
    if len(largest) > len(drawn):
        nothing = Decimal(0)
        others = {
            start: exact_sum([amount, *(-line.amounts.get(start, nothing) for line in lines)])
            for start, amount in whole.items()
        }
        lines.append(Line(keys=None, amounts=others))
    return starts, lines


def _by_start(rows: Sequence[BillRow], currency: str) -> dict[datetime, Decimal]:
    return {row.start: row.amount for row in rows if row.start is not None and row.currency == currency}


def _only(groups: Grouping, drawn: Sequence[Keys]) -> tuple[Filter, ...]:
    """Of two dimensions more pairs come back than are drawn: those of all their values."""
    return tuple(
        Filter(dimension=key, values=tuple(dict.fromkeys(keys[position] for keys in drawn)))
        for position, key in enumerate(groups.keys)
    )
