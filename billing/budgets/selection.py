"""Which rows of a bill a budget counts, and in what measure: AWS's filters, expressions and cost types read on it.

An expression becomes parts that no row is in twice, each a list of filters that all hold, so that "or" and "not" of
whatever depth are exact sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from billing.budgets.dimensions import BillNames, Matched, Unreadable
from billing.budgets.record import USAGE, Budget, CostTypes, Expression, Named
from billing.query import BillQuery, Filter, LineKind, Metric
from billing.source import BillSource
from billing.terms import Terms

MOST_PARTS: Final = 32
"""Parts of an expression: one that comes to more is not followed."""
_UPFRONT: Final = (LineKind.RESERVATION_UPFRONT, LineKind.SAVINGS_PLAN_UPFRONT)
_RECURRING: Final = (LineKind.RESERVATION_RECURRING, LineKind.SAVINGS_PLAN_RECURRING)
_LEFT_OUT: Final[dict[str, tuple[LineKind, ...]]] = {
    "include_tax": (LineKind.TAX,),
    "include_support": (LineKind.SUPPORT,),
    "include_credit": (LineKind.CREDIT,),
    "include_refund": (LineKind.REFUND,),
    "include_discount": (LineKind.DISCOUNT,),
    "include_upfront": _UPFRONT,
    "include_recurring": _RECURRING,
    "include_subscription": (*_UPFRONT, *_RECURRING),
}
_METRICS: Final = {
    "UnblendedCost": Metric.BILLED,
    "NetUnblendedCost": Metric.BILLED,
    "BlendedCost": Metric.BILLED,
    "AmortizedCost": Metric.EFFECTIVE,
    "NetAmortizedCost": Metric.EFFECTIVE,
    "UsageQuantity": Metric.QUANTITY,
}
BLENDED: Final = "A bill has no blended costs: unblended ones are counted, which differ from account to account."
NET: Final = "Net costs are after discounts: on this bill they are those as billed, with its discounts."

Part = tuple[Filter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows by `parts` that exclude each other, without some kinds. `nothing` are values that the bill does not have.

    `empty` says that no row can pass; `unreadable` why the budget cannot be followed on this bill.
    """

    parts: tuple[Part, ...] = ((),)
    metric: Metric = Metric.BILLED
    kinds_excluded: frozenset[LineKind] = frozenset()
    nothing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: str = ""

    @property
    def queries(self) -> tuple[BillQuery, ...]:
        """One for each part, without a period; none where no row can pass."""
        kept = (part for part in self.parts if all(one.values or one.exclude for one in part))
        return tuple(
            BillQuery(
                metric=self.metric,
                filters=tuple(one for one in part if one.values),
                kinds_excluded=self.kinds_excluded,
            )
            for part in kept
        )


def select(budget: Budget, bill: BillSource, terms: Terms) -> Selection:
    """Reads a budget's filters on a bill. Raises BillError from the bill."""
    names = _Reading(BillNames(bill, terms))
    try:
        parts = names.parts_of(budget)
        metric, kinds, notes = _measure(budget)
    except Unreadable as error:
        return Selection(unreadable=str(error))
    return Selection(
        parts=parts,
        metric=metric,
        kinds_excluded=kinds,
        nothing=tuple(dict.fromkeys(names.nothing)),
        notes=tuple(dict.fromkeys((*names.notes, *notes))),
    )


def _measure(budget: Budget) -> tuple[Metric, frozenset[LineKind], tuple[str, ...]]:
    if budget.budget_type == USAGE:
        return Metric.QUANTITY, frozenset(), ()
    if budget.metrics:
        name = budget.metrics[0]
        if name not in _METRICS:
            raise Unreadable(f"{name} is not on a bill.")
        notes = (BLENDED,) if name == "BlendedCost" else (NET,) if name.startswith("Net") else ()
        return _METRICS[name], frozenset(), notes
    types = budget.cost_types or CostTypes()
    kinds = frozenset(kind for name, left in _LEFT_OUT.items() if not getattr(types, name) for kind in left)
    notes = (BLENDED,) if types.use_blended else ()
    if not types.include_other_subscription:
        notes = (*notes, "Subscriptions that are no reservations are counted: a bill does not tell them apart.")
    return Metric.EFFECTIVE if types.use_amortized else Metric.BILLED, kinds, notes


class _Reading:
    """Reads filters and keeps what was not found on the way."""

    def __init__(self, names: BillNames) -> None:
        self._names = names
        self.nothing: list[str] = []
        self.notes: list[str] = []

    def parts_of(self, budget: Budget) -> tuple[Part, ...]:
        if budget.filter_expression is not None:
            return self._bounded(self._expressed(budget.filter_expression, without=False))
        found = tuple(
            one
            for name, values in budget.cost_filters.items()
            for one in self._told(self._category_or(name, values), name)
        )
        return (found,)

    def _category_or(self, name: str, values: tuple[str, ...]) -> Matched:
        """`Team$payments` of the filter CostCategory is a key with its value."""
        if name.casefold().replace("_", "") != "costcategory":
            return self._names.matched(name, values)
        keys: dict[str, list[str]] = {}
        for value in values:
            key, _, one = value.partition("$")
            keys.setdefault(key, []).append(one)
        found = [self._names.category(key, tuple(of)) for key, of in keys.items()]
        return Matched(
            filters=tuple(one for each in found for one in each.filters),
            nothing=tuple(one for each in found for one in each.nothing),
        )

    def _told(self, found: Matched, name: str) -> tuple[Filter, ...]:
        self.nothing += [f"{name} = {value}" for value in found.nothing]
        self.notes += found.notes
        return found.filters

    def _bounded(self, parts: Iterator[Part]) -> tuple[Part, ...]:
        found: list[Part] = []
        for part in parts:
            found.append(part)
            if len(found) > MOST_PARTS:
                raise Unreadable(f"Its FilterExpression comes to more than {MOST_PARTS} parts.")
        return tuple(found)

    def _expressed(self, given: Expression, *, without: bool) -> Iterator[Part]:
        """Disjoint parts of an expression, or of all that it leaves out."""
        if given.none_of is not None:
            yield from self._expressed(given.none_of, without=not without)
        elif given.any_of:
            yield from self._all(given.any_of, without=True) if without else self._any(given.any_of, without=False)
        elif given.all_of:
            yield from self._any(given.all_of, without=True) if without else self._all(given.all_of, without=False)
        else:
            yield from _negated(self._leaf(given)) if without else (self._leaf(given),)

    def _all(self, given: tuple[Expression, ...], *, without: bool) -> Iterator[Part]:
        """Rows that all of them keep (or that each leaves out)."""
        parts: tuple[Part, ...] = ((),)
        for one in given:
            own = self._bounded(self._expressed(one, without=without))
            parts = self._bounded((*left, *right) for left in parts for right in own)
        yield from parts

    def _any(self, given: tuple[Expression, ...], *, without: bool) -> Iterator[Part]:
        """Rows that one of them keeps (or leaves out), each counted with the first that does."""
        for number, one in enumerate(given):
            before = given[:number]
            own = self._bounded(self._expressed(one, without=without))
            others = self._bounded(self._all(before, without=not without)) if before else ((),)
            yield from ((*left, *right) for left in own for right in others)

    def _leaf(self, given: Expression) -> Part:
        if given.dimensions is not None:
            named = given.dimensions
            return self._told(self._names.matched(named.key, named.values, _options(named)), named.key)
        if given.tags is not None:
            named = given.tags
            return self._told(self._names.tagged(named.key, named.values, _options(named)), f"tag {named.key}")
        if given.cost_categories is not None:
            named = given.cost_categories
            return self._told(self._names.category(named.key, named.values, _options(named)), named.key)
        raise Unreadable("Its FilterExpression has a part that is not known here.")


def _options(named: Named) -> tuple[str, ...]:
    return tuple(one for one in named.match_options if one != "EQUALS")


def _negated(part: Part) -> Iterator[Part]:
    """All that a part leaves out, as parts that exclude each other."""
    for number, one in enumerate(part):
        yield (*part[:number], replace(one, exclude=not one.exclude))
