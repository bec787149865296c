"""Whether what a sentence says besides values is what the facts say: deeds, causes, absences, forecasts, degrees."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import credits_are_all, denies_what_is_denied, says_what_is_unknown
from agents.prose.claimed import Claimed
from agents.prose.denials import stems
from agents.prose.sentences import Token


def only_known_words(claimed: Claimed) -> bool:
    """Every word is one of the vocabulary, of the findings, or of the product's own sentences."""
    return all(
        all(part in words.KNOWN for part in token.word.replace("’", "'").split("-"))
        or claimed.is_said(token.word)
        or (token.word in words.NUMBERS and _harmless(token, claimed))
        or _is_form_of_said(token.word, claimed)
        for token in claimed.tokens
        if token.word
    )


def _is_form_of_said(word: str, claimed: Claimed) -> bool:
    """Another form of a word of the findings, such as `connections` for `connects`; no claim may hide in a form."""
    return claimed.is_said_otherwise(word) and word not in words.DEEDS | words.NUMBERS | words.UNITS


def no_value_of_its_own(claimed: Claimed) -> bool:
    """No number word, currency, unit or deed, unless a finding's name or sentence has it, and then never one beside a
    citation."""
    for token in claimed.tokens:
        if token.word in words.NUMBERS | words.CURRENCIES | words.UNITS and not _harmless(token, claimed):
            return False
    return True


def _harmless(token: Token, claimed: Claimed) -> bool:
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    beside = any(each is not None and each.kind == "cited" for each in (before, after))
    if token.word == "one" and _stands_for_a_name(before, after):
        return True
    if token.word == "both" and after is not None and after.word in _TWO_OF:
        return len([m for m in claimed.meanings.all if m.measure == "spend"]) > 1
    if token.word == "two" and after is not None and after.word in ("months", "periods"):
        return len({p for m in claimed.meanings.all if m.measure == "spend" for p in m.periods}) == _A_PAIR
    if token.word == "single" or token.word in ("point", "points", "times", "order", "second", "both"):
        return not beside and claimed.is_said(token.word)
    return not beside and claimed.is_said(token.word)


_TWO_OF: Final = frozenset({"figures", "amounts", "values", "months", "periods"})
_A_PAIR: Final = 2


def _stands_for_a_name(before: Token | None, after: Token | None) -> bool:
    """`the largest one`, `the one in CloudWatch`: no number."""
    if before is None or not before.word:
        return False
    if before.word in ("the", "this", "that", "which", "another", "no"):
        return True
    ends = after is None or after.kind == "mark" or after.word in ("in", "of", "at", "on", "is", "was", "by", "with")
    return ends and before.word in words.MOST | words.MORE | words.LESS | {"expensive", "higher", "lower"}


def states_are_findings(claimed: Claimed) -> bool:
    """`idle`, `unused` or `unusual` is told where something was found to be."""
    found = claimed.words & words.STATES
    measures = {m.measure for m in claimed.meanings.all}
    return not found or bool(measures & {"saving", "excess"}) or all(claimed.is_said(word) for word in found)


_STATEMENTS_OF_DEGREE: Final = words.JUDGMENTS - {"low", "high"}


def degrees_are_said(claimed: Claimed) -> bool:
    """No judgment, statistic, sum or vague part of the model's own; `as well` and the ends of a range are none."""
    judged = claimed.words & _STATEMENTS_OF_DEGREE - {"well"}
    judged |= {t.word for t in claimed.tokens if t.word == "well" and not _follows(t, "as", claimed)}
    ends = claimed.words & {"low", "high"} if not any(m.measure == "bound" for m in claimed.cited) else frozenset[str]()
    figured = claimed.words & words.ARITHMETIC - {"added"} if claimed.values else frozenset[str]()
    figured -= words.ARITHMETIC if any(m.measure == "left" for m in claimed.values) else frozenset[str]()
    vague = claimed.words & words.PARTS if claimed.values and not _has_part(claimed) else frozenset[str]()
    implied = {t.word for t in claimed.tokens if t.word in words.IMPLIED and not _is_plain_sense(t, claimed)}
    rated = bool(claimed.values) and all(m.rate or m.is_name for m in claimed.cited)
    averaged = claimed.words & words.STATISTICS - ({"average"} if rated else set[str]())
    asks = claimed.tokens[-1].text == "?" or ("whether" in claimed.words and claimed.words & _SUGGESTS)
    if asks and not claimed.values:
        implied = set[str]()
    if says_what_is_unknown(claimed) and not claimed.values:
        return not judged - {"well"}
    every = judged | ends | figured | vague | implied | averaged | claimed.words & words.SAID_ONLY
    return all(
        claimed.is_said(word)
        or (word in words.SAID_ONLY and claimed.is_said_otherwise(word))
        or (claimed.is_asked(word) and word not in words.JUDGMENTS)
        for word in every
    )


def _is_plain_sense(token: Token, claimed: Claimed) -> bool:
    """`so far`, `how much`, `too` after a comma in a suggestion."""
    before = claimed.neighbour(token, -1)
    previous = before.word if before else ""
    return (token.word == "far" and previous == "so") or (token.word == "much" and previous in ("how", "as", "so"))


def _has_part(claimed: Claimed) -> bool:
    return any(
        m.measure in ("share", "part", "without", "excess", "covered", "credit") for m in claimed.values
    ) or bool(claimed.words & (words.MORE | words.MOST))


def _follows(token: Token, word: str, claimed: Claimed) -> bool:
    before = claimed.neighbour(token, -1)
    return before is not None and before.word == word


def expensive_compares(claimed: Claimed) -> bool:
    """`expensive` alone is a judgment; `more expensive` compares."""
    degrees = words.MORE | words.LESS | words.MOST
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word == "expensive" and (before is None or before.word not in degrees):
            return False
        if token.word == "last" and before is not None and before.word in {"comes", "ranks", "is", "came", "placed"}:
            return False
        after = claimed.neighbour(token, 1)
        if token.word == "quarter" and after is not None and after.word == "of":
            return False
    return True


def no_deed(claimed: Claimed) -> bool:
    """Nothing is told as done, and nothing is promised: a model has done nothing."""
    found = [token for token in claimed.tokens if _is_deed(token, claimed) and not claimed.is_said(token.word)]
    first_person = claimed.words & {"i", "we", "i'm", "we're", "i'll", "we'll", "i've", "we've", "me", "us"}
    speaks = claimed.words & words.MAYBE or (claimed.words & words.EPISTEMIC and claimed.words & words.NOT)
    speaks = speaks or _tells_only(claimed)
    return not found and not (
        first_person and (not speaks or claimed.words & words.FUTURE & {"will", "going", "shall"})
    )


_TELLS: Final = words.word_set(
    "find found see saw answer answered tell know know expect estimate wasn't couldn't can't cannot don't didn't "
    "am would could can do say show give compare compared answer tested checked"
)


def _tells_only(claimed: Claimed) -> bool:
    """Whether all that `I` or `we` do is to find, tell, expect, or not to know."""
    for token in claimed.tokens:
        if token.word in ("i", "we"):
            after = claimed.neighbour(token, 1)
            if after is None or after.word not in _TELLS:
                return False
        elif token.word in ("i'm", "we're", "i'll", "we'll", "i've", "we've", "me", "us"):
            return False
    return True


_BE: Final = words.word_set("was were been being is are be get got gets")
_ONLY_IF_DONE: Final = words.word_set(
    "moved changed shifted attached checked reviewed verified confirmed connected examined inspected moved "
    "explored supported served handled picked selected chosen decided requested ordered placed tracked marked "
    "posted merged split"
)
_TAGGED: Final = frozenset({"tagged", "untagged", "labelled"})


def _is_deed(token: Token, claimed: Claimed) -> bool:
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    previous, following = before.word if before else "", after.word if after else ""
    if token.word == "placed" and claimed.is_said("put"):
        return False
    if token.word in ("tested", "checked", "tried") and any(m.measure == "error" for m in claimed.values):
        return False
    if token.word == "booked":
        return not claimed.words & words.CREDIT and not any(m.is_name for m in claimed.cited)
    if token.word in _TAGGED and (
        following in ("with", "spend", "usage", "part", "amount") or previous in ("is", "as")
    ):
        return previous in ("been", "were", "have", "now")
    if token.word == "applied" and claimed.words & {"no", "not"}:
        return False
    if token.word in ("closed", "opened", "set") and (following in ("at", "against", "beside")):
        return False
    if token.word in _ONLY_IF_DONE:
        return previous in _BE or claimed.words & {"i", "we", "i've", "we've"} != frozenset()
    return token.word in words.DEEDS


def cause_fits(claimed: Claimed) -> bool:
    """A cause is one a fact names as driver; that a cause is not known may be said."""
    if any(t.word in ("it", "they") and _follows(t, "as", claimed) for t in claimed.tokens):
        return False
    found = claimed.words & words.CAUSE
    found -= {"behind"} if claimed.words & {"estimate", "forecast", "answer"} else frozenset[str]()
    if not found or (claimed.words & words.NOT and claimed.words & words.EPISTEMIC):
        return True
    if (
        not claimed.values
        and claimed.words & _ASKS
        and not found & {"because", "due", "thanks", "owing", "caused", "causing"}
    ):
        return True
    if not found - {"since"} and any(
        _follows(token, "since", claimed) and token.kind in ("time", "cited") for token in claimed.tokens
    ):
        return True
    if not found - {"so"} and "far" in claimed.words:
        return True
    if claimed.values and found <= _PARTAKES and claimed.mentions:
        return True
    if _largest_by_a_ranking(claimed):
        return not found - {"drives", "driver", "drove", "behind"}
    drivers = claimed.meanings.named_as("driver", "rose", "largest")
    moved = frozenset(key for m in claimed.meanings.all if m.direction and m.entities for key in m.entities)
    credits = claimed.meanings.named_as("lowered")
    if claimed.words & words.CREDIT and claimed.entities & credits:
        return True
    return bool(claimed.entities) and claimed.entities <= drivers | moved and _no_invented_reason(claimed)


_PARTAKES: Final = words.word_set(
    "attributable attributed contributed contributes contributing contribute contributor responsible behind"
)
_ASKS: Final = words.word_set("ask could can would want look consider if worth")


def _largest_by_a_ranking(claimed: Claimed) -> bool:
    """`drives the bill`, of the group that the product ranks first."""
    ranked = claimed.meanings.named_as("group", "team")
    return bool(ranked) and bool(claimed.entities) and claimed.entities <= ranked


def _no_invented_reason(claimed: Claimed) -> bool:
    return not claimed.words & {"because", "since", "reason", "therefore", "so"}


_FUNCTION: Final = words.word_set(
    "a an the this that these those it its is are was were be been has have had do does did of in on at by for "
    "from to with and or but as there here which who what you your we our they their not no bill bills spend "
    "spending cost costs amount amounts figure figures charges total found shows show contains contain there "
    "listed"
)
_SUGGESTS: Final = words.word_set("ask would could can may might want like if consider possible please let worth")
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
    suggests = claimed.words & _SUGGESTS and (claimed.words & _OFFERS or claimed.tokens[-1].text == "?")
    if suggests or says_what_is_unknown(claimed) or denies_what_is_denied(claimed):
        return True
    if claimed.words & words.CREDIT and (
        claimed.entities & claimed.meanings.named_as("lowered") or credits_are_all(claimed)
    ):
        return True
    if _asks_back(claimed):
        return True
    if claimed.words & _ASIDE and _says_what_it_is(claimed):
        return True
    if _names_what_was_found(claimed):
        return True
    if claimed.words & _SPANS and not claimed.mentions and any(t.kind == "time" for t in claimed.tokens):
        return True
    judged = words.UP | words.DOWN | words.MORE | words.LESS | words.MOST | words.CAUSE | {"higher", "lower"}
    if claimed.words & judged and (claimed.mentions or any(t.kind == "time" for t in claimed.tokens)):
        return True
    if claimed.words & judged and claimed.words & {"total", "spend", "spending", "bill", "costs"}:
        return True
    content = {t.word for t in told} - _FUNCTION
    named = stems(name.text.casefold() for name in claimed.mentions)
    return not content <= _JUDGES and any(
        content <= sentence or (not claimed.words & words.NOT and stems(content) | named <= stems(sentence) | _GLOSSES)
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


_ADJECTIVES: Final = words.word_set(
    "the your this that each other top which no by per a any same untagged largest biggest single an every all "
    "main our their its one highest leading of in with without tag tagged for and to costliest expensive these "
    "those"
)


def kinds_have_names(claimed: Claimed) -> bool:
    """`the data team`: a word before a kind of thing is a name, and no fact gave it."""
    for token in claimed.tokens:
        before = claimed.neighbour(token, -1)
        if token.word not in ("team", "account", "region", "environment") or before is None or not before.word:
            continue
        known = before.word in _ADJECTIVES or claimed.is_said(before.word) or claimed.is_asked(before.word)
        if not known:
            return False
    return True


def future_fits(claimed: Claimed) -> bool:
    """What will be is a forecast's: a fact of one is cited, or the answer has one and no value is told."""
    found = (claimed.words & words.FUTURE) - (
        {"should", "likely", "estimate", "estimated"} if claimed.meanings.of(frozenset(), "saving") else set()
    )
    if not found:
        return True
    measures = {m.measure for m in claimed.cited}
    if measures & {"forecast", "bound", "expected", "error", "level", "pace", "limit", "chance"}:
        return True
    if any("expected" in m.fact.subject for m in claimed.cited):
        return True
    known = {m.measure for m in claimed.meanings.all}
    if known & {"excess", "expected"} and found <= {"expected", "expectation"}:
        return True
    values = [m for m in claimed.values if m.measure not in ("count", "date")]
    return (
        not values
        and "forecast" in known
        and not claimed.words & ((words.UP - {"up"}) | words.DOWN | words.MORE | words.LESS)
    )


def speaks_of_no_one(claimed: Claimed) -> bool:
    """No invented quotation: what stands in quotation marks is a name or the question's."""
    marks = [at for at, token in enumerate(claimed.tokens) if token.text in ('"', "“", "”")]
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        quoted = [t.text.casefold() for t in claimed.tokens[first + 1 : last]]
        if len(quoted) > 1 and " ".join(quoted) not in claimed.said:
            return False
        if len(quoted) == 1 and claimed.tokens[first + 1].kind == "word" and quoted[0] not in claimed.said:
            return False
    return len(marks) % 2 == 0
