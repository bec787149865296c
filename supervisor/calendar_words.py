"""Words about time: periods, the calendar, intervals, what lies ahead and what was before."""

from collections.abc import Iterator

from billing.periods.symbols import MONTHS, WEEKDAYS
from supervisor import period_phrases
from supervisor.lexicon import Entry, Kind, entries_of, words_of
from supervisor.suppositions import supposing_words


def time_words() -> Iterator[Entry]:
    """Entries for words about time, in order of precedence."""
    yield from ((word, Kind.NUM, number) for number, word in enumerate(_NUMBERS, 2))
    yield from words_of(Kind.NUM, "single", 1)
    yield from words_of(Kind.NUM, "couple, couple of, a couple of", 2)
    yield from words_of(Kind.NUM, "few, a few", 3)
    yield from entries_of(Kind.PERIOD, period_phrases.NAMED_PERIOD)
    yield from words_of(Kind.EVER, period_phrases.UNTIL_NOW, "until")
    yield from words_of(Kind.EVER, period_phrases.SO_FAR)
    for name in WEEKDAYS:
        for several in (f"{name}s, on {name}s, every {name}, each {name}", f"a {name}, on a {name}, a typical {name}"):
            yield from words_of(Kind.WEEKDAYS, several, name)
        yield from words_of(Kind.PERIOD, f"since {name}, since last {name}", f"since_last_{name}")
        yield from words_of(
            Kind.PERIOD, f"last {name}, last {name}'s, on {name}, on last {name}, this past {name}", f"last_{name}"
        )
    yield from _weekday_ranges()
    yield from entries_of(Kind.UNIT, period_phrases.UNIT)
    for unit in ("day", "week", "month", "quarter", "year"):
        yield from words_of(Kind.WHICH_UNIT, f"which {unit}, what {unit}, which one {unit}, on which {unit}", unit)
    yield from entries_of(Kind.PAST, period_phrases.PAST)
    yield from _ahead()
    yield from words_of(
        Kind.SINCE,
        "since, starting, starting from, starting in, beginning",
    )
    for since in ("from", "since"):
        for start in ("start", "beginning", "begin"):
            yield from words_of(Kind.SINCE, f"{since} {start} of, {since} the {start} of")
    yield from words_of(Kind.BETWEEN, "between")
    yield from words_of(Kind.TO, "to, with, through, until, till, thru, up to, –, —, -, ->")
    yield from words_of(
        Kind.WEEK_OF, "week of, the week of, week starting, week beginning, week commencing, week containing"
    )
    yield from words_of(Kind.WEEK_OF, "first week of, the first week of, first week in, the first week in", "first")
    yield from words_of(
        Kind.WEEK_OF, "last week of, the last week of, last week in, the last week in, final week of", "last"
    )
    yield from entries_of(Kind.GRAIN, period_phrases.GRAIN)
    for unit, grain in (("day", "daily"), ("week", "weekly"), ("month", "monthly"), ("quarter", "quarterly")):
        yield from words_of(Kind.GRAIN, f"{unit}wise, {unit}-wise, {unit} wise", grain)
        for each in ("each", "every"):
            yield from words_of(Kind.GRAIN, f"in {each} {unit}, {each} {unit} of, in {each} {unit} of", grain)
            yield from words_of(Kind.GRAIN, f"for {each} {unit}, for {each} {unit} of", grain)
    for grain in ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly"):
        spoken = ("{} granularity", "with {} granularity", "at {} granularity", "in {} granularity", "granularity {}")
        yield from ((phrase.format(grain), Kind.GRAIN, grain) for phrase in spoken)
    yield from _calendar()
    yield from _stepwise()
    yield from _earlier()


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _weekday_ranges() -> Iterator[Entry]:
    """ "Monday to Friday", "Mon-Fri": the days of work, and no period."""
    first, last = WEEKDAYS[0], WEEKDAYS[4]
    for start, end in ((first, last), (first[:3], last[:3])):
        for joined in (" to ", " through ", " - ", "-", " – "):
            yield f"{start}{joined}{end}", Kind.WEEKDAYS, "weekdays"
    yield from words_of(Kind.WEEKDAYS, period_phrases.DAYS_OF_THE_WEEK)


def _ahead() -> Iterator[Entry]:
    yield from words_of(Kind.NEXT, period_phrases.NEXT)
    yield from entries_of(Kind.FORECAST, period_phrases.FORECAST)
    yield from words_of(Kind.SUPPOSE, period_phrases.SUPPOSE)
    for whose in ("the", "our", "my"):
        for thing in period_phrases.SUPPOSED_OF:
            for happens in ("happens", "would happen", "will happen"):
                yield f"what {happens} to {whose} {thing} if", Kind.SUPPOSE, None
    yield from supposing_words()
    yield from words_of(Kind.COST, period_phrases.GOING_TO_SPEND, "ahead")
    yield from words_of(Kind.AHEAD, "tomorrow, tomorrow's", "next_day")
    yield from words_of(Kind.TILL_END, period_phrases.TO_THE_END, "named")
    for unit in ("week", "month", "quarter", "year"):
        yield from words_of(Kind.TILL_END, period_phrases.TILL_END.replace("{}", unit), unit)
        yield from ((f"{to} {unit}", Kind.TILL_END, unit) for to in period_phrases.TO_THE_END.split(", "))
        yield from words_of(Kind.AHEAD, period_phrases.REST_OF.replace("{}", unit), f"rest_of_{unit}")
        yield from words_of(Kind.AHEAD, f"next {unit}'s, the next {unit}'s", f"next_{unit}")


def _calendar() -> Iterator[Entry]:
    yield from _months()
    for year in range(2006, 2041):
        yield from _of_year(year)
    for quarter, ordinal in enumerate(("first", "second", "third", "fourth"), 1):
        value = f"Q{quarter}"
        names = (f"{ordinal} quarter of", f"{ordinal} quarter", f"the {ordinal} quarter", f"the {ordinal} quarter of")
        for name in (value.lower(), f"{value.lower()} of", *names):
            yield name, Kind.QUARTER, value
    for number, ordinal in ((1, "first"), (2, "second")):
        for name in (f"h{number}", f"{ordinal} half", f"the {ordinal} half of", f"{ordinal} half of", f"h{number} of"):
            yield name, Kind.HALF, number
    for day in range(1, 32):
        suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        yield f"{day}{suffix}", Kind.DAY, day
        yield f"{day}{suffix} of", Kind.DAY, day


def _months() -> Iterator[Entry]:
    for name in MONTHS:
        for said in (name, f"{name}'s", f"this {name}", name[:3]):
            yield said, Kind.MONTH, name
    yield "sept", Kind.MONTH, "september"


def _of_year(year: int) -> Iterator[Entry]:
    for phrase in ("{}", "year {}", "the year {}", "calendar year {}", "the calendar year {}"):
        yield phrase.format(year), Kind.YEAR, str(year)
    short = f"{year % 100:02d}"
    for fiscal in (f"fy{year}", f"fy{short}", f"fy'{short}", f"fy {year}", f"fy {short}"):
        yield fiscal, Kind.FISCAL, f"FY{year}"
    yield f"fiscal year {year}", Kind.FISCAL, f"FY{year}"
    yield f"fiscal {year}", Kind.FISCAL, f"FY{year}"
    for month in range(1, 13):
        yield f"{year}-{month:02d}", Kind.PERIOD, f"{year}-{month:02d}"
    for quarter in range(1, 5):
        yield f"{year}-q{quarter}", Kind.PERIOD, f"{year}-Q{quarter}"
        yield f"q{quarter}-{year}", Kind.PERIOD, f"{year}-Q{quarter}"


def _stepwise() -> Iterator[Entry]:
    for unit, short in (("day", "dod"), ("week", "wow"), ("month", "mom"), ("quarter", "qoq"), ("year", "yoy")):
        for phrase in (f"{unit} over {unit}", f"{unit}-over-{unit}", f"{unit} on {unit}", f"{unit}-on-{unit}", short):
            yield phrase, Kind.STEPWISE, unit


def _earlier() -> Iterator[Entry]:
    for unit in ("day", "week", "month", "quarter", "year"):
        for phrase in (f"the {unit} before", f"the {unit} before that", f"the {unit} earlier"):
            yield phrase, Kind.EARLIER, unit
        for adjective in ("previous", "prior", "preceding"):
            for phrase in (f"the {adjective} {unit}", f"{adjective} {unit}"):
                yield phrase, Kind.PREVIOUS, unit
        for adjective in ("previous", "prior", "preceding", "past", "last", "recent"):
            yield f"{adjective} {unit}s", Kind.WORD, f"{adjective} {unit}s"
        for same in ("days", "period", "time", "dates"):
            yield from words_of(Kind.EARLIER, f"the same {same} last {unit}, same {same} last {unit}", unit)
        for phrase in (f"a {unit} earlier", f"one {unit} earlier", f"a {unit} before"):
            yield phrase, Kind.EARLIER, unit
    for part in ("period", "time", "month", "week", "quarter", "day"):
        for phrase in (f"the same {part} last year", f"same {part} last year", f"same {part} a year ago"):
            yield phrase, Kind.EARLIER, "year"
    yield from words_of(Kind.EARLIER, "this time last year, a year ago, twelve months ago, one year ago", "year")
    for phrase in ("the last one", "the one before", "the previous one", "the prior one", "the one before that"):
        yield phrase, Kind.EARLIER, "period"
    for phrase in ("the period before", "the previous period", "previous period", "the prior period", "prior period"):
        yield phrase, Kind.EARLIER, "period"
