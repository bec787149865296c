"""What the budgets agent can be asked: how budgets stand, what they should be, and what would make one."""

from collections.abc import Mapping
from typing import Final

from agents.budgets.cues import CUES
from agents.budgets.examples import CALLS, IN_AWS, NEAR_MISSES, RECOMMENDATIONS, STANDINGS
from finops_core.questions.intents import AgentQuestions, Intent, names
from finops_core.questions.utterance import Args, Utterance

_FIELDS: Final = frozenset({"service", "account", "region", "tag", "team"})
_BY: Final = frozenset({"service", "account", "region", "team"})
_UNITS: Final[Mapping[str, str]] = {
    "": "",
    "daily": "DAILY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "yearly": "ANNUALLY",
}
_ABOUT: Final = names("budget over_budget within_budget budget_named")


def _standing(said: Utterance) -> Args | None:
    """Which budgets, and what of them is told first."""
    period = said.period
    if period is None or period.startswith("past_") or not _fits(said) or not _asks(said):
        return None  # budgets are of months and years, not of the last 30 days
    args: Args = dict(said.filters)
    told: Args = {
        "period": "" if period in _NOW else period,
        "name": (said.cues["budget_named"],) if "budget_named" in said.cues else (),
        "by": said.groups[0] if said.groups else "",
        "only": _only(said),
        "aspect": _aspect(said),
        "amount": said.amount,
        "time_unit": _UNITS[said.grain] if said.amount else "",
    }
    return args | {name: value for name, value in told.items() if value}


def _fits(said: Utterance) -> bool:
    """Whether a budget can be told by what was said of it."""
    if not said.filters.keys() <= _FIELDS or len(said.groups) > 1 or not _BY.issuperset(said.groups):
        return False
    return said.grain in _UNITS and (not said.what_is or _names_some(said))


def _asks(said: Utterance) -> bool:
    """A budget alone asks nothing: "my budget", "double my budget"; nor does "which day is it"."""
    if said.cues.get("until") == "day" and not (said.forecast or said.cues.keys() - {"until"}):
        return False
    if any(rule(said) for rule in _ASKS_NO_STANDING):
        return False
    asked = any(getattr(said, slot) for slot in _ASKING)
    return asked or said.cues.get("budget") == "all" or bool(said.cues.keys() - {"budget"})


_ASKING: Final = (
    "which", "listing", "forecast", "groups", "periods", "compare", "total", "what_is", "share", "status", "driver",
    "why",
)  # fmt: skip
"""Slots of which any one beside a budget asks something of it."""


def _explained(said: Utterance) -> bool:
    """ "Explain budgets"."""
    some = said.own or said.which or said.cues.keys() & {"over_budget", "passing"}
    return bool(said.driver or said.why) and not some


def _told_whom(said: Utterance) -> bool:
    """ "Who is notified"."""
    return said.who and "alerts" in said.cues


def _products_compared(said: Utterance) -> bool:
    """ "Compare AWS Budgets with Cost Explorer"."""
    return said.compare and not (said.own or said.cost or said.cues.keys() & _SIDES)


def _owner(said: Utterance) -> bool:
    """ "Which team owns the budget"."""
    one = not said.cues.keys() - {"budget"} and said.cues.get("budget") != "all"
    return bool(said.groups) and said.which and one


_ASKS_NO_STANDING: Final = (_explained, _told_whom, _products_compared, _owner)
_SIDES: Final = frozenset({"keeping", "budget_named"})
_NOW: Final = frozenset({"this_month", "today", "rest_of_month"})


def _names_some(said: Utterance) -> bool:
    """ "What is our budget" asks for one; "what is a budget" for a meaning."""
    return bool(said.own or said.periods or said.filters or said.cues.keys() - {"budget", "alerts"})


def _only(said: Utterance) -> str:
    """ "Which budgets are over" lists those; "are we over budget" asks how all stand."""
    if said.cues.get("passing") == "only":
        return "over"
    passing = "over_budget" in said.cues or "passing" in said.cues
    if not passing or not (said.which or said.listing or said.groups):
        return ""
    if "alerts" in said.cues or "until" in said.cues:
        return ""
    return "heading_over" if said.forecast or said.cues.get("passing") == "risk" else "over"


def _aspect(said: Utterance) -> str:
    if "alerts" in said.cues:
        return "alerts"
    if "until" in said.cues:
        return "when"
    if "left" in said.cues:
        return "left"
    return "drivers" if said.driver or said.why or "drives" in said.cues else ""


STANDING: Final = Intent(
    name="budgets",
    tool="budgets",
    takes=_ABOUT
    | names(
        "passing keeping left until alerts drives status cost forecast within periods filters listing total groups "
        "compare against share driver why amount grain ever what_is of_credits change there run_rate"
    ),
    needs=(_ABOUT,),
    arguments=_standing,
    examples=STANDINGS,
    near_misses=NEAR_MISSES["budgets"],
)


OF_AWS: Final = Intent(
    name="aws_budgets",
    tool="aws_budgets",
    takes=STANDING.takes | names("in_aws"),
    needs=(_ABOUT, names("in_aws")),
    arguments=_standing,
    examples=IN_AWS,
    near_misses=NEAR_MISSES["aws_budgets"],
)


def _recommendation(said: Utterance) -> Args | None:
    ahead = said.period in ("", "next_month", "this_month")
    return dict(said.filters) if ahead and said.filters.keys() <= _FIELDS else None


RECOMMENDED: Final = Intent(
    name="recommend_budget",
    tool="recommend_budget",
    takes=names("budget suggest budgeting filters periods cost listing total grain forecast what_is there alerts"),
    needs=(names("budget budgeting"), names("suggest budgeting")),
    arguments=_recommendation,
    examples=RECOMMENDATIONS,
    near_misses=NEAR_MISSES["recommend_budget"],
)


def _call(said: Utterance) -> Args | None:
    """The budget that is to be made, changed or deleted."""
    deed = _DEEDS.get(said.deed.split(" ")[0])
    if deed is None or not said.filters.keys() <= _FIELDS or said.grain not in _UNITS:
        return None
    args: Args = dict(said.filters)
    args |= {"deed": deed} if deed != "create" else {}
    args |= {"name": (said.cues["budget_named"],)} if "budget_named" in said.cues else {}
    args |= {"amount": said.amount} if said.amount else {}
    args |= {"time_unit": _UNITS[said.grain]} if _UNITS[said.grain] else {}
    return args


_DEEDS: Final = {
    **dict.fromkeys(("add", "configure", "create", "make", "set", "start", "enable", "deploy", "implement"), "create"),
    **dict.fromkeys(("adjust", "change", "decrease", "edit", "increase", "lower"), "change"),
    **dict.fromkeys(("modify", "raise", "reduce", "update"), "change"),
    **dict.fromkeys(("cancel", "delete", "drop", "remove"), "delete"),
}  # fmt: skip

CALL: Final = Intent(
    name="budget_call",
    tool="budget_call",
    takes=names("budget budget_named filters amount grain cost alerts total new"),
    needs=(names("budget budget_named"),),
    arguments=_call,
    examples=CALLS,
    near_misses=NEAR_MISSES["budget_call"],
)

QUESTIONS: Final = AgentQuestions(cues=CUES, intents=(RECOMMENDED, STANDING, OF_AWS, CALL), keeps_its_subject=True)
