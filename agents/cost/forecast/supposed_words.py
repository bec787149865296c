"""A supposed change of a forecast, in words."""

from dataclasses import replace
from decimal import Decimal

from agents.bill.wording import sentence
from agents.cost.forecast.supposed import NothingToChange, Supposed
from agents.cost.forecast.words import present_forecast
from billing.outlook import cents
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def present_supposed(found: Supposed | NothingToChange, book: FactBook) -> Finding:
    """What the days would come to, what they are expected to, and how the one follows from the other."""
    if isinstance(found, NothingToChange):
        return present_forecast(replace(found.found, basis=found.basis), book)
    asked, outlook = found.whole.asked, found.whole.outlook
    unit, target = asked.currency, asked.target
    before = cents(outlook.whole.value)
    share = book.percent(abs(found.change), "supposed change")
    after = book.money(Money(before + found.added, unit), "forecast with the change", target)
    expected = book.money(Money(before, unit), "forecast", target)
    ahead = book.money(Money(found.ahead, unit), f"still to come {found.part.asked.scope.subject}".strip(), target)
    added = book.money(Money(abs(found.added), unit), "difference", target)
    which = "more" if found.change > 0 else "less"
    if found.part is found.whole:
        text = f"With [[{share.id}]] {which}, you would spend about [[{after.id}]] {phrase_of(target)}"
    else:
        text = sentence(f"with [[{share.id}]] {which}", found.part.asked.scope.subject)
        text += f", you would spend about [[{after.id}]] {phrase_of(target)}"
    verb = "adds" if found.change > 0 else "takes away"
    return Finding(
        headline=f"{text} instead of [[{expected.id}]].",
        prose=f"That {verb} [[{added.id}]]: [[{share.id}]] of the [[{ahead.id}]] that are still to come of it.",
        facts=(share, after, expected, ahead, added),
        blocks=(_table(found, before),),
        basis=found.basis,
        suggestions=("Forecast by service", "Forecast the next 3 months"),
    )


def _table(found: Supposed, before: Decimal) -> TableBlock:
    whole, unit = found.whole.outlook.whole, found.whole.asked.currency
    bounds = tuple(cents(amount) for amount in (whole.low, whole.high))
    return TableBlock(
        title=sentence("forecast", phrase_of(found.whole.asked.target)),
        columns=(
            Column(key="case", label="Case"),
            *(Column(key=key, label=label, kind="money", unit=unit) for key, label in _AMOUNTS),
        ),
        rows=(
            ("As expected", str(before), *(str(amount) for amount in bounds)),
            ("With the change", str(before + found.added), *(str(amount + found.added) for amount in bounds)),
        ),
        total_rows=2,
    )


_AMOUNTS = (("amount", "Forecast"), ("low", "Low"), ("high", "High"))
