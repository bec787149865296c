"""Whether what a sentence says besides values is what the facts say: deeds, causes, absences, forecasts, degrees."""

from collections.abc import Iterable
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.sentences import Token


def only_known_words(claimed: Claimed) -> bool:
    """Every word is one of the vocabulary, of the findings, or of the product's own sentences."""
    return all(
        all(part in words.KNOWN for part in token.word.replace("’", "'").split("-")) or claimed.is_said(token.word)
        for token in claimed.tokens
        if token.word
    )


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
    if (
        token.word == "one"
        and before is not None
        and before.word in ("the", "this", "that", "which", "another", "no", "expensive")
    ):
        return True
    if (
        token.word == "both"
        and after is not None
        and after.word in ("figures", "amounts", "values", "months", "periods")
    ):
        return len([m for m in claimed.meanings.all if m.measure == "spend"]) > 1
    if token.word == "single" or token.word in ("point", "points", "times", "order", "second", "both"):
        return not beside and claimed.is_said(token.word)
    return not beside and claimed.is_said(token.word)


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
    vague = claimed.words & words.PARTS if claimed.values and not _has_part(claimed) else frozenset[str]()
    implied = {t.word for t in claimed.tokens if t.word in words.IMPLIED and not _is_plain_sense(t, claimed)}
    every = judged | ends | figured | vague | implied | claimed.words & (words.STATISTICS | words.SAID_ONLY)
    return all(claimed.is_said(word) or (claimed.is_asked(word) and word not in words.JUDGMENTS) for word in every)


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
    return not found and not (
        first_person and (not speaks or claimed.words & words.FUTURE & {"will", "going", "shall"})
    )


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
    if token.word in _TAGGED and (following in ("with", "spend", "usage") or previous in ("is", "as")):
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
    found = claimed.words & words.CAUSE
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


def absence_fits(claimed: Claimed) -> bool:
    """What is not there, and what holds for all, is told as the product tells it, or as what is not known."""
    if _is_superlative(claimed):
        return True
    negations = {t.word for t in claimed.tokens if t.word in words.NOT and not _is_harmless_not(t, claimed)}
    universals = {t.word for t in claimed.tokens if t.word in words.UNIVERSAL and not _is_scope(t, claimed)}
    unknown = _says_what_is_unknown(claimed) or _cites_what_lacks(claimed)
    if negations and not unknown and _denies_a_value(negations, claimed):
        return False
    if negations and not unknown and not _said_together(claimed, negations):
        return False
    return not universals or _said_together(claimed, universals)


def _is_superlative(claimed: Claimed) -> bool:
    """`No service cost more than A` and `more than any other`: rankings, which are judged as such."""
    compares = claimed.words & (words.MORE | {"ahead", "higher"}) and claimed.words & {"than", "of"}
    none = bool(claimed.words & {"no"}) and bool(claimed.words & {"than"}) and not claimed.values
    others = bool(claimed.words & {"any", "every"}) and "other" in claimed.words
    return bool(compares) and (none or others) and len(claimed.words & words.NOT) < 2


def _denies_a_value(negations: set[str], claimed: Claimed) -> bool:
    """Whether a value of something stands in a clause with a negation."""
    denied = {t.clause for t in claimed.tokens if t.word in negations}
    near = [claimed.meanings.by_id[t.key] for t in claimed.citations if t.clause in denied]
    return any(m.entities and not m.is_name for m in near)


_SOURCES: Final = words.word_set(
    "bill bills figures data answer comparison findings finding forecast facts numbers table estimate it this "
    "these they i we here history interval amounts you"
)
_NEGATED_VERBS: Final = words.NOT - {"no", "none", "nobody", "never", "nothing", "without", "neither", "nor", "nowhere"}


def _says_what_is_unknown(claimed: Claimed) -> bool:
    """`The bill does not say why`: of a source, with a verb of telling, and without values."""
    verbs, sources = claimed.words & words.EPISTEMIC, claimed.words & _SOURCES
    values = [m for m in claimed.values if m.measure != "without"]
    negations = claimed.words & words.NOT
    return bool(verbs and sources and negations) and not values and negations <= _NEGATED_VERBS


def _cites_what_lacks(claimed: Claimed) -> bool:
    return any(m.measure == "without" for m in claimed.values)


_NO_BILL: Final = words.word_set("certainty bill cost promise guarantee price saving invoice commitment")


def _is_harmless_not(token: Token, claimed: Claimed) -> bool:
    """`an estimate, not a bill`, and `without credits` beside what was spent before them."""
    after, then = claimed.neighbour(token, 1), claimed.neighbour(token, 2)
    if token.word == "not" and after is not None and after.word in ("a", "an") and then is not None:
        return then.word in _NO_BILL and not claimed.values
    credited = any(m.measure == "gross" for m in claimed.values)
    return token.word == "without" and after is not None and after.word in words.CREDIT and credited


def _is_scope(token: Token, claimed: Claimed) -> bool:
    """`across all accounts`, `of all charges`, `in all`, and what is suggested to be asked."""
    before, after = claimed.neighbour(token, -1), claimed.neighbour(token, 1)
    previous, following = before.word if before else "", after.word if after else ""
    whole = not any(m.entities for m in claimed.values)
    if token.word in ("all", "whole") and claimed.words & words.CREDIT and _credits_are_all(claimed):
        return True
    if token.word in ("all", "entire", "whole"):
        if following in words.SPEND:
            return previous in {"of", "the"} and bool(claimed.values)
        return previous in {"in", "across", "of", "over", "for", "the"} and whole
    if token.word == "any":
        return bool(claimed.words & (words.MAYBE | words.EPISTEMIC))
    if token.word == "each" and following in {"month"} and any(m.measure == "saving" for m in claimed.values):
        return True
    asks = claimed.words & {"ask", "see", "would", "can", "could", "want", "look", "show", "you"}
    return token.word in ("each", "just", "every") and not claimed.values and bool(asks)


def _credits_are_all(claimed: Claimed) -> bool:
    """Whether the credits of what is named are all credits of the answer."""
    whole = {m.value for m in claimed.meanings.of(frozenset(), "credit")}
    return bool(claimed.entities) and {m.value for m in claimed.meanings.of(claimed.entities, "credit")} == whole


def _said_together(claimed: Claimed, found: Iterable[str]) -> bool:
    """Whether the product's own sentences have the word and what follows it."""
    for token in claimed.tokens:
        if token.word not in found:
            continue
        after = [
            t.text.casefold()
            for t in claimed.tokens[claimed.position(token) + 1 :]
            if t.word not in {"the", "a", "any", "has"}
        ][:1]
        if not after or f"{token.word} {after[0]}" not in claimed.said:
            return False
    return True


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
    if suggests or _says_what_is_unknown(claimed):
        return True
    if claimed.words & words.CREDIT and claimed.entities & claimed.meanings.named_as("lowered"):
        return True
    if claimed.words & _SPANS and not claimed.mentions and any(t.kind == "time" for t in claimed.tokens):
        return True
    judged = words.UP | words.DOWN | words.MORE | words.LESS | words.MOST | words.CAUSE | {"higher", "lower"}
    if claimed.words & judged and (claimed.mentions or any(t.kind == "time" for t in claimed.tokens)):
        return True
    if claimed.words & judged and claimed.words & {"total", "spend", "spending", "bill", "costs"}:
        return True
    content = {t.word for t in told} - _FUNCTION
    return any(content <= sentence for sentence in claimed.sentences_said)


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
    if measures & {"forecast", "bound", "expected", "error", "level"}:
        return True
    known = {m.measure for m in claimed.meanings.all}
    if known & {"excess", "expected"} and found <= {"expected", "expectation"}:
        return True
    values = [m for m in claimed.values if m.measure not in ("count", "date")]
    return not values and "forecast" in known and not claimed.words & (words.UP | words.DOWN | words.MORE | words.LESS)


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
