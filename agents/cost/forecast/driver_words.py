"""Why a forecast differs from what was billed before, in words and as a table."""

from agents.bill.wording import Sentence, listed
from agents.cost.forecast.drivers import Drivers
from agents.cost.forecast.result import WholeForecast
from billing.outlook import cents
from billing.periods.symbols import phrase_of
from finops_core.answers import Column, Fact, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money


def drivers_in_words(found: Drivers, currency: str, book: FactBook) -> Sentence:
    """What was billed before, and what each cause adds to it or takes away, the largest first."""
    before = book.money(Money(found.before, currency), "spend before", found.latest)
    facts: list[Fact] = [before]
    texts: list[str] = []
    for part in sorted(found.parts, key=lambda one: -abs(one.amount)):
        facts.append(book.money(Money(abs(part.amount), currency), part.name))
        texts.append(f"{part.name}: [[{facts[-1].id}]] {'more' if part.amount > 0 else 'less'}")
    if not texts:
        return f"You spent [[{before.id}]] {phrase_of(found.latest)}; nothing is expected to change.", facts
    return f"You spent [[{before.id}]] {phrase_of(found.latest)}. What changes: {listed(texts)}.", facts


def drivers_table(found: WholeForecast) -> TableBlock:
    """From what was billed before to the forecast, line by line; the lines add up to it."""
    unit, drivers = found.asked.currency, found.drivers
    parts = drivers.parts if drivers else ()
    rows = (
        (f"Billed {phrase_of(drivers.latest)}" if drivers else "", str(drivers.before if drivers else 0)),
        *((one.name[:1].upper() + one.name[1:], str(one.amount)) for one in parts),
        ("Forecast", str(cents(found.outlook.whole.value))),
    )
    columns = (Column(key="what", label="What"), Column(key="amount", label="Amount", kind="money", unit=unit))
    return TableBlock(title="What drives the forecast", columns=columns, rows=rows, total_rows=len(rows))
