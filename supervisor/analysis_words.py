"""Words about amounts beside each other: ranks, trends, shares, changes, commitments, and the bill itself."""

from collections.abc import Iterator

from supervisor import analysis_phrases, bill_phrases, english, money_phrases, period_phrases
from supervisor.lexicon import Entry, Kind, entries_of, words_of


def analysis_words() -> Iterator[Entry]:
    """Entries for words about amounts beside each other, in order of precedence."""
    for order, text in analysis_phrases.COSTLY.items():
        for phrase in text.split(","):
            yield from ((form, Kind.COSTLY, order) for form in (phrase, f"{phrase} one", f"{phrase} ones"))
    yield from words_of(Kind.COSTLY, "worst, the worst, worst first, the worst first", "worst")
    yield from entries_of(Kind.TOP, analysis_phrases.TOP)
    yield from words_of(
        Kind.TREND,
        "trend, trends, trending, over time, timeline, history, time series, trendline, historical, historically, "
        "evolution of, evolution, trajectory, moving, develop, developed, developing, "
        "progressed, progressing, evolve, evolved, evolving",
    )
    yield from words_of(Kind.SHARE, analysis_phrases.SHARE)
    yield from words_of(Kind.UNTAGGED, analysis_phrases.UNTAGGED)
    yield from words_of(Kind.UNTAGGED, analysis_phrases.TAG_COVERAGE, "cost")
    yield from words_of(Kind.AVERAGE, "average, avg, mean, on average, the average, an average, typical, a typical")
    yield from words_of(Kind.EXCLUDE, money_phrases.EXCLUDE)
    yield from words_of(
        Kind.OVER,
        "above, more than, greater than, exceeding, exceeds, exceed, exceeded, topped, higher than, >, in excess of, "
        "surpass, surpasses, surpassing, surpassed, go over, go above, go past, go beyond, end up over, end up above",
    )
    yield from words_of(Kind.UNDER, "cheaper than", "dear")
    yield from words_of(
        Kind.UNDER,
        "below, under, less than, lower than, <, "
        "stay under, stay below, remain under, remain below, keep under, keep below, end up under, end up below",
    )
    yield from words_of(
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
    yield from entries_of(Kind.OF_CREDITS, money_phrases.OF_CREDITS)
    yield from words_of(
        Kind.RUN_RATE,
        "run rate, run-rate, runrate, burn rate, burn-rate, annualized run rate, annualised run rate",
    )
    yield from words_of(Kind.RUN_RATE, period_phrases.RUNNING_MONTH)


def _savings() -> Iterator[Entry]:
    """ "Are we saving with", "how much did we save": what was saved, never how to save."""
    for who, being in (("we", "are"), ("i", "am")):
        for verb in (f"{being} {who} saving", f"do {who} save", f"did {who} save", f"have {who} saved", f"{who} saved"):
            for by in ("", " with", " by", " through", " from", " by using", " thanks to", " due to"):
                yield verb + by, Kind.ASPECT, "saved"


def _changes() -> Iterator[Entry]:
    """What rose, fell, appeared or went away, and why."""
    yield from entries_of(Kind.CHANGE, analysis_phrases.CHANGE)
    yield from ((form, Kind.CHANGE, "up") for form in english.inflected(english.RISING))
    yield from ((form, Kind.CHANGE, "down") for form in english.inflected(english.FALLING))
    for extent, verbs in english.MULTIPLYING.items():
        yield from ((form, Kind.CHANGE, extent) for form in english.inflected(verbs))
    yield from entries_of(Kind.DIRECTION, analysis_phrases.DIRECTION)
    for way, words in analysis_phrases.DEARER.items():
        yield from ((f"{verb} {word}", Kind.DEARER, way) for verb in analysis_phrases.BECOMING for word in words)
    yield from words_of(Kind.DEARER, analysis_phrases.EXTRA, "up")
    yield from entries_of(Kind.DRIVER, analysis_phrases.DRIVER)
    yield from words_of(Kind.WHY, "explain the, explain this, explain that", "explain")
    yield from words_of(
        Kind.WHY,
        "what made, why, how come, for why, for what reason, for which reason, what happened, "
        "what's the reason, what is the reason, what was the reason, "
        "why is there, why are there, why do i see, why do we see, why do i have, why do we have, "
        "why is, why are, why did, why do, why has, why have, why was, explain, explain why",
    )
    yield from words_of(
        Kind.NEW,
        "showed up, shows up, shown up, show up, popped up, pop up, turned up, turn up, "
        "cropped up, new, newly, brand new, started, first-time, appeared, "
        "newly appeared, first appeared, start using, wasn't there before, weren't there before, "
        "was not there before, were not there before, not there before, that wasn't there before, "
        "that weren't there before, which wasn't there before, we didn't have before, i didn't have before, "
        "started using, start paying for, started paying for",
    )
    for were in ("wasn't", "weren't", "was not", "were not"):
        for there in ("there", "on", "in"):
            yield from ((f"{that}{were} {there}", Kind.NEW, "absent") for that in ("", "that ", "which "))
    for had in ("did not have", "didn't have", "had not", "hadn't", "did not pay for", "didn't pay for"):
        for we in ("we", "i"):
            yield from ((f"{that}{we} {had}", Kind.NEW, "absent") for that in ("", "that ", "which "))
    yield from words_of(
        Kind.STOPPED,
        "stop using, stopped using, stop paying for, stopped paying for, stopped, disappeared, ended, vanished, "
        "gone away, went away, dropped off, disappear, disappears, disappearing, vanish, vanishes, go away, drop off, "
        "drop off the bill, dropped off the bill",
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
