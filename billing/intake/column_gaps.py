"""What an export without some of its columns cannot tell, so that answers say it instead of counting otherwise.

Organisations trim their exports. Most columns are only missed where they are asked for by name; the ones here change
what an amount means.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.intake.charges import COST_COLUMNS, QUANTITY_COLUMNS, TEXT_COLUMNS, TIME_COLUMNS, normalised
from billing.intake.cur import AMOUNTS as CUR_AMOUNTS
from billing.intake.layout import Format, Layout
from billing.intake.source_columns import SourceColumns
from billing.query import BillGap, BillProblem, GapOf, LineKind

_PLANS = (LineKind.SAVINGS_PLAN_COVERED, LineKind.SAVINGS_PLAN_RECURRING)
_RESERVATIONS = (LineKind.RESERVATION_COVERED, LineKind.RESERVATION_RECURRING)
_COMMITTED = (*_PLANS, *_RESERVATIONS, LineKind.UNUSED_COMMITMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """`columns` are needed, each under one of its names; without them `says` holds for charges of `kinds`."""

    format: Format
    columns: tuple[tuple[str, ...], ...]
    of: GapOf
    says: str
    kinds: tuple[LineKind, ...] = ()


def _cur(name: str, of: GapOf, says: str, *kinds: LineKind) -> _Rule:
    return _Rule(format=Format.CUR, columns=((name,),), of=of, says=says, kinds=kinds)


def _focus(names: Sequence[str], of: GapOf, says: str, *kinds: LineKind) -> _Rule:
    return _Rule(format=Format.FOCUS, columns=(tuple(names),), of=of, says=says, kinds=kinds)


def _explored(name: str, of: GapOf, says: str, *kinds: LineKind) -> _Rule:
    return _Rule(format=Format.COST_EXPLORER, columns=((name,),), of=of, says=says, kinds=kinds)


_UNBLENDED = "these rows keep their unblended cost, so amortised costs are too high or too low by it"
_RULES = (
    _cur(
        "savings_plan_savings_plan_effective_cost",
        GapOf.AMORTISED,
        f"what Savings Plans charged for the usage they covered: {_UNBLENDED}",
        *_PLANS,
    ),
    _cur("savings_plan_used_commitment", GapOf.AMORTISED, f"what of a Savings Plan was used: {_UNBLENDED}", *_PLANS),
    _cur(
        "savings_plan_total_commitment_to_date",
        GapOf.AMORTISED,
        f"what was committed to: {_UNBLENDED}",
        *_PLANS,
    ),
    _cur(
        "reservation_effective_cost",
        GapOf.AMORTISED,
        f"what reserved usage costs: {_UNBLENDED}",
        *_RESERVATIONS,
    ),
    _cur("reservation_unused_recurring_fee", GapOf.AMORTISED, f"what went unused: {_UNBLENDED}", *_RESERVATIONS),
    _cur(
        "reservation_unused_amortized_upfront_fee_for_billing_period",
        GapOf.AMORTISED,
        f"what of upfront fees went unused: {_UNBLENDED}",
        *_RESERVATIONS,
    ),
    _cur("pricing_public_on_demand_cost", GapOf.LIST, "what usage costs at list prices"),
    _focus(("EffectiveCost",), GapOf.AMORTISED, "amortised costs"),
    _focus(("ListCost",), GapOf.LIST, "what usage costs at list prices"),
    _focus(("ChargeClass",), GapOf.REFUNDS, "refunds and corrections apart from other charges"),
    _focus(("CommitmentDiscountStatus",), GapOf.COMMITMENTS, "what of commitments went unused", *_COMMITTED),
    _focus(("CommitmentDiscountId",), GapOf.COMMITMENTS, "which usage a commitment covered"),
    _explored("ListCost", GapOf.LIST, "what usage costs at list prices"),
    _explored("CommitmentDiscountId", GapOf.COMMITMENTS, "which commitment covered what", *_COMMITTED),
)


def lacking(layout: Layout, columns: SourceColumns) -> frozenset[int]:
    """The rules by number that a file does not satisfy."""
    return frozenset(
        number
        for number, rule in enumerate(_RULES)
        if rule.format is layout.format and not all(any(map(columns.has, names)) for names in rule.columns)
    )


_ONE_OF_EACH = frozenset(
    normalised(name) for name in (*COST_COLUMNS, *QUANTITY_COLUMNS, *TIME_COLUMNS, *TEXT_COLUMNS, *CUR_AMOUNTS)
)


def repeated_columns(columns: SourceColumns, file: str) -> list[BillProblem]:
    """Columns of which an export has one and a file two: the first one counts, and the other may say otherwise."""
    names = [column.name for column in columns.all if normalised(column.name) in _ONE_OF_EACH]
    seen: dict[str, int] = {}
    for name in names:
        seen[normalised(name)] = seen.get(normalised(name), 0) + 1
    first = {key: next(name for name in names if normalised(name) == key) for key, count in seen.items() if count > 1}
    return [
        BillProblem(
            message=f"The file has {seen[key]} columns called {name}; the first one counts.", file=file, column=name
        )
        for key, name in first.items()
    ]


def gaps(files: Iterable[frozenset[int]]) -> tuple[BillGap, ...]:
    """What the bill cannot tell, each once, with how many of its files lack the column."""
    each = list(files)
    found: list[BillGap] = []
    for number, rule in enumerate(_RULES):
        count = sum(number in lacks for lacks in each)
        if count:
            where = "The bill has" if count == len(each) else f"{count} of {len(each)} files of the bill have"
            name = rule.columns[0][0]
            found.append(
                BillGap(of=rule.of, message=f"{where} no column {name}, which says {rule.says}.", kinds=rule.kinds)
            )
    return tuple(found)
