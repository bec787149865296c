"""From the tokens of a text to kinds and values: the longest known phrases, and what numbers, ids and codes are."""

import re
from datetime import date
from typing import Final

from finops_core.names.usage_types import REGION_OF
from supervisor.dates import Kinds, Values
from supervisor.lexicon import Kind, Lexicon, Value
from supervisor.slots import PADDING


def scan(tokens: list[str], lexicon: Lexicon) -> tuple[Kinds, Values]:
    """The longest known phrases as kinds and values, closed by ENDs. Takes apart tokens such as "jan-mar"."""
    kinds: Kinds = []
    values: Values = []
    known = lexicon.get
    at = 0
    count = len(tokens)
    while at < count:
        token = tokens[at]
        node = known(token)
        if node is None:
            if token.isalpha() and token[-5:] != "usage":
                kinds.append(_WORD)
                values.append(token)
                at += 1
                continue
            parts = _parts(token, lexicon)
            if parts:
                tokens[at : at + 1] = parts
                count = len(tokens)
                continue
            kind, value = _special(token)
            kinds.append(kind)
            values.append(value)
            at += 1
            continue
        at += 1
        following = node.next
        ahead = at
        while following is not None and ahead < count and (longer := following.get(tokens[ahead])) is not None:
            ahead += 1
            if longer.kind >= 0:
                node, at = longer, ahead
            following = longer.next
        kind = node.kind
        if kind > 0:
            kinds.append(kind)
            values.append(node.value)
        elif kind < 0:
            kinds.append(_WORD)
            values.append(tokens[at - 1])
    return _closed(kinds, values)


def _closed(kinds: Kinds, values: Values) -> tuple[Kinds, Values]:
    """The items with the ENDs behind them; a number and the word for per cent are one ("8 percent")."""
    if _PER_CENT in kinds:
        for at in range(len(kinds) - 1, 0, -1):
            if kinds[at] == _PER_CENT and kinds[at - 1] in _COUNTS:
                kinds[at - 1 : at + 1] = [Kind.PERCENT]
                values[at - 1 : at + 1] = [f"{values[at - 1]}%"]
    kinds += _END_KINDS
    values += _END_VALUES
    return kinds, values


def telling(tokens: list[str], lexicon: Lexicon) -> int:
    """How many words of a text say something: those in phrases that are neither unknown nor passed over."""
    at = found = 0
    while at < len(tokens):
        kind, end, node = -1, at + 1, lexicon.get(tokens[at])
        ahead = at
        while node is not None:
            ahead += 1
            if node.kind >= 0:
                kind, end = node.kind, ahead
            node = node.next.get(tokens[ahead]) if node.next is not None and ahead < len(tokens) else None
        if kind > Kind.SKIP and kind != Kind.WORD:
            found += end - at
        at = end
    return found


_WORD: Final = Kind.WORD
_PER_CENT: Final = Kind.PER_CENT
_COUNTS: Final = (Kind.NUM, Kind.MONEY)


def _parts(token: str, lexicon: Lexicon) -> list[str]:
    """ "Jan-mar" and "Q1-Q2" as three words; nothing for a token that joins no two periods of a kind."""
    ranked = _SHORT_RANK.fullmatch(token)
    if ranked:
        return [ranked[1], ranked[2]]
    counted = _SHORT_COUNT.fullmatch(token)
    if counted:
        return [*(["past"] if counted[1] else []), counted[2], _SHORT_UNITS[counted[3]]]
    if "/" in token:
        rate = _RATE.fullmatch(token)
        return [rate[1], "per", _HOURS.get(rate[2], rate[2])] if rate else _joined_by_slashes(token, lexicon)
    first, dash, last = token.partition("-")
    if not dash:
        return _spaced(token, lexicon) if "_" in token else []
    left, right = lexicon.get(first), lexicon.get(last)
    joined = left is not None and right is not None and left.kind == right.kind and left.kind in _RANGED
    return [first, dash, last] if joined else _spaced(token, lexicon)


def _spaced(token: str, lexicon: Lexicon) -> list[str]:
    """ "Cost_center" and "last-month" as the words of a known phrase; nothing where they are none together."""
    words = token.replace("_", "-").split("-")
    node = lexicon.get(words[0])
    for word in words[1:]:
        node = node.next.get(word) if node is not None and node.next is not None else None
    return words if node is not None and node.kind > Kind.SKIP and node.kind != Kind.WORD else []


def _joined_by_slashes(token: str, lexicon: Lexicon) -> list[str]:
    """ "Cost/day" is the cost per day, "ec2/rds" is both."""
    first, _, last = token.partition("/")
    left, right = lexicon.get(first), lexicon.get(last)
    quotient = left is not None and right is not None and (left.kind, right.kind) == (Kind.COST, Kind.UNIT)
    return [first, "per", last] if quotient else _alternatives(token, lexicon)


def _alternatives(token: str, lexicon: Lexicon) -> list[str]:
    """ "Ec2/rds/s3" as "ec2 and rds and s3": names of one field."""
    parts = token.split("/")
    nodes = [lexicon.get(part) for part in parts]
    values = [node.value for node in nodes if node is not None and node.kind in _NAMES]
    fields = {value[0] for value in values if isinstance(value, tuple) and len(value) == 2}
    if len(values) != len(parts) or len(fields) != 1:
        return []
    return [word for part in parts for word in ("and", part)][1:]


_NAMES: Final = frozenset({Kind.FILTER, Kind.NAME})
_SHORT_RANK: Final = re.compile(r"(top|bottom|last|past|next)-?(\d{1,3})")
"""A rank or a stretch of time in one word: "top10", "last-30 days"."""
_SHORT_COUNT: Final = re.compile(r"(l|p)?(\d{1,3})(d|w|wk|wks|mo|mos|mth|mths|yr|yrs|h|hrs)")
_SHORT_UNITS: Final = {
    **dict.fromkeys(("d",), "days"),
    **dict.fromkeys(("w", "wk", "wks"), "weeks"),
    **dict.fromkeys(("mo", "mos", "mth", "mths"), "months"),
    **dict.fromkeys(("yr", "yrs"), "years"),
    **dict.fromkeys(("h", "hrs"), "hours"),
}
"""Units behind a number without a space: "30d", "6mo", and with what is before it: "l7d", "p12w"."""
_RATE: Final = re.compile(r"([$€£]?[\d.,]+k?)/(h|hr|hour|day|week|month|quarter|year)")
"""An amount a month, in one word: "$5,000/month"."""
_HOURS: Final = {"h": "hour", "hr": "hour"}
_RANGED: Final = frozenset({Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.HALF})
_END_KINDS: Final = [Kind.END] * PADDING
_END_VALUES: Final[list[Value]] = [None] * PADDING


_MONEY: Final = re.compile(r"[$€£]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k)?")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTED: Final = re.compile(r"(\d{1,3})-(day|week|month|quarter|year)")
_RESOURCE: Final = re.compile(
    r"(?:i|vol|snap|ami|eni|eipalloc|nat|igw|tgw|vpc|vpce|vpn|subnet|sg|lt|fs)-(?:0[\da-f]{16}|[\da-f]{8})"
    r"|arn:aws[\w-]*:[\w-]+:\S+"
)
"""The ids that AWS gives to instances, volumes and the like, and ARNs."""
_INSTANCE: Final = re.compile(
    r"(?:db\.|cache\.)?[a-z][a-z0-9-]{1,9}\.(?:nano|micro|small|medium|large|\d{0,2}xlarge|metal)"
)
_USAGE_TYPE: Final = re.compile(
    rf"(?:(?:{'|'.join(REGION_OF).lower()})-)\w[\w:.-]*[a-z][\w:.-]*"
    r"|(?:boxusage|spotusage|dedicatedusage|ebs|publicipv4|elasticip|instanceusage|multi-azusage|nodeusage):[\w:.-]+"
    r"|(?:natgateway|datatransfer|timedstorage|vpcendpoint|transitgateway|fargate|lambda|requests)-[\w:-]+"
    r"|lcuusage|loadbalancerusage|boxusage"
)
"""Usage types by their shape, for those a bill does not have."""
_COLUMN: Final = re.compile(r"x_[a-z][\w]{1,59}")
"""A column that a FOCUS file has of its own."""
_PAIR: Final = re.compile(r"([a-z][\w.-]{0,59})[=:](\w[\w./@-]{0,99})")


def _special(token: str) -> tuple[int, Value]:
    """What a token outside the lexicon is: a number, an amount, a day, an account, a tag, or just a word."""
    if token.isdecimal() and token.isascii():
        if len(token) == 12:
            return Kind.ACCOUNT_ID, token
        return (Kind.NUM, int(token)) if len(token) < 7 else (Kind.MONEY, token)
    found = _MONEY.fullmatch(token)
    if found:
        amount = found[1].replace(",", "") + (found[2] or "")
        priced = Kind.MONEY if token[0].isdecimal() else Kind.PRICE
        return priced, f"{float(amount) * 1000:.0f}" if found[3] else amount
    if _ISO_DAY.fullmatch(token):
        return _day(token)
    counted = _COUNTED.fullmatch(token)
    if counted:
        return Kind.COUNTED, (counted[1], counted[2])
    return _named(token)


def _named(token: str) -> tuple[int, Value]:
    """What a token with more than letters names: a resource, a usage type, a tag, a column, or nothing known."""
    if _RESOURCE.fullmatch(token):
        return Kind.FILTER, ("resource", token)
    if _INSTANCE.fullmatch(token) or _USAGE_TYPE.fullmatch(token):
        return Kind.FILTER, ("usage_type", token)
    pair = _PAIR.fullmatch(token)
    if pair and pair[1] == "tag":
        return Kind.DIM, f"tag:{pair[2]}"
    if pair:
        return Kind.FILTER, ("tag", f"{pair[1]}={pair[2]}")
    if _COLUMN.fullmatch(token):
        return Kind.DIM, f"tag:{token}"
    if token[-1] == "%" and _MONEY.fullmatch(token[:-1]):
        return Kind.PERCENT, token
    if token.endswith("'s") and token[:-2].isalpha():
        return Kind.WORD, token[:-2]
    return Kind.WORD, token


def _day(token: str) -> tuple[int, Value]:
    try:
        date.fromisoformat(token)
    except ValueError:
        return Kind.WORD, token
    return Kind.PERIOD, token
