"""Whether a sentence without values may stand: suggestions, what is not known, claims that are judged, repetitions."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import NEARLY, credits_are_all, denies_what_is_denied, is_used_up, says_what_is_unknown
from agents.prose.claimed import Claimed
from agents.prose.denials import stems
from agents.prose.sides import compares_descriptions

_DENIES: Final = words.word_set("no none never nobody")
_FUNCTION: Final = words.word_set(
    "a an the this that these those it its is are was were be been has have had do does did of in on at by for "
    "from to with and or but as there here which who what you your we our they their not no bill bills spend "
    "spending cost costs amount amounts figure figures charges total found shows show contains contain there "
    "listed"
)
_SPANS: Final = words.word_set("period history total figures forecast anomaly data window")
_OFFERS: Final = frozenset(["you", "ask", "i", "let", "worth", "next"])


def stands_without_values(claimed: Claimed) -> bool:
    """Without a value, a sentence suggests, tells what is not known, makes a claim that is judged, or repeats the
    product's own."""
    if claimed.values:
        return True
    told = [token for token in claimed.tokens if token.word]
    if not told:
        return False
    suggests = claimed.words & words.SUGGESTING and (claimed.words & _OFFERS or claimed.tokens[-1].text == "?")
    if suggests or says_what_is_unknown(claimed) or denies_what_is_denied(claimed):
        return True
    if claimed.words & words.CREDIT and (
        claimed.entities & claimed.meanings.named_as("lowered") or credits_are_all(claimed)
    ):
        return True
    if _asks_back(claimed):
        return True
    if (claimed.words & _ASIDE and _says_what_it_is(claimed)) or _names_what_was_found(claimed):
        return True
    if claimed.words & _SPANS and not claimed.mentions and any(t.kind == "time" for t in claimed.tokens):
        return True
    judged = words.UP | words.DOWN | words.MORE | words.LESS | words.MOST | words.CAUSE | {"higher", "lower"}
    if claimed.words & judged and (claimed.mentions or any(t.kind == "time" for t in claimed.tokens)):
        return True
    if compares_descriptions(claimed):
        return True
    if claimed.words & judged and claimed.words & {"total", "spend", "spending", "bill", "costs"}:
        return True
    if _tells_a_share(claimed):
        return True
    if _affirms_what_is_denied(claimed):
        return False
    if _tells_a_name(claimed):
        return True
    return _repeats_the_product(claimed)


def _tells_a_share(claimed: Claimed) -> bool:
    """`less than half of it was covered`, `nearly all of it is A`, `fully used`: shares that were judged."""
    return "half" in claimed.words or bool(claimed.words & NEARLY) or is_used_up(claimed)


def _affirms_what_is_denied(claimed: Claimed) -> bool:
    """Whether a sentence without a denial names what the product's own sentences say is not there."""
    named = frozenset(name.text.casefold() for name in claimed.mentions)
    denied = any(named & sentence and sentence & _DENIES for sentence in claimed.sentences_said)
    return denied and not claimed.words & words.NOT


def _repeats_the_product(claimed: Claimed) -> bool:
    """Whether a sentence has only words of one of the product's own, and denies what that denies."""
    content = {t.word for t in claimed.tokens if t.word} - _FUNCTION
    named = stems(name.text.casefold() for name in claimed.mentions)
    return not content <= _JUDGES and any(
        (content <= sentence and bool(claimed.words & words.NOT or not sentence & _DENIES))
        or (_denies_nothing(claimed, sentence) and stems(content) | named <= stems(sentence) | _GLOSSES)
        for sentence in claimed.sentences_said
    )


_QUESTIONS: Final = words.word_set("is are do does could would can should was were")


def _asks_back(claimed: Claimed) -> bool:
    """A question to the reader that tells no movement and no deed."""
    asks = claimed.tokens[-1].text == "?" and claimed.tokens[0].word in _QUESTIONS
    return asks and not claimed.words & (words.UP | words.DOWN | words.MORE | words.LESS | words.DEEDS | words.NOT)


_ASIDE: Final = words.word_set("estimate forecast quantity ranking figure figures amounts")
_KINDS: Final = words.word_set(
    "estimate forecast certainty bill cost price quantity promise guarantee figure figures ranking amounts spend usage "
    "amount shown after before credits refunds month months period this the is are by a an not in of and it"
)


def _says_what_it_is(claimed: Claimed) -> bool:
    """`This is an estimate, not a certainty`; `the amounts are after credits`, where the answer has credits in it."""
    kinds = {m.measure for m in claimed.meanings.all}
    fits = (
        ("forecast" in kinds or not claimed.words & {"estimate", "forecast"})
        and ("quantity" in kinds or "quantity" not in claimed.words)
        and ("credit" in kinds or not claimed.words & words.CREDIT)
        and "before" not in claimed.words
    )
    return fits and not claimed.mentions and claimed.words <= _KINDS


def _tells_a_name(claimed: Claimed) -> bool:
    """`The resource is [[name]]`: a cited name under its own subject, and no other word that claims anything."""
    subjects = stems(word for m in claimed.cited for word in m.fact.subject.casefold().split())
    plain = stems(claimed.words - _FUNCTION - {"involved", "concerned", "affected"})
    ranked = any(m.fact.subject in ("group", "driver", "interval") for m in claimed.cited)
    one = len(claimed.cited) == 1 and claimed.cited[0].is_name and len(claimed.mentions) == 1 and not ranked
    return one and bool(plain) and plain <= subjects and not claimed.words & words.NOT


def _names_what_was_found(claimed: Claimed) -> bool:
    """`The account concerned is A`: only names of one finding, and no word that claims more."""
    named = claimed.meanings.named_as("largest", "rose")
    plain = claimed.words <= _FUNCTION | {"account", "service", "region", "concerned", "affected", "largest", "anomaly"}
    return plain and bool(claimed.entities) and claimed.entities <= named and not claimed.words & words.NOT


_JUDGES: Final = words.word_set("complete exact final full whole accurate precise right correct")
"""Words that would call the whole of something complete or right, where a sentence has no other."""
_GLOSSES: Final = stems(
    words.word_set("such charge charges figure estimate placed put counted counts based own history monthly listed")
)
"""Words that tell where a sentence of the product's own stands, or how it is meant."""


def _denies_nothing(claimed: Claimed, sentence: frozenset[str]) -> bool:
    """Whether neither a sentence nor the product's own one that it repeats says that something is not there."""
    return not claimed.words & words.NOT and not sentence & _DENIES
