"""The things that checks ask of a resource. Each gives the figures that show it, and None for what is not known."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from account.metrics import Metric, Readings
from agents.advice.account_checks.declaration import Condition
from agents.advice.account_checks.seen import Seen
from agents.advice.bill_view import NON_PRODUCTION
from agents.advice.opportunity import Shown

_PLACES: Final = Decimal("0.001")
ENVIRONMENT: Final = ("environment", "Environment", "env", "Env", "stage", "Stage")


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
    return _number(attribute, unit, lambda value: value >= least)


def at_most(attribute: str, most: float, unit: str = "") -> Condition:
    return _number(attribute, unit, lambda value: value <= most)


def _number(attribute: str, unit: str, holds: Callable[[float], bool]) -> Condition:
    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.number(attribute)
        if value is None or not holds(value):
            return None
        return (Shown(metric=attribute.replace("_", " "), value=_figure(value), unit=unit),)

    return Condition(find=find)


def older_than(days: int, of: str = "created") -> Condition:
    """So many days have gone since a time of the resource."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        age = seen.days_since(of)
        if age is None or age < days:
            return None
        return (Shown(metric=f"days since {of.replace('_', ' ')}", value=Decimal(age), unit="days"),)

    return Condition(find=find)


def empty(attribute: str) -> Condition:
    """The attribute lists nothing, and that is known."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        value = seen.resource.attributes.get(attribute)
        return (Shown(metric=attribute.replace("_", " "), value=Decimal(0), unit=""),) if value in ((), "") else None

    return Condition(find=find)


def non_production() -> Condition:
    """A tag says that it is not production."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        tags = seen.resource.tags
        named = next((tags[key] for key in ENVIRONMENT if key in tags), "")
        if named.strip().lower() not in NON_PRODUCTION:
            return None
        return (Shown(metric="environment", value=Decimal(1), unit=named),)

    return Condition(find=find)


def total(metric: Metric, *, most: float = 0) -> Condition:
    """The metric comes to at most so much in its window."""
    return _read(metric, "in all", lambda found: found.total, most)


def per_day(metric: Metric, *, most: float) -> Condition:
    """The metric comes to at most so much a day, on average."""
    return _read(metric, "a day", lambda found: found.per_day, most)


def average(metric: Metric, *, most: float) -> Condition:
    return _read(metric, "average", lambda found: found.average, most)


def peak(metric: Metric, *, most: float) -> Condition:
    """No day's value is above."""
    return _read(metric, "peak", lambda found: found.highest, most)


def lowest(metric: Metric, *, least: float) -> Condition:
    """No day's value is below."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        found = seen.reading(metric)
        if found is None or not found.points or found.lowest < least:
            return None
        return (_shown(metric, "lowest", found.lowest),)

    return Condition(find=find, metrics=(metric,))


def _read(metric: Metric, what: str, value_of: Callable[[Readings], float], most: float) -> Condition:
    def find(seen: Seen) -> Sequence[Shown] | None:
        found = seen.reading(metric)
        if found is None or value_of(found) > most:
            return None
        return (_shown(metric, what, value_of(found)),)

    return Condition(find=find, metrics=(metric,))


def _shown(metric: Metric, what: str, value: float) -> Shown:
    return Shown(metric=f"{metric.name}, {what} of {metric.days} days", value=_figure(value), unit="")


def so(
    what: str, holds: Callable[[Seen], bool | None], *, needs: tuple[str, ...] = (), metrics: tuple[Metric, ...] = ()
) -> Condition:
    """Something about the resource and others beside it; `what` says it in words."""

    def find(seen: Seen) -> Sequence[Shown] | None:
        return (Shown(metric=what, value=Decimal(1), unit=""),) if holds(seen) else None

    return Condition(find=find, needs=needs, metrics=metrics)
