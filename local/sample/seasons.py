"""How quantities move: growth, weeks, years and a little noise, the same for the same day every time."""

import zlib
from datetime import date
from decimal import Decimal

from local.sample.company import Resource

_SHOP_WEEK = (0.98, 0.94, 0.93, 0.97, 1.06, 1.14, 1.08)
_SHOP_YEAR = (0.93, 0.90, 0.95, 0.99, 1.02, 1.00, 0.96, 0.95, 1.00, 1.06, 1.24, 1.32)
_NOISE = 0.06
_PLACES = Decimal("0.000001")


def quantity(resource: Resource, day: date, day_number: int) -> Decimal:
    """The quantity of a resource on a day; `day_number` counts from the first day of the bill."""
    factor = _curve(resource.curve, day)
    if resource.yearly_growth:
        factor *= float(1 + resource.yearly_growth) ** (day_number / 365)
    if resource.unit != "Hrs" and resource.curve != "flat":
        factor *= 1 + _NOISE * noise(resource.id + resource.meter, day)
    if factor == 1.0:
        return resource.per_day.quantize(_PLACES)
    return (resource.per_day * Decimal(repr(factor))).quantize(_PLACES)


def noise(key: str, day: date) -> float:
    """A number in [-1, 1) that depends on the key and the day only."""
    return zlib.crc32(f"{key}|{day.toordinal()}".encode()) / 2**31 - 1


def _curve(name: str, day: date) -> float:
    match name:
        case "shop":
            return _SHOP_WEEK[day.weekday()] * _SHOP_YEAR[day.month - 1]
        case "office":
            return 0.45 if day.weekday() < 5 else 0.05
        case "month_end":
            return 2.4 if day.day <= 2 or day.day >= 29 else 0.85
        case _:
            return 1.0
