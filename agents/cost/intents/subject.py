"""Whether words are about money of this bill, and not about prices, deeds or money in general."""

from typing import Final

from finops_core.questions.intents import names
from finops_core.questions.utterance import Utterance

OURS: Final = frozenset({"team", "tag", "account", "resource"})
"""What only an organisation has, so that it is its own cost that is asked for."""
PARTS_OF_A_BILL: Final = frozenset({"usage_kind", "instance_family", "pricing"})
"""What only a bill tells apart, so that it is amounts that are asked for."""
LISTED: Final = frozenset({"service", "account", "region", "provider", "publisher"})
"""Dimensions whose values are asked for as a list: "what regions are we in"."""


def about_cost(said: Utterance) -> bool:
    """Whether amounts of this bill are asked for."""
    if said.using and not _runs_at_a_cost(said):
        return _asks_what_is_used(said) or _ranks_ours(said)
    if said.how and not any((said.trend, said.change, said.compare, said.breakdown, said.share)):
        return False
    if said.status or (said.commitment and said.aspect):
        return True
    if said.metric and (said.periods or _asks_what_it_is(said)):
        return bool(said.periods)
    return _about_money(said)


def _runs_at_a_cost(said: Utterance) -> bool:
    """ "What does it cost us to run EKS", or the use of a kind of charge."""
    running = said.cost and said.filters and (said.own or said.periods)
    return bool(running) or said.filters.keys() == {"kind"}


def _asks_what_it_is(said: Utterance) -> bool:
    """Whether a metric is explained rather than looked up."""
    asked = said.what_is or said.why or said.does
    return bool(asked) and not (_is_mine(said) or said.filters or said.grain)


def _is_mine(said: Utterance) -> bool:
    """Whether it can only be asked of a bill of one's own."""
    told = said.own or said.periods or said.groups or said.share
    return bool(told) or not OURS.isdisjoint(said.filters)


def _about_money(said: Utterance) -> bool:
    if (said.does or said.generic) and not _is_mine(said):
        return _asks_what_ours_costs(said)
    return said.cost or _names_money(said) or _about_amounts(said)


def about_a_sum(said: Utterance) -> bool:
    """Words that mean this bill only because nothing else is said: "the total for yesterday", "breakdown by team"."""
    if said.using or said.does or said.how:
        return False
    for settle in (_a_ranking, _parts_told_apart, _a_time):
        if (settled := settle(said)) is not None:
            return settled
    if said.is_a_fragment and (said.groups or not PARTS.isdisjoint(said.filters)):
        return True
    return bool(said.total and (said.periods or said.grain) and not said.groups)


def _a_ranking(said: Utterance) -> bool | None:
    """Whether "the top five services" are those of this bill; None for what ranks nothing."""
    if not (said.topmost and said.groups) or not (said.top_n or not (said.what_is or said.which)):
        return None
    return not (said.grain or said.change or (said.order == "lowest" and "region" in said.groups))


def _parts_told_apart(said: Utterance) -> bool | None:
    """Whether "breakdown by team" is one of this bill; None for what is not told apart."""
    if not said.groups or not (said.breakdown or (said.parting and said.filters)):
        return None
    return not said.things


def _a_time(said: Utterance) -> bool | None:
    """Whether "what changed in May", "by day last week" is about this bill; None without a time so named."""
    if said.which and said.change and len(said.periods) == 1:
        return not said.groups and said.filters.keys() <= _WHOSE  # a service changes in more than its cost
    if said.grain and said.periods and not said.filters:
        return not said.single  # "what day is it today"
    return None


_WHOSE: Final = frozenset({"team", "tag", "account"})
PARTS: Final = frozenset(
    {"service", "service_category", "usage_family", "usage_kind", "instance_family", "account", "team", "tag"}
)
"""What a bill has and a trip, for one, has not: a fragment that names only a region may be about anything."""


def _asks_what_ours_costs(said: Utterance) -> bool:
    """ "What does EC2 cost": of a service that is what we pay for it; of any one machine it may be a price."""
    return said.cost and not said.generic and said.filled == _COST_OF and said.filters.keys() <= _WHOLE


_COST_OF: Final = frozenset({"cost", "filters"})
_WHOLE: Final = frozenset({"service", "service_category"})


def unfinished(said: Utterance) -> bool:
    """ "Between" that joins nothing, "split" into nothing, persons, and bills that are paid rather than summed up.

    "Who spends most" asks of teams.
    """
    between = said.span and len(said.periods) < 2 and not (said.filters or said.groups)
    if (said.parting or (said.who and not _ranks_teams(said))) and not _is_told_apart(said):
        return True
    return between or (said.pays and said.bill and not said.behind)


def _is_told_apart(said: Utterance) -> bool:
    """ "Split by team", "spot vs on demand split"."""
    return any((said.groups, said.grain, said.compare and _names_several(said, PARTS_OF_A_BILL)))


def _ranks_teams(said: Utterance) -> bool:
    return made_by_a_team(said) if said.change else bool(said.order)


def made_by_a_team(said: Utterance) -> bool:
    """ "Who is behind the rise in May": a cost has teams behind it."""
    driven = said.who and said.driver == "driving" and said.change in ("up", "down")
    return bool(driven and (said.cost or said.periods))


def asks_for_amounts(said: Utterance) -> bool:
    """Whether a question is complete, and about amounts of this bill."""
    amounts = about_cost(said) or about_a_sum(said) or _ranks_ours(said)
    return not unfinished(said) and said.what_is != "this" and amounts


def _ranks_ours(said: Utterance) -> bool:
    """ "The cheapest region we use", "our cheapest service": of what one has, so that no price list is meant."""
    other = said.how or said.does or said.change or said.new or said.stopped or said.grain or said.commitment
    return bool(said.own and said.order and (said.topmost or said.single) and said.groups) and not other


def _asks_what_is_used(said: Utterance) -> bool:
    """ "Which services do we use": a list, which the bill has with the cost of each."""
    listed = len(said.groups) == 1 and said.groups[0] in LISTED
    if said.filters:
        return listed and said.own and said.plural and said.filters.keys() <= _WHERE_IT_RUNS
    return said.groups == ["service"] or (listed and said.own and said.plural)


_WHERE_IT_RUNS: Final = frozenset({"account", "region"})
"""What narrows a list of what is used: "which services do we use in eu-west-1"."""


def _names_money(said: Utterance) -> bool:
    if said.run_rate or said.driver == "largest" or said.made_of or _asks_for_a_list(said):
        return True
    return said.share and (len(said.filters) == 1 or bool(said.groups and said.periods))


def _asks_for_a_list(said: Utterance) -> bool:
    """ "List my accounts", "what regions are we in": what the bill names of a dimension, with its cost."""
    listed = len(said.groups) == 1 and said.groups[0] in LISTED
    return bool((said.own or said.listing) and said.plural and listed) and not _asks_more_than_a_list(said)


def _asks_more_than_a_list(said: Utterance) -> bool:
    other = said.change or said.new or said.stopped or said.using or said.does or said.how
    return bool(other or said.filters or said.compare or said.why or said.commitment or said.aspect or said.untagged)


def _about_amounts(said: Utterance) -> bool:
    """Whether amounts are asked for although no word says "cost"."""
    if "kind" in said.filters and not _sets_own_things_side_by_side(said) and not _steps(said):
        return _about_a_kind(said) or (_is_money_by_itself(said) and _has_risen(said))
    if _asks_nothing_else(said):
        return True
    return _steps(said) or _has_risen(said) or _compared(said) or _ranked(said) or _moved(said)


def _asks_nothing_else(said: Utterance) -> bool:
    """Whether the filled slots say by themselves that amounts are asked for, also of an own team or account."""
    if said.filled in _OF_A_BILL:
        return True
    return said.filled - {"filters"} == _WHY_IT_MOVED and said.filters.keys() <= OURS


_WHY_IT_MOVED: Final = names("why change periods")
_OF_A_BILL: Final = frozenset(
    {
        _WHY_IT_MOVED,  # "why did August go up"
        names("why change periods compare against"),
        names("exclude groups periods"),  # "everything but EC2 by service this year"
        names("exclude grain periods"),
        names("exclude periods"),  # "what would June have been without credits"
        names("exclude groups filters"),  # "everything in eu-west-1 except RDS, by resource"
        names("exclude groups filters periods"),
        names("what_is change compare against periods"),  # "what is higher than in April"
    }
)
"""Slots that say by being filled together, and alone, that it is amounts of this bill which are asked for."""


def _steps(said: Utterance) -> bool:
    stepwise = said.stepwise and not said.groups and said.filters.keys() <= PARTS
    dear = said.why and said.driver == "high" and (said.filters or said.periods)
    return bool(stepwise or dear or (said.compare and _compares_values(said)))


def _compares_values(said: Utterance) -> bool:
    several = said.periods and len(said.filters) == 1 and _names_several(said, LISTED)
    return bool(several) or _sets_own_things_side_by_side(said)


def _names_several(said: Utterance, fields: frozenset[str]) -> bool:
    """Several values of one of these dimensions."""
    return sum(field in fields and len(values) > 1 for field, values in said.filters.items()) == 1


def _sets_own_things_side_by_side(said: Utterance) -> bool:
    """ "Compare prod and staging": of an organisation's own accounts, teams and tags it is the cost."""
    several = any(len(names) > 1 for field, names in said.filters.items() if field in OURS)
    return several and len(said.filters) == 1


def _about_a_kind(said: Utterance) -> bool:
    """Credits, tax and the like are money by themselves; support is also help."""
    asked = said.own or said.periods or said.grain or (said.groups and not said.new) or said.behind or said.listing
    return bool(asked) and _is_money_by_itself(said)


def _is_money_by_itself(said: Utterance) -> bool:
    return said.filters["kind"][0] != "support" or bool(said.fee)


def _has_risen(said: Utterance) -> bool:
    """ "Why did S3 go up", "is S3 higher than last month", "is Lambda more expensive than a year ago"."""
    if not (said.change and _rises(said)):
        return False
    if said.filled in _WHY_IT_ROSE:
        return said.moved and said.change == "up"
    return bool(said.compare and (said.earlier or (said.against and said.periods))) and not said.things


def _compared(said: Utterance) -> bool:
    two = len(said.periods) + bool(said.earlier) == 2 or (said.periods and said.periods[0].startswith("past_2_"))
    return bool(said.compare and two and (said.periods or not said.filters))


def _ranked(said: Utterance) -> bool:
    if said.periods and said.currency:
        return True
    for settle in (_of_a_resource, _of_parts_of_rows, _of_a_part, _of_large_ones, _of_a_course):
        if (settled := settle(said)) is not None:
            return settled
    moved_most = said.change and said.order and said.periods and not said.filters
    return bool(moved_most or (said.order and said.groups == ["publisher"]))


def _of_a_resource(said: Utterance) -> bool | None:
    """Whether a resource with a time is asked for its amounts; None without one."""
    if "resource" not in said.filters or not (said.periods or said.grain):
        return None
    return not (said.things or said.change)


def _of_parts_of_rows(said: Utterance) -> bool | None:
    return _narrowed_and_grouped(said) or None


def _of_a_part(said: Utterance) -> bool | None:
    """Whether what only a bill tells apart is asked for its amounts; None for anything else."""
    if not said.filters.keys() & PARTS_OF_A_BILL or not (said.periods or said.grain or said.groups):
        return None
    return not (said.things or said.change or said.untagged)


def _of_large_ones(said: Utterance) -> bool | None:
    """Whether groups in order, or beyond an amount, are those of a bill; None where neither is said."""
    if not said.groups or not (said.over or said.under or (said.order and said.periods)):
        return None
    return said.priced or "resource" not in said.groups


def _of_a_course(said: Utterance) -> bool | None:
    """Whether "S3 in May by day", "how did S3 develop from January to June" are of amounts; None for no such course."""
    drawn = said.grain or (said.trend and said.span)
    return not said.compound if drawn and said.periods and "service" in said.filters else None


def _narrowed_and_grouped(said: Utterance) -> bool:
    """ "Everything in eu-west-1 by service this month": rows of a bill, told apart."""
    if _told_of_each(said):
        return True
    told = said.grain or said.groups
    if not (told and said.filters) or said.compound or said.change or said.things:
        return False
    return bool(said.periods) or not (said.which or said.who or OURS.isdisjoint(said.filters))


def _told_of_each(said: Utterance) -> bool:
    """ "Top 3 services in each account", "EC2, RDS and Lambda, each by month"."""
    if said.of_each:
        return bool(said.grain or said.groups) and not PARTS.isdisjoint(said.filters)
    return bool(said.each_of and said.top_n and said.order) and len(said.groups) == 2


def _rises(said: Utterance) -> bool:
    """Whether something of this bill is named of which "has it grown" asks for the cost."""
    return not _OURS_TO_MOVE.isdisjoint(said.filters)


_WHY_IT_ROSE: Final = frozenset({names("why change filters"), names("why change filters periods")})
""" "Why did S3 go up". What is up is at work, and what goes down may be out of order."""
_OURS_TO_MOVE: Final = frozenset(
    {"service", "account", "team", "service_category", "usage_family", "usage_kind", "region", "kind"}
)


def _moved(said: Utterance) -> bool:
    if said.moved and not said.groups and (settled := _moved_in(said)) is not None:
        return settled
    changed = said.moved or said.new or said.stopped
    return bool(changed and (said.groups or said.driver)) and "resource" not in said.groups


def _moved_in(said: Utterance) -> bool | None:
    """Whether "S3 went up in May", "what changed between May and June" are of amounts; None without such times."""
    one_thing = not (said.compound or said.things)
    if said.change == "up" and _rises(said) and len(said.periods) == 1:
        return one_thing
    if said.span and len(said.periods) == 2 and one_thing:
        return said.filters.keys() <= {"service", "account", "region", "team"}
    return None
