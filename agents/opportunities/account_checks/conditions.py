"""The things that checks ask of a resource. Each gives the figures that show it, and None for what is not known."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from account.metrics import Metric, Readings
from agents.opportunities.account_checks.declaration import Condition
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.environments import environment_in, is_non_production
from agents.opportunities.opportunity import Limit, Shown

_PLACES: Final = Decimal("0.001")


def _figure(value: float | int) -> Decimal:
    return Decimal(str(value)).quantize(_PLACES).normalize() + 0


def text_of(value: object) -> str:
    """An attribute as a rule writes it: flags are `true` and `false`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_(attribute: str, *values: str) -> Condition:
    """The attribute is one of these."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.attributes.get(attribute)
        if value is None or text_of(value) not in values:
            return None
        return (Shown(metric=attribute.replace("_", " "), value=Decimal(1), unit=text_of(value)),)

    return Condition(find=find)


def is_not(attribute: str, *values: str) -> Condition:
    """The attribute is known, and none of these."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.attributes.get(attribute)
        return None if value is None or text_of(value) in values else ()

    return Condition(find=find)


def begins(attribute: str, *beginnings: str) -> Condition:
    """The attribute begins with one of these."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        text = seen.resource.text(attribute)
        if not text.startswith(beginnings):
            return None
        return (Shown(metric=attribute.replace("_", " "), value=Decimal(1), unit=text),)

    return Condition(find=find)


def at_least(attribute: str, least: float, unit: str = "") -> Condition:
    """The attribute is a number from here on; with a unit it is a limit that `finops.toml` may set."""
    return _number(attribute, unit, _limit(f"{attribute}_from", least, unit, f"The least {_words(attribute)}."), True)


def at_most(attribute: str, most: float, unit: str = "") -> Condition:
    """The attribute is a number up to here; with a unit it is a limit that `finops.toml` may set."""
    return _number(attribute, unit, _limit(f"{attribute}_to", most, unit, f"The most {_words(attribute)}."), False)


def _number(attribute: str, unit: str, limit: Limit, least: bool) -> Condition:
    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.number(attribute)
        if value is None or not (value >= seen.limit(limit) if least else value <= seen.limit(limit)):
            return None
        return (Shown(metric=_words(attribute), value=_figure(value), unit=unit),)

    return Condition(find=find, limits=(limit,) if unit else ())


def older_than(days: int, of: str = "created") -> Condition:
    """So many days have gone since a time of the resource."""
    name = "days_from" if of == "created" else f"{of}_days_from"
    limit = _limit(name, days, "days", f"The fewest days since it was {_SINCE.get(of, _words(of))}.")

    def find(seen: Seen) -> Sequence[Shown] | None:
        age = seen.days_since(of)
        if age is None or age < seen.limit(limit):
            return None
        return (Shown(metric=f"days since {_words(of)}", value=Decimal(age), unit="days"),)

    return Condition(find=find, limits=(limit,))


_SINCE: Final = {"stopped_at": "stopped", "last_used": "used", "last_pulled": "pulled from"}


def _limit(name: str, value: float, unit: str, meaning: str) -> Limit:
    return Limit(name=name, value=Decimal(str(value)), unit=unit, meaning=meaning)


def _words(attribute: str) -> str:
    return attribute.replace("_", " ")


def empty(attribute: str) -> Condition:
    """The attribute lists nothing, and that is known."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.attributes.get(attribute)
        return (Shown(metric=attribute.replace("_", " "), value=Decimal(0), unit=""),) if value in ((), "") else None

    return Condition(find=find)


def non_production() -> Condition:
    """A tag says that it is not production."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        named = environment_in(seen.resource.tags)
        if not is_non_production(named):
            return None
        return (Shown(metric="environment", value=Decimal(1), unit=named),)

    return Condition(find=find)


def total(metric: Metric, *, most: float = 0) -> Condition:
    """The metric comes to at most so much in its window."""
    said = _upto(metric, "", most, f"At most so much in {metric.days} days.")
    return _read(metric, "in all", lambda found: found.total, said)


def per_day(metric: Metric, *, most: float) -> Condition:
    """The metric comes to at most so much a day, on average."""
    return _read(metric, "a day", lambda found: found.per_day, _upto(metric, "_a_day", most, "At most so much a day."))


def together_a_day(what: str, *metrics: Metric, below: float, unit: str = "") -> Condition:
    """Several metrics together come to less than so much a day, on average; each of them has to be known."""
    limit = _limit(f"{what.replace(' ', '_')}_a_day_below", below, unit, "Less than so much a day.")

    def find(seen: Seen) -> Sequence[Shown] | None:
        found = [seen.reading(metric) for metric in metrics]
        known = [each.per_day for each in found if each is not None]
        if len(known) < len(found) or sum(known) >= seen.limit(limit):
            return None
        return (Shown(metric=f"{what}, a day of {metrics[0].days}", value=_figure(sum(known)), unit=unit),)

    return Condition(find=find, metrics=metrics, limits=(limit,))


def average(metric: Metric, *, most: float) -> Condition:
    said = _upto(metric, "_average", most, "The highest average.")
    return _read(metric, "average", lambda found: found.average, said)


def peak(metric: Metric, *, most: float) -> Condition:
    """No day's value is above."""
    return _read(metric, "peak", lambda found: found.highest, _upto(metric, "_peak", most, "The highest peak."))


def lowest(metric: Metric, *, least: float) -> Condition:
    """No day's value is below."""
    limit = _limit(f"{_snake(metric)}_lowest_from", least, _unit(metric), "The least that the lowest day has.")

    def find(seen: Seen) -> Sequence[Shown] | None:
        found = seen.reading(metric)
        if found is None or not found.points or found.lowest < seen.limit(limit):
            return None
        return (_shown(metric, "lowest", found.lowest),)

    return Condition(find=find, metrics=(metric,), limits=(limit,))


def _upto(metric: Metric, what: str, most: float, meaning: str) -> Limit:
    return _limit(f"{_snake(metric)}{what}_to", most, _unit(metric), meaning)


def _snake(metric: Metric) -> str:
    """`CPUUtilization` as `cpu_utilization`."""
    words = re.sub(r"([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])", r"\1\3_\2\4", metric.name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower())


def _unit(metric: Metric) -> str:
    if metric.name.endswith(("Percentage", "Pressure")) or metric.name in _PERCENT:
        return "%"
    return "bytes" if "Bytes" in metric.name or metric.name in _BYTES else ""


_PERCENT: Final = frozenset({"CPUUtilization", "MemoryUtilization", "CpuUser"})
_BYTES: Final = frozenset({"NetworkIn", "NetworkOut", "FreeableMemory"})


def _read(metric: Metric, what: str, value_of: Callable[[Readings], float], limit: Limit) -> Condition:
    def find(seen: Seen) -> Sequence[Shown] | None:
        found = seen.reading(metric)
        if found is None or value_of(found) > seen.limit(limit):
            return None
        return (_shown(metric, what, value_of(found)),)

    return Condition(find=find, metrics=(metric,), limits=(limit,))


def _shown(metric: Metric, what: str, value: float) -> Shown:
    return Shown(metric=f"{metric.name}, {what} of {metric.days} days", value=_figure(value), unit="")


def limit(name: str, value: float, unit: str, meaning: str) -> Limit:
    """A threshold of a condition of one's own, for `so` to declare and `Seen.limit` to look up."""
    return _limit(name, value, unit, meaning)


def so(
    what: str,
    holds: Callable[[Seen], bool | None],
    *,
    needs: tuple[str, ...] = (),
    metrics: tuple[Metric, ...] = (),
    beside: tuple[tuple[str, Metric], ...] = (),
    limits: tuple[Limit, ...] = (),
) -> Condition:
    """Something about the resource and others beside it; `what` says it in words."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        return (Shown(metric=what, value=Decimal(1), unit=""),) if holds(seen) else None

    return Condition(find=find, needs=needs, metrics=metrics, beside=beside, limits=limits)


def members_at_most(what: str, kind: str, names: Callable[[Seen], Sequence[str] | None], *each: Metric,
                    most: float = 0) -> Condition:  # fmt: skip
    """What it is made of carries at most so much in a metric's window, all of them together.

    `names` gives their ids, None or none where they are not known; then, and where a metric of one is not known, it
    is not so.
    """
    limit = _upto(each[0], "", most, f"At most so much of each metric in {each[0].days} days, of all together.")

    def find(seen: Seen) -> Sequence[Shown] | None:
        members = [seen.seen_beside(kind, id_) for id_ in names(seen) or ()]
        shown: list[Shown] = []
        for metric in each:
            read = [None if member is None else member.reading(metric) for member in members]
            known = [found.total for found in read if found is not None]
            if not known or len(known) < len(read) or sum(known) > seen.limit(limit):
                return None
            shown.append(_shown(metric, f"of {len(known)} in all", sum(known)))
        return tuple(shown)

    return Condition(find=find, needs=(kind,), beside=tuple((kind, metric) for metric in each), limits=(limit,))
