"""Which two periods a comparison is of."""

import re
from dataclasses import dataclass

from agents.bill.scope import Scope, covered
from billing.periods.calendar import add_months
from billing.periods.default_period import last_full_month, running_month
from billing.periods.symbols import before, resolve, whole_months, year_before
from finops_core.values import Period

_UNIT_TO_DATE = re.compile(r"(\w+)_to_date")
"""Month to date is compared with as many days of the month before, not with the days just before the month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A period and what it is compared with, cut to the same length where the later one is still open.

    `since` says that they are the first and the latest full months of a time that began with the earlier one.
    """

    now: Period
    then: Period
    cut: bool = False
    since: bool = False


def pair_of(scope: Scope, asked: str, compare_to: str) -> Pair:
    """The two periods; an open one is compared by its days so far, the other by as many days from its start."""
    whole = scope.period.period
    unit = _UNIT_TO_DATE.fullmatch(asked)
    if compare_to in ("", "previous"):
        ends = _first_and_latest(asked, scope)
        if ends:
            return ends
        whole = resolve(f"this_{unit[1]}", scope.anchor).period if unit else whole
    if compare_to in ("", "previous"):
        then = before(whole)
    elif compare_to == "year_before":
        then = year_before(whole)
    else:
        then = resolve(compare_to, scope.anchor).period
    if then == whole:
        then = before(whole)
    now = whole.overlap(covered(scope.info)) or whole
    if now.end < whole.end and now.start == whole.start and then.days > now.days:
        return Pair(now=now, then=Period.of_days(then.start, now.days), cut=True)
    return Pair(now=whole, then=then)


def _first_and_latest(asked: str, scope: Scope) -> Pair | None:
    """What grew since January: January, and as many of the latest full months; None where these meet.

    Since the latest full month itself it is what is billed of the next, beside as many days.
    """
    since = asked.removeprefix("since_")
    latest = last_full_month(scope.anchor)
    if since == asked or latest is None:
        return None
    first = resolve(since, scope.anchor).period
    months = whole_months(first)
    if first == latest and (running := running_month(scope.anchor)):
        return Pair(now=running, then=Period.of_days(first.start, running.days), cut=running.days < first.days)
    now = Period(add_months(latest.end, -months), latest.end) if months else None
    return Pair(now=now, then=first, since=True) if now and first.end <= now.start else None
