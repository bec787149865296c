"""A supposed change of a forecast, in words: what it comes to, what is assumed, and what it is applied to."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from agents.bill.wording import Sentence, listed, sentence
from agents.cost.forecast.supposed import NothingToChange, Supposed
from agents.cost.forecast.words import present_forecast
from billing.outlook import cents
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

_ALL: Final = Decimal(1)


def present_supposed(found: Supposed | NothingToChange, book: FactBook) -> Finding:
    """What the days would come to, what they are expected to, and how the one follows from the other."""
    if isinstance(found, NothingToChange):
        return present_forecast(replace(found.found, basis=found.basis), book)
    asked, outlook = found.whole.asked, found.whole.outlook
    unit, target = asked.currency, asked.target
    before = cents(outlook.whole.value)
    case, named = _case(found, book)
    after, low, high = (
        book.money(Money(amount, unit), name, target)
        for amount, name in (
            (before + found.added, "forecast with the change"),
            (found.low, "forecast with the change, low"),
            (found.high, "forecast with the change, high"),
        )
    )
    expected = book.money(Money(before, unit), "forecast", target)
    text = f"{sentence(case)}, you would spend about [[{after.id}]] {phrase_of(target)} instead of [[{expected.id}]]"
    prose, facts = _prose(found, book)
    return Finding(
        headline=f"{text}: between [[{low.id}]] and [[{high.id}]].",
        prose=prose,
        facts=(*named, after, low, high, expected, *facts),
        blocks=(_table(found, before),),
        basis=found.basis,
        suggestions=("Forecast by service", "Forecast the next 3 months"),
    )


def _case(found: Supposed, book: FactBook) -> Sentence:
    """What is supposed: "with 20 % more on EC2", "without Glue", "with 2 more of what you spend on staging"."""
    asked, subject = found.asked, found.changed[0].part.asked.scope.subject
    facts: list[Fact] = []
    change = found.changed[0].change
    if asked.to:
        names = listed([one.moved.name for one in found.changed if one.moved])
        share = book.percent(asked.share, "share that is moved")
        facts = [share]
        text = f"with [[{share.id}]] of {names} on Graviton"
    elif asked.copies:
        count = book.number(asked.copies, "", "how many more")
        facts = [count]
        text = f"with [[{count.id}]] more of what you spend {subject}".rstrip()
    elif change == -_ALL:
        text = f"without what you spend {subject}".rstrip()
    else:
        share = book.percent(abs(change), "supposed change")
        facts = [share]
        which = "more" if change > 0 else "less"
        price = " at prices that much higher" if change > 0 else " at prices that much lower"
        text = f"with [[{share.id}]] {which} {subject}".rstrip() + (price if asked.reason else "")
    if found.since:
        start = book.day(found.since.start, "when it starts")
        facts.append(start)
        text += f" from [[{start.id}]] on"
    return text, facts


def _prose(found: Supposed, book: FactBook) -> Sentence:
    """How much is added or taken away, of what, and what that assumes."""
    asked, target = found.whole.asked, found.whole.asked.target
    added = book.money(Money(abs(found.added), asked.currency), "difference", target)
    subject = "" if found.asked.to else found.changed[0].part.asked.scope.subject
    ahead = book.money(Money(found.ahead, asked.currency), f"still to come {subject}".strip(), found.since or target)
    change = found.changed[0].change
    verb = "adds" if found.added > 0 else "takes away"
    facts: list[Fact] = [added]
    if found.asked.copies:
        each = book.number(found.asked.copies, "", "how many more")
        share = f"[[{each.id}]] times the [[{ahead.id}]]"
        facts.append(each)
    elif change == -_ALL:
        share = f"all of the [[{ahead.id}]]"
    elif found.asked.to:
        share = f"a part of the [[{ahead.id}]]"
    else:
        part = book.percent(abs(change), "supposed change")
        share = f"[[{part.id}]] of the [[{ahead.id}]]"
        facts.append(part)
    return f"That {verb} [[{added.id}]]: {share} that are still to come of it. {_assumed(found)}", [*facts, ahead]


def _assumed(found: Supposed) -> str:
    asked = found.asked
    if asked.to:
        return "Assumed: the same sizes do the same work there, at list prices, which the notes say by kind of usage."
    if asked.copies:
        return "Assumed: each one more costs what the one that is there is expected to, and nothing else changes."
    if found.changed[0].change == -_ALL:
        return "Assumed: nothing takes its place, and nothing else changes."
    if asked.reason:
        return "Assumed: as much is used as is expected, and nothing else changes."
    return "Assumed: nothing else changes."


def _table(found: Supposed, before: Decimal) -> TableBlock:
    whole, unit = found.whole.outlook.whole, found.whole.asked.currency
    return TableBlock(
        title=sentence("forecast", phrase_of(found.whole.asked.target)),
        columns=(
            Column(key="case", label="Case"),
            *(Column(key=key, label=label, kind="money", unit=unit) for key, label in _AMOUNTS),
        ),
        rows=(
            ("As expected", str(before), str(cents(whole.low)), str(cents(whole.high))),
            ("With the change", str(before + found.added), str(found.low), str(found.high)),
        ),
        total_rows=2,
    )


_AMOUNTS: Final = (("amount", "Forecast"), ("low", "Low"), ("high", "High"))
