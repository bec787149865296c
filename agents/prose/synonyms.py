"""Words that mean the same where a bill is told, and words that carry no meaning of their own."""

from typing import Final

from agents.prose.denials import stem
from agents.prose.vocabulary import word_set

FILLING: Final = word_set(
    "a an the is are was were be been being am has have had having do does did it its this that these those they them "
    "their theirs there here you your yours we our us which who whom whose what and or of on in at for as with "
    "so also too then now about around roughly approximately note please would currently altogether "
    "themselves itself any such into s anything anyone anybody"
)
"""Words that carry no meaning of their own beside others."""

_GROUPS: Final[tuple[str, ...]] = (
    "cost costs costing spend spent spends spending charged amount amounts amounted come comes came stand stands stood",
    "more above over beyond",
    "less below under",
    "largest biggest highest dearest costliest top greatest",
    "expensive dear costly pricey",
    "begin begins began begun start starts started starting first",
    "end ends ended ending last",
    "expect expected expects forecast forecasts forecasted estimate estimated estimates project projected predicted",
    "probably likely",
    "suggest suggests suggested recommend recommends recommended recommendation recommendations suggestion suggestions "
    "propose proposes proposed",
    "lack lacks lacking lacked miss missing misses without",
    "left remain remains remaining remainder",
    "carry carries carried carrying bear bears bearing borne bore",
    "own owns owned owning owner owners belong belongs belonging",
    "tag tags tagged tagging taggable",
    "nothing none nobody no not cannot can't couldn't isn't aren't wasn't weren't doesn't don't didn't",
    "break breaks breaking violate violates violating",
    "finding findings found find opportunity opportunities",
    "given gives defined",
    "further another additional",
    "rule rules policy policies",
    "exceed exceeds exceeded pass passes passed",
    "contain contains include includes including included",
    "pay pays paid paying",
    "can could may might",
    "will would shall",
    "save saves saving savings saved",
    "rise rises rose risen rising increase increases increased grow grows grew grown",
    "fall falls fell fallen falling decrease decreases decreased drop drops dropped",
    "make makes made create creates created",
    "use uses used using usage",
    "months monthly",
    "days daily",
    "cover covers covered covering coverage",
    "attach attaches attached",
    "hold holds held",
    "tell tells told",
    "know knows knew known",
    "take takes took taken",
    "put puts place places placed",
)
_MEANS: Final = {word: group.split()[0] for group in _GROUPS for word in group.split()}


def meaning_of(word: str) -> str:
    """One key for all forms of a word and all words of the same meaning."""
    return _MEANS.get(word) or _MEANS.get(stem(word)) or stem(word)
