"""Compares found anomalies with known ones: a found one is right when it shares a day with a known one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.evals.anomalies.series import Labelled

Spans = Sequence[tuple[int, int]]
Detector = Callable[[Labelled], Spans]


@dataclass(slots=True)
class Score:
    """Counts over series. `series_days` are all days looked at, `month_starts` false alerts on a first of a month."""

    right: int = 0
    missed: int = 0
    false: int = 0
    month_starts: int = 0
    series_days: int = 0
    missed_kinds: list[str] = field(default_factory=list[str])

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.false, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    @property
    def false_per_100_series_days(self) -> float:
        return 100 * self.false / max(self.series_days, 1)


def score(series: Iterable[Labelled], detector: Detector) -> Score:
    """Runs a detector over series. Several found spans over one known anomaly count once."""
    total = Score()
    for one in series:
        found = list(detector(one))
        total.series_days += one.amounts.size
        for start, end in one.anomalies:
            if any(begin <= end and start <= last for begin, last in found):
                total.right += 1
            else:
                total.missed += 1
        for begin, last in found:
            if not any(begin <= end and start <= last for start, end in one.anomalies):
                total.false += 1
                days = (one.first.toordinal() + day for day in range(begin, last + 1))
                total.month_starts += any(type(one.first).fromordinal(day).day == 1 for day in days)
    return total
