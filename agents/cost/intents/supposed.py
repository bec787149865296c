"""Questions for a forecast in which something changes: it costs more or less, goes, comes again, or moves."""

from decimal import Decimal
from typing import Final

from agents.bill.scope_asked import scope_asked
from agents.cost.forecast.supposed_params import MOST_CHANGE
from agents.cost.intents.near_misses import NEAR_MISSES
from finops_core.questions.intents import Example, Intent, names
from finops_core.questions.utterance import Args, Utterance

_NAMED: Final = frozenset(
    {"service", "service_category", "account", "region", "usage_family", "provider", "tag", "team", "instance_family"}
)
_GRAVITON: Final = ("Graviton",)


def _arguments(said: Utterance) -> Args | None:
    """What is supposed. Abstains without how much, and where the days are not ahead."""
    args = scope_asked(said)
    if args is None or not said.filters.keys() <= _NAMED:
        return None
    left_out = args.pop("exclude", ())
    supposed = None if left_out else _supposed(said, args)
    when = _when(said)
    if supposed is None or when is None:
        return None
    args.pop("period", None)
    return {**args, **supposed, **when}


def _supposed(said: Utterance, args: Args) -> Args | None:
    """More of it, a move to Graviton, or a change; a move takes where it goes out of what is named."""
    if said.copies:
        return None if said.change else {"copies": said.copies}
    if said.filters.get("instance_family") == _GRAVITON and said.change in ("", "any"):
        return _moved(said, args)
    return _changed(said) if said.percent and said.change in ("up", "down") else None


def _changed(said: Utterance) -> Args | None:
    share = _share(said)
    if not 0 < share <= (MOST_CHANGE if said.change == "up" else 1):
        return None
    if share == 1 and said.change == "down" and not said.filters:
        return None  # without what, nobody said
    found: Args = {"change": format((share if said.change == "up" else -share).normalize(), "f")}
    return found | ({"reason": "price"} if said.repriced else {})


def _moved(said: Utterance, args: Args) -> Args | None:
    if len(said.filters) < 2:
        return None
    args.pop("instance_family")
    if not said.percent:
        return {"to": "graviton"}
    share = _share(said)
    return {"to": "graviton", "share": format(share.normalize(), "f")} if 0 < share <= 1 else None


def _share(said: Utterance) -> Decimal:
    return Decimal(said.percent.replace(",", "")) / 100


def _when(said: Utterance) -> Args | None:
    """The days ahead that are asked about, or when it starts: "next quarter", "from March"."""
    period = said.period or ""
    if period.startswith("since_") or (period and said.starting):
        return {"since": period.removeprefix("since_")}
    if period and not period.startswith(("next_", "rest_of_", "this_")):
        return None
    return {"period": period} if period else {}


_EXAMPLES: Final = (
    Example("What if EC2 grows 20%?", {"service": ("EC2",), "change": "0.2"}),
    Example("what if EC2 grows by 20% next month", {"service": ("EC2",), "change": "0.2", "period": "next_month"}),
    Example("what if EC2 costs double", {"service": ("EC2",), "change": "1"}),
    Example("what if our S3 costs drop by 35%", {"service": ("S3",), "change": "-0.35"}),
    Example(
        "what happens to the forecast if Lambda costs rise by 12.5% next quarter",
        {"service": ("Lambda",), "change": "0.125", "period": "next_quarter"},
    ),
    Example("what will we spend if RDS shrinks by 10%", {"service": ("RDS",), "change": "-0.1"}),
    Example(
        "what if we spend 15% more on S3 next month", {"service": ("S3",), "change": "0.15", "period": "next_month"}
    ),
    Example("what will our bill be if eu-west-1 grows 50%", {"region": ("eu-west-1",), "change": "0.5"}),
    Example("forecast if EC2 costs increase 5%", {"service": ("EC2",), "change": "0.05"}),
    Example("what if our costs grow by 100%", {"change": "1"}),
    Example(
        "what if data transfer doubles next month",
        {"usage_family": ("Data transfer",), "change": "1", "period": "next_month"},
    ),
    Example(
        "from March two more clusters like staging",
        {"tag": ("environment=staging",), "copies": 2, "since": "march"},
    ),
    Example("what if we add another staging environment", {"tag": ("environment=staging",), "copies": 1}),
    Example("what if we drop Glue", {"service": ("Glue",), "change": "-1"}),
    Example("what would we spend without Glue", {"service": ("Glue",), "change": "-1"}),
    Example("what if we move 40% of EC2 to Graviton", {"service": ("EC2",), "to": "graviton", "share": "0.4"}),
    Example("what if S3 prices drop by 10%", {"service": ("S3",), "change": "-0.1", "reason": "price"}),
    Example("what if traffic doubles", {"usage_family": ("Data transfer",), "change": "1"}),
    Example(
        "suppose DynamoDB costs fall 40% this year",
        {"service": ("DynamoDB",), "change": "-0.4", "period": "this_year"},
    ),
)

SUPPOSED: Final = Intent(
    name="forecast_supposed",
    tool="forecast_supposed",
    takes=names("supposed cost change copies filters periods within forecast total things"),
    needs=(names("supposed"), names("change copies filters")),
    arguments=_arguments,
    examples=_EXAMPLES,
    near_misses=NEAR_MISSES["forecast_supposed"],
)
