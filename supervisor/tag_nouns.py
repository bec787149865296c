"""Reading the noun "tag": beside a key, a value or both, and how much of the cost has one."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind
from supervisor.naming import has_key, is_of
from supervisor.slots import DATES, NOT_MINE, in_order

_KEYS: Final = frozenset({Kind.WORD, Kind.DIM})
_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})
_ENDING: Final = DATES | {Kind.END}


def _beside_a_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "With tag env=prod", "tagged environment prod": the value is read as a filter by itself."""
    following = kinds[at + 1]
    if following == Kind.FILTER or (kinds[at - 1] == Kind.FILTER and is_of(values[at - 1], "tag")):
        return at + 1
    pair = following == Kind.DIM and kinds[at + 2] in _VALUES and has_key(values[at + 2], str(values[at + 1]))
    return at + 1 if pair else NOT_MINE


def _share_tagged(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "What share is tagged", "what share is tagged with team"."""
    if not said.share:
        return NOT_MINE
    if kinds[at + 1] in _ENDING:
        said.untagged = True
        return at + 1
    if kinds[at + 1] != Kind.DIM or kinds[at + 2] not in _ENDING:
        return NOT_MINE
    said.untagged = True
    said.tag_keys += (str(values[at + 1]).removeprefix("tag:"),)
    return at + 2


def _all_tags(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Which tags do we have", "list tags"."""
    asked = said.listing or said.which or said.own
    if values[at] != "several" or not asked or kinds[at + 1] in _KEYS:
        return NOT_MINE
    said.tag_list = True
    return at + 1


def _key_and_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Tag owner alice", of which the bill has neither."""
    if kinds[at + 1] not in _KEYS or kinds[at + 2] != Kind.WORD or said.share:
        return NOT_MINE
    key = str(values[at + 1]).removeprefix("tag:")
    said.keep(("tag", f"{key}={values[at + 2]}"))
    return at + 3


def _how_tagged(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "How are our instances tagged", "how well is production tagged": the latter's words are those of commitments."""
    how_well = said.aspect == "utilisation" and not said.commitment
    if not (said.how or how_well) or kinds[at + 1] not in _ENDING:
        return NOT_MINE
    said.untagged = said.cost = True
    said.how, said.aspect = False, ""
    return at + 1


read_tag: Final = in_order(_how_tagged, _beside_a_value, _share_tagged, _all_tags, _key_and_value)
"""Reads "tagged environment prod", "with tag env=prod" and "tag owner": a filter, or a key to group by."""
