"""The names one bill adds to the fast path's words: services, publishers, accounts, regions, tags and providers."""

import re
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Final

from agents.bill.tag_keys import CUSTOM_COLUMN, bare_key, called_the_same, shown_key
from billing.charge_rows import ChargeRows
from billing.query import BillInfo, BillQuery, Dimension, Tag
from billing.source import BillSource
from finops_core.errors import BillError
from finops_core.names.usage_kinds import instance_family_of
from supervisor.english import plural_of
from supervisor.lexicon import Entry, Kind, Lexicon, Node, Value, build, tokens_of
from supervisor.thing_phrases import ENVIRONMENT
from supervisor.usage_words import family_entries
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
_ACCOUNTS_CALLED = {"microsoft": "subscription", "google": "project", "google cloud": "project"}
"""What providers call an account, by their names."""

READERS_KEPT = 32
"""Readers whose words are kept, those asked for last: each set of accounts has one of its own."""
_SHORTEST = 3
"""Shorter names are more often plain words."""
_SHORTEST_ALONE = 4
"""One word of a longer name has to be longer to stand for it."""
MOST_TAG_KEYS = 20
MOST_TAG_VALUES = 200
"""A tag with more values holds ids rather than names."""
_ADJECTIVES = """
    additional advanced analytics basic billing business community complete connect consulting control corporate custom
    customer data developer digital education elastic enterprise events flexible free general global health home
    hosting insurance international internal learning licence license link live local main managed market marketing
    medical meeting mobile monitoring national office online open payroll personal phone platinum premium prime private
    production professional public quick rapid real remote rental salary sales secure security service services shared
    simple single smart social software solutions standard studio super support team time tools training travel
    ultimate universal user users virtual visual world
"""
PLAIN: Final = frozenset(_ADJECTIVES.split())
"""First words of services and publishers that are no name by themselves."""
NO_NAME: Final = frozenset({"default", "false", "none", "null", "other", "others", "true", "unknown", "untagged"})
"""Values of tags that name nothing."""


class Vocabulary:
    """The lexicon of a bill as its reader sees it, made once for each state of the bill. Safe to call from threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[int, tuple[BillSource, tuple[object, ...], Lexicon]] = {}

    def of(self, source: BillSource | None) -> Lexicon:
        """The common words and the bill's names; only the common words without a readable bill."""
        if source is None:
            return COMMON
        try:
            info = source.info()
            state = (info.rows, info.period, info.data_as_of)
            with self._lock:
                known = self._made.pop(id(source), None)
                if known is None or known[1] != state:
                    known = (source, state, _lexicon(source, info))
                self._made[id(source)] = known
                while len(self._made) > READERS_KEPT:
                    del self._made[next(iter(self._made))]
                return known[2]
        except BillError:
            return COMMON


def _lexicon(source: BillSource, info: BillInfo) -> Lexicon:
    """In a bill of several providers "AWS" is one of them; else it goes without saying."""
    lexicon = build(_names(source, info), COMMON)
    accounts = [entry for entry in _account_names(info) if "account" in entry[0]]
    lexicon = build(reversed(accounts), lexicon, over=True)  # the bill's own "staging account", not any
    providers = source.values(Dimension.PROVIDER)
    lexicon = build(_words_for_accounts(providers, info), lexicon, over=True)
    ours = next((name for name in providers if name.lower() in {"aws", "amazon web services"}), None)
    if ours is not None and len(providers) > 1:
        lexicon["aws"] = Node(Kind.FILTER, ("provider", ours), lexicon["aws"].next)
    for key in info.tag_keys:
        node = lexicon.get(key.lower())
        # A key of the bill is that key, not the one it is another word for.
        if node is not None and node.kind == Kind.DIM and str(node.value).startswith("tag:"):
            lexicon[key.lower()] = Node(Kind.DIM, f"tag:{key}", node.next)
    return lexicon


def _names(source: BillSource, info: BillInfo) -> Iterator[Entry]:
    """Entries for a bill; a word that has a meaning already keeps it."""
    for field, dimension in _FILTERS.items():
        for name in source.values(dimension)[:MOST_NAMES]:
            yield from _entry(name, Kind.FILTER, (field, name))
    yield from _account_names(info)
    for provider in source.values(Dimension.PROVIDER):
        for alias in _PROVIDER_ALIASES.get(provider.lower(), ()):
            yield alias, Kind.FILTER, ("provider", provider)
    for key in info.tag_keys:
        for name in dict.fromkeys((key, bare_key(key), shown_key(key))):
            yield from _entry(name.replace("_", " "), Kind.DIM, f"tag:{key}")
            yield from _entry(name, Kind.DIM, f"tag:{key}")
        if bare_key(key) != key:
            yield shown_key(key).lower(), Kind.DIM, f"tag:{key}"
        for name in called_the_same(bare_key(key))[1:]:
            yield from _entry(name, Kind.DIM, f"tag:{key}")
            yield from _entry(plural_of(name), Kind.DIMS, f"tag:{key}")
        yield from _entry(plural_of(bare_key(key).lower()), Kind.DIMS, f"tag:{key}")
        if key.startswith(CUSTOM_COLUMN):
            yield key.removeprefix(CUSTOM_COLUMN).lower(), Kind.DIM, f"tag:{key}"
    yield from _instance_families(source)
    yield from _budget_names(source)
    yield from _short_names(source)
    yield from _tag_values(source, info)
    gone_over = source.rows_gone_over if isinstance(source, ChargeRows) else info.rows
    if gone_over <= MOST_ROWS_WITH_RESOURCES:
        yield from _resources(source)


def _instance_families(source: BillSource) -> Iterator[Entry]:
    """The families of the bill's instances: "m5", also without a noun."""
    for family in {instance_family_of(name) for name in source.values(Dimension.USAGE_TYPE)[:MOST_NAMES]}:
        if any(letter.isdecimal() for letter in family):
            yield family, Kind.FILTER, ("instance_family", family)
            yield from family_entries(family)


def _words_for_accounts(providers: Sequence[str], info: BillInfo) -> Iterator[Entry]:
    """ "By project" in a bill of Google's alone, unless it has a tag of that name."""
    tags = {bare_key(key).lower() for key in info.tag_keys}
    if len(providers) != 1:
        return
    for noun in {_ACCOUNTS_CALLED.get(provider.lower(), "") for provider in providers} - {""} - tags:
        yield noun, Kind.DIM, "account"
        yield f"{noun} id", Kind.DIM, "account"
        yield plural_of(noun), Kind.DIMS, "account"


def _account_names(info: BillInfo) -> Iterator[Entry]:
    """Accounts by their names, and by the one word that only one of them has: "the staging account".

    A former name means its account unless another has it now.
    """
    words: dict[str, set[str]] = {}
    former = ((account, name) for account, names in info.former_names.items() for name in names)
    for account in info.accounts:
        yield from _entry(
            account, Kind.FILTER, ("account", account)
        )  # a project's id is a name, digits are read as ids
    for account, name in (*info.accounts.items(), *former):
        for text in (name, f"{name} account", f"the {name} account"):
            yield from _entry(text if name else "", Kind.FILTER, ("account", account))
        for word in _parts(name):
            words.setdefault(word, set()).add(account)
    for word, accounts in words.items():
        if len(accounts) == 1 and not word.isdecimal() and word not in _NOUNS:
            for spelled in _environments(word):
                for text in (
                    *(f"{spelled} account", f"account {spelled}", f"the {spelled} account"),
                    *(f"account of {spelled}", f"account of the {spelled}", f"account for {spelled}"),
                ):
                    yield text, Kind.FILTER, ("account", *accounts)


_NOUNS = frozenset({"account", "aws", "amazon", "cloud", "the", "my", "our", "each", "every", "which", "all", "by"})


def _environments(word: str) -> Iterator[str]:
    """A word and, where it names an environment, its other spellings: "prod", "production"."""
    yield word
    for phrases in ENVIRONMENT.values():
        spellings = [phrase.strip() for phrase in phrases.split(",") if " " not in phrase.strip()]
        yield from (spelled for spelled in spellings if word in spellings and spelled != word)


def _parts(name: str) -> list[str]:
    return [word for word in _BETWEEN.split(name.lower()) if word]


_BETWEEN = re.compile(r"[^\w.]+|_")


def _resources(source: BillSource) -> Iterator[Entry]:
    """Resources by name and by the last part of an ARN; what is a plain word is one only beside a noun for it."""
    meant: dict[str, str] = {}
    for name in source.values(Dimension.RESOURCE_NAME)[:MOST_NAMES]:
        meant.setdefault(name.lower(), name)
    for resource in source.values(Dimension.RESOURCE)[:MOST_NAMES]:
        name = re.split(r"[:/]", resource)[-1] if resource.startswith("arn:") else resource
        meant.setdefault(name.lower(), resource)
    plain = 0
    for name, resource in meant.items():
        if not name.replace(" ", "").isalpha():
            yield from _entry(name, Kind.FILTER, ("resource", resource))
        elif plain < MOST_PLAIN_NAMES:
            plain += 1
            for noun in NOUNS_OF_RESOURCES:
                yield f"{name} {noun}", Kind.FILTER, ("resource", resource)
                yield f"{noun} {name}", Kind.FILTER, ("resource", resource)


def _budget_names(source: BillSource) -> Iterator[Entry]:
    """The organisation's budgets by name, beside their noun: a cue that only the agent of budgets takes."""
    budgets = source.terms.budgets if isinstance(source, ChargeRows) else ()
    for name in (budget.budget_name for budget in budgets):
        plain = " ".join(word for word in tokens_of(name) if word not in _BUDGET_NOUNS)
        texts = (f"{plain} budget", f"budget {plain}", f"budget for {plain}", f"budget of {plain}") if plain else ()
        for text in dict.fromkeys((*texts, *([name.lower()] if _named_as_one(name) else ()))):
            yield text, Kind.CUE, ("budget_named", name)


_BUDGET_NOUNS: Final = frozenset({"budget", "budgets", "the", "a"})


def _named_as_one(name: str) -> bool:
    """Whether the name says by itself that it is a budget's: `budget-ec2-monthly`, `Data budget`."""
    return "budget" in name.lower() and name.lower() not in _BUDGET_NOUNS


def _short_names(source: BillSource) -> Iterator[Entry]:
    """Services by the first word of their own name or of their publisher's: "snowflake" for "Snowflake Data Cloud"."""
    meant: dict[str, set[str]] = {}
    said: dict[str, set[str]] = {}
    for service in source.values(Dimension.SERVICE)[:MOST_NAMES]:
        words = [word for word in _parts(service) if word not in _VENDORS]
        for word in words:
            said.setdefault(word, set()).add(service)
        meant.setdefault(words[0] if words else "", set()).add(service)
    for word, service in _sold_by(source):
        meant.setdefault(word, set()).add(service)
    for word, services in meant.items():
        if len(services) == 1 and said.get(word, services) == services and _stands_alone(word, PLAIN):
            yield word, Kind.FILTER, ("service", *services)


MOST_ROWS_WITH_RESOURCES: Final = 5_000_000
"""In larger bills names of resources are known by their shape alone, since listing them takes seconds."""
MOST_PLAIN_NAMES: Final = 100
_NOUNS_LISTED = (
    "resource, bucket, instance, db, database, function, lambda function, lambda, table, queue, volume, stream"
)
NOUNS_OF_RESOURCES: Final = tuple(_NOUNS_LISTED.split(", "))

_VENDORS = frozenset({"amazon", "aws", "microsoft", "azure", "google", "oracle"})


def _sold_by(source: BillSource) -> Iterator[tuple[str, str]]:
    """The first word of each publisher's name with each service of theirs, where nobody else sells that service."""
    sold = source.query(BillQuery(group_by=(Dimension.PUBLISHER, Dimension.SERVICE))).rows
    pairs = {(row.keys[0], row.keys[1]) for row in sold if row.keys[0] and row.keys[1]}
    for publisher, service in pairs:
        words = _parts(publisher)
        alone = sum(service == other for _, other in pairs) == 1
        if words and alone and words[0] not in _VENDORS:
            yield words[0], service


def _tag_values(source: BillSource, info: BillInfo) -> Iterator[Entry]:
    """Values of tags as names; one that several keys have is known by all of them, and meant only beside its key."""
    teams = _teams(source)
    meant: dict[str, dict[str, tuple[str, str]]] = {name.lower(): {"": ("team", name)} for name in teams}
    for key in info.tag_keys[:MOST_TAG_KEYS]:
        values = source.values(Tag(key))
        for value in values if len(values) <= MOST_TAG_VALUES else ():
            pair = ("team", value) if key.lower() == "team" and not teams else ("tag", f"{key}={value}")
            meant.setdefault(value.lower(), {}).setdefault(key, pair)
    for value, keys in meant.items():
        if _stands_alone(value, NO_NAME):
            yield from _entry(value, Kind.NAME, tuple(part for pair in keys.values() for part in pair))


def _teams(source: BillSource) -> tuple[str, ...]:
    """The teams of the organisation's terms; without any, the values of the tag of that name are teams."""
    try:
        return tuple(name for name in source.values(Dimension.TEAM) if name)
    except BillError:
        return ()


def _stands_alone(word: str, besides: frozenset[str]) -> bool:
    return len(word) >= _SHORTEST_ALONE and word not in besides and word not in COMMON and not word.isdecimal()


def _entry(name: str, kind: int, value: Value) -> Iterator[Entry]:
    """A name as words, unless each of its words already means something: "Last Month" stays a period."""
    if len(name) >= _SHORTEST and not name.isdecimal() and any(_unknown(word) for word in tokens_of(name)):
        yield name.lower(), kind, value


def _unknown(word: str) -> bool:
    """Whether a word says nothing by itself, though it may begin a phrase that does."""
    return word not in COMMON or COMMON[word].kind < 0
