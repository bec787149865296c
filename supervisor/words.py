"""The fast path's words without a bill: every phrase with its kind and value. `vocabulary.py` adds one bill's names."""

from collections.abc import Iterator
from typing import Final

from agents.cost.periods import MONTHS, WEEKDAYS
from agents.cost.regions import REGIONS
from agents.cost.services import SERVICES, Service
from supervisor import english
from supervisor import lexicon as k
from supervisor import period_phrases as time
from supervisor import phrases as p
from supervisor.lexicon import Entry, Lexicon, build, phrases


def _words(kind: int, text: str, value: k.Value = None) -> Iterator[Entry]:
    return iter([(phrase.strip(), kind, value) for phrase in text.split(",")])


def _dimensions() -> Iterator[Entry]:
    for value, text in p.DIMENSION.items():
        for phrase in text.split(","):
            noun = phrase.strip()
            yield noun, k.DIM, value
            yield f"{noun}'s", k.DIM, value
            yield f"per-{noun}", k.DIMS, value
            yield f"by-{noun}", k.DIMS, value
            if noun not in p.NO_PLURAL:
                yield _plural(noun), k.DIMS, value


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _accounts_of_environments() -> Iterator[Entry]:
    """ "The staging account", "the production and staging accounts": environments often have accounts of their own."""
    for name in p.ACCOUNTS.split():
        yield f"{name} account", k.FILTER, ("account", name)
        yield f"{name} account's", k.FILTER, ("account", name)
        for other in p.ACCOUNTS.split():
            for joined in ("and", "vs", "versus", "or"):
                yield f"{name} {joined} {other} accounts", k.FILTER, ("account", name, "account", other)


def _services() -> Iterator[Entry]:
    for service in SERVICES:
        value = ("service", service.name)
        for name in _spellings(service):
            yield name, k.FILTER, value


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
            yield name, k.FILTER, ("region", code)


def _calendar() -> Iterator[Entry]:
    for name in MONTHS:
        yield name, k.MONTH, name
        yield f"{name}'s", k.MONTH, name
        yield name[:3], k.MONTH, name
    yield "sept", k.MONTH, "september"
    for year in range(2006, 2041):
        yield str(year), k.YEAR, str(year)
        for fiscal in (
            f"fy{year}",
            f"fy{year % 100:02d}",
            f"fy'{year % 100:02d}",
            f"fy {year}",
            f"fy {year % 100:02d}",
        ):
            yield fiscal, k.FISCAL, f"FY{year}"
        yield f"fiscal year {year}", k.FISCAL, f"FY{year}"
        yield f"fiscal {year}", k.FISCAL, f"FY{year}"
        for month in range(1, 13):
            yield f"{year}-{month:02d}", k.PERIOD, f"{year}-{month:02d}"
        for quarter in range(1, 5):
            yield f"{year}-q{quarter}", k.PERIOD, f"{year}-Q{quarter}"
            yield f"q{quarter}-{year}", k.PERIOD, f"{year}-Q{quarter}"
    for quarter, ordinal in enumerate(("first", "second", "third", "fourth"), 1):
        value = f"Q{quarter}"
        names = (f"{ordinal} quarter of", f"{ordinal} quarter", f"the {ordinal} quarter", f"the {ordinal} quarter of")
        for name in (value.lower(), f"{value.lower()} of", *names):
            yield name, k.QUARTER, value
    for number, ordinal in ((1, "first"), (2, "second")):
        for name in (f"h{number}", f"{ordinal} half", f"the {ordinal} half of", f"{ordinal} half of", f"h{number} of"):
            yield name, k.HALF, number
    for day in range(1, 32):
        suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        yield f"{day}{suffix}", k.DAY, day
        yield f"{day}{suffix} of", k.DAY, day


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _entries() -> Iterator[Entry]:
    """In order of precedence: the first meaning of a phrase wins."""
    yield from _plain_words()
    yield from _time_words()
    yield from _named_things()
    yield from _analysis_words()


def _plain_words() -> Iterator[Entry]:
    yield from _words(
        k.FOLLOW, "what about, how about, and what about, and how about, same for, the same for, and for, same, instead"
    )
    yield from _words(k.SKIP, p.SKIP)
    yield from ((form, k.SKIP, None) for form in english.inflected(english.ASKING))
    yield from _words(k.SKIP, english.DESCRIBING)
    yield from _words(k.COST, english.EACH_COSTS, "of each")
    yield from _words(k.OWN, p.OWN)
    yield from ((phrase.strip(), k.WORD, phrase.strip()) for phrase in p.OTHER_SENSES.split(","))
    yield from _words(k.BILL, "bill")
    yield from _words(k.COST, p.PAYING, "pay")
    yield from _words(k.COST, p.GONE)
    yield from _words(k.COST, p.INVOICE, "invoice")
    yield from _words(k.COST, p.INVOICES, "invoices")
    yield from _words(k.LIST, p.LIST)
    yield from phrases(k.STORED, p.STORED)
    yield from phrases(k.WHAT_IS, p.WHAT_IS)
    yield from _words(k.MEANING, p.MEANING)
    yield from _words(k.COST, p.BURNING, "rate")
    yield from _words(k.COST, p.COST)
    yield from _words(k.COST, "we pay, i pay, we owe aws, set us back, set me back, cost us, cost me", "own")
    yield from _words(k.WHICH, "what")
    yield from _words(k.WHICH, "which, which of", "one")
    yield from _words(k.WHICH, "who is, who are, who's", "who")
    yield from _words(k.BREAK, p.BREAKING)
    yield from _words(k.PAST_TENSE, p.PAST_TENSE)
    yield from _words(k.HOW, "how is, how are")
    yield from _words(k.TOTAL, p.COMING_TO, "verb")
    yield from _words(k.COUNT, p.COUNTING)
    yield from _words(k.TOTAL, "how much in, total, totals, grand total, the total, the grand total")
    yield from _words(k.DATA, "data")
    yield from phrases(k.CURRENCY, p.CURRENCY)
    yield from _words(k.WHERE, "where, where is, where are, where does, where do, " + p.MADE_OF)
    yield from _words(k.WHERE, "where did", "past")
    yield from _words(k.WHERE, p.PARTS, "parts")
    yield from _words(k.COST, "cost breakdown, spend breakdown, spending breakdown, bill breakdown", "parts")
    yield from _words(k.COST, p.PAID_FOR, "paid for")
    yield from _by()
    yield from _words(k.IN, "over", "over")
    yield from _words(k.IN, "in, on, during, within, from, into")
    yield from _words(k.IN, "money on", "on")
    yield from _words(k.AND, "and, &, +, plus, and also, as well as, or")
    yield from _words(k.ARTICLE, "a, an")
    yield from _words(k.USING, "using, use, used, running, run, utilizing, consume, consuming")
    yield from _words(k.DOES, "does, how much does, what does, how does")


def _by() -> Iterator[Entry]:
    yield from _words(k.BY, "by")
    yield from _words(k.BY, "across", "across")
    yield from _words(k.BY, "per", "per")
    yield from _words(
        k.BY, "for each, in each, each, every, for every, from each, by each, each of, for each of", "each"
    )
    yield from _words(
        k.BY,
        "grouped by, group by, split by, broken down by, broken out by, breakdown by, break down by, segmented by, "
        "grouped on, aggregated by, split across, distributed across, distributed over, spread across",
        "explicit",
    )


def _time_words() -> Iterator[Entry]:
    yield from ((word, k.NUM, number) for number, word in enumerate(_NUMBERS, 2))
    yield from _words(k.NUM, "couple, couple of, a couple of", 2)
    yield from _words(k.NUM, "few, a few", 3)
    yield from phrases(k.PERIOD, time.NAMED_PERIOD)
    yield from _words(k.EVER, time.SO_FAR)
    for name in WEEKDAYS:
        yield from _words(k.PERIOD, f"since {name}, since last {name}", f"since_last_{name}")
        yield from _words(
            k.PERIOD, f"last {name}, last {name}'s, on {name}, on last {name}, this past {name}", f"last_{name}"
        )
    yield from phrases(k.UNIT, time.UNIT)
    for unit in ("day", "week", "month", "quarter", "year"):
        yield from _words(k.WHICH_UNIT, f"which {unit}, what {unit}, which one {unit}, on which {unit}", unit)
    yield from phrases(k.PAST, time.PAST)
    yield from _ahead()
    yield from _words(
        k.SINCE,
        "since, starting, starting from, starting in, from the start of, from the beginning of, beginning, "
        "since the start of, since the beginning of",
    )
    yield from _words(k.BETWEEN, "between")
    yield from _words(k.TO, "to, with, through, until, till, thru, up to, –, —, -")
    yield from _words(
        k.WEEK_OF, "week of, the week of, week starting, week beginning, week commencing, week containing"
    )
    yield from phrases(k.GRAIN, time.GRAIN)
    for grain in ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly"):
        spoken = ("{} granularity", "with {} granularity", "at {} granularity", "in {} granularity", "granularity {}")
        yield from ((phrase.format(grain), k.GRAIN, grain) for phrase in spoken)
    yield from _calendar()
    yield from _stepwise()
    yield from _earlier()


def _ahead() -> Iterator[Entry]:
    yield from _words(k.NEXT, time.NEXT)
    yield from phrases(k.FORECAST, time.FORECAST)
    yield from _words(k.COST, time.GOING_TO_SPEND, "ahead")
    yield from _words(k.AHEAD, "tomorrow, tomorrow's", "next_day")
    for unit in ("week", "month", "quarter", "year"):
        yield from _words(k.TILL_END, time.TILL_END.replace("{}", unit), unit)
        yield from _words(k.AHEAD, time.REST_OF.replace("{}", unit), f"rest_of_{unit}")
        yield from _words(k.AHEAD, f"next {unit}'s, the next {unit}'s", f"next_{unit}")


def _named_things() -> Iterator[Entry]:
    yield from _dimensions()
    yield from phrases(k.DIMS, p.GROUPED)
    yield from phrases(k.DIMS, p.OF_EACH)
    yield from phrases(k.DIM, p.GROUPED_THING)
    yield from _words(k.DIMS, "by invoice, per invoice, each invoice", "invoice")
    yield from _words(k.DIMS, "which cloud, which clouds, which cloud provider, clouds", "provider")
    yield from phrases(k.METRIC, p.METRIC)
    yield from _words(k.METRIC, p.GIVEN_BACK, "gross")
    yield from _words(k.METRIC, p.NET, "net")
    yield from phrases(k.FILTER, p.KIND)
    yield from (e for name, text in p.FAMILY.items() for e in phrases(k.FILTER, {("usage_family", name): text}))
    yield from phrases(k.FILTER, p.SERVICE_AND_FAMILY)
    yield from _words(k.FILTER, "fargate, aws fargate, fargate containers, fargate tasks", ("usage_type", "Fargate"))
    yield from phrases(k.THINGS, p.THINGS)
    yield from phrases(k.FILTER, p.ENVIRONMENT)
    yield from _accounts_of_environments()
    yield from phrases(k.NOT, p.NOT)
    yield from _words(k.EC2_OTHER, p.EC2_OTHER)
    yield from phrases(k.USAGE_UNIT, p.USAGE_UNIT)
    yield from _words(k.UNIT_PRICE, p.UNIT_PRICE)
    yield from _words(k.WEEKDAYS, time.WEEKENDS)
    yield from _services()
    yield from _regions()
    yield from _words(k.TAG, "tags, tag keys, tag names, cost allocation tags", "several")
    yield from _words(k.TAG, "tag, tag key, tagged, tagged with, tagged as, label, user tag")


def _analysis_words() -> Iterator[Entry]:
    yield from phrases(k.COSTLY, p.COSTLY)
    yield from phrases(k.TOP, p.TOP)
    yield from _words(
        k.TREND,
        "trend, trends, trending, over time, timeline, history, time series, trendline, historical, historically, "
        "evolution of, evolution, trajectory, moving, develop, developed, developing, "
        "progressed, progressing, evolve, evolved, evolving",
    )
    yield from _words(k.SHARE, p.SHARE)
    yield from _words(k.UNTAGGED, p.UNTAGGED)
    yield from _words(k.UNTAGGED, p.TAG_COVERAGE, "cost")
    yield from _words(k.AVERAGE, "average, avg, mean, on average, the average, an average")
    yield from _words(k.EXCLUDE, p.EXCLUDE)
    yield from _words(
        k.OVER, "above, more than, greater than, exceeding, exceeds, exceed, higher than, >, in excess of"
    )
    yield from _words(k.UNDER, "below, under, less than, lower than, cheaper than, <")
    yield from _words(
        k.COMPARE,
        "compare, compared, compared to, compared with, comparing, versus, vs, vs., comparison, comparison of, than, "
        "relative to, against, comparison between, a comparison of",
    )
    yield from _changes()
    yield from phrases(k.STATUS, p.STATUS)
    yield from _status()
    yield from phrases(k.COMMITMENT, p.COMMITMENT)
    yield from phrases(k.ASPECT, p.ASPECT)
    yield from phrases(k.FEE, p.FEE)
    yield from phrases(k.OF_CREDITS, p.OF_CREDITS)
    yield from _words(k.RUN_RATE, "run rate, run-rate, runrate, burn rate, burn-rate")
    yield from _words(k.RUN_RATE, time.RUNNING_MONTH)


def _changes() -> Iterator[Entry]:
    """What rose, fell, appeared or went away, and why."""
    yield from phrases(k.CHANGE, p.CHANGE)
    yield from ((form, k.CHANGE, "up") for form in english.inflected(english.RISING))
    yield from ((form, k.CHANGE, "down") for form in english.inflected(english.FALLING))
    yield from phrases(k.DIRECTION, p.DIRECTION)
    for way, words in p.DEARER.items():
        yield from ((f"{verb} {word}", k.DEARER, way) for verb in p.BECOMING for word in words)
    yield from phrases(k.DRIVER, p.DRIVER)
    yield from _words(
        k.WHY, "why, how come, why is, why are, why did, why do, why has, why have, why was, explain, explain why"
    )
    yield from _words(
        k.NEW,
        "new, newly, brand new, started, first-time, appeared, newly appeared, first appeared, start using, "
        "started using, start paying for, started paying for",
    )
    yield from _words(
        k.STOPPED,
        "stop using, stopped using, stop paying for, stopped paying for, stopped, disappeared, ended, vanished, "
        "gone away, went away, dropped off",
    )


def _status() -> Iterator[Entry]:
    """Questions about the bill itself: every question word with every name of the bill."""
    for thing in ("bill", "data", "billing data", "cost data", "export", "bill data", "billing export"):
        for name in (f"the {thing}", f"our {thing}", f"my {thing}", f"this {thing}"):
            for text in p.ABOUT_THE_BILL:
                yield text.format(name), k.STATUS, "loaded"


def _stepwise() -> Iterator[Entry]:
    for unit, short in (("day", "dod"), ("week", "wow"), ("month", "mom"), ("quarter", "qoq"), ("year", "yoy")):
        for phrase in (f"{unit} over {unit}", f"{unit}-over-{unit}", f"{unit} on {unit}", f"{unit}-on-{unit}", short):
            yield phrase, k.STEPWISE, unit


def _earlier() -> Iterator[Entry]:
    for unit in ("day", "week", "month", "quarter", "year"):
        for phrase in (f"the {unit} before", f"the {unit} before that", f"the {unit} earlier"):
            yield phrase, k.EARLIER, unit
        for adjective in ("previous", "prior", "preceding"):
            for phrase in (f"the {adjective} {unit}", f"{adjective} {unit}"):
                yield phrase, k.PREVIOUS, unit
        for adjective in ("previous", "prior", "preceding", "past", "last", "recent"):
            yield f"{adjective} {unit}s", k.WORD, f"{adjective} {unit}s"
        for phrase in (f"a {unit} earlier", f"one {unit} earlier", f"a {unit} before", f"the same period last {unit}"):
            yield phrase, k.EARLIER, unit
    for part in ("period", "time", "month", "week", "quarter", "day"):
        for phrase in (f"the same {part} last year", f"same {part} last year", f"same {part} a year ago"):
            yield phrase, k.EARLIER, "year"
    yield from _words(k.EARLIER, "this time last year, a year ago", "year")
    for phrase in ("the period before", "the previous period", "previous period", "the prior period", "prior period"):
        yield phrase, k.EARLIER, "period"


COMMON: Final[Lexicon] = build(_entries())
"""What the fast path knows without a bill."""
