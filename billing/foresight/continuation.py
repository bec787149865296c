"""Series continued by several ways at once, each weighed by how near it came on that series' own past. Pure.

From several earlier steps on every way says what would come, with only what was known by then (rolling origin; L.
Tashman, International Journal of Forecasting 16, 2000). Its weight is its mean absolute error there to the power of
-`Rhythm.sharpness` (J. Bates, C. Granger, "The combination of forecasts", Operational Research Quarterly 20, 1969).
Intervals are as wide as the errors of the combination from those steps on, growing with the distance. For the error of
a trial the weights come from the other trials.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from billing.foresight.candidates import NAMES
from billing.foresight.rows import Floats, Truths, lengths, rows_of
from billing.foresight.weighing import Rhythm, Trials, combined, lost, mean_known, ways_ahead, weights

SERIES_AT_ONCE = 16
"""Few enough that what is worked on stays near the processor."""

_FEW: Final = 2.0
"""By how many over the number of trials an interval is wider: the error is less well known from few."""
_UNTRIED: Final = 0.5
"""Of the usual change from season to season, where there was no trial."""

NAIVE_SHARES = tuple(share / 8 for share in range(1, 9))
"""Shares of the last season repeated that are tried, where the combination alone had done worse than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """Series × steps ahead: what is expected, and between what it will lie 80 and 95 times in 100.

    `error` and `naive_error` are the sums of absolute errors over the sums of amounts in `trials` on the past, of the
    combination and of the best naive way; NaN without trials.
    """

    mean: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    error: Floats
    naive_error: Floats
    trials: Sequence[int]


def continued(
    series: Sequence[Sequence[float] | Floats], steps: int, rhythm: Rhythm, ends: Sequence[date] = ()
) -> Continued:
    """Each series continued by `steps`. A series has at least one amount and no gap.

    `ends` are the days, or the first days of the months, after the last ones. Where they are given, what the calendar
    tells is continued apart: of days what comes on the same day of every month, of months their working days.

    Amounts of 0 before the first other one are not looked at: what was not there yet says nothing about what is.
    """
    begun = [_begun(one) for one in series]
    parts = [
        _continued(
            rows_of(begun[at : at + SERIES_AT_ONCE], rhythm.longest + max(rhythm.origins)),
            steps,
            rhythm,
            ends[at : at + SERIES_AT_ONCE],
        )
        for at in range(0, len(series), SERIES_AT_ONCE)
    ]

    def joined(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    names = ("mean", "low80", "high80", "low95", "high95", "error", "naive_error")
    return Continued(**{name: joined(name) for name in names}, trials=[n for part in parts for n in part.trials])


def _begun(one: Sequence[float] | Floats) -> Floats:
    amounts = np.asarray(one, dtype=np.float64)
    other = np.flatnonzero(amounts)
    return amounts[other[0] :] if len(other) else amounts[-1:]


def _trials(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Trials:
    """All origins in one pass: every row again, cut where its trial begins."""
    width, count = rows.shape[1], len(rows)
    origins = rhythm.origins
    cut = np.full((len(origins), count, width), np.nan)
    came = np.full((len(origins), count, steps), np.nan)
    known = lengths(rows)
    for number, origin in enumerate(origins):
        enough = (known - origin >= rhythm.least) & ((origin >= rhythm.shortest) | (known < rhythm.brief))
        reach = min(origin, steps)
        if not enough.any():
            continue
        cut[number, enough, origin:] = rows[enough, : width - origin]
        came[number, enough, :reach] = rows[enough, width - origin : width - origin + reach]
    flat = cut.reshape(-1, width)
    used = ~np.isnan(flat).all(axis=1)
    answers = np.full((len(flat), len(NAMES), steps), np.nan)
    if used.any():
        begins = [rhythm.earlier(end, origin) for origin in origins for end in ends]
        ends_of_used = [begins[at] for at in np.flatnonzero(used).tolist()] if ends else ()
        answers[used] = ways_ahead(flat[used][:, -rhythm.longest :], steps, rhythm, ends_of_used)
    return Trials(answers.reshape(len(origins), count, len(NAMES), steps), came)


def _continued(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Continued:
    trials = _trials(rows, steps, rhythm, ends)
    ways = ways_ahead(rows[:, -rhythm.longest :], steps, rhythm, ends)
    mean = combined(ways, weights(ways, trials, rhythm))
    others = ~np.eye(len(rhythm.origins), dtype=np.bool_)
    tried = np.stack(
        [
            combined(one, weights(one, Trials(trials.said[kept], trials.came[kept]), rhythm))
            for one, kept in zip(trials.said, others, strict=True)
        ]
    )
    for by_sum in (True, False) if rhythm.by_sum else (False,):
        mean, tried = _no_worse_than_naive(mean, tried, ways, trials, rhythm, by_sum=by_sum)
    positive = np.nanmin(rows, axis=1) > 0
    spread = _spread(rows, trials.came, tried, rhythm, positive)
    far = rhythm.distances(steps) * spread[:, None]
    bounds = [
        _bound(mean, sign * wide * far, positive, rows) for wide in (rhythm.wide80, rhythm.wide95) for sign in (-1, 1)
    ]
    return Continued(
        mean=mean,
        low80=bounds[0],
        high80=bounds[1],
        low95=bounds[2],
        high95=bounds[3],
        error=_relative(tried - trials.came, trials.came),
        naive_error=_best_naive(trials, rhythm),
        trials=trials.tried.sum(axis=0).tolist(),
    )


def _best_naive(trials: Trials, rhythm: Rhythm) -> Floats:
    errors = [_relative(trials.said[:, :, way] - trials.came, trials.came) for way in rhythm.naive]
    found: Floats = np.fmin.reduce(np.stack(errors), axis=0)
    return found


def _no_worse_than_naive(
    mean: Floats, tried: Floats, ways: Floats, trials: Trials, rhythm: Rhythm, *, by_sum: bool
) -> tuple[Floats, Floats]:
    """The combination with as little of the best naive way as it takes not to lose to it by more than a margin."""
    losses = np.stack([lost(trials.said[:, :, way], trials.came, by_sum=by_sum) for way in rhythm.naive])
    best = np.array(rhythm.naive)[losses.argmin(axis=0)]
    at = np.arange(len(mean))
    naive, naive_ahead, bar = trials.said[:, at, best], ways[at, best], losses.min(axis=0) * (1 + rhythm.margin)
    open_still = lost(tried, trials.came, by_sum=by_sum) > bar
    chosen, shown = mean, tried
    for share in NAIVE_SHARES:
        mixed = tried * (1 - share) + naive * share
        enough = open_still & (lost(mixed, trials.came, by_sum=by_sum) <= bar if share < 1 else True)
        chosen = np.where(enough[:, None], mean * (1 - share) + naive_ahead * share, chosen)
        shown = np.where(enough[None, :, None], mixed, shown)
        open_still &= ~enough
    return chosen, shown


def _relative(errors: Floats, came: Floats) -> Floats:
    size = np.nansum(np.abs(came), axis=(0, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 0, np.nansum(np.abs(errors), axis=(0, 2)) / size, np.nan)


def _spread(rows: Floats, came: Floats, tried: Floats, rhythm: Rhythm, positive: Truths) -> Floats:
    """A series' mean absolute error one step ahead, as its trials at all distances tell it: relative to the amount
    where all amounts are above 0, else in the series' own unit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.abs(np.log(np.maximum(came, 1e-12) / np.maximum(tried, 1e-12)))
    missed: Floats = np.where(positive[None, :, None], ratios, np.abs(came - tried)) / rhythm.distances(came.shape[2])
    one = mean_known(np.moveaxis(missed, 1, 0).reshape(len(rows), -1), 1)
    number = np.maximum((~np.isnan(came[:, :, 0])).sum(axis=0), 1)
    few = (1 + _FEW / number) / (1 + _FEW / len(rhythm.origins))
    return np.where(np.isnan(one), _UNTRIED * _usual_change(rows, rhythm.season, positive), one * few)


def _usual_change(rows: Floats, season: int, positive: Truths) -> Floats:
    """How far a series mostly is from what it was a season before, or from one step to the next where it has none."""
    scaled = np.where(positive[:, None], np.log(np.maximum(rows, 1e-12)), rows)
    changes = np.abs(scaled[:, season:] - scaled[:, :-season]) if rows.shape[1] > season else np.abs(np.diff(scaled))
    return np.nan_to_num(mean_known(changes, 1)) if changes.shape[1] else np.zeros(len(rows))


def _bound(mean: Floats, off: Floats, positive: Truths, rows: Floats) -> Floats:
    relative = mean * np.exp(np.clip(off, -20.0, 20.0))
    floor = np.where(np.nanmin(rows, axis=1) >= 0, 0.0, -np.inf)[:, None]
    return np.where(positive[:, None], relative, np.maximum(mean + off, floor))
