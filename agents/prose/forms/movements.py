"""Forms of what rose and fell, and by how much."""

from collections.abc import Sequence
from typing import Final

from agents.prose.forms.levels import COUNTS, Form
from agents.prose.forms.reading import (
    WHOLE,
    Found,
    NotRead,
    Reading,
    Subject,
    is_of,
    is_spent,
    must,
    own_period,
    sides_of,
)
from agents.prose.meanings import Meaning
from finops_core.values import Period

UP: Final = "rose|increased|grew|climbed|went up|rises|was up|is up|were up|has risen|has increased|has grown|are up"
DOWN: Final = (
    "fell|decreased|dropped|declined|went down|falls|was down|is down|were down|has fallen|has dropped|has decreased"
)
_VERB: Final = rf"(?P<verb>(?:also )?(?:{UP}|{DOWN})) "
_UPS: Final = frozenset({*UP.split("|"), "up", "rise", "increase", "higher", "more", "growth"})
_DOWNS: Final = frozenset({*DOWN.split("|"), "down", "fall", "drop", "decrease", "lower", "less", "decline", "cheaper"})
_WHEN: Final = (
    r"(?:(?:from (?P<first>T )to (?P<second>T ))|(?:between (?P<one>T )and (?P<other>T ))"
    r"|(?:in (?P<now>T )(?:(?:, )?(?:compared (?:with|to)|over|from|versus|against) (?P<then>T ))?)"
    r"|(?:(?:, )?(?:compared (?:with|to)|over|from|versus|against) (?P<before>T )))"
)


def sign_of(word: str) -> int:
    """1 for words of rising, -1 for words of falling."""
    plain = word.removeprefix("also ")
    return (plain in _UPS) - (plain in _DOWNS)


def is_move(value: Meaning, subject: Subject, sign: int) -> bool:
    """Whether a value is by how much a subject moved that way."""
    return value.direction == sign and value.measure in ("increase", "decrease") and is_of(value, subject)


def _moved(found: Found) -> Reading:
    """`EC2 rose by [[f1]] ([[f2]]) to [[f3]] from September to October`, and parts of that."""
    subject, sign = found.subject("s"), sign_of(found.text("verb"))
    _amounts_fit(found, subject, sign)
    return timed(found, subject).of(subject)


def _amounts_fit(found: Found, subject: Subject, sign: int) -> None:
    """By how much, by which part, to what and from what, each where a sentence tells it."""
    for group, kinds in (("by", ("money", "percent")), ("part", ("percent",)), ("or", ("percent",))):
        if found.has(group):
            value = found.value(group)
            must(is_move(value, subject, sign), value.fact.kind in kinds)
    if found.has("to") or found.has("was"):
        earlier, later = sides_of(subject, found.reading.claimed)
        must(sign in (0, _way(earlier, later)))
        must(not found.has("to") or found.value("to") is later, not found.has("was") or found.value("was") is earlier)
        for group, side in (("in_to", later), ("in_was", earlier)):
            time = found.token(group, "T ")
            must(time is None or time.period == own_period(side))


def _way(earlier: Meaning, later: Meaning) -> int:
    """1 where an amount rose, -1 where it fell."""
    before, after = earlier.value or 0, later.value or 0
    return (after > before) - (after < before)


def _periods_of(subject: Subject, found: Found) -> tuple[Period | None, Period | None]:
    """The earlier and the later period of a subject's move, where the facts have just these two."""
    changes = [
        m for m in found.reading.claimed.meanings.all if m.direction and m.measure != "excess" and is_of(m, subject)
    ]
    periods = sorted({p for m in changes for p in m.periods}, key=lambda p: p.start)
    if len(periods) != len(_BOTH):
        earlier, later = sides_of(subject, found.reading.claimed)
        return own_period(earlier), own_period(later)
    return periods[0], periods[1]


_BOTH: Final = ("earlier", "later")


def timed(found: Found, subject: Subject) -> Reading:
    """The times of a move: from the earlier to the later one, or in the later one, compared with the earlier."""
    groups = (("first", 0), ("second", 1), ("one", 0), ("other", 1), ("now", 1), ("then", 0), ("before", 0))
    named = [(time, side) for group, side in groups if (time := found.token(group, "T ")) is not None]
    also = [time for group in ("in_to", "in_was") if (time := found.token(group, "T ")) is not None]
    reading = found.reading.seen(*also)
    if not named and reading.period is None:
        return reading
    periods = _periods_of(subject, found)
    must(all(time.period is not None and time.period == periods[side] for time, side in named))
    if reading.period is not None and (not named or reading.is_under):
        must(reading.period == periods[1])
    return reading.seen(*[time for time, _ in named])


def _compared_amount(found: Found) -> Reading:
    """`…, [[f3]] more than in September`, behind the later amount of what moved."""
    last, subject, sign = found.reading.last, found.reading.subject, sign_of(found.text("verb"))
    must(last is not None, subject is not None)
    if last is None or subject is None:
        raise NotRead
    must(is_spent(last), is_move(found.value("by"), subject, sign), is_of(last, subject))
    earlier, later = sides_of(subject, found.reading.claimed)
    must(last is later)
    time = found.token("then", "T ")
    if found.has("was"):
        must(found.value("was") is earlier)
    if found.has("part"):
        must(is_move(found.value("part"), subject, sign))
    must(time is None or time.period == own_period(earlier))
    return found.reading.seen(*([time] if time else []))


def _level_moved(found: Found) -> Reading:
    """`EC2 cost more in October than in September`."""
    subject, sign = found.subject("s"), sign_of(found.text("verb"))
    _amounts_fit(found, subject, sign)
    earlier, later = sides_of(subject, found.reading.claimed)
    must(_way(earlier, later) == sign)
    return timed(found, subject).of(subject)


def _moved_too(found: Found) -> Reading:
    """`… and CloudFront by [[f2]]`, under the verb before."""
    subject, value, last = found.subject("s"), found.value("by"), found.reading.last
    must(bool(subject.keys), last is not None and last.direction != 0, value.fact.kind == "money")
    must(last is not None and last is not value and is_move(value, subject, last.direction))
    return found.reading.of(subject, value)


def _moved_by(found: Found) -> Reading:
    """A move by an amount, which what follows may be told under."""
    return _moved(found).of(found.subject("s"), found.value("by"))


def _did_not(found: Found) -> Reading:
    """`Costs did not go down in July: they rose by [[f3]]`."""
    subject, sign = found.subject("s"), -sign_of(_INFINITIVES[found.text("verb")])
    must(_way(*sides_of(subject, found.reading.claimed)) == sign)
    return timed(found, subject).of(subject)


_INFINITIVES: Final = {
    "go up": "went up", "rise": "rose", "increase": "increased", "grow": "grew",
    "go down": "went down", "fall": "fell", "decrease": "decreased", "drop": "dropped",
}  # fmt: skip


def _all_moved(found: Found) -> Reading:
    """`All four accounts cost more in October than in September`, where these are all there are."""
    number, kind, sign = (
        found.text("n"),
        found.text("kind").removesuffix("s"),
        sign_of(found.text("verb") or found.text("verb2")),
    )
    claimed = found.reading.claimed
    things = {m.entities for m in claimed.meanings.all if is_spent(m) and m.entities and not m.scope}
    must(claimed.has_kind(kind), len(things) > 1, not number or COUNTS.index(number) + 2 == len(things))
    whole = sides_of(WHOLE, claimed)
    pairs = [sides_of(Subject(keys), claimed) for keys in things]
    for side, of_all in enumerate(whole):
        total, all_of_it = sum(pair[side].value or 0 for pair in pairs), of_all.value or 0
        must(abs(total - all_of_it) * 1000 <= abs(all_of_it))
    must(all(_way(*pair) == sign for pair in pairs))
    return timed(found, WHOLE).closed()


def _aside(found: Found) -> Reading:
    """`…, a rise of [[f3]]`, of what was told before."""
    subject, sign = found.reading.subject, sign_of(found.text("verb"))
    if subject is None:
        raise NotRead
    _amounts_fit(found, subject, sign)
    return timed(found, subject)


_TO: Final = r"(?:to {V:to}(?P<in_to>in T )?)"
_FROM: Final = r"(?:,? ?from {V:was}(?P<in_was>in T )?)"

_MOVED_BY: Final = rf"{{S:s}}{_VERB}by {{V:by}}(?:\( (?P<part>V )\) )?"
_AFTER: Final = rf"(?:,? ?{_WHEN})?"

MOVEMENTS: Final[Sequence[Form]] = (
    Form(True, rf"{_MOVED_BY}{_FROM}?{_TO}?{_AFTER}", _moved_by),
    Form(True, rf"{_MOVED_BY}{_TO}{_FROM}{_AFTER}", _moved_by),
    Form(True, rf"{{S:s}}{_VERB}{_FROM}?{_TO}{_AFTER}", _moved),
    Form(True, rf"{{S:s}}{_VERB}{_TO}{_FROM}{_AFTER}", _moved),
    Form(True, rf"{{S:s}}(?P<verb>went|moved) {_FROM}{_TO}", _moved),
    Form(
        True,
        r"{S:s}(?:cost|costs|was|were|is) (?:{V:by}(?:\( (?P<part>V )\) )?)?(?P<verb>more|less|higher|lower) "
        r"in (?P<second>T )than (?:in )?(?P<first>T )",
        _level_moved,
    ),
    Form(
        False,
        r", (?:or )?(?:up |down )?{V:by}(?:\( (?P<part>V )\) )?(?P<verb>more|less|higher|lower) than "
        r"(?:(?:the |its )?(?P<was>V )(?:in |of )|in |for )?(?P<then>T )?",
        _compared_amount,
    ),
    Form(True, rf"{{S:s}}did not (?P<verb>{'|'.join(_INFINITIVES)}) (?:in (?P<now>T ))?", _did_not),
    Form(
        True,
        rf"all (?:of the |the )?(?:(?P<n>{'|'.join(COUNTS)}) )?(?P<kind>accounts|services|teams|regions|environments) "
        rf"(?:(?P<verb>{UP}|{DOWN}) (?:in (?P<now>T ))?"
        r"|(?:cost|spent) (?P<verb2>more|less) in (?P<second>T )than (?:in )?(?P<first>T ))",
        _all_moved,
    ),
    Form(False, r"(?:, |and |, and |, then |, while ){NAMED:s}(?:by |\( )(?P<by>V )(?:(?<=\( V )\) )?", _moved_too),
    Form(
        False,
        rf", (?:a |an )(?P<verb>rise|increase|fall|decrease|drop|decline|growth) of "
        rf"{{V:by}}(?:\( (?P<part>V )\) |, or (?P<or>V ))?(?:,? ?{_WHEN})?",
        _aside,
    ),
    Form(False, rf", (?P<verb>up|down) (?:by )?{{V:by}}(?:\( (?P<part>V )\) )?(?:{_FROM})?(?:,? ?{_WHEN})?", _aside),
)
