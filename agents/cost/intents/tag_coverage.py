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
    if unfinished(said) or not (said.cost or said.share) or _asks_for_others(said):
        return None
    by = said.groups[0] if len(said.groups) == 1 and said.groups[0] in _PLACES else ""
    groups = [] if by or said.groups == ["resource"] else said.groups
    args = scope_asked(said)
    if args is None or not all(group == "team" or group.startswith("tag:") for group in groups):
        return None
    keys = (*said.tag_keys, *(group.removeprefix("tag:") for group in groups))
    args.update({"by": by} if by not in ("", "service") else {})
    return {**args, "keys": keys} if keys else args


def _asks_for_others(said: Utterance) -> bool:
    """The largest resources without tags are a list; "which team is worst at tagging" asks for no tag of that name."""
    if said.order == "lowest" or (said.groups == ["resource"] and (said.order or said.top_n)):
        return True
    return said.which and not _PLACES.issuperset(said.groups)


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
