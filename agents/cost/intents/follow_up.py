"""Follow-ups: the step of the question before with what the new question names put in its place."""

import re
from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from agents.bill.params import ScopeParams
from agents.bill.scope_asked import scope_asked
from agents.cost.commitments.params import CommitmentsParams
from agents.cost.intents.forecast import forecast_after
from agents.cost.intents.spend import trend_grain
from billing.periods.default_period import USUAL, usual_symbol
from billing.periods.symbols import MONTHS
from finops_core.questions.intents import Asked
from finops_core.questions.utterance import Args, Argument, Utterance


def follow_up(said: Utterance, before: Asked) -> Asked | None:
    """What a question comes to that continues the one before it: ahead by a forecast, else by the same tool."""
    if said.why and said.filled <= {"why", "follow"}:
        return _why(said, before)
    ahead = said.forecast or said.within or (before.tool == "forecast" and not said.periods)
    return forecast_after(said, before) if ahead else _replaced(said, before)


def _replaced(said: Utterance, before: Asked) -> Asked | None:
    """The question before with some slots replaced; period and filters stay unless named anew."""
    if _asks_for_a_difference(said):
        return _difference(said, before)
    if said.change and (moved := _moved(said, before)):
        return moved
    if before.tool == "commitments":
        return _commitments(said, before)
    if before.tool == "changes" and (said.new or said.stopped):
        return _new_or_stopped(said, before)
    return _of_other_rows(said, before)


def _of_other_rows(said: Utterance, before: Asked) -> Asked | None:
    """The same figures of what is named now."""
    named = scope_asked(said)
    if named is None or len(said.groups) > 2 or _asks_anew(said):
        return None
    if before.tool in _OF_ROWS:
        return None if _asks_for_groups(said) else _rows(before, named)
    return _narrowed(said, before, named) if before.tool in _FOLLOWED else None


def _asks_for_a_difference(said: Utterance) -> bool:
    """ "Why did it go up?", "how does that compare to May", "what changed from the month before?"."""
    beside = said.compare and (said.earlier or len(said.periods) == 1)
    return bool(beside or (said.change and (said.why or said.earlier)))


def _moved(said: Utterance, before: Asked) -> Asked | None:
    """What rose or fell of what was told."""
    if before.tool == "compare" and said.change in ("up", "down") and said.filled <= {"change", "groups"}:
        return _of_one_direction(said, before)
    return _of_its_groups(said, before)


def _of_its_groups(said: Utterance, before: Asked) -> Asked | None:
    """ "Which of these grew most", "and their growth since January", after amounts by service: of the same groups."""
    groups = _names_in(before.args.get("group_by", ()))
    scope = scope_asked(said)
    if scope is None or before.tool not in _GROUPED or len(groups) != 1 or not said.filled <= _OF_GROUPS:
        return None
    args = {**_rows_of(before), "group_by": groups, **scope}
    period = str(scope.get("period", ""))
    if period.startswith("past_"):
        args.pop("compare_to", None)
        return Asked("spend", {**args, "granularity": trend_grain([period])})
    args.update({"top_n": said.top_n} if said.top_n else {})
    some = said.which or said.order or said.top_n  # "their growth" is that of all
    args.update({"direction": said.change} if some and said.change != "any" else {})
    return Asked("compare", args)


def _rows_of(before: Asked) -> Args:
    """What was asked about, without how it was told; its period where it named none, too."""
    args: Args = {slot: value for slot, value in before.args.items() if slot not in _HOW_TOLD}
    args.setdefault("period", _usual(before.args))
    return args


def _names_in(value: Argument) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


_HOW_TOLD: Final = frozenset(
    {"group_by", "granularity", "average", "top_n", "order", "threshold", "below", "share", "direction"}
)
_GROUPED: Final = frozenset({"spend", "compare"})
_OF_GROUPS: Final = frozenset({"change", "periods", "filters", "order", "top_n"})


def _asks_anew(said: Utterance) -> bool:
    """Slots that make a question of their own, which what was asked before does not help to answer."""
    moved = said.compare or said.new or said.stopped or said.change or _asks_what_is_behind(said) or said.why
    other = said.run_rate or said.commitment or said.aspect or said.using or said.average
    return bool(moved or other or said.stepwise)


def _asks_what_is_behind(said: Utterance) -> bool:
    """ "Which resources are behind that?" asks for the parts of what was told."""
    return bool(said.driver) and not (said.driver == "driving" and said.groups)


def _narrowed(said: Utterance, before: Asked, named: Args) -> Asked | None:
    """The question before with other groups, another interval, or other rows."""
    if before.tool != "spend" and _only_of_sums(said, before.tool):
        return None
    args = dict(before.args)
    if said.earlier and not _earlier(said.earlier, args):
        return None
    if said.share:
        return _share(said, before, named)
    named = {**named, **_parts_of(said, before)}
    _make_room(args, named)
    if any(("group_by" in named, said.groups, said.grain, said.trend)):
        _told_anew(said, args)
    if not _ranked(said, args):
        return None
    args.update(named)
    if args == before.args and not said.order:
        return None
    _keep_usual(args, before)
    return Asked(before.tool, args)


def _told_anew(said: Utterance, args: Args) -> None:
    """Puts other groups and another interval in the place of how the figures were told before."""
    for slot in _HOW_TOLD - {"share"}:
        args.pop(slot, None)
    if said.groups:
        args["group_by"] = tuple(said.groups)
    if said.grain or said.trend:
        args["granularity"] = said.grain or trend_grain([str(args.get("period", ""))])


def _make_room(args: Args, named: Args) -> None:
    """Takes out what the new rows stand in for: an environment is often an account too ("and what about staging?")."""
    if _names_an_environment(named) and "account" not in named:
        args.pop("account", None)
    if "account" in named and "tag" not in named and _names_an_environment(args):
        args.pop("tag")


def _names_an_environment(args: Mapping[str, Argument]) -> bool:
    return any(tag.startswith(_ENVIRONMENT) for tag in _names_in(args.get("tag", ())))


_ENVIRONMENT: Final = ("environment=", "env=", "stage=")


def _parts_of(said: Utterance, before: Asked) -> Args:
    """ "Drill into EC2", after amounts by service: the usage types of that."""
    drilled = said.where and said.filters and not said.groups and before.tool == "spend"
    return {"group_by": ("usage_type",)} if drilled else {}


def _keep_usual(args: Args, before: Asked) -> None:
    """Another grouping of amounts keeps the period they were told of, also where nobody named it.

    Only a trend asked for after a total has a longer one: a month has no months to draw.
    """
    if before.tool != "spend" or "period" in args:
        return
    then, now = _usual(before.args), _usual(args)
    if then != now and not (then == USUAL and now in _LONGER):
        args["period"] = then


def _usual(args: Mapping[str, Argument]) -> str:
    """The period that a `spend` step takes which names none."""
    grain, average = args.get("granularity"), args.get("average")
    return usual_symbol(str(grain) if grain else None, str(average) if average else None)


_LONGER: Final = frozenset(usual_symbol(grain) for grain in ("monthly", "quarterly", "yearly"))


def _only_of_sums(said: Utterance, tool: str) -> bool:
    """Whether slots ask for what a comparison, or a list of new charges, does not take."""
    other = said.grain or said.trend or said.over or said.under or said.order == "lowest"
    return bool(other or len(said.groups) > 1 or (said.top_n and tool == "changes"))


def _new_or_stopped(said: Utterance, before: Asked) -> Asked | None:
    """ "And what stopped?" after what is new, and the other way round."""
    named = scope_asked(said)
    if named is None or (said.new and said.stopped) or said.compare or _asks_for_groups(said):
        return None
    args: Args = {**before.args, **named, "change": "new" if said.new else "stopped"}
    return None if args == before.args else Asked(before.tool, args)


def _commitments(said: Utterance, before: Asked) -> Asked | None:
    """Another period, kind or aspect of the commitments asked about before, or its coverage of parts."""
    period = said.period
    if period is None or said.compare or said.cost or _asks_more_of_commitments(said):
        return None
    named = {"period": period, "group_by": tuple(said.groups), "order": said.order}
    args: Args = {**before.args, **said.filters, **{slot: value for slot, value in named.items() if value}}
    _put(args, "kind", said.commitment, every="any")
    _put(args, "aspect", said.aspect, every="both")
    if not _is_of_commitments(args):
        return None
    return None if args == before.args else Asked(before.tool, args)


def _put(args: Args, slot: str, said: str, *, every: str) -> None:
    """Puts in what was said of a slot; the word for every value of it takes out what was asked before."""
    if said == every:
        args.pop(slot, None)
    elif said:
        args[slot] = said


def _asks_more_of_commitments(said: Utterance) -> bool:
    return bool(said.grain or said.trend or said.top_n or said.earlier or said.over or said.under or said.share)


def _is_of_commitments(args: Args) -> bool:
    try:
        CommitmentsParams.model_validate(args)
    except ValidationError:
        return False  # only coverage is told of parts of the usage, and not of all parts
    return True


def _rows(before: Asked, named: Args) -> Asked | None:
    """The same figure of other rows: "and for S3?"."""
    if before.tool == "run_rate" and "period" in named:
        return None
    args: Args = {**before.args, **named}
    return None if args == before.args else Asked(before.tool, args)


_OF_ROWS: Final = frozenset({"run_rate", "tag_coverage"})
"""Tools that answer with one figure of the rows asked about."""


def _asks_for_groups(said: Utterance) -> bool:
    """Slots that ask for several figures, or for other ones."""
    several = said.groups or said.grain or said.trend or said.top_n or said.order or said.earlier
    return bool(several or said.over or said.under or said.share or said.untagged or said.status)


def _ranked(said: Utterance, args: Args) -> bool:
    """Puts in how many, in which order, and above which amount; False where there are no groups to choose from."""
    if said.top_n:
        args["top_n"] = said.top_n
    if said.order == "lowest":
        args["order"] = "lowest"
    if said.over:
        args["threshold"] = said.over
    if said.under:
        args["below"] = said.under
    return not (said.over or said.under) or "group_by" in args or "granularity" in args


def _of_one_direction(said: Utterance, before: Asked) -> Asked | None:
    """ "Only the increases" of a comparison: of the parts it was told by, else of services."""
    groups = tuple(said.groups) or before.args.get("group_by", ("service",))
    args: Args = {**before.args, "group_by": groups, "direction": said.change}
    return None if args == before.args else Asked(before.tool, args)


def _why(said: Utterance, before: Asked) -> Asked | None:
    """ "Why?": what an amount differs in from the one before, what is behind a comparison or a forecast."""
    if before.tool == "spend":
        return _difference(said, before)
    if before.tool == "forecast" and not before.args.keys() & {"group_by", "granularity", "drivers"}:
        return Asked("forecast", {**before.args, "drivers": True})
    if before.tool != "compare" or "group_by" in before.args:
        return None
    return Asked("compare", {**before.args, "group_by": ("usage_type" if "service" in before.args else "service",)})


def _share(said: Utterance, before: Asked, named: Args) -> Asked | None:
    """ "As a share of the total": what was asked before, of everything; only one filter has such a share."""
    args: Args = {slot: value for slot, value in {**before.args, **named}.items() if slot not in _OF_SPEND}
    if before.tool != "spend" or len(args.keys() & _NARROWED) != 1:
        return None
    if said.grain or said.top_n or said.over or said.under:
        return None
    args.update({"group_by": tuple(said.groups)} if said.groups else {})
    return Asked(before.tool, {**args, "share": True})


def _difference(said: Utterance, before: Asked) -> Asked | None:
    """ "Why did it go up?", "how does that compare to the month before?": the same rows beside those before.

    "How did they change from May" is asked of the groups that they were told by.
    """
    named = scope_asked(said)
    if before.tool != "spend" or named is None or _asks_for_parts(said):
        return None
    args: Args = {slot: value for slot, value in before.args.items() if slot not in _OF_SPEND}
    args.update(_kept_groups(said, before))
    if not said.periods or said.against:
        args.setdefault("period", _usual(before.args))
    if said.against and not said.earlier:
        other = _other_than(str(args["period"]), str(named.pop("period")))
    else:
        other = _time_before(said.earlier, args)
    return Asked("compare", {**args, **named, "compare_to": other}) if other else None


def _asks_for_parts(said: Utterance) -> bool:
    """Slots that ask for other figures than one amount beside another."""
    return bool(said.groups or said.grain or said.top_n or said.over or said.under or said.average)


def _kept_groups(said: Utterance, before: Asked) -> Args:
    """The group by which parts were told, where it is asked how these changed."""
    groups = _names_in(before.args.get("group_by", ()))
    beside = (said.against or said.earlier) and said.change == "any"
    return {"group_by": groups} if beside and len(groups) == 1 else {}


def _time_before(unit: str, args: Args) -> str:
    """What a period is compared with where none is named; empty where it is no such unit as is said."""
    if unit and not _earlier(unit, dict(args)):
        return ""
    return "year_before" if unit == "year" else "previous"


def _other_than(period: str, named: str) -> str:
    """What a period is compared with; empty where it is itself. "Than last month" of the last one is the one before."""
    if named == "last_month" and period in (USUAL, named):
        return "previous"
    return "" if named == period else named


_NARROWED: Final = frozenset(ScopeParams.model_fields) - {"period", "metric", "currency", "by_invoice"}
_OF_SPEND: Final = frozenset({"group_by", "granularity", "average", "top_n", "order", "threshold", "below", "share"})
_FOLLOWED: Final = frozenset({"spend", "compare", "changes"})


def _earlier(unit: str, args: Args) -> bool:
    """Moves the period of the question before back by one; False when that period is no such unit."""
    period = str(args.get("period", "")) or _usual(args)
    if period == "all" or period.startswith("since_"):
        return False
    if unit == "year":
        args["period"] = f"year_before:{period}"
        return True
    args["period"] = f"before:{period}"
    return unit == "period" or unit in period or _is_a(unit, period)


def _is_a(unit: str, period: str) -> bool:
    """Whether a period by its name is a month, quarter or year."""
    if unit in _NAMED:
        return _NAMED[unit].fullmatch(period) is not None
    return unit == "month" and _is_a_month(period)


_NAMED: Final = {"quarter": re.compile(r"(?:(?:FY)?\d{4}-|\w+_year-)?Q[1-4]"), "year": re.compile(r"(?:FY)?\d{4}")}


def _is_a_month(period: str) -> bool:
    return period in (USUAL, *MONTHS) or (period[:4].isdecimal() and period[4:5] == "-" and period[5:].isdecimal())
