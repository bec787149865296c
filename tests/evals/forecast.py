"""How near forecasts come on real series: `python -m tests.evals.forecast FOLDER`.

FOLDER holds CSV files with a date, any columns that name a series, and an amount last. From many days of each series
the next 14 and 30 days (or 3 and 12 months) are forecast from what was known by then, beside repeating the last season.
Printed is WAPE, the sum of absolute errors over the sum of amounts, of whole months and of single steps.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from billing.forecast import DAYS_IN_SEASON, MONTHS_IN_SEASON, Forecast, forecast, half_width, needed
from billing.forecast_days import DaysAhead
from billing.forecast_methods import seasonal_naive

TRIALS = 12
ANY_DAY = date(2018, 1, 1)
"""Days are continued by their weeks; which day a series really begins on only matters to seasons of a year."""


@dataclass(slots=True)
class Errors:
    """Absolute errors and amounts, added up; `held` of `intervals` contained what came."""

    ours: float = 0.0
    naive: float = 0.0
    steps_ours: float = 0.0
    steps_naive: float = 0.0
    amount: float = 0.0
    trials: int = 0
    held: int = 0


def read_series(path: Path) -> tuple[dict[str, list[float]], int]:
    """The series of a file without gaps, with the length of their season: 7 for days, 12 for months."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    amount = next(name for name in ("cost_usd", "y") if name in rows[0])
    day = next(name for name in ("date", "ds") if name in rows[0])
    names = [name for name in ("unique_id", "dimension", "key", "service") if name in rows[0]]
    sums: dict[str, dict[date, float]] = {}
    for row in rows:
        series = sums.setdefault(" ".join(row[name] for name in names), {})
        at = date.fromisoformat(row[day])
        series[at] = series.get(at, 0.0) + float(row[amount])
    days = sorted({at for series in sums.values() for at in series})
    if all(at.day == 1 for at in days):
        return {name: [series.get(at, 0.0) for at in days] for name, series in sums.items()}, MONTHS_IN_SEASON
    every = [days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)]
    return {name: [series.get(at, 0.0) for at in every] for name, series in sums.items()}, DAYS_IN_SEASON


def evaluate(series: Sequence[float], horizon: int, season: int, found: Errors) -> None:
    """Adds one series' errors, from up to `TRIALS` origins a stride apart."""
    whole = range(horizon)
    first, last = needed(whole, season), len(series) - horizon
    for origin in range(last, first - 1, -max(1, (last - first) // TRIALS)):
        past, came = series[:origin], series[origin : origin + horizon]
        said = _said(past, whole, season)
        naive = seasonal_naive(past, horizon, season)
        found.ours += abs(sum(said.steps) - sum(came))
        found.naive += abs(sum(naive) - sum(came))
        found.steps_ours += sum(abs(guess - amount) for guess, amount in zip(said.steps, came, strict=True))
        found.steps_naive += sum(abs(guess - amount) for guess, amount in zip(naive, came, strict=True))
        found.amount += sum(came)
        found.trials += 1
        found.held += abs(sum(said.steps) - sum(came)) <= said.half_width


@dataclass(frozen=True, slots=True)
class _Said:
    """A forecast, step by step, and half the width of the interval of its sum."""

    steps: Sequence[float]
    half_width: float


def _said(past: Sequence[float], whole: range, season: int) -> _Said:
    """Days as the product continues them, months as it does what is billed by the month."""
    if season == DAYS_IN_SEASON:
        days = DaysAhead(ANY_DAY, past, whole.stop)
        errors = [
            sum(days.ahead(origin)[: whole.stop]) - sum(past[origin : origin + whole.stop])
            for origin in days.origins(whole.stop)
        ]
        return _Said(days.ahead()[: whole.stop], half_width(errors))
    months = forecast(past, whole=whole, parts=[range(step, step + 1) for step in whole], season=season)
    if not isinstance(months, Forecast):
        raise ValueError(f"too short: {months}")
    return _Said([part.value for part in months.parts], months.whole.high - months.whole.value)


def figures(folder: Path) -> Iterator[str]:
    """One line a file and horizon."""
    for path in sorted(folder.glob("*.csv")):
        try:
            series, season = read_series(path)
        except StopIteration:
            continue
        for horizon in (14, 30) if season == DAYS_IN_SEASON else (3, 12):
            found = Errors()
            for amounts in series.values():
                evaluate(amounts, horizon, season, found)
            if not found.trials:
                yield f"{path.stem:45} {horizon:3} ahead: too short to try"
                continue
            yield (
                f"{path.stem:45} {horizon:3} ahead, {found.trials:4} trials: "
                f"whole {found.ours / found.amount:6.1%} (naive {found.naive / found.amount:6.1%}), "
                f"steps {found.steps_ours / found.amount:6.1%} (naive {found.steps_naive / found.amount:6.1%}), "
                f"interval held {found.held / found.trials:4.0%}"
            )


def main(arguments: Sequence[str]) -> None:
    for line in figures(Path(arguments[0])):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
