"""What an answer says is included are the kinds it read, not those of the whole bill; its period is its own."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from billing.export import ExportBill
from tests.unit.agents.asking import ask, opened
from tests.unit.billing.made_bills import focus_day

NOW = datetime(2026, 7, 21, 12, tzinfo=UTC)


@pytest.fixture
def bill(tmp_path: Path) -> ExportBill:
    """April has a credit, May a tax, June usage alone, and Amazon S3 is only used; all of July's days are there."""
    return opened(
        tmp_path,
        [
            focus_day(2, 4, ChargeCategory="Credit", BilledCost="-1"),
            focus_day(2, 4),
            focus_day(2, 5, ChargeCategory="Tax", ServiceName="Tax"),
            focus_day(2, 5),
            focus_day(3, 5, ServiceName="Amazon S3", ConsumedQuantity="4", ConsumedUnit="GB"),
            focus_day(4, 6),
            *(focus_day(day, 7) for day in range(1, 20)),
        ],
    )


ANSWERS = [
    ("spend", {"period": "2026-06", "group_by": ["service"]}, ("usage",)),
    ("spend", {"period": "2026-05", "group_by": ["service"]}, ("usage", "tax")),
    ("spend", {"period": "2026-05", "service": ["S3"], "granularity": "daily"}, ("usage",)),
    ("spend", {"period": "2026-04", "granularity": "daily"}, ("usage", "credits")),
    ("compare", {"period": "2026-06", "compare_to": "2026-05"}, ("usage", "tax")),
    ("changes", {"period": "2026-06", "compare_to": "2026-07"}, ("usage",)),
    ("usage", {"period": "2026-05"}, ("usage",)),
    ("charge", {"period": "2026-05", "service": ["S3"]}, ("usage",)),
    ("weekdays", {"period": "2026-04"}, ("usage", "credits")),
    ("tag_coverage", {"period": "2026-06"}, ("usage",)),
    ("invoices", {"period": "2026-05"}, ("usage", "tax")),
    ("run_rate", {"period": "2026-07"}, ("usage",)),
]


@pytest.mark.parametrize(
    ("tool", "args", "included"), ANSWERS, ids=[f"{tool}{n}" for n, (tool, *_) in enumerate(ANSWERS)]
)
def test_an_answer_names_the_kinds_it_read(
    bill: ExportBill, tool: str, args: dict[str, Any], included: tuple[str, ...]
) -> None:
    assert ask(bill, tool, now=NOW, **args).basis.included == included


@pytest.mark.parametrize(
    ("args", "start", "end"),
    [
        ({"period": "this_year", "compare_to": "last_year"}, date(2026, 1, 1), date(2027, 1, 1)),
        ({"period": "this_month"}, date(2026, 7, 1), date(2026, 7, 19)),
        ({"period": "month_to_date"}, date(2026, 7, 1), date(2026, 7, 19)),
        ({"period": "2026-06", "compare_to": "2026-05"}, date(2026, 6, 1), date(2026, 7, 1)),
    ],
)
def test_a_comparison_states_the_days_that_it_compares(
    bill: ExportBill, args: dict[str, Any], start: date, end: date
) -> None:
    period = ask(bill, "compare", now=NOW, **args).basis.period

    # A year before the bill has nothing to be compared with, so that the whole year stays what was asked about.
    assert period is not None
    assert (period.start, period.end) == (start, end)
