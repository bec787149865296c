"""The year before a range of months is that range a year earlier, from the question to the sum."""

from datetime import date
from decimal import Decimal

from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.jobs.events import Answered
from supervisor.run import SupervisorDeps, run
from tests.unit.supervisor.test_run import ask, deps


def test_the_year_before_a_range_is_as_long_as_the_range() -> None:
    """Each month cost its number, in 2026 ten times as much: March to May 2025 came to 3 + 4 + 5."""
    months = [(year, month) for year in (2025, 2026) for month in range(1, 12)]
    bill = MemoryBill(
        [Line(day=date(year, month, 15), amount=Decimal(month * (10 if year == 2026 else 1))) for year, month in months]
    )
    plain = deps()
    ours = SupervisorDeps(catalog=plain.catalog, clock=plain.clock, services={BillSource: bill})

    def said(text: str, *history: str) -> str:
        (found,) = [event for event in run(ask(text, history=lambda: history), ours) if isinstance(event, Answered)]
        return found.answer.headline

    first = "What did I spend from March to May 2026?"
    assert said(first) == "You spent $120.00 from March 2026 to May 2026."
    assert said("what about the year before?", first) == "You spent $12.00 from March 2025 to May 2025."
