"""The names one bill adds to the fast path's words: its services, accounts, regions, tag keys and providers."""

from collections.abc import Iterator
from threading import Lock

from billing.query import BillInfo, Dimension
from billing.source import BillSource
from finops_core.errors import BillError
from supervisor import lexicon as k
from supervisor.lexicon import Entry, Lexicon, Node, build, tokens_of
from supervisor.words import COMMON

MOST_NAMES = 2_000
"""Names of one dimension that become words; the largest by cost come first."""

_FILTERS = {
    "service": Dimension.SERVICE,
    "region": Dimension.REGION,
    "usage_type": Dimension.USAGE_TYPE,
    "provider": Dimension.PROVIDER,
}
_PROVIDER_ALIASES = {
    "microsoft": ("azure", "microsoft azure"),
    "google": ("gcp", "google cloud"),
    "google cloud": ("gcp", "google"),
    "oracle": ("oci", "oracle cloud"),
}
_SHORTEST = 3
"""Shorter names are more often plain words."""


class Vocabulary:
    """The lexicon of the loaded bill, made once for each state of the bill. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: tuple[tuple[object, ...], Lexicon] | None = None

    def of(self, source: BillSource | None) -> Lexicon:
        """The common words and the bill's names; only the common words without a readable bill."""
        if source is None:
            return COMMON
        try:
            info = source.info()
            state = (id(source), info.rows, info.period, info.data_as_of)
            with self._lock:
                if self._made is None or self._made[0] != state:
                    self._made = (state, _lexicon(source, info))
                return self._made[1]
        except BillError:
            return COMMON


def _lexicon(source: BillSource, info: BillInfo) -> Lexicon:
    """In a bill of several providers "AWS" is one of them; else it goes without saying."""
    lexicon = build(_names(source, info), COMMON)
    providers = source.values(Dimension.PROVIDER)
    ours = next((name for name in providers if name.lower() in {"aws", "amazon web services"}), None)
    if ours is not None and len(providers) > 1:
        lexicon["aws"] = Node(k.FILTER, ("provider", ours), lexicon["aws"].next)
    return lexicon


def _names(source: BillSource, info: BillInfo) -> Iterator[Entry]:
    """Entries for a bill; a word that has a meaning already keeps it."""
    for field, dimension in _FILTERS.items():
        for name in source.values(dimension)[:MOST_NAMES]:
            yield from _entry(name, k.FILTER, (field, name))
    for account, name in info.accounts.items():
        for text in (name, f"{name} account", f"the {name} account"):
            yield from _entry(text if name else "", k.FILTER, ("account", account))
    for provider in source.values(Dimension.PROVIDER):
        for alias in _PROVIDER_ALIASES.get(provider.lower(), ()):
            yield alias, k.FILTER, ("provider", provider)
    for key in info.tag_keys:
        yield from _entry(key.replace("_", " "), k.DIM, f"tag:{key}")
        yield from _entry(key, k.DIM, f"tag:{key}")


def _entry(name: str, kind: int, value: k.Value) -> Iterator[Entry]:
    """A name as words, unless each of its words already means something: "Last Month" stays a period."""
    if len(name) >= _SHORTEST and not name.isdecimal() and any(word not in COMMON for word in tokens_of(name)):
        yield name.lower(), kind, value
