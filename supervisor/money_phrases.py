"""The texts behind words about money: costs, invoices, credits, currencies and what is left out of a sum."""

COST = """
    infrastructure cost, infrastructure costs, infrastructure spend, infrastructure spending, hosting cost,
    hosting costs, infra cost, infra costs, infra spend,
    cost, costs, costing, spend, spends, spending, spent, spendings, expense, expenses, expenditure,
    expenditures, charge, charges, charged, billed, billing, bill's,
    outlay, being charged, cost and usage, usage cost, usage costs, usage charges, cost data, spend data, bill
    amount, actuals, actual cost, actual costs, actual spend, cloud number, cloud numbers, cloud figure, aws number,
    run us, run me, ran us, running us, runs us, eat up, eats up, ate up, eating up, gobble up, gobbled up, gobbling up,
    how expensive, how costly, how pricey, chew through, chewed through, chewing through,
    how much for, how much on, cost items,
    cost item, line item, line items, bill items, bill item, cost allocation,
    cost distribution, cost summary, spend summary, cost report,
    spend report, executive summary, cost overview, usage and cost, spender, spenders, cost consumer, cost consumers,
    booked, posted, expensed, debited
"""

PAYING = "pay, pays, paying, paid"
"""Paying is spending, but to pay a bill is something that is done."""

PAID_FOR = "what am i being charged for, what are we being charged for, what am i charged for, \
what are we charged for, what am i paying for, what are we paying for, what do we pay for, \
what do i pay for, what i am paying for, what we are paying for"

GONE = "my aws money go, our aws money go, my aws money going, our aws money going, my cloud money going, \
our cloud money going, all the money going, all the money go, all our money going, all our money go, \
all that money going, all that money go, the money go, the money going, our money go, our money going, \
my money go, my money going, \
how much money went on, how much money went to, how much money went into, how much money goes to, \
how much money goes into, how much money goes on, how much went on, \
how much went to, how much went into, how much goes on, how much goes to, how much goes into"
"""Money that goes somewhere is spent."""

BURNING = "burn, burns, burning, burned, burnt, burn through, burning through"
"""Words of a rate: beside an interval they ask what one of them costs, not for each of them."""

INVOICE = "invoice, invoiced, being invoiced, aws invoice, invoice total, invoice amount, invoice's"
"""What is on an invoice is dated by its billing period, not by the days of charges."""

INVOICES = "invoices, invoice totals, invoice amounts, totals of our invoices, every invoice, all invoices, \
all the invoices, all our invoices, aws invoices, invoice numbers, invoice ids, invoice list"

OF_CREDITS = {
    "applied": "applied, apply, been applied",
    "left": "left, left over, leftover, remaining, remain, remains, balance, unspent, still available, available",
}
"""What is asked of credits."""

UNIT_PRICE = (
    "unit price, unit prices, unit cost, unit costs, price per, the price per, hourly price, the hourly price, \
hourly rate, hourly rate of, rate per, effective rate, prices per unit"
)

CURRENCY = {
    "USD": "dollars, dollar, usd, us dollars, bucks",
    "EUR": "euros, euro, eur",
    "GBP": "pounds, gbp, pounds sterling, british pounds",
    "JPY": "yen, jpy",
    "CHF": "swiss francs, chf",
    "INR": "rupees, inr",
    "CAD": "canadian dollars, cad",
    "AUD": "australian dollars, aud",
}

METRIC = {
    "billed": "unblended, billedcost, unblendedcost",
    "effective": "amortized, amortised, effective, amortizedcost, effectivecost",
    "list": "list price, list prices, on-demand equivalent, on demand equivalent, public on-demand, at list price, "
    "at list prices, listcost, undiscounted",
    "contracted": "contracted, contractedcost",
}

WOULD = "would, would have, would've"

ON_DEMAND = "on demand, on-demand, at on-demand rates, at on-demand prices, at on demand rates, at on demand prices, \
at list, at public prices"

EXCLUDE = "everything but, all but, everything except, everything except for, everything besides, apart from, \
aside from, other than, besides, else besides, else than, \
with no, has no, have no, having no, missing, lacking, lack, lacks, excl, w/o, \
excluding, exclude, excludes, \
outside of, outside, without, except, except for, not including, minus, before, pre, net of any, \
net of, leave out, leaving out, leave off, leaving off, ignoring, ignore, disregarding, disregard, not counting, ex, \
without counting, setting aside, deducting, if there were no, if there had been no, had there been no, \
if we had no, if we had had no, if it weren't for, were it not for, if not for"

GIVEN_BACK = "gross, gross of credits, gross of credits and refunds, before discounts and credits"

INCLUDED = "tax, taxes, vat, gst, support, credits, refunds, marketplace, fees, discounts"
"""Kinds of charges that count anyway, so that to include them says nothing."""

NET = "net, net of credits, after discounts, after refunds, \
after discounts and credits, after credits and discounts, after credits, after credits and refunds, including credits, \
net of discounts, net of refunds, everything included, all included, all inclusive, all-inclusive, \
with credits, including tax, \
including taxes, including everything, with tax, including support, net of credits and refunds, including refunds"
