"""Questions about what was spent: from the slots of a question to the `spend` tool, or None."""

from typing import Final

from supervisor.arguments import AGENT, Args, scope, settle_ever
from supervisor.plan import Step
from supervisor.slots import Reading

TOP_WITHOUT_NUMBER: Final = 10
"""How many "the biggest" are when nobody says."""


def spend_step(reading: Reading) -> Step | None:
    groups = reading.groups or (_sides(reading) if reading.compare else [])
    settle_ever(reading)
    args = scope(reading)
    if args is None or len(groups) > 2 or (reading.compare and (reading.against or not groups)):
        return None
    if reading.why and not reading.driver:
        return None
    if reading.share and not groups:
        return _share(reading, args)
    if reading.filters.get("kind") == ("marketplace",) and reading.which and not groups:
        groups = ["service"]
    if (
        not groups
        and not reading.grain
        and (reading.order or reading.driver or reading.where or (reading.which and reading.things))
    ):
        groups = [_natural_group(reading)]
    if groups:
        args["group_by"] = tuple(groups)
    paced = reading.rate or (reading.burning and reading.grain and not reading.trend)
    if reading.average or paced or _is_hourly_rate(reading):
        return _average(reading, args)
    if reading.grain:
        args["granularity"] = reading.grain
    elif reading.trend:
        args["granularity"] = trend_grain(reading.periods)
    return _ranked(reading, args)


def _sides(reading: Reading) -> list[str]:
    """What "S3 vs RDS" sets side by side: the one field with several values."""
    if reading.opposite:
        return _opposites(reading)
    several = [field for field, names in reading.filters.items() if len(names) > 1]
    if several == ["tag"]:
        keys = {name.partition("=")[0] for name in reading.filters["tag"]}
        return [f"tag:{key}" for key in keys] if len(keys) == 1 else []
    return several if len(several) == 1 else []


def _opposites(reading: Reading) -> list[str]:
    """ "Production vs non-production": both together are everything, so nothing is left out."""
    names = reading.filters.pop("tag", ())
    return [f"tag:{key}" for key in dict.fromkeys(name.split("=")[0].rstrip("!") for name in names)][:1]


def _ranked(reading: Reading, args: Args) -> Step | None:
    if reading.order or reading.driver == "largest":
        if reading.top_n:
            args["top_n"] = reading.top_n
        elif reading.single:
            args["top_n"] = 1
        elif not reading.which:
            args["top_n"] = TOP_WITHOUT_NUMBER
        if reading.order == "lowest":
            args["order"] = "lowest"
    elif reading.top_n:
        args["top_n"] = reading.top_n
    if reading.over or reading.under:
        if "group_by" not in args and "granularity" not in args:
            return None
        args.update({"threshold": reading.over} if reading.over else {})
        args.update({"below": reading.under} if reading.under else {})
    return Step(AGENT, "spend", args)


def _average(reading: Reading, args: Args) -> Step | None:
    if not reading.grain or reading.trend or reading.order:
        return None
    args["average"] = reading.grain
    return Step(AGENT, "spend", args)


def _is_hourly_rate(reading: Reading) -> bool:
    """ "Cost per hour" without a period to draw hour by hour."""
    return reading.grain == "hourly" and not reading.periods and not reading.groups and not reading.trend


def _share(reading: Reading, args: Args) -> Step | None:
    """ "What share is EC2": values of one field against all of that period."""
    if len(reading.filters) != 1 or reading.grain or reading.order or reading.over or reading.under or reading.average:
        return None
    args["share"] = True
    return Step(AGENT, "spend", args)


def _natural_group(reading: Reading) -> str:
    """What a cost is made of when nobody names a dimension: services, or the usage types of one service."""
    if reading.things:
        return "resource"
    if reading.made_of:
        return "usage_family"
    return "usage_type" if reading.filters.keys() & {"service", "usage_family"} else "service"


def trend_grain(periods: list[str]) -> str:
    period = periods[0] if periods else ""
    if period.endswith(("_days", "_weeks", "_week", "week_to_date")) or period in _MONTHS_OF_DAYS:
        return "daily"
    return "monthly"


_MONTHS_OF_DAYS: Final = frozenset({"this_month", "last_month", "month_to_date"})
