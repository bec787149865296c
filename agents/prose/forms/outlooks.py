"""Forms of forecasts, of what can be saved, of what was counted and of how a time went so far."""

from collections.abc import Sequence
from typing import Final

from agents.prose.forms.levels import Form
from agents.prose.forms.reading import WHOLE, Found, NotRead, Reading, Subject, is_of, must, own_period
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_AHEAD: Final = (
    r"(?:(?:is|was|are) (?:forecast|expected|projected|estimated|predicted) to (?:cost|be|come to|reach)"
    r"|(?:will|should) (?:probably |likely )?(?:cost|be|come to))"
)


def _forecast(found: Found) -> Reading:
    """`The forecast for December is [[f1]]`, `S3 is expected to cost [[f1]]`."""
    subject = found.subject("s") if found.has("s") else WHOLE
    value = found.value("v")
    must(value.measure == "forecast", value.fact.kind == "money", _is_forecast_of(value, subject))
    time = found.token("t") or found.token("u") or found.token("x")
    return found.reading.dated(own_period(value), time).of(subject, value)


def _time_is_forecast(found: Found) -> Reading:
    """`December is expected to cost [[f1]]`."""
    value = found.value("v")
    must(value.measure == "forecast", _is_forecast_of(value, WHOLE))
    return found.reading.dated(own_period(value), found.token("t")).of(WHOLE, value)


def _is_forecast_of(value: Meaning, subject: Subject) -> bool:
    return is_of(value, subject) and "change" not in value.fact.subject


def _range(found: Found) -> Reading:
    """`…, between [[f2]] and [[f3]]`: the ends of the range of the forecast before."""
    last, low, high = found.reading.last, found.value("low"), found.value("high")
    must(last is not None and last.measure == "forecast")
    must(low.fact.subject.endswith("low"), high.fact.subject.endswith("high"))
    if last is None:
        raise NotRead
    must(own_period(low) == own_period(high) == own_period(last), low.entities == high.entities == last.entities)
    must(low.fact.subject.rpartition(",")[0] == high.fact.subject.rpartition(",")[0] == last.fact.subject)
    return found.reading


def _forecast_beside_spend(found: Found) -> Reading:
    """`…, compared with [[f3]] in October`, behind the forecast of the same thing."""
    last, value = found.reading.last, found.value("v")
    must(last is not None and last.measure == "forecast", value.measure == "spend", not value.rate)
    if last is None or found.reading.subject is None:
        raise NotRead
    must(is_of(value, found.reading.subject), value.fact.kind == "money")
    return found.reading.seen(*_own(found, value))


def _own(found: Found, value: Meaning) -> Sequence[Token]:
    time = found.token("t")
    if time is None or time.period is None or time.period != own_period(value):
        raise NotRead
    return [time]


def _saving(found: Found) -> Reading:
    """`You can save [[f2]] a month`, of all that was found."""
    value = found.value("v")
    must(value.measure == "saving", value.fact.kind == "money", value.fact.subject == "what can be saved a month")
    if found.has("s"):
        must(_is_all_about(found))
    if found.has("n"):
        must(_is_of_findings(found.value("n")))
    return found.reading.of(WHOLE, value)


def _is_all_about(found: Found) -> bool:
    """Whether the question is about the one thing that savings are told of."""
    token = found.token("s", "N ")
    claimed = found.reading.claimed
    asked = token is not None and claimed.is_asked_name(token)
    return asked and len(claimed.asked_names) == 1


def _is_of_findings(value: Meaning) -> bool:
    return value.fact.subject == "findings"


def _found_savings(found: Found) -> Reading:
    """`There are [[f1]] that could save you [[f2]] a month`."""
    must(_is_of_findings(found.value("n")))
    return _saving(found)


def _saving_of(found: Found) -> Reading:
    """`You could save [[f3]] a month on management events that are delivered twice`."""
    value, named = found.value("v"), found.reading.claimed.entities_of(_name(found))
    must(value.measure == "saving", value.fact.kind == "money", bool(value.entities & named))
    return found.reading.of(Subject(named), value)


def _name(found: Found) -> Token:
    token = found.token("s", "N ")
    if token is None:
        raise NotRead
    return token


def _largest_saving(found: Found) -> Reading:
    """`The largest saving is [[f3]] a month, from databases that nobody connects to`, and the other way round."""
    value, keys = found.value("v"), found.reading.claimed.entities_of(_name(found))
    every = [m for m in found.reading.claimed.meanings.all if m.measure == "saving" and m.entities]
    must(value.measure == "saving", value.fact.kind == "money", bool(value.entities & keys), len(every) > 1)
    must((value.value or 0) == max(m.value or 0 for m in every))
    return found.reading.of(Subject(keys), value)


def _part_of_billed(found: Found) -> Reading:
    """`That is [[f6]] of the [[f7]] billed in October`, of what can be saved."""
    part, billed = found.value("v"), found.value("whole")
    must(part.fact.subject == "what can be saved, as a part of what was billed")
    must(billed.fact.subject == "billed in the month")
    must(not found.has("s") or _is_all_about(found))
    time = found.token("t")
    return found.reading.dated(own_period(billed), time)


def _counted(found: Found) -> Reading:
    """`There are [[f1]]`, `you have [[f1]]`: what was counted, as its fact names it."""
    value = found.value("v")
    must(value.fact.kind == "number", value.measure == "count", bool(value.fact.unit))
    must(value.fact.subject.endswith(" in the account"))
    must(not found.has("s") or found.reading.claimed.is_asked("account"))
    return found.reading.of(WHOLE, value)


OUTLOOKS: Final[Sequence[Form]] = (
    Form(
        True,
        r"(?:the |your )?(?:forecast|estimate|projection) (?:(?:for|on|of) {NAMED:s})?(?:(?:for|in) {T:t})?"
        r"(?:(?:is|comes to|stands at) |: ){V:v}(?:(?:in|for) {T:u})?",
        _forecast,
    ),
    Form(True, rf"{{S:s}}{_AHEAD} {{V:v}}{{AT:t}}?", _forecast),
    Form(True, rf"{{T:t}}{_AHEAD} {{V:v}}", _time_is_forecast),
    Form(
        True,
        r"you (?:will|are (?:forecast|expected|projected) to) (?:probably |likely )?spend "
        r"{V:v}(?:on {NAMED:s})?{AT:t}?",
        _forecast,
    ),
    Form(
        False,
        r"(?:, |: |; |\( )?(?:(?:and )?(?:it )?(?:could|may|might) (?:be|lie|fall|come|range) )?(?:anywhere )?"
        r"between (?P<low>V )and (?P<high>V )(?:\) )?",
        _range,
    ),
    Form(
        False,
        r",? ?with (?:a|an) (?:likely |expected |possible )?(?:range|interval) (?:of|from|between) "
        r"(?P<low>V )(?:to|and) (?P<high>V )",
        _range,
    ),
    Form(
        False,
        r", (?:and )?(?:it )?(?:could|may|might) be as low as (?P<low>V )or as high as (?P<high>V )",
        _range,
    ),
    Form(
        False, r",? ?(?:compared with|compared to|against|after|up from|versus) {V:v}in {T:t}", _forecast_beside_spend
    ),
    Form(
        True,
        r"you (?:can|could|may|might) save (?:up to )?{V:v}(?:a|per|each) month (?:on {NAMED:s})?(?:in {V:n})?",
        _saving,
    ),
    Form(
        True,
        r"on {NAMED:s}you (?:can|could|may|might) save {V:v}(?:a|per|each) month (?:in {V:n})?",
        _saving,
    ),
    Form(
        True,
        r"(?:there are |you have )?{V:n}(?:that )?(?:can|could|may|would) save (?:you )?{V:v}(?:a|per|each) month "
        r"(?:on {NAMED:s})?",
        _found_savings,
    ),
    Form(
        True,
        r"you (?:can|could|may|might) save {V:v}(?:a|per|each) month (?:on|from|by|with) (?:the )?{N:s}",
        _saving_of,
    ),
    Form(
        True,
        r"(?:there (?:are|is) |you (?:have|run) |the account has ){V:v}(?:in (?:the|your) account(?P<s>) |in total )?",
        _counted,
    ),
    Form(
        True,
        r"(?:the |your )?(?:largest|biggest|top) (?:savings? opportunity|saving|opportunity) "
        r"(?:is|comes to) {V:v}(?:(?:a|per) month )?(?:, )?(?:from|for|on) {N:s}",
        _largest_saving,
    ),
    Form(
        True,
        r"(?:the |your )?(?:largest|biggest|top) (?:savings? opportunity|saving|opportunity) "
        r"(?:is|comes from) {N:s}(?:, |\( )?(?:worth |with |at |: )?{V:v}(?:(?:a|per) month )?(?:\) )?",
        _largest_saving,
    ),
    Form(
        True,
        r"(?:that|this) (?:is|equals|comes to) {V:v}of the (?P<whole>V )billed (?:on {NAMED:s})?(?:in {T:t})?",
        _part_of_billed,
    ),
    Form(False, r", (?:which is |or )?{V:v}of the (?P<whole>V )billed (?:on {NAMED:s})?(?:in {T:t})?", _part_of_billed),
)
