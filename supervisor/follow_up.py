"""Follow-ups: the step of the question before with what the new question names put in its place."""

from typing import Final

from supervisor.arguments import AGENT, Args, scope
from supervisor.plan import Step
from supervisor.slots import Reading
from supervisor.spending import trend_grain


def follow_up(reading: Reading, previous: Step) -> Step | None:
    """The question before with some slots replaced; period and filters stay unless named anew."""
    if (reading.why and reading.change) or (reading.compare and reading.earlier):
        return _difference(reading, previous)
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
        args["granularity"] = reading.grain or trend_grain([str(args.get("period", ""))])
    if not _ranked(reading, args):
        return None
    args.update(named)
    if args == previous.args and not reading.order:
        return None
    return Step(AGENT, previous.tool, args)


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
    if previous.tool != "spend" or named is None or not (args.get("period") or reading.periods):
        return None
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
