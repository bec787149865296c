"""Forecasts of spend from its own history, with the error they had on that history. Pure.

Every method is tried on the past first: from several earlier days on, with only what was known by then, over the
same distance and length as now (rolling origin, FPP3 5.10; L. Tashman, "Out-of-sample tests of forecasting accuracy",
IJF 16, 2000). The method that came nearest is used. The error that is stated is not the winner's, which would flatter
it, but that of always choosing by what was known so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from billing.forecast_methods import METHODS, Numbers, all_ahead, without_spikes

DAYS_IN_SEASON = 7
MONTHS_IN_SEASON = 12

FEWEST_ORIGINS = 5
"""Fewer trials on the past say nothing about an error, and allow no interval of 80 %."""

MOST_ORIGINS = 16
PACE_DAYS = 30
"""Days whose average is the run rate."""

LEAST_HISTORY = {DAYS_IN_SEASON: 21, MONTHS_IN_SEASON: 4}
"""Steps of history before the first trial, by the length of a season."""

MOST_HISTORY = {DAYS_IN_SEASON: 400, MONTHS_IN_SEASON: 120}
"""Older steps are not looked at: they say little and cost time."""

LEVEL = 0.8
"""How often the interval held, or would have held, on the past."""

WIDE = 0.95
"""How often the wide interval holds, or would if errors were normal where fewer trials than it needs were made."""

WIDENED = 1.53
"""How much wider an interval of 95 % is than one of 80 % for normal errors: 1.960 / 1.282."""

NAIVE = "seasonal naive"
"""The method that others are measured against; it repeats the last season as it was, spikes and all."""

DEFAULT = "typical season"
"""What the first trial uses, before anything is known of how the methods do."""

Steps = range
"""Steps ahead that are added up to one amount; 0 is the first step after the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An amount ahead; `low` to `high` held `LEVEL` of the trials, `low_95` to `high_95` is the wide interval."""

    value: float
    low: float
    high: float
    low_95: float
    high_95: float

    @classmethod
    def around(cls, value: float, errors: Numbers, *, floor: float, least: float = 0.0) -> "Estimate":
        """A value with intervals as wide as these errors on the past, `least` at the least and never below `floor`."""
        half = max(half_width(errors), least)
        wide = max(wide_half(errors), half)
        return cls(
            value=value,
            low=max(floor, value - half),
            high=value + half,
            low_95=max(floor, value - wide),
            high_95=value + wide,
        )

    def plus(self, amount: float) -> "Estimate":
        """The same with an amount that is known."""
        return Estimate(
            value=self.value + amount,
            low=self.low + amount,
            high=self.high + amount,
            low_95=self.low_95 + amount,
            high_95=self.high_95 + amount,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """An estimate for each of the parts asked for, and for all of them together.

    `wape` is the sum of absolute errors over the sum of amounts, `mape` the mean of absolute relative errors; both of
    the whole amount, over `origins` trials. None where amounts of 0 leave nothing to divide by.
    `wape_naive` is what repeating the last season would have had.
    """

    method: str
    parts: tuple[Estimate, ...]
    whole: Estimate
    wape: float | None
    mape: float | None
    wape_naive: float | None
    origins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLittle:
    """No forecast: `have` steps of history where `need` would be the least."""

    have: int
    need: int


@dataclass(frozen=True, slots=True)
class _Trial:
    """What each method said from one earlier step on, and what came."""

    origin: int
    said: dict[str, list[float]]
    came: list[float]

    def whole_error(self, method: str, whole: Steps) -> float:
        return _total(self.said[method], whole) - _total(self.came, whole)

    def loss(self, method: str, whole: Steps) -> float:
        """Half the error of the whole, half the mean error of its steps, so that few trials can tell methods apart."""
        steps = sum(abs(self.said[method][step] - self.came[step]) for step in whole)
        return (abs(self.whole_error(method, whole)) + steps) / 2


def needed(whole: Steps, season: int) -> int:
    """The least history, in steps, for a forecast of these steps."""
    return LEAST_HISTORY[season] + whole.stop + (FEWEST_ORIGINS - 1) * _stride(season)


def forecast(
    history: Numbers, *, whole: Steps, season: int, parts: Sequence[Steps] = (), most_origins: int = MOST_ORIGINS
) -> Forecast | TooLittle:
    """Continues a history (daily with a season of 7, monthly with one of 12) to the `whole` asked for.

    `parts` are estimated beside it and end no later. Estimates are never below 0 when no amount of the history is.
    """
    if len(history) < needed(whole, season):
        return TooLittle(have=len(history), need=needed(whole, season))
    known = [float(amount) for amount in history[-MOST_HISTORY[season] - whole.stop :]]
    origins = _origins(len(known), whole, season, most_origins)
    trials = [_trial(known, origin, whole, season) for origin in origins]
    chosen = _chosen(trials, whole)
    method = _best(trials, whole)
    ahead = _all_ahead(known[-MOST_HISTORY[season] :], whole.stop, season)[method]
    floor = 0.0 if min(known) >= 0 else float("-inf")
    came = [_total(trial.came, whole) for trial in trials]
    errors = [trial.whole_error(name, whole) for trial, name in zip(trials, chosen, strict=True)]
    naive = [trial.whole_error(NAIVE, whole) for trial in trials]
    return Forecast(
        method=method,
        parts=tuple(_estimate(ahead, part, trials, chosen, floor) for part in parts),
        whole=_estimate(ahead, whole, trials, chosen, floor),
        wape=wape(errors, came),
        mape=_mape(errors, came),
        wape_naive=wape(naive, came),
        origins=len(trials),
    )


def wape(errors: Numbers, came: Numbers) -> float | None:
    """Weighted absolute percentage error: Σ|error| / Σ|amount|, as a fraction (FPP3 5.8 on scale-free errors)."""
    size = sum(abs(amount) for amount in came)
    return sum(abs(error) for error in errors) / size if size else None


def wide_half(errors: Numbers) -> float:
    """Half the width of the wide interval: as it held, or no less than any error where too few trials were made."""
    if measures_wide(len(errors)):
        return half_width(errors, WIDE)
    return max(half_width(errors) * WIDENED, max(abs(error) for error in errors))


def measures_wide(trials: int) -> bool:
    """Whether so many trials can show an interval of 95 %: one of 19 has to lie outside."""
    return ceil((trials + 1) * WIDE) <= trials


def half_width(errors: Numbers, level: float = LEVEL) -> float:
    """Half the width of an interval that held a `level` of trials with these errors.

    Split conformal prediction: the ⌈(n + 1) · level⌉-th smallest of n absolute errors (J. Lei et al.,
    "Distribution-free predictive inference for regression", JASA 113, 2018).
    """
    sizes = sorted(abs(error) for error in errors)
    return sizes[min(len(sizes), ceil((len(sizes) + 1) * level)) - 1]


def _mape(errors: Numbers, came: Numbers) -> float | None:
    if not all(came):
        return None
    return fmean(abs(error / amount) for error, amount in zip(errors, came, strict=True))


def _stride(season: int) -> int:
    """Steps between two trials: a week of days, or one month."""
    return DAYS_IN_SEASON if season == DAYS_IN_SEASON else 1


def _origins(length: int, whole: Steps, season: int, most: int) -> list[int]:
    """Where trials begin, the earliest first: as many as fit, a stride or more apart, the last ones always."""
    first, last = LEAST_HISTORY[season], length - whole.stop
    fit = (last - first) // _stride(season) + 1
    stride = _stride(season) * ceil(fit / most)
    return sorted(range(last, first - 1, -stride))[-most:]


def _trial(history: list[float], origin: int, whole: Steps, season: int) -> _Trial:
    past = history[max(0, origin - MOST_HISTORY[season]) : origin]
    return _Trial(origin, _all_ahead(past, whole.stop, season), history[origin : origin + whole.stop])


def _all_ahead(past: Numbers, steps: int, season: int) -> dict[str, list[float]]:
    """What each method says. Months stand out of their neighbours by season, days by accident."""
    calm = without_spikes(past, season) if season == DAYS_IN_SEASON else past
    return all_ahead(past, calm, steps, season)


def _best(trials: Sequence[_Trial], whole: Steps) -> str:
    return min(METHODS, key=lambda name: sum(trial.loss(name, whole) for trial in trials))


def _chosen(trials: Sequence[_Trial], whole: Steps) -> list[str]:
    """For each trial the method that had done best in those that were over by then."""
    over = [[one for one in trials if one.origin + whole.stop <= trial.origin] for trial in trials]
    return [_best(known, whole) if known else DEFAULT for known in over]


def _estimate(
    ahead: list[float], part: Steps, trials: Sequence[_Trial], chosen: Sequence[str], floor: float
) -> Estimate:
    """The sum of a part, with an interval as wide as the errors on the past."""
    errors = [trial.whole_error(name, part) for trial, name in zip(trials, chosen, strict=True)]
    return Estimate.around(_total(ahead, part), errors, floor=floor)


def _total(amounts: Numbers, part: Steps) -> float:
    return sum(amounts[part.start : part.stop])
