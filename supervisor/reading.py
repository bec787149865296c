"""What a question says, slot by slot: one pass over its known words, each kind read by one small function.

Any word in a place where it has no meaning ends the reading: the fast path then abstains.
"""

from typing import Final

from supervisor import lexicon as k
from supervisor.amounts import CHANGING, read_currency, read_extent, read_in, read_over, read_percent, read_under
from supervisor.dates import Kinds, Values
from supervisor.grouping import (
    by_unit,
    read_by,
    read_count,
    read_dim,
    read_dims,
    read_tag,
    read_unit,
    read_which,
    read_which_unit,
)
from supervisor.leaving_out import read_exclude, read_untagged
from supervisor.lexicon import Value
from supervisor.naming import read_data, read_name, read_word
from supervisor.slots import PADDING, STOP, Reader, Reading
from supervisor.spans import (
    read_ahead,
    read_between,
    read_count_ahead,
    read_counted,
    read_period,
    read_since,
    read_stretch,
    read_till_end,
)

LARGEST_TOP: Final = 1000
"""More groups than this are no ranking; the tools take no more."""


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
    if kinds[at] == k.BILL:
        reading.bill = True
    elif values[at] == "pay":
        reading.pays = True
    elif values[at] == "own":
        reading.own = True
    elif values[at] == "rate":
        reading.burning = True
    elif values[at] == "parts":
        reading.where = True
    elif values[at] == "paid for":
        reading.where = kinds[at + 1] not in (k.FILTER, k.THINGS, k.NAME)
    elif values[at] in ("invoice", "invoices"):
        reading.invoice = True
        reading.invoices = reading.invoices or values[at] == "invoices"
    elif values[at] == "of each":
        reading.using = reading.does = False
    elif values[at] == "ahead":
        reading.forecast = reading.forecast or "likely"
    return at + 1


def _where(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.where = True
    reading.breakdown = reading.breakdown or values[at] == "parts"
    return at + 1


def _forecast(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if reading.forecast != "sure":
        reading.forecast = str(values[at])
    return at + 1


def _share(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.share = True
    return at + 1


def _not(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.opposite = True
    value = values[at]
    if isinstance(value, tuple):
        reading.keep(value)
    return at + 1


def _top(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    order = _ORDER.get(values[at], str(values[at]))
    if reading.order not in ("", order):
        return STOP
    reading.order = order
    reading.topmost = reading.topmost or values[at] in _ORDER
    if kinds[at + 1] == k.BILL and not reading.groups:
        return STOP
    if kinds[at + 1] == k.NUM and kinds[at + 2] != k.MONTH:
        return _first_n(reading, values[at + 1], at + 2)
    return at + 1


_ORDER: Final[dict[Value, str]] = {"top": "highest", "cheapest": "lowest"}
"""Words that, with a number, rank by cost even where no word says so."""


def _costly(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.cost = True
    return _top(reading, kinds, values, at)


def _number(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    following = kinds[at + 1]
    if following == k.UNIT and k.FORECAST in kinds:
        return read_count_ahead(reading, kinds, values, at)
    if following == k.UNIT and at and kinds[at - 1] in (k.TOP, k.COSTLY):
        return _first_n(reading, values[at], at + 1)
    if following == k.UNIT and kinds[at + 2] in _MEASURED and not (at and kinds[at - 1] == k.ARTICLE):
        return read_stretch(reading, kinds, values, at)
    if following == k.MONTH:
        return read_period(reading, kinds, values, at)
    if following in (k.TOP, k.COSTLY) or (following in (k.DIM, k.DIMS) and (reading.which or k.COSTLY in kinds)):
        return _first_n(reading, values[at], at + 1)
    return STOP


_MEASURED: Final = frozenset({k.COST, k.BILL, k.TREND, k.DATA, k.FILTER})
"""What a stretch of time may be of: "90 days of spend", "6 months of history"."""


def _first_n(reading: Reading, number: Value, after: int) -> int:
    count = number if isinstance(number, int) else 0
    if not 0 < count <= LARGEST_TOP or reading.top_n not in (0, count):
        return STOP
    reading.top_n = count
    return after


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
    if value == ("kind", "credit") and before == k.WHICH and values[at - 1] == "one":
        reading.of_credits = reading.of_credits or "applied"
    reading.things = reading.things or (before == k.WHICH and values[at - 1] == "one" and field == "service")
    reading.compound = reading.compound or compound
    reading.keep(value)
    return at + 1


_SERVICE_FIELDS: Final = frozenset({"service", "usage_family"})


def _things(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.things = True
    return _filter(reading, kinds, values, at)


def _account(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.keep(("account", str(values[at])))
    return at + 1


def _and(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """Joins two of the same: two values of one field, two cost nouns, two directions. Anything else abstains."""
    before, after = kinds[at - 1] if at else k.END, kinds[at + 1]
    if at == 0:
        reading.follow = True
        return at + 1
    if before in _FILTERING and after in _FILTERING:
        return at + 1 if _alike(values[at - 1], values[at + 1]) else STOP
    if before == after and before in (k.COST, k.ACCOUNT_ID, k.COMMITMENT, k.WEEKDAYS):
        return at + 1
    if before in (k.DIM, k.DIMS) and after in (k.DIM, k.DIMS, k.UNIT):
        return at + 1 if after != k.UNIT else by_unit(reading, values, at + 1)
    if before in (k.DIM, k.DIMS) and after in (k.COST, k.BILL):
        return at + 1  # "all accounts and their costs"
    if before == k.COST and after in CHANGING and reading.forecast:
        return at + 1
    if before in CHANGING and after in CHANGING:
        reading.change = "any"
        return at + 2
    return STOP


_FILTERING: Final = frozenset({k.FILTER, k.NOT, k.NAME})


def _alike(left: Value, right: Value) -> bool:
    """Two plain values of one field."""
    return (
        isinstance(left, tuple) and isinstance(right, tuple) and left[:1] == right[:1] and len(left) == len(right) == 2
    )


def _metric(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if value == "gross":
        reading.gross = True
    elif value != "net":
        if reading.metric not in ("", value):
            return STOP
        reading.metric = value
    return at + 1


def _ec2_other(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """Instances of EC2 are left out of its service."""
    reading.keep(("service", "EC2"))
    reading.exclude += (INSTANCES,)
    reading.compound = reading.made_of = True
    return at + 1


INSTANCES: Final = "usage_family=Compute instances"


def _usage_unit(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "Price per GB"; how many of them were used is read where counting is."""
    if not reading.unit_price and reading.unit != values[at]:
        return STOP
    reading.unit = str(values[at])
    return at + 1


def _stored(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "How many GB did we store", "how much storage do we use"; beside a word about cost storage is a category."""
    value = values[at]
    if not isinstance(value, tuple) and value != "much":
        reading.stored = True
        return at + 1 if reading.unit else STOP
    if k.COST in kinds or k.BILL in kinds or k.AVERAGE in kinds:
        reading.keep(value if isinstance(value, tuple) else ("service_category", "Storage"))
        return at + 1
    reading.stored = True
    if isinstance(value, tuple):
        reading.keep(value)
    return at + 1


def _unit_price(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.unit_price = True
    if kinds[at + 1] == k.UNIT and values[at + 1] == "hour":
        reading.unit = "hour"
        return at + 2
    return at + 1


def _aspect(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "when do … expire", "wasting on unused …": several words may name one aspect, but not two."""
    if reading.aspect not in ("", values[at]):
        return STOP
    reading.aspect = str(values[at])
    return at + 1


def _commitment(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if "any" in (value, reading.commitment):
        reading.commitment = reading.commitment.replace("any", "") or value
    else:
        reading.commitment = value if reading.commitment in ("", value) else "any"
    return at + 1


def _total(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    """ "What does this month come to" asks for a sum, not for a price."""
    reading.total = True
    if values[at] == "verb":
        reading.does = False
    return at + 1


def _dearer(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    reading.cost = True
    return _change(reading, kinds, values, at)


def _fee(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    if reading.fee in ("", "fee"):
        reading.fee = str(values[at])
        return at + 1
    return at + 1 if values[at] in ("fee", reading.fee) else STOP


def _change(reading: Reading, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if reading.parting and value == "down" and kinds[at + 1] == k.BY:
        return at + 1  # "break the bill down by account"
    if reading.change not in ("", "any", value) and value != "any":
        return STOP
    reading.change = value if reading.change in ("", "any") else reading.change
    reading.moved = reading.moved or kinds[at] == k.CHANGE
    return at + 1


READERS: Final[list[Reader]] = [_stop] * (k.END + 1)


for _kind, _reader in {
    k.OWN: _flag("own"),
    k.PAST_TENSE: _flag("behind"),
    k.HOW: _flag("how"),
    k.DATA: read_data,
    k.WORD: read_word,
    k.TOTAL: _total,
    k.FEE: _fee,
    k.COUNT: read_count,
    k.DEARER: _dearer,
    k.BREAK: _flag("parting"),
    k.NAME: read_name,
    k.CURRENCY: read_currency,
    k.WHICH_UNIT: read_which_unit,
    k.COST: _cost,
    k.UNIT: read_unit,
    k.STATUS: _flag("status"),
    k.ASPECT: _aspect,
    k.COMMITMENT: _commitment,
    k.PERCENT: read_percent,
    k.PRICE: read_extent,
    k.MONEY: read_extent,
    k.BILL: _cost,
    k.WHICH: read_which,
    k.WHERE: _where,
    k.BY: read_by,
    k.DIM: read_dim,
    k.DIMS: read_dims,
    k.TOP: _top,
    k.COSTLY: _costly,
    k.NUM: _number,
    k.AND: _and,
    k.FILTER: _filter,
    k.THINGS: _things,
    k.ACCOUNT_ID: _account,
    k.PERIOD: read_period,
    k.PAST: read_period,
    k.MONTH: read_period,
    k.YEAR: read_period,
    k.QUARTER: read_period,
    k.FISCAL: read_period,
    k.DAY: read_period,
    k.HALF: read_period,
    k.WEEK_OF: read_period,
    k.NEXT: read_ahead,
    k.TILL_END: read_till_end,
    k.AHEAD: read_ahead,
    k.FORECAST: _forecast,
    k.SHARE: _share,
    k.UNTAGGED: read_untagged,
    k.NOT: _not,
    k.SINCE: read_since,
    k.BETWEEN: read_between,
    k.TO: _pass,
    k.IN: read_in,
    k.GRAIN: _value("grain"),
    k.TREND: _flag("trend"),
    k.AVERAGE: _flag("average"),
    k.METRIC: _metric,
    k.EXCLUDE: read_exclude,
    k.OVER: read_over,
    k.UNDER: read_under,
    k.COMPARE: _flag("compare"),
    k.STEPWISE: _value("stepwise"),
    k.CHANGE: _change,
    k.DIRECTION: _change,
    k.COUNTED: read_counted,
    k.DRIVER: _value("driver"),
    k.WHY: _flag("why"),
    k.NEW: _flag("new"),
    k.STOPPED: _flag("stopped"),
    k.USING: _flag("using"),
    k.DOES: _flag("does"),
    k.ARTICLE: _pass,
    k.TAG: read_tag,
    k.EARLIER: _value("earlier"),
    k.PREVIOUS: _value("before"),
    k.FOLLOW: _flag("follow"),
    k.RUN_RATE: _flag("run_rate"),
    k.EVER: _flag("ever"),
    k.EC2_OTHER: _ec2_other,
    k.USAGE_UNIT: _usage_unit,
    k.UNIT_PRICE: _unit_price,
    k.WEEKDAYS: _flag("weekdays"),
    k.OF_CREDITS: _value("of_credits"),
    k.LIST: _flag("listing"),
    k.STORED: _stored,
    k.WHAT_IS: _value("what_is"),
    k.MEANING: _flag("meaning"),
}.items():
    READERS[_kind] = _reader
