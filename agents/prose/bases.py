"""Whether an amount is told as what it is: saved or only savable, before credits, a part, spent of a limit, billed."""

from collections.abc import Iterable
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.meanings import Meaning
from agents.prose.sentences import Token

_OF_FORECASTS: Final = words.word_set(
    "forecast forecasts estimate estimates method methods estimated model trials trial"
)
_GROSS: Final = words.word_set("before gross without excluding")
_FIRST_ONES: Final = words.MOST | words.word_set("together combined these those")
_TOLD: Final = words.word_set("within over under above below listed")


def _money(claimed: Claimed) -> Iterable[tuple[Token, Meaning]]:
    every = ((token, claimed.meanings.by_id[token.key]) for token in claimed.citations)
    return ((token, m) for token, m in every if m.fact.kind == "money")


def savings_are_not_made_yet(claimed: Claimed) -> bool:
    """`It saved you [[f1]]`, `the largest cost is [[f1]]`: what can be saved was neither, and costs are no savings."""
    if claimed.words & {"without", "lost"} and claimed.words & {"saved", "save", "saves"}:
        return not any(m.fact.subject == "difference without them" for m in claimed.values)
    saved = [each for each in claimed.tokens if each.word == "saved"]
    if not any(m.measure == "saving" for _, m in _money(claimed)):
        return True
    if any(claimed.word_before(each, frozenset()) not in ("be", "is", "are") for each in saved):
        return False
    ranked = [each for each in claimed.tokens if each.word in ("cost", "expense", "charge")]
    return not any(claimed.word_before(each, frozenset()) in words.MOST for each in ranked)


def gross_is_told_as_gross(claimed: Claimed) -> bool:
    """`You spent [[before credits]]`, where the answer has what it came to after them too."""
    both = {m.measure for m in claimed.meanings.all} >= {"gross", "spend"}
    cited = {m.measure for _, m in _money(claimed)}
    return not both or "gross" not in cited or "spend" in cited or bool(claimed.words & (_GROSS | words.CREDIT))


def parts_are_told_as_parts(claimed: Claimed) -> bool:
    """`You spent [[what the first five cost]]`: a part stands with the words that say which part it is."""
    return all(
        bool(claimed.clause(token.clause) & _FIRST_ONES) or claimed.word_before(token) in ("of", "the")
        for token, m in _money(claimed)
        if m.measure == "part" and claimed.clause(token.clause) & {"you", "total", "bill"}
    )


def what_is_spent_was_spent(claimed: Claimed) -> bool:
    """`[[what is left]] of the limit is spent`."""
    spent = [m for m in claimed.meanings.all if "spent" in m.fact.subject.casefold().split() and m.fact.kind == "money"]
    if not spent or not claimed.words & {"limit", "budget"}:
        return True
    for token, meaning in _money(claimed):
        behind = [each.word for each in claimed.tokens[claimed.position(token) + 1 :] if each.clause == token.clause]
        if behind[:1] == ["of"] and behind[-2:] == ["is", "spent"] and meaning.value not in {m.value for m in spent}:
            return False
    return True


def the_bill_forecasts_nothing(claimed: Claimed) -> bool:
    """`The bill was off by [[f1]]`, `the bill uses [[days of history]]`: those are the forecast's."""
    if "bill" not in claimed.words or claimed.words & _OF_FORECASTS:
        return True
    if any(m.measure in ("error", "level") or m.fact.subject == "history" for m in claimed.values):
        return False
    leaves_out = claimed.words & words.NOT and claimed.words & {"include", "includes", "contain", "cover"}
    return not (leaves_out and not claimed.values and any(m.measure == "forecast" for m in claimed.meanings.all))


def rates_stand_with_rates(claimed: Claimed) -> bool:
    """`[[a day on weekends]] a day, weekdays [[sum]]`: both sides are by the day, or neither is."""
    sides = [m for _, m in _money(claimed) if m.fact.subject.casefold().endswith(("weekends", "weekdays"))]
    if len(sides) != len(("one", "other")) or sides[0].fact.subject[-8:] == sides[1].fact.subject[-8:]:
        return True
    return sides[0].rate == sides[1].rate


def counts_are_told_of_their_own(claimed: Claimed) -> bool:
    """`[[f1]] are within`, `[[f1]] are not listed`: what the product says of just that count."""
    for token in claimed.citations:
        meaning = claimed.meanings.by_id[token.key]
        if meaning.measure != "count" or meaning.fact.kind != "number":
            continue
        behind = [each.word for each in claimed.tokens[claimed.position(token) + 1 :] if each.clause == token.clause][
            :4
        ]
        state = next((word for word in behind if word in _TOLD), "")
        if not state or not {"is", "are"} & set(behind):
            continue
        own = claimed.words_of(meaning)
        told = f"{meaning.fact.subject} {meaning.fact.unit}".casefold().split()
        if state == "listed":
            if "not" in behind and not {"further", "more", "other"} & set(told):
                return False
        elif state not in own:
            return False
    return True


def several_savings_have_their_sum(claimed: Claimed) -> bool:
    """`You can save [[one saving]] with the top four findings`."""
    if claimed.mentions or not claimed.words & {"findings", "opportunities"} or "top" not in claimed.words:
        return True
    return not any(m.measure == "saving" and m.entities for _, m in _money(claimed))
