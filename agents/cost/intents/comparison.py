"""Questions about differences: one period against another."""

import re
from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_in
from agents.cost.intents.commitment_fees import FEE_SLOTS, asks_what_was_paid, what_was_paid
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import asks_for_amounts, made_by_a_team
from billing.periods.symbols import MONTHS
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_STRETCHES: Final = ("past_", "since_")
"""Periods that a change happens within, rather than against."""


def compares(said: Utterance) -> bool:
    """Whether two periods are set side by side, named or not."""
    if said.trend or (said.span and sets_side_by_side(said)):
        return False
    if said.stepwise or said.against or (said.why and _asks_what_made_it_dear(said)):
        return True
    if said.compare:
        return _names_two(said)
    return bool(said.change) and not (_drawn(said) or said.over or said.under)


def _names_two(said: Utterance) -> bool:
    """ "Compare May and June", "compare with the month before", "compare the last two quarters"."""
    return len(said.periods) == 2 or bool(said.earlier) or _last_two(said) is not None


def sets_values_side_by_side(said: Utterance) -> bool:
    """ "Compare EC2 and RDS": several values of one field are set side by side."""
    return any(len(names) > 1 for names in said.filters.values())


def sets_side_by_side(said: Utterance) -> bool:
    """ "The difference between staging and production": things are compared rather than periods."""
    return said.span and not said.periods and sets_values_side_by_side(said)


def _asks_what_made_it_dear(said: Utterance) -> bool:
    """ "Why was March so expensive": beside the month before it."""
    return said.why and said.driver == "high" and len(said.periods) == 1 and not (said.filters or said.groups)


def _drawn(said: Utterance) -> bool:
    """ "Costs exploded, show them daily": a change is looked for in the amounts of days."""
    if not (said.grain and said.periods):
        return False
    asks_which = said.single or said.which or said.order or said.driver
    return not (asks_which or said.why or said.earlier)


def happens_within(said: Utterance) -> bool:
    """Whether a change is asked about along a stretch of time; "what changed" asks for what is behind it."""
    if said.compare or said.which or not said.periods or said.periods[0] in _RUNNING_SINCE:
        return False
    if said.change in ("up", "down") and not said.grain and said.periods[0].startswith("since_"):
        return False  # "has S3 tripled since January": January beside the latest month
    return said.periods[0].startswith(_STRETCHES)


def running_since(periods: list[str]) -> list[str]:
    """What changed since last month is what this month differs in from it."""
    return [_RUNNING_SINCE.get(period, period) for period in periods]


def compare_arguments(said: Utterance) -> Args | None:
    """The later period and what it is compared to."""
    if said.fee not in ("", "fee") or not asks_for_amounts(said) or not compares(said) or happens_within(said):
        return None
    pair = _pair(said, running_since(said.periods))
    groups = _groups(said)
    if pair is None or len(groups) > 1 or (said.span and not said.periods and said.top_n):
        return None  # "between the two accounts" sets things side by side that nobody has named
    args: Args = {"period": pair[0], "compare_to": pair[1], **scope_in(said, "")}
    if groups:
        args["group_by"] = tuple(groups)
    return args | _narrowed(said, groups)


def _narrowed(said: Utterance, groups: list[str]) -> Args:
    """Which of those that moved are asked for, how many, and from which part of what they were on."""
    found: Args = {"top_n": said.top_n} if said.top_n else {}
    several = groups or said.top_n or (said.which and not (said.driver or said.compare))
    if said.change in ("up", "down") and several:
        found["direction"] = said.change
        found.update({"more_than_percent": said.moved_percent} if said.moved_percent else {})
    return found


def _groups(said: Utterance) -> list[str]:
    """What may have driven it: of things that rose each is told, and of who was behind a rise, the teams."""
    if said.things and said.change in ("up", "down") and (said.order or said.which or said.top_n):
        return [*said.groups, "resource"] if "resource" not in said.groups else list(said.groups)
    return list(said.groups) or _unnamed_groups(said)


def _unnamed_groups(said: Utterance) -> list[str]:
    if made_by_a_team(said):
        return ["team"]
    what = said.what_is and said.against and not (said.filters or said.cost)  # "what is higher than in April"
    return ["service"] if what else []


def _paid_arguments(said: Utterance) -> Args | None:
    return compare_arguments(what_was_paid(said)) if asks_what_was_paid(said) else None


def _pair(said: Utterance, periods: list[str]) -> tuple[str, str] | None:
    """The period and what it is compared to, the later one first where words tell."""
    if said.stepwise:
        if len(periods) > 1 or said.earlier:
            return None
        return (periods[0] if periods else _LATEST[said.stepwise]), _back(said.stepwise)
    if said.earlier:
        return _beside_an_earlier_one(said.earlier, periods)
    if len(periods) == 2:
        return _two(said, *periods)
    if len(periods) == 1:
        return _beside_another(said, periods[0])
    return ("last_month", "previous") if not said.compare else None


def _beside_an_earlier_one(unit: str, periods: list[str]) -> tuple[str, str] | None:
    """ "May against the month before", "… a year ago": of one period, or of the last month."""
    if unit in _LONGER_THAN_A_DAY and periods and periods[0] in ("today", "yesterday"):
        return None  # a day is not compared with a week
    if not periods and unit in ("month", "year"):
        return "last_month", _back(unit)
    return (periods[0], _back(unit)) if len(periods) == 1 else None


def _beside_another(said: Utterance, period: str) -> tuple[str, str] | None:
    """The one period named and the one before it, or what is billed by now and the one named."""
    if said.compare and (latest := _last_two(said)):
        return latest, "previous"
    return _beside_now(said, period) if said.against else (period, "previous")


def _beside_now(said: Utterance, earlier: str) -> tuple[str, str] | None:
    """ "Higher than last month", "more than in August": what is later is not named, and is what is billed by now."""
    if earlier in _RUNNING_AFTER:
        return _RUNNING_AFTER[earlier], earlier
    if said.change == "any":
        return None  # "how did costs change from April": to which month, nobody said
    return (f"since_{earlier}", "previous") if earlier in MONTHS or _MONTHS_NUMBERED.fullmatch(earlier) else None


def _last_two(said: Utterance) -> str | None:
    """ "Compare the last two quarters": the later of two units that are compared with each other."""
    beside = said.across or sets_values_side_by_side(said)
    found = _TWO.fullmatch(said.periods[0]) if len(said.periods) == 1 and not beside else None
    return _LATEST_FULL[found[1]] if found else None


_TWO: Final = re.compile(r"past_2_(day|week|month|quarter|year)s")
_LATEST_FULL: Final = {"day": "yesterday", **{unit: f"last_{unit}" for unit in ("week", "month", "quarter", "year")}}


def _back(unit: str) -> str:
    return "year_before" if unit == "year" else "previous"


def _two(said: Utterance, first: str, second: str) -> tuple[str, str] | None:
    if first == second:
        return (first, "year_before") if first in MONTHS else None  # "this June than last June"
    if said.side_by_side and (ordered := _in_order(first, second)):
        return ordered
    later_second = (said.span and not said.compare) or (first.startswith("last_") and second in _RUNNING)
    return (second, first) if later_second else (first, second)


def _in_order(first: str, second: str) -> tuple[str, str] | None:
    """Two months named side by side, the later one first; a year said once belongs to both ("April and May 2025")."""
    if first in MONTHS and second in MONTHS:
        return second, first
    if _ALIKE.fullmatch(f"{first} {second}"):
        return max(first, second), min(first, second)
    if _A_DAY.fullmatch(first) and _A_DAY.fullmatch(second):
        return second, first
    if first not in MONTHS or not _A_MONTH.fullmatch(second):
        return None
    year, month = int(second[:4]), MONTHS.index(first) + 1
    earlier = year if month < int(second[5:]) else year - 1
    return second, f"{earlier}-{month:02d}"


_LONGER_THAN_A_DAY: Final = frozenset({"week", "month", "quarter"})
_A_DAY: Final = re.compile(rf"(?:{'|'.join(MONTHS)})-\d{{1,2}}")
_ALIKE: Final = re.compile(r"Q[1-4] Q[1-4]|\d{4} \d{4}")
"""Two quarters or two years: whichever is said first, the later one is compared with the earlier."""
_MONTHS_NUMBERED: Final = re.compile(r"\d{4}(?:-\d{2})?|(?:\d{4}-)?Q[1-4]")
_A_MONTH: Final = re.compile(r"\d{4}-\d{2}")

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


_RUNNING_SINCE: Final = {f"since_{last}": running for last, running in _RUNNING_AFTER.items()}
"""What changed since last month is what this month differs in from it."""


_RUNNING: Final = frozenset({*_RUNNING_AFTER.values(), "month_to_date", "year_to_date", "quarter_to_date"})

_TAKES: Final = SCOPE_SLOTS | names(
    "cost where order top_n compare against stepwise change driver why earlier things total fee opposite made_of "
    "listing invoices groups what_is moved_percent"
)
_MOVED: Final = names("compare against stepwise change why")

COMPARISON = Intent(
    name="comparison",
    tool="compare",
    takes=_TAKES,
    needs=(_MOVED,),
    arguments=compare_arguments,
    examples=EXAMPLES["comparison"],
    near_misses=NEAR_MISSES["comparison"],
)
COMMITMENT_FEES_COMPARED = Intent(
    name="commitment_fees_compared",
    tool="compare",
    takes=_TAKES | FEE_SLOTS,
    needs=(_MOVED, FEE_SLOTS),
    arguments=_paid_arguments,
    examples=EXAMPLES["commitment_fees_compared"],
    near_misses=NEAR_MISSES["commitment_fees_compared"],
)
