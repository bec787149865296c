"""Routing without a model: whether a question that was not understood whole may be answered by the words that were."""

import re
from typing import Final

from supervisor.lexicon import Kind, Lexicon, Value, tokens_of
from supervisor.scan import scan
from supervisor.unknown_names import name_expected

OTHER_CLOUDS = (
    "azure",
    "gcp",
    "google",
    "bigquery",
    "oracle",
    "oci",
    "alibaba",
    "digitalocean",
    "openai",
    "anthropic",
    "datadog",
    "snowflake",
    "github",
)
"""Names of other vendors: unless the bill has their charges, an answer from the bill would be about something else."""

_DOING = """
    add alert approve archive block book build buy cancel change charge create delete deploy design detach disable
    draft email enable enforce export fix implement install launch make migrate move notify open order pay play
    purchase refund remind remove resize rotate schedule send set share sign start stop tag terminate transfer
    translate turn update upgrade write
"""
DOING: Final = frozenset(_DOING.split())
"""Verbs that ask for something to be done, when a sentence begins with one."""

_MAKING = "code component haiku javascript joke lyrics poem python recipe regex script snippet song story typescript"
OTHER_WISHES: Final = frozenset(_MAKING.split())

_HOW_TO: Final = re.compile(
    r"(please |so )?(how (do|can|could|should|would|to)|should) (?!.*\b(compare|change|develop)\b)"
)
_COST: Final = frozenset({Kind.COST, Kind.BILL, Kind.COSTLY, Kind.METRIC, Kind.RUN_RATE, Kind.TREND, Kind.PRICE})
_OF_A_CLOUD: Final = frozenset({"service", "usage_family", "provider", "account"})
_WORD = re.compile(r"[a-z0-9]+")


def other_cloud_in(text: str, lexicon: Lexicon) -> str:
    """The vendor a question names of whom the loaded bill knows nothing, else an empty text."""
    named = (word for word in _WORD.findall(text.lower()) if word in OTHER_CLOUDS)
    return next((word for word in named if word not in lexicon or lexicon[word].kind < 0), "")


def names_another_cloud(text: str, lexicon: Lexicon) -> bool:
    """Whether a question is about a vendor of whom the loaded bill knows nothing."""
    return bool(other_cloud_in(text, lexicon))


def is_about_this_bill(text: str, lexicon: Lexicon) -> bool:
    """Whether a question that nobody understood in full may still be answered from the bill.

    It has to speak of cost, must not ask for something to be done or explained, and a word that means nothing here
    ("how much did we spend on travel") makes it one about something else, unless it names the cloud.
    """
    tokens = tokens_of(text)
    if not tokens or asks_for_advice(text) or OTHER_WISHES.intersection(tokens):
        return False
    kinds, values = scan(tokens, lexicon)
    if not speaks_of_cost(text, lexicon):
        return False
    if (Kind.SHARE in kinds and Kind.WORD in kinds) or name_expected(text, lexicon):
        return False
    cloud = "aws" in tokens or "cloud" in tokens or any(_names_cloud(value) for value in values)
    return cloud or Kind.WORD not in kinds


def asks_for_advice(text: str) -> bool:
    """Whether a sentence asks how or whether to do something, or for it to be done."""
    tokens = tokens_of(text)
    return bool(tokens) and (tokens[0] in DOING or _HOW_TO.match(text.lower()) is not None)


def speaks_of_cost(text: str, lexicon: Lexicon) -> bool:
    """Whether any word of a question is about money."""
    return not _COST.isdisjoint(scan(tokens_of(text), lexicon)[0])


def speaks_of_money(text: str, lexicon: Lexicon) -> bool:
    """As `speaks_of_cost`, or of commitments: whether a refusal should say what can be asked instead."""
    return speaks_of_cost(text, lexicon) or Kind.COMMITMENT in scan(tokens_of(text), lexicon)[0]


def _names_cloud(value: Value) -> bool:
    return isinstance(value, tuple) and value[0] in _OF_A_CLOUD
