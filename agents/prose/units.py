"""Whether what stands around a cited value leaves it what it is: units, rates, lengths of time, counted nouns."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.placement import SUGGESTS
from agents.prose.sentences import Token
from finops_core.answers import Fact
from finops_core.values import Period

_FEW_WORDS: Final = 3


def rates_fit(claimed: Claimed) -> bool:
    """`a month` after a value is the value's own: the fact or its period says so."""
    rates = {m.rate for m in claimed.values} | {"month" for m in claimed.values if m.measure == "saving"}
    told = {length for word, length in _ADJECTIVES.items() if word in claimed.words and not claimed.is_said(word)}
    if claimed.values and told - rates - _lengths_asked(claimed):
        return False
    return all(_has_its_rate(token, claimed) for token in claimed.citations)


def _has_its_rate(token: Token, claimed: Claimed) -> bool:
    """Whether what stands behind a value is no rate, or its own."""
    after, then = claimed.neighbour(token, 1), claimed.neighbour(token, 2)
    meaning = claimed.meanings.by_id[token.key]
    if meaning.is_name or after is None or then is None:
        return True
    if meaning.rate and meaning.rate in (then.word, _ADJECTIVES.get(after.word)):
        return True
    monthly = meaning.measure == "saving" and then.word == "month"
    if after.word == "per" and not monthly and not claimed.is_said(f"per {then.word}"):
        return False
    own = monthly or f"a {then.word}" in meaning.fact.subject
    return _is_no_rate(after, then) or _is_rate(after, own=own)


def _is_rate(after: Token, *, own: bool) -> bool:
    return own and after.word in _PER


def _is_no_rate(after: Token, then: Token) -> bool:
    """Whether the two tokens behind a value tell no rate."""
    return after.word not in _RATED and not (after.word in _PER and then.word in _RATES)


_PER: Final = words.word_set("a per each every an")
_RATES: Final = words.word_set("day week month year hour quarter")
_RATED: Final = words.word_set("daily weekly monthly yearly annually hourly")


def _lengths_asked(claimed: Claimed) -> frozenset[str]:
    return frozenset(length for word, length in _ADJECTIVES.items() if claimed.is_asked(word))


_ADJECTIVES: Final = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}
_LENGTHS: Final = words.word_set("year years week weeks quarter quarters months days decade")


def lengths_fit(claimed: Claimed) -> bool:
    """A length of time beside a value or a movement is the findings' own, as `for months` is."""
    found = {token.word for token in claimed.tokens if token.word in _LENGTHS}
    if not found or (not claimed.values and claimed.words & SUGGESTS):
        return True
    found -= {each.word for each in claimed.tokens if each.word in found and _is_an_end(each, claimed)}
    found -= {each.word for each in claimed.tokens if each.word in found and _is_a_kind_of_day(each, claimed)}
    found -= _lengths_of_the_cited(claimed)
    several = len({p for m in claimed.meanings.all for p in m.periods}) > 1
    allowed = {"months"} if several and not claimed.words & {"for", "several"} else set[str]()
    return all(claimed.is_said(word) or word in allowed for word in found)


def _is_a_kind_of_day(token: Token, claimed: Claimed) -> bool:
    """`weekend days`, in an answer about them."""
    before = claimed.neighbour(token, -1)
    kind = before.text.casefold() if before is not None else ""
    return token.word == "days" and kind in ("weekend", "weekday") and claimed.has_kind(kind)


def _lengths_of_the_cited(claimed: Claimed) -> frozenset[str]:
    """`the three months`, of values of just as many."""
    told = {t.word for t in claimed.tokens if t.word in MONTHS and is_number_of_months(t, claimed)}
    return frozenset({"months"} if told else set[str]())


def is_number_of_months(token: Token, claimed: Claimed) -> bool:
    """Whether a number word before `months` is how many months all cited amounts are of."""
    after = claimed.neighbour(token, 1)
    lengths = {_months(period) for m in claimed.values for period in m.periods}
    return after is not None and after.word == "months" and lengths == {MONTHS.get(token.word)}


def _months(period: Period) -> int:
    """The whole months of a period; zero where it has others than whole ones."""
    whole = period.start.day == period.end.day == 1
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month if whole else 0


MONTHS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12}
"""Number words that a period of whole months may have."""


def _is_an_end(token: Token, claimed: Claimed) -> bool:
    """`the end of the year` of a period that ends with it."""
    at = claimed.position(token)
    before = [each.word for each in claimed.tokens[max(0, at - 3) : at]]
    ends = {period.end for m in claimed.cited for period in m.periods}
    return before in (["end", "of", "the"], ["rest", "of", "the"]) and any(
        end.day == 1 and (end.month == 1 or token.word != "year") for end in ends
    )


def is_own_unit(word: str, fact: Fact) -> bool:
    """Whether a noun after a value repeats the unit that is shown with it: `62 findings` findings."""
    return fact.kind == "number" and bool(fact.unit) and fact.unit.casefold().split()[-1] == word.casefold()


def counts_are_told_as_such(claimed: Claimed) -> bool:
    """A count stands with what is counted: its unit is shown with it, its subject has to be said."""
    for m in claimed.values:
        if m.measure == "count" and m.fact.kind == "number" and m.fact.unit.casefold() in _BARE_UNITS:
            told = {word[:5] for word in f"{m.fact.subject} {m.fact.unit}".casefold().split() if len(word) > 3}
            told |= {"usage", "store", "held", "amoun", "consu"} if "quant" in told else set()
            told |= {"found"} if "findi" in told else set()
            if not any(word[:5] in told for word in claimed.words) and not _stands_as_label(claimed):
                return False
    return not any(_counts_something_else(token, claimed) for token in claimed.citations)


def _counts_something_else(token: Token, claimed: Claimed) -> bool:
    """`[[forecasts]] of history`, `[[accounts]] of rows`: what is counted is something else."""
    meaning = claimed.meanings.by_id[token.key]
    own, after = meaning.fact, claimed.neighbour(token, 1)
    if own.kind != "number" or meaning.measure == "quantity" or after is None or after.word != "of":
        return False
    where = claimed.tokens[claimed.position(after) + 1 :][:_NEAR]
    noun = next((each.word for each in where if each.word and each.word not in _BEFORE_NOUNS), "")
    known = {*f"{own.subject} {own.unit}".casefold().split(), *(("data",) if "history" in own.subject else ())}
    return bool(noun) and noun in _DATA | _COUNTED and noun not in known


_NEAR: Final = 3
_BEFORE_NOUNS: Final = words.word_set("a an the your our its their this that past recent bill's")
_DATA: Final = words.word_set("history data bill past trials evidence record records")
_BARE_UNITS: Final = frozenset({"", "days", "day", "hours", "months", "weeks", "more"})
"""Units that do not tell what is counted; others are shown with the value."""


def _stands_as_label(claimed: Claimed) -> bool:
    return len([t for t in claimed.tokens if t.word]) < _FEW_WORDS


def citations_stand_apart(claimed: Claimed) -> bool:
    """Two values beside each other have a word or bracket between them, and no noun counts a value that has its own."""
    for token in claimed.citations:
        after = claimed.neighbour(token, 1)
        if after is None:
            continue
        if after.kind == "cited" and not (
            claimed.meanings.by_id[token.key].is_name or claimed.meanings.by_id[after.key].is_name
        ):
            return False
        if after.text in ("-", "–", "/", "&"):
            return False
        fact = claimed.meanings.by_id[token.key].fact
        if after.word in _COUNTED and fact.kind != "text" and not is_own_unit(after.word, fact):
            return False
    return True


_COUNTED: Final = words.word_set(
    "months days hours years weeks instances services accounts regions teams volumes buckets databases percent "
    "basis times resources users customers requests items findings anomalies forecasts trials points units rows "
    "lines charges entries records clusters functions alerts budgets tables invoices"
)
