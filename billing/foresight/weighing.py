"""What each way says of series, and the share it has in their combination by its errors on the past. Pure.

A way's weight is its error to the power of -`Rhythm.sharpness` (J. Bates, C. Granger, "The combination of forecasts",
Operational Research Quarterly 20, 1969).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from billing.fiscal import add_months
from billing.foresight.candidates import (
    AS_BILLED,
    DAMPED,
    LAST_SEASON,
    NAMES,
    ON_LOGARITHMS,
    SPANS,
    STEADY,
    WAYS_FOR_DAYS,
    WAYS_FOR_MONTHS,
    YEAR,
    said,
)
from billing.foresight.lone_months import without_lone_months
from billing.foresight.month_days import month_days
from billing.foresight.rows import Floats, Truths
from billing.foresight.spikes import without_spikes
from billing.foresight.working_days import working_days

_WORST = 1e6
_LEAST_MISSED = 1e-4
"""Of what came in a trial: a smaller error is no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A season, in steps, and what goes with it.

    `origins` are steps before the end from which trials begin, `least` what has to be known before a trial, `longest`
    how much history is looked at. `combined` are the ways that take part, `uneven` those that do beside them in series
    with amounts of 0 or below, `naive` those that the combination must not lose to by more than the share `margin`.
    Errors grow with the distance, beyond `near` steps more, to the power of `growth`; `wide80` and `wide95` are how
    many mean absolute errors an interval reaches to each side.
    """

    season: int
    sharpness: float
    origins: tuple[int, ...]
    least: int
    longest: int
    growth: float
    near: int
    wide80: float
    wide95: float
    combined: tuple[int, ...]
    naive: tuple[int, ...]
    uneven: tuple[int, ...] = ()
    margin: float = 0.0
    by_sum: bool = False
    shortest: int = 0
    brief: int = 0

    @property
    def asked(self) -> frozenset[int]:
        """The ways that are worked out at all."""
        return frozenset((*self.combined, *self.naive, *self.uneven, LAST_SEASON))

    def earlier(self, step: date, back: int) -> date:
        """The step so many steps before one."""
        return add_months(step, -back) if self.season == YEAR else step - timedelta(days=back)

    def distances(self, steps: int) -> Floats:
        """How much larger than at the first step errors are at each."""
        far: Floats = (np.arange(1, steps + 1) + self.near) / (1 + self.near)
        return far**self.growth


MONTHS = Rhythm(
    season=12,
    sharpness=3.0,
    origins=(6, 12, 18, 24),
    least=26,
    longest=240,
    growth=0.42,
    near=2,
    wide80=1.59,
    wide95=2.88,
    combined=WAYS_FOR_MONTHS,
    naive=AS_BILLED[:1],
    uneven=STEADY,
    margin=0.2,
)
DAYS = Rhythm(
    season=7,
    sharpness=3.0,
    origins=(7, 14, 21, *range(28, 155, 14)),
    least=21,
    longest=400,
    growth=0.35,
    near=0,
    wide80=1.25,
    wide95=2.4,
    combined=WAYS_FOR_DAYS,
    naive=AS_BILLED,
    by_sum=True,
    shortest=28,
    brief=77,
)


@dataclass(slots=True)
class Trials:
    """Origins × series (× ways) × steps: what was said, what came; NaN where nothing was tried."""

    said: Floats
    came: Floats

    @property
    def tried(self) -> Truths:
        return ~np.isnan(self.came[:, :, 0])


def ways_ahead(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Floats:
    """What each way says. Those that repeat what was billed know nothing of months and days that stand out.

    `ends` are the steps after the last ones, where they are known: what the calendar tells is then continued apart.
    """
    if rhythm.season == YEAR:
        return _months_ahead(rows, steps, rhythm, ends)
    if not ends:
        return said(rows, steps, rhythm.season, rhythm.asked, rows)
    past, ahead = month_days(rows, ends, steps)
    return said(without_spikes(rows - past), steps, rhythm.season, rhythm.asked, rows) + _added(ahead)


def _months_ahead(rows: Floats, steps: int, rhythm: Rhythm, ends: Sequence[date]) -> Floats:
    past, ahead = working_days(rows, ends, steps) if ends else (np.ones(rows.shape), np.ones((len(rows), steps)))
    found = said(without_lone_months(rows / past, rhythm.season), steps, rhythm.season, rhythm.asked, rows)
    others = [way for way in range(len(NAMES)) if way not in AS_BILLED]
    found[:, others] *= ahead[:, None]
    return found


def _added(ahead: Floats) -> Floats:
    """What comes on the same day of every month, for all ways but the naive ones."""
    found = np.repeat(ahead[:, None], len(NAMES), axis=1)
    found[:, list(AS_BILLED)] = 0.0
    return found


def weights(ways: Floats, trials: Trials, rhythm: Rhythm) -> Floats:
    """Of each series the share each way has in the combination; a trial's own outcome has no say in its own."""
    missed = _missed(trials, rhythm)
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


def _missed(trials: Trials, rhythm: Rhythm) -> Floats:
    """How far off each way was, series × ways: of single steps, and where the rhythm asks for it of their sum too.

    Of single steps the geometric mean over trials: one trial that all ways missed does not outweigh the others.
    """
    off = trials.said - trials.came[:, :, None]
    if not rhythm.by_sum:
        least = _LEAST_MISSED * mean_known(np.abs(trials.came), 2)[:, :, None]
        each = np.maximum(mean_known(np.abs(off), 3), np.maximum(least, 1e-300))
        missed = np.exp(mean_known(np.log(each), 0))
        # Trials of a few months tell little of trends of half-years: these count as what they are spans of.
        missed[:, list(SPANS)] = missed[:, [DAMPED]]
        return missed
    known = ~np.isnan(off)
    number = known.sum(axis=(0, 3))
    lost = np.nansum(np.abs(off), axis=3) + np.abs(np.nansum(off, axis=3))
    return np.where(number > 0, lost.sum(axis=0) / np.maximum(number, 1), np.nan)


def combined(ways: Floats, weights: Floats) -> Floats:
    """Of each series the sum of its ways, each by its share."""
    return np.einsum("rw,rws->rs", weights, np.where(weights[:, :, None] > 0, np.nan_to_num(ways), 0.0))


def mean_known(values: Floats, axis: int) -> Floats:
    """The mean of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    number = known.sum(axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(number > 0, np.where(known, values, 0.0).sum(axis=axis) / number, np.nan)


def lost(said: Floats, came: Floats, *, by_sum: bool) -> Floats:
    """The sum of absolute errors of each series, of steps and, `by_sum`, of each trial's sum too."""
    off = said - came
    steps = np.nansum(np.abs(off), axis=(0, 2))
    return steps + np.abs(np.nansum(off, axis=2)).sum(axis=0) if by_sum else steps
