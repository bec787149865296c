"""Reading what amounts are grouped by: dimensions, tags, and nouns beside their values."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values, read_date
from supervisor.lexicon import Kind, Value
from supervisor.naming import has_key, is_a_thing, name_beside, named_thing
from supervisor.slots import STOP
from supervisor.units import by_unit

_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_KEYS: Final = frozenset({Kind.WORD, Kind.DIM})


_EXTENTS: Final = frozenset({Kind.PERCENT, Kind.PRICE, Kind.MONEY})
"""How much a change is said to have been, which does not change what is asked."""


def read_by(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "by service and region", "per day", "by environment tag", "top services by cost"."""
    word = values[at]
    at += 1
    while kinds[at] in _BEFORE_A_DIMENSION:
        at += 1
    if kinds[at] not in _DIMENSIONS:
        after = _by_no_dimension(said, kinds, values, at, word)
        if after is not None:
            return after
    elif word == "per" and said.which and said.groups:
        return STOP  # "which service has the highest cost per resource" asks for a quotient
    explicit = word == "explicit"
    if explicit:
        said.breakdown = True
    before = len(said.groups)
    at = _more_groups(said, kinds, values, _by_one(said, kinds, values, at, explicit=explicit))
    if word == "across":
        said.across = True
    if word in _WITHIN and len(said.groups) > before:
        said.each_of = said.groups[before]
    return at


def _by_no_dimension(said: Utterance, kinds: Kinds, values: Values, at: int, word: Value) -> int | None:
    """The position behind what is said with "by" and is no group; None for what may be one."""
    kind = kinds[at]
    if kind == Kind.COMMITMENT and said.aspect:
        return at  # "how well covered are we by savings plans"
    if _leads_to_a_value(word, kinds, at) or (kind == Kind.CUE and said.order):
        return at  # "top 5 recommendations by savings"
    if word == "explicit":
        said.breakdown = True
    if kind == Kind.USAGE_UNIT and word == "per" and said.own and Kind.FILTER in kinds:
        said.unit_price = True
    if _by_no_group(said, kind, values[at]):
        return at + 1
    if kind == Kind.TAG and kinds[at + 1] == Kind.END:
        said.untagged = True
        return at + 1
    return _each_of(said, kinds, values, at) if kind == Kind.PAST and word == "each" else None


_WITHIN: Final = ("each", "per")
"""With one of these a ranking is made within each value of the group."""


def _more_groups(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """What is joined to a first group: "and region", "tag team", "and by account"."""
    while at > 0:
        following = kinds[at]
        if following == Kind.AND and kinds[at + 1] == Kind.TAG and kinds[at + 2] == Kind.END:
            return at + 2  # "by team or tag": a tag that nobody names adds nothing
        if following == Kind.AND and kinds[at + 1] in _GROUPABLE:
            at = _by_one(said, kinds, values, at + 1)
        elif following == Kind.AND and kinds[at + 1] == Kind.BY:
            at = _by_one(said, kinds, values, at + 2)
        elif following in _GROUPABLE and not _is_beside_its_value(kinds, values, at):
            at = _by_one(said, kinds, values, at)
        else:
            break
    return at


def _leads_to_a_value(word: Value, kinds: Kinds, at: int) -> bool:
    """ "Across us-east-1 and us-west-2", "spent by the search team"."""
    return (word == "across" and kinds[at] in _VALUES) or (
        word is None and kinds[at] == Kind.NAME and kinds[at + 1] == Kind.DIM
    )


def _is_beside_its_value(kinds: Kinds, values: Values, at: int) -> bool:
    """ "By service for account 123456789012": the account is a filter."""
    if kinds[at] not in _DIMENSIONS or isinstance(values[at], tuple):
        return False
    field, following = str(values[at]), kinds[at + 1]
    if following == Kind.ACCOUNT_ID:
        return field == "account"
    return (following in _VALUES and has_key(values[at + 1], field)) or bool(name_beside(kinds, values, at + 1, field))


def _by_no_group(said: Utterance, kind: int, value: Value) -> bool:
    """ "By cost", "by 20%", "per GB": what is said with "by" without asking for groups."""
    if kind in _EXTENTS and said.change:
        if kind == Kind.PERCENT and said.supposed and not said.percent:
            said.percent = str(value).rstrip("%")
        return True
    if kind == Kind.COST or kind == Kind.BILL:
        said.cost = True
    elif kind == Kind.FORECAST:
        said.forecast = "sure"
    elif kind == Kind.USAGE_UNIT and said.unit_price:
        said.unit = str(value)
    else:
        return False
    return True


_BEFORE_A_DIMENSION: Final = frozenset({Kind.OWN, Kind.ARTICLE, Kind.COSTLY, Kind.TOTAL})


def _by_one(said: Utterance, kinds: Kinds, values: Values, at: int, *, explicit: bool = False) -> int:
    kind = kinds[at]
    if kind == Kind.UNIT:
        return by_unit(said, values, at)
    if kind == Kind.DIM or kind == Kind.DIMS:
        return _grouped(said, kinds, values, at)
    if kind == Kind.TAG or (kind == Kind.WORD and kinds[at + 1] == Kind.TAG):
        return _tag_group(said, kinds, values, at)
    if kind == Kind.WORD and explicit and kinds[at + 1] not in _DIMENSIONS:
        said.group(f"tag:{values[at]}")
        return at + 1
    return STOP


_GROUPABLE: Final = frozenset({Kind.UNIT, Kind.DIM, Kind.DIMS, Kind.TAG})


def _each_of(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "for each of the last 6 months": a period and its unit as the interval."""
    found = read_date(kinds, values, at)
    if found is None or kinds[found[1] - 1] != Kind.UNIT or by_unit(said, values, found[1] - 1) < 0:
        return STOP
    said.periods.append(found[0])
    return found[1]


def _grouped(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if isinstance(value, tuple):
        said.group(value[0] if value else "")
        if value[1:2] != ("service_category",) or not any(is_of(other, "service") for other in values):
            said.keep(value[1:])  # the models of a named service are its own
    else:
        said.group(str(value))
    at += 1
    return at + 1 if kinds[at] == Kind.TAG and str(value).startswith("tag:") else at


def _tag_group(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "tag owner", "owner tag": the word beside the noun is the key."""
    key = at + 1 if kinds[at] == Kind.TAG else at
    if kinds[key] not in _KEYS:
        return STOP
    said.group(f"tag:{str(values[key]).removeprefix('tag:')}")
    return at + 2


_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})
_DATES: Final = frozenset(
    {Kind.IN, Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.YEAR, Kind.QUARTER, Kind.SINCE, Kind.PREVIOUS}
)


def read_tag(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "tagged environment prod", "with tag env=prod", "tag owner": a filter, or a key to group by."""
    following = kinds[at + 1]
    if following == Kind.FILTER or (at and kinds[at - 1] == Kind.FILTER and is_of(values[at - 1], "tag")):
        return at + 1
    if said.share and (following == Kind.END or following in _DATES):
        said.untagged = True
        return at + 1
    if values[at] == "several" and (said.listing or said.which or said.own) and following not in _KEYS:
        said.tag_list = True
        return at + 1
    if following not in _KEYS:
        return STOP
    key = str(values[at + 1]).removeprefix("tag:")
    if said.share and following == Kind.DIM and (kinds[at + 2] == Kind.END or kinds[at + 2] in _DATES):
        said.untagged = True  # "what share is tagged with team"
        said.tag_keys += (key,)
        return at + 2
    if kinds[at + 2] in _VALUES and following == Kind.DIM and has_key(values[at + 2], str(values[at + 1])):
        return at + 1
    if kinds[at + 2] != Kind.WORD or said.share:
        return STOP
    said.keep(("tag", f"{key}={values[at + 2]}"))
    return at + 3


def read_dim(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the singular: a grouping after "which" or "top", else a noun beside its value."""
    before = kinds[at - 1] if at else Kind.END
    if isinstance(values[at], tuple):
        return _things_of_a_service(said, kinds, values, at, before)
    field = str(values[at])
    following = kinds[at + 1]
    if field == "account" and before == Kind.DIMS and said.which and following in _OF_A_WHOLE:
        return at + 1  # "which services account for the most spend"
    if said.share and following == Kind.TAG and (kinds[at + 2] in _AFTER_A_TAG):
        said.untagged = True  # "what share has an owner tag"
        said.tag_keys += (field.removeprefix("tag:"),)
        return at + 2
    if (following in _VALUES and has_key(values[at + 1], field)) or (
        following == Kind.ACCOUNT_ID and field == "account"
    ):
        return at + 1
    if before in _VALUES and has_key(values[at - 1], field):
        return at + 1
    if before in _BEFORE_RANKED and at > 1 and kinds[at - 2] in _RANKING:
        before = kinds[at - 2]  # "my top spending service", "the fastest growing account"
    verb = before == Kind.WHICH and following == Kind.WORD
    name = None if verb else name_beside(kinds, values, at + 1, field)  # "which team owns …" names no team
    if name:
        said.keep(name)
        return at + 2
    if following == Kind.COST and before in _BEFORE_EACH and not (said.does or said.which or field == "resource"):
        return _grouped(said, kinds, values, at)  # "provider costs" are those of each
    if before == Kind.OWN and field == "account" and not (at > 1 and kinds[at - 2] in _RANKING):
        return at + 1  # "our account" is all there is
    if at == 0 and following == Kind.TO and kinds[at + 2] in _RANKING:
        said.single = True  # "service with the highest cost"
        said.group(field)
        return at + 1
    if said.which or before in _RANKING:
        said.single = before in _ONE_OF and not said.top_n
        said.group(field)
        return at + 1
    return STOP


_OF_A_WHOLE: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.SHARE, Kind.PERCENT, Kind.COST})
_BEFORE_RANKED: Final = frozenset({Kind.COST, Kind.CHANGE})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL})
_BEFORE_EACH: Final = frozenset(
    {Kind.END, Kind.TREND, Kind.GRAIN, Kind.WHERE, Kind.PERIOD, Kind.COMPARE, Kind.METRIC, Kind.PREVIOUS}
)
_AFTER_A_TAG: Final = _DATES | {Kind.END, Kind.BY}
_RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.NUM})
_ONE_OF: Final = frozenset({Kind.TOP, Kind.COSTLY})


def _things_of_a_service(said: Utterance, kinds: Kinds, values: Values, at: int, before: int) -> int:
    """ "Bucket my-logs", "which bucket", "EBS volume costs": one by its name, each of them, or all."""
    value = values[at]
    name = named_thing(kinds, values, at + 1) if is_a_thing(kinds[at], value) else None
    if name:
        said.keep(name)
        return at + 2
    if before == Kind.FILTER and is_of(values[at - 1], "resource"):
        return at + 1
    if before in _RANKING or before == Kind.WHICH:
        said.single = said.single or (kinds[at] == Kind.DIM and before in _ONE_OF and not said.top_n)
        return _grouped(said, kinds, values, at)
    if isinstance(value, tuple) and kinds[at + 1] in _MONEY:
        said.keep(value[1:])
        return at + 1
    return STOP


def read_dims(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the plural is a grouping, unless its values stand beside it."""
    said.plural = True
    value = values[at]
    if said.which and at and kinds[at - 1] == Kind.DIM:
        return STOP  # "which service accounts for …"
    if value == "types":
        return _types(said, kinds, values, at)
    if value == "account" and at and kinds[at - 1] == Kind.FILTER and is_of(values[at - 1], "tag"):
        return STOP  # "our dev accounts" are some of them
    if value == "tag:workload" and at and kinds[at - 1] == Kind.FILTER:
        return at + 1  # "compute workloads" are compute
    field = value[0] if isinstance(value, tuple) else str(value)
    following = kinds[at + 1]
    if (following == Kind.FILTER and is_of(values[at + 1], field)) or (
        following == Kind.ACCOUNT_ID and field == "account"
    ):
        return at + 1
    if (
        at
        and kinds[at - 1] == Kind.FILTER
        and (is_of(values[at - 1], field) or is_of(values[at - 1], f"{field}_category"))
        and not (said.which and field == "service" and is_of(values[at - 1], "service_category"))
    ):
        return at + 1
    return _grouped(said, kinds, values, at)


def _types(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Load balancer types": what a part of the bill is charged by; of anything else types are unknown."""
    beside = values[at - 1] if at and kinds[at - 1] == Kind.FILTER else None
    if not isinstance(beside, tuple) or beside[0] not in _CHARGED_BY_TYPE:
        return STOP
    said.group("usage_type")
    return at + 1


_CHARGED_BY_TYPE: Final = frozenset({"service", "usage_family", "service_category"})


def is_of(value: Value, field: str) -> bool:
    return isinstance(value, tuple) and value[0] == field
