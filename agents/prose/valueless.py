"""Whether a sentence without values may stand: suggestions, what is not known, claims that are judged, repetitions."""

from collections.abc import Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import credits_are_all, denies_what_is_denied, says_what_is_unknown
from agents.prose.anomaly_denials import denies_anomalies
from agents.prose.claimed import Claimed
from agents.prose.denials import stem, stems
from agents.prose.proportions import NEARLY, is_used_up, more_than_half
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
    if not any(token.word for token in claimed.tokens):
        return False
    if any(way(claimed) for way in _STANDING):
        return True
    return not _affirms_what_is_denied(claimed) and (_tells_a_name(claimed) or _repeats_the_product(claimed))


def suggests(claimed: Claimed) -> bool:
    """Whether a sentence is a suggestion, or a question to the reader."""
    offers = claimed.words & _OFFERS or claimed.tokens[-1].text == "?"
    return bool(claimed.words & words.SUGGESTING and offers)


def _tells_of_credits(claimed: Claimed) -> bool:
    lowered = claimed.entities & claimed.meanings.named_as("lowered")
    return bool(claimed.words & words.CREDIT) and (bool(lowered) or credits_are_all(claimed))


def _tells_aside(claimed: Claimed) -> bool:
    return bool(claimed.words & _ASIDE) and _says_what_it_is(claimed)


def _tells_a_span(claimed: Claimed) -> bool:
    dated = any(t.kind == "time" for t in claimed.tokens)
    return bool(claimed.words & _SPANS) and not claimed.mentions and dated


def _makes_a_judged_claim(claimed: Claimed) -> bool:
    """A movement, comparison, ranking or cause of something that is named, dated, or the whole: others judge it."""
    if not claimed.words & _JUDGED:
        return False
    of_something = bool(claimed.mentions) or any(t.kind == "time" for t in claimed.tokens)
    return of_something or bool(claimed.words & _WHOLES) or {"before", "after"} <= claimed.words


_WHOLES: Final = words.word_set("total spend spending bill costs anomaly anomalies")
_JUDGED: Final = words.UP | words.DOWN | words.MORE | words.LESS | words.MOST | words.CAUSE | {"higher", "lower"}


def _tells_a_share(claimed: Claimed) -> bool:
    """`less than half of it was covered`, `nearly all of it is A`, `fully used`: shares that were judged."""
    saves = claimed.words & {"all", "entirely"} and claimed.mentions and claimed.words & words.SAVING
    if saves:
        return True
    if "of" in claimed.words and claimed.words & {"most", "majority"} and more_than_half(claimed):
        return True
    if claimed.words & {"all", "entirely"} and _have_all_of_it(claimed):
        return True
    return "half" in claimed.words or bool(claimed.words & NEARLY) or is_used_up(claimed)


def _have_all_of_it(claimed: Claimed) -> bool:
    """Whether what is named has the whole of what its share is of."""
    shares = [m.value for m in claimed.meanings.of(claimed.entities, "share")] if claimed.entities else []
    shares = [] if "anomalies" in claimed.words else shares
    return bool(shares) and all(value == 1 for value in shares)


def _affirms_what_is_denied(claimed: Claimed) -> bool:
    """Whether a sentence without a denial names what the product's own sentences say is not there."""
    named = frozenset(name.text.casefold() for name in claimed.mentions)
    sentences = map(frozenset, claimed.sentences_said)
    denied = any(named & sentence and sentence & _DENIES for sentence in sentences)
    return denied and not claimed.words & words.NOT


def _repeats_the_product(claimed: Claimed) -> bool:
    """Whether a sentence has only words of one of the product's own, in their order, and denies what that denies."""
    content = [t.word for t in claimed.tokens if t.word and t.word not in _FUNCTION]
    named = stems(name.text.casefold() for name in claimed.mentions)
    return not set(content) <= _JUDGES and any(
        _is_repeated(content, named, own, claimed) for own in claimed.sentences_said
    )


def _is_repeated(content: Sequence[str], named: frozenset[str], own: Sequence[str], claimed: Claimed) -> bool:
    sentence = frozenset(own)
    if set(content) <= sentence and bool(claimed.words & words.NOT or not sentence & _DENIES):
        return _are_in_order(content, own)
    glossed = _denies_nothing(claimed, sentence) and stems(content) | named <= stems(own) | _GLOSSES
    return glossed and _are_in_order(
        [each for each in map(stem, content) if each not in _GLOSSES], list(map(stem, own))
    )


def _are_in_order(content: Sequence[str], own: Sequence[str]) -> bool:
    """Whether words stand in a sentence one behind the other as they do in another one."""
    rest = iter(own)
    return all(word in rest for word in content)


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


_STANDING: Final = (
    suggests,
    says_what_is_unknown,
    denies_anomalies,
    denies_what_is_denied,
    _tells_of_credits,
    _asks_back,
    _tells_aside,
    _names_what_was_found,
    _tells_a_span,
    _makes_a_judged_claim,
    compares_descriptions,
    _tells_a_share,
)
"""What a sentence without values may do."""
