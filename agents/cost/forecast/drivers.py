"""Why days ahead are expected to come to more or less than as many days before. Parts add up to the cent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agents.bill.wording import plural
from agents.cost.forecast.groups import latest_days
from agents.cost.forecast.question import ForecastQuestion, billed_rows
from billing.allocation import exact_sum
from billing.history import ONE_OFF, History
from billing.outlook import Outlook, cents
from billing.query import BillRow, LineKind
from finops_core.values import Period

GIVEN_BACK = frozenset({LineKind.CREDIT, LineKind.REFUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One cause of the difference, in words, and what it adds (below 0: takes away)."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What the `latest` days were billed, and what leads from there to the forecast: `before` and all parts are it."""

    latest: Period
    before: Decimal
    parts: tuple[Driver, ...]


def drivers_of(asked: ForecastQuestion, outlook: Outlook, history: History) -> Drivers:
    """The causes that are known of a bill; what is left is growth of what comes day by day."""
    target, latest = asked.target, latest_days(asked)
    value = cents(outlook.whole.value)
    billed = _within(billed_rows(asked), latest)
    apart = [row for row in _within(asked.once.rows, latest) if row.currency == asked.currency]
    before = cents(float(exact_sum([row.amount for row in billed])))
    given_back = _of(billed, GIVEN_BACK)
    once = _of(apart, frozenset(LineKind) - GIVEN_BACK)
    bought = once + _of(_within(asked.result.rows, latest), ONE_OFF - GIVEN_BACK, asked.currency)
    fees = sum(amount for fee in history.fees for day, amount in fee.amounts.items() if day in latest)
    fees_ahead = outlook.fees + sum(
        amount for fee in history.fees for day, amount in fee.amounts.items() if day in target and day in history.days
    )
    once_ahead = sum(amount for day, amount in history.once.items() if day in target)
    daily = float(before) - given_back - bought - fees
    longer = target.days - latest.days
    found = [
        Driver(name="credits and refunds that are not continued", amount=-cents(given_back)),
        Driver(name="charges that came once", amount=cents(once_ahead) - cents(bought)),
        Driver(name="monthly fees", amount=cents(fees_ahead) - cents(fees)),
        Driver(name=_longer(longer), amount=cents(daily / latest.days * longer)),
    ]
    rest = value - before - exact_sum([one.amount for one in found])
    found.append(Driver(name="the cost of an average day", amount=rest))
    return Drivers(latest=latest, before=before, parts=tuple(one for one in found if one.amount))


def _longer(days: int) -> str:
    return f"{abs(days)} {plural('day', abs(days))} {'more' if days > 0 else 'fewer'}"


def _within(rows: Iterable[BillRow], days: Period) -> list[BillRow]:
    return [row for row in rows if row.start is not None and row.start.date() in days]


def _of(rows: Iterable[BillRow], kinds: frozenset[LineKind], currency: str = "") -> float:
    found = [row for row in rows if LineKind(row.keys[-1]) in kinds and currency in ("", row.currency)]
    return float(exact_sum([row.amount for row in found]))
