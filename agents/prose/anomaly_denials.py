"""Whether a sentence denies anomalies, and only where the product found none."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed


def denies_anomalies(claimed: Claimed) -> bool:
    """`There were no anomalies in RDS`, `RDS did not cost more than expected`, where the product found none there.

    What was looked at is named where the question names something, and nothing else is.
    """
    if claimed.values or "anomaly" not in claimed.denials.absent or len(claimed.words & words.NOT) != 1:
        return False
    if bool(claimed.asked_names) != bool(claimed.mentions) or claimed.words & _AT_NO_TIME:
        return False
    if not all(claimed.is_asked_name(mention) for mention in claimed.mentions):
        return False
    said = claimed.words - words.NOT
    told = said & _ANOMALIES or {"more", "than", "expected"} <= said
    return bool(told) and said <= _ABOUT_ANOMALIES


_AT_NO_TIME: Final = frozenset({"never", "nowhere"})
_ANOMALIES: Final = words.word_set("anomaly anomalies spike spikes unusual")
_ABOUT_ANOMALIES: Final = _ANOMALIES | words.word_set(
    "there was were is are has have had in on for of the a any this that period time cost costs found detected seen "
    "shown did more than expected it its to be been from"
)
"""All words of a sentence that denies anomalies and nothing else."""
