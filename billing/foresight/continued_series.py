"""Series of a file continued, each with its dates and how far it can be trusted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from billing.foresight.continuation import Continued, continued
from billing.foresight.series_file import Frequency, Series
from billing.foresight.weighing import DAYS, MONTHS

SERIES_AT_ONCE = 200
"""What is worked out before the first of it is given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step ahead."""

    ds: date
    mean: float
    lo80: float
    hi80: float
    lo95: float
    hi95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One series' steps ahead. `error` and `naive_error` are fractions of what came in `trials` on its own past."""

    name: str
    steps: tuple[Step, ...]
    error: float | None
    naive_error: float | None
    trials: int
    naive: str

    def records(self) -> Iterator[dict[str, Any]]:
        """One object a step, as programs read it."""
        for step in self.steps:
            yield {
                "unique_id": self.name,
                "ds": step.ds.isoformat(),
                **{key: getattr(step, key) for key in ("mean", "lo80", "hi80", "lo95", "hi95")},
            }

    @property
    def in_words(self) -> str:
        """How far such forecasts were off on this series, beside the simplest one."""
        if self.error is None or self.naive_error is None:
            return "Too little history to try such a forecast on the past: how far it is off is not known."
        doubt = ""
        if self.error > self.naive_error:
            doubt = " So few trials cannot tell the two apart; over many series the combination comes nearer."
        return (
            f"From {self.trials} earlier days on, forecasts like this were off by {self.error:.1%} of what came; "
            f"{self.naive} was off by {self.naive_error:.1%}.{doubt}"
        )


def continue_series(series: Sequence[Series], horizon: int, frequency: Frequency) -> Iterator[Ahead]:
    """Each series continued by `horizon` steps, in order."""
    rhythm = MONTHS if frequency == "MS" else DAYS
    for at in range(0, len(series), SERIES_AT_ONCE):
        some = series[at : at + SERIES_AT_ONCE]
        ends = [one.step(len(one.amounts), frequency) for one in some]
        found = continued([one.amounts for one in some], horizon, rhythm, ends)
        for number, one in enumerate(some):
            yield _ahead(one, found, number, horizon, frequency)


def _ahead(one: Series, found: Continued, number: int, horizon: int, frequency: Frequency) -> Ahead:
    def at(table: Any, step: int) -> float:
        return round(float(table[number, step]), 6)

    error, naive = float(found.error[number]), float(found.naive_error[number])
    return Ahead(
        name=one.name,
        steps=tuple(
            Step(
                ds=one.step(len(one.amounts) + step, frequency),
                mean=at(found.mean, step),
                lo80=at(found.low80, step),
                hi80=at(found.high80, step),
                lo95=at(found.low95, step),
                hi95=at(found.high95, step),
            )
            for step in range(horizon)
        ),
        error=None if isnan(error) else error,
        naive_error=None if isnan(naive) else naive,
        trials=found.trials[number],
        naive="repeating the last year" if frequency == "MS" else "the better of last week and run rate",
    )
