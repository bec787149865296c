"""What a question says, slot by slot: one pass over its known words, each kind read by one small function.

Any word in a place where it has no meaning ends the reading: the fast path then abstains.
"""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.amounts import (
    CHANGING,
    is_of_a_cue,
    read_amount_of_a_cue,
    read_currency,
    read_extent,
    read_in,
    read_over,
    read_percent,
    read_under,
)
from supervisor.commitments import read_aspect, read_commitment, read_fee
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
from supervisor.lengths import is_of_length, read_length
from supervisor.lexicon import Kind, Value
from supervisor.naming import named_thing, read_data, read_name, read_word
from supervisor.quantities import (
    read_bought,
    read_ec2_other,
    read_part,
    read_stored,
    read_unit_price,
    read_unreal,
    read_usage_unit,
)
from supervisor.slots import PADDING, STOP, Reader
from supervisor.spans import (
    is_of_days,
    read_ahead,
    read_between,
    read_count_ahead,
    read_counted,
    read_period,
    read_since,
    read_stretch,
    read_till_end,
    read_weekdays,
)

_DIMENSIONS: Final = frozenset({Kind.DIM, Kind.DIMS})
_RANKING: Final = frozenset({Kind.TOP, Kind.COSTLY})
LARGEST_TOP: Final = 1000
"""More groups than this are no ranking; the tools take no more."""


def read(kinds: Kinds, values: Values) -> Utterance | None:
    """Reads items up to the ENDs that close them; None when something has no meaning in its place."""
    said = Utterance()
    at = 0
    end = len(kinds) - PADDING
    while at < end:
        at = READERS[kinds[at]](said, kinds, values, at)
        if at < 0:
            return None
    return said


def _flag(name: str) -> Reader:
    def flag(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
        setattr(said, name, True)
        return at + 1

    return flag


def _value(name: str) -> Reader:
    """A slot that a question may fill once, or twice with the same."""

    def value(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
        if getattr(said, name) not in ("", values[at]):
            return STOP
        setattr(said, name, values[at])
        return at + 1

    return value


def _stop(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    return STOP


def _pass(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    return at + 1


def _cost(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.cost = True
    value = values[at]
    if kinds[at] == Kind.BILL:
        said.bill = True
    elif value is None:
        return at + 1
    elif value == "pay":
        said.pays = True
    elif value == "own":
        said.own = True
    elif value == "rate":
        said.burning = True
    elif value == "parts":
        said.where = True
    elif value == "paid for":
        said.own = True
        said.where = kinds[at + 1] not in _PAID_FOR
    elif value in ("invoice", "invoices"):
        said.invoice = True
        said.invoices = said.invoices or value == "invoices" or (at > 0 and kinds[at - 1] == Kind.LIST)
    elif value == "of each":
        said.using = said.does = False
    elif value == "ahead":
        said.forecast = said.forecast or "likely"
    return at + 1


_PAID_FOR: Final = frozenset({Kind.FILTER, Kind.THING, Kind.THINGS, Kind.NAME, Kind.COMMITMENT, Kind.FEE})


def _where(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.where = True
    said.breakdown = said.breakdown or values[at] == "parts"
    return at + 1


def _forecast(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if said.forecast != "sure":
        said.forecast = str(values[at])
    return at + 1


def _share(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.share = True
    return at + 1


def _not(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.opposite = True
    value = values[at]
    if isinstance(value, tuple):
        said.keep(value)
    return at + 1


def _top(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if values[at] == "worst" and kinds[at + 1] in (Kind.COMMITMENT, Kind.ASPECT) and said.order in ("", "lowest"):
        said.order = "lowest"  # "the worst savings plan coverage"
        return at + 1
    if values[at] == "worst" and kinds[at + 1] != Kind.UNIT:
        return STOP  # "the worst month" is the dearest; other things are bad in many ways
    order = _ORDER.get(values[at], str(values[at]))
    if said.order not in ("", order):
        return STOP
    said.order = order
    said.topmost = said.topmost or values[at] in _ORDER
    if kinds[at + 1] == Kind.BILL and not (said.groups or said.top_n):
        return STOP
    if kinds[at + 1] == Kind.NUM and kinds[at + 2] != Kind.MONTH:
        return _first_n(said, values[at + 1], at + 2)
    return at + 1


_ORDER: Final[dict[Value, str]] = {"top": "highest", "cheapest": "lowest", "worst": "highest"}
"""Words that, with a number, rank by cost even where no word says so."""


def _costly(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.cost = True
    return _top(said, kinds, values, at)


def _number(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    following = kinds[at + 1]
    if following == Kind.UNIT and at and is_of_length(kinds[at - 1], values[at - 1]):
        return read_length(said, values[at], values[at + 1], at + 2)
    if following not in _COUNTED_THINGS and is_of_a_cue(kinds, at):
        return read_amount_of_a_cue(said, kinds, values, at)
    if following == Kind.UNIT and Kind.FORECAST in kinds:
        return read_count_ahead(said, kinds, values, at)
    if following == Kind.UNIT and at and kinds[at - 1] in _RANKING:
        return _first_n(said, values[at], at + 1)
    if following == Kind.UNIT and kinds[at + 2] in _MEASURED and not (at and kinds[at - 1] == Kind.ARTICLE):
        return read_stretch(said, kinds, values, at)
    if following == Kind.MONTH or is_of_days(kinds, at):
        return read_period(said, kinds, values, at)
    if following in _RANKING or (
        following in _DIMENSIONS and (said.which or Kind.COSTLY in kinds or Kind.TOP in kinds[at + 2 :])
    ):
        return _first_n(said, values[at], at + 1)
    return STOP


_COUNTED_THINGS: Final = frozenset({Kind.UNIT, Kind.MONTH, Kind.TOP, Kind.COSTLY, Kind.DIM, Kind.DIMS, Kind.CUE})
"""Behind a number these say what is counted: it is no amount."""
_MEASURED: Final = frozenset({Kind.COST, Kind.BILL, Kind.TREND, Kind.DATA, Kind.FILTER})
"""What a stretch of time may be of: "90 days of spend", "6 months of history"."""


def _first_n(said: Utterance, number: Value, after: int) -> int:
    count = number if isinstance(number, int) else 0
    if not 0 < count <= LARGEST_TOP or said.top_n not in (0, count):
        return STOP
    said.top_n = count
    return after


def _filter(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if not isinstance(value, tuple):
        return STOP
    field = value[0]
    compound = len(value) > 2
    if (compound and said.filters.keys() & _SERVICE_FIELDS) or (said.compound and field in _SERVICE_FIELDS):
        return STOP
    if at and kinds[at - 1] in _TURNING and not _turned(said, kinds[at - 1], values[at - 1], value):
        return STOP
    if compound:
        said.compound = True
    said.keep(value)
    return at + 1


_TURNING: Final = frozenset({Kind.STOPPED, Kind.NEW, Kind.ARTICLE, Kind.WHICH})


def _turned(said: Utterance, before: int, word: Value, value: tuple[str, ...]) -> bool:
    """What a word before a value makes of it: "an EC2 instance" is any, "which of the EC2" each; False for neither."""
    if before == Kind.STOPPED or (before == Kind.NEW and len(value) > 2):
        return False
    if before == Kind.ARTICLE:
        said.generic = True
    elif before == Kind.WHICH and word == "one":
        if value == ("kind", "credit"):
            said.of_credits = said.of_credits or "applied"
        said.things = said.things or value[:1] == ("service",)
    return True


_SERVICE_FIELDS: Final = frozenset({"service", "usage_family"})


def _things(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    name = named_thing(kinds, values, at + 1)
    if name:
        said.keep(name)
        return at + 2
    said.things = True
    said.single = said.single or (kinds[at] == Kind.THING and at > 0 and kinds[at - 1] in _RANKING and not said.top_n)
    return _filter(said, kinds, values, at)


def _account(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.keep(("account", str(values[at])))
    return at + 1


def _and(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """Joins two of the same: two values of one field, two cost nouns, two directions. Anything else abstains."""
    before, after = kinds[at - 1] if at else Kind.END, kinds[at + 1]
    if at == 0:
        said.follow = True
        return at + 1
    if before in _FILTERING and after == Kind.IN and kinds[at + 2] in _FILTERING and values[at] == "or":
        return at + 2 if _alike(values[at - 1], values[at + 2]) else STOP
    if before in _FILTERING and after in _FILTERING:
        return at + 1 if _alike(values[at - 1], values[at + 1]) else STOP
    if before == after and before in _JOINED:
        return at + 1
    if before == Kind.CUE and is_of_length(after, values[at + 1]):
        return at + 1  # "unattached and older than 30 days"
    if before in _DIMENSIONS and after in (Kind.DIM, Kind.DIMS, Kind.UNIT):
        return at + 1 if after != Kind.UNIT else by_unit(said, values, at + 1)
    if before in _DIMENSIONS and after in (Kind.COST, Kind.BILL):
        return at + 1  # "all accounts and their costs"
    if before == Kind.COST and after in CHANGING and said.forecast:
        return at + 1
    if before in CHANGING and after in CHANGING:
        said.change = "any"
        return at + 2
    return STOP


_FILTERING: Final = frozenset({Kind.FILTER, Kind.NOT, Kind.NAME})
_JOINED: Final = frozenset({Kind.COST, Kind.ACCOUNT_ID, Kind.COMMITMENT, Kind.WEEKDAYS, Kind.ASPECT, Kind.BOUGHT})


def _alike(left: Value, right: Value) -> bool:
    """Two plain values of one field."""
    return (
        isinstance(left, tuple) and isinstance(right, tuple) and left[:1] == right[:1] and len(left) == len(right) == 2
    )


def _metric(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if value == "gross":
        said.gross = True
    elif value != "net":
        if said.metric not in ("", value):
            return STOP
        said.metric = value
    return at + 1


def _total(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "What does this month come to" asks for a sum, not for a price."""
    said.total = True
    if values[at] == "verb":
        said.does = False
    return at + 1


def _dearer(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    said.cost = True
    return _change(said, kinds, values, at)


def _change(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = str(values[at])
    if kinds[at] == Kind.DIRECTION and said.which and _is_highest(said, kinds, at + 1):
        said.order = "highest" if value == "up" else "lowest"
        return at + 1
    if kinds[at] == Kind.DIRECTION and not said.groups and _is_of_two(said, kinds, values, at + 1):
        said.compare = said.cost = True  # "which costs more, Lambda or EC2"
        return at + 1
    if said.parting and value == "down" and kinds[at + 1] == Kind.BY:
        return at + 1  # "break the bill down by account"
    if said.change not in ("", "any", value) and value != "any":
        return STOP
    said.change = value if said.change in ("", "any") else said.change
    said.moved = said.moved or kinds[at] == Kind.CHANGE
    return at + 1


_MONEY: Final = frozenset({Kind.COST, Kind.BILL})
_SET_BESIDE: Final = frozenset(
    {Kind.COMPARE, Kind.OVER, Kind.UNDER, Kind.PERIOD, Kind.PAST, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.SINCE}
) | frozenset({Kind.EARLIER, Kind.PREVIOUS, Kind.STEPWISE, Kind.FORECAST, Kind.AHEAD})


def _is_highest(said: Utterance, kinds: Kinds, at: int) -> bool:
    """ "Which provider has higher storage costs": beside nothing else, higher is than the others."""
    while kinds[at] == Kind.FILTER:
        at += 1
    return kinds[at] in _MONEY and bool(said.groups) and not said.order and _SET_BESIDE.isdisjoint(kinds)


def _is_of_two(said: Utterance, kinds: Kinds, values: Values, at: int) -> bool:
    """Two values of one field to choose from, and no two periods: "which …, X or Y", "do we … on X or on Y"."""
    at = at + 1 if kinds[at] == Kind.IN else at
    if kinds[at] not in _FILTERING or kinds[at + 1] != Kind.AND:
        return False
    other = at + 3 if kinds[at + 2] == Kind.IN else at + 2
    chosen = kinds[other] in _FILTERING and (said.which or (said.own and values[at + 1] == "or"))
    return bool(chosen) and _alike(values[at], values[other]) and (_SET_BESIDE | {Kind.CHANGE}).isdisjoint(kinds[:at])


def _cue(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if not isinstance(value, tuple) or said.cues.get(value[0], value[1]) != value[1]:
        return STOP
    said.cues = {**said.cues, value[0]: value[1]}
    return at + 1


READERS: Final[list[Reader]] = [_stop] * (Kind.END + 1)


for _kind, _reader in {
    Kind.OWN: _flag("own"),
    Kind.PAST_TENSE: _flag("behind"),
    Kind.HOW: _flag("how"),
    Kind.DATA: read_data,
    Kind.WORD: read_word,
    Kind.TOTAL: _total,
    Kind.FEE: read_fee,
    Kind.COUNT: read_count,
    Kind.DEARER: _dearer,
    Kind.BREAK: _flag("parting"),
    Kind.NAME: read_name,
    Kind.CURRENCY: read_currency,
    Kind.WHICH_UNIT: read_which_unit,
    Kind.COST: _cost,
    Kind.UNIT: read_unit,
    Kind.STATUS: _flag("status"),
    Kind.SUPPOSE: _flag("supposed"),
    Kind.ASPECT: read_aspect,
    Kind.COMMITMENT: read_commitment,
    Kind.PERCENT: read_percent,
    Kind.PRICE: read_extent,
    Kind.MONEY: read_extent,
    Kind.BILL: _cost,
    Kind.WHICH: read_which,
    Kind.WHERE: _where,
    Kind.BY: read_by,
    Kind.DIM: read_dim,
    Kind.DIMS: read_dims,
    Kind.TOP: _top,
    Kind.COSTLY: _costly,
    Kind.NUM: _number,
    Kind.AND: _and,
    Kind.FILTER: _filter,
    Kind.THING: _things,
    Kind.THINGS: _things,
    Kind.ACCOUNT_ID: _account,
    Kind.PERIOD: read_period,
    Kind.PAST: read_period,
    Kind.MONTH: read_period,
    Kind.YEAR: read_period,
    Kind.QUARTER: read_period,
    Kind.FISCAL: read_period,
    Kind.DAY: read_period,
    Kind.HALF: read_period,
    Kind.WEEK_OF: read_period,
    Kind.NEXT: read_ahead,
    Kind.TILL_END: read_till_end,
    Kind.AHEAD: read_ahead,
    Kind.FORECAST: _forecast,
    Kind.SHARE: _share,
    Kind.UNTAGGED: read_untagged,
    Kind.NOT: _not,
    Kind.SINCE: read_since,
    Kind.BETWEEN: read_between,
    Kind.TO: _pass,
    Kind.IN: read_in,
    Kind.GRAIN: _value("grain"),
    Kind.TREND: _flag("trend"),
    Kind.AVERAGE: _flag("average"),
    Kind.METRIC: _metric,
    Kind.EXCLUDE: read_exclude,
    Kind.OVER: read_over,
    Kind.UNDER: read_under,
    Kind.COMPARE: _flag("compare"),
    Kind.STEPWISE: _value("stepwise"),
    Kind.CHANGE: _change,
    Kind.DIRECTION: _change,
    Kind.COUNTED: read_counted,
    Kind.DRIVER: _value("driver"),
    Kind.WHY: _flag("why"),
    Kind.NEW: _flag("new"),
    Kind.STOPPED: _flag("stopped"),
    Kind.USING: _flag("using"),
    Kind.DOES: _flag("does"),
    Kind.ARTICLE: _pass,
    Kind.TAG: read_tag,
    Kind.EARLIER: _value("earlier"),
    Kind.PREVIOUS: _value("before"),
    Kind.FOLLOW: _flag("follow"),
    Kind.RUN_RATE: _flag("run_rate"),
    Kind.EVER: _flag("ever"),
    Kind.EC2_OTHER: read_ec2_other,
    Kind.USAGE_UNIT: read_usage_unit,
    Kind.UNIT_PRICE: read_unit_price,
    Kind.WEEKDAYS: read_weekdays,
    Kind.OF_CREDITS: _value("of_credits"),
    Kind.LIST: _flag("listing"),
    Kind.STORED: read_stored,
    Kind.WHAT_IS: _value("what_is"),
    Kind.MEANING: _flag("meaning"),
    Kind.CUE: _cue,
    Kind.PART: read_part,
    Kind.UNREAL: read_unreal,
    Kind.BOUGHT: read_bought,
}.items():
    READERS[_kind] = _reader
