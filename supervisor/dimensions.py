"""Reading nouns of dimensions: what amounts are grouped by, or the noun beside a value that rows are kept by."""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Value
from supervisor.naming import has_key, is_a_thing, is_of, name_beside, named_thing
from supervisor.slots import DATES, NOT_MINE, STOP, in_order

_VALUES: Final = frozenset({Kind.FILTER, Kind.NAME})
_MONEY: Final = frozenset({Kind.COST, Kind.BILL})
_RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.NUM})
_ONE_OF: Final = frozenset({Kind.TOP, Kind.COSTLY})


def grouped(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A group by a dimension, or by what the models of a named service are."""
    value = values[at]
    if isinstance(value, tuple):
        said.group(value[0] if value else "")
        if value[1:2] != ("service_category",) or not any(is_of(other, "service") for other in values):
            said.keep(value[1:])  # the models of a named service are its own
    else:
        said.group(str(value))
    at += 1
    return at + 1 if kinds[at] == Kind.TAG and str(value).startswith("tag:") else at


def read_dim(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the singular: a grouping after "which" or "top", else a noun beside its value."""
    if isinstance(values[at], tuple):
        return _things_of_a_service(said, kinds, values, at)
    return _singular(said, kinds, values, at)


def _verb(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Which services account for the most spend"."""
    accounts = said.which and values[at] == "account" and kinds[at - 1] == Kind.DIMS and kinds[at + 1] in _OF_A_WHOLE
    return at + 1 if accounts else NOT_MINE


def _key_of_coverage(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Environment tag coverage": of that key."""
    key = str(values[at])
    if (
        said.which
        or kinds[at + 1] != Kind.UNTAGGED
        or values[at + 1] != "cost"
        or not (key == "team" or key.startswith("tag:"))
    ):
        return NOT_MINE
    said.tag_keys += (key.removeprefix("tag:"),)
    return at + 1


_OF_A_WHOLE: Final = frozenset({Kind.TOP, Kind.COSTLY, Kind.SHARE, Kind.PERCENT, Kind.COST})


def _share_with_tag(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "What share has an owner tag"."""
    if not (said.share and kinds[at + 1] == Kind.TAG and kinds[at + 2] in _AFTER_A_TAG):
        return NOT_MINE
    said.untagged = True
    said.tag_keys += (str(values[at]).removeprefix("tag:"),)
    return at + 2


_AFTER_A_TAG: Final = DATES | {Kind.END, Kind.BY}


def _beside_its_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Service S3", "the eu-west-1 region", "account 123456789012": the value is read as a filter by itself."""
    field, following = str(values[at]), kinds[at + 1]
    if following in _VALUES and has_key(values[at + 1], field):
        return at + 1
    if following == Kind.ACCOUNT_ID and field == "account":
        return at + 1
    return at + 1 if kinds[at - 1] in _VALUES and has_key(values[at - 1], field) else NOT_MINE


def _before_its_name(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Team payments", "project apollo". "Which team owns …" names no team."""
    if kinds[at - 1] == Kind.WHICH and kinds[at + 1] == Kind.WORD:
        return NOT_MINE
    if values[at + 1] == "not":
        return _all_but_its_value(said, kinds, values, at)
    name = name_beside(kinds, values, at + 1, str(values[at]))
    if not name:
        return NOT_MINE
    said.keep(name)
    return at + 2


def _all_but_its_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Where environment is not production"; nothing else is turned round so."""
    value = values[at + 2]
    if kinds[at + 2] != Kind.FILTER or not isinstance(value, tuple) or len(value) != 2 or value[0] != "tag":
        return STOP
    said.opposite = True
    said.keep(("tag", value[1].replace("=", "!=", 1)))
    return at + 3


def _costs_of_each(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Provider costs" are those of each."""
    if kinds[at + 1] != Kind.COST or kinds[at - 1] not in _BEFORE_EACH:
        return NOT_MINE
    one = said.does or said.which or values[at] == "resource"
    return NOT_MINE if one else grouped(said, kinds, values, at)


_BEFORE_EACH: Final = frozenset(
    {Kind.END, Kind.TREND, Kind.GRAIN, Kind.WHERE, Kind.PERIOD, Kind.COMPARE, Kind.METRIC, Kind.PREVIOUS}
)


def _broken_down(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Service breakdown for June", "account split"."""
    parts = kinds[at + 1] == Kind.BREAK or (kinds[at + 1] == Kind.WHERE and values[at + 1] == "parts")
    if not parts or kinds[at - 1] == Kind.BY:
        return NOT_MINE
    said.breakdown = True
    after = grouped(said, kinds, values, at)
    return after + 1 if after == at + 1 else after


def _our_account(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Our account" is all there is; "the top of our account" is none."""
    whole = kinds[at - 1] == Kind.OWN and values[at] == "account" and kinds[at - 2] not in _RANKING
    return at + 1 if whole else NOT_MINE


def _with_the_most(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Service with the highest cost"."""
    if at or kinds[1] != Kind.TO or kinds[2] not in _RANKING:
        return NOT_MINE
    said.single = True
    said.group(str(values[at]))
    return at + 1


def _ranked(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Which service", "my top spending service", "the fastest growing account"."""
    before = kinds[at - 1]
    if before in _BEFORE_RANKED and kinds[at - 2] in _RANKING:
        before = kinds[at - 2]
    if not said.which and before not in _RANKING:
        return NOT_MINE
    said.single = before in _ONE_OF and not said.top_n
    said.group(str(values[at]))
    return at + 1


_BEFORE_RANKED: Final = frozenset({Kind.COST, Kind.CHANGE})

_singular: Final = in_order(
    _verb,
    _key_of_coverage,
    _share_with_tag,
    _beside_its_value,
    _before_its_name,
    _costs_of_each,
    _broken_down,
    _our_account,
    _with_the_most,
    _ranked,
)


def _things_of_a_service(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Bucket my-logs", "which bucket", "EBS volume costs": one by its name, each of them, or all."""
    before, value = kinds[at - 1], values[at]
    name = named_thing(kinds, values, at + 1) if is_a_thing(kinds[at], value) else None
    if name:
        said.keep(name)
        return at + 2
    if before == Kind.FILTER and is_of(values[at - 1], "resource"):
        return at + 1
    if before in _RANKING or before == Kind.WHICH:
        said.single = said.single or (kinds[at] == Kind.DIM and before in _ONE_OF and not said.top_n)
        return grouped(said, kinds, values, at)
    if isinstance(value, tuple) and kinds[at + 1] in _MONEY:
        said.keep(value[1:])
        return at + 1
    return STOP


def read_dims(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the plural is a grouping, unless its values stand beside it."""
    said.plural = True
    if said.which and kinds[at - 1] == Kind.DIM:
        return STOP  # "which service accounts for …"
    if values[at] == "types":
        return _types(said, kinds, values, at)
    if _is_behind_a_value(said, kinds, values, at) or _is_before_a_value(kinds, values, at):
        return at + 1
    if values[at] == "account" and kinds[at - 1] == Kind.FILTER and is_of(values[at - 1], "tag"):
        return STOP  # "our dev accounts" are some of them
    return grouped(said, kinds, values, at)


def _is_behind_a_value(said: Utterance, kinds: Kinds, values: Values, at: int) -> bool:
    """ "The S3 and EC2 services", "compute workloads"; "which storage services" asks for each of them."""
    if kinds[at - 1] != Kind.FILTER:
        return False
    field, beside = _field(values[at]), values[at - 1]
    if is_of(beside, f"{field}_category"):
        return not (said.which and field == "service")
    return field == "tag:workload" or is_of(beside, field)


def _is_before_a_value(kinds: Kinds, values: Values, at: int) -> bool:
    """ "Services S3 and EC2", "accounts 123456789012 and 210987654321"."""
    if kinds[at + 1] == Kind.ACCOUNT_ID:
        return _field(values[at]) == "account"
    return kinds[at + 1] == Kind.FILTER and is_of(values[at + 1], _field(values[at]))


def _field(value: Value) -> str:
    return str(value[0]) if isinstance(value, tuple) else str(value)


def _types(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "Load balancer types": what a part of the bill is charged by; of anything else types are unknown."""
    beside = values[at - 1] if kinds[at - 1] == Kind.FILTER else None
    if not isinstance(beside, tuple) or beside[0] not in CHARGED_BY_TYPE:
        return STOP
    said.group("usage_type")
    return at + 1


CHARGED_BY_TYPE: Final = frozenset({"service", "usage_family", "service_category"})
