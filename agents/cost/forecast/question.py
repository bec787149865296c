"""What forecasts of everything and of single groups share: the question, its history, and the basis of an estimate."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.kinds import kind_words
from agents.bill.scope import Scope, basis_of
from agents.cost.forecast.params import ForecastParams
from billing.forecast import LEVEL, WIDE, measures_wide
from billing.one_time_charges import OneTime
from billing.outlook import ONE_OFF, History, Outlook, history_of
from billing.periods.symbols import day_text
from billing.query import BillResult, BillRow, LineKind
from finops_core.answers import Basis, DateRange, Estimate
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastQuestion:
    """A forecast as asked of one bill: `days` are those of the bill that are fully billed.

    `once` are charges that came once: those of days already billed count, and none is continued.
    """

    params: ForecastParams
    scope: Scope
    target: Period
    days: Period
    currency: str
    result: BillResult
    once: OneTime


def group_history(asked: ForecastQuestion, keys: tuple[str, ...]) -> History:
    """The daily amounts of one group by line kind."""
    kinds: dict[LineKind, dict[date, float]] = {}
    for row in asked.result.rows:
        if row.currency == asked.currency and row.keys[:-1] == keys and row.start is not None:
            amounts = kinds.setdefault(LineKind(row.keys[-1]), {})
            day = row.start.date()
            amounts[day] = amounts.get(day, 0.0) + float(row.amount)
    found = history_of(kinds, asked.days)
    once = asked.once.by_day(keys, asked.currency)
    return replace(found, once=once, left_out=found.left_out | (asked.once.kinds & ONE_OFF))


def billed_rows(asked: ForecastQuestion, keys: tuple[str, ...] | None = None) -> Iterator[BillRow]:
    """The charges of one group, or of all, by day and kind as they were billed: what came once is among them."""
    for row in (*asked.result.rows, *asked.once.rows):
        if row.currency == asked.currency and row.start is not None and keys in (None, row.keys[:-1]):
            yield row


def fraction(value: float) -> Decimal:
    """A measured error as a fraction to six digits."""
    return Decimal(str(round(value, 6)))


def _method(found: Outlook) -> str:
    measured = found.measured
    errors = "" if measured.wape is None else f" WAPE {measured.wape:.1%}"
    errors += "" if measured.mape is None else f", MAPE {measured.mape:.1%}"
    if found.monthly:
        return f"Method: the latest months of what comes once a month;{errors} in {measured.origins} trials."
    return (
        f"Method: {measured.method}, which came nearest on this history;{errors} in {measured.origins} trials. "
        "Weeks and months are sums of the same days."
    )


def _estimate(found: Outlook) -> Estimate:
    """The method with its error on the past, beside that of repeating the last week."""
    measured = found.measured
    naive = None if found.monthly else measured.wape_naive
    return Estimate(
        method="the latest months of what comes once a month" if found.monthly else measured.method,
        levels=(str(LEVEL), str(WIDE)),
        trials=measured.origins,
        error=None if measured.wape is None else str(fraction(measured.wape)),
        naive_error=None if naive is None else str(fraction(naive)),
    )


def _wide_note(found: Outlook) -> str:
    if measures_wide(found.measured.origins):
        return "The 95 % range is as wide as held in 95 % of the trials."
    return (
        f"{found.measured.origins} trials are too few to measure a range of 95 %: it is that of 80 % widened as for "
        "normal errors, and no narrower than the largest error of any trial."
    )


def basis_of_estimate(
    asked: ForecastQuestion, found: Outlook | None, history: History, grain: str | None, *, measured: bool = True
) -> Basis:
    """The basis of an estimate says that it is one, and names its history and, where `measured`, its method."""
    basis = basis_of(asked.scope, asked.result, grain)
    first, last = day_text(history.days.start), day_text(history.days.last_day)
    notes = list(basis.notes)
    if found is not None:
        notes.append(f"An estimate, not a bill: continued from the charges of {first} to {last}.")
    if found is not None and measured:
        notes += [_method(found), _wide_note(found)]
    # What came once within the days asked about is billed already, and counted.
    counted = {row.keys[-1] for row in asked.once.rows if row.start and row.start.date() in asked.target and row.amount}
    left_out = kind_words(history.left_out - counted)
    return basis.model_copy(
        update={
            "period": DateRange(start=asked.target.start, end=asked.target.end),
            "currency": asked.currency,
            "included": kind_words(({row.keys[-1] for row in asked.result.rows} - history.left_out) | counted),
            "excluded": tuple(dict.fromkeys((*basis.excluded, *left_out))),
            "notes": tuple(notes),
            "estimate": _estimate(found) if found is not None and measured else None,
        }
    )
