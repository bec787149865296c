"""Forms of what is the largest, of what is larger than what, and of what drove a change."""

from collections.abc import Sequence
from typing import Final

from agents.prose.derivation import is_derived
from agents.prose.forms.levels import Form, amount_of
from agents.prose.forms.movements import is_move, sign_of
from agents.prose.forms.reading import (
    WHOLE,
    Found,
    NotRead,
    Reading,
    Subject,
    is_of,
    is_of_kind,
    is_spent,
    must,
    own_period,
    sides_of,
)
from agents.prose.meanings import Meaning

_LARGEST: Final = "(?:single )?(?:largest|biggest|most expensive|costliest)"
_FIRST: Final = ("group", "first group")


def _is_first(subject: Subject, reading: Reading) -> Meaning:
    """The amount of what the product ranks first, which has the largest of all amounts of its time."""
    named = reading.claimed.meanings.named_as(*_FIRST)
    must(bool(subject.keys & named))
    value = amount_of(subject, reading)
    others = [
        m.value or 0
        for m in reading.claimed.meanings.all
        if is_spent(m) and m.entities and own_period(m) == own_period(value) and not is_derived(m.fact)
    ]
    must((value.value or 0) >= max(others))
    return value


def _largest(found: Found) -> Reading:
    """`EC2 was your largest service`, `the most expensive service was EC2`."""
    subject = found.subject("s")
    must(bool(subject.keys))
    token = found.token("s", "N ")
    kind = found.text("kind")
    must(token is None or kind in ("", "one") or is_of_kind(token, kind, found.reading.claimed))
    reading, time = found.reading, found.token("t") or found.token("u")
    value = _is_first(subject, reading if time is None else reading.under(time))
    return reading.dated(own_period(value), time).of(subject, value)


def _spent_most(found: Found) -> Reading:
    """`You spent most on EC2`, `EC2 cost the most`."""
    subject, time = found.subject("s"), found.token("t")
    must(bool(subject.keys))
    value = _is_first(subject, found.reading if time is None else found.reading.under(time))
    return found.reading.dated(own_period(value), time).of(subject, value)


def _with_its_value(found: Found) -> Reading:
    """`…, with [[f1]]`, `… at [[f1]]`: the amount of what was ranked."""
    last, value = found.reading.last, found.value("v")
    must(last is not None and value is last)
    return found.reading.dated(own_period(value), found.token("t"))


def movers(reading: Reading, sign: int) -> Sequence[Meaning]:
    """The changes that the product names, in its order, of one way or, for 0, of both."""
    named = reading.claimed.meanings.named_as("driver")
    moved = [
        m
        for m in reading.claimed.meanings.all
        if m.measure in ("increase", "decrease") and m.fact.kind == "money" and m.entities & named
    ]
    return [m for m in moved if sign in (0, m.direction) and not is_derived(m.fact)]


def _next_largest(found: Found) -> Reading:
    """`…, followed by S3 at [[f12]]`, `S3 came second`: in the order of all amounts of that time."""
    subject, reading = found.subject("s"), found.reading
    value = amount_of(subject, reading)
    ranked = sorted(_ordered(value, reading), key=lambda m: -(m.value or 0))
    must(value in ranked)
    place = ranked.index(value)
    nth = found.text("nth")
    if nth in _NTH:
        must(place == _NTH[nth])
    else:
        last = reading.last
        must(place > 0, ranked[place - 1] is last)
    must(not found.has("v") or found.value("v") is value)
    return reading.dated(own_period(value), found.token("t")).of(subject, value)


_NTH: Final = {"second": 1, "next": 1, "third": 2, "fourth": 3}


def _ordered(value: Meaning, reading: Reading) -> Sequence[Meaning]:
    """All amounts before one, which the first rows of services and accounts are: none of these is nameless."""
    if any(reading.claimed.has_kind(kind) for kind in _NAMELESS) or not any(map(reading.claimed.has_kind, _NAMED_ALL)):
        return _parts_of_all(reading)
    must(bool(reading.claimed.meanings.named_as(*_FIRST)), not value.scope)
    return [
        m
        for m in reading.claimed.meanings.all
        if is_spent(m) and m.entities and own_period(m) == own_period(value) and not is_derived(m.fact)
    ]


_NAMED_ALL: Final = ("service", "account")
_NAMELESS: Final = ("region", "team", "environment", "application", "project", "tag", "resource")
"""Kinds of groups one of which is what has none, which is no fact."""


def _ahead(found: Found) -> Reading:
    """`…, ahead of CloudFront with [[f13]]`: what comes next behind an amount."""
    last, subject, value = found.reading.last, found.subject("o"), found.value("v")
    if last is None or not is_spent(last):
        raise NotRead
    ranked = sorted(_ordered(last, found.reading), key=lambda m: -(m.value or 0))
    must(is_spent(value), is_of(value, subject), last in ranked, value in ranked)
    must(ranked.index(value) == ranked.index(last) + 1)
    return found.reading.dated(own_period(value), found.token("t"))


def _largest_move(found: Found) -> Reading:
    """`The largest increase was in EC2`, `EC2 rose most`, `the main driver was EC2`."""
    subject, word = found.subject("s"), found.text("move").split()[-1]
    sign = _sign(word)
    named = movers(found.reading, sign)
    must(bool(subject.keys), bool(named))
    largest = max(named, key=lambda m: abs(m.value or 0))
    must(is_of(largest, subject))
    if word in ("driver", "drivers", "contributor"):
        must(_is_with_the_whole(largest, found.text("whole"), found.reading))
    return found.reading.of(subject, largest)


def _sign(word: str) -> int:
    """1 for words of rising, -1 for words of falling, 0 for what may be either."""
    return (word in _RISES.split("|")) - (word in _FALLS.split("|"))


_RISES: Final = "increase|rise|growth|increased|rose|grew"
_FALLS: Final = "decrease|fall|drop|reduction|decreased|fell|dropped|declined"


def _is_with_the_whole(largest: Meaning, told: str, reading: Reading) -> bool:
    """Whether what drove a change went the way that the whole went, and that the sentence tells it went."""
    whole = [m for m in reading.claimed.meanings.all if m.measure in ("increase", "decrease") and is_of(m, WHOLE)]
    ways = {m.direction for m in whole}
    said = {_sign(word) for word in told.split()} - {0}
    return ways == {largest.direction} and said <= ways


def _by_its_move(found: Found) -> Reading:
    """`…, which rose by [[f1]]`, `…, up [[f1]]`, `…, with [[f1]]`, behind what moved most."""
    last, value = found.reading.last, found.value("v")
    must(last is not None and value is last and value.direction != 0)
    told = [sign_of(found.text(group)) for group in ("noun", "verb", "way") if found.has(group)]
    must(all(sign == value.direction for sign in told))
    if found.has("to"):
        must(found.reading.subject is not None)
        must(found.value("to") is sides_of(found.reading.subject or WHOLE, found.reading.claimed)[1])
    return found.reading


def _next_move(found: Found) -> Reading:
    """`…, followed by CloudFront with [[f2]]`, in the product's order."""
    last, subject, value = found.reading.last, found.subject("s"), found.value("v")
    if last is None:
        raise NotRead
    named = sorted(movers(found.reading, last.direction), key=lambda m: -abs(m.value or 0))
    must(last in named, value in named, is_move(value, subject, last.direction))
    must(named.index(value) == named.index(last) + 1)
    return found.reading.of(subject, value)


def _compared(found: Found) -> Reading:
    """`EC2 cost more than RDS`, `EC2 cost [[f1]] more than RDS`, of one time."""
    subject, other, time = found.subject("s"), found.subject("o"), found.token("t")
    must(subject.is_apart_from(other))
    reading = found.reading if time is None else found.reading.under(time)
    one, two = amount_of(subject, reading), amount_of(other, reading)
    must(own_period(one) == own_period(two), one.fact.unit == two.fact.unit)
    _is_apart(found, one, two)
    return found.reading.dated(own_period(one), time).of(subject, one)


def _is_apart(found: Found, one: Meaning, two: Meaning) -> None:
    apart = (one.value or 0) - (two.value or 0)
    must(apart != 0, (apart > 0) == (found.text("sign") in ("more", "larger", "higher", "bigger")))
    if found.has("by"):
        by = found.value("by")
        must(by.fact.derived_from == (one.fact.id, two.fact.id) or by.fact.derived_from == (two.fact.id, one.fact.id))
        must(by.fact.kind == "money", (by.value or 0) == abs(apart))


def _values_of_compared(found: Found) -> Reading:
    """`…: [[f1]] against [[f2]]`, the amounts of the two that were compared, in their order."""
    one, two, last = found.value("v"), found.value("w"), found.reading.last
    must(last is one, is_spent(one), is_spent(two), own_period(one) == own_period(two), one is not two)
    if found.has("o"):
        must(is_of(two, found.subject("o")))
        return found.reading
    must(" and " not in two.fact.subject)
    names = [t for t in found.reading.claimed.mentions if found.reading.claimed.entities_of(t) & two.entities]
    must(bool(names), len({found.reading.claimed.entities_of(t) for t in found.reading.claimed.mentions}) == _PAIR)
    return found.reading


def _parts_of_all(reading: Reading, kind: str = "") -> Sequence[Meaning]:
    """The amounts of one time that make up a whole amount of the answer: nothing else can be larger or smaller."""
    whole = [m for m in reading.claimed.meanings.all if is_spent(m) and m.fact.id in _wholes(reading)]
    must(len(whole) == 1)
    parts = [
        m
        for m in reading.claimed.meanings.all
        if is_spent(m) and m.entities and m is not whole[0] and own_period(m) == own_period(whole[0])
    ]
    total, all_of_it = sum(m.value or 0 for m in parts), whole[0].value or 0
    must(all((m.value or 0) >= 0 for m in parts), abs(total - all_of_it) * 1000 <= abs(all_of_it))
    return parts


def _wholes(reading: Reading) -> frozenset[str]:
    shares = [m.fact.derived_from for m in reading.claimed.meanings.all if m.measure == "share" and m.fact.derived_from]
    return frozenset(of[1] for of in shares if len(of) == _PAIR)


def _smallest(found: Found) -> Reading:
    """`fernway-staging was the smallest`, `EC2 is the larger of the two`, where the amounts are all there are."""
    subject = found.subject("s")
    parts = sorted(_parts_of_all(found.reading), key=lambda m: m.value or 0)
    must(bool(subject.keys), len(parts) > 1, found.text("which") not in ("larger", "smaller") or len(parts) == _PAIR)
    value = parts[-1 if found.text("which") == "larger" else 0]
    token, kind = found.token("s", "N "), found.text("kind")
    must(token is None or kind in ("", "one") or is_of_kind(token, kind, found.reading.claimed))
    must(is_spent(value), bool(value.entities & subject.keys))
    return found.reading.dated(own_period(value), found.token("t")).of(subject, value)


_PAIR: Final = 2


def _more_than(found: Found) -> Reading:
    """`…, more than S3 at [[f2]]`, behind an amount."""
    last, other, value = found.reading.last, found.subject("o"), found.value("v")
    must(last is not None and is_spent(last), is_spent(value), is_of(value, other), bool(other.keys))
    if last is None:
        raise NotRead
    must(own_period(last) == own_period(value), bool(last.entities), last is not value)
    if found.has("sign"):
        _is_apart(found, last, value)
    return found.reading.dated(own_period(value), found.token("t"))


_KIND: Final = "(?:(?P<kind>account|service|region|team|environment|application|one) )?"
_MOST: Final = r"(?:the )?most "
_DRIVER: Final = (
    r"(?P<move>(?:main|biggest|largest) (?:driver|contributor)) "
    r"(?P<whole>(?:of|behind|to) (?:the|this) (?:total |overall )?(?:change|increase|rise|decrease|fall|drop) )?"
)
_MOVE: Final = rf"(?:single )?(?P<move>(?:largest|biggest) (?:{_RISES}|{_FALLS}|mover|change)) "

RANKS: Final[Sequence[Form]] = (
    Form(True, rf"{{NAMED:s}}(?:is|was) (?:the|your|our) {_LARGEST} {_KIND}{{AT:t}}?", _largest),
    Form(
        True,
        rf"(?:the|your|our) {_LARGEST} {_KIND}{{AT:t}}?(?:is|was) {{NAMED:s}}{{AT:u}}?",
        _largest,
    ),
    Form(
        True,
        r"{NAMED:s}(?:is|was) the (?P<which>smallest|cheapest) "
        r"(?:(?P<kind>account|service|region|team|environment|application|one) )?{AT:t}?",
        _smallest,
    ),
    Form(
        True,
        r"(?:the|your) (?P<which>smallest|cheapest) "
        r"(?:(?P<kind>account|service|region|team|environment|application|one) )?(?:is|was) {NAMED:s}{AT:t}?",
        _smallest,
    ),
    Form(True, r"{NAMED:s}(?:is|was) the (?P<which>larger|smaller) (?:one )?of the two {AT:t}?", _smallest),
    Form(
        False,
        r"(?:, |and |, and |, then |,? ?(?:it is )?followed by |; (?:next|then) (?:comes|came|is) )(?:next )?"
        r"{NAMED:s}(?:with |at |\( |came to |cost )?{V:v}(?:(?<=\( V )\) )?{AT:t}?",
        _next_largest,
    ),
    Form(False, r",? ?ahead of {NAMED:o}(?:with |at |\( ){V:v}(?:(?<=\( V )\) )?{AT:t}?", _ahead),
    Form(
        True,
        r"{NAMED:s}(?:(?:came|comes|ranks|ranked|is|was) (?:in )?(?P<nth>second|third|fourth|next)(?: place)? )"
        r"(?:,? ?(?:with |at |\( ){V:v}(?:(?<=\( V )\) )?)?{AT:t}?",
        _next_largest,
    ),
    Form(True, rf"{{NAMED:s}}(?:cost|costs|spent) {_MOST}{{AT:t}}?", _spent_most),
    Form(True, rf"(?:you spent {_MOST}|most (?:of the spend )?was spent )on {{NAMED:s}}{{AT:t}}?", _spent_most),
    Form(False, r"(?:, )?(?:with|at|which cost|costing|and cost|:) {V:v}{AT:t}?", _with_its_value),
    Form(False, r": {V:v}{AT:t}?", _with_its_value),
    Form(True, rf"(?:the|your) {_MOVE}(?:was|is) (?:in |on |that of |for )?{{NAMED:s}}", _largest_move),
    Form(True, r"{NAMED:s}(?P<move>rose|increased|grew|fell|decreased|dropped|declined) (?:the )?most ", _largest_move),
    Form(True, rf"{{NAMED:s}}(?:had|shows|saw|is|was|has) the {_MOVE}", _largest_move),
    Form(True, rf"(?:the|your) {_DRIVER}(?:was|is) {{NAMED:s}}", _largest_move),
    Form(True, rf"{{NAMED:s}}(?:is|was) the {_DRIVER}", _largest_move),
    Form(
        False,
        r"(?:, )?(?:with (?:an? (?P<noun>rise|increase|fall|decrease|drop) of )?"
        r"|which (?P<verb>rose|fell|increased|decreased|grew|dropped|went up|went down) by "
        r"|(?P<way>up|down) (?:by )?|by |: )(?P<v>V )(?:to (?P<to>V ))?",
        _by_its_move,
    ),
    Form(
        False,
        r"(?:, |and |, and )(?:followed by |then ){NAMED:s}(?:with |by |at |\( |up |down )?{V:v}(?:(?<=\( V )\) )?",
        _next_move,
    ),
    Form(
        True,
        r"{NAMED:s}(?:cost|costs|was|is) (?:{V:by})?(?P<sign>more|less|larger|smaller|higher|lower) than "
        r"{NAMED:o}{AT:t}?",
        _compared,
    ),
    Form(False, r"(?::|,|–) {V:v}(?:against|compared with|compared to|and|versus|vs) {V:w}", _values_of_compared),
    Form(
        False,
        r", (?:compared with|compared to|against|and) {V:v}(?:for|on|of) {NAMED:o}{AT:t}?",
        _more_than,
    ),
    Form(
        False,
        r", (?:which is )?(?P<sign>more|less) than {NAMED:o}(?:at |with |\( ){V:v}(?:(?<=\( V )\) )?{AT:t}?",
        _more_than,
    ),
    Form(
        False, r", (?:compared with|compared to|against) {NAMED:o}(?:at |with |\( ){V:v}(?:(?<=\( V )\) )?", _more_than
    ),
)
