"""Forms of what a change of the whole came from: its largest parts, and what went the other way."""

from collections.abc import Sequence
from typing import Final

from agents.prose.forms.levels import Form
from agents.prose.forms.movements import DOWN, UP, is_move, sign_of
from agents.prose.forms.ranks import movers
from agents.prose.forms.reading import WHOLE, Found, NotRead, Reading, Subject, is_of, must
from agents.prose.meanings import Meaning

_MAINLY: Final = "(?:mainly |mostly |largely |primarily |chiefly )"


def _way_of_the_whole(reading: Reading) -> int:
    """1 where the whole rose, -1 where it fell. Raises NotRead where the facts do not say."""
    ways = {
        m.direction for m in reading.claimed.meanings.all if m.direction and m.measure != "excess" and is_of(m, WHOLE)
    }
    must(len(ways) == 1)
    return ways.pop()


def _first_that_went(reading: Reading, sign: int) -> Meaning:
    found = movers(reading, sign)
    must(bool(found))
    return max(found, key=lambda m: abs(m.value or 0))


def _because(found: Found) -> Reading:
    """`Costs went up mainly because EC2 rose by [[f6]]`: the part that moved most, the way that the whole did."""
    sign, subject = sign_of(found.text("verb")), found.subject("s")
    first = _first_that_went(found.reading, sign)
    must(_way_of_the_whole(found.reading) == sign, bool(subject.keys), is_of(first, subject))
    must(not found.has("whole") or found.subject("whole") == WHOLE)
    must(not found.has("went") or sign_of(found.text("went")) == sign)
    must(not found.has("v") or found.value("v") is first)
    return found.reading.of(subject, first)


def _driven(found: Found) -> Reading:
    """`…, driven by EC2`, behind a move of the whole."""
    subject, sign = found.subject("s"), _way_of_the_whole(found.reading)
    first = _first_that_went(found.reading, sign)
    told = found.reading.subject
    must(told == WHOLE, bool(subject.keys), is_of(first, subject))
    return found.reading.of(subject, first)


def _offset(found: Found) -> Reading:
    """`The increase was partly offset by S3, which fell by [[f8]]`: what went the other way, and not all of it."""
    subject, sign = found.subject("s"), _way_of_the_whole(found.reading)
    must(bool(subject.keys), not found.has("verb") or sign_of(found.text("verb")) == sign)
    against = [m for m in movers(found.reading, -sign) if is_of(m, subject)]
    must(len(against) == 1)
    return found.reading.of(subject, against[0])


def _comes_from(found: Found) -> Reading:
    """`The rise of [[f3]] comes mostly from EC2 ([[f6]]) and CloudFront ([[f10]])`: more than half of it together."""
    sign = sign_of(found.text("verb"))
    must(_way_of_the_whole(found.reading) == sign)
    whole = [m for m in found.reading.claimed.meanings.all if is_move(m, WHOLE, sign) and m.fact.kind == "money"]
    must(len(whole) == 1, not found.has("v") or found.value("v") is whole[0])
    parts = _parts(found, sign)
    must(sum(abs(m.value or 0) for m in parts) * 2 > abs(whole[0].value or 0))
    return found.reading.of(Subject(parts[-1].entities), parts[-1])


def _parts(found: Found, sign: int) -> Sequence[Meaning]:
    parts: list[Meaning] = []
    for name, value in (("a", "x"), ("b", "y"), ("c", "z")):
        if not found.has(name):
            continue
        subject = found.subject(name)
        own = [m for m in movers(found.reading, sign) if is_of(m, subject)]
        must(len(own) == 1, bool(subject.keys))
        must(not found.has(value) or found.value(value) is own[0])
        parts.append(own[0])
    must(len({m.fact.id for m in parts}) == len(parts))
    return parts


def _smaller(found: Found) -> Reading:
    """`Smaller increases came from Glue ([[f1]]) and Lambda ([[f2]])`: of what moved that way, less than the most."""
    sign = sign_of(found.text("verb").removesuffix("s"))
    told: list[Meaning] = []
    for name, group in (("a", "x"), ("b", "y"), ("c", "z")):
        if found.has(name):
            subject, value = found.subject(name), found.value(group)
            must(bool(subject.keys), is_move(value, subject, sign), value.fact.kind == "money")
            told.append(value)
    most = abs(_first_that_went(found.reading, sign).value or 0)
    must(all(abs(m.value or 0) < most for m in told), len({m.fact.id for m in told}) == len(told))
    return found.reading.closed()


def _both(found: Found) -> Reading:
    """`Both rose: S3 by [[f6]] and EC2 by [[f8]]`, where the answer is about these two."""
    sign, first, second = sign_of(found.text("verb")), found.subject("a"), found.subject("b")
    must(first.is_apart_from(second))
    must(is_move(found.value("x"), first, sign), is_move(found.value("y"), second, sign))
    must(found.value("x").fact.kind == found.value("y").fact.kind == "money")
    moved = {m.entities for m in found.reading.claimed.meanings.all if m.direction and m.entities and not _joint(m)}
    must(len(moved) == len(("first", "second")))
    periods = sorted({p for m in (found.value("x"), found.value("y")) for p in m.periods}, key=lambda p: p.start)
    reading = found.reading
    for group, side in (("from", 0), ("to", -1)):
        time = found.token(group, "T ")
        if time is not None:
            must(time.period is not None, bool(periods), time.period == periods[side])
            reading = reading.seen(time)
    return reading.of(second, found.value("y"))


def _joint(meaning: Meaning) -> bool:
    return any(" and " in key for key in meaning.entities)


def _rose_more(found: Found) -> Reading:
    """`S3 rose more than EC2`, by the changes that the facts have of both."""
    sign, subject, other = sign_of(found.text("verb")), found.subject("s"), found.subject("o")
    must(subject.is_apart_from(other))
    one, two = (_change_of(each, sign, found.reading) for each in (subject, other))
    apart = abs(one.value or 0) - abs(two.value or 0)
    must(apart != 0, (apart > 0) == (found.text("sign") == "more"))
    for group, value in (("x", one), ("y", two)):
        must(not found.has(group) or found.value(group) is value)
    return found.reading.of(subject, one)


def _change_of(subject: Subject, sign: int, reading: Reading) -> Meaning:
    own = [m for m in reading.claimed.meanings.all if is_move(m, subject, sign) and m.fact.kind == "money"]
    if len(own) != 1:
        raise NotRead
    return own[0]


_WENT: Final = rf"(?P<verb>{UP}|{DOWN}) "
_MOVE: Final = r"(?P<verb>increase|rise|growth|decrease|fall|drop|decline) "

CAUSES: Final[Sequence[Form]] = (
    Form(
        True,
        rf"{{WHOLE:whole}}{_WENT}{_MAINLY}?because {{NAMED:s}}(?P<went>{UP}|{DOWN}) (?:by {{V:v}})?",
        _because,
    ),
    Form(True, rf"{{WHOLE:whole}}{_WENT}{_MAINLY}(?:because of|due to) {{NAMED:s}}(?:\( {{V:v}}\) )?", _because),
    Form(False, rf",? ?{_MAINLY}?(?:driven|led|caused) {_MAINLY}?by {{NAMED:s}}", _driven),
    Form(False, rf",? ?{_MAINLY}(?:because of|due to|from) {{NAMED:s}}", _driven),
    Form(True, rf"(?:the|this) {_MOVE}(?:was|is) partly offset by {{NAMED:s}}", _offset),
    Form(False, r",? ?(?:which was |and was )?partly offset by {NAMED:s}", _offset),
    Form(
        True,
        rf"(?:the|this) {_MOVE}(?:of {{V:v}})?(?:comes|came|is|was) {_MAINLY}(?:from|driven by|due to) "
        r"{NAMED:a}(?:\( {V:x}\) )?(?:, {NAMED:b}(?:\( {V:y}\) )?)?(?:,? ?and {NAMED:c}(?:\( {V:z}\) )?)?",
        _comes_from,
    ),
    Form(
        True,
        r"(?:smaller|further|other) (?P<verb>increases|rises|decreases|falls|drops) (?:came from|were in|are in|were) "
        r"{NAMED:a}\( {V:x}\) (?:, {NAMED:b}\( {V:y}\) )?(?:,? ?and {NAMED:c}\( {V:z}\) )?",
        _smaller,
    ),
    Form(
        True,
        rf"both {_WENT}(?:from (?P<from>T )to (?P<to>T ))?: {{NAMED:a}}by {{V:x}}and {{NAMED:b}}by {{V:y}}",
        _both,
    ),
    Form(
        True,
        rf"{{NAMED:s}}{_WENT}(?P<sign>more|less) than {{NAMED:o}}"
        r"(?:(?:: |, ){V:x}(?:compared with|compared to|against|and) {V:y})?",
        _rose_more,
    ),
)
