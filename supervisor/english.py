"""General English behind the fast path's words: verbs of asking and of change in every form, and what only describes.

These classes are closed: they say how people ask, never about what. `forms_of` inflects a verb once, when the lexicon
is built.
"""

from collections.abc import Iterator
from typing import Final

_VOWELS: Final = "aeiou"


def forms_of(verb: str) -> Iterator[str]:
    """A regular verb with its -s, -ed and -ing; what stands behind it ("creep up") stays: "ramp up" → "ramped up"."""
    stem, space, rest = verb.partition(" ")
    tail = space + rest
    if stem.endswith("e"):
        ends = (stem, stem + "s", stem + "d", stem[:-1] + "ing")
    elif stem.endswith(("s", "sh", "ch", "x", "z")):
        ends = (stem, stem + "es", stem + "ed", stem + "ing")
    elif stem.endswith("y") and stem[-2] not in _VOWELS:
        ends = (stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing")
    elif _doubles(stem):
        ends = (stem, stem + "s", stem + stem[-1] + "ed", stem + stem[-1] + "ing")
    else:
        ends = (stem, stem + "s", stem + "ed", stem + "ing")
    return (end + tail for end in ends)


def plural_of(noun: str) -> str:
    """A regular plural; of several words the last one's."""
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in _VOWELS else noun + "s"


def _doubles(stem: str) -> bool:
    """Short verbs that end in consonant, vowel, consonant: drop, dip."""
    short = len(stem) <= 4 and sum(letter in _VOWELS for letter in stem) == 1
    return short and stem[-1] not in "aeiouwxy" and stem[-2] in _VOWELS


def inflected(verbs: str) -> Iterator[str]:
    for verb in verbs.split(","):
        yield from forms_of(verb.strip())


ASKING: Final = (
    "retrieve, visualize, visualise, outline, highlight, examine, inspect, explore, calculate, determine, investigate, "
    "describe, enumerate, render, suggest, detect, uncover, pinpoint"
)
"""Verbs of asking to be shown something. Their objects say what."""

HANDLING: Final = "process, scan, ingest, send, serve, handle, perform, invoke, push out, pump out, deliver"
"""Verbs for what one does with things that are counted: "how many requests did we make"."""

HAVING: Final = "own, carry, incur, accrue, generate, represent, comprise, hold"
"""Verbs that say whose an amount is."""
PAYING_OUT: Final = "run up, rack up, fork out, cough up, splash out, shell out, fritter away"
"""Verbs for spending, with their particles."""
COMPARING: Final = "stack up against, stack up to, measure up against, measure up to, stack up, hold up against"
"""Verbs that set side by side, beside "compare"."""
PARTS_OF_SERVICES: Final = (
    "node, server, box, machine, vm, db, endpoint, broker, stream, task, container, notebook, function, table, "
    "instance, fleet, "
    "disk, topic, certificate, shard, replica, warehouse, crawler, job, repository, stack, key, secret, alarm, "
    "log group, domain, workspace, file system, gateway, image, dashboard, trail, pipeline, user pool, workgroup"
)
"""Nouns for single resources behind the name of what provides them: "Redshift nodes", "m5.large instances"."""
DOCUMENTS: Final = (
    "spreadsheet|excel|sheet|document|documents|doc|docs|ticket|wiki|notes|blog post|case study|proposal|briefing|"
    "records|dashboard|workbook|chargeback|showback|accrual|accruals|month-end|month-end close|journal entry"
)
"""What an answer may be wanted for."""

DESCRIBING: Final = (
    "detailed, comprehensive, granular, high-level, high level, in-depth, in depth, thorough, concise, brief, short, "
    "one-line, one-liner, simple, clear, visual, precise, exact, accurate, rough, executive, handy, nice, neat, "
    "tabular, at-a-glance, general, basic, combined, altogether, all together, together, all in all, in all, "
    "in aggregate, collectively, in the aggregate, for everything, unified, consolidated, aggregated, aggregate, "
    "cloud-wide, company-wide, companywide, org-wide, organization-wide, organisation-wide, across the board, "
    "across the company, across the organization, across the organisation, across the whole organization, "
    "across the whole organisation, across the org, across the whole org, across our org, across everything, "
    "across all cloud environments, across all environments combined, across our cloud environments"
)
"""What describes a report, or says that it is about all there is."""

RISING: Final = (
    "spike, spike up, jump, jump up, surge, climb, soar, skyrocket, balloon, explode, "
    "increase, escalate, swell, creep up, ramp up, tick up, inch up, edge up, "
    "spiral"
)
MULTIPLYING: Final = {"up 100": "double", "up 200": "triple, treble", "up 300": "quadruple", "down 50": "halve"}
"""Verbs that say by how many per cent something rises or falls."""

FALLING: Final = "drop, decrease, decline, plummet, plunge, dip, slump, tick down"
"""Verbs and nouns of change that inflect regularly; `phrases.CHANGE` has the others."""

EACH_COSTS: Final = (
    "and how much do they cost, and what do they cost, and how much they cost, and what they cost, "
    "and how much each costs, and what each costs, and how much does each cost, and what does each cost, "
    "and how much does each one cost, and how much is each costing, and how much are they costing, "
    "and how much does each of them cost, and how much do they each cost, and their costs, and their cost, "
    "and their spend, and their charges, and the cost of each, and the costs of each, along with their costs, "
    "with their costs, with the cost of each, and the cost for each, and what they cost me, and what they cost us"
)
"""What a question for a list may add: that of each the cost is asked for."""
