"""From the slots of a question to one tool of the cost agent and its arguments, or None when they do not add up."""

from typing import Final

from supervisor.ahead import forecast_after, forecast_step
from supervisor.arguments import AGENT, Args, period_of, scope
from supervisor.plan import Step
from supervisor.slots import Reading

TOP_WITHOUT_NUMBER: Final = 10
"""How many "the biggest" are when nobody says."""


def intend(reading: Reading, previous: Step | None = None) -> Step | None:
    """The step a question asks for. Abstains when slots contradict each other or are too few to be about cost."""
    follows = previous is not None and (reading.follow or not _about_cost(reading))
    if reading.before:
        _settle_before(reading, follows=follows)
    if previous is not None and follows:
        ahead = reading.forecast or reading.within
        return forecast_after(reading, previous) if ahead else _follow_up(reading, previous)
    return None if reading.follow or (reading.earlier and not reading.compare) else _own_question(reading)


def _own_question(reading: Reading) -> Step | None:
    """What a question asks for that stands on its own."""
    if reading.forecast or reading.within:
        return forecast_step(reading)
    if reading.status:
        return Step(AGENT, "bill_status", {}) if not (reading.groups or reading.filters or reading.periods) else None
    if reading.commitment or reading.aspect:
        return _commitments(reading)
    if reading.untagged:
        return _tagging(reading)
    if not _about_cost(reading):
        return None
    if reading.run_rate:
        return _run_rate(reading)
    if reading.new or reading.stopped:
        return _changes(reading)
    if _compares(reading):
        return _compare(reading)
    return _spend(reading)


def _settle_before(reading: Reading, *, follows: bool) -> None:
    """ "The previous month" is the one before a month talked about, or else the last one."""
    if follows or reading.compare:
        reading.earlier = reading.before
    else:
        reading.periods.append("yesterday" if reading.before == "day" else f"last_{reading.before}")


def _about_cost(reading: Reading) -> bool:
    """Whether it is about money of this bill, and not about prices in general."""
    if reading.using:
        return reading.groups == ["service"] and not reading.filters
    if reading.status or (reading.commitment and reading.aspect):
        return True
    mine = reading.own or reading.periods or reading.groups
    if reading.metric and not (mine or reading.filters or reading.grain):
        return False
    if (reading.does or reading.generic) and not mine:
        return False
    if reading.cost or reading.run_rate or reading.driver == "largest":
        return True
    if reading.share:
        return len(reading.filters) == 1
    if "kind" in reading.filters:
        return bool(reading.own or reading.periods) and reading.filters["kind"][0] != "support"
    if reading.compare and len(reading.periods) + bool(reading.earlier) == 2:
        return not reading.filters
    if reading.groups and (reading.over or reading.under or (reading.order and reading.periods)):
        return "resource" not in reading.groups
    if "service" in reading.filters and reading.periods and reading.grain:
        return not reading.compound
    if reading.change == "any" and reading.order and reading.periods:
        return not reading.filters
    changed = reading.change or reading.new or reading.stopped
    return bool(changed and (reading.groups or reading.driver))


def _spend(reading: Reading) -> Step | None:
    groups = reading.groups or (_sides(reading) if reading.compare else [])
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
    if reading.average or reading.rate or _is_hourly_rate(reading):
        return _average(reading, args)
    if reading.grain:
        args["granularity"] = reading.grain
    elif reading.trend:
        args["granularity"] = _trend_grain(reading.periods)
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


def _tagging(reading: Reading) -> Step | None:
    """How much of the spend carries tags. Untagged resources are inventory, which others know."""
    if not (reading.cost or reading.share) or reading.grain or reading.order or reading.compare:
        return None
    if not all(group == "team" or group.startswith("tag:") for group in reading.groups):
        return None
    if reading.change or reading.over or reading.under or reading.average or reading.new or reading.stopped:
        return None
    args = scope(reading)
    if args is None:
        return None
    keys = (*reading.tag_keys, *(group.removeprefix("tag:") for group in reading.groups))
    if keys:
        args["keys"] = keys
    return Step(AGENT, "tag_coverage", args)


def _natural_group(reading: Reading) -> str:
    """What a cost is made of when nobody names a dimension: services, or the usage types of one service."""
    if reading.things:
        return "resource"
    return "usage_type" if reading.filters.keys() & {"service", "usage_family"} else "service"


def _trend_grain(periods: list[str]) -> str:
    period = periods[0] if periods else ""
    if period.endswith(("_days", "_weeks", "_week", "week_to_date")) or period in _MONTHS_OF_DAYS:
        return "daily"
    return "monthly"


_MONTHS_OF_DAYS: Final = frozenset({"this_month", "last_month", "month_to_date"})
_STRETCHES: Final = ("past_", "since_")
"""Periods that a change happens within, rather than against."""


def _compares(reading: Reading) -> bool:
    if reading.trend:
        return False
    if reading.stepwise or reading.against:
        return True
    if reading.compare:
        return len(reading.periods) == 2 or bool(reading.earlier)
    return bool(reading.change) and not (reading.over or reading.under)


def _compare(reading: Reading) -> Step | None:
    if reading.periods and reading.periods[0].startswith(_STRETCHES) and not reading.compare:
        return _within(reading)
    pair = _pair(reading)
    if pair is None or len(reading.groups) > 1 or reading.grain or reading.average or reading.over or reading.under:
        return None
    periods, reading.periods, reading.span = reading.periods, [], False
    args = scope(reading)
    reading.periods = periods
    if args is None:
        return None
    args = {"period": pair[0], "compare_to": pair[1], **args}
    if reading.groups:
        args["group_by"] = tuple(reading.groups)
    if reading.change in ("up", "down") and reading.groups:
        args["direction"] = reading.change
    if reading.top_n:
        args["top_n"] = reading.top_n
    return Step(AGENT, "compare", args)


def _within(reading: Reading) -> Step | None:
    """A change over a stretch of time is a trend: "how did costs change over the past 6 months"."""
    if reading.change not in ("", "any") or reading.why or reading.driver:
        return None
    reading.trend = True
    return _spend(reading)


def _pair(reading: Reading) -> tuple[str, str] | None:
    """The period and what it is compared to, the later one first where words tell."""
    periods = reading.periods
    if reading.stepwise:
        back = "year_before" if reading.stepwise == "year" else "previous"
        if len(periods) > 1 or reading.earlier:
            return None
        return (periods[0] if periods else _LATEST[reading.stepwise]), back
    if reading.earlier:
        back = "year_before" if reading.earlier == "year" else "previous"
        return (periods[0], back) if len(periods) == 1 else None
    if len(periods) == 2:
        first, second = periods
        later_second = (reading.span and not reading.compare) or (first.startswith("last_") and second in _RUNNING)
        return (second, first) if later_second else (first, second)
    if len(periods) == 1:
        if reading.against:
            now = _RUNNING_AFTER.get(periods[0])
            return (now, periods[0]) if now else None
        return periods[0], "previous"
    return ("last_month", "previous") if not reading.compare else None


_LATEST: Final = {
    "day": "yesterday",
    "week": "last_week",
    "month": "last_month",
    "quarter": "last_quarter",
    "year": "year_to_date",
}
_RUNNING_AFTER: Final = {
    "last_week": "this_week",
    "last_month": "this_month",
    "last_quarter": "this_quarter",
    "last_year": "this_year",
    "last_fiscal_year": "this_fiscal_year",
    "yesterday": "today",
}
_RUNNING: Final = frozenset({*_RUNNING_AFTER.values(), "month_to_date", "year_to_date", "quarter_to_date"})


def _changes(reading: Reading) -> Step | None:
    """New and stopped charges. "started" and the like need a cost noun or a dimension, not both kinds at once."""
    args = scope(reading)
    if args is None or (reading.new and reading.stopped) or len(reading.groups) > 1 or reading.compare:
        return None
    if reading.grain or reading.average or reading.trend or reading.change or reading.driver:
        return None
    args["change"] = "new" if reading.new else "stopped"
    if reading.groups:
        args["group_by"] = tuple(reading.groups)
    return Step(AGENT, "changes", args)


def _commitments(reading: Reading) -> Step | None:
    """What the bill says about commitments. Without an aspect it may be advice or a price that is asked for."""
    period = period_of(reading)
    if not reading.commitment or not reading.aspect or period is None:
        return None
    if reading.groups or reading.filters or reading.compare or reading.order or reading.grain or reading.exclude:
        return None
    args: Args = {"period": period} if period else {}
    if reading.commitment != "any":
        args["kind"] = reading.commitment
    args["aspect"] = reading.aspect
    return Step(AGENT, "commitments", args)


def _run_rate(reading: Reading) -> Step | None:
    if reading.groups or reading.compare or reading.change or reading.order:
        return None
    args = scope(reading)
    return None if args is None else Step(AGENT, "run_rate", args)


def _follow_up(reading: Reading, previous: Step) -> Step | None:
    """The question before with some slots replaced; period and filters stay unless named anew."""
    if previous.tool not in _FOLLOWED or reading.compare or reading.new or reading.stopped or reading.run_rate:
        return None
    if reading.change or reading.driver or reading.why or reading.stepwise or reading.using or reading.average:
        return None
    named = scope(reading)
    if named is None or len(reading.groups) > 2:
        return None
    args = dict(previous.args)
    if reading.earlier and not _earlier(reading.earlier, args):
        return None
    if reading.groups or reading.grain or reading.trend:
        for slot in ("group_by", "granularity", "average", "top_n", "order", "threshold", "below", "direction"):
            args.pop(slot, None)
    if reading.groups:
        args["group_by"] = tuple(reading.groups)
    if reading.grain or reading.trend:
        args["granularity"] = reading.grain or _trend_grain([str(args.get("period", ""))])
    if reading.top_n:
        args["top_n"] = reading.top_n
    if reading.order == "lowest":
        args["order"] = "lowest"
    args.update(named)
    if args == previous.args and not reading.order:
        return None
    return Step(AGENT, previous.tool, args)


_FOLLOWED: Final = frozenset({"spend", "compare", "changes"})


def _earlier(unit: str, args: Args) -> bool:
    """Moves the period of the question before back by one; False when that period is no such unit."""
    period = str(args.get("period", ""))
    if not period or period.startswith("since_"):
        return False
    if unit == "year":
        args["period"] = f"year_before:{period}"
        return True
    args["period"] = f"before:{period}"
    return unit == "period" or unit in period or (unit == "month" and period in _MONTH_SYMBOLS)


_MONTH_SYMBOLS: Final = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    }
)
