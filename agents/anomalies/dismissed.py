"""Anomalies apart: those that are open, and those dismissed, in no count, total or alert until they end or grow.

An anomaly is known by the series it is of and the day it began. Newer deliveries add days to it and move its first day
a little, which makes no other anomaly of it; a later one of the same series is another.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from agents.anomalies.found import Found
from agents.bill.dimensions import DIMENSIONS
from billing.query import Filter
from finops_core.dismissals import COST_ANOMALY, Advised, Dismissal, Dismissals, advised_anomaly
from finops_core.tools.context import ToolContext
from finops_core.values import Period

MOVED_DAYS: Final = 3
"""By so many days the first day of an anomaly may move and it is still the same."""

Standing = Literal["open", "grown", "ended", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An anomaly with what it is known by, and the dismissal that it has or had; `grown` and `ended` ones are open."""

    found: Found
    advised: Advised
    standing: Standing = "open"
    by: Dismissal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Both with the largest first."""

    open: tuple[Known, ...] = ()
    dismissed: tuple[Known, ...] = ()

    @property
    def grown(self) -> int:
        return sum(one.standing == "grown" for one in self.open)


def series_of(found: Found, group_by: Sequence[str], filters: Iterable[Filter]) -> str:
    """A digest of what a series is of: the values that it is grouped by, its currency, and what else narrows its rows.

    Neither the order of the grouping nor a filter that the grouping implies makes another series.
    """
    keys = {str(DIMENSIONS[name]): key for name, key in zip(group_by, found.keys, strict=True)}
    parts = [f"{name}={keys[name]}" for name in sorted(keys)]
    parts += sorted(_text(one) for one in filters if one.exclude or keys.get(str(one.dimension)) not in one.values)
    return hashlib.sha256("\x1f".join((*parts, found.currency)).encode()).hexdigest()[:32]


def _text(one: Filter) -> str:
    values = "\x1e".join(sorted(one.values))
    return f"{'not ' if one.exclude else ''}{one.dimension}={values}"


def told_apart_for_user(
    found: Sequence[Found], group_by: Sequence[str], filters: Sequence[Filter], context: ToolContext
) -> Apart:
    """The anomalies with what the user of a call dismissed, where the platform keeps that."""
    kept: Dismissals | None = context.services.get(Dismissals)
    known = kept.of_user(context.user_id) if kept is not None else ()
    named = [Known(found=one, advised=_advised(one, group_by, filters)) for one in found]
    return told_apart(named, known, context.clock.now())


def _advised(one: Found, group_by: Sequence[str], filters: Sequence[Filter]) -> Advised:
    account = dict(zip(group_by, one.keys, strict=True)).get("account", "")
    series = series_of(one, group_by, filters)
    return advised_anomaly(f"{series}.{one.days.start.isoformat()}", account)


def told_apart(named: Sequence[Known], known: Iterable[Dismissal], now: datetime) -> Apart:
    """Each anomaly with the dismissal that is of it. One in another currency than was dismissed is open."""
    by_place = _matched(named, [one for one in known if one.advised.check == COST_ANOMALY and one.reopened_at is None])
    stood = [_stood(one, by_place.get(place), now) for place, one in enumerate(named)]
    return Apart(
        open=tuple(one for one in stood if one.standing != "dismissed"),
        dismissed=tuple(one for one in stood if one.standing == "dismissed"),
    )


def _stood(one: Known, by: Dismissal | None, now: datetime) -> Known:
    if by is None or by.currency != one.found.currency:
        return one
    grown = by.has_grown(one.found.excess)
    standing: Standing = "ended" if not by.lasts(now) else "grown" if grown else "dismissed"
    # What it was dismissed by names it from then on, so that it is opened again, or dismissed anew, as the same.
    return Known(found=one.found, advised=by.advised, standing=standing, by=by)


def _matched(named: Sequence[Known], known: Sequence[Dismissal]) -> dict[int, Dismissal]:
    """The dismissal of each anomaly by its place: each dismissal is of the nearest one of its series alone."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(named):
        places.setdefault(_series(one.advised), []).append(place)
    matched: dict[int, Dismissal] = {}
    for by in sorted(known, key=lambda one: one.at):
        first = first_day(by.advised)
        if first is None:
            continue
        off = {place: _off(named[place], first) for place in places.get(_series(by.advised), ())}
        near = [(days, place) for place, days in off.items() if days is not None]
        if near:
            matched[min(near)[1]] = by
    return matched


def _off(one: Known, first: date) -> int | None:
    """How many days a first day lies outside the days of an anomaly; None where it is another's."""
    days: Period = one.found.days
    if days.start <= first < days.end:
        return 0
    before = (days.start - first).days
    return before if 0 < before <= MOVED_DAYS else None


def _series(advised: Advised) -> str:
    return advised.resource.partition(".")[0]


def first_day(advised: Advised) -> date | None:
    """The day on which an anomaly began when it was named so; None for what is no such name."""
    try:
        return date.fromisoformat(advised.resource.partition(".")[2])
    except ValueError:
        return None


def left_out(dismissed: Iterable[Known]) -> dict[str, Decimal]:
    """What dismissed anomalies came to beyond what was expected, by currency."""
    totals: dict[str, Decimal] = {}
    for one in dismissed:
        totals[one.found.currency] = totals.get(one.found.currency, Decimal(0)) + one.found.excess
    return totals
