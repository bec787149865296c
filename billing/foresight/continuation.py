"""Series continued by several ways at once, each weighed by how near it came on that series' own past. Pure.

From several earlier steps on every way says what would come, with only what was known by then (rolling origin; L.
Tashman, International Journal of Forecasting 16, 2000). Its weight is its mean absolute error there to the power of
-`Rhythm.sharpness` (J. Bates, C. Granger, "The combination of forecasts", Operational Research Quarterly 20, 1969).
Intervals are as wide as the errors of the combination from those steps on, growing with the distance. For the error of
a trial the weights come from the other trials.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from billing.foresight.candidates import LAST_SEASON, NAMES, ON_LOGARITHMS, RUN_RATE, STEADY, TOO_LIVELY_FOR_DAYS, said
from billing.foresight.month_days import month_days
from billing.foresight.rows import Floats, Truths, lengths, rows_of

SERIES_AT_ONCE = 16
"""Few enough that what is worked on stays near the processor."""

NAIVE_SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of the last season repeated that are tried, where the combination alone had done worse than that."""

_WORST = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A season, in steps, and what goes with it.

    `origins` are steps before the end from which trials begin, `least` what has to be known before a trial, `longest`
    how much history is looked at. `combined` are the ways that take part, `uneven` those that do beside them in series
    with amounts of 0 or below, `naive` those that the combination must not lose to. Errors grow with the distance to
    the power of `growth`; `wide80` and `wide95` are how many mean absolute errors an interval reaches to each side.
    """

    season: int
    sharpness: float
    origins: tuple[int, ...]
    least: int
    longest: int
    growth: float
    wide80: float
    wide95: float
    combined: tuple[int, ...]
    naive: tuple[int, ...]
    uneven: tuple[int, ...] = ()


MONTHS = Rhythm(
    season=12,
    sharpness=3.0,
    origins=(6, 12, 18, 24),
    least=26,
    longest=240,
    growth=0.33,
    wide80=1.45,
    wide95=2.55,
    combined=tuple(range(LAST_SEASON)),
    naive=(LAST_SEASON,),
    uneven=STEADY,
)
DAYS = Rhythm(
    season=7,
    sharpness=2.5,
    origins=(7, 14, 21, 28, 42, 56, 70, 84),
    least=21,
    longest=400,
    growth=0.35,
    wide80=1.7,
    wide95=3.0,
    combined=tuple(at for at, name in enumerate(NAMES) if name not in TOO_LIVELY_FOR_DAYS and at != RUN_RATE),
    naive=(LAST_SEASON, RUN_RATE),
)


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

    `ends`, for series of days, are the days after the last ones: what comes on the same day of every month is then
    continued apart.

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


@dataclass(slots=True)
class _Trials:
    """Origins × series (× ways) × steps: what was said, what came; NaN where nothing was tried."""

    said: Floats
    came: Floats

    @property
    def tried(self) -> Truths:
        return ~np.isnan(self.came[:, :, 0])


def _ways(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Floats:
    """What each way says. Naive ones know nothing of months."""
    if not ends:
        return said(rows, steps, rhythm.season)
    past, ahead = month_days(rows, ends, steps)
    monthly = past.any(axis=1)
    found = said(rows - past, steps, rhythm.season) + ahead[:, None]
    if monthly.any():
        naive = said(rows[monthly], steps, rhythm.season)
        for way in rhythm.naive:
            found[monthly, way] = naive[:, way]
    return found


def _trials(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> _Trials:
    """All origins in one pass: every row again, cut where its trial begins."""
    width, count = rows.shape[1], len(rows)
    origins = rhythm.origins
    cut = np.full((len(origins), count, width), np.nan)
    came = np.full((len(origins), count, steps), np.nan)
    known = lengths(rows)
    for number, origin in enumerate(origins):
        enough = known - origin >= rhythm.least
        reach = min(origin, steps)
        if not enough.any():
            continue
        cut[number, enough, origin:] = rows[enough, : width - origin]
        came[number, enough, :reach] = rows[enough, width - origin : width - origin + reach]
    flat = cut.reshape(-1, width)
    used = ~np.isnan(flat).all(axis=1)
    answers = np.full((len(flat), len(NAMES), steps), np.nan)
    if used.any():
        begins = [end - timedelta(days=origin) for origin in origins for end in ends]
        ends_of_used = [begins[at] for at in np.flatnonzero(used).tolist()] if ends else ()
        answers[used] = _ways(flat[used][:, -rhythm.longest :], steps, rhythm, ends_of_used)
    return _Trials(answers.reshape(len(origins), count, len(NAMES), steps), came)


def _continued(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Continued:
    trials = _trials(rows, steps, rhythm, ends)
    ways = _ways(rows[:, -rhythm.longest :], steps, rhythm, ends)
    mean = _combined(ways, _weights(ways, trials, rhythm))
    others = ~np.eye(len(rhythm.origins), dtype=np.bool_)
    tried = np.stack(
        [
            _combined(one, _weights(one, _Trials(trials.said[kept], trials.came[kept]), rhythm))
            for one, kept in zip(trials.said, others, strict=True)
        ]
    )
    mean, tried = _no_worse_than_naive(mean, tried, ways, trials, rhythm)
    positive = np.nanmin(rows, axis=1) > 0
    spread = _spread(rows, trials.came, tried, rhythm, positive)
    far = np.arange(1, steps + 1)[None] ** rhythm.growth * spread[:, None]
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


def _best_naive(trials: _Trials, rhythm: Rhythm) -> Floats:
    errors = [_relative(trials.said[:, :, way] - trials.came, trials.came) for way in rhythm.naive]
    found: Floats = np.fmin.reduce(np.stack(errors), axis=0)
    return found


def _no_worse_than_naive(
    mean: Floats, tried: Floats, ways: Floats, trials: _Trials, rhythm: Rhythm
) -> tuple[Floats, Floats]:
    """The combination with as little of the best naive way in it as it takes not to lose to that alone."""
    losses = np.stack([_lost(trials.said[:, :, way], trials.came) for way in rhythm.naive])
    best = np.array(rhythm.naive)[losses.argmin(axis=0)]
    at = np.arange(len(mean))
    naive, naive_ahead, bar = trials.said[:, at, best], ways[at, best], losses.min(axis=0)
    open_still = _lost(tried, trials.came) > bar
    chosen, shown = mean, tried
    for share in NAIVE_SHARES:
        mixed = tried * (1 - share) + naive * share
        enough = open_still & (_lost(mixed, trials.came) <= bar if share < 1 else True)
        chosen = np.where(enough[:, None], mean * (1 - share) + naive_ahead * share, chosen)
        shown = np.where(enough[None, :, None], mixed, shown)
        open_still &= ~enough
    return chosen, shown


def _lost(said: Floats, came: Floats) -> Floats:
    """The sum of absolute errors of each series."""
    return np.nansum(np.abs(said - came), axis=(0, 2))


def _weights(ways: Floats, trials: _Trials, rhythm: Rhythm) -> Floats:
    """Of each series the share each way has in the combination; a trial's own outcome has no say in its own."""
    errors = np.abs(trials.said - trials.came[:, :, None])
    missed = _mean(_mean(errors, 3), 0)
    size = np.nan_to_num(np.abs(ways[:, LAST_SEASON]).mean(axis=1)) + 1e-9
    missed = np.maximum(missed, size[:, None] * 1e-9)
    best = np.where(np.isnan(missed), np.inf, missed).min(axis=1, keepdims=True)
    tried = np.isfinite(best) & ~np.isnan(missed)
    relative = np.where(tried, np.nan_to_num(missed) / np.where(np.isfinite(best), best, 1.0), 1.0)
    relative = np.clip(relative, 1.0, _WORST)
    allowed = np.zeros((len(ways), len(NAMES)))
    allowed[:, list(rhythm.combined)] = 1.0
    said_on_logarithms = (~np.isnan(ways[:, :ON_LOGARITHMS])).sum(axis=(1, 2))
    uneven = list(rhythm.uneven)
    allowed[:, uneven] = np.where(said_on_logarithms[:, None] == 0, 1.0, allowed[:, uneven])
    shares = relative**-rhythm.sharpness * allowed * ~np.isnan(ways).any(axis=2)
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)


def _combined(ways: Floats, weights: Floats) -> Floats:
    return np.einsum("rw,rws->rs", weights, np.where(weights[:, :, None] > 0, np.nan_to_num(ways), 0.0))


def _mean(values: Floats, axis: int) -> Floats:
    """The mean of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    number = known.sum(axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(number > 0, np.where(known, values, 0.0).sum(axis=axis) / number, np.nan)


def _relative(errors: Floats, came: Floats) -> Floats:
    size = np.nansum(np.abs(came), axis=(0, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 0, np.nansum(np.abs(errors), axis=(0, 2)) / size, np.nan)


def _spread(rows: Floats, came: Floats, tried: Floats, rhythm: Rhythm, positive: Truths) -> Floats:
    """A series' mean absolute error one step ahead, as its trials at all distances tell it: relative to the amount
    where all amounts are above 0, else in the series' own unit."""
    steps = came.shape[2]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.abs(np.log(np.maximum(came, 1e-12) / np.maximum(tried, 1e-12)))
    missed: Floats = np.where(positive[None, :, None], ratios, np.abs(came - tried))
    distance: Floats = np.arange(1, steps + 1, dtype=np.float64) ** rhythm.growth
    one = _mean(_mean(missed / distance, 2), 0)
    scaled = np.where(positive[:, None], np.log(np.maximum(rows, 1e-12)), rows)
    season = rhythm.season
    changes = np.abs(scaled[:, season:] - scaled[:, :-season]) if rows.shape[1] > season else np.abs(np.diff(scaled))
    usual = np.nan_to_num(_mean(changes, 1)) if changes.shape[1] else np.zeros(len(rows))
    return np.where(np.isnan(one), usual * 0.7, one * 0.85 + usual * 0.15 * 0.5)


def _bound(mean: Floats, off: Floats, positive: Truths, rows: Floats) -> Floats:
    relative = mean * np.exp(np.clip(off, -20.0, 20.0))
    floor = np.where(np.nanmin(rows, axis=1) >= 0, 0.0, -np.inf)[:, None]
    return np.where(positive[:, None], relative, np.maximum(mean + off, floor))
