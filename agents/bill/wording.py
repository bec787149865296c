"""How dimensions and their values are named in an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agents.bill.absent import Missing
from agents.bill.blocks import Label
from agents.bill.dimensions import account_label, group_key, heading
from agents.bill.kinds import kind_words
from agents.bill.scope import Scope
from agents.bill.tag_keys import key_in_words, shown_key
from billing.query import BillInfo, Dimension, GroupKey, Tag
from finops_core.answers import Fact

BEFORE_CREDITS = "spend before credits and refunds"
"""The subject of the fact that says what was spent before anything was given back."""

Sentence = tuple[str, list[Fact]]
"""Words with fact ids, and those facts."""

_BLANK_BEFORE = re.compile(r"\s+([.,:;])")


@dataclass(frozen=True, slots=True)
class Grouping:
    """The dimensions of an answer, with their column headings and the names of their values.

    `names` are those of resources by id, which a sentence says beside the id.
    """

    keys: tuple[GroupKey, ...]
    info: BillInfo
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def headings(self) -> list[tuple[str, str]]:
        return [(f"key{position}", heading(key)) for position, key in enumerate(self.keys)]

    @property
    def label(self) -> Label:
        return self._label

    def name(self, values: Sequence[str]) -> str:
        """One group in a sentence: `AmazonEC2 · eu-west-1`."""
        return " · ".join(self._named(position, value) for position, value in enumerate(values))

    def _named(self, position: int, value: str) -> str:
        name = self.names.get(value) if self.keys[position] is Dimension.RESOURCE else None
        return f"{name} ({value})" if name else self._label(position, value)

    def _label(self, position: int, value: str) -> str:
        key = self.keys[position]
        if not value:
            return "untagged" if isinstance(key, Tag) else f"no {heading(key).lower()}"
        if key is Dimension.LINE_KIND:
            return " ".join(kind_words((value,))) or value
        return account_label(value, self.info) if key is Dimension.ACCOUNT else value


def grouping(names: Sequence[str], scope: Scope) -> Grouping | Missing:
    """The dimensions of `group_by` words, or the first one the bill does not have. Raises ToolRetry."""
    keys: list[GroupKey] = []
    for name in names:
        key = group_key(name, scope.info, scope.terms)
        if isinstance(key, Missing):
            return key
        keys.append(key)
    return Grouping(tuple(keys), scope.info)


def in_words(keys: Sequence[GroupKey]) -> str:
    """Dimensions in a sentence: `service and tag team`."""
    return " and ".join(key_in_words(key.key) if isinstance(key, Tag) else heading(key).lower() for key in keys)


def counted(keys: Sequence[GroupKey], count: int) -> str:
    """What is counted, beside a number: `services`, `teams` for the tag team, `combinations` of several dimensions."""
    if len(keys) != 1:
        return plural("combination", count)
    key = keys[0]
    if not isinstance(key, Tag):
        return plural(heading(key).lower(), count)
    name = shown_key(key.key)
    return plural(name, count) if name.isalpha() else f"{plural('value', count)} of the {key_in_words(key.key)}"


def increase_or_decrease(change: Decimal) -> str:
    """What the amount of a change is called: its fact tells the size, and this the direction."""
    return "decrease" if change < 0 else "increase"


def plural(noun: str, count: int) -> str:
    """A noun beside a count: `service`, `services`, `kinds of charge`, `service categories`."""
    if count == 1:
        return noun
    if noun.endswith("s"):
        return f"{noun}es"
    if noun.startswith("kind "):
        return f"kinds{noun.removeprefix('kind')}"
    return f"{noun.removesuffix('y')}ies" if noun.endswith(("gory", "mily")) else f"{noun}s"


def family_words(name: str) -> str:
    """A family of usage in a sentence: `compute instances`, `NAT gateway`."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence: `tax, support and marketplace`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(*parts: str) -> str:
    """Parts as one sentence without double blanks, its first letter in upper case."""
    text = _BLANK_BEFORE.sub(r"\1", " ".join(" ".join(parts).split()))
    return text[:1].upper() + text[1:]
