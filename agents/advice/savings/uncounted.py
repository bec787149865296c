"""Findings that are in no total, in words: how many there are, and what they would come to by themselves."""

from collections.abc import Sequence
from decimal import Decimal

from agents.advice.savings.result import Savings
from agents.bill.wording import Sentence, listed, sentence
from agents.opportunities.bill_advice import Counted
from agents.opportunities.opportunity import SavingClass
from agents.opportunities.recommended import CENT
from finops_core.answers import Fact
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def told_uncounted(savings: Savings, facts: FactBook) -> Sentence:
    """The headline where only they were asked for."""
    count, worth, amounts = _minted(savings.found, savings, facts, "finding")
    several = len(savings.found) > 1
    are = "are not counted in the total, each for its reason" if several else "is not counted in the total"
    return sentence(f"[[{count.id}]] {savings.scope.subject} {are}{worth}."), [count, *amounts]


def beside_the_counted(savings: Savings, facts: FactBook, minted: list[Fact]) -> str:
    """That there are more than those of the total; their facts are added to `minted`."""
    found = [each for each in savings.found if not each.counted]
    if not found or len(found) == len(savings.found):
        return ""
    count, worth, amounts = _minted(found, savings, facts, "more finding")
    minted += [count, *amounts]
    return f"[[{count.id}]] {'are' if len(found) > 1 else 'is'} not counted in the total{worth}."


def _minted(found: Sequence[Counted], savings: Savings, facts: FactBook, what: str) -> tuple[Fact, str, list[Fact]]:
    """How many there are, and what they come to: costs that a person decides about apart from what would be saved."""
    count = facts.number(len(found), f"{what}s" if len(found) > 1 else what, "findings in no total")
    costs = [each for each in found if each.opportunity.check.saving_class is SavingClass.REVIEW]
    others = [each for each in found if each.opportunity.check.saving_class is not SavingClass.REVIEW]
    to_review = _amounts(costs, "cost to review, a month", savings, facts)
    saved = _amounts(others, "what is in no total, a month", savings, facts)
    parts = [f"{_listed(to_review)} a month of cost to review"] if to_review else []
    parts += [f"{_listed(saved)} a month of other savings"] if saved else []
    return count, f": {' and '.join(parts)}" if parts else "", [*to_review, *saved]


def _listed(amounts: Sequence[Fact]) -> str:
    return listed([f"[[{fact.id}]]" for fact in amounts])


def _amounts(found: Sequence[Counted], subject: str, savings: Savings, facts: FactBook) -> list[Fact]:
    sums: dict[str, Decimal] = {}
    for each in found:
        of = each.opportunity.found
        sums[of.thing.currency] = sums.get(of.thing.currency, Decimal(0)) + of.saving.quantize(CENT)
    month = savings.advice.periods.month
    return [facts.money(Money(amount, currency), subject, month) for currency, amount in sums.items() if amount > 0]
