"""Totals of several currencies as one amount, at the rates of the organisation's `finops.toml`, which are shown."""

from decimal import Decimal

from agents.bill.wording import Sentence, listed
from billing.terms import Terms
from finops_core.answers import Fact
from finops_core.tools.context import ToolContext
from finops_core.values import Money, Period


def in_one_currency(totals: list[Fact], period: Period, context: ToolContext, wanted: str = "") -> Sentence:
    """What the totals are together in each currency that there are rates to for all of them; "" without any.

    The file gives one unit of each currency in the target's. Without rates nothing is added, and a `wanted` currency
    that cannot be had is said.
    """
    found = context.services.get(Terms)
    amounts = {total.unit: Decimal(total.value) for total in totals}
    elsewhere = sorted(set(amounts) - {wanted})
    if not elsewhere or (len(amounts) < 2 and not wanted):
        return "", []
    tables = found.rates if isinstance(found, Terms) else {}
    if wanted and set(elsewhere) - set(tables.get(wanted, {})):
        return f"The bill is in {listed(elsewhere)}, and finops.toml has no rate to {wanted}.", []
    if not isinstance(found, Terms):
        return "", []
    texts: list[str] = []
    facts: list[Fact] = []
    for target, rates in sorted(tables.items()):
        if set(amounts) - set(rates) - {target} or wanted not in ("", target):
            continue
        others = [unit for unit in amounts if unit != target]
        used = [
            context.facts.number(rates[unit], target, f"one {unit} in {target}, from finops.toml") for unit in others
        ]
        whole = Money(found.converted(amounts, target), target)
        together = context.facts.money(
            whole, "spend in one currency", period, of=tuple(fact.id for fact in (*totals, *used))
        )
        named = ", ".join(f"one {unit} as [[{fact.id}]]" for unit, fact in zip(others, used, strict=True))
        texts.append(f"With the rates of finops.toml ({named}) that is [[{together.id}]] in all.")
        facts += [*used, together]
    return " ".join(texts), facts
