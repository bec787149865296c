"""The texts behind words about amounts beside each other: ranks, shares, what rose and fell, and why."""

TOP = {
    "top": "top",
    "highest": "biggest, largest, highest, the most, most, the more, greatest, main, major, primary, "
    "heaviest, leading, fastest, the fastest, quickest, the quickest",
    "lowest": "bottom, lowest, smallest, least, the least, the less",
    "ascending": "ascending, in ascending order, lowest first, smallest first, cheapest first, least expensive first, "
    "from lowest to highest, from lowest, from the lowest, from smallest to largest, from low to high, "
    "lowest to highest, smallest to largest",
    "cheapest": "cheapest, the cheapest",
    "best": "best, the best",
}

COSTLY = {
    "highest": "peak, the peak, most used, the most used, "
    "most expensive, the most expensive, "
    "costliest, the costliest, priciest, the priciest, dearest, "
    "most costly, the most costly, most money, most cash, the most cash, "
    "the most money",
    "lowest": "least used, the least used, "
    "least expensive, the least expensive, least costly, the least costly, least money, "
    "the least money",
}

SHARE = "pct of, pct of the, how much of every dollar, how much of each dollar, how many cents of every dollar, \
how many cents of each dollar, how many percent, how many percent of, how many per cent, how many per cent of, \
how much percent of, \
as a percentage, as a percentage of, as a percent of, as a share of, as a proportion of, as a fraction of, \
as percentage of, in percent of, \
portion, portion of, what portion of, share, what share, share of, what share of, percentage, percentage of, \
what percentage, what percentage of, percent of, what percent, what percent of, proportion of, proportion, \
ratio, ratio of, the ratio of, the part of, what part of, which part of, what proportion of, what proportion, \
fraction of, what fraction of, % of, \
a share of, the share of, how much of, as opposed to everything else, versus everything else, \
vs everything else, compared to everything else, against everything else, as opposed to the rest, versus the rest, \
vs the rest, as opposed to all the rest"

UNTAGGED = "untagged, not tagged, without tags, without a tag, without any tags, without any tag, missing tags, \
tagged vs untagged, tagged versus untagged, \
tagged and untagged, untagged vs tagged, untagged versus tagged, untagged and tagged, \
no tags, with no tags, having no tags, unattributed, unallocated, unattributable, unattributable due to missing tags, \
unattributed because tags are blank, unattributed because tags are missing, \
due to missing tags, because of missing tags, \
can't be allocated, cannot be allocated, can not be allocated, can't be attributed, cannot be attributed, \
can be allocated, could be allocated, can be attributed, could be attributed, can we allocate, can we attribute, \
not allocated, because tags are missing, because tags are blank, lacks tags, lack tags, lacking tags, not attributed"

TAG_COVERAGE = (
    "how much is untagged, how much is not tagged, how well are we tagged, how well tagged are we, "
    "how well is our spend tagged, how good is our tagging, "
    "how good is our tag coverage, how complete is our tagging, tag coverage by key, tag coverage by tag key, "
    "tags worst, tags the worst, is worst at tagging, worst at tagging, tags the least, tag the least, tags least, "
    "is worst tagged, worst tagged, least tagged, is the worst at tagging, "
    "tag coverage, tagging coverage, cost allocation tag coverage"
)

CHANGE = {
    "any": "different, what was different, what is different, what's different, what were different, "
    "was different, is different, are different, were different, "
    "happened to, happened with, happened on, what happened to, what happened with, what happened on, going on with, "
    "percentage change, percent change, % change, variance, variances, change, changed, changes, changing, moved, "
    "move, differ, differed, vary, varied, "
    "difference, delta, shift, shifted, movement, movements, mover, movers",
    "up": "increase, increased, increases, increasing, grew, grow, grows, growing, grown, growth, "
    "rise, rises, rose, risen, rising, "
    "went up, go up, gone up, going up, jump, jumped, spike, spiked, climbed, climb, surge, surged, "
    "explode, exploded, exploding, blow up, blew up, shot up, went through the roof, "
    "soar, soared, skyrocket, skyrocketed, balloon, ballooned, "
    "percentage increase, percent increase, percentage growth, hike, hikes, uptick, upticks, bump, growth rate, "
    "rate of growth, increase in, got higher",
    "down": "decrease, decreased, decreases, decreasing, drop, drops, dropped, "
    "fell, fall, falls, fallen, decline, declined, "
    "went down, go down, gone down, shrank, shrunk, shrink, shrinks, plummet, "
    "plummeted, plunge, plunged, dropping, falling",
}

_BECOMING = "keeps getting, keep getting, kept getting, get, got, gotten, getting, become, became, becoming, grow, grew"
BECOMING = (*_BECOMING.split(", "), "turned")

DEARER = {"up": ("more expensive", "pricier", "costlier", "dearer"), "down": ("cheaper", "less expensive")}
"""After a word for becoming."""

EXTRA = (
    "the extra money, the extra cost, the extra costs, the extra spend, the extra spending, the additional money, "
    "the additional cost, the additional costs, the additional spend, the additional spending"
)
"""What is spent more than before."""

_INTENSELY = ("so much", "much", "a lot", "way", "far", "significantly", "considerably", "substantially", "noticeably",
              "that much", "a bit", "slightly")  # fmt: skip


def _however(much: str, *more: str) -> str:
    """Words of comparison by themselves and with what says how much: "so much more expensive"."""
    return ", ".join((*more, *(f"{intensely} {word}" for intensely in _INTENSELY for word in much.split(", "))))


DIRECTION = {
    "up dear": "pricier, costlier, dearer",
    "down dear": "cheaper",
    "up": _however("higher, more, more expensive, bigger, larger", "up, higher, more, more expensive",
                   "the more expensive, bigger, larger"),
    "down": _however("lower, less, less expensive, smaller", "down, lower, less, smaller, less expensive",
                     "the less expensive"),
}  # fmt: skip
"""Changes only beside a word about money: a service that is down has stopped working."""

DRIVER = {
    "largest": "driver, drivers, cost driver, cost drivers, spend driver, spend drivers, spending drivers, "
    "cost contributor, cost contributors, spend contributors, contributor, contributors",
    "driving": "what accounts for, "
    "driving, drove, drive, drives, pushed, pushing, pushes, "
    "caused, causing, cause, causes, behind, responsible for, reason for, "
    "reasons for, reasons, reasons why, reasons that, reasons behind, the reason, "
    "led to, contributed to, contributing to",
    "high": "so high, that high, so expensive, so much, this high, so large, so big, "
    "so pricey, so costly, so dear, so steep, that expensive, that pricey, this expensive",
}
