"""Values of a bill's dimensions: how they are asked for, and those that are known without asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billing.engines.port import Statement
from billing.intake.row_facts import RowFacts, facts_by_account
from billing.levels import ONLY_CHARGES, Levels
from billing.query import BillInfo, Dimension, GroupKey, Tag
from billing.source import MAX_VALUES
from billing.vocabulary import WITHOUT_CASE, BillVocabulary

MOST_ACCOUNTS = 5_000
"""Accounts whose facts are kept: some 500 bytes each."""
MOST_TAG_KEYS, MOST_TAG_VALUES = 50, 100_000
"""Tag keys whose values are kept, and how many of all together."""

_OF_AN_ORGANISATION = frozenset({Dimension.TEAM})
"""What an organisation's own terms say, and no bill does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValues:
    """What was found when a delivery was prepared, by the column of a dimension.

    `values` are as `values_of` gives them, and `tags` those of the bill's own tag keys as they are;
    `spellings` are as `BillVocabulary.spellings` gives them; `accounts` has the facts of each account's rows, of none
    where there are too many.
    """

    values: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    spellings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict[str, Sequence[tuple[str, str]]])
    accounts: Mapping[str, RowFacts] = field(default_factory=dict[str, RowFacts])


NOTHING_KNOWN = KnownValues()


def values_of(dimension: GroupKey, words: BillVocabulary, fetch: Statement, levels: Levels) -> tuple[str, ...]:
    """The distinct values of a dimension by falling absolute cost, at most MAX_VALUES."""
    key = words.key(dimension)
    level = levels.holding([key.text])
    found = fetch(
        f"SELECT {key.text} AS value, {level.absolute} AS cost FROM {level.table} GROUP BY 1 "
        "HAVING value <> '' ORDER BY cost DESC, value LIMIT ?",
        (*key.parameters, MAX_VALUES),
    )
    return tuple(str(row[0]) for row in found)


def found_values(info: BillInfo, words: BillVocabulary, fetch: Statement) -> KnownValues:
    """All that can be known of a table `charges`. `words` are those of no organisation."""
    few = len(info.accounts) <= MOST_ACCOUNTS
    return KnownValues(
        values={
            dimension.value: values_of(dimension, words, fetch, ONLY_CHARGES)
            for dimension in Dimension
            if dimension not in _OF_AN_ORGANISATION
        },
        tags=_tags(info, words, fetch),
        spellings={key.value: words.spellings(key) for key in WITHOUT_CASE},
        accounts=facts_by_account(fetch, "charges", info.tag_keys) if few else {},
    )


def _tags(info: BillInfo, words: BillVocabulary, fetch: Statement) -> dict[str, tuple[str, ...]]:
    """The values of tag keys. Those that are too many together are asked for when they are needed."""
    found: dict[str, tuple[str, ...]] = {}
    room = MOST_TAG_VALUES
    for key in info.tag_keys[:MOST_TAG_KEYS]:
        if words.own_key(Tag(key)) == key:
            values = values_of(Tag(key), words, fetch, ONLY_CHARGES)
            if len(values) <= room:
                found[key] = values
                room -= len(values)
    return found
