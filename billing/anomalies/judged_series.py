"""Series of daily amounts with what was found in them, kept so that new days can be added to them.

What is found in a series is what `billing.anomalies.detection` finds in its days up to `looked`, the day of its last
full judgement. It is judged again in full on each day that `billing.anomalies.daily_screen` tells may be too high, when
its past changes, when it is short, when more than a week comes at once, and at least once in `AGAIN_AFTER` days.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from billing.anomalies.daily_screen import LEAST_DAYS, WEEK, Ordinals, row_of, screened
from billing.anomalies.detection import Amounts, Anomaly, Marks, Sensitivity, judgement
from billing.foresight.series_file import Series, joined

AGAIN_AFTER: Final = 84
"""Days after which a series is judged again though nothing was near: its shares and its usual differences move."""
MOST_DAYS_AT_ONCE: Final = WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One series, what was found in it, and how many of its days were known then. `row` is for the daily screen."""

    name: str
    start: date
    amounts: Amounts
    looked: int
    found: tuple[Anomaly, ...]
    row: Amounts

    @property
    def days(self) -> int:
        return self.amounts.size

    @property
    def following(self) -> int:
        """The ordinal of the day after its last one."""
        return self.start.toordinal() + self.days


Look = Callable[[Sequence[Series]], Iterable[Judged]]
"""Judges series in full, in their order; a port, since many of them are spread over the processors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """All series in the order they first came, and how many of them had what. `told` says in words what was mended."""

    judged: tuple[Judged, ...]
    new_series: int
    changed: int
    new_days: int
    judged_in_full: int
    not_given: int
    told: tuple[str, ...]


def judged_in_full(series: Series) -> Judged:
    """A series judged over all of its days."""
    sensitivity = Sensitivity()
    amounts = np.asarray(series.amounts, dtype=np.float64)
    judged = judgement(series.start, amounts, sensitivity)
    return Judged(
        name=series.name,
        start=series.start,
        amounts=amounts,
        looked=amounts.size,
        found=tuple(judged.anomalies()) if judged else (),
        row=row_of(judged, sensitivity),
    )


def renewed(before: Sequence[Judged], given: Sequence[Series], look: Look, *, all_again: bool = False) -> Renewed:
    """The series with what is given of them: days that come after those known, others instead of those known."""
    renewal = _Renewal(list(before))
    if all_again:
        renewal.full = {place: _series(one) for place, one in enumerate(before)}
    places = {one.name: place for place, one in enumerate(before)}
    fresh: list[Series] = []
    for series in given:
        place = places.get(series.name)
        if place is None:
            fresh.append(series)
        else:
            renewal.merge(place, series)
    renewal.follow()
    order = sorted(renewal.full)
    in_full = list(look([*(renewal.full[place] for place in order), *fresh]))
    for place, judged in zip(order, in_full, strict=False):
        renewal.judged[place] = judged
    return Renewed(
        judged=(*renewal.judged, *in_full[len(order) :]),
        new_series=len(fresh),
        changed=renewal.changed,
        new_days=renewal.new_days,
        judged_in_full=len(in_full),
        not_given=len(before) + len(fresh) - len(given),
        told=tuple(renewal.told),
    )


@dataclass(slots=True)
class _Renewal:
    """What each series becomes: by place, those to judge in full, and the new days of those that only have more."""

    judged: list[Judged]
    full: dict[int, Series] = field(default_factory=dict[int, Series])
    more: dict[int, Amounts] = field(default_factory=dict[int, Amounts])
    changed: int = 0
    new_days: int = 0
    told: list[str] = field(default_factory=list[str])

    def merge(self, place: int, given: Series) -> None:
        """A series whose known days are given as they were only has more of them; any other is judged in full."""
        known = self.judged[place]
        at = given.start.toordinal() - known.start.toordinal()
        amounts = np.asarray(given.amounts, dtype=np.float64)
        more = max(0, at + amounts.size - known.days)
        self.new_days += more
        both = amounts.size - more
        same = 0 <= at <= known.days
        if same and both:
            same = np.array_equal(known.amounts[at : at + both], amounts[:both])
        if not same:
            whole = joined(_series(known), given)
            self.changed += at <= known.days
            self.told += [f"{whole.name}: {text}" for text in whole.told]
            self.full[place] = whole
        elif more:
            self._longer(place, amounts[both:])

    def _longer(self, place: int, more: Amounts) -> None:
        known = self.judged[place]
        first = known.following + place
        due = (first - 1) // AGAIN_AFTER != (first + more.size - 1) // AGAIN_AFTER
        if place in self.full or known.days < LEAST_DAYS or more.size > MOST_DAYS_AT_ONCE or due:
            self.full[place] = _series(known, more)
        else:
            self.more[place] = more

    def follow(self) -> None:
        """Follows new days by the daily screen; what may be too high on one of them is left to be judged in full."""
        if not self.more:
            return
        rows = np.array([self.judged[place].row for place in self.more])
        first = np.array([self.judged[place].following for place in self.more], dtype=np.int64)
        near = _followed(rows, list(self.more.values()), first).tolist()
        for number, (place, more) in enumerate(self.more.items()):
            known = self.judged[place]
            if near[number]:
                self.full[place] = _series(known, more)
            else:
                self.judged[place] = Judged(
                    name=known.name,
                    start=known.start,
                    amounts=np.concatenate([known.amounts, more]),
                    looked=known.looked,
                    found=known.found,
                    row=rows[number],
                )


def _series(one: Judged, more: Amounts | None = None) -> Series:
    amounts = one.amounts if more is None else np.concatenate([one.amounts, more])
    return Series(name=one.name, start=one.start, amounts=tuple(amounts.tolist()), told=())


def _followed(rows: Amounts, new: Sequence[Amounts], first: Ordinals) -> Marks:
    """Which series may be too high on one of their new days; `rows` become those of the last one."""
    near: Marks = np.zeros(len(rows), dtype=np.bool_)
    counts = np.array([days.size for days in new], dtype=np.int64)
    for day in range(int(counts.max())):
        there = np.flatnonzero(counts > day)
        amounts = np.array([new[number][day] for number in there.tolist()], dtype=np.float64)
        may, rows[there] = screened(rows[there], amounts, first[there] + day, Sensitivity())
        near[there] |= may
    return near
