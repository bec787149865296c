"""The words that ask for savings and for waste; what they are put together of is in `savings_words.py`."""

from typing import Final

from agents.advice.moves import saved_by_moving
from agents.advice.savings_words import (
    DETACHED,
    FOUND,
    LEFT_BEHIND,
    LOWERING,
    OLD_FORMS,
    TIPS,
    TO_COMMIT,
    TO_FIX,
    TO_REMOVE,
    TO_REVIEW,
    joined,
)
from finops_core.questions.intents import Cue

_LESS: Final = (
    "reduce", "cut", "lower", "bring down", "save on", "save", "optimise", "optimize", "decrease", "shrink",
    "trim", "slim down", "cut down on", "shave off", "shave", "knock off", "cut back on", "whittle down", "take off",
    "spend less on", "spend less", "pay less for", "pay less",
    "economise", "economize",
)  # fmt: skip
_OF_A_BILL: Final = ("bill", "costs", "cost", "spend", "spending", "cloud bill", "aws bill", "aws costs", "cloud costs")
_ASKING: Final = (
    "how can i", "how can we", "how could i", "how could we", "how do i", "how do we", "how to", "how might we",
    "where can i", "where can we", "where could i", "where could we", "what can i do to", "what can we do to",
    "what should i do to", "what should we do to", "ways to", "way to", "best way to", "thing to do to",
    "thing i can do to", "thing we can do to", "things i can do to", "things we can do to", "things to do to",
    "ideas to", "opportunities to", "ways we can",
    "ways i can", "recommendations to", "options to", "suggestions to", "tips to",
    "recommend how to", "suggest how to", "advise how to", "advise me how to", "advice on how to", "tips on how to",
)  # fmt: skip
_DOWN: Final = tuple(
    f"{verb} {whose}{what} down"
    for verb in ("bring", "get", "drive", "push", "take")
    for whose in ("", "our ", "my ", "the ")
    for what in _OF_A_BILL
)
_TRIMMED: Final = tuple(
    f"{verb} {whose}{what}"
    for verb in ("trim", "slim down", "cut", "reduce")
    for whose in ("", "our ", "my ", "the ")
    for what in _OF_A_BILL
)
_COULD: Final = tuple(f"{modal} {who}" for modal in ("can", "could", "should", "might") for who in ("we", "i"))
_SAVED: Final = (
    "what can we do about, what can i do about, what could we do about, what can be done about, "
    "what could we turn off, "
    "what can we turn off, what could we switch off, what can we switch off, what could we shut down, "
    "what can we shut down, "
    "could we be saving, could i be saving, can we be saving, should we be saving, would save us, would save the most, "
    "save us the most, saves the most, saves us the most, saves us most, "
    "would we save, would i save, would be saved, "
    "can i save, can we save, could i save, could we save, can be saved, could be saved, to save, how to save, "
    "save money, save costs, save cost, potential savings, possible savings, savings potential, saving potential, "
    "can i save on, can we save on, could we save on, could i save on, overspending, overspend, overpaying, "
    "we could save, i could save, we can save, i can save, could save us, could save me, "
    "save us any money, save us money, cost cuts, cost cut, cut costs, savings potential, potential for savings, "
    "low-hanging fruit, low hanging fruit, money could we save, money can we save, money could i save, "
    "money can i save, could we cut, can we cut, should we cut, could be cut, can be cut"
)

_AUDITS: Final = tuple(
    f"{audit} {whose}{what} for waste"
    for audit in ("audit", "scan", "check", "search", "review", "go through", "comb through")
    for whose in ("", "our ", "my ", "the ", "all ")
    for what in ("account", "accounts", "bill", "aws account", "aws bill", "environment", "cloud")
)
"""A word alone is a deed: an account may be audited for other things."""
_CHEAPER: Final = tuple(
    f"{ask} make {whose}{what} cheaper"
    for ask in (*_ASKING, *_COULD)
    for whose in ("", "our ", "my ", "the ")
    for what in _OF_A_BILL
)

_TO_ARM: Final = ", ".join(
    f"{modal} {move} {to}"
    for modal in ("should", "could", "can", "should be", "could be", "can be")
    for move in ("move to", "moved to", "migrate to", "migrated to", "run on", "switch to", "switched to")
    for to in ("graviton", "arm", "arm64")
)
_ARM_MAKES_SENSE: Final = joined(
    ("", "would", "does", "could", "can", "is", "be"),
    (
        *(f"{arm} {pays}"
          for arm in ("graviton", "arm") for pays in ("make sense", "makes sense", "worth it", "pay off", "help us")),
        *(f"{gain} from {arm}" for gain in ("benefit", "profit") for arm in ("graviton", "arm")),
    ),
)  # fmt: skip
_GP3: Final = saved_by_moving(
    "gp2",
    "gp3",
    (
        "gp2 volumes",
        "our gp2 volumes",
        "all gp2 volumes",
        "our volumes",
        "ebs volumes",
        "gp2 disks",
        "our gp2 disks",
        "all our gp2 volumes",
        "my gp2 volumes",
        "the gp2 volumes",
    ),
)
"""What the current generation of volumes would save on the one before."""

SAVING = Cue(
    name="saving",
    nouns={
        "": "potential saving, cost savings potential, saving opportunity, savings opportunity, "
        "cost saving opportunity, optimisation opportunity, "
        "optimization opportunity, cost optimisation opportunity, cost optimization opportunity, "
        "savings recommendation, saving recommendation, cost recommendation, cost saving recommendation, "
        "optimisation tip, optimization tip, cost tip, cost optimisation tip, cost optimization tip, "
        "optimisation idea, optimization idea, "
        "optimisation recommendation, optimization recommendation, cost optimisation recommendation, "
        "cost optimization recommendation, cost saving, recommendation, opportunity, quick win, saving idea, "
        "savings idea, saving tip",
        "rightsize": "rightsizing candidate, right-sizing candidate, rightsizing recommendation, "
        "right-sizing recommendation, rightsizing opportunity, "
        "right-sizing opportunity",
    },
    phrases={
        "": ", ".join(
            [
                joined(
                    ("", "things", "steps", "actions", "changes", "measures", "moves", "ideas"),
                    ("that", "which", "what"),
                    ("would", "could", "can", "will"),
                    _LESS,
                ),
                f"{FOUND}, {TIPS}, {LOWERING}, {TO_FIX}, look for savings, where are savings",
                _SAVED,
                *_DOWN,
                *(f"{ask} {down}" for ask in _ASKING for down in _DOWN),
                *_TRIMMED,
                *_CHEAPER,
                "leaving on the table, leave on the table, potential monthly savings, potential annual savings",
                *(f"{ask} {less}" for ask in (*_ASKING, *_COULD, "able to") for less in _LESS),
            ]
        ),
        "rightsize": "rightsize, right-size, oversized instances, oversized instance, oversized resources, "
        "oversized servers, oversized vms, "
        "over-provisioned instances, overprovisioned instances, over-provisioned resources, "
        "over-sized, over sized, oversize, "
        "rightsizing, right-sizing, right sizing, oversized, over-provisioned, overprovisioned, "
        "bigger than they need to be, larger than they need to be, bigger than they have to be, "
        "larger than they have to be, bigger than necessary, bigger than it needs to be, larger than it needs to be",
        "commitment": TO_COMMIT,
        "review": TO_REVIEW,
        "modernise": f"{OLD_FORMS}, {_TO_ARM}, {_ARM_MAKES_SENSE}, how much would we save with graviton, "
        "how much would i save with graviton, "
        "what would we save with graviton, would we save with graviton, would i save with graviton, "
        "would graviton save us, "
        "we save with graviton, graviton would save us, would we save on graviton, would graviton save, "
        "would we save by moving to graviton, would it save to move to graviton, graviton save us, "
        "graviton save me, graviton save, graviton help us save, graviton savings, "
        "save with graviton, save by moving to graviton, could move to graviton, "
        "can move to graviton, graviton candidates, could run on graviton, can run on graviton, "
        "can we save with graviton, could we save with graviton, could we save by moving to graviton, "
        "can we save by moving to graviton, "
        "would i save by migrating to graviton, would we save by migrating to graviton, "
        "could we save by migrating to graviton, would we save by switching to graviton, "
        "would i save by switching to graviton, could we save by switching to graviton",
        "gp3": ", ".join(_GP3),
    },
)
SAVINGS_OF: Final = Cue(name="savings_of", nouns={"": "saving"}, phrases={"asked": "save"})
"""Words that may be about what was saved; of something that is named they ask what can be."""
AT_A_BANK: Final = Cue(name="bank", nouns={"": "savings account"})
"""No intent takes it: what a bank pays is none of this bill."""
_USES: Final = ("nobody uses", "nobody needs", "no one needs",
                "no one uses", "we don't use", "we do not use", "i don't use",
                "is not used", "are not used", "are not being used", "is not being used")  # fmt: skip
_RID_OF_WASTE: Final = joined(
    (*_ASKING, *_COULD),
    ("get rid of", "eliminate", "cut", "remove", "avoid", "reduce", "cut out"),
    ("waste", "our waste"),
)
_THINGS_UNUSED: Final = ", ".join(
    f"{things} {that}{uses}"
    for things in ("things", "stuff", "resources", "services") for that in ("", "that ", "which ")
    for uses in ("nobody uses", "no one uses", "we don't use", "we do not use", "i don't use", "are not used")
)  # fmt: skip
_UNUSED: Final = ", ".join(
    (
        *(f"{lead}{uses}" for lead in ("but ", "that ", "we pay for but ", "we pay for that ") for uses in _USES),
        *(f"{get} traffic" for get in ("with no", "without", "without any", "that get no", "that have no", "get no",
                                       "have no", "has no", "gets no", "receive no", "that receive no")),
        LEFT_BEHIND,
        "sitting idle, sit idle, sits idle, just sitting there, sitting there doing nothing, "
        "doing nothing, do nothing, does nothing, that do nothing, not in use, that are not in use",
    )
)  # fmt: skip
"""That something is there for nothing, said of what is named beside it."""
WASTE = Cue(
    name="waste",
    nouns={"": "waste, wasted cost, wasted resource, idle resource, unused resource, idle cost, wasteful resource"},
    phrases={
        "": "wasted, wasting, wasted money, wasting money, wasted spend, wasteful, that nobody uses, nobody uses, "
        "zombie resources, zombie resource, orphaned resources, "
        "orphaned resource, paying for that i don't use, paying for that we don't use, throwing away, throw away, "
        f"{_THINGS_UNUSED}, "
        "getting rid of waste, eliminating waste, cutting waste, removing waste, cutting out waste, "
        f"{_RID_OF_WASTE}, "
        f"{', '.join(_AUDITS)}, waste audit, do a waste audit, "
        "what can i turn off, what can i switch off, what can i shut down, "
        "paying for nothing, pay for nothing, paid for nothing, going to waste, cloud waste",
        "of": f"{_UNUSED}, {TO_REMOVE}",
        "apart": DETACHED,
        "instances": "idle instance, idle instances, unused instance, unused instances, instances are idle, "
        "instances that are idle, instances are unused, idle servers, "
        "servers are idle, servers that are idle, idle vms, vms are idle, idle machines, machines are idle, "
        "idle ec2 instances, ec2 instances are idle, ec2 instances that are idle",
    },
)
