"""Follow-ups: the step of the question before with what the new question names put in its place."""

from typing import Final

from supervisor.arguments import AGENT, Args, scope
from supervisor.plan import Step
from supervisor.slots import Reading
from supervisor.spending import trend_grain


def follow_up(reading: Reading, previous: Step) -> Step | None:
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
        args["granularity"] = reading.grain or trend_grain([str(args.get("period", ""))])
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
