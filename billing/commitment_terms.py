"""When commitments end, as far as a bill says: stated, or worked out from the row of their purchase.

CUR states the end of a term. FOCUS has no such column up to 1.3; there a purchase may be charged for a period that is
its term, or its description may name the term ("1 year No Upfront"), which then runs from the purchase on. A recurring
purchase says when its term began only where the bill begins before it and it is charged day by day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from billing.charge_rows import ChargeRows

SHORTEST_TERM_DAYS = 300
"""A purchase that is charged for as long at once is charged for its term: terms are of one year or more."""

LONGEST_DAILY_CHARGE_DAYS = 2
"""A recurring charge of more days begins with its month, which need not be when the term begins."""

_TERM = re.compile(r"\b(?:(?P<years>1|one|3|three|5|five)[\s-]*(?:years?|yrs?|y)|(?P<months>12|36|60)[\s-]*months?)\b")
_YEARS = {"1": 1, "one": 1, "3": 3, "three": 3, "5": 5, "five": 5}


class EndSource(StrEnum):
    """How the end of a commitment is known."""

    STATED = "stated by the bill"
    CHARGED_PERIOD = "the period its purchase was charged for"
    PURCHASE = "its purchase and its term"
    UNKNOWN = "not in the bill"


@dataclass(frozen=True, slots=True)
class TermEnd:
    """The last day of a term, and how it is known; None where the bill does not say."""

    day: date | None = None
    source: EndSource = EndSource.UNKNOWN


def term_ends(bill: ChargeRows) -> dict[str, TermEnd]:
    """The end of every commitment of a bill by its id. Purchases count whenever they were made."""
    found = bill.statement(
        f"""SELECT "CommitmentDiscountId", max("x_CommitmentEnd"),
                   max("ChargePeriodEnd") FILTER (
                       purchase AND "ChargePeriodEnd" - "ChargePeriodStart" >= INTERVAL {SHORTEST_TERM_DAYS} DAY),
                   min("ChargePeriodStart") FILTER (purchase AND (once OR
                       "ChargePeriodEnd" - "ChargePeriodStart" <= INTERVAL {LONGEST_DAILY_CHARGE_DAYS} DAY)),
                   bool_or(purchase AND once),
                   array_to_string(list(DISTINCT "ChargeDescription" || ' ' || "CommitmentDiscountName")
                       FILTER (purchase), ' ')
            FROM (SELECT *, "ChargeCategory" = 'Purchase' AS purchase, "ChargeFrequency" = 'One-Time' AS once
                  FROM charges WHERE "CommitmentDiscountId" <> '')
            GROUP BY 1"""
    )
    begins = bill.info().period.start
    return {str(name): _end(stated, charged, bought, once, text or "", begins) for
            name, stated, charged, bought, once, text in found}  # fmt: skip


def _end(
    stated: datetime | None, charged: datetime | None, bought: datetime | None, once: bool, text: str, begins: date
) -> TermEnd:
    if stated is not None:
        return TermEnd(_last_day(stated), EndSource.STATED)
    if charged is not None:
        return TermEnd(_last_day(charged), EndSource.CHARGED_PERIOD)
    months = term_months(text)
    if bought is None or months is None or not (once or bought.date() > begins):
        return TermEnd()
    return TermEnd(_later(bought.date(), months) - timedelta(days=1), EndSource.PURCHASE)


def term_months(text: str) -> int | None:
    """The months of the term that a description names; None where it names none, or several."""
    terms = {
        _YEARS[found["years"]] * 12 if found["years"] else int(found["months"])
        for found in _TERM.finditer(text.casefold())
    }
    return terms.pop() if len(terms) == 1 else None


def _last_day(end: datetime) -> date:
    """Some exports end a term at midnight, others one second before."""
    return (end - timedelta(seconds=1)).date()


def _later(day: date, months: int) -> date:
    year = day.year + months // 12
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and year % 4 else day.replace(year=year)
