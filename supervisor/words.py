"""The fast path's words without a bill: every phrase with its kind and value. `vocabulary.py` adds one bill's names."""

from collections.abc import Iterator
from typing import Final

from billing.periods.symbols import MONTHS, WEEKDAYS
from finops_core.names.regions import REGIONS
from finops_core.names.services import SERVICES, Service
from supervisor import bill_phrases, english, period_phrases, phrases
from supervisor.lexicon import Entry, Kind, Lexicon, Value, build, entries_of
from supervisor.usage_words import usage_entries


def _words(kind: int, text: str, value: Value = None) -> Iterator[Entry]:
    return iter([(phrase.strip(), kind, value) for phrase in text.split(",")])


def _dimensions() -> Iterator[Entry]:
    for value, text in phrases.DIMENSION.items():
        for phrase in text.split(","):
            noun = phrase.strip()
            yield noun, Kind.DIM, value
            yield f"{noun}'s", Kind.DIM, value
            yield f"per-{noun}", Kind.DIMS, value
            yield f"by-{noun}", Kind.DIMS, value
            if noun not in phrases.NO_PLURAL:
                yield english.plural_of(noun), Kind.DIMS, value


def _accounts_of_environments() -> Iterator[Entry]:
    """ "The staging account", "the production and staging accounts": environments often have accounts of their own."""
    for name in phrases.ACCOUNTS.split():
        yield f"{name} account", Kind.FILTER, ("account", name)
        yield f"{name} account's", Kind.FILTER, ("account", name)
        for other in phrases.ACCOUNTS.split():
            for joined in ("and", "vs", "versus", "or"):
                yield f"{name} {joined} {other} accounts", Kind.FILTER, ("account", name, "account", other)


def _services() -> Iterator[Entry]:
    for service in SERVICES:
        value = ("service", service.name)
        for name in _spellings(service):
            yield name, Kind.FILTER, value


def _spellings(service: Service) -> Iterator[str]:
    names = [title.lower() for title in service.titles]
    names += [nickname.lower() for nickname in service.nicknames]
    short = service.name.lower()
    names += [f"aws {short}", f"amazon {short}"]
    if not service.ambiguous:
        names.append(short)
    for name in names:
        yield "".join(character for character in name if character not in "()")


def _regions() -> Iterator[Entry]:
    for code, names in REGIONS.items():
        for name in (code, *names):
            yield name, Kind.FILTER, ("region", code)


def _calendar() -> Iterator[Entry]:
    for name in MONTHS:
        yield name, Kind.MONTH, name
        yield f"{name}'s", Kind.MONTH, name
        yield f"this {name}", Kind.MONTH, name
        yield name[:3], Kind.MONTH, name
    yield "sept", Kind.MONTH, "september"
    for year in range(2006, 2041):
        for phrase in ("{}", "year {}", "the year {}", "calendar year {}", "the calendar year {}"):
            yield phrase.format(year), Kind.YEAR, str(year)
        for fiscal in (
            f"fy{year}",
            f"fy{year % 100:02d}",
            f"fy'{year % 100:02d}",
            f"fy {year}",
            f"fy {year % 100:02d}",
        ):
            yield fiscal, Kind.FISCAL, f"FY{year}"
        yield f"fiscal year {year}", Kind.FISCAL, f"FY{year}"
        yield f"fiscal {year}", Kind.FISCAL, f"FY{year}"
        for month in range(1, 13):
            yield f"{year}-{month:02d}", Kind.PERIOD, f"{year}-{month:02d}"
        for quarter in range(1, 5):
            yield f"{year}-q{quarter}", Kind.PERIOD, f"{year}-Q{quarter}"
            yield f"q{quarter}-{year}", Kind.PERIOD, f"{year}-Q{quarter}"
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


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _entries() -> Iterator[Entry]:
    """In order of precedence: the first meaning of a phrase wins."""
    yield from _plain_words()
    yield from _time_words()
    yield from _named_things()
    yield from _analysis_words()


def _plain_words() -> Iterator[Entry]:
    yield from _words(
        Kind.FOLLOW,
        "what about, how about, and what about, and how about, same for, the same for, and for, same, instead",
    )
    yield from _words(Kind.SKIP, phrases.SKIP)
    yield from _words(Kind.ASPECT, "uncovered", "uncovered")  # before the verb of asking
    yield from ((form, Kind.SKIP, None) for form in english.inflected(english.ASKING))
    yield from _words(Kind.SKIP, english.DESCRIBING)
    yield from ((form, Kind.SKIP, None) for form in english.inflected(english.HAVING))
    yield from _words(Kind.COST, english.EACH_COSTS, "of each")
    yield from _words(Kind.OWN, phrases.OWN)
    yield from ((phrase.strip(), Kind.WORD, phrase.strip()) for phrase in phrases.OTHER_SENSES.split(","))
    yield from _words(Kind.BILL, "bill, this bill")
    yield from _words(Kind.COST, phrases.PAYING, "pay")
    yield from _words(Kind.COST, phrases.GONE)
    yield from _words(Kind.COST, phrases.INVOICE, "invoice")
    yield from _words(Kind.COST, phrases.INVOICES, "invoices")
    yield from _words(Kind.LIST, phrases.LIST)
    yield from entries_of(Kind.STORED, phrases.STORED)
    yield from entries_of(Kind.WHAT_IS, phrases.WHAT_IS)
    yield from _words(Kind.MEANING, phrases.MEANING)
    yield from _words(Kind.COST, phrases.BURNING, "rate")
    yield from ((form, Kind.COST, None) for form in (*english.inflected(english.PAYING_OUT), "ran up"))
    yield from _words(Kind.COST, phrases.COST)
    yield from _words(Kind.COST, "we pay, i pay, we owe aws, set us back, set me back, cost us, cost me", "own")
    yield from _words(Kind.WHICH, "what")
    yield from _words(Kind.WHICH, "which, which of", "one")
    yield from _words(Kind.WHICH, "who is, who are, who's", "who")
    yield from _words(Kind.BREAK, phrases.BREAKING)
    yield from _words(Kind.PAST_TENSE, phrases.PAST_TENSE)
    yield from _words(Kind.HOW, "how is, how are")
    yield from _words(Kind.TOTAL, phrases.COMING_TO, "verb")
    yield from _words(Kind.COUNT, phrases.COUNTING)
    yield from _words(Kind.TOTAL, "how much in, in total, total, totals, grand total, the total, the grand total")
    yield from _words(Kind.DATA, "data")
    yield from _words(Kind.DATA, "of data", "of")
    yield from entries_of(Kind.CURRENCY, phrases.CURRENCY)
    yield from _words(Kind.WHERE, "where, where is, where's, where are, where does, where do, " + phrases.MADE_OF)
    yield from _words(Kind.WHERE, "where did", "past")
    yield from _words(Kind.WHERE, phrases.PARTS, "parts")
    yield from _words(Kind.COST, "cost breakdown, spend breakdown, spending breakdown, bill breakdown", "parts")
    yield from _words(Kind.COST, phrases.PAID_FOR, "paid for")
    yield from _by()
    yield from _words(Kind.IN, "over", "over")
    yield from _words(Kind.IN, "in, on, during, within, from, into, via")
    yield from _words(Kind.IN, "money on", "on")
    yield from _words(Kind.AND, "and, &, +, plus, and also, as well as")
    yield from _words(Kind.AND, "or", "or")
    yield from _words(Kind.ARTICLE, "a, an")
    yield from ((form, Kind.USING, None) for form in english.inflected(english.HANDLING))
    yield from _words(Kind.USING, "made, sent, using, use, used, running, run, utilizing, consume, consuming")
    yield from _words(Kind.DOES, "does, how much does, what does, how does")


def _by() -> Iterator[Entry]:
    yield from _words(Kind.BY, "by")
    yield from _words(Kind.BY, "across", "across")
    yield from _words(Kind.BY, "per, one row per, one line per, a row per, a line per, one number per", "per")
    yield from _words(
        Kind.BY,
        "for each, in each, each, every, for every, from each, by each, each of, for each of, "
        "one row for each, one line for each, a row for each, a line for each",
        "each",
    )
    yield from _words(
        Kind.BY,
        "grouped by, group by, split by, broken down by, broken out by, breakdown by, break down by, segmented by, "
        "grouped on, aggregated by, split across, distributed across, distributed over, spread across",
        "explicit",
    )


def _time_words() -> Iterator[Entry]:
    yield from ((word, Kind.NUM, number) for number, word in enumerate(_NUMBERS, 2))
    yield from _words(Kind.NUM, "couple, couple of, a couple of", 2)
    yield from _words(Kind.NUM, "few, a few", 3)
    yield from entries_of(Kind.PERIOD, period_phrases.NAMED_PERIOD)
    yield from _words(Kind.EVER, period_phrases.UNTIL_NOW, "until")
    yield from _words(Kind.EVER, period_phrases.SO_FAR)
    for name in WEEKDAYS:
        for several in (f"{name}s, on {name}s, every {name}, each {name}", f"a {name}, on a {name}, a typical {name}"):
            yield from _words(Kind.WEEKDAYS, several, name)
        yield from _words(Kind.PERIOD, f"since {name}, since last {name}", f"since_last_{name}")
        yield from _words(
            Kind.PERIOD, f"last {name}, last {name}'s, on {name}, on last {name}, this past {name}", f"last_{name}"
        )
    yield from _weekday_ranges()
    yield from entries_of(Kind.UNIT, period_phrases.UNIT)
    for unit in ("day", "week", "month", "quarter", "year"):
        yield from _words(Kind.WHICH_UNIT, f"which {unit}, what {unit}, which one {unit}, on which {unit}", unit)
    yield from entries_of(Kind.PAST, period_phrases.PAST)
    yield from _ahead()
    yield from _words(
        Kind.SINCE,
        "since, starting, starting from, starting in, from the start of, from the beginning of, beginning, "
        "since the start of, since the beginning of",
    )
    yield from _words(Kind.BETWEEN, "between")
    yield from _words(Kind.TO, "to, with, through, until, till, thru, up to, –, —, -")
    yield from _words(
        Kind.WEEK_OF, "week of, the week of, week starting, week beginning, week commencing, week containing"
    )
    yield from entries_of(Kind.GRAIN, period_phrases.GRAIN)
    for grain in ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly"):
        spoken = ("{} granularity", "with {} granularity", "at {} granularity", "in {} granularity", "granularity {}")
        yield from ((phrase.format(grain), Kind.GRAIN, grain) for phrase in spoken)
    yield from _calendar()
    yield from _stepwise()
    yield from _earlier()


def _weekday_ranges() -> Iterator[Entry]:
    """ "Monday to Friday", "Mon-Fri": the days of work, and no period."""
    first, last = WEEKDAYS[0], WEEKDAYS[4]
    for start, end in ((first, last), (first[:3], last[:3])):
        for joined in (" to ", " through ", " - ", "-", " – "):
            yield f"{start}{joined}{end}", Kind.WEEKDAYS, "weekdays"
    yield from _words(Kind.WEEKDAYS, period_phrases.DAYS_OF_THE_WEEK)


def _ahead() -> Iterator[Entry]:
    yield from _words(Kind.NEXT, period_phrases.NEXT)
    yield from entries_of(Kind.FORECAST, period_phrases.FORECAST)
    yield from _words(Kind.SUPPOSE, period_phrases.SUPPOSE)
    yield from _words(Kind.COST, period_phrases.GOING_TO_SPEND, "ahead")
    yield from _words(Kind.AHEAD, "tomorrow, tomorrow's", "next_day")
    for unit in ("week", "month", "quarter", "year"):
        yield from _words(Kind.TILL_END, period_phrases.TILL_END.replace("{}", unit), unit)
        yield from _words(Kind.AHEAD, period_phrases.REST_OF.replace("{}", unit), f"rest_of_{unit}")
        yield from _words(Kind.AHEAD, f"next {unit}'s, the next {unit}'s", f"next_{unit}")


def _named_things() -> Iterator[Entry]:
    yield from _dimensions()
    yield from entries_of(Kind.DIMS, phrases.GROUPED)
    yield from entries_of(Kind.DIMS, phrases.OF_EACH)
    yield from _words(Kind.DIMS, phrases.THINGS_PAID_FOR, "service")
    yield from entries_of(Kind.DIM, phrases.GROUPED_MODEL)
    yield from ((f"{e[0].strip()}s", Kind.DIMS, e[2]) for e in entries_of(Kind.DIM, phrases.GROUPED_MODEL))
    yield from entries_of(Kind.DIM, phrases.GROUPED_THING)
    for noun, _, value in entries_of(Kind.DIM, phrases.GROUPED_THING):
        if " " not in noun.strip():
            yield english.plural_of(noun), Kind.DIMS, value
    yield from _words(Kind.DIMS, "by invoice, per invoice, each invoice", "invoice")
    yield from _words(Kind.DIMS, "which cloud, which clouds, clouds", "provider")
    yield from entries_of(Kind.METRIC, phrases.METRIC)
    yield from _words(Kind.UNREAL, phrases.WOULD)
    yield from _words(Kind.BOUGHT, phrases.ON_DEMAND, "on-demand")
    yield from _words(Kind.METRIC, phrases.GIVEN_BACK, "gross")
    yield from _words(Kind.METRIC, phrases.NET, "net")
    yield from usage_entries()
    yield from entries_of(Kind.FILTER, phrases.KIND)
    yield from (
        e for name, text in phrases.FAMILY.items() for e in entries_of(Kind.FILTER, {("usage_family", name): text})
    )
    yield from entries_of(Kind.FILTER, phrases.SERVICE_AND_FAMILY)
    yield from _words(Kind.FILTER, "fargate, aws fargate, fargate containers, fargate tasks", ("usage_type", "Fargate"))
    for noun, kind, value in entries_of(Kind.THING, phrases.THINGS):
        yield noun, kind, value
        yield english.plural_of(noun), Kind.THINGS, value
    yield "lambdas", Kind.THINGS, ("service", "Lambda")
    yield from entries_of(Kind.FILTER, phrases.ENVIRONMENT)
    yield from _accounts_of_environments()
    yield from entries_of(Kind.NOT, phrases.NOT)
    for noun in english.PARTS_OF_SERVICES.split(", "):
        yield from ((form, Kind.PART, form) for form in (noun, english.plural_of(noun)))
    yield from _words(Kind.EC2_OTHER, phrases.EC2_OTHER)
    yield from entries_of(Kind.USAGE_UNIT, phrases.USAGE_UNIT)
    yield from _words(Kind.UNIT_PRICE, phrases.UNIT_PRICE)
    yield from _words(Kind.WEEKDAYS, period_phrases.WEEKENDS)
    yield from _services()
    yield from _regions()
    yield from _words(Kind.TAG, "tags, tag keys, tag names, cost allocation tags", "several")
    yield from _words(Kind.TAG, "tag, tag key, tagged, tagged with, tagged as, label, user tag")


def _analysis_words() -> Iterator[Entry]:
    for order, text in phrases.COSTLY.items():
        for phrase in text.split(","):
            yield from ((form, Kind.COSTLY, order) for form in (phrase, f"{phrase} one", f"{phrase} ones"))
    yield from _words(Kind.COSTLY, "worst, the worst", "worst")
    yield from entries_of(Kind.TOP, phrases.TOP)
    yield from _words(
        Kind.TREND,
        "trend, trends, trending, over time, timeline, history, time series, trendline, historical, historically, "
        "evolution of, evolution, trajectory, moving, develop, developed, developing, "
        "progressed, progressing, evolve, evolved, evolving",
    )
    yield from _words(Kind.SHARE, phrases.SHARE)
    yield from _words(Kind.UNTAGGED, phrases.UNTAGGED)
    yield from _words(Kind.UNTAGGED, phrases.TAG_COVERAGE, "cost")
    yield from _words(Kind.AVERAGE, "average, avg, mean, on average, the average, an average")
    yield from _words(Kind.EXCLUDE, phrases.EXCLUDE)
    yield from _words(
        Kind.OVER,
        "above, more than, greater than, exceeding, exceeds, exceed, exceeded, topped, higher than, >, in excess of",
    )
    yield from _words(Kind.UNDER, "below, under, less than, lower than, cheaper than, <")
    yield from _words(
        Kind.COMPARE,
        "side by side, side-by-side, "
        "compare, compared, compared to, compared with, comparing, versus, vs, vs., comparison, comparison of, "
        "than, relative to, against, comparison between, a comparison of",
    )
    yield from ((form, Kind.COMPARE, None) for form in english.inflected(english.COMPARING))
    yield from _changes()
    yield from entries_of(Kind.STATUS, bill_phrases.STATUS)
    yield from _status()
    yield from entries_of(Kind.COMMITMENT, bill_phrases.COMMITMENT)
    yield from entries_of(Kind.ASPECT, bill_phrases.ASPECT)
    yield from _savings()
    yield from entries_of(Kind.FEE, bill_phrases.FEE)
    yield from entries_of(Kind.OF_CREDITS, phrases.OF_CREDITS)
    yield from _words(Kind.RUN_RATE, "run rate, run-rate, runrate, burn rate, burn-rate")
    yield from _words(Kind.RUN_RATE, period_phrases.RUNNING_MONTH)


def _savings() -> Iterator[Entry]:
    """ "Are we saving with", "how much did we save": what was saved, never how to save."""
    for who, being in (("we", "are"), ("i", "am")):
        for verb in (f"{being} {who} saving", f"do {who} save", f"did {who} save", f"have {who} saved", f"{who} saved"):
            for by in ("", " with", " by", " through", " from", " by using", " thanks to", " due to"):
                yield verb + by, Kind.ASPECT, "saved"


def _changes() -> Iterator[Entry]:
    """What rose, fell, appeared or went away, and why."""
    yield from entries_of(Kind.CHANGE, phrases.CHANGE)
    yield from ((form, Kind.CHANGE, "up") for form in english.inflected(english.RISING))
    yield from ((form, Kind.CHANGE, "down") for form in english.inflected(english.FALLING))
    yield from entries_of(Kind.DIRECTION, phrases.DIRECTION)
    for way, words in phrases.DEARER.items():
        yield from ((f"{verb} {word}", Kind.DEARER, way) for verb in phrases.BECOMING for word in words)
    yield from entries_of(Kind.DRIVER, phrases.DRIVER)
    yield from _words(
        Kind.WHY,
        "what made, why, how come, why is, why are, why did, why do, why has, why have, why was, explain, explain why",
    )
    yield from _words(
        Kind.NEW,
        "showed up, shows up, shown up, popped up, new, newly, brand new, started, first-time, appeared, "
        "newly appeared, first appeared, start using, wasn't there before, weren't there before, "
        "was not there before, were not there before, not there before, that wasn't there before, "
        "that weren't there before, which wasn't there before, we didn't have before, i didn't have before, "
        "started using, start paying for, started paying for",
    )
    yield from _words(
        Kind.STOPPED,
        "stop using, stopped using, stop paying for, stopped paying for, stopped, disappeared, ended, vanished, "
        "gone away, went away, dropped off",
    )


def _status() -> Iterator[Entry]:
    """Questions about the bill itself: every question word with every name of the bill."""
    for thing in ("bill", "data", "billing data", "cost data", "export", "bill data", "billing export"):
        for name in (f"the {thing}", f"our {thing}", f"my {thing}", f"this {thing}", f"your {thing}"):
            for text in bill_phrases.ABOUT_THE_BILL:
                yield text.format(name), Kind.STATUS, "loaded"
    for name in ("the numbers", "these numbers", "your numbers", "the figures", "these figures", "these costs"):
        for text in bill_phrases.ABOUT_THE_BILL:
            yield text.format(name), Kind.STATUS, "loaded"


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
        for phrase in (f"a {unit} earlier", f"one {unit} earlier", f"a {unit} before", f"the same period last {unit}"):
            yield phrase, Kind.EARLIER, unit
    for part in ("period", "time", "month", "week", "quarter", "day"):
        for phrase in (f"the same {part} last year", f"same {part} last year", f"same {part} a year ago"):
            yield phrase, Kind.EARLIER, "year"
    yield from _words(Kind.EARLIER, "this time last year, a year ago", "year")
    for phrase in ("the last one", "the one before", "the previous one", "the prior one", "the one before that"):
        yield phrase, Kind.EARLIER, "period"
    for phrase in ("the period before", "the previous period", "previous period", "the prior period", "prior period"):
        yield phrase, Kind.EARLIER, "period"


COMMON: Final[Lexicon] = build(_entries())
"""What the fast path knows without a bill."""
