"""Questions about what was spent, and about what was paid for commitments."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.commitment_fees import FEE_SLOTS, asks_what_was_paid, what_was_paid
from agents.cost.intents.comparison import compares, happens_within, sets_side_by_side
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import asks_for_amounts
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_STEPS: Final = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}
"""A trend "week over week" is drawn by the week."""
TOP_WITHOUT_NUMBER: Final = 10
"""How many "the biggest" are when nobody says."""


def spend_arguments(said: Utterance) -> Args | None:
    """What was spent, or how it went over a stretch of time; None for what is a comparison of two periods."""
    if said.cost and said.__dict__.keys() <= _OF_A_SUM:
        return _sum(said)
    if said.fee not in ("", "fee") or not asks_for_amounts(said) or _bounds_a_change(said):
        return None
    if not compares(said):
        return _spent(said, said.grain or _STEPS.get(said.stepwise, "trend" if said.trend else ""))
    return None if not happens_within(said) or _picks_some(said) else _spent(said, said.grain or "trend")


def _bounds_a_change(said: Utterance) -> bool:
    """ "May to June, services above 50 dollars difference": the amount bounds what changed, which no tool tells so."""
    return bool(said.change == "any" and (said.over or said.under))


def _picks_some(said: Utterance) -> bool:
    """Whether those of many are asked for that rose or fell, or what is behind it, rather than how one thing went."""
    if said.why or said.driver:
        return True
    return any((said.groups, said.order, said.top_n, said.things, said.share)) and said.change in ("up", "down")


_OF_A_SUM: Final = names("cost own bill behind total breakdown each_of periods filters groups")
"""Slots and marks of most questions: a sum, of what, when and by what. Without any other there is nothing to decide."""


def _sum(said: Utterance) -> Args | None:
    period, groups = said.period, said.groups
    if period is None or len(groups) > 2:
        return None
    args: Args = {"period": period} if period else {}
    args.update(said.filters)
    if groups:
        args["group_by"] = tuple(groups)
    return args


def _told_apart(groups: list[str], sides: list[str]) -> list[str]:
    """ "Prod vs staging by service": the sides stay apart within the groups, where one group is asked for."""
    return [*groups, *sides] if len(groups) == 1 and groups != sides else groups or sides


def _paid_arguments(said: Utterance) -> Args | None:
    return spend_arguments(what_was_paid(said)) if asks_what_was_paid(said) else None


def _spent(said: Utterance, grain: str) -> Args | None:
    sides = _sides(said) if said.compare or said.of_each or sets_side_by_side(said) else []
    groups = _told_apart(said.groups, sides)
    args = _rows(said, groups)
    if args is None:
        return None
    if said.share and not groups:
        return _share(said, args)
    groups = groups or _unnamed_groups(said, grain)
    if groups:
        args["group_by"] = tuple(groups)
        args.update(_each(said, groups))
    return _in_time(said, args, grain)


def _rows(said: Utterance, groups: list[str]) -> Args | None:
    """Which rows are told by these groups; None for a cause, and for what is set beside something else."""
    args = scope_asked(said)
    if args is None or len(groups) > 2 or (said.compare and (said.against or not groups)):
        return None
    if said.why and not said.driver:
        return None
    if said.opposite and said.compare and not said.groups:
        args.pop("tag", None)  # "production vs non-production": both together are everything
    return args


_OWNED: Final = ("resource", "team")


def _each(said: Utterance, groups: list[str]) -> Args:
    """Of what the first ones are asked for: of each value of a group, or of all ("who owns the dearest database")."""
    if said.who and said.things and groups == [*_OWNED]:
        return {"each": "none"}
    within = said.top_n and len(groups) == 2 and said.each_of == groups[0]
    return {"each": "first"} if within else {}


def _in_time(said: Utterance, args: Args, grain: str) -> Args | None:
    """One amount, an average, or an amount for each interval. "Above $50 a month" bounds what a month comes to."""
    if said.rate and (said.over or said.under):
        return _ranked(said, args) if grain == "monthly" and not said.periods else None
    if said.average or _is_paced(said, grain) or _is_hourly_rate(said, grain):
        return _average(said, args)
    if grain:
        args["granularity"] = trend_grain(said.periods) if grain == "trend" else grain
    return _ranked(said, args)


def _is_paced(said: Utterance, grain: str) -> bool:
    """ "$50 a day", "what do we burn each week"."""
    return said.rate or bool(said.burning and said.grain and grain != "trend")


def _unnamed_groups(said: Utterance, grain: str) -> list[str]:
    if said.filters.get("kind") == ("marketplace",) and said.which:
        return ["service"]
    if said.who and said.order:
        return [*_OWNED] if said.things else ["team"]
    at_once = grain in ("", "trend") and not said.grain
    return [_natural_group(said)] if said.of_each or (at_once and _asks_for_parts(said)) else []


def _asks_for_parts(said: Utterance) -> bool:
    each_thing = said.things and (said.which or said.listing)
    return any((said.order, said.driver, said.where, each_thing))


def _sides(said: Utterance) -> list[str]:
    """What "S3 vs RDS" sets side by side: the one field with several values."""
    if said.opposite:
        keys = [name.split("=")[0].rstrip("!") for name in said.filters.get("tag", ())]
        return [f"tag:{key}" for key in dict.fromkeys(keys)][:1]
    several = [field for field, values in said.filters.items() if len(values) > 1]
    if several == ["tag"]:
        keys = [name.partition("=")[0] for name in said.filters["tag"]]
        return [f"tag:{keys[0]}"] if len(set(keys)) == 1 else []
    return several if len(several) == 1 else []


def _ranked(said: Utterance, args: Args) -> Args | None:
    if said.order or said.driver == "largest":
        count = _how_many(said)
        args.update({"top_n": count} if count else {})
        if said.order == "lowest":
            args["order"] = "lowest"
    elif said.top_n:
        args["top_n"] = said.top_n
    return _bounded(said, args) if said.over or said.under else args


def _bounded(said: Utterance, args: Args) -> Args | None:
    """What is above or below an amount; of nothing that is named, services: "what costs more than $1000 a month"."""
    if "group_by" not in args and "granularity" not in args:
        if not said.which or said.filters:
            return None
        args["group_by"] = ("service",)
    args.update({"threshold": said.over} if said.over else {})
    args.update({"below": said.under} if said.under else {})
    return args


def _how_many(said: Utterance) -> int:
    """How many of a ranking are asked for; 0 for all of them."""
    if said.top_n or said.single:
        return said.top_n or 1
    several = not (said.which or said.sorted) or (said.who and said.topmost)  # "who are the top spenders"
    return TOP_WITHOUT_NUMBER if several else 0


def _average(said: Utterance, args: Args) -> Args | None:
    if not said.grain or said.trend or said.order:
        return None
    args["average"] = said.grain
    return args


def _is_hourly_rate(said: Utterance, grain: str) -> bool:
    """ "Cost per hour" without a period to draw hour by hour."""
    return grain == "hourly" and not said.periods and not said.groups and not said.trend


def _share(said: Utterance, args: Args) -> Args | None:
    """ "What share is EC2": values of one field against all of that period."""
    if len(said.filters) != 1 or said.grain or said.order or said.over or said.under or said.average:
        return None
    sides = _sides(said)
    if sides:
        return {**args, "group_by": tuple(sides)}  # "the ratio of dev to prod spend": each beside the other
    args["share"] = True
    return args


def _natural_group(said: Utterance) -> str:
    """What a cost is made of when nobody names a dimension: services, or the usage types of one service.

    "What each costs" is asked of the things of a service.
    """
    if said.things or (said.of_each and said.filters.keys() & _HAVE_RESOURCES):
        return "resource"
    if said.made_of:
        return "usage_family"
    return "usage_type" if said.filters.keys() & _PARTED else "service"


_HAVE_RESOURCES: Final = frozenset({"service", "usage_family"})
_PARTED: Final = frozenset({"service", "usage_family", "usage_kind", "instance_family", "pricing"})
"""Filters of which usage types are the parts."""


def trend_grain(periods: list[str]) -> str:
    """The interval in which a trend is drawn: days for a month or less."""
    period = periods[0] if periods else ""
    if period.endswith(("_days", "_weeks", "_week", "week_to_date")) or period in _MONTHS_OF_DAYS:
        return "daily"
    return "monthly"


_MONTHS_OF_DAYS: Final = frozenset({"this_month", "last_month", "month_to_date"})

_TAKES: Final = SCOPE_SLOTS | names(
    "cost where order top_n grain trend average over under compare change driver why things share opposite total fee "
    "made_of listing invoices groups stepwise what_is"
)

SPEND = Intent(
    name="spend",
    tool="spend",
    takes=_TAKES,
    arguments=spend_arguments,
    examples=EXAMPLES["spend"],
    near_misses=NEAR_MISSES["spend"],
)
COMMITMENT_FEES = Intent(
    name="commitment_fees",
    tool="spend",
    takes=_TAKES | FEE_SLOTS,
    needs=(FEE_SLOTS,),
    arguments=_paid_arguments,
    examples=EXAMPLES["commitment_fees"],
    near_misses=NEAR_MISSES["commitment_fees"],
)
