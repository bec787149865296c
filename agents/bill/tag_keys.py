"""Which of a bill's tag keys a person means: a literal key first, then its spellings, then names for the same thing.

Whatever is answered by another key than the one asked for is said (`key_notes`).
"""

import re
from collections.abc import Iterable, Iterator

from billing.query import BillInfo, Tag
from billing.terms import Terms
from finops_core.names.services import squash
from finops_core.texts import isolated

_SAME_THING = (
    ("environment", "env"),
    ("application", "app", "application name", "app name"),
    ("department", "dept"),
    ("business unit", "bu"),
    ("cost center", "cost centre"),
    ("customer", "tenant", "client"),
    ("project", "project name", "project id"),
    ("namespace", "kubernetes namespace", "k8s namespace", "goog k8s namespace", "eks namespace"),
    ("cluster", "cluster name", "k8s cluster", "goog k8s cluster name", "eks cluster name", "eks cluster"),
    ("workload", "workload name", "k8s workload name", "goog k8s workload name", "eks workload name", "deployment"),
)
"""Names for one thing, the usual one first. Kubernetes' as Amazon EKS and Google Kubernetes Engine spell them."""

_SCOPED = re.compile(r"^(?P<scope>[a-z]+[A-Z][A-Za-z]*)/(?P<name>.+)$")
_COST_CATEGORY = "costCategory/"
_ALLOCATED = "allocatedTag/"
CUSTOM_COLUMN = "customColumn/"
"""What the key of a column that a file has of its own begins with."""
_USER_PREFIXES = ("user", "resourcetagsuser")


def cost_categories(info: BillInfo) -> tuple[str, ...]:
    """The keys of the bill's cost categories."""
    return tuple(key for key in info.tag_keys if key.startswith(_COST_CATEGORY))


def shown_key(key: str) -> str:
    """A key as a person reads it: `cost category Project` for `costCategory/Project`."""
    found = _SCOPED.match(key)
    if found is None:
        return key
    if key.startswith(CUSTOM_COLUMN):
        return _in_words(found["name"])
    scope = re.sub(r"(?<!^)([A-Z])", r" \1", found["scope"]).lower()
    return f"{scope} {found['name']}"


def key_in_words(key: str) -> str:
    """A key in a sentence: `tag team`, `cost category Project`."""
    return shown_key(key) if _SCOPED.match(key) else f"tag {key}"


def bare_key(key: str) -> str:
    """A key without what it is of: `Project` for `costCategory/Project`, `billing profile` for x_BillingProfileName."""
    found = _SCOPED.match(key)
    if found and key.startswith(CUSTOM_COLUMN):
        return _in_words(found["name"]).removesuffix(" name")
    return found["name"] if found else key


def keys_of_tags(info: BillInfo) -> tuple[str, ...]:
    """The keys that resources are tagged with: neither cost categories nor columns of the bill's own."""
    return tuple(key for key in info.tag_keys if not key.startswith((_COST_CATEGORY, CUSTOM_COLUMN)))


def _in_words(column: str) -> str:
    """`cost center` for `x_CostCenter` and `x_cost_center`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", column[2:])
    return spaced.strip().lower() or column


def called_the_same(asked: str) -> tuple[str, ...]:
    """A name and the other names for the same thing."""
    wanted = squash(asked)
    group = next((names for names in _SAME_THING if wanted in map(squash, names)), ())
    return (asked, *(name for name in group if squash(name) != wanted))


def candidates(asked: str, info: BillInfo, terms: Terms) -> tuple[Tag, ...]:
    """The bill's keys that a name may mean, the best first; each with its spellings, which are read as one."""
    found = [tag for name in called_the_same(_by_terms(asked, terms)) for tag in _named(name, info.tag_keys)]
    return tuple(dict.fromkeys(found))


def _by_terms(asked: str, terms: Terms) -> str:
    """A key that means the same as another by the organisation's terms is that one, under which the bill has both."""
    wanted = squash(asked)
    return next((name for name, tag in terms.tags.items() if wanted in map(squash, tag.keys)), asked)


def _named(name: str, keys: tuple[str, ...]) -> Iterator[Tag]:
    """Keys that are this name literally, in another spelling, of something else than a resource, or at their end."""
    wanted = squash(name)
    own = tuple(key for key in keys if not _SCOPED.match(key))
    spelled = _spellings(name, ((key, squash(key)) for key in own))
    allocated = tuple(key for key in keys if key.startswith(_ALLOCATED) and squash(bare_key(key)) == wanted)
    first, *others = (*allocated, *spelled) or ("",)
    if first:
        yield Tag(first, tuple(others))
    yield from _of_other_things(wanted, keys)
    yield from _of_columns(wanted, keys)
    yield from (Tag(key) for key in own if squash(re.split(r"[:/.]", key)[-1]) == wanted and key not in spelled)


def _of_other_things(wanted: str, keys: tuple[str, ...]) -> Iterator[Tag]:
    """Tags of accounts and the like, and cost categories: by their whole key, then by its last part."""
    scoped = [key for key in keys if _SCOPED.match(key) and not key.startswith((_ALLOCATED, CUSTOM_COLUMN))]
    yield from (Tag(key) for key in scoped if wanted in (squash(key), squash(shown_key(key))))
    categories_first = sorted(scoped, key=lambda key: (not key.startswith(_COST_CATEGORY), key))
    yield from (Tag(key) for key in categories_first if squash(bare_key(key)) == wanted)


def _of_columns(wanted: str, keys: tuple[str, ...]) -> Iterator[Tag]:
    """A column of the export's own. Files of one bill may spell it differently; a name goes before an id."""
    custom = [key for key in keys if key.startswith(CUSTOM_COLUMN) and wanted in _names_of_column(key)]
    if custom:
        first = min(custom, key=lambda key: (squash(shown_key(key)) != wanted, squash(key).endswith("id"), key))
        spelled_alike = [key for key in custom if key != first and squash(shown_key(key)) == squash(shown_key(first))]
        yield Tag(first, tuple(spelled_alike))


def _names_of_column(key: str) -> tuple[str, ...]:
    """What a column of the bill's own is called: with its `x_` and without, a name or an id without that word too."""
    words = shown_key(key)
    return (
        squash(key),
        squash(key.removeprefix(CUSTOM_COLUMN)),
        *map(squash, (words, bare_key(key), words.removesuffix(" id"))),
    )


def _spellings(name: str, keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Keys that differ from a name by case, punctuation and an export's prefix at most, the nearest first."""
    wanted = {squash(name), *(prefix + squash(name) for prefix in _USER_PREFIXES)} - {""}
    nearness = [
        (key != name, key.casefold() != name.casefold(), plain != squash(name), key)
        for key, plain in keys
        if plain in wanted or key == name
    ]
    return tuple(key for *_, key in sorted(nearness))


def key_notes(asked: Iterable[str], info: BillInfo, terms: Terms) -> Iterator[str]:
    """What is read for the tag keys of a question, where it is not just the key that was asked for."""
    for name in dict.fromkeys(asked):
        found = candidates(name, info, terms)
        if not found:
            continue
        tag = found[0]
        if tag.key.startswith(CUSTOM_COLUMN):
            columns = " and ".join(isolated(key.removeprefix(CUSTOM_COLUMN)) for key in (tag.key, *tag.others))
            yield f"This is by the bill's own column {columns}."
        elif tag.others:
            keys = ", ".join(isolated(key) for key in (tag.key, *tag.others))
            yield f"The tag keys {keys} are read as one; of several that a charge has, the first counts."
        elif not _is_named(tag.key, (name, _by_terms(name, terms))):
            yield f"The bill has no tag {isolated(name)}; this is by {isolated(shown_key(tag.key))}."


def _is_named(key: str, names: tuple[str, ...]) -> bool:
    """Whether a key differs from one of these names by spelling at most."""
    return any(squash(key) in (prefix + squash(name) for prefix in ("", *_USER_PREFIXES)) for name in names)


def category_notes(info: BillInfo) -> Iterator[str]:
    """Which of several cost categories a question for “the” cost category is answered by."""
    categories = cost_categories(info)
    if len(categories) > 1:
        others = ", ".join(isolated(bare_key(key)) for key in categories[1:])
        yield f"This is by the cost category {isolated(bare_key(categories[0]))}; the bill also has {others}."
