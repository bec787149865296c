"""Whether a count is told of what was counted, and nothing more of it than was found."""

from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed, keys_in
from agents.prose.denials import stem, stems
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token
from agents.prose.synonyms import FILLING
from finops_core.answers.facts import format_fact
from finops_core.texts import readable

_BE: Final = words.word_set("are is were was")
_IN_ACCOUNTS: Final = "in the account"
"""What the subject of a count of resources has."""
_HAVING: Final = words.word_set(
    "have has hold holds held contain contains include includes there found total altogether overall account accounts "
    "see shows show snapshot lists list exist exists currently today count counts number report reports inventory"
)
_OTHERS: Final = words.word_set("other others remaining rest")
_OF_ONE: Final = words.word_set("than any every each no like some")
_COSTING: Final = words.word_set("cost costs costing spend spent")


def counts_say_what_was_found(claimed: Claimed) -> bool:
    """Resources that were counted are told to be what the answer says of them; findings are no things of one kind."""
    return all(_fits(token, claimed) for token in claimed.citations)


def _fits(token: Token, claimed: Claimed) -> bool:
    meaning = claimed.meanings.by_id[token.key]
    if meaning.fact.kind != "number":
        return True
    if _IN_ACCOUNTS in meaning.fact.subject and not (
        _says_only_what_is_known(claimed) and _tells_which(meaning, claimed)
    ):
        return False
    if _are_of_one_kind(token, meaning, claimed) or _are_counted_otherwise(token, meaning, claimed):
        return False
    return not _cost_what_one_does(token, claimed) and not _are_no_others(token, meaning, claimed)


def _says_only_what_is_known(claimed: Claimed) -> bool:
    """Whether a sentence of counted resources has no word besides those of the answer and of the question."""
    told = {t.word for t in claimed.tokens if t.word} - FILLING - _HAVING - words.NOT
    known = claimed.said_stems | stems(claimed.question)
    return all(stem(word) in known or word in known for word in told)


def _tells_which(meaning: Meaning, claimed: Claimed) -> bool:
    """`[[volumes]] are attached to nothing`: what the product counted only some of is not told as all of them."""
    told = readable(format_fact(meaning.fact)).casefold()
    for clause in claimed.clauses_of(meaning):
        narrowing = keys_in([clause.partition(told)[2]]) - _EMPTY
        if narrowing:
            return bool(narrowing & keys_in(_in_full(token.text) for token in claimed.tokens))
    return True


def _in_full(word: str) -> str:
    return "attached to nothing" if word.casefold() == "unattached" else word


_EMPTY: Final = FILLING | keys_in(FILLING)


def _are_of_one_kind(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`[[findings]] are unattached volumes`: what follows is a name that the count is not of."""
    after, then = claimed.neighbour(token, 1), claimed.neighbour(token, 2)
    if after is None or after.word not in _BE or then is None or then.kind != "name":
        return False
    return not claimed.entities_of(then) & meaning.entities


def _are_counted_otherwise(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`[[series]] of S3 were anomalies`: what follows is another thing that is counted."""
    rest = [each for each in claimed.tokens[claimed.position(token) + 1 :] if each.clause == token.clause]
    at = next((n for n, each in enumerate(rest) if each.word in _BE), -1)
    noun = next((each.word for each in rest[at + 1 :] if each.word not in FILLING), "") if at >= 0 else ""
    own = stems(f"{meaning.fact.subject} {meaning.fact.unit}".casefold().split())
    return noun in _GROUPS and stem(noun) not in own


def _are_no_others(token: Token, meaning: Meaning, claimed: Claimed) -> bool:
    """`another [[findings]]`, where it is another fact that counts those that are not among these."""
    told = f"{meaning.fact.subject} {meaning.fact.unit}".casefold().split()
    before = claimed.neighbour(token, -1)
    further = before is not None and before.word in ("another", "further", "additional")
    return further and not _FURTHER & set(told)


_FURTHER: Final = words.word_set("more further other others without cannot")


def _cost_what_one_does(token: Token, claimed: Claimed) -> bool:
    """`[[violations]] cost [[the dearest's cost]]`: one thing's amount told of all that were counted."""
    rest = claimed.tokens[claimed.position(token) + 1 :][:3]
    verb = next((each for each in rest if each.word in _COSTING), None)
    amount = claimed.neighbour(verb, 1) if verb is not None else None
    if amount is None or amount.kind != "cited":
        return False
    told = claimed.meanings.by_id[amount.key]
    return told.fact.kind == "money" and bool(told.entities) and not told.entities & claimed.entities


def others_have_their_own(claimed: Claimed) -> bool:
    """`The others cost [[sum of all]]`: what is told of others is of no whole, and of nothing that is named."""
    for token in claimed.tokens:
        if token.word not in _OTHERS or claimed.word_before(token, frozenset()) in _OF_ONE:
            continue
        after = claimed.neighbour(token, 1)
        if after is None or not (after.word in _GROUPS or token.word == "others"):
            continue
        near = [m for m in claimed.values_near(token) if m.fact.kind == "money" and m.measure in _OF_ALL]
        if near and not any(_is_of_others(m, claimed) for m in near):
            return False
    return True


_OF_ALL: Final = frozenset({"spend", "excess", "increase", "decrease", "change", "saving", "labelled"})
_GROUPS: Final = words.word_set(
    "teams accounts regions services environments anomalies findings applications budgets products resources groups"
)


def _is_of_others(meaning: Meaning, claimed: Claimed) -> bool:
    """Whether the fact itself is of others, or is another's than the one that a sentence compares them with."""
    told = meaning.fact.subject.casefold().split()
    return bool(_OTHERS & set(told)) or "without" in told or bool(meaning.entities & claimed.entities)
