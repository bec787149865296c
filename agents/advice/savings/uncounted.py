"""Findings that are in no total, in words: how many there are, and what they would come to by themselves."""

from collections.abc import Sequence
from decimal import Decimal

from agents.advice.savings.result import Savings
from agents.bill.wording import Sentence, listed, sentence
from agents.opportunities.bill_advice import Counted
from agents.opportunities.recommended import CENT
from finops_core.answers import Fact
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def told_uncounted(savings: Savings, facts: FactBook) -> Sentence:
    """The headline where only they were asked for."""
    count, amounts = _minted(savings.found, savings, facts, "finding")
    several = len(savings.found) > 1
    are = "are not counted in the total, each for its reason" if several else "is not counted in the total"
    return sentence(f"[[{count.id}]] {savings.scope.subject} {are}{_worth(savings.found, amounts)}."), [count, *amounts]


def beside_the_counted(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """That there are more than those of the total; their facts are added to `minted`."""
    found = [each for each in savings.found if not each.counted]
    if not found or len(found) == len(savings.found):
        return ""
    count, amounts = _minted(found, savings, facts, "more finding")
    minted += [count, *amounts]
    return f"[[{count.id}]] {'are' if len(found) > 1 else 'is'} not counted in the total{_worth(found, amounts)}."


def _worth(found: Sequence[Counted], amounts: Sequence[Fact]) -> str:
    alone = "on their own they" if len(found) > 1 else "on its own it"
    return f": {alone} would save {listed([f'[[{fact.id}]]' for fact in amounts])} a month" if amounts else ""


def _minted(found: Sequence[Counted], savings: Savings, facts: FactBook, what: str) -> tuple[Fact, list[Fact]]:
    count = facts.number(len(found), f"{what}s" if len(found) > 1 else what, "findings in no total")
    sums: dict[str, Decimal] = {}
    for each in found:
        of = each.opportunity.found
        sums[of.thing.currency] = sums.get(of.thing.currency, Decimal(0)) + of.saving.quantize(CENT)
    month = savings.advice.periods.month
    return count, [
        facts.money(Money(amount, currency), "what is in no total, a month", month)
        for currency, amount in sums.items()
        if amount > 0
    ]
