"""Words of the savings agent that are put together: what is left behind, how little it takes, what to commit to."""

from collections.abc import Iterable
from itertools import product
from typing import Final

from finops_core.questions.intents import Cue


def joined(*parts: Iterable[str]) -> str:
    """Each of the first words with each of the next and so on, as a cue takes them; an empty word is left out."""
    return ", ".join(" ".join(word for word in words if word) for words in product(*parts))


_WHO: Final = ("we", "i")
_EASY: Final = (
    "easy", "easiest", "the easiest", "effortless", "low effort", "low-effort", "simplest", "the simplest", "quickest",
    "the quickest", "fastest", "the fastest",
)  # fmt: skip
_LITTLE: Final = ("least effort", "the least effort", "little effort", "low effort", "minimal effort", "no effort",
                  "hardly any effort", "the least work", "little work")  # fmt: skip
EFFORT: Final = Cue(
    name="effort",
    phrases={
        "low": ", ".join(
            (
                *_EASY,
                *_LITTLE,
                joined(("with", "for", "take", "takes", "need", "needs", "require", "requires", "that take",
                        "that need",
                        "that require", "of"), _LITTLE),
                "that are easy to do, that are easy, are easiest, are the easiest, is easiest, is the easiest, "
                "easiest to do, easy to do",
                joined(("easiest", "the easiest", "are the easiest", "are easiest", "is the easiest", "that are easy",
                        "are easy", "easy", "simplest", "quickest", "fastest"),
                       ("to implement", "to make", "to realise", "to realize", "to achieve", "to carry out", "to get")),
            )
        )
    },
)  # fmt: skip

DOABLE: Final = Cue(
    name="doable",
    phrases={
        "": joined(("", "that", "which"), _WHO, ("can", "could", "should", "might"),
                   ("do", "make", "take", "get", "go for", "start with", "realise", "realize", "implement", "act on"),
                   ("", "now", "today", "this week", "this month", "right away", "immediately", "at once", "first",
                    "quickly", "next"))
    },
)  # fmt: skip
"""Savings are told at the run rate of a month, whenever somebody means to make them."""

_SIZES: Final = ("impact", "cost impact", "amount", "size", "value", "savings", "saving", "potential savings",
                 "potential saving", "monthly savings", "monthly saving", "estimated savings",
                 "dollar value")  # fmt: skip
_NOT: Final = ("not", "isn't", "aren't", "isnt", "arent", "don't", "doesn't", "never")
UNCOUNTED: Final = Cue(
    name="uncounted",
    phrases={
        "": joined(_NOT, ("", "be", "being"), ("counted", "count", "in the total", "part of the total",
                                               "included in the total", "counted in the total", "added up"))
        + ", uncounted, in no total, left out of the total, excluded from the total, missing from the total"
    },
)  # fmt: skip
"""What is found and in no total, which is listed with its reasons."""

_IMPACT: Final = joined(
    ("", "have", "has", "with"), ("", "the"), ("highest", "largest", "biggest", "most", "greatest"), ("impact",)
)
BY_SIZE: Final = Cue(
    name="by_size",
    phrases={
        "": ", ".join((
            "first",
            joined(("by", "sorted by", "ranked by", "ordered by", "in order of", "order by", "sort by"), _SIZES),
            _IMPACT,
        ))
    },
)  # fmt: skip
"""The order in which savings are told anyway."""

TIPS: Final = joined(
    ("cost saving", "cost-saving", "cost savings", "money saving", "cost optimization", "cost optimisation",
     "cost cutting", "cost reduction"),
    ("tip", "tips", "idea", "ideas", "measure", "measures", "action", "actions", "suggestion", "suggestions", "advice",
     "options", "potential"),
)  # fmt: skip
HOW_MANY: Final = Cue(name="how_many", phrases={"": "how many, number of, the number of, count of, the count of"})
"""Beside what is wasted it asks for the list, which says how many there are."""
TO_REMOVE: Final = joined(
    ("should", "could", "can", "might"),
    ("be deleted", "be removed", "be cleaned up", "be terminated", "be released", "be shut down", "be retired",
     "be decommissioned"),
)  # fmt: skip
ADVISER: Final = Cue(
    name="adviser",
    phrases={
        "": joined(("", "from", "by", "of", "according to"), ("", "aws"), ("trusted advisor", "compute optimizer",
                   "cost optimization hub", "cost optimisation hub", "cost explorer"))
    },
)  # fmt: skip
"""Where recommendations come from: all sources are in one list, each with those that reported it."""
_GERUNDS: Final = ("reducing", "cutting", "lowering", "bringing down", "decreasing", "trimming", "shrinking",
                   "saving on", "optimising", "optimizing", "cutting down on", "cutting back on",
                   "spending less on")  # fmt: skip
LOWERING: Final = joined(
    ("recommendations for", "recommendation for", "ideas for", "tips for", "suggestions for", "options for",
     "advice on", "advice for", "ways of", "opportunities for", "help with", "help us with", "best way of"),
    _GERUNDS,
)  # fmt: skip
"""Asks for what would make less of what stands behind it."""
EASY_THINGS: Final = Cue(
    name="easy_things", phrases={"low": joined(_EASY, ("stuff", "things", "ones", "wins", "actions", "fixes"))}
)
"""What takes little effort, whatever is done by it."""
TO_FIX: Final = joined(
    (
        "what would you",
        "what should we",
        "what should i",
        "what do you think we should",
        "what could we",
        "what can we",
    ),
    ("fix", "tackle", "address", "clean up"),
    ("", "first", "next"),
)
TO_REVIEW: Final = joined(
    ("", "that", "which"),
    ("need", "needs", "require", "requires"),
    ("review", "a review", "reviewing", "to be reviewed", "a look", "looking at", "a person", "somebody to look",
     "someone to look", "a decision", "a human"),
)  # fmt: skip
"""Costs of which a person decides how much can be saved."""
OLD_FORMS: Final = ", ".join((
    joined(("anything", "something", "what", "things"), ("to",), ("modernise", "modernize")),
    joined(("could", "can", "should"), ("be modernised", "be modernized", "we modernise", "we modernize")),
    "modernisation opportunities, modernization opportunities, old instance types, outdated instance types, "
    "old generation instances, old-generation instances, outdated instances",
))  # fmt: skip
SAVINGS_BY: Final = Cue(
    name="savings_by",
    phrases={
        group: joined(("savings", "saving", "savings potential", "potential savings"), ("by", "grouped by", "split by",
                      "broken down by"), ("", "each"), nouns)
        for group, nouns in {
            "account": ("account", "accounts", "linked account", "aws account"),
            "service": ("service", "services", "product", "aws service"),
            "region": ("region", "regions"),
            "team": ("team", "teams"),
            "class": ("class", "classes", "kind", "kinds", "type", "category"),
        }.items()
    },
)  # fmt: skip
"""Savings by a dimension; "savings by Savings Plans" are those that were made."""

_REMOVED: Final = ("deleting", "removing", "cleaning up", "getting rid of", "terminating", "shutting down",
                   "turning off", "switching off", "releasing", "eliminating", "cutting", "dropping")  # fmt: skip
REMOVING: Final = Cue(name="removing", phrases={"": joined(("by", "from", "with"), _REMOVED)})
"""What would be done about waste; of anything else it is not known what it would save."""

LEFT_BEHIND: Final = ", ".join(
    (
        "idle, unused, orphaned, orphan, abandoned, forgotten, zombie, dormant, leftover, left-over, unneeded, "
        "unutilized, "
        "unutilised, stale, needless, unnecessary",
        joined(("", "that are", "that is", "which are", "are", "is"), ("no longer", "not", "never"),
               ("used", "needed", "being used", "in use", "required")),
    )
)  # fmt: skip
"""That something is there for nothing, said of what is named beside it."""

DETACHED: Final = joined(
    ("", "that are", "which are", "are"),
    ("unattached", "detached", "not attached", "not attached to anything", "attached to nothing", "not associated",
     "unassociated"),
)  # fmt: skip
"""That something hangs on nothing; with its cost it is asked what is paid for nothing."""

_MODALS: Final = ("could", "can", "should", "might")
_PLANS: Final = (
    "savings plan", "savings plans", "sp", "sps", "compute savings plan", "compute savings plans", "reservation",
    "reservations", "reserved instance", "reserved instances", "ri", "ris", "commitment", "commitments",
)  # fmt: skip
FOUND: Final = joined(
    ("recommend", "suggest", "propose", "identify", "find", "spot", "detect"),
    ("", "some", "us", "me", "us some", "me some", "any", "possible", "potential", "cost", "more", "further"),
    ("savings", "saving opportunities", "savings opportunities"),
)
"""Asks for savings; where of, stands behind."""
_BUY: Final = ("buy", "purchase", "get", "consider", "invest in", "take", "commit to", "go for")
_ADVISE: Final = ("recommend", "suggest", "propose", "advise")
TO_COMMIT: Final = ", ".join(
    (
        joined(("how much", "how much more", "what"), _MODALS, _WHO,
               ("commit to", "commit", "safely commit to", "safely commit")),
        joined(("should",), _WHO, ("commit", "commit more", "commit to more")),
        joined(("how much", "what"), ("do", "would"), ("you",), _ADVISE, _WHO, ("commit to", "commit")),
        joined(("how much", "what"), ("do", "would"), ("you",), _ADVISE, ("committing to", "committing",
                                                                          "to commit to")),
        joined(("which", "what", "what kind of", "any"), _PLANS, ("should",), _WHO, _BUY),
        joined(("which", "what", "what kind of", "any"), _PLANS, ("do", "would", "can"), ("you",), _ADVISE),
        joined(("should",), _WHO, _BUY, ("", "more", "a", "another", "any"), _PLANS),
        joined(_ADVISE, ("", "a", "any", "some", "us", "me", "us a", "me a"), _PLANS),
        joined(_PLANS, ("recommendation", "recommendations", "suggestion", "suggestions", "purchase recommendation",
                        "purchase recommendations", "opportunity", "opportunities")),
        joined(("recommended",), ("", "purchases of"), _PLANS, ("", "purchase", "purchases")),
        joined(_PLANS, ("purchase", "purchases", "to buy", "to purchase"), ("", "recommended", "you recommend")),
    )
)  # fmt: skip
"""What to buy ahead of use."""
