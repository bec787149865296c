"""What forecasts of everything and of single groups share: the question, its history, and the basis of an estimate."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agents.bill.kinds import kind_words
from agents.bill.scope import Scope, basis_of
from agents.cost.forecast.params import ForecastParams
from billing.forecast import LEVEL, WIDE, measures_wide
from billing.history import ONE_OFF, History, history_by_part, history_of
from billing.one_time_charges import OneTime
from billing.outlook import Outlook
from billing.periods.symbols import day_text
from billing.query import BillResult, BillRow, LineKind
from finops_core.answers import Basis, DateRange, Estimate
from finops_core.values import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """What was charged by day, keys and kind; `once` apart: it counts on days already billed, and is not continued."""

    result: BillResult
    once: OneTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastQuestion:
    """A forecast as asked of one bill: `days` are those of the bill that are fully billed.

    `result` and `once` are charges by the groups that are asked for, `services` the same by service.
    """

    params: ForecastParams
    scope: Scope
    target: Period
    days: Period
    currency: str
    result: BillResult
    once: OneTime
    services: Charges


Keys = tuple[str, ...]
Kinds = dict[LineKind, dict[date, float]]


def daily_amounts(result: BillResult, currency: str) -> dict[Keys, Kinds]:
    """The daily amounts of each group by line kind."""
    found: dict[Keys, Kinds] = {}
    for row in result.rows:
        if row.currency == currency and row.start is not None:
            amounts = found.setdefault(row.keys[:-1], {}).setdefault(LineKind(row.keys[-1]), {})
            day = row.start.date()
            amounts[day] = amounts.get(day, 0.0) + float(row.amount)
    return found


def merged(groups: Iterable[Kinds]) -> Kinds:
    """The daily amounts of several groups together."""
    found: Kinds = {}
    for kinds in groups:
        for kind, amounts in kinds.items():
            sums = found.setdefault(kind, {})
            for day, amount in amounts.items():
                sums[day] = sums.get(day, 0.0) + amount
    return found


def history_of_groups(asked: ForecastQuestion, groups: Mapping[Keys, Kinds]) -> History:
    """These groups as one history, with what of theirs came once."""
    found = history_of(merged(groups.values()), asked.days)
    return _with_once(asked, found, [asked.once.by_day(keys, asked.currency) for keys in groups])


def history_of_all(asked: ForecastQuestion) -> History:
    """Everything that is asked about, each of the largest services continued by itself."""
    found = history_by_part(daily_amounts(asked.services.result, asked.currency), asked.days)
    rows = asked.services.once.rows
    return _with_once(
        asked, found, [asked.services.once.by_day(keys, asked.currency) for keys in {row.keys[:-1] for row in rows}]
    )


def _with_once(asked: ForecastQuestion, found: History, once: Iterable[Mapping[date, float]]) -> History:
    sums: dict[date, float] = {}
    for amounts in once:
        for day, amount in amounts.items():
            sums[day] = sums.get(day, 0.0) + amount
    return replace(found, once=sums, left_out=found.left_out | (asked.once.kinds & ONE_OFF))


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
    if found.monthly:
        return f"Method: the latest months of what comes once a month.{_errors(found)}"
    return f"Method: {measured.method}.{_errors(found)} Weeks and months are sums of the same days."


def _errors(found: Outlook) -> str:
    """Both measures of the error, in words with their names; nothing where amounts of 0 left nothing to divide by."""
    measured = found.measured
    if measured.wape is None:
        return ""
    text = f" In {measured.origins} trials it missed by {measured.wape:.1%} of all that came (WAPE)"
    return f"{text}." if measured.mape is None else f"{text}, and by {measured.mape:.1%} in the mean trial (MAPE)."


def naive_error(found: Outlook) -> float | None:
    """The smaller error of repeating the last week and of the run rate; None where neither could be measured."""
    both = (found.measured.wape_naive, found.measured.wape_pace)
    return None if found.monthly else min((one for one in both if one is not None), default=None)


def _estimate(found: Outlook) -> Estimate:
    """The method with its error on the past, beside that of the simplest method."""
    measured, naive = found.measured, naive_error(found)
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
