"""The `usage` tool: how much was used, in the bill's own units, and what a unit of it cost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.absent import Missing, absent
from agents.bill.blocks import TABLE_ROWS
from agents.bill.scope import Scope, basis_of, covered, read_scope, with_kinds
from agents.bill.wording import Grouping, Sentence, family_words, grouping, listed, sentence
from agents.cost.usage.params import UsageParams
from billing.periods.symbols import bare, before, phrase_of
from billing.query import BillRow, Dimension, Filter, LineKind, Metric
from billing.source import BillSource
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.context import ToolContext
from finops_core.values import Period

USED = (LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)
"""Line kinds that measure something used."""
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "hour": ("hour", "hours", "hrs", "hr", "h"),
    "gb": ("gb", "gib", "gigabyte", "gigabytes"),
    "tb": ("tb", "tib", "terabyte", "terabytes"),
    "request": ("request", "requests", "api requests"),
}
STORED = "stored"
_STORED = re.compile(r"(\d+ ?)?([kmgtp]i?b|[kmgtp]iby|bytes?|[kmgtpi]{1,4}byte)s?[ ./-]*(mo|months?|hrs|hours?)")
"""Units of data kept over time, in which storage is measured: GB-Mo, GB-Month, 1 GB/Month, gibibyte month."""
MOST_TOLD = 4
NOT_ADDED = "Quantities in different units or of different things, such as instances and gateways, are never added."
PRICES = "A unit's price is the cost of usage at on-demand rates divided by its quantity, before credits and discounts."


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One usage type in one unit. `price` is None where nothing of it was paid by the unit."""

    keys: tuple[str, ...]
    family: str
    unit: str
    quantity: Decimal
    price: Decimal | None
    currency: str


def usage(params: UsageParams, context: ToolContext) -> Finding:
    """Quantities and unit prices by usage type. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return absent(scope, context)
    groups = grouping(("service", "usage_type"), scope)
    if isinstance(groups, Missing):
        return absent(groups, context, scope.basis)
    days = scope.period.period
    found = [one for one in _used(scope, groups, days, context) if _measured_in(one.unit, params.unit)]
    kinds = replace(scope.rows, group_by=(Dimension.LINE_KIND,))
    read = context.service(BillSource).query(kinds)
    scope = with_kinds(scope, {row.keys[0] for row in read.rows} & set(USED))
    basis = basis_of(scope, read)
    if not found:
        what = f"no usage measured in {params.unit}" if params.unit else "no measured usage"
        return Finding(headline=sentence(f"the bill has {what}", scope.subject, f"{scope.when}."), basis=basis)
    if params.aspect == "price_change":
        return _price_changes(found, scope, groups, context).model_copy(update={"basis": basis})
    if params.aspect:
        text, facts = _prices_told(found, scope, groups, context)
    else:
        text, facts = _told(found, scope, context, stored=params.unit == STORED)
    notes = (*basis.notes, PRICES, NOT_ADDED)
    return Finding(
        headline=text,
        facts=tuple(facts),
        blocks=(_table(found, groups, sentence("usage", scope.subject, scope.period.phrase)),),
        basis=basis.model_copy(update={"notes": notes}),
        suggestions=("What did I spend by usage type?", "Compare last month with the month before"),
    )


def _used(scope: Scope, groups: Grouping, days: Period, context: ToolContext) -> list[Used]:
    """Every usage type with a quantity, the largest cost first."""
    source = context.service(BillSource)

    def rows(metric: Metric, kinds: Sequence[LineKind]) -> tuple[BillRow, ...]:
        only = Filter(dimension=Dimension.LINE_KIND, values=tuple(kind.value for kind in kinds))
        by = (*groups.keys, Dimension.USAGE_FAMILY)
        query = replace(scope.rows, metric=metric, period=days, group_by=by, filters=(*scope.filters, only))
        return source.query(query).rows

    paid: dict[tuple[str, ...], list[BillRow]] = {}
    for row in rows(Metric.BILLED, (LineKind.USAGE,)):
        paid.setdefault(row.keys, []).append(row)
    on_demand: dict[tuple[str, ...], list[BillRow]] = {}
    for row in rows(Metric.QUANTITY, (LineKind.USAGE,)):
        on_demand.setdefault(row.keys, []).append(row)
    found: list[Used] = []
    for row in rows(Metric.QUANTITY, USED):
        if not row.amount or not row.currency:
            continue
        cost, by_unit = paid.get(row.keys, []), on_demand.get(row.keys, [])
        # A price needs one unit and one currency: of several nobody can say which cost belongs to which.
        single = len(cost) == 1 and len(by_unit) == 1 and by_unit[0].amount > 0
        price = cost[0].amount / by_unit[0].amount if single else None
        found.append(
            Used(
                keys=row.keys[:-1],
                family=row.keys[-1],
                unit=row.currency,
                quantity=row.amount,
                price=price,
                currency=cost[0].currency if single else "",
            )
        )
    return sorted(found, key=lambda one: (-(one.price or Decimal(0)) * one.quantity, one.keys, one.unit))


def _measured_in(unit: str, asked: str) -> bool:
    """`gb` is GB and GB-Mo, `hour` is Hrs, `request` is 10K requests."""
    if not asked:
        return True
    name = unit.lower()
    if asked == STORED:
        return _STORED.fullmatch(name) is not None
    spelled = _SPELLINGS.get(asked.lower(), (asked.lower(),))
    leads, ends = tuple(f"{one}-" for one in spelled), tuple(f" {one}" for one in spelled)
    return name in spelled or name.startswith(leads) or name.endswith(ends)


def _told(found: list[Used], scope: Scope, context: ToolContext, *, stored: bool) -> Sentence:
    """Quantities by unit and by what they are of; data that is `stored` is one thing wherever it lies."""
    sums: dict[tuple[str, str], Decimal] = {}
    for one in found:
        of = (one.unit, "" if stored else one.family)
        sums[of] = sums.get(of, Decimal(0)) + one.quantity
    several = len({family for _, family in sums}) > 1
    facts: list[Fact] = []
    parts: list[str] = []
    for (unit, family), quantity in list(sums.items())[:MOST_TOLD]:
        what = family_words(family) if family else "other usage"
        subject = f"quantity used, {what}" if several else "quantity used"
        facts.append(context.facts.number(quantity, unit, subject, scope.period.period))
        parts.append(f"[[{facts[-1].id}]] ({what})" if several else f"[[{facts[-1].id}]]")
    more = "" if len(sums) <= MOST_TOLD else "The table has the others."
    return sentence(f"you used {listed(parts)}", scope.subject, f"{scope.when}.", more), facts


def _prices_told(found: list[Used], scope: Scope, groups: Grouping, context: ToolContext) -> Sentence:
    priced = [one for one in found if one.price is not None][:MOST_TOLD]
    if not priced:
        return sentence("the bill has no price of a unit", scope.subject, f"{scope.when}."), []
    facts: list[Fact] = []
    parts: list[str] = []
    for one in priced:
        price = context.facts.number(one.price or Decimal(0), f"{one.currency} per {one.unit}", "unit price")
        name = context.facts.text(groups.name(one.keys), "usage type")
        facts += [price, name]
        parts.append(f"[[{price.id}]] of [[{name.id}]]")
    return sentence(f"on average you paid {listed(parts)}", f"{scope.when}."), facts


def _table(found: list[Used], groups: Grouping, title: str) -> TableBlock:
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="unit", label="Unit"),
        Column(key="quantity", label="Quantity", kind="number"),
        Column(key="price", label="Price a unit", kind="number"),
        Column(key="currency", label="Currency"),
    )
    rows = tuple(
        (
            *(groups.label(position, key) for position, key in enumerate(one.keys)),
            one.unit,
            str(one.quantity),
            None if one.price is None else str(one.price),
            one.currency,
        )
        for one in found[:TABLE_ROWS]
    )
    return TableBlock(title=title, columns=columns, rows=rows, total_rows=len(found))


def _price_changes(found: list[Used], scope: Scope, groups: Grouping, context: ToolContext) -> Finding:
    """Unit prices that differ from those of the period before."""
    earlier = before(scope.period.period)
    if earlier.overlap(covered(scope.info)) is None:
        return Finding(headline=f"The bill has nothing {phrase_of(earlier)} to compare prices with.")
    then = {(one.keys, one.unit, one.currency): one.price for one in _used(scope, groups, earlier, context)}
    rows: list[tuple[str | None, ...]] = []
    for one in found:
        old = then.get((one.keys, one.unit, one.currency))
        if one.price is None or not old or abs(one.price - old) < old * Decimal("0.0005"):
            continue
        names = (groups.label(position, key) for position, key in enumerate(one.keys))
        rows.append((*names, one.unit, one.currency, str(old), str(one.price), str(round((one.price - old) / old, 8))))
    compared = f"compared with {bare(phrase_of(earlier))}"
    if not rows:
        return Finding(headline=sentence("no unit price changed", scope.subject, f"{scope.when}, {compared}."))
    count = context.facts.number(len(rows), "unit prices" if len(rows) > 1 else "unit price", "changed prices")
    columns = (
        *(Column(key=key, label=text) for key, text in groups.headings),
        Column(key="unit", label="Unit"),
        Column(key="currency", label="Currency"),
        Column(key="before", label="Before", kind="number"),
        Column(key="after", label="After", kind="number"),
        Column(key="fraction", label="Change %", kind="percent"),
    )
    return Finding(
        headline=sentence(f"[[{count.id}]] changed", scope.subject, f"{scope.when}, {compared}."),
        facts=(count,),
        blocks=(TableBlock(title="Unit prices", columns=columns, rows=tuple(rows[:TABLE_ROWS]), total_rows=len(rows)),),
    )
