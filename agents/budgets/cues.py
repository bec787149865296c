"""The words of budgets, as many people say them."""

from typing import Final

from finops_core.questions.intents import Cue

_WHOSE: Final = ("", "the ", "our ", "my ", "its ", "their ", "any ", "any of our ", "any of the ", "any of my ")
_NOUNS: Final = ("budget", "budgets", "spending limit", "spending limits", "spend limit", "budget limit")


def _with_budget(words: str) -> str:
    """Phrases with every way to name the budget behind them: "over budget", "over our budget"."""
    return ", ".join(
        f"{word.strip()} {whose}{noun}" for word in words.split(",") for whose in _WHOSE for noun in _NOUNS
    )


_ONE: Final = (
    "budget", "bdgt", "cost budget", "costs budget", "spend budget", "spending budget", "aws budget", "cloud budget",
    "budget limit", "spending limit", "spend limit", "cost limit", "budgeted amount", "cloud spending limit",
    "budget plan", "planned budget", "aws cost budget", "spending cap", "cost cap", "spend cap", "aws spending limit",
)  # fmt: skip

BUDGET: Final = Cue(
    name="budget",
    phrases={
        "": ", ".join((*_ONE, "with a limit of", "with a cap of", "a limit of", "with limit of")),
        "all": ", ".join(f"{which}{one}s" for which in ("", "some ", "all ", "all our ", "all my ") for one in _ONE),
    },
)
"""Several budgets are a list; one alone asks nothing."""
OVER_BUDGET: Final = Cue(
    name="over_budget",
    phrases={"": _with_budget("over, above, beyond, past, overshooting, in excess of")},
)
WITHIN_BUDGET: Final = Cue(
    name="within_budget",
    phrases={"": _with_budget("within, inside, under, below, on, in, in line with")},
)
PASSING: Final = Cue(
    name="passing",
    verbs={
        "": "exceed, pass, breach, surpass, overrun, overshoot, blow, bust, break, hit, reach, cross, overstep, "
        "go over, run over, run out of, blow through, go beyond, use up, exhaust, overspend, deplete"
    },
    phrases={
        "": "blew, blew through, blew past, overran, overshot, "
        "over their limit, over their limits, over the limit, over its limit, above their limit, "
        "above their limits, "
        "past their limit, blown, broken, gone over, go above, going above, gone above, run out, running out, "
        "overspent, used up, finished, be finished, is finished, all gone, "
        "overshot, overrun, end up over, be over, are over, is over, went over",
        "only": "that are over their limit, that are over the limit, that are above their limit, that are over, "
        "that have been exceeded, that were exceeded, that are exceeded, that have gone over",
        "risk": "closest to, nearest to, closest to exceeding, "
        "at risk of being exceeded, in danger of being exceeded, at risk of exceeding, at risk, "
        "in danger, about to exceed, likely to exceed, close to being exceeded, in jeopardy, "
        "close to exceeding, close to the limit, close to their limit, close to its limit, nearing their limit, "
        "closest to its limit, closest to their limit, closest to the limit, nearest its limit, nearest to its limit, "
        "nearest their limit, nearest to their limit, nearest the limit, nearing its limit, nearing the limit",
    },
)
KEEPING: Final = Cue(
    name="keeping",
    phrases={
        "": "come in, came in, coming in, comes in, "
        "where do we stand, where are we, where am i, where do i stand, variance, variances, their limit, "
        "its limit, their limits, the limit, the limits, by how much, "
        "chance, chances, the chances, what are the chances, the chance, "
        "chance that, what's the chance, "
        "what is the chance, odds, probability, "
        "likelihood, how likely, how big, how large, consumed, used, spent, and their current status, "
        "and their status, and status, and how they are doing, and their state, "
        "how do we compare to, how do we compare with, how do i compare to, how does our spend compare to, "
        "how do we compare against, how do our costs compare to, how does spend compare to, "
        "and how they stand, how am i, how are we, how are, how is, how far, how close are we to, how close am i to, "
        "how close, on track, on target, on track to, on track to meet, on course, stay, stay within, staying within, "
        "stay under, "
        "staying under, keep within, keeping within, stay inside, stay below, stick to, sticking to, keep to, meet, "
        "doing, tracking, performing, performance, progress, pace, pacing, versus, vs, against, "
        "compared to, "
        "compared with, look like, looking, health, healthy, hold, holding, close to, near, staying, keeping, "
        "make it, "
        "standing, stand, situation, overview, actual, actuals, actual spend, actual spending, actual cost, "
        "actual costs, state, statuses, status, current status, current state, analyze, analyse, tracked, "
        "utilization, utilisation, used so far, enough, be enough, be sufficient, sufficient, suffice, "
        "respect, comply with, adhere to, abide by, honour, honor, live within, "
        "be respected, respected, be kept, kept, be met, in good shape, okay, alright, fine"
    },
)
LEFT: Final = Cue(
    name="left",
    phrases={
        "": "left, remaining, remains, left over, unspent, unused, still available, available, left to spend, "
        "still have, remain, have left, is left, headroom, to go"
    },
)
UNTIL: Final = Cue(
    name="until",
    phrases={
        "": "when will, when do, when does, when are, when is, when, how soon, how soon will, how soon do, "
        "how many days until, how many days till, how many days before, how many more days until, how long until, "
        "how long till, how long before, how much longer until, days until, on what day, on which day, on what date, "
        "on which date, by what date, by when, at what point, how long will",
        "day": "which day, what day, what date, which date",
    },
)
ALERTS: Final = Cue(
    name="alerts",
    nouns={"": "alert, alarm, notification, threshold, warning, cost alert"},
    phrases={
        "": "alert thresholds, fired, triggered, went off, gone off, go off, been triggered, been sent, "
        "were sent, was sent, "
        "been told, notified, alerted, trigger, have fired, has fired, fire"
    },
)
DRIVES: Final = Cue(
    name="drives",
    phrases={
        "": "eating, eating up, eats, eats up, eating into, using up, "
        "eating it up, eats it up, using it up, uses it up, "
        "burning it, burning through it, eating into it, consuming, consumes, uses most of, "
        "uses up most of, responsible for, contributing to, contributes to, pushing, is using, takes most of"
    },
)
SUGGEST: Final = Cue(
    name="suggest",
    verbs={"": "recommend, suggest, propose, advise, choose, pick, decide on"},
    nouns={"": "recommendation, suggestion, proposal"},
    phrases={
        "": "should i set, should we set, should i create, should we create, should i have, should we have, "
        "should i use, should we use, do you recommend, would you recommend, do you suggest, would you suggest, "
        "based on our spending, based on my spending, based on our spend, based on our usage, "
        "based on my usage, based on the past, based on history, where should we set, where should i set, "
        "how high should, how big should, how large should, "
        "recommended, suggested, advisable, would be, should our, "
        "should my, should the, "
        "would fit, would make sense, makes sense, make sense, good, reasonable, sensible, realistic, appropriate, "
        "suitable, right, should be, should it be, should i choose, should we choose, should i pick, should we pick, "
        "i should set, we should set, i should create, we should create, do i need, do we need, "
        "should i define, should we define, should i put, should we put, should i plan, should we plan"
    },
)  # fmt: skip
ADVISED: Final = Cue(
    name="budgeting",
    phrases={
        "": "should we budget, should i budget, we should budget, i should budget, should be budgeted, do we budget, "
        "to budget for, need to budget, have to budget, must we budget, could we budget, would you budget"
    },
)
THERE: Final = Cue(
    name="there",
    phrases={
        "": "would, would we, would i, would our spend, how many, i need, if, whether, whether we're, if we're, "
        "do you think, do you expect us to, "
        "do you expect, expect us to, configured, been set up, defined, do we have, do i have, "
        "have we set, have i set, have we got, is there, "
        "are there, exist, are set, "
        "are set up"
    },
)
IN_AWS: Final = Cue(
    name="in_aws",
    phrases={
        "": "that aws has, aws has, configured in aws, set up in aws, defined in aws, created in aws, in aws budgets, "
        "in the aws console, according to aws, aws itself, does aws say, aws says, does aws have, from aws, held by aws"
    },
)
"""Budgets of AWS alone, and no others."""
NAMED: Final = Cue(name="budget_named")
"""A budget by its name; the words are those of the organisation's own budgets."""

CUES: Final = (
    BUDGET, OVER_BUDGET, WITHIN_BUDGET, PASSING, KEEPING, LEFT, UNTIL, ALERTS, DRIVES, SUGGEST, ADVISED, THERE,
    IN_AWS, NAMED,
)  # fmt: skip
