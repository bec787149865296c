"""The fast path's words without a bill: every phrase with its kind and value. `vocabulary.py` adds one bill's names."""

from collections.abc import Iterator
from typing import Final

from supervisor import english, money_phrases, phrases
from supervisor.analysis_words import analysis_words
from supervisor.calendar_words import time_words
from supervisor.lexicon import Entry, Kind, Lexicon, build, entries_of, words_of
from supervisor.thing_words import named_things


def _entries() -> Iterator[Entry]:
    """In order of precedence: the first meaning of a phrase wins."""
    yield from _plain_words()
    yield from time_words()
    yield from named_things()
    yield from analysis_words()


def _plain_words() -> Iterator[Entry]:
    yield from words_of(
        Kind.FOLLOW,
        "what about, how about, and what about, and how about, same for, the same for, and for, same, instead",
    )
    yield from words_of(Kind.SKIP, phrases.SKIP)
    yield from words_of(Kind.ASPECT, "uncovered", "uncovered")  # before the verb of asking
    yield from ((form, Kind.SKIP, None) for form in english.inflected(english.ASKING))
    yield from words_of(Kind.SKIP, english.DESCRIBING)
    yield from ((form, Kind.SKIP, None) for form in english.inflected(english.HAVING))
    yield from words_of(Kind.COST, english.EACH_COSTS, "of each")
    yield from words_of(Kind.OWN, phrases.OWN)
    yield from ((phrase.strip(), Kind.WORD, phrase.strip()) for phrase in phrases.OTHER_SENSES.split(","))
    yield from words_of(Kind.BILL, "bill, this bill, bills")
    yield from words_of(Kind.COST, money_phrases.PAYING, "pay")
    yield from words_of(Kind.COST, money_phrases.GONE)
    yield from words_of(Kind.COST, money_phrases.INVOICE, "invoice")
    yield from words_of(Kind.COST, money_phrases.INVOICES, "invoices")
    yield from words_of(Kind.LIST, phrases.LIST)
    yield from entries_of(Kind.STORED, phrases.STORED)
    yield from entries_of(Kind.WHAT_IS, phrases.WHAT_IS)
    yield from words_of(Kind.MEANING, phrases.MEANING)
    yield from words_of(Kind.COST, money_phrases.BURNING, "rate")
    yield from ((form, Kind.COST, None) for form in (*english.inflected(english.PAYING_OUT), "ran up"))
    yield from words_of(Kind.COST, money_phrases.COST)
    yield from words_of(Kind.TOTAL, "how much is, how much are", "asked")
    yield from words_of(Kind.COST, "we pay, i pay, we owe aws, set us back, set me back, cost us, cost me", "own")
    yield from _asking_words()


def _asking_words() -> Iterator[Entry]:
    yield from words_of(Kind.WHICH, "what")
    yield from words_of(Kind.WHICH, "which, which of", "one")
    yield from words_of(Kind.WHICH, "whose", "whose")
    yield from words_of(Kind.WHICH, "which one, which ones, which of these, which of those, which of them", "those")
    yield from words_of(Kind.WHICH, "who, who is, who are, who's", "who")
    yield from words_of(Kind.BREAK, phrases.BREAKING)
    yield from words_of(Kind.PAST_TENSE, phrases.PAST_TENSE)
    yield from words_of(Kind.HOW, "how is, how are")
    yield from words_of(Kind.TOTAL, phrases.COMING_TO, "verb")
    yield from words_of(Kind.COUNT, phrases.COUNTING)
    yield from words_of(Kind.PER_CENT, "percent, per cent, pct, percents")
    yield from words_of(Kind.TOTAL, phrases.TOTAL)
    yield from words_of(Kind.DATA, "data")
    yield from words_of(Kind.DATA, "of data", "of")
    yield from entries_of(Kind.CURRENCY, money_phrases.CURRENCY)
    yield from words_of(Kind.WHERE, "where, where is, where's, where are, where does, where do, " + phrases.MADE_OF)
    yield from words_of(Kind.WHERE, "where did", "past")
    yield from words_of(Kind.WHERE, phrases.PARTS, "parts")
    yield from words_of(Kind.COST, "cost breakdown, spend breakdown, spending breakdown, bill breakdown", "parts")
    yield from words_of(Kind.COST, money_phrases.PAID_FOR, "paid for")
    yield from words_of(Kind.COST, money_phrases.PAID_FOR.replace("what ", "what exactly "), "paid for")
    yield from _by()
    yield from words_of(Kind.IN, "over", "over")
    yield from words_of(Kind.IN, "from", "from")
    yield from words_of(Kind.IN, "in, on, during, within, into, via")
    yield from words_of(Kind.IN, "money on", "on")
    yield from words_of(Kind.AND, "and, &, +, plus, and also, as well as")
    yield from words_of(Kind.AND, "or", "or")
    yield from words_of(Kind.ARTICLE, "a, an")
    yield from words_of(Kind.USING, "make, makes, making, made", "make")
    yield from ((form, Kind.USING, None) for form in english.inflected(english.HANDLING))
    yield from words_of(Kind.USING, "sent, using, use, used, running, run, utilizing, consume, consuming")
    yield from words_of(Kind.DOES, "does, how much does, what does, how does")


def _by() -> Iterator[Entry]:
    yield from words_of(Kind.BY, "by")
    yield from words_of(Kind.BY, "across, among, amongst", "across")
    yield from words_of(Kind.BY, "across all, across all the, across all of the, across all our", "across all")
    yield from words_of(Kind.BY, "per, one row per, one line per, a row per, a line per, one number per", "per")
    yield from words_of(
        Kind.BY,
        "for each, in each, each, every, for every, from each, by each, each of, for each of, "
        "one row for each, one line for each, a row for each, a line for each",
        "each",
    )
    yield from words_of(
        Kind.BY,
        "divided by, divided for, divided per, separated by, splitted by, split per, "
        "grouped by, group by, split by, broken down by, broken out by, breakdown by, break down by, segmented by, "
        "grouped on, aggregated by, split across, distributed across, distributed over, spread across",
        "explicit",
    )


COMMON: Final[Lexicon] = build(_entries())
"""What the fast path knows without a bill."""
