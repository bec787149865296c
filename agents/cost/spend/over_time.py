"""What a `spend` answer over time says: the intervals that had most, or how spend went from the first to the last."""

from datetime import datetime

from agents.bill.blocks import start_text
from agents.bill.intervals import UNITS, complete_intervals
from agents.bill.wording import Sentence, listed, sentence
from agents.cost.spend.spent import Spent
from billing.movement import Move
from billing.periods.symbols import day_text, unit_around
from billing.query import BillRow
from finops_core.answers import Fact
from finops_core.values import Money

_PREPOSITIONS = {
    "hourly": "in the hour from",
    "daily": "on",
    "weekly": "in the week from",
    "monthly": "in",
    "quarterly": "in the quarter from",
    "yearly": "in the year from",
}

_GRAINS_OF_COURSE = ("monthly", "quarterly", "yearly")
"""Of weeks and days, one that has the charges for a whole month says nothing beside one that has not."""


def ranked_intervals(spent: Spent) -> Sentence:
    """The largest or smallest day, week or month of each currency."""
    parts: list[str] = []
    facts: list[Fact] = []
    grain = spent.params.granularity or "daily"
    for total in spent.totals:
        row = next((row for row in spent.result.rows if row.currency == total.unit), None)
        if row is not None:
            start = _interval_text(row, grain)
            when = spent.context.facts.text(start, "interval", spent.scope.period.period)
            amount = spent.money(row.amount, row.currency, f"spend from {start}")
            parts.append(f"{_PREPOSITIONS[grain]} [[{when.id}]]: [[{amount.id}]]")
            facts += [when, amount]
    return sentence(f"you spent {spent.rank} {listed(parts)}", f"{spent.scope.subject}."), facts


def course(spent: Spent) -> Sentence:
    """How spend of one currency went from its first whole interval to its last, as the end of a sentence.

    Nothing of weeks and shorter, of amounts that are not positive, and where there are no two whole intervals.
    """
    rows = _whole_intervals(spent)
    if len(rows) < 2 or rows[0].amount <= 0 or rows[-1].amount <= 0:
        return "", []
    first, last = (_amount_of(row, spent) for row in (rows[0], rows[-1]))
    move = Move(keys=(), before=rows[0].amount, after=rows[-1].amount)
    way = f"from [[{first.id}]] {_when(rows[0], spent)} to [[{last.id}]] {_when(rows[-1], spent)}"
    if not move.change or move.fraction is None:
        return f"the same {_when(rows[0], spent)} as {_when(rows[-1], spent)}, [[{last.id}]]", [last]
    direction = "up" if move.change > 0 else "down"
    part = spent.share(abs(move.fraction), f"{direction} {spent.scope.subject}".strip(), of=(first.id, last.id))
    return f"{direction} [[{part.id}]] {way}", [first, last, part]


def largest_interval(spent: Spent) -> Sentence:
    """The whole interval between the first and the last that had more than both; nothing where there is none."""
    rows = _whole_intervals(spent)
    if len(rows) < 3:
        return "", []
    largest = max(rows, key=lambda row: row.amount)
    if largest.amount <= max(rows[0].amount, rows[-1].amount) or largest.amount <= 0:
        return "", []
    amount = _amount_of(largest, spent)
    return f"The most was [[{amount.id}]] {_when(largest, spent)}.", [amount]


def _whole_intervals(spent: Spent) -> list[BillRow]:
    """The rows of intervals that are asked for and billed to their ends, in time; none of several currencies."""
    params, grain = spent.params, spent.params.granularity
    otherwise = params.average or params.share or params.top_n or spent.groups.keys
    if grain not in _GRAINS_OF_COURSE or otherwise or len(spent.totals) != 1:
        return []
    complete = complete_intervals(spent.scope, grain)
    return sorted(
        (row for row in spent.result.rows if row.start is not None and row.start.date() in complete), key=_start
    )


def _start(row: BillRow) -> datetime:
    assert row.start is not None
    return row.start


def _amount_of(row: BillRow, spent: Spent) -> Fact:
    """The amount of an interval, as a fact of its days."""
    grain = spent.params.granularity or "monthly"
    days = unit_around(UNITS[grain], _start(row).date(), spent.scope.anchor.calendar)
    subject = f"spend {spent.scope.subject} {_when(row, spent)}".replace("  ", " ")
    return spent.context.facts.money(Money(row.amount, row.currency), subject, days)


def _when(row: BillRow, spent: Spent) -> str:
    grain = spent.params.granularity or "monthly"
    return f"{_PREPOSITIONS[grain]} {_interval_text(row, grain)}"


def _interval_text(row: BillRow, grain: str) -> str:
    """An interval as a sentence names it: `May 2026`, `4 May 2026`, `2026-05-04T13:00+00:00`."""
    if row.start is None or grain == "hourly":
        return start_text(row)
    return f"{row.start:%B %Y}" if grain == "monthly" else day_text(row.start.date())
