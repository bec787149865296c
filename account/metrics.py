"""Metrics of CloudWatch: what is asked for, and what was read, reduced to what rules look at."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from account.resources import Resource

DAY_S: Final = 86_400
COMPLETE: Final = 0.8
"""The part of a window's periods from which on a metric was seen for the whole window; the newest may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A metric that a rule needs of each resource of a kind, a day at a time.

    `dimensions` names CloudWatch's dimensions and from what each is taken: `id`, `name`, `arn` or an attribute, or,
    after `=`, the value itself. `speaks_when_used`: AWS writes it only while something happens, so that nothing
    written means nothing happened. Of all others nothing written means that nothing is known.
    """

    namespace: str
    name: str
    stat: str
    dimensions: Mapping[str, str] = field(hash=False)
    days: int = 14
    speaks_when_used: bool = False

    @property
    def key(self) -> "MetricKey":
        return (self.namespace, self.name, self.stat)

    def dimensions_of(self, resource: Resource) -> tuple[tuple[str, str], ...] | None:
        """The dimensions for one resource; None where one of them is not known."""
        found: list[tuple[str, str]] = []
        for dimension, source in sorted(self.dimensions.items()):
            value = source[1:] if source.startswith("=") else _taken(resource, source)
            if not value:
                return None
            found.append((dimension, value))
        return tuple(found)


MetricKey = tuple[str, str, str]
"""Namespace, name and statistic."""


def _taken(resource: Resource, source: str) -> str:
    own = {"id": resource.id, "name": resource.name, "arn": resource.arn}
    return own.get(source) or resource.text(source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A metric of one resource over the last `days`, reduced: how many periods spoke, and their sum and extremes."""

    days: int
    period_s: int
    points: int
    total: float = 0.0
    highest: float = 0.0
    lowest: float = 0.0

    @classmethod
    def of(cls, values: Iterable[float], *, days: int, period_s: int) -> Self:
        """What values of periods come to; those that are no numbers are none."""
        spoken = list(values)
        total = sum(spoken)
        if not math.isfinite(total):
            spoken = [value for value in spoken if math.isfinite(value)]
            total = sum(spoken)
        if not spoken:
            return cls(days=days, period_s=period_s, points=0)
        return cls(
            days=days,
            period_s=period_s,
            points=len(spoken),
            total=float(total),
            highest=max(spoken),
            lowest=min(spoken),
        )

    @property
    def average(self) -> float:
        return self.total / self.points if self.points else 0.0

    @property
    def per_day(self) -> float:
        """The total by days of the window, for sums."""
        return self.total / self.days if self.days else 0.0

    def covers(self, days: int) -> bool:
        """Whether most of a window of `days` spoke."""
        return self.points * self.period_s >= COMPLETE * days * DAY_S
