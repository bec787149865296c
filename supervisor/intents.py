"""From the slots of a question to one tool of the cost agent and its arguments, or None when they do not add up."""

from typing import Final

from supervisor.ahead import FORECAST, forecast_after, forecast_step
from supervisor.arguments import AGENT, scope, settle_ever
from supervisor.committing import asks_what_was_paid, commitments_step, keep_what_was_paid
from supervisor.comparing import changes_step, compare_step, compares
from supervisor.continuity import continued
from supervisor.explaining import charge_step, explains
from supervisor.follow_up import follow_up
from supervisor.listing import asks_when_credits_end, credits_step, list_step
from supervisor.plan import Previous, Step, nothing_before
from supervisor.quantities import usage_step, weekdays_step
from supervisor.slots import Reading
from supervisor.spending import spend_step


def intend(reading: Reading, previous: Previous = nothing_before) -> Step | None:
    """The step a question asks for. Abstains when slots contradict each other or are too few to be about cost.

    A question that stands on its own is never joined to the one before it.
    """
    if reading.of_credits or reading.tag_list or explains(reading):
        return _own_question(reading)
    about_cost = _about_cost(reading)
    if not (about_cost or reading.follow or reading.earlier or reading.before):
        alone = _own_question(reading.copy())
        if alone is not None:
            return alone
    followed = previous() if reading.follow or not about_cost else None
    if reading.before:
        _settle_before(reading, follows=followed is not None)
    if followed is not None:
        ahead = reading.forecast or reading.within or (followed.tool == FORECAST and not reading.periods)
        named = _named(reading)
        step = forecast_after(reading, followed) if ahead else follow_up(reading, followed)
        return None if step is None else continued(step, followed, named)
    return None if reading.follow or (reading.earlier and not reading.compare) else _own_question(reading)


def _named(reading: Reading) -> set[str]:
    """The arguments that a follow-up names itself."""
    named = set(scope(reading) or ())
    slots = {
        "group_by": reading.groups,
        "granularity": reading.grain or reading.trend,
        "top_n": reading.top_n,
        "order": reading.order,
        "threshold": reading.over,
        "below": reading.under,
        "change": reading.new or reading.stopped,
        "compare_to": reading.earlier,
    }
    return named | {name for name, filled in slots.items() if filled}


def _own_question(reading: Reading) -> Step | None:
    """What a question asks for that stands on its own."""
    if _unfinished(reading):
        return None
    if reading.forecast or reading.within:
        return forecast_step(reading)
    if reading.status:
        return _status(reading)
    if explains(reading) or reading.what_is == "this":
        return charge_step(reading) if explains(reading) else None
    if asks_when_credits_end(reading):
        return credits_step(reading)
    if reading.commitment or reading.aspect or reading.fee:
        return _of_commitments(reading)
    return _of_cost(reading)


def _of_commitments(reading: Reading) -> Step | None:
    """What the bill says of commitments, or what was paid for them; mere "fees" say nothing more."""
    if asks_what_was_paid(reading):
        keep_what_was_paid(reading)
    elif reading.commitment or reading.aspect:
        return commitments_step(reading)
    elif reading.fee != "fee":
        return None
    return _of_cost(reading)


def _of_cost(reading: Reading) -> Step | None:
    """Everything else is about cost, or is nothing for this agent."""
    listed = list_step(reading)
    if listed is not None or reading.of_credits or reading.tag_list:
        return listed
    if reading.untagged:
        return _tagging(reading)
    if reading.unit or reading.unit_price or reading.stored:
        return usage_step(reading)
    if reading.weekdays:
        return weekdays_step(reading)
    if not (_about_cost(reading) or _about_a_sum(reading)):
        return None
    if reading.run_rate:
        return _run_rate(reading)
    if reading.new or reading.stopped:
        return changes_step(reading)
    if compares(reading):
        return compare_step(reading)
    return spend_step(reading)


def _status(reading: Reading) -> Step | None:
    """What is loaded, of which there is only one account to give."""
    narrowed = reading.groups or reading.filters or reading.periods or reading.over or reading.under
    ranked = reading.order or reading.compare or reading.change or reading.new or reading.stopped or reading.tag_keys
    return None if narrowed or ranked else Step(AGENT, "bill_status", {})


def _settle_before(reading: Reading, *, follows: bool) -> None:
    """ "The previous month" is the one before a month talked about, or else the last one."""
    if follows or reading.compare:
        reading.earlier = reading.before
    else:
        reading.periods.append("yesterday" if reading.before == "day" else f"last_{reading.before}")


def _unfinished(reading: Reading) -> bool:
    """ "Between" that joins nothing, "split" into nothing, persons, and bills that are paid rather than summed up."""
    between = reading.span and len(reading.periods) < 2 and not (reading.filters or reading.groups)
    if (reading.who or reading.parting) and not (reading.groups or reading.grain):
        return True
    return between or (reading.pays and reading.bill and not reading.behind)


def _about_a_sum(reading: Reading) -> bool:
    """Words that mean this bill only because nothing else is said: "the total for yesterday", "breakdown by team"."""
    if reading.using or reading.does or reading.how:
        return False
    if reading.topmost and reading.top_n and reading.groups:
        return not (reading.grain or reading.change or (reading.order == "lowest" and "region" in reading.groups))
    if (reading.breakdown or (reading.parting and reading.filters)) and reading.groups:
        return not reading.things
    if reading.which and reading.change and len(reading.periods) == 1:
        return not (reading.groups or reading.filters)
    if reading.grain and reading.periods and not reading.filters:
        return True
    return bool(reading.total and (reading.periods or reading.grain) and not reading.groups)


def _about_cost(reading: Reading) -> bool:
    """Whether it is about money of this bill, and not about prices in general."""
    if reading.using and reading.filters.keys() != {"kind"}:
        listed = len(reading.groups) == 1 and reading.groups[0] in _LISTED
        return not reading.filters and (reading.groups == ["service"] or (listed and reading.own and reading.plural))
    if reading.how and not (reading.trend or reading.change or reading.compare or reading.breakdown):
        return False
    if reading.status or (reading.commitment and reading.aspect):
        return True
    mine = reading.own or reading.periods or reading.groups or not _OURS.isdisjoint(reading.filters)
    if reading.metric and not (mine or reading.filters or reading.grain):
        return False
    if reading.metric and reading.periods:
        return True
    if (reading.does or reading.generic) and not mine:
        return False
    if reading.cost or reading.run_rate or reading.driver == "largest":
        return True
    if reading.made_of or _asks_for_a_list(reading):
        return True
    if reading.share:
        return len(reading.filters) == 1
    return _about_amounts(reading)


def _asks_for_a_list(reading: Reading) -> bool:
    """ "List my accounts", "what regions are we in": what the bill names of a dimension, with its cost."""
    other = reading.filters or reading.change or reading.new or reading.stopped or reading.using or reading.does
    more = reading.compare or reading.why or reading.commitment or reading.aspect or reading.untagged or reading.how
    return bool(
        (reading.own or reading.listing)
        and reading.plural
        and len(reading.groups) == 1
        and reading.groups[0] in _LISTED
    ) and not (other or more)


_LISTED: Final = frozenset({"service", "account", "region", "provider", "publisher"})
_OURS: Final = frozenset({"team", "tag", "account", "resource"})
"""What only an organisation has, so that it is its own cost that is asked for."""


def _sets_own_things_side_by_side(reading: Reading) -> bool:
    """ "Compare prod and staging": of an organisation's own accounts, teams and tags it is the cost."""
    return (
        any(len(names) > 1 for field, names in reading.filters.items() if field in _OURS) and len(reading.filters) == 1
    )


def _about_amounts(reading: Reading) -> bool:
    """Whether amounts are asked for although no word says "cost"."""
    if reading.stepwise and not (reading.filters or reading.groups):
        return True
    if reading.why and reading.driver == "high" and reading.filters:
        return True
    if reading.compare and _sets_own_things_side_by_side(reading):
        return True
    if "kind" in reading.filters:
        asked = (
            reading.own or reading.periods or reading.grain or (reading.groups and not reading.new) or reading.behind
        )
        return bool(asked) and (reading.filters["kind"][0] != "support" or bool(reading.fee))
    if reading.compare and len(reading.periods) + bool(reading.earlier) == 2:
        return not reading.filters
    if reading.groups and (reading.over or reading.under or (reading.order and reading.periods)):
        return reading.priced or "resource" not in reading.groups
    if "service" in reading.filters and reading.periods and reading.grain:
        return not reading.compound
    if reading.change == "any" and reading.order and reading.periods:
        return not reading.filters
    if reading.order and reading.groups == ["publisher"]:
        return True
    if reading.moved and reading.change == "up" and "service" in reading.filters and len(reading.periods) == 1:
        return not (reading.groups or reading.compound or reading.things)
    changed = reading.moved or reading.new or reading.stopped
    return bool(changed and (reading.groups or reading.driver)) and "resource" not in reading.groups


def _tagging(reading: Reading) -> Step | None:
    """How much of the spend carries tags. Untagged resources are inventory, which others know."""
    if not (reading.cost or reading.share) or reading.grain or reading.order or reading.compare:
        return None
    groups = [] if reading.groups == ["service"] else reading.groups
    if not all(group == "team" or group.startswith("tag:") for group in groups):
        return None
    if reading.change or reading.over or reading.under or reading.average or reading.new or reading.stopped:
        return None
    settle_ever(reading)
    args = scope(reading)
    if args is None:
        return None
    keys = (*reading.tag_keys, *(group.removeprefix("tag:") for group in groups))
    if keys:
        args["keys"] = keys
    return Step(AGENT, "tag_coverage", args)


def _run_rate(reading: Reading) -> Step | None:
    if reading.groups or reading.compare or reading.change or reading.order or reading.grain not in _PACES:
        return None
    reading.periods = [period for period in reading.periods if period not in _RUNNING_MONTH]
    args = scope(reading)
    return None if args is None or reading.periods else Step(AGENT, "run_rate", args)


_PACES: Final = frozenset({"", "daily", "monthly"})
"""A run rate is a month's, and tells what a day costs; a year's would need more than one month."""
_RUNNING_MONTH: Final = frozenset({"this_month", "month_to_date"})
"""A run rate is that of the running month anyway."""
