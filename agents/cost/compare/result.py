"""One period against another, and what drove the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.caveats import also_read
from agents.bill.left_out_kinds import left_out_notes
from agents.bill.long_charges import partly_notes
from agents.bill.missing_amounts import amounts_text
from agents.bill.scope import Scope, basis_of, covered, kinds_read, read_scope, with_kinds
from agents.bill.wording import Grouping, grouping, sentence
from agents.cost.compare.pairs import Pair, pair_of
from agents.cost.compare.params import ChangesParams, CompareParams
from agents.cost.spend.given_back import GivenBack, given_back
from billing.movement import Effects, Move, effects, moves, quantities
from billing.periods.symbols import bare, phrase_of
from billing.query import BillResult, Metric
from billing.source import BillSource
from finops_core.answers import Basis, DateRange
from finops_core.tools.context import ToolContext

CURRENCIES_COMPARED = 5
"""More are named in the basis."""

DRIVERS_SPLIT = 12
"""Usage types whose change is split into price and quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A usage type that moved, and how much of that came by quantity and by price; None where nobody can tell."""

    move: Move
    effects: Effects | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both periods read from the bill by one grouping, and the currency compared in; `others` are the other currencies.

    `returned_then` and `returned_now` are the credits and refunds in the groups of each period. `drivers` are the usage
    types (`driver_groups`) that moved most, where no grouping was asked for.
    """

    params: CompareParams | ChangesParams
    scope: Scope
    pair: Pair
    groups: Grouping
    then: BillResult
    now: BillResult
    currency: str
    basis: Basis
    returned_then: GivenBack = field(default_factory=GivenBack)
    returned_now: GivenBack = field(default_factory=GivenBack)
    driver_groups: Grouping | None = None
    drivers: tuple[Driver, ...] = ()
    others: tuple["Compared", ...] = ()

    @property
    def total(self) -> Move:
        return Move(keys=(), before=self.then.totals.get(self.currency), after=self.now.totals.get(self.currency))

    @property
    def moves(self) -> list[Move]:
        return moves(self.then.rows, self.now.rows, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingBefore:
    """A period without an earlier one in the bill, and what it came to by currency."""

    scope: Scope
    pair: Pair
    totals: Mapping[str, Decimal]
    basis: Basis


def read_compare(params: CompareParams, context: ToolContext) -> Compared | NothingBefore | NotInBill:
    """Compares two periods. Raises ToolRetry for arguments outside the grammar and BillError from the bill."""
    found = _read(params, params.group_by or ("service",), context)
    if not isinstance(found, Compared) or params.group_by:
        return found
    groups = grouping(("service", "usage_type"), found.scope)
    if isinstance(groups, Missing):
        return found
    each = (
        replace(one, driver_groups=groups, drivers=_drivers(one, groups, context)) for one in (found, *found.others)
    )
    first, *others = each
    return replace(first, others=tuple(others))


def read_changes(params: ChangesParams, context: ToolContext) -> Compared | NothingBefore | NotInBill:
    """Both periods by what counts as one charge. Raises as `read_compare`."""
    return _read(params, params.group_by or ("service", "usage_type"), context)


def _read(
    params: CompareParams | ChangesParams, by: tuple[str, ...], context: ToolContext
) -> Compared | NothingBefore | NotInBill:
    scope = read_scope(params if params.period else params.model_copy(update={"period": "this_month"}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    groups = grouping(by, scope)
    if isinstance(groups, Missing):
        return NotInBill(basis=scope.basis, missing=groups)
    pair = pair_of(scope, params.period, params.compare_to)
    source = context.service(BillSource)
    if pair.then.overlap(covered(scope.info)) is None:
        result = source.query(replace(scope.rows, period=pair.now))
        return NothingBefore(scope=scope, pair=pair, totals=result.totals, basis=basis_of(scope, result))
    also_read(context, pair.now, pair.then)
    grouped = replace(scope.rows, group_by=groups.keys)
    both = tuple(replace(grouped, period=days) for days in (pair.now, pair.then))
    now, then = (source.query(query) for query in both)
    if not (now.totals or then.totals):
        text = sentence("the bill has no charges", scope.subject, "in either period.")
        return NotInBill(basis=scope.basis, sentence=text)
    currency, *others = _currencies(now, then)
    shown, more = others[: CURRENCIES_COMPARED - 1], others[CURRENCIES_COMPARED - 1 :]
    left_out = (
        note
        for query, found, days in zip(both, (now, then), (pair.now, pair.then), strict=True)
        for note in left_out_notes(scope, query, found.totals, context, when=phrase_of(days))
    )
    notes = (*scope.basis.notes, *partly_notes(scope, context, pair.now, pair.then), *left_out)
    days = DateRange(start=pair.now.start, end=pair.now.end)
    scope = replace(scope, basis=scope.basis.model_copy(update={"notes": notes, "period": days}))
    scope = with_kinds(scope, kinds_read(scope, context, pair.now, pair.then))
    basis = _basis(scope, pair, now, then, None if shown else currency, more)
    returned_now, returned_then = (given_back(params, scope, query, context) for query in both)
    found = Compared(
        params=params,
        scope=scope,
        pair=pair,
        groups=groups,
        then=then,
        now=now,
        currency=currency,
        basis=basis,
        returned_then=returned_then,
        returned_now=returned_now,
    )
    return replace(found, others=tuple(replace(found, currency=unit) for unit in shown))


def _currencies(now: BillResult, then: BillResult) -> list[str]:
    """Every currency of either period, the one with the largest number first."""
    totals = {**then.totals, **now.totals}
    return sorted(totals, key=lambda unit: (-abs(totals[unit]), unit))


def _drivers(found: Compared, groups: Grouping, context: ToolContext) -> tuple[Driver, ...]:
    """The usage types that moved most, each change split into price and quantity."""
    source = context.service(BillSource)
    rows = replace(found.scope.rows, group_by=groups.keys)
    periods = (found.pair.then, found.pair.now)
    then, now = (source.query(replace(rows, period=days)).rows for days in periods)
    measured = replace(rows, metric=Metric.QUANTITY)
    before, after = (quantities(source.query(replace(measured, period=days)).rows) for days in periods)
    # Quantities have no currency: of what is billed in several, nobody can tell which was paid in which.
    elsewhere = {row.keys for row in (*then, *now) if row.currency != found.currency}
    nothing = Decimal(0)
    return tuple(
        Driver(
            move=move,
            effects=None
            if move.keys in elsewhere
            else effects(move, before.get(move.keys, nothing), after.get(move.keys, nothing)),
        )
        for move in moves(then, now, found.currency)[:DRIVERS_SPLIT]
        if move.change
    )


def _basis(
    scope: Scope, pair: Pair, now: BillResult, then: BillResult, currency: str | None, more: Sequence[str]
) -> Basis:
    """`currency` is the only one that is compared, `more` are those that are not."""
    basis = basis_of(scope, now, besides=(then,))
    notes = [*basis.notes, f"Compared with {bare(phrase_of(pair.then))}."]
    if pair.cut:
        notes.append("The period is still open: its days so far are compared with as many days from the other's start.")
    if pair.since:
        notes.append("The first and the latest full months of the time asked about are compared with each other.")
    if more:
        after, earlier = ({unit: read.totals.get(unit, Decimal(0)) for unit in more} for read in (now, then))
        notes.append(
            f"Not compared are the currencies with less: {amounts_text(after)} {phrase_of(pair.now)}, "
            f"{amounts_text(earlier)} {phrase_of(pair.then)}."
        )
    read = (now.rows_read or 0) + (then.rows_read or 0)
    partial = basis.partial_periods if pair.now.end > scope.anchor.complete.end else ()
    return basis.model_copy(
        update={"notes": tuple(notes), "currency": currency, "rows_read": read, "partial_periods": partial}
    )
