"""What tags and names say: what a resource is for (production, or something that may stop at night), who made it."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

_WORDS = (
    "dev devel develop development staging stage stg test tests testing tst qa uat sandbox sbx playground poc demo "
    "sit perf nonprod nonprd nonproduction preprod preprd preproduction"
)
_NON_PRODUCTION: Final = frozenset(_WORDS.split())
"""Pre-production is not production: it is where a release is tried before anybody uses it."""
_PRODUCTION: Final = frozenset({"prod", "production", "prd", "live"})
_JOINED: Final = re.compile(r"(?<![a-z])(non|pre)[\s_.-]+(?=prd|prod)", re.IGNORECASE)


def is_non_production(named: str) -> bool:
    """Whether words such as a tag's value or an account's name say so: `Dev`, `pre-prod`, `test-2`, `Team Sandbox`.

    What says production as well ("dev-tools-prod") is production.
    """
    words = frozenset(re.split(r"[^a-z]+", _JOINED.sub(r"\1", named.lower())))
    return not _NON_PRODUCTION.isdisjoint(words) and _PRODUCTION.isdisjoint(words)


_KEYS: Final = ("environment", "env", "stage")
"""The words that keys end with, the one that counts first."""
_WHAT_OF_IT: Final = frozenset({"name", "type", "class", "kind"})
_SET_BY_SERVICES: Final = ("aws:", "elasticbeanstalk:", "costcategory/", "userattribute/")
"""How keys begin whose environment is another thing, such as Elastic Beanstalk's, or that are of no resource."""
_KEY_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MOST_KEYS: Final = 8


def environment_rank(key: str) -> tuple[int, int] | None:
    """How well a tag's key says that it names an environment, the lowest best; None for any other key.

    `environment`, `Env`, `deployment_environment`, `acme:AppEnvironment` (in small letters too), `environment-type`
    do; `environment_owner` does not.
    """
    if key.lower().startswith(_SET_BY_SERVICES):
        return None
    words = [word.lower() for word in _KEY_WORD.findall(re.split(r"[:/]", key)[-1])]
    if len(words) > 1 and words[-1] in _WHAT_OF_IT:
        words = words[:-1]
    if not words:
        return None
    joined = next((each for each in _KEYS[:2] if words[-1] != each and words[-1].endswith(each)), "")
    last = joined or words[-1]
    return (len(words) + bool(joined), _KEYS.index(last)) if last in _KEYS else None


_MADE_BY_A_PLAN: Final = ("aws:backup", "aws:dlm", "dlm:")


def plan_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that AWS Backup and Data Lifecycle Manager set: a plan makes and deletes what carries one."""
    return tuple(sorted(key for key in keys if key.lower().startswith(_MADE_BY_A_PLAN)))[:MOST_KEYS]


def environment_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that name an environment, the plainest first, as many as are looked at."""
    ranked = sorted((rank, key) for key in keys if (rank := environment_rank(key)) is not None)
    return tuple(key for _, key in ranked)[:MOST_KEYS]


def environment_in(tags: Mapping[str, str]) -> str:
    """What the plainest of a resource's tags says about its environment; empty where none does."""
    return next((tags[key] for key in environment_keys(tags) if tags[key]), "")
