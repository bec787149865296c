"""What became of recommendations, in words and a table."""

from decimal import Decimal
from typing import Final

from agents.advice.past.result import Past
from agents.bill.blocks import TABLE_ROWS
from agents.opportunities.track_record import Outcome
from finops_core.answers import Column, DateRange, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money, Period

CENT: Final = Decimal("0.01")
LEAST_LOOKS: Final = 2
REPLAYED: Final = (
    "This history is a replay: the checks were run on the bill as it stood at each month end, and what they found is "
    "compared with the months after it."
)
TOLD: Final = (
    "What earlier runs told, or somebody marked as done, is compared with the bill from the last whole month before "
    "that, and takes precedence over the replay."
)
MEANING: Final = (
    "A recommendation counts as carried out when it is no longer found and at least half of its estimate is saved. The "
    "bill shows that a cost ended, not why: what replaced a resource under another name is not deducted."
)
MEASURED: Final = (
    "Amounts are at list prices for a month of 730 hours: the last month in which it was found, less the latest month."
)
SUGGESTIONS: Final = ("Where can we save money?", "How accurate were the estimates?")


def present_history(past: Past, book: FactBook) -> Finding:
    """What is saved a month by what was carried out, beside what was estimated, and what was not saved."""
    looks = past.record.looks
    if len(looks) < LEAST_LOOKS:
        return Finding(
            headline="The bill has too few months to show what became of recommendations: that takes two month ends, "
            "each with a month before it.",
            basis=past.basis.model_copy(update={"notes": (REPLAYED, *past.basis.notes)}),
            suggestions=SUGGESTIONS[:1],
        )
    facts: list[Fact] = []
    days = Period(looks[0], looks[-1])
    others = (f"What was saved in {', '.join(past.others)} is left out.",) if past.others else ()
    told = _told(past, book, facts, days) if past.carried_out else _nothing(past)
    return Finding(
        headline=told,
        prose=" ".join(filter(None, (_estimates(past, book, facts), _rest(past, book, facts)))),
        facts=tuple(facts),
        blocks=(_table(past),) if past.carried_out or past.without_saving else (),
        basis=past.basis.model_copy(
            update={
                "metric": "ListCost",
                "currency": past.currency,
                "period": DateRange(start=days.start, end=days.end),
                "notes": (*sources(past), MEANING, MEASURED, *others, *past.basis.notes),
            }
        ),
        suggestions=SUGGESTIONS,
    )


def sources(past: Past) -> tuple[str, ...]:
    """Where the history is from."""
    shown = {one.source for one in (*past.carried_out, *past.without_saving)}
    return (REPLAYED, TOLD) if "told" in shown else (REPLAYED,)


def _nothing(past: Past) -> str:
    gone = " What is no longer found still costs as much as before." if past.without_saving else ""
    return f"The bill shows no recommendation that was carried out.{gone}"


def _told(past: Past, book: FactBook, facts: list[Fact], days: Period) -> str:
    count = book.number(
        len(past.carried_out),
        "recommendations" if len(past.carried_out) > 1 else "recommendation",
        "recommendations that were carried out",
        days,
    )
    saved = _money(past.saved, "saved a month by what was carried out", past, book)
    so_far = _money(past.so_far, "saved so far by what was carried out", past, book, days)
    facts += [count, saved, so_far]
    verb = "were" if len(past.carried_out) > 1 else "was"
    if past.params.aspect == "carried_out":
        return f"[[{count.id}]] {verb} carried out, which saves [[{saved.id}]] a month."
    if past.params.aspect == "accuracy":
        usual = book.percent(past.usual.quantize(Decimal("0.0001")), "usual saving as a part of its estimate", days)
        facts.append(usual)
        return f"For [[{count.id}]] that {verb} carried out, the typical saving was [[{usual.id}]] of its estimate."
    return f"You save [[{saved.id}]] a month through [[{count.id}]] that {verb} carried out: [[{so_far.id}]] so far."


def _estimates(past: Past, book: FactBook, facts: list[Fact]) -> str:
    if not past.carried_out:
        return ""
    estimate = _money(past.estimate, "estimated saving a month of what was carried out", past, book)
    part = book.percent((past.saved / past.estimate).quantize(Decimal("0.0001")), "saved of what was estimated")
    facts += [estimate, part]
    return f"The estimates came to [[{estimate.id}]] a month; the bill shows [[{part.id}]] of that."


def _rest(past: Past, book: FactBook, facts: list[Fact]) -> str:
    said: list[str] = []
    if past.without_saving:
        kept = book.number(len(past.without_saving), "more", "no longer found without a saving")
        facts.append(kept)
        said.append(f"No longer found, but with less than half of the saving: [[{kept.id}]].")
    if past.record.too_early:
        early = book.number(past.record.too_early, "too early to tell", "without a whole month before and after")
        facts.append(early)
        said.append(f"No longer found, or marked as done: [[{early.id}]].")
    if past.record.still_open:
        still = book.number(past.record.still_open, "still open", "recommendations still found")
        facts.append(still)
        said.append(f"Found at the last month end: [[{still.id}]].")
    return " ".join(said)


def _money(amount: Decimal, subject: str, past: Past, book: FactBook, days: Period | None = None) -> Fact:
    return book.money(Money(amount.quantize(CENT), past.currency), subject, days)


def _table(past: Past) -> TableBlock:
    rows = [*past.carried_out, *past.without_saving]
    unit = past.currency
    return TableBlock(
        title="What became of recommendations",
        columns=(
            Column(key="resource", label="Resource"),
            Column(key="what", label="Recommendation"),
            Column(key="found", label="First found", kind="date"),
            Column(key="how", label="By the bill it"),
            Column(key="estimate", label="Estimate a month", kind="money", unit=unit),
            Column(key="saved", label="Saved a month", kind="money", unit=unit),
            Column(key="so_far", label="So far", kind="money", unit=unit),
        ),
        rows=tuple(_row(one) for one in rows[:TABLE_ROWS]),
        total_rows=len(rows),
    )


def _row(one: Outcome) -> tuple[str, ...]:
    how = one.how if one.carried_out else "costs about as before"
    amounts = (str(amount.quantize(CENT)) for amount in (one.estimate, one.saved, one.so_far))
    return (one.resource, "; ".join(one.checks), one.first_found.isoformat(), how, *amounts)
