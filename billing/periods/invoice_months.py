"""Periods of questions about invoices: whole months, of the billing periods that the bill has."""

from dataclasses import replace

from billing.periods.anchor import Anchor
from billing.periods.calendar import add_months
from billing.periods.symbols import Resolved, bare, phrase_of
from billing.query import BillInfo
from finops_core.values import Period


def invoice_anchor(anchor: Anchor, info: BillInfo) -> Anchor:
    """Where words about invoices count from: the months that charges were billed in."""
    return replace(anchor, bill=info.billed or anchor.bill)


def invoices_of(asked: Resolved) -> Resolved:
    """The months whose invoices a period means, and how a sentence names them."""
    days = asked.period
    last = days.last_day.replace(day=1)
    months = Period(days.start.replace(day=1), add_months(last, 1))
    several = months.end > add_months(months.start, 1)
    text = f"on the invoice{'s' if several else ''} of {bare(phrase_of(months))}"
    return replace(asked, period=months, phrase=text)
