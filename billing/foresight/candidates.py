"""The ways to continue a series that are weighed against each other, on logarithms and on the amounts. Pure."""

from collections.abc import Collection, Iterator

import numpy as np

from billing.foresight.aggregated import damped_trend_of
from billing.foresight.differences import twice_differenced
from billing.foresight.rows import Floats, Truths
from billing.foresight.seasons import season_ahead, seasonal_factors
from billing.foresight.smoothing import FIXED_SEASON, FIXED_WEEK, MOVING_SEASON, MOVING_WEEK, smoothed, theta

NAMES = (
    "damped trend",
    "damped trend, judged over the horizon",
    "moving season",
    "moving season, judged over the horizon",
    "theta",
    "seasonal differences",
    "moving season of amounts",
    "moving season of amounts, judged over the horizon",
    "seasonal differences of amounts",
    "last season",
    "latest level in its season",
    "mean of four seasons",
    "mean of eight seasons",
    "average of the latest season",
    "average of the latest thirty",
    "last season moved on",
    "last season as billed",
    "average of the latest thirty as billed",
    "damped trend of quarters",
    "damped trend of half-years",
)
"""In the order of `said`. The first six and the last two work on logarithms, those as billed on all that was billed."""

DAMPED = NAMES.index("damped trend")
LAST_SEASON = NAMES.index("last season")
MOVED_ON = NAMES.index("last season moved on")
AS_BILLED = (NAMES.index("last season as billed"), NAMES.index("average of the latest thirty as billed"))
"""The naive ways that others are measured against."""
SPANS = {NAMES.index("damped trend of quarters"): 3, NAMES.index("damped trend of half-years"): 6}
"""Months of the spans that these ways look at."""

EVERY = frozenset(range(len(NAMES)))
PACE = 30
STEADY = (NAMES.index("latest level in its season"), NAMES.index("mean of four seasons"))
"""What series that are 0 at times are continued by as well: no trend can be told of them."""

ON_LOGARITHMS = 6
WAYS_FOR_MONTHS = (*range(LAST_SEASON + 1), NAMES.index("mean of eight seasons"), MOVED_ON, *SPANS)
"""Those that repeat say little alone, but miss otherwise than those that follow: together they come nearer."""

WAYS_FOR_DAYS = tuple(
    NAMES.index(name)
    for name in (
        "damped trend, judged over the horizon",
        "theta",
        "moving season of amounts, judged over the horizon",
        "last season",
        "latest level in its season",
        "mean of four seasons",
        "mean of eight seasons",
        "average of the latest season",
        "average of the latest thirty",
    )
)
"""What days are continued by; other ways follow what they do by accident, or say the same as these."""

YEAR = 12

_MOST_CHANGE = 1.0
"""Of a season to the next, in logarithms."""

_SMALLEST = 1e-3
"""Of the mean amount: anything smaller counts as this in logarithms."""


def said(rows: Floats, steps: int, season: int, asked: Collection[int] = EVERY, billed: Floats | None = None) -> Floats:
    """What each of NAMES says of each row: series × NAMES × steps. NaN where one has nothing to say or is not asked.

    On logarithms only where every amount is above 0. `billed` is what naive ways repeat, where that is not `rows`.
    """
    size = np.nanmean(np.abs(rows), axis=1, keepdims=True)
    size = np.where(size > 0, size, 1.0)
    amounts = rows / size
    found = np.full((len(rows), len(NAMES), steps), np.nan)
    positive = np.nanmin(rows, axis=1) > 0
    if positive.any():
        logs = np.log(np.maximum(amounts[positive], _SMALLEST))
        for at, ahead in _on_logarithms(logs, steps, season, asked):
            found[positive, at] = np.exp(_within_reach(logs, ahead))
    for at, ahead in _on_amounts(amounts, steps, season, asked):
        found[:, at] = ahead
    naive = amounts if billed is None else billed / size
    found[:, AS_BILLED[0]] = last_season(naive, steps, season)
    found[:, AS_BILLED[1]] = np.nanmean(naive[:, -PACE:], axis=1)[:, None]
    found *= size[:, :, None]
    found[_ended(rows, season)] = 0.0
    never_below = np.nanmin(rows if billed is None else billed, axis=1) >= 0
    return np.where(never_below[:, None, None], np.maximum(found, 0.0), found)


def _ended(rows: Floats, season: int) -> Truths:
    """Whether a year has amounts, but not its latest half, and this half had some the year before.

    What ended does not come back on its own (R. Teunter, A. Syntetos, M. Babai, "Intermittent demand: linking
    forecasting to inventory obsolescence", European Journal of Operational Research 214, 2011).
    """
    half = season // 2
    if season < YEAR or rows.shape[1] < season + half:
        return np.zeros(len(rows), dtype=np.bool_)
    amounts = np.abs(np.nan_to_num(rows))
    before = amounts[:, -season - half : -season].sum(axis=1)
    latest = amounts[:, -half:].sum(axis=1)
    return np.array(
        [now == 0 < then for now, then in zip(latest.tolist(), before.tolist(), strict=True)], dtype=np.bool_
    )


def _on_logarithms(rows: Floats, steps: int, season: int, asked: Collection[int]) -> Iterator[tuple[int, Floats]]:
    factors = seasonal_factors(rows, season)
    if {0, 1} & set(asked):
        yield from enumerate(smoothed(rows, factors, steps, FIXED_SEASON if season == YEAR else FIXED_WEEK))
    if {2, 3} & set(asked):
        yield from enumerate(smoothed(rows, factors, steps, MOVING_SEASON if season == YEAR else MOVING_WEEK), 2)
    if 4 in asked:
        yield 4, theta(rows, factors, steps)
    if 5 in asked:
        yield 5, twice_differenced(rows, steps, season)
    for at in SPANS.keys() & set(asked):
        yield at, damped_trend_of(rows, factors, steps, SPANS[at])


def _on_amounts(rows: Floats, steps: int, season: int, asked: Collection[int]) -> Iterator[tuple[int, Floats]]:
    factors = seasonal_factors(rows, season)
    if {6, 7} & set(asked):
        yield from enumerate(
            smoothed(rows, factors, steps, MOVING_SEASON if season == YEAR else MOVING_WEEK), ON_LOGARITHMS
        )
    if 8 in asked:
        yield 8, twice_differenced(rows, steps, season)
    yield LAST_SEASON, last_season(rows, steps, season)
    in_season = season_ahead(factors, steps)
    yield from enumerate(
        (
            np.nanmedian(rows[:, -4 * season :], axis=1)[:, None] + in_season,
            np.nanmean(rows[:, -4 * season :], axis=1)[:, None] + in_season,
            np.nanmean(rows[:, -8 * season :], axis=1)[:, None] + in_season,
            *(np.repeat(np.nanmean(rows[:, -last:], axis=1)[:, None], steps, axis=1) for last in (season, PACE)),
        ),
        LAST_SEASON + 1,
    )
    if MOVED_ON in asked:
        yield MOVED_ON, moved_on(rows, steps, season)


def last_season(rows: Floats, steps: int, season: int) -> Floats:
    """The last season over and over; the last amount where less than a season is known."""
    last = rows[:, -season:]
    if last.shape[1] < season:
        last = np.repeat(rows[:, -1:], season, axis=1)
    last = np.where(np.isnan(last), rows[:, -1:], last)
    return last[:, np.arange(steps) % season]


def moved_on(rows: Floats, steps: int, season: int) -> Floats:
    """The last season as much higher or lower as half of its change from the one before, each further one half of that.

    As it was where two seasons are not known, or did not come to more than 0.
    """
    repeated = last_season(rows, steps, season)
    if rows.shape[1] < 2 * season:
        return repeated
    latest, before = rows[:, -season:].mean(axis=1), rows[:, -2 * season : -season].mean(axis=1)
    told = (latest > 0) & (before > 0)
    change = np.log(np.where(told, latest, 1.0) / np.where(told, before, 1.0))
    halves = 1 - 0.5 ** (np.arange(steps) // season + 1)
    return repeated * np.exp(np.clip(change, -_MOST_CHANGE, _MOST_CHANGE)[:, None] * halves)


def _within_reach(rows: Floats, ahead: Floats) -> Floats:
    """No further beyond what was ever seen than what was seen spans, and e-fold: a runaway trend is no forecast."""
    low, high = np.nanmin(rows, axis=1, keepdims=True), np.nanmax(rows, axis=1, keepdims=True)
    return np.clip(ahead, low - (high - low) - 1, high + (high - low) + 1)
