"""The basis of several sections drops nothing: a second currency, metric, period, gap or price is there and told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from finops_core.answers import Basis, DateRange, Estimate, Gap
from supervisor.joint_basis import joint_basis

SEPTEMBER = DateRange(start=date(2026, 9, 1), end=date(2026, 10, 1))
OCTOBER = DateRange(start=date(2026, 10, 1), end=date(2026, 11, 1))
DENIED = Gap(source="Cost Optimization Hub", reason="denied", message="It said no.", remedy="Allow it.")
ABSENT = Gap(source="Budgets", reason="absent", message="There are none.")


def joint(*bases: Basis) -> Basis:
    return joint_basis(list(zip(("Cost", "Budgets", "Advice"), bases, strict=False)))


def test_a_single_basis_stays_as_it_is() -> None:
    basis = Basis(metric="BilledCost", period=OCTOBER, included=("tax",), notes=("n", "n"), gaps=(DENIED,))
    assert joint(basis) == basis


def test_sections_that_stand_on_the_same_are_said_once() -> None:
    same = Basis(
        metric="BilledCost",
        period=OCTOBER,
        currency="USD",
        granularity="daily",
        filters=("service is S3",),
        accounts=("1",),
        source="bill",
        notes=("Rounded.",),
    )
    merged = joint(same, same)
    assert merged.model_copy(update={"rows_read": None}) == same


@pytest.mark.parametrize(
    ("field", "values", "merged", "note"),
    [
        ("currency", ("USD", "EUR"), "USD and EUR", "Currency: USD (Cost); EUR (Budgets)."),
        ("currency", ("USD", "EUR", "GBP"), "USD, EUR and GBP", "Currency: USD (Cost); EUR (Budgets); GBP (Advice)."),
        ("currency", ("USD", None, "EUR"), "USD and EUR", "Currency: USD (Cost); EUR (Advice)."),
        (
            "metric",
            ("BilledCost", "ListCost"),
            "BilledCost and ListCost",
            "Metric: BilledCost (Cost); ListCost (Budgets).",
        ),
        ("granularity", ("daily", "monthly"), "daily and monthly", None),
        ("source", ("a.csv", "b.csv", "a.csv"), "a.csv; b.csv", None),
        ("filters", (("x",), ("x", "y")), ("x", "y (Budgets)"), None),
        ("excluded", (("tax",), ()), ("tax (Cost)",), None),
        ("included", (("usage", "tax"), ("usage", "fees")), ("usage", "tax (Cost)", "fees (Budgets)"), None),
        ("partial_periods", (("2026-10-31",), ("2026-10-30", "2026-10-31")), ("2026-10-31", "2026-10-30"), None),
        ("accounts", (("1", "2"), ("2", "3")), ("1", "2", "3"), "Accounts: 1, 2 (Cost); 2, 3 (Budgets)."),
        ("gaps", ((DENIED,), (DENIED, ABSENT)), (DENIED, ABSENT), None),
        ("sample", (False, True), True, None),
        ("rows_read", (None, 5, 7), 12, None),
        ("rows_read", (None, None), None, None),
        ("pages_read", (1, 2), 3, None),
        ("api_requests", (1, 2), 3, None),
        ("api_cost_usd", ("0.01", "0.02", "0"), "0.03", None),
    ],
)
def test_nothing_of_a_second_section_is_dropped(
    field: str, values: tuple[Any, ...], merged: Any, note: str | None
) -> None:
    found = joint(*(Basis.model_validate({field: value}) for value in values))
    assert getattr(found, field) == merged
    assert found.notes == ((note,) if note else ())


def test_two_periods_are_both_there_and_neither_passes_for_the_other() -> None:
    merged = joint(Basis(period=SEPTEMBER), Basis(period=OCTOBER), Basis(period=SEPTEMBER))
    assert merged.period is None
    assert merged.periods == (SEPTEMBER, OCTOBER)
    assert merged.notes == ("Period: 2026-09-01 to 2026-09-30 (Cost, Advice); 2026-10-01 to 2026-10-31 (Budgets).",)


def test_a_section_without_a_period_takes_nothing_from_the_others() -> None:
    merged = joint(Basis(period=OCTOBER), Basis())
    assert (merged.period, merged.periods) == (OCTOBER, ())


def test_data_are_as_old_as_the_oldest_and_each_age_is_told() -> None:
    old, new = datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    merged = joint(Basis(data_as_of=new), Basis(data_as_of=old))
    assert merged.data_as_of == old
    assert merged.notes == ("Data as of: 2026-11-01 (Cost); 2026-10-03 (Budgets).",)


def test_of_two_estimates_each_error_is_told() -> None:
    first = Estimate(method="Seasonal mean", trials=12, error="0.041", naive_error="0.083")
    second = Estimate(method="Run rate", trials=3, error="12.5", unit="EUR")
    assert joint(Basis(estimate=first), Basis()).estimate == first
    merged = joint(Basis(estimate=first), Basis(estimate=second))
    assert merged.estimate is None
    assert merged.notes == (
        "Estimate: Seasonal mean, off by 4.1 % in 12 trials, the simplest method by 8.3 % (Cost); "
        "Run rate, off by €12.50 in 3 trials (Budgets).",
    )


def test_every_field_of_a_basis_is_taken_over() -> None:
    full = {
        "metric": "m", "period": OCTOBER, "granularity": "daily", "currency": "USD", "included": ("i",),
        "excluded": ("e",), "filters": ("f",), "partial_periods": ("p",),
        "data_as_of": datetime(2026, 11, 1, tzinfo=UTC), "accounts": ("a",), "source": "s", "sample": True,
        "rows_read": 1, "pages_read": 1, "api_requests": 1, "api_cost_usd": "0.01", "notes": ("n",),
        "estimate": Estimate(method="x"), "gaps": (ABSENT,),
    }  # fmt: skip
    merged = joint(Basis.model_validate(full), Basis())
    assert set(full) == set(Basis.model_fields) - {"periods"}
    for field in Basis.model_fields:
        assert field == "periods" or getattr(merged, field), f"{field} is dropped"
