"""Commitments that might be, in words."""

from decimal import Decimal
from typing import Final

from agents.advice.what_if.bought import Bought
from agents.advice.what_if.ended import Ended
from agents.bill.absent import NotInBill, not_in_bill
from agents.bill.blocks import TABLE_ROWS
from billing.periods.symbols import phrase_of
from finops_core.answers import Basis, Column, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

CENT: Final = Decimal("0.01")
ON_PAST_HOURS: Final = (
    "Worked out on past hours at the bill's list prices: usage that changes saves more or less. "
    "`finops commitments plan` looks ahead."
)
RATES: Final = (
    "The rates are those of Compute Savings Plans on the bill, the highest where there are several; a plan of another "
    "term or payment has other rates."
)
NO_RATES: Final = (
    "The bill shows no rates of a Compute Savings Plan, so what one would save cannot be worked out from it. "
    "`finops commitments plan` takes AWS's rates."
)
ALONE: Final = "Unused parts of other commitments could have covered some of it: that is not counted."
PAID_ANYWAY: Final = "A commitment is paid for until its end: this is what a month costs after that."


def present_bought(found: Bought | NotInBill, book: FactBook) -> Finding:
    """What the plan would have saved or cost, what of it would have been used, and what is not known."""
    if isinstance(found, NotInBill):
        return not_in_bill(found, book)
    if not found.has_rates:
        return Finding(headline=NO_RATES, basis=found.basis, suggestions=("Which commitments end next?",))
    plan = book.money(Money(found.hourly, found.currency), "commitment an hour")
    amount = book.money(
        Money(abs(found.saved).quantize(CENT), found.currency), "difference to buying nothing", found.days
    )
    committed = book.money(Money(found.committed.quantize(CENT), found.currency), "commitment", found.days)
    covered = book.money(Money(found.covered.quantize(CENT), found.currency), "covered at list prices", found.days)
    unused = book.money(Money(found.unused.quantize(CENT), found.currency), "commitment left unused", found.days)
    facts = [plan, amount, committed, covered, unused]
    verb = "saved" if found.saved >= 0 else "cost"
    more = "" if found.saved >= 0 else " more than buying nothing"
    would = f"would have {verb} [[{amount.id}]]{more} {phrase_of(found.days)}."
    text = f"A Compute Savings Plan of [[{plan.id}]] an hour {would}"
    prose = f"It would have covered [[{covered.id}]] of usage for [[{committed.id}]], with [[{unused.id}]] left unused."
    if found.without_rate:
        left = book.money(Money(found.without_rate.quantize(CENT), found.currency), "usage without a rate", found.days)
        facts.append(left)
        prose += f" A further [[{left.id}]] of usage is left out, because the bill shows no plan rate for it."
    basis = _noted(found.basis, ON_PAST_HOURS, RATES)
    return Finding(headline=text, prose=prose, facts=tuple(facts), basis=basis)


def present_ended(found: Ended | NotInBill, book: FactBook) -> Finding:
    """What the month would have cost more without them."""
    if isinstance(found, NotInBill):
        return not_in_bill(found, book)
    days, when = found.scope.period.period, phrase_of(found.scope.period.period)
    count = book.number(len(found.found), "commitments" if len(found.found) > 1 else "commitment", "commitments")
    paid = book.money(Money(found.paid.quantize(CENT), found.currency), "paid for them", days)
    basis = _noted(found.basis, ALONE, PAID_ANYWAY)
    if found.on_demand is None:
        unknown = "so what follows their end is not known."
        text = f"The bill has no list prices for all that [[{count.id}]] covered {when}, {unknown}"
        return Finding(headline=text, prose=f"They cost [[{paid.id}]].", facts=(count, paid), basis=basis)
    more = found.on_demand - found.paid
    amount = book.money(Money(abs(more).quantize(CENT), found.currency), "difference without them", days)
    listed = book.money(Money(found.on_demand.quantize(CENT), found.currency), "the same usage at list prices", days)
    which = "more" if more >= 0 else "less"
    text = f"Without [[{count.id}]], the same usage would have cost [[{amount.id}]] {which} {when}."
    prose = f"At list prices it is [[{listed.id}]]; what was paid for them is [[{paid.id}]]."
    return Finding(
        headline=text, prose=prose, facts=(count, amount, listed, paid), blocks=(_table(found),), basis=basis,
        suggestions=("Which commitments end next?",),
    )  # fmt: skip


def _noted(basis: Basis, *notes: str) -> Basis:
    return basis.model_copy(update={"notes": (*notes, *basis.notes)})


def _table(found: Ended) -> TableBlock:
    unit = found.currency
    rows = tuple(
        (one.id, one.kind.value, str(one.used + one.unused), None if one.on_demand is None else str(one.on_demand),
         one.end.day.isoformat() if one.end.day else None)
        for one in found.found[:TABLE_ROWS]
    )  # fmt: skip
    return TableBlock(
        title="Commitments",
        columns=(
            Column(key="id", label="Commitment"),
            Column(key="kind", label="Kind"),
            Column(key="paid", label="Paid", kind="money", unit=unit),
            Column(key="on_demand", label="At list prices", kind="money", unit=unit),
            Column(key="ends", label="Ends", kind="date"),
        ),
        rows=rows,
        total_rows=len(found.found),
    )
