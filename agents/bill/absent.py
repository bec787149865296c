"""What to answer when a bill does not have what was asked: what it has instead."""

from dataclasses import dataclass
from decimal import Decimal

from finops_core.answers import Basis, Finding
from finops_core.tools.facts import FactBook
from finops_core.values import Money

LISTED = 12
PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something asked for that this bill does not have, and what it has instead.

    With a `currency` it is known to be billed by itself, so that it cost nothing.
    """

    what: str
    asked: str
    instead: tuple[str, ...]
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInBill:
    """The result of a tool that found nothing: a name or period the bill lacks, or no charges, as a `sentence` says."""

    basis: Basis
    missing: Missing | None = None
    sentence: str = ""
    suggestions: tuple[str, ...] = ()


def not_in_bill(found: NotInBill, facts: FactBook) -> Finding:
    """What was not found in words."""
    if found.missing is not None:
        return absent(found.missing, facts, found.basis)
    return Finding(headline=found.sentence, basis=found.basis, suggestions=found.suggestions)


def absent(missing: Missing, facts: FactBook, basis: Basis | None = None) -> Finding:
    """A finding without numbers: the bill lacks it, and this is what can be asked for instead."""
    asked = facts.text(missing.asked, missing.what)
    if missing.currency:
        nothing = facts.money(Money(Decimal(0), missing.currency), f"spend on {missing.asked}")
        return Finding(
            headline=f"You spent [[{nothing.id}]]: the bill has no charges for {missing.what} [[{asked.id}]].",
            facts=(nothing, asked),
            basis=basis or Basis(),
            suggestions=("What did I spend by usage type?", "What did I spend by service?"),
        )
    listed = missing.instead[:LISTED]
    more = f" and {len(missing.instead) - LISTED} more" if len(missing.instead) > LISTED else ""
    names = facts.text(", ".join(listed) + more, f"{missing.what} in the bill")
    instead = f"It has [[{names.id}]]." if listed else f"It has no {missing.what} at all."
    headline = f"The bill has no {missing.what} [[{asked.id}]]. {instead}"
    if missing.what == PERIOD:
        headline = f"The bill has no charges [[{asked.id}]]. It covers [[{names.id}]]."
    return Finding(
        headline=headline,
        facts=(asked, names) if listed else (asked,),
        basis=basis or Basis(),
        suggestions=("What did I spend by service?", "What did I spend in total?"),
    )
