"""Questions about days ahead. No other tool takes them: what was spent is a wrong answer to what will be spent."""

import re
from collections.abc import Sequence
from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import PARTS, unfinished
from finops_core.questions.intents import Asked, Intent, names
from finops_core.questions.utterance import Args, Utterance

FORECASTABLE: Final = frozenset({"daily", "weekly", "monthly"})
_ABSOLUTE: Final = re.compile(
    r"\d{4}(-\d{2}(-\d{2})?|-Q[1-4]|-H[12])?|FY\d{4}(-Q[1-4])?|Q[1-4]|\w+_half|[a-z]+(-\d{1,2})?"
)
_BEHIND: Final = frozenset({"all", "today", "yesterday"})


def _arguments(said: Utterance) -> Args | None:
    """The forecast a question asks for. Abstains without a period ahead, unless the question says "forecast"."""
    asked = _later_of_two(said) if said.compare or said.against else said
    return None if asked is None else _forecast(asked)


def _forecast(said: Utterance) -> Args | None:
    if unfinished(said) or not _about_spend_ahead(said) or _asks_more(said):
        return None
    args = scope_asked(said)
    if args is None or "kind" in args or len(said.groups) > 2 or said.grain not in FORECASTABLE | {""}:
        return None
    shape = _shape(said, said.groups or _largest_parts(said))
    return None if shape is None else args | shape


def _shape(said: Utterance, groups: Sequence[str]) -> Args | None:
    """One estimate for each group or interval, what drives the whole, or the whole against a limit."""
    if said.over or said.under:
        return None if groups else _against_a_limit(said)
    if groups and said.grain:
        return None
    args: Args = {"top_n": said.top_n} if said.top_n else {}
    if said.grain:
        return args | {"granularity": said.grain}
    if groups:
        return args | {"group_by": tuple(groups)} | ({"order": "growth"} if said.change == "up" else {})
    return args | {"drivers": True} if said.driver or said.why else args


def _against_a_limit(said: Utterance) -> Args | None:
    """ "Will our spend go over $30k in December": the whole beside one amount, and nothing else of it."""
    more = said.grain or said.top_n or said.driver or said.why or (said.over and said.under)
    return None if more else {"limit": said.over or said.under}


def _later_of_two(said: Utterance) -> Utterance | None:
    """ "Will December cost more than November": the forecast of what is ahead. "Why is the July forecast higher than
    June" asks for what drives it. None where more is set side by side, such as a forecast and what came instead, and
    where it is known of both periods which lies ahead: each has its own answer then.
    """
    if said.change not in ("up", "down") or len(said.periods) != 2 or said.groups or said.order:
        return None
    if all(period.startswith(_TOLD_APART) for period in said.periods):
        return None
    found = said.copy()
    found.periods = said.periods[:1]
    found.compare = found.against = found.side_by_side = False
    found.cost, found.change = True, ""
    return found


_TOLD_APART: Final = ("this_", "next_", "rest_of_", "last_")


def _largest_parts(said: Utterance) -> list[str]:
    """The parts whose largest are asked for. "Drivers of the forecast" are what it is made of, and no parts."""
    of_the_forecast = said.driver and said.forecast == "sure" and not said.cost
    if of_the_forecast or not (said.order or said.driver == "largest"):
        return []
    return ["usage_type" if "service" in said.filters else "service"]


def forecast_after(said: Utterance, before: Asked) -> Asked | None:
    """A follow-up about days ahead: the filters of the question before stay."""
    if before.tool not in _CONTINUED or not said.filled <= _TAKES or _asks_more(said) or len(said.groups) > 2:
        return None
    named = scope_asked(said)
    if named is None:
        return None
    kept: Args = {slot: value for slot, value in before.args.items() if slot in _KEPT}
    if before.tool == "forecast":
        kept = dict(before.args)
    elif not said.period:
        kept.pop("period", None)
    _reshape(said, kept)
    args = {**kept, **named}
    return None if before.tool == "forecast" and args == before.args else Asked("forecast", args)


def _reshape(said: Utterance, kept: Args) -> None:
    """What a follow-up replaces: an estimate is one for each group, one for each interval, or held against a limit."""
    if said.groups:
        kept["group_by"] = tuple(said.groups)
        _drop(kept, "granularity", "limit")
    if said.grain in FORECASTABLE:
        kept["granularity"] = said.grain
        _drop(kept, "group_by", "limit")
    if limit := said.over or said.under:
        kept["limit"] = limit
        _drop(kept, "group_by", "granularity", "top_n", "order", "drivers")


def _drop(kept: Args, *slots: str) -> None:
    for slot in slots:
        kept.pop(slot, None)


_CONTINUED: Final = frozenset({"spend", "run_rate", "forecast"})
_KEPT: Final = frozenset(
    {
        "service",
        "service_category",
        "account",
        "region",
        "usage_family",
        "usage_kind",
        "instance_family",
        "provider",
        "tag",
        "team",
        "metric",
        "exclude",
    }
)


_FRAGMENT: Final = frozenset({"forecast", "filters", "periods"})
""" "S3 next month": rows and days, and no other word."""


def _about_spend_ahead(said: Utterance) -> bool:
    """Whether it is spend that is asked for: "will S3 go up next month", too, but not "will S3 work tomorrow"."""
    if said.within and not said.forecast:
        return False
    if said.forecast == "sure":
        return any((said.cost, said.own, said.periods, said.groups, said.filters, said.exclude, said.driver))
    named = not PARTS.isdisjoint(said.filters)
    fragment = said.filled == _FRAGMENT and not (said.does or said.how or said.which)
    rises = named and (said.moved or fragment)
    return bool(said.periods) and (rises or any(getattr(said, slot) for slot in _OF_SPEND))


_OF_SPEND: Final = ("cost", "groups", "total", "own", "over", "under")
"""What beside a period ahead asks for its spend, each by itself."""


def _asks_more(said: Utterance) -> bool:
    """More than a forecast answers: prices, the cheapest, what falls, and days that are over."""
    judged = said.before or said.does or said.using or said.generic or said.order == "lowest"
    over = not all(_may_lie_ahead(period) for period in said.periods)
    return bool(judged or over or (said.change == "down" and said.groups))


def _may_lie_ahead(period: str) -> bool:
    return period.startswith(("next_", "rest_of_", "this_")) or (
        period not in _BEHIND and _ABSOLUTE.fullmatch(period) is not None
    )


_TAKES: Final = (SCOPE_SLOTS - {"ever"}) | names(
    "why cost forecast within where order top_n over under grain trend change driver total fee made_of listing "
    "invoices groups what_is compare against"
)

FORECAST = Intent(
    name="forecast",
    tool="forecast",
    takes=_TAKES,
    needs=(names("forecast within"),),
    arguments=_arguments,
    examples=EXAMPLES["forecast"],
    near_misses=NEAR_MISSES["forecast"],
)
