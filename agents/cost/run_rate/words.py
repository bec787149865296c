"""The month in progress in words."""

from agents.bill.kinds import kind_words
from agents.bill.wording import Sentence, listed
from agents.cost.run_rate.result import Coming, MonthInProgress, RunRate
from billing.periods.symbols import bare, phrase_of
from billing.query import Cadence
from finops_core.answers import Fact, Finding
from finops_core.tools.facts import FactBook
from finops_core.values import Money, Period


def present_run_rate(found: MonthInProgress, book: FactBook) -> Finding:
    """One sentence a currency, and what the pace leaves out."""
    facts: list[Fact] = []
    sentences: list[str] = []
    for rate in found.rates:
        text, more = _sentence(rate, found.billed, found.month, book)
        sentences.append(text)
        facts += more
    return Finding(
        headline=sentences[0],
        prose=" ".join([*sentences[1:], *_remarks(found.counted_once, is_open=found.billed != found.month)]),
        facts=tuple(facts),
        basis=found.basis,
        suggestions=("Show daily costs", "What did I spend by service?"),
    )


def _remarks(once: frozenset[Coming], *, is_open: bool) -> list[str]:
    """What the pace leaves out; of days that are over there is nothing to extend."""
    words = listed(kind_words({kind for kind, _ in once})) if once else ""
    texts: list[str] = []
    if is_open:
        texts.append("This only extends the days so far; it knows no seasons and no plans.")
        texts += [f"What does not come day by day ({words}) counts once."] if words else []
    elif words:
        texts.append(f"The amount a day is without what does not come day by day ({words}).")
    if any(cadence in (Cadence.LONG, Cadence.TERM) for _, cadence in once):
        texts.append("Charges for whole months count whole: how much of them falls on a day cannot be told.")
    assumed = {kind for kind, cadence in once if cadence is Cadence.ASSUMED_ONCE}
    if assumed:
        purchases = listed(kind_words(assumed))
        texts.append(f"The bill does not say how often its purchases come ({purchases}): once is assumed.")
    return texts


def _sentence(found: RunRate, billed: Period, month: Period, book: FactBook) -> Sentence:
    so_far = book.money(Money(found.so_far, found.currency), "spend so far", billed)
    text = f"You spent [[{so_far.id}]] {phrase_of(billed)}"
    if found.per_day is None:
        return f"{text}; none of it comes day by day, so there is no pace to tell.", [so_far]
    per_day = book.money(Money(found.per_day, found.currency), "spend a day", billed, of=(so_far.id,))
    text += f", [[{per_day.id}]] a day"
    if billed == month:
        return f"{text}; these days are complete.", [so_far, per_day]
    of = (so_far.id, per_day.id)
    whole = book.money(Money(found.month, found.currency), "month at this pace", month, of=of)
    return f"{text}; at this pace {bare(phrase_of(month))} comes to [[{whole.id}]].", [so_far, per_day, whole]
