"""What a question says, slot by slot: one pass over its known words, each kind read by one small function.

Any word in a place where it has no meaning ends the reading: the fast path then abstains.
"""

from collections.abc import Callable
from typing import Final

from supervisor import lexicon as k
from supervisor.dates import Kinds, Values, read_date
from supervisor.lexicon import Value

GRAIN_OF_UNIT: Final = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}
GIVEN_BACK: Final = ("credit", "refund")
PADDING: Final = 4
"""ENDs that close the items, so that readers may look ahead without asking whether anything is there."""
STOP: Final = -1
"""A reader's answer when a word makes no sense where it stands."""

_NAMED_BY_WORD: Final = ("team", "tag:")
"""Dimensions whose values no list knows, so that a word beside the noun is taken for one."""


class Reading:
    """The slots of one question. Attributes of the class are what an unmentioned slot holds."""

    cost = False
    own = False
    which = False
    where = False
    follow = False
    order = ""
    top_n = 0
    grain = ""
    trend = False
    average = False
    metric = ""
    gross = False
    over = ""
    under = ""
    compare = False
    against = False
    stepwise = ""
    change = ""
    driver = ""
    why = False
    new = False
    stopped = False
    using = False
    does = False
    generic = False
    earlier = ""
    before = ""
    run_rate = False
    status = False
    commitment = ""
    aspect = ""
    span = False

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.filters: dict[str, tuple[str, ...]] = {}
        self.compound = False
        self.exclude: tuple[str, ...] = ()
        self.periods: list[str] = []

    def group(self, name: str) -> None:
        if name not in self.groups:
            self.groups.append(name)

    def keep(self, value: tuple[str, ...]) -> None:
        """Adds a filter; `value` is (field, name, field, name, …)."""
        for position in range(0, len(value), 2):
            field, name = value[position], value[position + 1]
            known = self.filters.get(field, ())
            if name not in known:
                self.filters[field] = (*known, name)


Reader = Callable[[Reading, Kinds, Values, int], int]


def read(kinds: Kinds, values: Values) -> Reading | None:
    """Reads items up to the ENDs that close them; None when something has no meaning in its place."""
    reading = Reading()
    at = 0
    end = len(kinds) - PADDING
    while at < end:
        at = READERS[kinds[at]](reading, kinds, values, at)
        if at < 0:
            return None
    return reading


def _flag(name: str) -> Reader:
    def flag(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
        setattr(reading, name, True)
        return at + 1

    return flag


def _value(name: str) -> Reader:
    """A slot that a question may fill once, or twice with the same."""

    def value(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
        if getattr(reading, name) not in ("", values[at]):
            return STOP
        setattr(reading, name, values[at])
        return at + 1

    return value


def _stop(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    return STOP


def _pass(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    return at + 1


def _cost(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.cost = True
    if values[at] == "own":
        reading.own = True
    return at + 1


def _percent(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """How much a change is said to have been ("up 40%") does not change what is asked."""
    return at + 1 if at and kinds[at - 1] in (k.CHANGE, k.BY) and reading.change else STOP


def _which(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "which services", "which 5 accounts", "which day", "which of our teams": what follows is a grouping."""
    following = kinds[at + 1]
    if following == k.OWN:
        at += 1
        following = kinds[at + 1]
    if following == k.UNIT:
        return _by_unit(reading, values, at + 1)
    reading.which = True
    return at + 1


def _unit(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "the most expensive day", "less than $50 a month"."""
    before = kinds[at - 1] if at else k.END
    if before in (k.TOP, k.COSTLY) and not reading.top_n:
        reading.top_n = 1
        return _by_unit(reading, values, at)
    return _by_unit(reading, values, at) if before == k.ARTICLE else STOP


def _by_unit(reading: Reading, values: Values, at: int) -> int:
    grain = GRAIN_OF_UNIT.get(str(values[at]))
    if grain is None or reading.grain not in ("", grain):
        return STOP
    reading.grain = grain
    return at + 1


def _by(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "by service and region", "per day", "by environment tag", "top services by cost"."""
    word = values[at]
    at += 1
    while kinds[at] == k.OWN or kinds[at] == k.ARTICLE or kinds[at] == k.COSTLY:
        at += 1
    kind = kinds[at]
    if kind == k.PERCENT and reading.change:
        return at + 1
    if kind == k.COST or kind == k.BILL:
        reading.cost = True
        return at + 1
    if kind == k.PAST and word == "each":
        return _each_of(reading, kinds, values, at)
    at = _by_one(reading, kinds, values, at, explicit=word == "explicit")
    while at > 0:
        following = kinds[at]
        if following == k.AND and kinds[at + 1] in _GROUPABLE:
            at = _by_one(reading, kinds, values, at + 1)
        elif following == k.AND and kinds[at + 1] == k.BY:
            at = _by_one(reading, kinds, values, at + 2)
        elif following in _GROUPABLE:
            at = _by_one(reading, kinds, values, at)
        else:
            break
    return at


def _by_one(reading: Reading, kinds: Kinds, values: Values, at: int, *, explicit: bool = False) -> int:
    kind = kinds[at]
    if kind == k.UNIT:
        return _by_unit(reading, values, at)
    if kind == k.DIM or kind == k.DIMS:
        return _grouped(reading, kinds, values, at)
    if kind == k.TAG or (kind == k.WORD and kinds[at + 1] == k.TAG):
        return _tag_group(reading, kinds, values, at)
    if kind == k.WORD and explicit:
        reading.group(f"tag:{values[at]}")
        return at + 1
    return STOP


_GROUPABLE: Final = frozenset({k.UNIT, k.DIM, k.DIMS, k.TAG})


def _each_of(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "for each of the last 6 months": a period and its unit as the interval."""
    found = read_date(kinds, values, at)
    if found is None or kinds[found[1] - 1] != k.UNIT or _by_unit(reading, values, found[1] - 1) < 0:
        return STOP
    reading.periods.append(found[0])
    return found[1]


def _grouped(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if isinstance(value, tuple):
        reading.group(value[0] if value else "")
        reading.keep(value[1:])
    else:
        reading.group(str(value))
    at += 1
    return at + 1 if kinds[at] == k.TAG and str(value).startswith("tag:") else at


def _tag_group(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "tag owner", "owner tag": the word beside the noun is the key."""
    key = at + 1 if kinds[at] == k.TAG else at
    if kinds[key] not in (k.WORD, k.DIM):
        return STOP
    reading.group(f"tag:{str(values[key]).removeprefix('tag:')}")
    return at + 2


def _tag(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "tagged environment prod", "with tag env=prod", "tag owner": a filter, or a key to group by."""
    following = kinds[at + 1]
    if following == k.FILTER:
        return at + 1
    if following not in (k.WORD, k.DIM):
        return STOP
    key = str(values[at + 1]).removeprefix("tag:")
    if kinds[at + 2] != k.WORD:
        return STOP
    reading.keep(("tag", f"{key}={values[at + 2]}"))
    return at + 3


def _dim(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the singular: a grouping after "which" or "top", else a noun beside its value."""
    field = str(values[at])
    before = kinds[at - 1] if at else k.END
    following = kinds[at + 1]
    if (following == k.FILTER and _is_of(values[at + 1], field)) or (following == k.ACCOUNT_ID and field == "account"):
        return at + 1
    if before == k.FILTER and _is_of(values[at - 1], field):
        return at + 1
    if following == k.WORD and field.startswith(_NAMED_BY_WORD):
        name = str(values[at + 1])
        reading.keep(("team", name) if field == "team" else ("tag", f"{field[4:]}={name}"))
        return at + 2
    if reading.which or before in _RANKING:
        reading.group(field)
        return at + 1
    return at + 1 if before == k.OWN and field == "account" else STOP


_RANKING: Final = frozenset({k.TOP, k.COSTLY, k.NUM})


def _dims(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """A dimension in the plural is a grouping, unless its values stand beside it."""
    value = values[at]
    field = value[0] if isinstance(value, tuple) else str(value)
    following = kinds[at + 1]
    if (following == k.FILTER and _is_of(values[at + 1], field)) or (following == k.ACCOUNT_ID and field == "account"):
        return at + 1
    if at and kinds[at - 1] == k.FILTER and _is_of(values[at - 1], field):
        return at + 1
    return _grouped(reading, kinds, values, at)


def _is_of(value: Value, field: str) -> bool:
    return isinstance(value, tuple) and value[0] == field


def _top(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if reading.order not in ("", values[at]):
        return STOP
    reading.order = str(values[at])
    if kinds[at + 1] == k.NUM and kinds[at + 2] != k.MONTH:
        reading.top_n = int(str(values[at + 1]))
        return at + 2
    return at + 1


def _costly(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.cost = True
    return _top(reading, kinds, values, at)


def _number(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    following = kinds[at + 1]
    if following == k.MONTH:
        return _period(reading, kinds, values, at)
    if following in (k.TOP, k.COSTLY) or (following in (k.DIM, k.DIMS) and reading.which):
        reading.top_n = int(str(values[at]))
        return at + 1
    return STOP


def _filter(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if not isinstance(value, tuple):
        return STOP
    field = value[0]
    compound = len(value) > 2
    if (compound and reading.filters.keys() & _SERVICE_FIELDS) or (reading.compound and field in _SERVICE_FIELDS):
        return STOP
    before = kinds[at - 1] if at else k.END
    if before == k.STOPPED or (before == k.NEW and compound):
        return STOP
    reading.generic = reading.generic or before == k.ARTICLE
    reading.compound = reading.compound or compound
    reading.keep(value)
    return at + 1


_SERVICE_FIELDS: Final = frozenset({"service", "usage_family"})


def _account(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.keep(("account", str(values[at])))
    return at + 1


def _and(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """Joins two of the same: two values of one field, two cost nouns, two directions. Anything else abstains."""
    before, after = kinds[at - 1] if at else k.END, kinds[at + 1]
    if at == 0:
        reading.follow = True
        return at + 1
    if before == k.FILTER and after == k.FILTER:
        return at + 1 if _alike(values[at - 1], values[at + 1]) else STOP
    if before == after and before in (k.COST, k.ACCOUNT_ID):
        return at + 1
    if before in (k.DIM, k.DIMS) and after in (k.DIM, k.DIMS, k.UNIT):
        return at + 1 if after != k.UNIT else _by_unit(reading, values, at + 1)
    if before == k.CHANGE and after == k.CHANGE:
        reading.change = "any"
        return at + 2
    return STOP


def _alike(left: Value, right: Value) -> bool:
    """Two plain values of one field."""
    return (
        isinstance(left, tuple) and isinstance(right, tuple) and left[:1] == right[:1] and len(left) == len(right) == 2
    )


def _period(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """A period, or two of them joined: "from … to …", "Jan through March", "between … and …"."""
    found = read_date(kinds, values, at)
    if found is None:
        return STOP
    against = at > 0 and kinds[at - 1] in (k.COMPARE, k.TO, k.OVER, k.UNDER)
    reading.against = reading.against or against
    first, at = found
    reading.periods.append(first)
    if kinds[at] == k.TO or (reading.span and kinds[at] == k.AND):
        second = read_date(kinds, values, at + 1)
        if second is None:
            return STOP
        reading.span = True
        reading.periods.append(second[0])
        return second[1]
    return at


def _between(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.span = True
    if kinds[at + 1 : at + 5] == [k.NUM, k.AND, k.NUM, k.MONTH]:
        return _days_of_month(reading, kinds, values, at + 1)
    return at + 1


def _days_of_month(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "between 3 and 9 May 2026": the month belongs to both days."""
    second = read_date(kinds, values, at + 2)
    if second is None:
        return STOP
    first = f"{second[0].rpartition('-')[0]}-{int(str(values[at])):02d}"
    reading.periods += [first, second[0]]
    return second[1]


def _since(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    found = read_date(kinds, values, at + 1)
    if found is None or kinds[found[1]] == k.TO:
        return STOP
    reading.periods.append(f"since_{found[0]}")
    return found[1]


def _metric(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if value == "gross":
        reading.gross = True
    elif value != "net":
        if reading.metric not in ("", value):
            return STOP
        reading.metric = value
    return at + 1


def _exclude(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "without tax and support": line kinds to leave out, nothing else."""
    at += 1
    while kinds[at] == k.FILTER and _is_of(values[at], "kind"):
        value = values[at]
        reading.exclude += (value[1],) if isinstance(value, tuple) else ()
        at += 2 if kinds[at + 1] == k.AND and kinds[at + 2] == k.FILTER else 1
    return at if reading.exclude else STOP


def _over(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if kinds[at + 1] in (k.MONEY, k.NUM):
        reading.over = str(values[at + 1])
        return at + 2
    return _compared(reading, at, "up")


def _under(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if kinds[at + 1] in (k.MONEY, k.NUM):
        reading.under = str(values[at + 1])
        return at + 2
    return _compared(reading, at, "down")


def _compared(reading: Reading, at: int, direction: str) -> int:
    reading.compare = True
    reading.change = direction
    return at + 1


def _aspect(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "when do … expire", "wasting on unused …": several words may name one aspect, but not two."""
    if reading.aspect not in ("", values[at]):
        return STOP
    reading.aspect = str(values[at])
    return at + 1


def _commitment(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    reading.commitment = value if reading.commitment in ("", value) else "any"
    return at + 1


def _in(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "over $100" is a threshold; other prepositions only lead to what follows."""
    if kinds[at + 1] == k.MONEY:
        if values[at] != "over":
            return STOP
        reading.over = str(values[at + 1])
        return at + 2
    return at + 1


def _change(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if reading.change not in ("", "any", value) and value != "any":
        return STOP
    reading.change = value if reading.change in ("", "any") else reading.change
    return at + 1


READERS: Final[list[Reader]] = [_stop] * (k.END + 1)
for _kind, _reader in {
    k.OWN: _flag("own"),
    k.COST: _cost,
    k.UNIT: _unit,
    k.STATUS: _flag("status"),
    k.ASPECT: _aspect,
    k.COMMITMENT: _commitment,
    k.PERCENT: _percent,
    k.BILL: _cost,
    k.WHICH: _which,
    k.WHERE: _flag("where"),
    k.BY: _by,
    k.DIM: _dim,
    k.DIMS: _dims,
    k.TOP: _top,
    k.COSTLY: _costly,
    k.NUM: _number,
    k.AND: _and,
    k.FILTER: _filter,
    k.ACCOUNT_ID: _account,
    k.PERIOD: _period,
    k.PAST: _period,
    k.MONTH: _period,
    k.YEAR: _period,
    k.QUARTER: _period,
    k.FISCAL: _period,
    k.DAY: _period,
    k.HALF: _period,
    k.WEEK_OF: _period,
    k.SINCE: _since,
    k.BETWEEN: _between,
    k.TO: _pass,
    k.IN: _in,
    k.GRAIN: _value("grain"),
    k.TREND: _flag("trend"),
    k.AVERAGE: _flag("average"),
    k.METRIC: _metric,
    k.EXCLUDE: _exclude,
    k.OVER: _over,
    k.UNDER: _under,
    k.COMPARE: _flag("compare"),
    k.STEPWISE: _value("stepwise"),
    k.CHANGE: _change,
    k.DRIVER: _value("driver"),
    k.WHY: _flag("why"),
    k.NEW: _flag("new"),
    k.STOPPED: _flag("stopped"),
    k.USING: _flag("using"),
    k.DOES: _flag("does"),
    k.ARTICLE: _pass,
    k.TAG: _tag,
    k.EARLIER: _value("earlier"),
    k.PREVIOUS: _value("before"),
    k.FOLLOW: _flag("follow"),
    k.RUN_RATE: _flag("run_rate"),
}.items():
    READERS[_kind] = _reader
