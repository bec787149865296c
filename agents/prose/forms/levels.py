"""Forms of what something cost, and of its part of the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from agents.prose.forms.reading import WHOLE, Found, Reading, Subject, is_of, is_spent, must, own_period, spent_by
from agents.prose.meanings import Meaning

Handler = Callable[[Found], Reading]


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern and what its words claim. `begins` may stand where a clause begins, others behind one."""

    begins: bool
    words: str
    reads: Handler


_CAME: Final = (
    "(?:cost|costs|spent|was|were|is|(?:came|come|comes) to|amounted to|amounts to|totalled|totaled|stood at|reached) "
)
_OF_ALL: Final = (
    r"of (?:(?:(?:the|your|our|all) )*(?:total|overall)? ?(?:total|bill|spend|spending|costs|cost) "
    r"(?P<when>(?:in|of|for) T )?"
    r"(?:of (?P<all>V ))?|(?:the |all )?(?P<whole>V )(?:in total |spent )?(?P<then>(?:in|of|for) T )?)"
)


def _level(found: Found) -> Reading:
    """`EC2 cost [[f1]] in October`."""
    subject, value = found.subject("s"), found.value("v")
    must(is_spent(value), is_of(value, subject))
    reading = found.reading.dated(own_period(value), found.token("t"))
    if found.has("share"):
        must(_is_share(found.value("share"), value))
    return reading.of(subject, value)


def _spent(found: Found) -> Reading:
    """`You spent [[f1]] in October`, `you spent [[f1]] on EC2`."""
    subject, value = found.subject("s") if found.has("s") else WHOLE, found.value("v")
    must(is_spent(value), is_of(value, subject))
    time = found.token("t") or found.token("u")
    reading = found.reading.dated(own_period(value), time)
    return reading.of(subject, value)


def _is_share(share: Meaning, value: Meaning) -> bool:
    """Whether a percentage is what an amount is of the whole of all."""
    parts = share.fact.derived_from
    return (
        share.measure in ("share", "part")
        and share.fact.kind == "percent"
        and bool(parts)
        and parts[0] == value.fact.id
        and not share.scope
    )


def _share(found: Found) -> Reading:
    """`EC2 is [[f2]] of the total`."""
    subject, share = found.subject("s"), found.value("v")
    value = _of_share(share, found.reading)
    must(share.measure == "share", is_of(value, subject), bool(subject.keys))
    return _of_whole(found, share, value).of(subject, value)


def _share_of_last(found: Found) -> Reading:
    """`…, which is [[f2]] of the total`, of the amount before."""
    share, value = found.value("v"), found.reading.last
    must(value is not None and _is_share(share, value))
    return found.reading if value is None else _of_whole(found, share, value).of(found.reading.subject or WHOLE, value)


def _of_share(share: Meaning, reading: Reading) -> Meaning:
    """The amount that a share is worked out of."""
    of = share.fact.derived_from
    must(len(of) == _PAIR and of[0] in reading.claimed.meanings.by_id)
    return reading.claimed.meanings.by_id[of[0]]


def _of_whole(found: Found, share: Meaning, value: Meaning) -> Reading:
    """What a share is of is the whole spend of its period, and as much as is told."""
    must(not share.scope, len(share.fact.derived_from) == _PAIR)
    whole = found.reading.claimed.meanings.by_id.get(share.fact.derived_from[1])
    must(whole is not None and is_spent(whole) and is_of(whole, WHOLE))
    for group in ("all", "whole"):
        if found.has(group):
            must(found.value(group) is whole)
    reading = found.reading
    for group in ("when", "then"):
        time = found.token(group, "T ")
        reading = reading if time is None else reading.dated(own_period(value), time)
    return reading if reading is not found.reading else reading.dated(own_period(value))


def _bracketed_share(found: Found) -> Reading:
    """`[[f1]] ([[f2]])`: a part of the whole behind the amount that it is of."""
    value = found.reading.last
    must(value is not None and _is_share(found.value("v"), value))
    return found.reading


def _next_with_value(found: Found) -> Reading:
    """`… and S3 [[f2]]`, `… and S3 at [[f2]]`: another thing under the same verb."""
    last, subject, value = found.reading.last, found.subject("s"), found.value("v")
    must(last is not None and is_spent(last) and bool(last.entities), is_spent(value), is_of(value, subject))
    must(bool(subject.keys), last is not value)
    return found.reading.dated(own_period(value), found.token("t")).of(subject, value)


def _listed(found: Found) -> Reading:
    """`EC2: [[f1]]`, a point of a list."""
    subject, value = found.subject("s"), found.value("v")
    must(is_spent(value), is_of(value, subject), bool(subject.keys))
    return found.reading.dated(own_period(value), found.token("t")).of(subject, value)


def _all_together(found: Found) -> Reading:
    """`Together they come to [[f1]]`, of things that make up the whole."""
    value = found.value("v")
    must(is_spent(value), is_of(value, WHOLE), _are_all(found, value))
    return found.reading.dated(own_period(value), found.token("t")).of(WHOLE, value)


def _are_all(found: Found, value: Meaning) -> bool:
    """Whether the things that were counted are as many as the answer has amounts of, and make up the whole."""
    claimed, number = found.reading.claimed, COUNTS.index(found.text("n")) + 2
    parts = [
        m
        for m in claimed.meanings.all
        if is_spent(m) and m.entities and own_period(m) == own_period(value) and not m.scope
    ]
    total = sum(m.value or 0 for m in parts)
    kind = found.text("kind").removesuffix("s")
    whole = value.value or 0
    return len(parts) == number and claimed.has_kind(kind) and abs(total - whole) * 1000 <= abs(whole)


def _first_ones(found: Found) -> Reading:
    """`The five largest services cost [[f5]] together`, as many as the product puts first."""
    value, number = found.value("v"), found.text("n")
    digits = str(COUNTS.index(number) + 2) if number in COUNTS else number
    must(
        value.fact.subject == "part of the spend", found.reading.claimed.has_kind(found.text("kind").removesuffix("s"))
    )
    must(f"top {digits} of " in " ".join(found.reading.claimed.texts_said))
    return found.reading.dated(own_period(value), found.token("t")).of(WHOLE, value)


COUNTS: Final = ("two", "three", "four", "five", "six", "seven", "eight")
_COUNTED: Final = "|".join(COUNTS)
_PAIR: Final = 2


def amount_of(subject: Subject, reading: Reading) -> Meaning:
    """The one amount of a subject, of the time that is told if there are several. Raises NotRead otherwise."""
    found = spent_by(subject, reading.claimed)
    if reading.period is not None:
        found = [m for m in found if own_period(m) == reading.period]
    must(len(found) == 1)
    return found[0]


LEVELS: Final[Sequence[Form]] = (
    Form(True, rf"{{S:s}}{_CAME}{{V:v}}(?:\( (?P<share>V )\) )?{{AT:t}}?", _level),
    Form(True, r"you (?:spent|paid) (?:a total of )?{V:v}(?:(?:on|for) {NAMED:s})?{AT:t}?", _spent),
    Form(True, r"you (?:spent|paid) (?:a total of )?{V:v}{AT:u}(?:(?:on|for) {NAMED:s})", _spent),
    Form(True, r"{V:v}(?:was|were) (?:spent )?(?:on|for) {NAMED:s}{AT:t}?", _spent),
    Form(
        True,
        r"{S:s}(?:is|was|(?:makes|made|make) up|accounts for|accounted for|account for|represents|represented) "
        rf"{{V:v}}{_OF_ALL}",
        _share,
    ),
    Form(
        False,
        r"(?:, )?(?:(?:which|and that|that) (?:is|was|(?:makes|made) up|equals|represents) |or |and so )?"
        rf"(?:only )?{{V:v}}{_OF_ALL}",
        _share_of_last,
    ),
    Form(False, r"\( {V:v}(?:of (?:the |your )?(?:total|bill|spend) )?\) ", _bracketed_share),
    Form(False, r"(?:, which (?:is|was) |, or ){V:v}", _bracketed_share),
    Form(
        False,
        r"(?:, |and |, and )"
        r"{NAMED:s}(?:with |at |\( |came to |cost )?{V:v}(?:(?<=\( V )\) )?{AT:t}?",
        _next_with_value,
    ),
    Form(True, r"{NAMED:s}(?::|–|—|-) {V:v}{AT:t}?", _listed),
    Form(
        True,
        rf"(?:the |all )?(?P<n>{_COUNTED}) (?P<kind>accounts|services|regions|teams|environments) "
        rf"(?:together )?(?:cost|came to|spent|come to) {{V:v}}(?:together |in total )?{{AT:t}}?",
        _all_together,
    ),
    Form(
        True,
        rf"(?:the|your) (?P<n>{_COUNTED}) (?:largest|biggest|most expensive|top) "
        r"(?P<kind>accounts|services|regions|teams) "
        r"(?:together )?(?:cost|came to|come to|make up) {V:v}(?:together |in total )?{AT:t}?",
        _first_ones,
    ),
)
