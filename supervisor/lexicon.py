"""What words mean to the fast path: each known word or phrase has one kind and a value; all others are unknown.

A `Lexicon` is a tree of words, built once, in which the longest known phrase at a position is found by look-ups.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Value = str | int | tuple[str, ...] | None
V = TypeVar("V", bound=Value)


class Kind:
    """The kinds of words. Plain integers: the fast path compares them some ten times a decision."""

    SKIP: Final = 0
    """Says nothing about what is asked."""
    OWN: Final = 1
    """The person or their organisation: what is asked about is their own money."""
    COST: Final = 2
    WHICH: Final = 3
    BY: Final = 4
    DIM: Final = 5
    """A dimension's noun in the singular; the value is its `group_by` word."""
    DIMS: Final = 6
    """The same in the plural."""
    TOP: Final = 7
    NUM: Final = 8
    AND: Final = 9
    FILTER: Final = 10
    """A value to keep; the value is (field, name, field, name, …)."""
    PERIOD: Final = 11
    UNIT: Final = 12
    PAST: Final = 13
    MONTH: Final = 14
    YEAR: Final = 15
    QUARTER: Final = 16
    FISCAL: Final = 17
    DAY: Final = 18
    """A day of a month, such as 3rd."""
    SINCE: Final = 19
    BETWEEN: Final = 20
    TO: Final = 21
    WEEK_OF: Final = 22
    HALF: Final = 23
    GRAIN: Final = 24
    TREND: Final = 25
    AVERAGE: Final = 26
    METRIC: Final = 27
    EXCLUDE: Final = 28
    OVER: Final = 29
    UNDER: Final = 30
    MONEY: Final = 31
    COMPARE: Final = 32
    STEPWISE: Final = 33
    """Month over month and the like."""
    CHANGE: Final = 34
    DRIVER: Final = 35
    WHY: Final = 36
    NEW: Final = 37
    STOPPED: Final = 38
    COMMITMENT: Final = 39
    ASPECT: Final = 40
    FOLLOW: Final = 41
    USING: Final = 42
    DOES: Final = 43
    ARTICLE: Final = 44
    TAG: Final = 45
    EARLIER: Final = 46
    """The period before, or a year before, the one talked about."""
    RUN_RATE: Final = 47
    STATUS: Final = 48
    BILL: Final = 49
    """A cost noun that is also a thing: "the bill covers", "bill by service"."""
    IN: Final = 50
    ACCOUNT_ID: Final = 51
    WORD: Final = 52
    """An unknown word; it has a meaning only where a name is expected, beside a tag key or a team."""
    COSTLY: Final = 53
    """TOP in words that are about money, such as "most expensive"."""
    WHERE: Final = 54
    PERCENT: Final = 55
    PREVIOUS: Final = 56
    """EARLIER beside a period or a question before, else the last one."""
    THINGS: Final = 57
    """A FILTER that names resources."""
    FORECAST: Final = 58
    """Words about what is still to come; the value "sure" needs no period ahead beside it."""
    NEXT: Final = 59
    TILL_END: Final = 60
    """The end of the running unit, such as "by the end of the month"; the value is the unit."""
    AHEAD: Final = 61
    """A period that lies ahead by itself, such as "tomorrow"; the value is its symbol."""
    SHARE: Final = 62
    UNTAGGED: Final = 63
    NOT: Final = 64
    """A filter's opposite, such as "non-production"; the value is as a filter's."""
    PAST_TENSE: Final = 65
    """What is asked about is over: "at the end of the month" is then no forecast."""
    HOW: Final = 66
    """Asks for a manner ("how is … billed"), which is no question about this bill."""
    TOTAL: Final = 67
    """A word about sums that means money only beside a period."""
    CURRENCY: Final = 68
    PRICE: Final = 69
    """An amount with its currency, such as $100."""
    WHICH_UNIT: Final = 70
    """Asks for one day, week or month; the value is the unit."""
    DATA: Final = 71
    """Says nothing, unless a name follows: "cost data", "the data science team"."""
    DIRECTION: Final = 72
    """CHANGE in a word that says no more than up or down."""
    COUNTED: Final = 73
    """So many units in one word, such as 6-month; the value is (count, unit)."""
    FEE: Final = 74
    """What is paid for a commitment: "upfront", "recurring", or "fee", which says nothing without one."""
    COUNT: Final = 75
    DEARER: Final = 76
    """CHANGE in words about money: "get more expensive"."""
    NAME: Final = 77
    """A value of the bill's tags, which is also a plain word: a filter only beside a word about cost."""
    BREAK: Final = 78
    """To take apart by what follows, or by what stands after "down"."""
    EVER: Final = 79
    """All of the bill, unless another period stands beside it: "so far"."""
    EC2_OTHER: Final = 80
    """What EC2 bills beside instances."""
    USAGE_UNIT: Final = 81
    """What usage is measured in, such as GB; the value is the unit."""
    UNIT_PRICE: Final = 82
    WEEKDAYS: Final = 83
    """Weekends, beside weekdays or not."""
    OF_CREDITS: Final = 84
    """Words that ask what became of credits; the value is what: "applied", "left"."""
    LIST: Final = 85
    """Asks for names and amounts one by one."""
    WHAT_IS: Final = 86
    MEANING: Final = 87
    """Asks what a name stands for."""
    STORED: Final = 88
    """Data that is kept; a value is what keeps it, as a filter's."""
    CUE: Final = 89
    """A word of the agent that reads; the value is (name of the cue, what is meant)."""
    UNREAL: Final = 90
    """What would be paid, which only a price list tells."""
    BOUGHT: Final = 91
    """How usage was bought; the value is "on-demand" or "spot"."""
    PART: Final = 92
    """A noun for single resources, behind the name of what provides them."""
    THING: Final = 93
    """THINGS in the singular: of a ranking one is asked for."""
    SUPPOSE: Final = 94
    """Begins what is only supposed: "what if"."""
    PER_CENT: Final = 95
    """The word for it, which makes a percentage of the number before it."""
    END: Final = 96


@dataclass(slots=True)
class Node:
    """A word after the words before it: what the phrase up to here means (kind -1: nothing yet), and what follows.

    Never changed once its lexicon is made. No tuple, since the attributes of one take three times as long to read.
    """

    kind: int
    value: Value
    next: dict[str, "Node"] | None


Lexicon = dict[str, Node]

Entry = tuple[str, int, Value]
"""A phrase of lower-case words, its kind and its value."""


def entries_of(kind: int, table: Mapping[V, str]) -> Iterable[Entry]:
    """Entries of one kind from value → phrases separated by commas."""
    for value, text in table.items():
        for phrase in text.split(","):
            yield phrase, kind, value


def words_of(kind: int, text: str, value: Value = None) -> Iterable[Entry]:
    """Entries of one kind and value from phrases separated by commas."""
    return [(phrase.strip(), kind, value) for phrase in text.split(",")]


_TOKEN = re.compile(r"[$€£]?\w(?:[\w.,'/:=&-]*[\w%])?|[<>&+–—-]")
_SHARE = re.compile(r"(?<![\w.,])([+\u2212-]?)(\d[\d.,]*)\s*%")
_SIGNS = {"": "", "+": "up ", "-": "down ", "\u2212": "down "}


def _as_said(share: re.Match[str]) -> str:
    """A share in one word, its sign as one of its own: "+20 %" is "up 20%"."""
    return f"{_SIGNS[share[1]]}{share[2]}%"


def tokens_of(text: str) -> list[str]:
    """Words of a question in lower case: numbers, amounts, dates, codes and `key=value` stay whole, as does "20 %"."""
    lower = text.lower().replace("’", "'")
    spaced = (_SHARE.sub(_as_said, lower) if "%" in lower else lower).split()
    if "".join(spaced).isalnum():  # most texts: each word is one token as it stands
        return spaced
    words: list[str] = []
    for word in spaced:
        if word.isalnum():
            words.append(word)
        else:
            words += _TOKEN.findall(word)
    return words


def build(entries: Iterable[Entry], base: Lexicon | None = None, *, over: bool = False) -> Lexicon:
    """A lexicon of these phrases on top of another one, which stays as it is.

    The first meaning of a phrase wins, or the last one with `over`.
    """
    tree: Lexicon = dict(base or {})
    made: set[int] = set()
    for phrase, kind, value in entries:
        words = tokens_of(phrase)
        if words:
            node = _grown(tree, words, made)
            if node.kind < 0 or over:
                node.kind, node.value = kind, value
    return tree


def _grown(tree: Lexicon, words: list[str], made: set[int]) -> Node:
    """The node of a phrase. Those `made` for this tree may be changed; one of another lexicon is copied first."""
    node = _own(tree, words[0], made)
    for word in words[1:]:
        if node.next is None:
            node.next = {}
        node = _own(node.next, word, made)
    return node


def _own(level: Lexicon, word: str, made: set[int]) -> Node:
    found = level.get(word)
    if found is not None and id(found) in made:
        return found
    own = Node(-1, None, None) if found is None else Node(found.kind, found.value, dict(found.next or {}) or None)
    made.add(id(own))
    level[word] = own
    return own
