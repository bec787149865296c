"""Follow-ups: the step of the question before with what the new question names put in its place."""

from collections.abc import Mapping
from typing import Final

from billing.periods.default_period import USUAL, usual_symbol
from billing.periods.symbols import MONTHS
from supervisor.arguments import AGENT, Args, period_of, scope
from supervisor.plan import Argument, Step
from supervisor.slots import Reading
from supervisor.spending import trend_grain


def follow_up(reading: Reading, previous: Step) -> Step | None:
    """The question before with some slots replaced; period and filters stay unless named anew."""
    if (reading.why and reading.change) or (reading.compare and reading.earlier):
        return _difference(reading, previous)
    if previous.tool == "commitments":
        return _commitments(reading, previous)
    if previous.tool == "changes" and (reading.new or reading.stopped):
        return _new_or_stopped(reading, previous)
    named = scope(reading)
    if named is None or len(reading.groups) > 2 or _asks_anew(reading):
        return None
    if previous.tool in _OF_ROWS:
        return None if _asks_for_groups(reading) else _rows(previous, named)
    return _narrowed(reading, previous, named) if previous.tool in _FOLLOWED else None


def _asks_anew(reading: Reading) -> bool:
    """Slots that make a question of their own, which what was asked before does not help to answer."""
    moved = reading.compare or reading.new or reading.stopped or reading.change or reading.driver or reading.why
    other = reading.run_rate or reading.commitment or reading.aspect or reading.using or reading.average
    return bool(moved or other or reading.stepwise)


def _narrowed(reading: Reading, previous: Step, named: Args) -> Step | None:
    """The question before with other groups, another interval, or other rows."""
    if previous.tool != "spend" and _only_of_sums(reading, previous.tool):
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
        args["granularity"] = reading.grain or trend_grain([str(args.get("period", ""))])
    if not _ranked(reading, args):
        return None
    args.update(named)
    if args == previous.args and not reading.order:
        return None
    _keep_usual(args, previous)
    return Step(AGENT, previous.tool, args)


def _keep_usual(args: Args, previous: Step) -> None:
    """Another grouping of amounts keeps the period they were told of, also where nobody named it.

    Only a trend asked for after a total has a longer one: a month has no months to draw.
    """
    if previous.tool != "spend" or "period" in args:
        return
    before, now = _usual(previous.args), _usual(args)
    if before != now and not (before == USUAL and now in _LONGER):
        args["period"] = before


def _usual(args: Mapping[str, Argument]) -> str:
    """The period that a `spend` step takes which names none."""
    grain, average = args.get("granularity"), args.get("average")
    return usual_symbol(str(grain) if grain else None, str(average) if average else None)


_LONGER: Final = frozenset(usual_symbol(grain) for grain in ("monthly", "quarterly", "yearly"))


def _only_of_sums(reading: Reading, tool: str) -> bool:
    """Whether slots ask for what a comparison, or a list of new charges, does not take."""
    other = reading.grain or reading.trend or reading.over or reading.under or reading.order == "lowest"
    return bool(other or len(reading.groups) > 1 or (reading.top_n and tool == "changes"))


def _new_or_stopped(reading: Reading, previous: Step) -> Step | None:
    """ "And what stopped?" after what is new, and the other way round."""
    named = scope(reading)
    if named is None or (reading.new and reading.stopped) or reading.compare or _asks_for_groups(reading):
        return None
    args: Args = {**previous.args, **named, "change": "new" if reading.new else "stopped"}
    return None if args == previous.args else Step(AGENT, previous.tool, args)


def _commitments(reading: Reading, previous: Step) -> Step | None:
    """Another period, kind or aspect of the commitments asked about before."""
    period = period_of(reading)
    if period is None or reading.filters or reading.compare or reading.cost or _asks_for_groups(reading):
        return None
    args = dict(previous.args)
    args.update({"period": period} if period else {})
    if reading.commitment == "any":
        args.pop("kind", None)
    elif reading.commitment:
        args["kind"] = reading.commitment
    if reading.aspect:
        args["aspect"] = reading.aspect
    return None if args == previous.args else Step(AGENT, previous.tool, args)


def _rows(previous: Step, named: Args) -> Step | None:
    """The same figure of other rows: "and for S3?"."""
    if previous.tool == "run_rate" and "period" in named:
        return None
    args: Args = {**previous.args, **named}
    return None if args == previous.args else Step(AGENT, previous.tool, args)


_OF_ROWS: Final = frozenset({"run_rate", "tag_coverage"})
"""Tools that answer with one figure of the rows asked about."""


def _asks_for_groups(reading: Reading) -> bool:
    """Slots that ask for several figures, or for other ones."""
    several = reading.groups or reading.grain or reading.trend or reading.top_n or reading.order or reading.earlier
    return bool(several or reading.over or reading.under or reading.share or reading.untagged or reading.status)


def _ranked(reading: Reading, args: Args) -> bool:
    """Puts in how many, in which order, and above which amount; False where there are no groups to choose from."""
    if reading.top_n:
        args["top_n"] = reading.top_n
    if reading.order == "lowest":
        args["order"] = "lowest"
    if reading.over:
        args["threshold"] = reading.over
    if reading.under:
        args["below"] = reading.under
    return not (reading.over or reading.under) or "group_by" in args or "granularity" in args


def _difference(reading: Reading, previous: Step) -> Step | None:
    """ "Why did it go up?", "how does that compare to the month before?": the same rows beside those before."""
    args = {slot: value for slot, value in previous.args.items() if slot not in _OF_SPEND}
    named = scope(reading)
    if previous.tool != "spend" or named is None:
        return None
    if not reading.periods:
        args.setdefault("period", _usual(previous.args))
    if reading.groups or reading.grain or reading.top_n or reading.over or reading.under or reading.average:
        return None
    if reading.earlier and not _earlier(reading.earlier, dict(args)):
        return None
    back = "year_before" if reading.earlier == "year" else "previous"
    return Step(AGENT, "compare", {**args, **named, "compare_to": back})


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
    return unit == "period" or unit in period or (unit == "month" and _is_a_month(period))


def _is_a_month(period: str) -> bool:
    return period in (USUAL, *MONTHS) or (period[:4].isdecimal() and period[4:5] == "-" and period[5:].isdecimal())
