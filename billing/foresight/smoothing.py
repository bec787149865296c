"""Exponential smoothing with every parameter of a grid at once, the grid's answers weighed instead of one chosen. Pure.

Level, damped trend and season in their additive error-correction form (R. Hyndman, A. Koehler, J. Ord, R. Snyder,
*Forecasting with Exponential Smoothing*, 2008, chapter 2). Parameters are weighed twice: by the likelihood of the
errors one step ahead, and by mean absolute errors over up to a horizon, which is what a forecast is judged by.
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

from billing.foresight.rows import Floats, first_known, line_through, mean_of_first, places
from billing.foresight.seasons import season_ahead, without_season

AHEAD = (1, 3, 6, 12, 18)
"""Steps ahead at which parameters are judged beside the first."""

STRENGTH = 0.1
"""How strongly an error ahead speaks against parameters: neighbouring errors are no independent witnesses."""

SETTLING = 6
"""First errors that are not judged by: they tell of the start values."""

_FIRST_YEARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Sets of parameters: of level, trend (a share of the level's), damping (0 for no trend at all) and season.

    Over the horizon they are judged from each of so many steps on.
    """

    level: Floats
    trend: Floats
    damping: Floats
    season: Floats
    judged_every: int = 1

    @classmethod
    def of(
        cls,
        levels: tuple[float, ...],
        trends: tuple[float, ...],
        dampings: tuple[float, ...],
        *seasons: float,
        judged_every: int = 1,
    ) -> "Grid":
        """Every level and season without a trend, and with every trend and damping."""
        flat = [(level, 0.0, 0.0, season) for level, season in product(levels, seasons)]
        table = np.array([*flat, *product(levels, trends, dampings, seasons)])
        return cls(
            level=table[:, 0], trend=table[:, 1], damping=table[:, 2], season=table[:, 3], judged_every=judged_every
        )

    def __len__(self) -> int:
        return len(self.level)


FIXED_SEASON = Grid.of((0.03, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1.0), (0.0, 0.02, 0.1, 0.3), (0.8, 0.9, 0.97), 0.0)
MOVING_SEASON = Grid.of((0.05, 0.15, 0.3, 0.5, 0.8), (0.0, 0.03, 0.15), (0.9, 0.97), 0.02, 0.1, 0.25, 0.5)

FIXED_WEEK = Grid.of((0.05, 0.15, 0.3, 0.6), (0.0, 0.05), (0.8, 0.95), 0.0, judged_every=3)
MOVING_WEEK = Grid.of((0.08, 0.25, 0.6), (0.0, 0.1), (0.95,), 0.03, 0.2, judged_every=3)
"""Of days there are ten times as many: what lies between these parameters says nearly the same.

Judged from every third on, all weekdays have their turn.
"""


@dataclass(slots=True)
class _State:
    """What each row (down) has come to with each set of parameters (across)."""

    level: Floats
    slope: Floats
    factors: Floats
    squared: Floats
    absolute: Floats = field(init=False)
    judged: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.absolute = np.zeros_like(self.level)
        self.judged = np.zeros(len(self.level))


def smoothed(rows: Floats, factors: Floats, steps: int, grid: Grid) -> tuple[Floats, Floats]:
    """The steps ahead, weighed by errors one step ahead and by errors up to the horizon. `factors` start the season."""
    # Rows in the order they begin in: those that have begun by a step are then the first ones.
    order = np.argsort(first_known(rows), kind="stable")
    begin, season, width = first_known(rows)[order], factors.shape[1], rows.shape[1]
    state = _started(rows[order], factors[order], grid)
    reach = np.cumsum(grid.damping[:, None] ** np.arange(1, max(steps, *AHEAD) + 1)[None], axis=1)
    columns = np.ascontiguousarray(rows[order].T)
    at = places(width, season)
    for now in range(width):
        begun = int(begin.searchsorted(now, side="right"))
        settled = int(begin.searchsorted(now - SETTLING, side="right"))
        if begun:
            _advance(state, grid, columns[now, :begun, None], int(at[now]))
        if settled and (width - now) % grid.judged_every == 0:
            for step in AHEAD:
                if step <= steps and now + step < width:
                    _judge(state, columns[now + step, :settled, None], int(at[now + step]), reach[:, step - 1])
    said = state.level[:, :, None] + state.slope[:, :, None] * reach[None, :, :steps]
    said += np.moveaxis(state.factors[np.arange(steps) % season], 0, 2)
    known = np.maximum(width - begin, 1)
    by_first, by_all = np.empty((2, len(rows), steps))
    by_first[order] = weighed(state.squared, known * 0.5, said)
    by_all[order] = weighed(state.absolute / np.maximum(state.judged, 1)[:, None], known * STRENGTH, said)
    return by_first, by_all


def _advance(state: _State, grid: Grid, amounts: Floats, place: int) -> None:
    """Takes in one step of the first rows."""
    begun = slice(len(amounts))
    level, slope, factors = state.level[begun], state.slope[begun], state.factors[place, begun]
    slope *= grid.damping
    level += slope
    error = amounts - level
    error -= factors
    state.squared[begun] += error * error
    level += grid.level * error
    slope += grid.level * grid.trend * error
    if grid.season.any():
        factors += grid.season * (1 - grid.level) * error


def _judge(state: _State, amounts: Floats, place: int, reach: Floats) -> None:
    """Adds how far off the first rows would be so many steps ahead."""
    settled = slice(len(amounts))
    missed = state.slope[settled] * reach
    missed += state.level[settled]
    missed += state.factors[place, settled]
    missed -= amounts
    state.absolute[settled] += np.abs(missed, out=missed)
    state.judged[settled] += 1


def _started(rows: Floats, factors: Floats, grid: Grid) -> _State:
    begin = first_known(rows)
    adjusted = without_season(rows, factors)
    level, slope = line_through(adjusted, begin, np.minimum(rows.shape[1] - begin, _FIRST_YEARS))
    flat, sloped = mean_of_first(adjusted, begin, SETTLING), grid.damping > 0
    return _State(
        level=np.where(sloped, level[:, None], flat[:, None]),
        slope=np.where(sloped, slope[:, None], 0.0),
        factors=np.repeat(factors.T[:, :, None], len(grid), axis=2),
        squared=np.zeros((len(rows), len(grid))),
    )


def weighed(losses: Floats, strength: Floats, said: Floats) -> Floats:
    """What sets of parameters say, a set's weight its loss to the power of minus the strength."""
    logs = np.log(np.maximum(losses, 1e-300))
    weights = np.exp(-strength[:, None] * (logs - logs.min(axis=1, keepdims=True)))
    return np.einsum("rg,rgs->rs", weights / weights.sum(axis=1, keepdims=True), said)


def theta(rows: Floats, factors: Floats, steps: int) -> Floats:
    """Exponential smoothing with half the slope of the least-squares line as its drift.

    V. Assimakopoulos, K. Nikolopoulos, "The theta model", International Journal of Forecasting 16 (2000), as
    R. Hyndman, B. Billah, "Unmasking the Theta method", IJF 19 (2003), explain it.
    """
    adjusted, begin = without_season(rows, factors), first_known(rows)
    alphas = np.array((0.03, 0.08, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0))
    level = np.repeat(mean_of_first(adjusted, begin, 4)[:, None], len(alphas), axis=1)
    squared = np.zeros_like(level)
    for now in range(rows.shape[1]):
        error = np.where((now >= begin)[:, None], adjusted[:, now][:, None] - level, 0.0)
        squared += error * error
        level += alphas * error
    known = np.maximum(rows.shape[1] - begin, 1)
    _, slope = line_through(adjusted, begin, known)
    late = (1 - (1 - alphas)[None] ** known[:, None]) / alphas
    drift = slope[:, None, None] / 2 * (np.arange(steps)[None, None] + late[:, :, None])
    return weighed(squared, known * 0.5, level[:, :, None] + drift) + season_ahead(factors, steps)
