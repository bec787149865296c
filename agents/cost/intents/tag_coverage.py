"""Questions for how much of the spend carries tags, and for the tag keys of the bill."""

from typing import Final

from agents.bill.scope_asked import SCOPE_SLOTS, scope_asked
from agents.cost.intents.examples import EXAMPLES
from agents.cost.intents.near_misses import NEAR_MISSES
from agents.cost.intents.subject import unfinished
from finops_core.questions.intents import Intent, names
from finops_core.questions.utterance import Args, Utterance

_SCOPE = SCOPE_SLOTS - {"invoice"}


def _coverage(said: Utterance) -> Args | None:
    """How much of the spend carries tags. Untagged resources are inventory, which others know."""
    if unfinished(said) or not (said.cost or said.share) or _asks_for_others(said) or said.filled == _EXPLAINED:
        return None
    by = _place(said)
    groups = [] if by or said.groups == ["resource"] else said.groups
    args = scope_asked(said)
    if args is None or not all(group == "team" or group.startswith("tag:") for group in groups):
        return None
    keys = (*said.tag_keys, *(group.removeprefix("tag:") for group in groups))
    args.update(_told_by(said, by))
    return {**args, "keys": keys} if keys else args


def _place(said: Utterance) -> str:
    """The one place that it is told by, such as accounts; empty without."""
    return said.groups[0] if len(said.groups) == 1 and said.groups[0] in _PLACES else ""


_EXPLAINED: Final = names("why cost untagged")
""" "Explain tag coverage"."""


def _asks_for_others(said: Utterance) -> bool:
    """ "Which team is worst at tagging" asks for no tag of that name."""
    return said.order == "lowest" or (said.which and not (_PLACES | {"resource"}).issuperset(said.groups))


def _told_by(said: Utterance, place: str) -> Args:
    """What the untagged part is told by, where it is not services.

    "Which untagged resources cost the most": each of them is asked for, and not how much they come to.
    """
    if place:
        return {"by": place} if place != "service" else {}
    named = said.of_each or said.things or said.groups == ["resource"]
    if not (named and (said.which or said.order or said.top_n or said.listing)):
        return {}
    return {"by": "resource", "top_n": said.top_n} if said.top_n else {"by": "resource"}


_PLACES: Final = frozenset({"service", "account", "region"})


def _keys(said: Utterance) -> Args | None:
    return (
        scope_asked(said)
        if (said.own or said.listing or said.using or (said.which and not said.does)) and not unfinished(said)
        else None
    )


TAG_COVERAGE = Intent(
    name="tag_coverage",
    tool="tag_coverage",
    takes=SCOPE_SLOTS
    | names("cost where top_n order share untagged tag_keys groups total listing what_is trend driver why things"),
    needs=(names("untagged"),),
    arguments=_coverage,
    examples=EXAMPLES["tag_coverage"],
    near_misses=NEAR_MISSES["tag_coverage"],
)
TAG_KEYS = Intent(
    name="tag_keys",
    tool="tag_coverage",
    takes=_SCOPE | names("tag_list listing total what_is"),
    needs=(names("tag_list"),),
    arguments=_keys,
    examples=EXAMPLES["tag_keys"],
    near_misses=NEAR_MISSES["tag_keys"],
)
