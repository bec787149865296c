"""Questions about days ahead: from the slots of a question to the `forecast` tool, or None.

No other tool may answer them: an amount that was spent is a wrong answer to what will be spent.
"""

import re
from typing import Final

from supervisor.arguments import AGENT, Args, period_of, scope
from supervisor.plan import Step
from supervisor.slots import Reading

AHEAD: Final = re.compile(
    r"\b(will|won't|next|upcoming|coming|future|tomorrow|forecast\w*|predict\w*|projected|projections?|projecting|"
    r"expect\w*|anticipat\w*|estimat\w*|outlook|going to|gonna|on track|on pace|remaining|remainder|rest of|"
    r"end of (the |this )?(week|month|quarter|year)|(month|quarter|year)[- ]end|how soon|by when)\b|\w['’]ll\b",
    re.IGNORECASE,
)
"""Words after which an answer from the past would mislead, whether or not a forecast can be made of the question."""

FORECAST: Final = "forecast"
"""The tool that answers questions about days ahead."""

FORECASTABLE: Final = frozenset({"daily", "weekly", "monthly"})
_ABSOLUTE: Final = re.compile(
    r"\d{4}(-\d{2}(-\d{2})?|-Q[1-4]|-H[12])?|FY\d{4}(-Q[1-4])?|Q[1-4]|\w+_half|[a-z]+(-\d{1,2})?"
)
_BEHIND: Final = frozenset({"all", "today", "yesterday"})


def looks_ahead(text: str) -> bool:
    """Whether a question has words about what is still to come."""
    return AHEAD.search(text) is not None


def forecast_step(reading: Reading) -> Step | None:
    """The forecast a question asks for. Abstains without a period ahead, unless the question says "forecast"."""
    if not _about_spend_ahead(reading) or _asks_more(reading):
        return None
    args = scope(reading)
    if args is None or not all(_may_lie_ahead(period) for period in reading.periods):
        return None
    if "kind" in args or len(reading.groups) > 1 or reading.grain not in FORECASTABLE | {""}:
        return None
    groups = reading.groups
    if not groups and (reading.order or reading.driver == "largest"):
        groups = ["usage_type" if "service" in reading.filters else "service"]
    if groups and reading.grain:
        return None
    if groups:
        args["group_by"] = tuple(groups)
        args.update({"order": "growth"} if reading.change == "up" else {})
    if reading.top_n:
        args["top_n"] = reading.top_n
    if reading.grain:
        args["granularity"] = reading.grain
    return Step(AGENT, FORECAST, args)


def forecast_after(reading: Reading, previous: Step) -> Step | None:
    """A follow-up about days ahead: the filters of the question before stay."""
    if previous.tool not in _CONTINUED or _asks_more(reading) or len(reading.groups) > 1:
        return None
    named, period = scope(reading), period_of(reading)
    if named is None or not all(_may_lie_ahead(period) for period in reading.periods):
        return None
    kept: Args = {slot: value for slot, value in previous.args.items() if slot in _KEPT}
    if previous.tool == FORECAST:
        kept = dict(previous.args)
    elif not period:
        kept.pop("period", None)
    if reading.groups:
        kept.pop("granularity", None)
        kept["group_by"] = tuple(reading.groups)
    if reading.grain in FORECASTABLE:
        kept.pop("group_by", None)
        kept["granularity"] = reading.grain
    args = {**kept, **named}
    return None if previous.tool == FORECAST and args == previous.args else Step(AGENT, FORECAST, args)


_CONTINUED: Final = frozenset({"spend", "run_rate", FORECAST})
_KEPT: Final = frozenset(
    {"service", "service_category", "account", "region", "usage_family", "provider", "tag", "team", "metric", "exclude"}
)


def _about_spend_ahead(reading: Reading) -> bool:
    if reading.within and not reading.forecast:
        return False
    if reading.forecast == "sure":
        return bool(reading.cost or reading.own or reading.periods or reading.groups or reading.filters)
    return bool(reading.periods and (reading.cost or reading.groups or reading.total))


def _asks_more(reading: Reading) -> bool:
    """Slots that say more than a forecast answers."""
    return bool(
        reading.compare
        or reading.against
        or reading.stepwise
        or reading.earlier
        or reading.before
        or reading.new
        or reading.stopped
        or reading.average
        or reading.why
        or reading.does
        or reading.using
        or reading.generic
        or reading.status
        or reading.commitment
        or reading.aspect
        or reading.over
        or reading.under
        or reading.share
        or reading.untagged
        or reading.opposite
        or reading.things
        or reading.run_rate
        or reading.order == "lowest"
        or (reading.change == "down" and reading.groups)
    )


def _may_lie_ahead(period: str) -> bool:
    return period.startswith(("next_", "rest_of_", "this_")) or (
        period not in _BEHIND and _ABSOLUTE.fullmatch(period) is not None
    )
