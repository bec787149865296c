"""Questions about Savings Plans and reservations as the bill shows them."""

from typing import Final

from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance


def _arguments(said: Utterance) -> Args | None:
    """What the bill says about commitments. With neither an aspect nor whose they are it may be advice or a price."""
    said = _of_their_use(said)
    if unfinished(said) or not _is_told(said):
        return None
    args = _when(said)
    if args is None:
        return None
    if said.commitment not in ("", "any"):
        args["kind"] = said.commitment
    return _of_parts(said, args if said.aspect in ("", "both") else {**args, "aspect": said.aspect})


def _is_told(said: Utterance) -> bool:
    """Whether an aspect of commitments is asked for, or which there are, in a form that they are told in."""
    if said.grain not in ("", "monthly") or (said.order and not said.groups):
        return False
    of_them = said.commitment or _only_commitments_cover(said)
    return bool(of_them and (said.aspect or _which_we_have(said)))


def _when(said: Utterance) -> Args | None:
    """The days of use, or those in which something ends: "which expire this year". Only ends lie ahead."""
    period = said.period
    if period is None:
        return None
    if said.aspect == "ends":
        return None if period == "all" else {"ending": period} if period else {}
    return None if said.forecast else {"period": period} if period else {}


def _only_commitments_cover(said: Utterance) -> bool:
    """ "Which instance families are covered least": of machines that is said of commitments alone, not of tags.

    "Our coverage by month" too, where no word is about tags.
    """
    if said.aspect != "coverage" or said.untagged:
        return False
    ours = said.own or said.order == "lowest"
    if ours and said.share and said.filters and said.filters.keys() <= _OF_MACHINES:
        return True  # "how much of our compute is covered"
    return "instance_family" in (*said.groups, *said.filters) or bool(ours and (said.grain or said.groups))


_OF_MACHINES: Final = frozenset({"service", "service_category"})


def _of_their_use(said: Utterance) -> Utterance:
    """ "Are our commitments being used": how much of them is, where nobody asks which."""
    if not (said.using and said.commitment and said.own) or said.aspect or said.which or said.cost:
        return said
    found = said.copy()
    found.aspect = "utilisation"
    return found


def _of_parts(said: Utterance, args: Args) -> Args | None:
    """Coverage of parts of the usage. What is used of a commitment, and what it saves, is shared by all of them."""
    groups = _groups(said)
    if groups == ["month"] and said.aspect != "coverage":
        return None if said.filters or said.order else {**args, "group_by": ("month",)}
    if not (groups or said.filters or said.order):
        return args
    if not _is_covered(said) or not _tells_parts(said, groups):
        return None
    parts: Args = {**said.filters, "group_by": tuple(groups), "order": said.order}
    return args | {slot: value for slot, value in parts.items() if value and slot != "usage_family"}


def _groups(said: Utterance) -> list[str]:
    """What parts are told by: months where it is to be drawn and nothing else is named."""
    drawn = (said.grain or said.trend) and said.aspect in _MONTHLY
    return ["month"] if drawn and not said.groups else list(said.groups)


def _is_covered(said: Utterance) -> bool:
    """Whether coverage is asked for, and what is named is told apart by it; of families it is instances anyway."""
    own = said.filters.get("usage_family", ("Compute instances",))
    return (
        said.aspect == "coverage"
        and own == ("Compute instances",)
        and said.filters.keys() <= _FIELDS | {"usage_family"}
    )


def _tells_parts(said: Utterance, groups: list[str]) -> bool:
    return len(groups) < 2 and _GROUPS.issuperset(groups) and (not said.grain or groups == ["month"])


_MONTHLY: Final = frozenset({"coverage", "utilisation", "unused"})
_FIELDS: Final = frozenset({"service", "service_category", "account", "region", "instance_family"})
_GROUPS: Final = frozenset({"service", "account", "region", "instance_family", "usage_type", "month"})


def _which_we_have(said: Utterance) -> bool:
    """ "Which commitments do we have", "show our reservations"."""
    return said.own and not (said.does or said.using or said.how or said.generic or said.cost)


COMMITMENTS = Intent(
    name="commitments",
    tool="commitments",
    takes=names(
        "commitment aspect fee periods ever cost share average trend listing total what_is where things top_n grain "
        "filters groups order driver forecast"
    ),
    needs=(names("commitment aspect"),),
    arguments=_arguments,
    examples=EXAMPLES["commitments"],
    near_misses=NEAR_MISSES["commitments"],
)
