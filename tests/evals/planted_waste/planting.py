"""What is planted: waste with the saving that is right, and look-alikes of every kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from tests.evals.planted_waste.usage import Place, Usage

D = Decimal


WORK: Final = D(60) / D(168)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Waste on `resource`, which `check` finds with a saving within `least` and `most`; look-alikes are left alone."""

    check: str
    resource: str
    account: str
    least: Decimal
    most: Decimal
    usage: tuple[Usage, ...]
    beside: tuple[Usage, ...] = ()
    lookalikes: tuple[Usage, ...] = ()


Kind = Callable[[Place], Planted]


KINDS: Final[dict[str, Kind]] = {}


def kind(make: Kind) -> Kind:
    KINDS[make.__name__] = make
    return make


def month(usage: Usage) -> Decimal:
    """What it costs a month of 730 hours (a month's storage costs what it is)."""
    share = D(len(usage.hours) * len(usage.weekdays)) / D(168)
    return D(str(usage.per_hour)) * usage.price * D(730) * share


def planted(
    check: str,
    place: Place,
    saving: Decimal,
    usage: Sequence[Usage],
    beside: Sequence[Usage] = (),
    lookalikes: Sequence[Usage] = (),
    *,
    within: str = "0.06",
    resource: str = "",
    review: bool = False,
) -> Planted:
    """With the look-alikes of every kind: one that is gone, one that is new, one that came back, one worth a coin."""
    resource = resource or usage[0].resource
    tolerance = D(within)
    end = place.span.end
    dates: list[dict[str, Any]] = [
        {"until": end - timedelta(days=place.rng.randint(4, 20))},
        {"first": end - timedelta(days=place.rng.randint(3, 20))},
    ]
    others = [
        replace(one, **_renamed(one, suffix), **when) for suffix, when in zip("gn", dates, strict=True) for one in usage
    ]
    small = min(D("0.5") / saving, D("0.01"))
    others += (
        [
            replace(one, **_renamed(one, "s"), per_hour=float(D(str(one.per_hour)) * small))
            for one in usage
            if one.unit != "Hrs"
        ]
        if all(one.unit != "Hrs" for one in usage)
        else []
    )
    return Planted(
        check=check,
        resource=resource,
        account=usage[0].account,
        least=saving * (D("0.2") if review else 1 - tolerance),
        most=saving * (1 + tolerance),
        usage=tuple(usage),
        beside=tuple(beside),
        lookalikes=(*others, *lookalikes),
    )  # fmt: skip


def _renamed(usage: Usage, suffix: str) -> dict[str, Any]:
    """Another resource of the same kind: of another cluster, and a commitment with an id of its own."""
    tags = {key: value + suffix if key == "cluster" else value for key, value in usage.tags.items()}
    own = usage.covered_by == usage.resource
    return {
        "resource": usage.resource + suffix,
        "tags": tags,
        "covered_by": usage.covered_by + suffix if own else usage.covered_by,
    }


def idle(
    check: str, place: Place, service: str, hours: str, us: str, traffic: str, price: str, unit: str, resource: str,
    *, busy: float = 400.0, extra: Sequence[Usage] = (), **more: Any,
) -> Planted:  # fmt: skip
    """Hours without traffic, beside hours with much, with little, with traffic that began lately or hours ago."""
    now = place.hours(service, hours, resource, us, **more)
    twins = [replace(now, resource=f"{resource}{letter}") for letter in "abc"]
    lately = place.span.end - timedelta(days=12)
    used = [
        place.monthly(service, traffic, f"{resource}a", busy, price, unit, **more),
        place.monthly(service, traffic, f"{resource}b", max(busy / 50, 3), price, unit, **more),
        place.monthly(service, traffic, f"{resource}c", busy, price, unit, first=lately, **more),
    ]
    return planted(check, place, month(now), [now], extra, [*twins, *used])


def elsewhere(p: Place, *busy: str) -> Place:
    """A region that no price of the kind is in."""
    return Place(p.rng, p.span, "sa-east-1")


def environment(p: Place, production: bool) -> dict[str, str]:
    return {"environment": p.rng.choice(("prod", "production") if production else ("dev", "staging"))}
