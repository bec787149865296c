"""The words that may stand between slots: they claim nothing, or only what the values beside them are."""

from typing import Final

from agents.prose.vocabulary import word_set

NEUTRAL: Final = word_set(
    "a an the this that these those it its here there is are was were be been what which and while also as for in on "
    "at with of by at then about roughly approximately around you your we our compared against versus stands stood "
    "comes came amounts amounted to following figures figure values value results result summary short"
)
"""They connect, hedge and point. `to` stands only after `came` and its like, `of` never between two values."""
SPENT: Final = word_set("cost costs spent spend spending spends paid amount amounts price")
"""Only beside what was spent."""
AHEAD: Final = word_set("forecast forecasts expected estimate estimated estimates probably will likely")
"""Only beside forecasts."""
MAYBE: Final = word_set("could can may might between")
"""Only beside forecasts, their ranges and savings."""
SAVED: Final = word_set("save saving savings")
"""Only beside what can be saved."""
WHOLE: Final = word_set("total overall altogether all bill")
"""Only beside the whole spend."""
CLOSED: Final = NEUTRAL | SPENT | AHEAD | MAYBE | SAVED | WHOLE
COMES: Final = word_set("stands stood comes came amounts amounted")
"""Beside what can be saved only with a word that says so."""
TO: Final = word_set("comes came amounts amounted")
NOUNS: Final = word_set("spend spending cost costs bill total")
"""What the whole spend is called before a change."""
