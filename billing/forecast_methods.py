"""Ways to continue a series of amounts: each takes the past and gives the next steps. Pure, in floating point.

An estimate is no accounting amount, so exact decimals would only look exact here.

Sources: R. Hyndman, G. Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition (FPP3), by section;
V. Assimakopoulos, K. Nikolopoulos, "The theta model", International Journal of Forecasting 16 (2000); R. Hyndman,
B. Billah, "Unmasking the Theta method", IJF 19 (2003).
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import sqrt
from statistics import fmean, median

Numbers = Sequence[float]
Method = Callable[[Numbers, int, int], list[float]]
"""(history, steps ahead, length of a season) → one amount a step."""

_ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_BETAS = (0.02, 0.1, 0.3)
_PHIS = (0.85, 0.95)
_SEASONS_LOOKED_AT = 4
_SPIKE = 6 * 1.4826
"""Six standard deviations, as the median absolute deviation estimates them."""

_LONGEST_SPIKE = 2

_SEASONALITY_Z = 1.645
"""One-sided 95 %: the test of seasonality that the theta method is used with."""


def seasonal_naive(history: Numbers, steps: int, season: int) -> list[float]:
    """The same weekday of the last week, or the same month of the last year (FPP3 5.2); else the last amount."""
    if len(history) < season:
        return [history[-1]] * steps
    last = history[-season:]
    return [last[step % season] for step in range(steps)]


def typical(history: Numbers, steps: int, season: int) -> list[float]:
    """The median of each place in the season over the last four: a spike in one of them does not count."""
    window = list(history[-season * _SEASONS_LOOKED_AT :])
    places: list[list[float]] = [[] for _ in range(season)]
    for back, amount in enumerate(reversed(window)):
        places[(season - 1 - back) % season].append(amount)
    overall = median(window)
    profile = [median(place) if place else overall for place in places]
    return [profile[step % season] for step in range(steps)]


def smoothed(history: Numbers, steps: int, season: int) -> list[float]:
    """Simple exponential smoothing (FPP3 8.1) of the seasonally adjusted amounts."""
    return _smoothed(_Adjusted(history, season), steps)


def damped(history: Numbers, steps: int, season: int) -> list[float]:
    """Holt's linear trend, damped (FPP3 8.2), of the seasonally adjusted amounts."""
    return _damped(_Adjusted(history, season), steps)


def theta(history: Numbers, steps: int, season: int) -> list[float]:
    """The theta method: exponential smoothing with half the slope of the least-squares line as its drift.

    Hyndman and Billah (2003) showed that this is what the method of Assimakopoulos and Nikolopoulos (2000) does.
    """
    return _theta(_Adjusted(history, season), steps)


def combined(history: Numbers, steps: int, season: int) -> list[float]:
    """The mean of smoothing, damped trend and theta: combining seldom does worse than choosing (FPP3 13.4)."""
    adjusted = _Adjusted(history, season)
    return _mean([method(adjusted, steps) for method in (_smoothed, _damped, _theta)])


METHODS: Mapping[str, Method] = {
    "seasonal naive": seasonal_naive,
    "typical season": typical,
    "exponential smoothing": smoothed,
    "damped trend": damped,
    "theta": theta,
    "mean of three": combined,
}
"""The candidates, the simplest first: of two that do equally well the earlier one is taken."""


def all_ahead(past: Numbers, calm: Numbers, steps: int, season: int) -> dict[str, list[float]]:
    """What each of METHODS says of the `calm` history, the naive one of the `past`; never below 0 when that was not.

    The same as calling them one by one, with what they share worked out once.
    """
    adjusted = _Adjusted(calm, season)
    three = [method(adjusted, steps) for method in (_smoothed, _damped, _theta)]
    said = (seasonal_naive(past, steps, season), typical(calm, steps, season), *three, _mean(three))
    floor = 0.0 if min(past) >= 0 else float("-inf")
    return {name: [max(floor, amount) for amount in ahead] for name, ahead in zip(METHODS, said, strict=True)}


class _Adjusted:
    """A history without its season, the factors of the seasons ahead, and its smoothed level, once worked out."""

    def __init__(self, history: Numbers, season: int) -> None:
        self.amounts, self.factors = seasonally_adjusted(history, season)
        self.level, self.alpha = _level(self.amounts)


def _smoothed(adjusted: _Adjusted, steps: int) -> list[float]:
    return _in_season([adjusted.level] * steps, adjusted.factors)


def _damped(adjusted: _Adjusted, steps: int) -> list[float]:
    if len(adjusted.amounts) < 3:
        return _in_season([adjusted.amounts[-1]] * steps, adjusted.factors)
    _, level, trend, phi = _holt_fit(adjusted.amounts)
    ahead: list[float] = []
    reach, power = 0.0, 1.0
    for _ in range(steps):
        power *= phi
        reach += power
        ahead.append(level + reach * trend)
    return _in_season(ahead, adjusted.factors)


def _theta(adjusted: _Adjusted, steps: int) -> list[float]:
    half_slope = _slope(adjusted.amounts) / 2
    start = (1 - (1 - adjusted.alpha) ** len(adjusted.amounts)) / adjusted.alpha
    return _in_season([adjusted.level + half_slope * (step + start) for step in range(steps)], adjusted.factors)


def _mean(parts: Sequence[list[float]]) -> list[float]:
    return [sum(step) / len(parts) for step in zip(*parts, strict=True)]


def without_spikes(history: Numbers, season: int) -> list[float]:
    """The amounts with the median of the two seasons up to them in place of those that stand out (Hampel identifier).

    Only one or two that stand out in a row are spikes; more are a new level. Source: L. Davies, U. Gather, "The
    identification of multiple outliers", JASA 88 (1993).
    """
    found = list(history)
    run: list[int] = []
    for at in range(season, len(history)):
        window = history[max(0, at - 2 * season + 1) : at + 1]
        middle = median(window)
        distance = abs(history[at] - middle)
        if distance > abs(middle) / 2 and distance > _SPIKE * median(abs(amount - middle) for amount in window):
            run.append(at)
            found[at] = middle
            if len(run) > _LONGEST_SPIKE:
                for shifted in run:
                    found[shifted] = history[shifted]
        else:
            run = []
    return found


def seasonally_adjusted(history: Numbers, season: int) -> tuple[list[float], list[float]]:
    """The amounts without their season, and the factor of each following step in turn (all 1 without a season).

    Classical multiplicative decomposition (FPP3 3.4), where two seasons are known, amounts are positive and the
    season can be told from noise.
    """
    if len(history) < 2 * season or min(history) <= 0 or not is_seasonal(history, season):
        return list(history), [1.0]
    ratios: list[list[float]] = [[] for _ in range(season)]
    for at, trend in enumerate(_moving_average(history, season)):
        if trend:
            ratios[at % season].append(history[at] / trend)
    raw = [fmean(found) for found in ratios]
    whole = fmean(raw)
    factors = [factor / whole for factor in raw]
    turn = len(history) % season
    return [amount / factors[at % season] for at, amount in enumerate(history)], factors[turn:] + factors[:turn]


def is_seasonal(history: Numbers, season: int) -> bool:
    """Whether the autocorrelation at the season's length exceeds what noise shows (Bartlett's formula, FPP3 2.8)."""
    correlations = [_autocorrelation(history, lag) for lag in range(1, season + 1)]
    noise = sqrt((1 + 2 * sum(found**2 for found in correlations[:-1])) / len(history))
    return correlations[-1] > _SEASONALITY_Z * noise


def _autocorrelation(history: Numbers, lag: int) -> float:
    mean = fmean(history)
    centred = [amount - mean for amount in history]
    variance = sum(value * value for value in centred)
    return sum(a * b for a, b in zip(centred[lag:], centred, strict=False)) / variance if variance else 0.0


def _moving_average(history: Numbers, season: int) -> list[float]:
    """The centred average over one season; 0 at the ends, where there is none."""
    half = season // 2
    found = [0.0] * len(history)
    for at in range(half, len(history) - half):
        if season % 2:
            found[at] = fmean(history[at - half : at + half + 1])
        else:
            window = history[at - half : at + half + 1]
            found[at] = (sum(window) - (window[0] + window[-1]) / 2) / season
    return found


def _in_season(amounts: list[float], factors: list[float]) -> list[float]:
    return [amount * factors[step % len(factors)] for step, amount in enumerate(amounts)]


def _level(history: Numbers) -> tuple[float, float]:
    """The level after the last amount, and the smoothing parameter with the least squared one-step errors."""
    _, level, alpha = min(_smoothing(history, alpha) for alpha in _ALPHAS)
    return level, alpha


def _smoothing(history: Numbers, alpha: float) -> tuple[float, float, float]:
    level = fmean(history[: min(4, len(history))])
    squared = 0.0
    for amount in history:
        error = amount - level
        squared += error * error
        level += alpha * error
    return squared, level, alpha


def _holt_fit(history: Numbers) -> tuple[float, float, float, float]:
    """The parameters with the least squared one-step errors: the level's first, the trend's with that one."""
    alpha = min(_ALPHAS, key=lambda alpha: _holt(history, alpha, _BETAS[1], _PHIS[1])[0])
    return min(_holt(history, alpha, beta, phi) for beta, phi in product(_BETAS, _PHIS))


def _holt(history: Numbers, alpha: float, beta: float, phi: float) -> tuple[float, float, float, float]:
    level, trend = history[0], history[1] - history[0]
    squared = 0.0
    for amount in history[1:]:
        ahead = level + phi * trend
        error = amount - ahead
        squared += error * error
        level = ahead + alpha * error
        trend = phi * trend + alpha * beta * error
    return squared, level, trend, phi


def _slope(history: Numbers) -> float:
    """The slope of the least-squares line."""
    count = len(history)
    middle = (count - 1) / 2
    spread = sum((at - middle) ** 2 for at in range(count))
    mean = fmean(history)
    return sum((at - middle) * (amount - mean) for at, amount in enumerate(history)) / spread if spread else 0.0
