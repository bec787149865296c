"""What a question says, slot by slot: one pass over its known words, each kind read by one small function.

Any word in a place where it has no meaning ends the reading: the fast path then abstains.
"""

from typing import Final

from finops_core.questions.utterance import Utterance
from supervisor.amounts import read_currency, read_extent, read_in, read_over, read_percent, read_reached, read_under
from supervisor.commitments import read_aspect, read_commitment, read_fee
from supervisor.cost_words import read_cost, read_forecast, read_metric, read_total, read_where, read_why
from supervisor.dates import Kinds, Values
from supervisor.dimensions import read_dim, read_dims
from supervisor.grouping import read_by
from supervisor.joints import read_and, read_follow
from supervisor.leaving_out import read_exclude, read_untagged
from supervisor.lengths import read_earlier
from supervisor.lexicon import Kind
from supervisor.movement import read_change, read_dearer, read_new, read_using
from supervisor.named_values import read_account, read_filter, read_not, read_things
from supervisor.naming import read_data, read_name, read_word
from supervisor.quantities import (
    read_bought,
    read_ec2_other,
    read_part,
    read_stored,
    read_unit_price,
    read_unreal,
    read_usage_unit,
)
from supervisor.ranks import read_costly, read_number, read_top
from supervisor.slots import PADDING, PAIRED, STOP, Reader
from supervisor.spans import (
    read_ahead,
    read_between,
    read_counted,
    read_period,
    read_side_by_side,
    read_since,
    read_till_end,
    read_weekdays,
)
from supervisor.suppositions import read_copies, read_supposed, read_supposed_word
from supervisor.tag_nouns import read_tag
from supervisor.units import read_count, read_unit, read_which, read_which_unit


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


def _article(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    """ "On an AWS bill": on any, and not on one's own."""
    if kinds[at + 1] == Kind.BILL and at and kinds[at - 1] == Kind.IN:
        said.generic = True
    return at + 1


def _cue(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    value = values[at]
    if not isinstance(value, tuple):
        return STOP
    meant, known = value[1], said.cues.get(value[0], value[1])
    if "" in (known, meant):
        meant = known or meant  # "save by rightsizing": one of them says no more
    elif known != meant:
        if value[-1] != PAIRED or "," in known or "," in meant:
            return STOP
        meant = f"{known},{meant}"
    said.cues = {**said.cues, value[0]: meant}
    return at + 1


def _word(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    after = read_supposed_word(said, kinds, values, at) if said.supposed else STOP
    if after < 0:
        after = read_reached(said, kinds, values, at)
    return after or read_side_by_side(said, kinds, values, at) or read_word(said, kinds, values, at)


def _previous(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    if at and kinds[at - 1] in _BESIDE:
        said.beside_before = True
    return _BEFORE(said, kinds, values, at)


_BEFORE: Final = _value("before")
_BESIDE: Final = frozenset({Kind.COMPARE, Kind.TO, Kind.OVER, Kind.UNDER})


def _number(said: Utterance, kinds: Kinds, values: Values, at: int) -> int:
    return read_copies(said, kinds, values, at) or read_number(said, kinds, values, at)


READERS: Final[list[Reader]] = [_stop] * (Kind.END + 1)


for _kind, _reader in {
    Kind.OWN: _flag("own"),
    Kind.PAST_TENSE: _flag("behind"),
    Kind.HOW: _flag("how"),
    Kind.DATA: read_data,
    Kind.WORD: _word,
    Kind.TOTAL: read_total,
    Kind.FEE: read_fee,
    Kind.COUNT: read_count,
    Kind.DEARER: read_dearer,
    Kind.BREAK: _flag("parting"),
    Kind.NAME: read_name,
    Kind.CURRENCY: read_currency,
    Kind.WHICH_UNIT: read_which_unit,
    Kind.COST: read_cost,
    Kind.UNIT: read_unit,
    Kind.STATUS: _flag("status"),
    Kind.SUPPOSE: read_supposed,
    Kind.ASPECT: read_aspect,
    Kind.COMMITMENT: read_commitment,
    Kind.PERCENT: read_percent,
    Kind.PRICE: read_extent,
    Kind.MONEY: read_extent,
    Kind.BILL: read_cost,
    Kind.WHICH: read_which,
    Kind.WHERE: read_where,
    Kind.BY: read_by,
    Kind.DIM: read_dim,
    Kind.DIMS: read_dims,
    Kind.TOP: read_top,
    Kind.COSTLY: read_costly,
    Kind.NUM: _number,
    Kind.AND: read_and,
    Kind.FILTER: read_filter,
    Kind.THING: read_things,
    Kind.THINGS: read_things,
    Kind.ACCOUNT_ID: read_account,
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
    Kind.FORECAST: read_forecast,
    Kind.SHARE: _flag("share"),
    Kind.UNTAGGED: read_untagged,
    Kind.NOT: read_not,
    Kind.SINCE: read_since,
    Kind.BETWEEN: read_between,
    Kind.TO: _pass,
    Kind.IN: read_in,
    Kind.GRAIN: _value("grain"),
    Kind.TREND: _flag("trend"),
    Kind.AVERAGE: _flag("average"),
    Kind.METRIC: read_metric,
    Kind.EXCLUDE: read_exclude,
    Kind.OVER: read_over,
    Kind.UNDER: read_under,
    Kind.COMPARE: _flag("compare"),
    Kind.STEPWISE: _value("stepwise"),
    Kind.CHANGE: read_change,
    Kind.DIRECTION: read_change,
    Kind.COUNTED: read_counted,
    Kind.DRIVER: _value("driver"),
    Kind.WHY: read_why,
    Kind.NEW: read_new,
    Kind.STOPPED: _flag("stopped"),
    Kind.USING: read_using,
    Kind.DOES: _flag("does"),
    Kind.ARTICLE: _article,
    Kind.TAG: read_tag,
    Kind.EARLIER: read_earlier,
    Kind.PREVIOUS: _previous,
    Kind.FOLLOW: read_follow,
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
