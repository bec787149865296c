"""Finds days on which a series of daily amounts is higher than its own past lets expect.

A day is compared with the median of the four weeks before it, carried on with their growth, times the share that its
weekday usually has, plus what the same day of other months brought (fees of the first of a month). It is too high when
the difference stands out of the usual differences, alone or over up to a week, and is higher than what was ever seen
as usual. Days that are too high are taken out of the past of later days, for two weeks: what lasts longer is the new
level. Amounts that are lower than expected are no anomaly of cost and are not reported. Series of jobs that run now and
then are judged by `rare_days`.

Sources: P. Rousseeuw, C. Croux, "Alternatives to the Median Absolute Deviation", JASA 88 (1993), for the scale;
Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, 3.4, for weekday shares.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from billing.anomalies.rare_days import jobs_beyond, runs_now_and_then

Amounts = NDArray[np.float64]
Marks = NDArray[np.bool_]

PAST = 28
"""Days before a day that its level is taken from."""
SCALE_PAST = 56
"""Days before a day that its usual differences are taken from."""
LEAST_PAST = 14
"""Days of history before which nothing can be said."""
NEW_LEVEL = 14
"""Days after which what is still higher is no anomaly any more but the new level."""
STANDS_OUT = 3.0
"""How many usual differences make a day one that may be a fee of its month."""
EVERY_MONTH_END = 3
"""Days before the end of a month that fees are also looked for on."""
MONTHS_NEARBY = 2
LEAST_SHARE = 0.02
"""A weekday on which nothing is billed is taken to have this share of an average day."""
PASSES = 3
SEVERAL_DAYS = ((3, 0.62), (7, 0.45))
"""Days in a row, and the part of one day's deviations that makes them too high together, on average."""
LEADS_UP = 0.3
"""Days before an anomaly that have less than this share of its usual day's excess are none of its days."""
MONTHLY_VARIES = 0.2
"""The usual difference of what a month's day brings, as a share of it: fees follow what they are a share of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """When a day is too high. `deviations` of the usual differences, `share` of what was expected.

    `least` is the smallest excess of a day that counts, in the series' own unit, `edge` how many deviations a day needs
    beside one that is too high to be part of the same anomaly.
    """

    deviations: float = 5.5
    edge: float = 2.0
    share: float = 0.13
    least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """First and last day, what was billed beyond what was expected, and how far it stands out (in deviations)."""

    start: date
    end: date
    excess: float
    expected: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What each day lets expect (`amounts`), its usual difference from it, and what both were made of.

    `usual` is the series without what was high. `beyond` is what a day has beyond its surroundings, of which `monthly`
    is what other months have too; less than `least_beyond` is none. `overall` is the usual difference of all days.
    """

    amounts: Amounts
    deviation: Amounts
    usual: Amounts
    shares: Amounts
    beyond: Amounts
    least_beyond: float
    monthly: Amounts
    difference: Amounts
    overall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A series as it was judged: what was expected at last, which days are too high, and by which rules."""

    first: date
    series: Amounts
    expected: Expected
    high: Marks
    runs_now_and_then: bool

    def anomalies(self) -> "list[Anomaly]":
        return list(_runs(self.first, self.series, self.expected.amounts, self.expected.deviation, self.high))


def anomalies(first: date, amounts: Sequence[float], sensitivity: Sensitivity | None = None) -> list[Anomaly]:
    """The anomalies of a series without gaps that begins on a day; empty where its history is too short."""
    judged = judgement(first, amounts, sensitivity)
    return judged.anomalies() if judged else []


def judgement(
    first: date, amounts: Sequence[float] | Amounts, sensitivity: Sensitivity | None = None
) -> Judgement | None:
    """As `anomalies`, with what was expected of each day; None where the history is too short."""
    series = np.asarray(amounts, dtype=np.float64)
    if series.size <= LEAST_PAST:
        return None
    chosen = sensitivity or Sensitivity()
    days = _Days.of(first, series.size)
    high: Marks = np.zeros(series.size, dtype=np.bool_)
    expected = _expected(series.copy(), series, days, high)
    jobs: Marks | None = None
    # What comes every month is a fee: only what is billed beside it can be jobs.
    if runs_now_and_then(series - expected.monthly):
        days = replace(days, only_firsts=True)
        expected = _expected(series.copy(), series, days, high)
        rest = series - expected.monthly
        jobs = jobs_beyond(rest) & (rest > chosen.least)
    for passes in range(1, PASSES + 1):
        found = jobs if jobs is not None else _too_high(series, expected.amounts, expected.deviation, chosen)
        if np.array_equal(found, high):
            break
        high = found
        if passes < PASSES:
            usual = np.where(_recent(high), np.minimum(series, expected.amounts), series)
            expected = _expected(usual, series, days, high)
    return Judgement(first=first, series=series, expected=expected, high=high, runs_now_and_then=jobs is not None)


@dataclass(frozen=True, slots=True)
class _Days:
    """Of each day: its place in its month from the beginning and from the end, and the number of the month.

    `only_firsts` is whether fees are only looked for on the first of a month: jobs meet on any day by chance.
    """

    of_month: NDArray[np.int64]
    month: NDArray[np.int64]
    from_end: NDArray[np.int64]
    only_firsts: bool = False

    @classmethod
    def of(cls, first: date, count: int) -> "_Days":
        days = np.datetime64(first, "D") + np.arange(count)
        months = days.astype("datetime64[M]")
        of_month = (days - months.astype("datetime64[D]")).astype(np.int64)
        length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
        return cls(of_month, months.astype(np.int64), length - 1 - of_month)


def _windows(padded: Amounts, width: int) -> Amounts:
    """Each place with those after it, as a view: `sliding_window_view` costs more for short series."""
    shape = (padded.size - width + 1, width)
    return np.ndarray(shape, padded.dtype, padded, strides=(padded.itemsize, padded.itemsize))


def _past(values: Amounts, width: int) -> Amounts:
    """Days × width: the days before each day, NaN where there were none."""
    return _windows(np.concatenate([np.full(width, np.nan), values[:-1]]), width)


def median(windows: Amounts) -> Amounts:
    """The median of each row without its NaNs; NaN for a row of nothing else."""
    ordered = np.sort(windows, axis=1)
    width = windows.shape[1]
    middle = (ordered[:, (width - 1) // 2] + ordered[:, width // 2]) / 2
    # NaNs are last: of most rows the last one is none.
    short = np.flatnonzero(np.isnan(ordered[:, -1]))
    if short.size:
        there = width - np.isnan(ordered[short]).sum(axis=1)
        low, up = np.maximum((there - 1) // 2, 0), np.minimum(there // 2, width - 1)
        middle[short] = (ordered[short, low] + ordered[short, up]) / 2
    return middle


def _expected(usual: Amounts, series: Amounts, days: _Days, high: Marks) -> Expected:
    """What each day lets expect, and the usual difference from it."""
    shares = _weekday_shares(usual)
    beyond, least_beyond = _beyond(shares, series)
    monthly = _monthly(beyond, days)
    level_of = (usual - monthly) / shares
    whole, newer = median(_past(level_of, PAST)), median(_past(level_of, PAST // 2))
    older = np.concatenate([np.full(PAST // 2, np.nan), newer[: -PAST // 2]])
    expected = np.maximum(level(whole, newer, older), 0.0) * shares + monthly
    expected[:LEAST_PAST] = series[:LEAST_PAST]
    difference = np.where(high, np.nan, usual - expected)
    difference[:LEAST_PAST] = np.nan
    overall = 1.4826 * float(np.nan_to_num(median(np.abs(difference)[np.newaxis]))[0])
    deviation = deviations(_past(difference, SCALE_PAST), overall, expected, float(np.abs(usual).mean()))
    return Expected(
        amounts=expected,
        deviation=deviation + MONTHLY_VARIES * monthly,
        usual=usual,
        shares=shares,
        beyond=beyond,
        least_beyond=least_beyond,
        monthly=monthly,
        difference=difference,
        overall=overall,
    )


def level(whole: Amounts, newer: Amounts, older: Amounts) -> Amounts:
    """The level of days from the medians of the four weeks before, of their newer half and of their older half."""
    growth = np.where(np.isnan(older), 0.0, np.clip(newer - older, 0.0, 0.35 * np.abs(whole)))
    # The median of four weeks is that of their middle: half the growth between their halves is what it lags behind.
    return np.maximum(whole + growth, newer)


def deviations(past: Amounts, overall: float | Amounts, expected: Amounts, mean: float | Amounts) -> Amounts:
    """The usual difference of days, a row of `past` differences each. `mean` is that of the usual amounts' sizes."""
    spread = 1.4826 * median(np.abs(past))
    spread = np.where(np.isnan(spread), overall, np.maximum(spread, 0.5 * overall))
    # A steady series differs by nothing, and a series with rare large days by nothing on most of them.
    peaks = np.fmax.reduce(past, axis=1, initial=0.0)
    floor = 0.02 * np.abs(expected) + 0.002 * mean
    return np.maximum(np.maximum(spread, peaks / 4.0), floor)


def _weekday_shares(usual: Amounts) -> Amounts:
    """What a weekday has of an average day: the median over its weeks, 1 where weekdays do not differ."""
    if usual.size < 3 * 7:
        return np.ones_like(usual)
    week = np.convolve(usual, np.full(7, 1 / 7), mode="valid")
    middle = np.concatenate([np.full(3, week[0]), week, np.full(3, week[-1])])
    ratio = np.divide(usual, middle, out=np.full_like(usual, np.nan), where=middle > 0)
    # Weekdays × weeks, each row from the series' own first day on.
    rows = np.concatenate([ratio, np.full(-usual.size % 7, np.nan)]).reshape(-1, 7).T
    shares = np.where((~np.isnan(rows)).sum(axis=1) >= 3, median(rows), 1.0)
    shares = np.maximum(shares, LEAST_SHARE)
    return np.tile(shares * 7 / shares.sum(), rows.shape[1])[: usual.size]


def _beyond(shares: Amounts, series: Amounts) -> tuple[Amounts, float]:
    """What each day has beyond its surroundings, and how much it has to be at least."""
    around = _around(series / shares) * shares
    beyond = np.maximum(series - around, 0.0)
    least = STANDS_OUT * 1.4826 * float(median(np.abs(series - around)[np.newaxis])[0])
    beyond[beyond < least] = 0.0
    return beyond, least


def _monthly(beyond: Amounts, days: _Days) -> Amounts:
    """What each day has beyond its surroundings that the same day of a neighbouring month has too.

    Fees, support and renewals come with a day of the month, counted from its beginning or from its end.
    """
    monthly = _also_nearby(beyond, days.month, days.of_month)
    at_end = _also_nearby(beyond, days.month, days.from_end)
    monthly = np.maximum(monthly, np.where(days.from_end < EVERY_MONTH_END, at_end, 0.0))
    if days.only_firsts:
        monthly[days.of_month > 0] = 0.0
    first = np.flatnonzero(days.of_month == 0)
    if first.size == 1:
        # There is no other first of a month to compare it with.
        monthly[first] = beyond[first]
    return monthly


def _also_nearby(beyond: Amounts, month: NDArray[np.int64], place: NDArray[np.int64]) -> Amounts:
    """Of each day's amount what one of the two months before or after had in the same place too.

    Two, since a holiday may halve the nearest.
    """
    row = month - month[0] + MONTHS_NEARBY
    table = np.zeros((int(row[-1]) + MONTHS_NEARBY + 1, 31))
    table[row, place] = beyond
    others = [table[row + away, place] for away in range(-MONTHS_NEARBY, MONTHS_NEARBY + 1) if away]
    return np.minimum(beyond, np.maximum.reduce(others))


def _around(values: Amounts) -> Amounts:
    """The median of the two weeks around each day."""
    half = 7
    padded = np.concatenate([np.full(half, np.nan), values, np.full(half, np.nan)])
    return median(_windows(padded, 2 * half + 1))


def _too_high(series: Amounts, expected: Amounts, deviation: Amounts, chosen: Sensitivity) -> Marks:
    excess = series - expected
    excess[:LEAST_PAST] = 0.0
    z = excess / np.maximum(deviation, 1e-12)
    matters = (excess > chosen.share * np.abs(expected)) & (excess > chosen.least)
    core = (z > chosen.deviations) & matters
    high = (z > chosen.edge) & matters
    if not (core | high).any():
        return core
    for width, harder in SEVERAL_DAYS:
        if series.size >= width:
            ones = np.ones(width)
            mean = np.convolve(np.clip(z, -chosen.deviations, chosen.deviations), ones / width, mode="valid")
            several = np.convolve(high, ones, mode="valid") > 0.6 * width
            for start in np.flatnonzero((mean > chosen.deviations * harder) & several):
                core[start : start + width] |= high[start : start + width]
    return _grown(core, (z > chosen.edge) & (excess > 0.5 * chosen.share * np.abs(expected)))


def _grown(core: Marks, edge: Marks) -> Marks:
    """Cores with the days beside them that are high too; one ordinary day between two high ones is part of the run."""
    grown = core.copy()
    for _ in range(NEW_LEVEL):
        nearer = grown.copy()
        nearer[1:] |= grown[:-1] & edge[1:]
        nearer[:-1] |= grown[1:] & edge[:-1]
        if np.array_equal(nearer, grown):
            break
        grown = nearer
    grown[1:-1] |= grown[:-2] & grown[2:]
    return grown


def _recent(high: Marks) -> Marks:
    """The high days that are at most two weeks from the beginning of their run."""
    places = np.arange(high.size)
    last_usual = np.maximum.accumulate(np.where(high, -1, places))
    return high & (places - last_usual <= NEW_LEVEL)


def _led_up(excess: Amounts) -> int:
    """How many days at the beginning of a run are only a little high beside the rest of it, and no part of it.

    A season that rises leads up to a change that comes in it: the change begins where most of the excess does.
    """
    much = np.flatnonzero(excess >= LEADS_UP * float(median(excess[np.newaxis])[0]))
    return int(much[0]) if much.size else 0


def _runs(first: date, series: Amounts, expected: Amounts, deviation: Amounts, high: Marks) -> Iterator[Anomaly]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(np.int8), [0]])))
    for run, end in zip(edges[::2], edges[1::2], strict=True):
        start = run + _led_up(series[run:end] - expected[run:end])
        excess = series[start:end] - expected[start:end]
        if excess.sum() > 0:
            yield Anomaly(
                start=first + timedelta(days=int(start)),
                end=first + timedelta(days=int(end) - 1),
                excess=float(excess.sum()),
                expected=float(expected[start:end].sum()),
                score=float((excess / np.maximum(deviation[start:end], 1e-12)).max()),
            )
