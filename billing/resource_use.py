"""What each resource used, meter by meter: the ground on which a bill alone shows what can be saved.

A meter is a usage type without the region before it (`NatGateway-Hours` for `USE2-NatGateway-Hours`), with sizes
written out. Amounts are at
list prices (FOCUS ListCost, CUR's public on-demand cost), or, where the bill has none of a charge, at what was billed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any, Final

from billing.charge_rows import ChargeRows
from billing.query import LineKind, Tag
from finops_core.errors import BillError
from finops_core.names.usage_types import meter_of, region_named
from finops_core.values import Period

MOST_USES: Final = 400_000
"""Pairs of resource and meter that are looked at; a bill with more is too large for one look."""

_QUANTITY: Final = 'coalesce("PricingQuantity", "ConsumedQuantity", 0)'
"""SQL: the units that prices are for; FOCUS may count what is consumed in others, such as GB-hours for GB-months."""
_USED: Final = (LineKind.USAGE, LineKind.SAVINGS_PLAN_COVERED, LineKind.RESERVATION_COVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterUse:
    """One resource's use of one meter over the bill.

    `quantity` and `list_cost` are of the month looked at; `priced` is what of that quantity has a cost (free units have
    none), `covered` what of that cost a commitment paid, and `days` the days of the month over which it was there.
    `lately` is the quantity of the last days of the bill, and `since` the day of its first charge among them. `whole`
    is the quantity of the whole bill, `first` and `last` are the days of its first and last charge.
    """

    account: str
    region: str
    service: str
    resource: str
    meter: str
    operation: str
    description: str
    unit: str
    currency: str
    quantity: Decimal
    list_cost: Decimal
    covered: Decimal
    days: int
    lately: Decimal
    since: date | None
    whole: Decimal
    first: date
    last: date
    priced: Decimal
    tags: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    @property
    def unit_price(self) -> Decimal:
        """What a unit costs that is not free; 0 where all of them are."""
        return self.list_cost / self.priced if self.priced > 0 else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePeriods:
    """The spans of a look: the whole bill as far as it is complete, its last complete month, and its last days."""

    bill: Period
    month: Period
    lately: Period


LATELY_DAYS: Final = 30


def use_periods(bill: ChargeRows) -> UsePeriods:
    """Raises BillError for a bill that has less than the days that are looked at."""
    info = bill.info()
    end = info.period.end
    if info.complete_until and info.period.start < info.complete_until < end:
        end = info.complete_until
    whole = Period(info.period.start, end)
    if whole.days < LATELY_DAYS:
        raise BillError(f"The bill has {whole.days} days. Advice needs at least {LATELY_DAYS}: load a longer export.")
    first = end.replace(day=1)
    month = Period(_month_before(first), first)
    if month.start < whole.start:
        month = Period(end - timedelta(days=LATELY_DAYS), end)
    return UsePeriods(bill=whole, month=month, lately=Period(end - timedelta(days=LATELY_DAYS), end))


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def meter_uses(bill: ChargeRows, periods: UsePeriods, tags: Sequence[str] = ()) -> tuple[MeterUse, ...]:
    """Every use of a meter that the bill has, with the values of the `tags` it carries at its end.

    Raises BillError when there are too many to look at.
    """
    wanted = {key.lower() for key in tags}
    kept = [key for key in bill.info().tag_keys if key.lower() in wanted]
    columns = [bill.words.key(Tag(key)) for key in kept]
    month, lately, whole = periods.month, periods.lately, periods.bill
    tag_text = "".join(f', max_by({sql.text}, "ChargePeriodStart")' for sql in columns)
    kinds = ", ".join(f"'{kind.value}'" for kind in _USED)
    cost = 'coalesce(nullif("ListCost", 0), "BilledCost")'
    rows = bill.statement(
        f"""SELECT "SubAccountId", "RegionId", coalesce(nullif("x_ServiceCode", ''), "ServiceName"), "ResourceId",
                   "x_UsageType", "x_Operation", coalesce(nullif("PricingUnit", ''), "ConsumedUnit"), "BillingCurrency",
                   min("ChargeDescription"),
                   coalesce(sum({_QUANTITY}) FILTER ({_IN_MONTH}), 0),
                   coalesce(sum({cost}) FILTER ({_IN_MONTH}), 0),
                   coalesce(sum({cost}) FILTER ({_IN_MONTH} AND "x_LineKind" <> 'usage'), 0),
                   min("ChargePeriodStart") FILTER ({_IN_MONTH})::DATE,
                   max("ChargePeriodStart") FILTER ({_IN_MONTH})::DATE,
                   coalesce(sum({_QUANTITY}) FILTER (WHERE {_REACHES} >= ?), 0),
                   min(greatest("ChargePeriodStart", CAST(? AS TIMESTAMP))) FILTER (WHERE {_REACHES} >= ?)::DATE,
                   sum({_QUANTITY}), min("ChargePeriodStart")::DATE, max({_REACHES})::DATE,
                   coalesce(sum({_QUANTITY}) FILTER ({_IN_MONTH} AND {cost} > 0), 0){tag_text}
            FROM charges
            WHERE "x_LineKind" IN ({kinds}) AND "x_UsageType" <> '' AND "ChargePeriodStart" < ?
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 LIMIT {MOST_USES + 1}""",
        (
            *(month.start, month.end) * 5,
            *(lately.start,) * 3,
            *(month.start, month.end),
            *(parameter for sql in columns for parameter in sql.parameters),
            whole.end,
        ),
    )
    if len(rows) > MOST_USES:
        raise BillError(f"The bill has more than {MOST_USES:,} pairs of resource and meter. Load one account of it.")
    return tuple(_use(row, kept, periods) for row in _as_one(rows))


Row = tuple[Any, ...]


def _as_one(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows of one resource and meter as one where they differ only in what some of them leave out, or spell otherwise.

    A bill whose older months have no operations or regions, or say `Hours` for `Hrs`, has two rows of one thing.
    """
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        account, _, service, resource, usage_type, _, _, currency = row[:8]
        found.setdefault((account, service, resource, usage_type, currency), []).append(row)
    for own in found.values():
        if len(own) == 1 or any(
            len({_plain(row[at]) for row in own} - {""}) > 1 for at in (_REGION, _OPERATION, _UNIT)
        ):
            yield from own
        else:
            # Of the same last day their words decide, since a database tells groups in any order.
            yield reduce(_joined, sorted(own, key=lambda row: (row[_LAST], *map(str, row[:_FIRST_SUM]))))


_REGION, _OPERATION, _UNIT, _FIRST_SUM, _LAST, _TAGS = 1, 5, 6, 9, 18, 20
_HOURS: Final = frozenset({"hr", "hour"})


def _plain(text: object) -> str:
    """A region, operation or unit as it is compared: hours are hours, however they are written."""
    word = str(text or "").lower().removesuffix("s")
    return "hour" if word in _HOURS else word


def _joined(earlier: Row, later: Row) -> Row:
    """Two rows of one thing as one: the later one's words where it has them, sums, and the span of both."""
    words = [new or old for old, new in zip(earlier[:_FIRST_SUM], later[:_FIRST_SUM], strict=True)]
    merged = [
        _MERGED[at](old, new)
        for at, (old, new) in enumerate(zip(earlier[_FIRST_SUM:_TAGS], later[_FIRST_SUM:_TAGS], strict=True))
    ]
    tags = [new or old for old, new in zip(earlier[_TAGS:], later[_TAGS:], strict=True)]
    return (*words, *merged, *tags)


def _least(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _most(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


_MERGED: Final[tuple[Callable[[Any, Any], Any], ...]] = (
    *(add, add, add), _least, _most, add, _least, add, _least, _most, add,
)  # fmt: skip
"""How the columns from `_FIRST_SUM` on are put together: quantity, cost, covered, first and last day of the month,
lately, since, whole, first, last, priced."""


def unmetered_part(bill: ChargeRows, periods: UsePeriods) -> Decimal:
    """The part of the month's usage, as billed, that has no usage type: all of it on a bill of another provider."""
    kinds = ", ".join(f"'{kind.value}'" for kind in _USED)
    ((total, unmetered),) = bill.statement(
        f"""SELECT coalesce(sum("BilledCost"), 0), coalesce(sum("BilledCost") FILTER ("x_UsageType" = ''), 0)
            FROM charges WHERE "x_LineKind" IN ({kinds}) AND "ChargePeriodStart" >= ? AND "ChargePeriodStart" < ?""",
        (periods.month.start, periods.month.end),
    )
    return Decimal(unmetered) / Decimal(total) if total > 0 else Decimal(0)


_IN_MONTH: Final = 'WHERE "ChargePeriodStart" >= ? AND "ChargePeriodStart" < ?'
_REACHES: Final = """CASE WHEN "ChargePeriodEnd" <= "ChargePeriodStart" + INTERVAL 31 DAY
    THEN greatest("ChargePeriodEnd" - INTERVAL 1 SECOND, "ChargePeriodStart") ELSE "ChargePeriodStart" END"""
"""SQL: the last moment of a charge: a fee of a month is there until the month ends. What is charged for longer, or
without an end, is paid in advance and says nothing of its end."""


PAUSE_DAYS: Final = 7
SPARSE_DAYS: Final = 14


def _days_there(row: Row, periods: UsePeriods) -> int:
    """The days of the month over which what was charged in it is spread.

    What is charged on workdays or once a week is there at the weekends too, and what is charged once a month is there
    all month: a day's charge is no thirtieth of a month's. What began or ended within the month is there since or until
    then, and so is what was away for more than a week.
    """
    began, ended, first, last = row[12], row[13], row[17], row[18]
    if began is None:
        return 0
    month = periods.month
    sparse = (ended - began).days < SPARSE_DAYS
    if first < month.start and (sparse or (began - month.start).days <= PAUSE_DAYS):
        began = month.start
    goes_on = last >= month.end or month.end >= periods.bill.end
    if goes_on and (sparse or (month.last_day - ended).days <= PAUSE_DAYS):
        ended = month.last_day
    return (ended - began).days + 1


def _use(row: Row, tags: Sequence[str], periods: UsePeriods) -> MeterUse:
    account, region, service, resource, usage_type, operation, unit, currency = (str(text) for text in row[:8])
    return MeterUse(
        account=account,
        region=region_named(usage_type) or region,
        service=service,
        resource=resource,
        meter=meter_of(usage_type),
        operation=operation,
        unit=unit,
        currency=currency,
        description=str(row[8]),
        quantity=Decimal(row[9]),
        list_cost=Decimal(row[10]),
        covered=Decimal(row[11]),
        days=_days_there(row, periods),
        lately=Decimal(row[14]),
        since=row[15],
        whole=Decimal(row[16]),
        first=row[17],
        last=row[_LAST],
        priced=Decimal(row[19]),
        tags={key.lower(): str(value) for key, value in zip(tags, row[_TAGS:], strict=True) if value},
    )


def busiest_hours(bill: ChargeRows, periods: UsePeriods, meters: Sequence[str]) -> dict[tuple[str, str, str], Decimal]:
    """The largest quantity an hour by account, resource and meter, in the last days. A daily bill knows days only."""
    if not meters:
        return {}
    pattern = "|".join(f"{re.escape(meter)}" for meter in meters)
    kinds = ", ".join(f"'{kind.value}'" for kind in _USED)
    rows = bill.statement(
        f"""SELECT account, resource, usage, max(quantity / greatest(seconds / 3600.0, 1))
            FROM (SELECT "SubAccountId" AS account, "ResourceId" AS resource, "x_UsageType" AS usage,
                         sum({_QUANTITY}) AS quantity,
                         coalesce(date_diff('second', "ChargePeriodStart", "ChargePeriodEnd"), 3600) AS seconds
                  FROM charges
                  WHERE "x_LineKind" IN ({kinds}) AND regexp_matches("x_UsageType", ?)
                    AND "ChargePeriodStart" >= ? AND "ChargePeriodStart" < ?
                  GROUP BY "SubAccountId", "ResourceId", "x_UsageType", "ChargePeriodStart", "ChargePeriodEnd")
            GROUP BY 1, 2, 3 LIMIT {MOST_USES}""",
        (f"(^|-)({pattern})$", periods.lately.start, periods.lately.end),
    )
    found: dict[tuple[str, str, str], Decimal] = {}
    for account, resource, usage_type, largest in rows:
        key = (str(account), str(resource), meter_of(str(usage_type)))
        found[key] = max(found.get(key, Decimal(0)), Decimal(str(largest or 0)))
    return found


MOST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFee:
    """What support or a seller on the marketplace charged for one resource or none, in the month looked at.

    `months` counts the months of the bill that have it; `spent` is what the account (for support: the whole bill)
    was charged for usage in that month. `name` is what its rows call the product and who sells it.
    """

    kind: LineKind
    account: str
    region: str
    service: str
    resource: str
    currency: str
    cost: Decimal
    months: int
    spent: Decimal
    name: str = ""


def service_fees(bill: ChargeRows, periods: UsePeriods) -> tuple[ServiceFee, ...]:
    """Fees for support and marketplace products, each with what was spent beside it."""
    month = periods.month
    kinds = f"('{LineKind.SUPPORT.value}', '{LineKind.MARKETPLACE.value}')"
    used = ", ".join(f"'{kind.value}'" for kind in _USED)
    rows = bill.statement(
        f"""SELECT "x_LineKind", "SubAccountId", "RegionId", coalesce(nullif("x_ServiceCode", ''), "ServiceName"),
                   "ResourceId", "BillingCurrency", coalesce(sum("BilledCost") FILTER ({_IN_MONTH}), 0),
                   count(DISTINCT date_trunc('month', "ChargePeriodStart")),
                   (SELECT coalesce(sum("ListCost"), 0) FROM charges AS beside
                    WHERE beside."x_LineKind" IN ({used}) AND beside."BillingCurrency" = fees."BillingCurrency"
                      AND beside."ChargePeriodStart" >= ? AND beside."ChargePeriodStart" < ?),
                   concat_ws(' ', max("ServiceName"), max("PublisherName"))
            FROM charges AS fees WHERE "x_LineKind" IN {kinds} AND "ChargePeriodStart" < ?
            GROUP BY 1, 2, 3, 4, 5, 6 LIMIT {MOST_USES}""",
        (month.start, month.end, month.start, month.end, periods.bill.end),
    )
    return tuple(
        ServiceFee(
            kind=LineKind(row[0]),
            account=str(row[1]),
            region=str(row[2]),
            service=str(row[3]),
            resource=str(row[4]),
            currency=str(row[5]),
            cost=Decimal(row[6]),
            months=int(row[7]),
            spent=Decimal(row[8]),
            name=str(row[9] or "")[:MOST_NAME],
        )
        for row in rows
    )
