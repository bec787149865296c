"""The forecast tool over small bills whose next days are known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.catalog import CATALOG
from billing.export import open_bill
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.horizon import resolve_ahead
from billing.query import LineKind
from billing.source import BillSource
from billing.testing import Line, MemoryBill
from finops_core.answers import Finding, TableBlock, TimeSeriesBlock
from finops_core.clock import ManualClock
from finops_core.errors import ToolRetry
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.values import Period
from tests.unit.agents.asking import headline, prose
from tests.unit.billing.made_bills import focus_row, write_csv

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"
FIRST, DAYS = date(2026, 1, 1), 322
"""Up to 18 November 2026."""


def days(amount: str, *, first: date = FIRST, count: int = DAYS, **more: Any) -> list[Line]:
    return [Line(day=first + timedelta(days=n), amount=Decimal(amount), **more) for n in range(count)]


def monthly(amount: str, kind: LineKind, months: range, **more: Any) -> list[Line]:
    return [Line(day=date(2026, month, 1), amount=Decimal(amount), kind=kind, **more) for month in months]


STEADY = MemoryBill(days("10"))


def forecast(bill: BillSource = STEADY, *, accounts: frozenset[str] | None = None, **args: Any) -> Finding:
    context = ToolContext(
        job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill}, accounts=accounts
    )
    return run_tool(CATALOG["cost"].tool("forecast"), args, context)


def table(finding: Finding) -> TableBlock:
    (found,) = [block for block in finding.blocks if isinstance(block, TableBlock)]
    return found


def test_next_month_is_forecast_with_its_interval_and_its_basis_says_estimate() -> None:
    found = forecast()

    assert headline(found) == ("You will probably spend about $310.00 in December 2026: between $310.00 and $310.00.")
    assert "322 days of the bill's own history up to 18 November 2026" in prose(found)
    assert "were off by 0.0 %" in prose(found)
    assert found.basis.period is not None
    assert (found.basis.period.start, found.basis.period.end) == (date(2026, 12, 1), date(2027, 1, 1))
    assert any(
        "estimate, not a bill" in note and "1 January 2026 to 18 November 2026" in note for note in found.basis.notes
    )
    assert any("missed by 0.0% of all that came (WAPE)" in note for note in found.basis.notes)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("400", "You will probably stay below $400.00 in December 2026: about"),
        ("1", "You will probably pass $1.00 in December 2026: about"),
    ],
)
def test_an_amount_that_is_asked_about_is_held_against_the_interval(limit: str, said: str) -> None:
    assert headline(forecast(limit=limit)).startswith(said)


def test_an_amount_inside_the_interval_is_told_with_the_likelier_outcome() -> None:
    uneven = MemoryBill([Line(day=FIRST + timedelta(days=n), amount=Decimal(5 + 7 * n % 11)) for n in range(DAYS)])
    figures = {fact.subject: Decimal(fact.value) for fact in forecast(uneven).facts if fact.kind == "money"}
    low, likely, high = figures["forecast, low"], figures["forecast"], figures["forecast, high"]

    assert low < likely < high
    under, over = str((low + likely) / 2), str((likely + high) / 2)
    assert headline(forecast(uneven, limit=under)).startswith("You will probably, but not surely, pass $")
    assert headline(forecast(uneven, limit=over)).startswith("You will probably, but not surely, stay below $")


@pytest.mark.parametrize("more", [{"granularity": "monthly"}, {"group_by": ["service"]}, {"drivers": True}])
def test_an_amount_is_held_against_the_whole_alone(more: dict[str, Any]) -> None:
    with pytest.raises(ToolRetry, match="a limit is for the whole"):
        forecast(limit="400", **more)


def test_the_chart_shows_what_was_billed_and_what_is_estimated_with_low_and_high() -> None:
    (chart,) = [block for block in forecast().blocks if isinstance(block, TimeSeriesBlock)]
    billed, ahead = chart.series

    assert (billed.name, ahead.name, chart.granularity) == ("Billed", "Forecast", "daily")
    assert billed.points[-1].start == "2026-11-18"
    assert all(point.low is None for point in billed.points)
    assert (ahead.points[0].start, ahead.points[-1].start) == ("2026-11-19", "2026-12-31")
    assert all(point.low is not None and point.high is not None for point in ahead.points)


def test_the_basis_has_the_method_with_its_error_beside_the_naive_one_and_both_ranges() -> None:
    uneven = MemoryBill(
        [Line(day=FIRST + timedelta(days=n), amount=Decimal(10 + n * 37 % 11)) for n in range(DAYS)],
    )
    found = forecast(uneven)
    estimate = found.basis.estimate
    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    points = chart.series[1].points

    assert estimate is not None
    assert (estimate.levels, estimate.unit) == (("0.8", "0.95"), "percent")
    assert (estimate.trials or 0) >= 5
    assert None not in (estimate.error, estimate.naive_error)
    assert all(Decimal(one.low_95 or "") <= Decimal(one.low or "") for one in points)
    assert all(Decimal(one.high_95 or "") >= Decimal(one.high or "") for one in points)
    assert any(Decimal(one.high_95 or "") > Decimal(one.high or "") for one in points)
    assert any("95 %" in note for note in found.basis.notes)
    assert [column.key for column in table(found).columns][-2:] == ["low_95", "high_95"]


def test_this_month_adds_what_is_billed_already() -> None:
    found = forecast(period="this_month")

    assert headline(found).startswith("You will probably spend about $300.00 in November 2026")
    assert "$180.00 of it is billed already." in prose(found)
    assert table(found).rows[0][0] == "2026-11-19"


def test_monthly_fees_come_once_and_those_of_the_running_month_are_not_counted_twice() -> None:
    fees = monthly("50", LineKind.SUPPORT, range(1, 12))
    bill = MemoryBill([*days("10"), *fees])

    assert "about $360.00 in December 2026" in headline(forecast(bill))
    assert "about $350.00 in November 2026" in headline(forecast(bill, period="this_month"))
    assert "What comes once a month (support) is put on its usual day" in prose(forecast(bill))


def test_no_day_of_a_month_that_has_its_fees_is_given_them_again() -> None:
    fees = [
        *monthly("50", LineKind.SUPPORT, range(1, 12)),
        *monthly("1850", LineKind.MARKETPLACE, range(1, 12)),
        *(Line(day=date(2026, month, 15), amount=Decimal(200), kind=LineKind.TAX) for month in range(1, 12)),
    ]
    rows = table(forecast(MemoryBill([*days("10"), *fees]), period="rest_of_year", granularity="daily")).rows
    by_day = {row[0]: Decimal(row[1] or "0") for row in rows}

    assert {day for day, amount in by_day.items() if amount > 11} == {"2026-12-01", "2026-12-15"}
    assert by_day["2026-12-01"] == Decimal("1910")
    assert by_day["2026-12-15"] == Decimal("210")


def test_a_late_fee_comes_on_the_last_day_of_its_month_and_later_ones_on_their_usual_day() -> None:
    bill = MemoryBill([*days("10"), *monthly("50", LineKind.SUPPORT, range(1, 11))])
    rows = table(forecast(bill, period="rest_of_year", granularity="daily")).rows

    assert [row[0] for row in rows if Decimal(row[1] or "0") > 11] == ["2026-11-30", "2026-12-01"]


def test_a_tax_that_grows_with_the_running_month_is_completed_and_a_fixed_fee_is_not() -> None:
    spend = [Line(day=FIRST + timedelta(days=n), amount=Decimal(10) + Decimal(n) / 20) for n in range(DAYS)]
    tax: dict[date, Decimal] = {}
    for one in spend:
        tax[one.day.replace(day=1)] = tax.get(one.day.replace(day=1), Decimal(0)) + one.amount / 10
    lines = [Line(day=day, amount=amount, kind=LineKind.TAX) for day, amount in tax.items()]
    november = table(forecast(MemoryBill([*spend, *lines]), period="rest_of_month")).rows
    with_tax = Decimal(november[-1][1] or "0") - Decimal(november[-2][1] or "0")

    assert Decimal("28") < with_tax < Decimal("36"), "a tenth of the 12 days that are left"


@pytest.mark.parametrize(
    "period", ["next_month", "december", "2026-12", "next_3_months", "rest_of_year", "next_5_months"]
)
def test_a_month_is_the_same_whatever_it_is_asked_with_and_the_sum_of_its_days(period: str) -> None:
    growing = [Line(day=FIRST + timedelta(days=n), amount=Decimal(20 + n % 7) + Decimal(n) / 9) for n in range(DAYS)]
    bill = MemoryBill([*growing, *monthly("50", LineKind.SUPPORT, range(1, 12))])
    shown = table(forecast(bill, period=period, granularity="monthly")).rows
    (alone,) = table(forecast(bill, period="2026-12", granularity="monthly")).rows
    every_day = table(forecast(bill, period="2026-12", granularity="daily")).rows

    assert next(row for row in shown if row[0] == alone[0]) == alone
    assert abs(sum(Decimal(row[1] or "0") for row in every_day) - Decimal(alone[1] or "0")) < Decimal("0.20")


def test_days_and_months_of_an_interval_hold_together() -> None:
    bill = MemoryBill([Line(day=FIRST + timedelta(days=n), amount=Decimal(50 + n * 37 % 23)) for n in range(DAYS)])
    found = forecast(bill, period="next_2_months", granularity="monthly")
    low, high = (Decimal(fact.value) for fact in found.facts[1:3])

    assert sum(Decimal(row[2] or "0") for row in table(found).rows) <= low
    assert sum(Decimal(row[3] or "0") for row in table(found).rows) >= high


def test_last_years_seasons_are_followed_where_they_did_better_and_the_basis_says_so() -> None:
    first = date(2023, 11, 1)
    seasons = (1.0, 1.0, 1.1, 1.1, 1.0, 0.9, 0.8, 0.8, 1.0, 1.1, 1.5, 1.9)
    year = [
        Line(day=day, amount=Decimal(str(round(100 * seasons[day.month - 1], 2))))
        for day in (first + timedelta(days=n) for n in range((date(2026, 11, 19) - first).days))
    ]
    found = forecast(MemoryBill(year), period="next_3_months")
    amounts = [Decimal(row[1] or "0") for row in table(found).rows]

    assert [round(amount / days) for amount, days in zip(amounts, (31, 31, 28), strict=True)] == [190, 100, 100]
    assert any("months follow those of last year" in note for note in found.basis.notes)


def test_a_fee_that_is_late_this_month_is_still_expected() -> None:
    bill = MemoryBill([*days("10"), *monthly("50", LineKind.TAX, range(1, 11))])

    assert "about $350.00 in November 2026" in headline(forecast(bill, period="this_month"))


def test_one_off_purchases_and_money_given_back_are_left_out_and_said_so() -> None:
    once = [
        Line(day=date(2026, 11, 2), amount=Decimal(9000), kind=LineKind.RESERVATION_UPFRONT),
        Line(day=date(2026, 11, 3), amount=Decimal(-400), kind=LineKind.REFUND),
    ]
    found = forecast(MemoryBill([*days("10"), *once]))

    assert "about $310.00" in headline(found)
    by_service = forecast(MemoryBill([*days("10"), *once]), group_by=["service"])
    assert "Estimates leave out refunds and upfront fees of reservations;" in prose(by_service)
    assert table(by_service).rows[0][1] == "310"
    assert "Left out, since the past says nothing about them: refunds and upfront fees of reservations." in prose(found)
    assert found.basis.included == ("usage",)
    assert found.basis.excluded == ("refunds", "upfront fees of reservations")


def test_months_far_ahead_are_sums_of_days() -> None:
    found = forecast(MemoryBill(days("10", first=date(2024, 11, 1), count=748)), period="next_6_months")
    rows = table(found).rows

    assert [row[0] for row in rows] == [
        "2026-12-01",
        "2027-01-01",
        "2027-02-01",
        "2027-03-01",
        "2027-04-01",
        "2027-05-01",
    ]
    assert "748 days of the bill's own history" in prose(found)
    assert Decimal(found.facts[0].value) == 1820


def test_too_little_history_says_what_is_there_and_what_is_needed() -> None:
    found = forecast(MemoryBill(days("10", first=date(2026, 11, 1), count=18)))

    assert headline(found) == (
        "There is too little history for a forecast in December 2026: it needs 92 days without a gap, and the bill "
        "has 18 days of it, up to 18 November 2026."
    )
    assert found.blocks == ()
    assert all(fact.kind != "money" for fact in found.facts)


def test_a_month_that_is_billed_is_not_forecast() -> None:
    assert headline(forecast(period="2026-10")) == (
        "The bill is complete in October 2026, so there is nothing to forecast: you spent $310.00."
    )


def test_the_largest_groups_are_forecast_one_by_one() -> None:
    growing = [
        Line(day=FIRST + timedelta(days=n), amount=Decimal(n) / 50, service=S3, region="us-east-1") for n in range(DAYS)
    ]
    bill = MemoryBill(
        [*days("10", service=EC2), *growing, *days("1", service="AWS Glue", first=date(2026, 11, 1), count=18)]
    )
    largest, fastest = forecast(bill, group_by=["service"]), forecast(bill, group_by=["service"], order="growth")

    assert headline(largest).startswith(f"{EC2} will probably cost the most in December 2026: about $310.00")
    assert headline(fastest).startswith(f"{S3} will probably grow the most in December 2026")
    assert [row[0] for row in table(largest).rows] == [EC2, S3, "All others"]
    assert table(largest).columns[1].label == "October 2026"
    assert any("too little history" in note for note in largest.basis.notes)
    assert [row[0] for row in table(forecast(bill, group_by=["service"], top_n=1)).rows] == [EC2, "All others"]


def test_filters_and_the_accounts_a_user_may_see_apply() -> None:
    bill = MemoryBill([*days("10", service=EC2, account="1" * 12), *days("3", service=S3, account="2" * 12)])

    assert "about $93.00 on S3" in headline(forecast(bill, service=["S3"]))
    assert "about $93.00" in headline(forecast(bill, accounts=frozenset({"2" * 12})))
    assert "about $310.00 without S3" in headline(forecast(bill, exclude=["service=S3"]))
    assert headline(forecast(bill, service=["Redshift"])).startswith("The bill has no service Redshift.")


def test_a_bill_in_several_currencies_gets_a_forecast_of_each() -> None:
    bill = MemoryBill([*days("10"), *days("3", currency="EUR"), *days("500", currency="JPY", count=20)])
    found = forecast(bill)

    assert headline(found).startswith("In USD: You will probably spend about $310.00 in December 2026")
    told = prose(found)
    assert "In JPY: You will probably spend about ¥0 in December 2026" in told
    assert "In EUR: You will probably spend about €93.00 in December 2026" in told
    assert found.basis.currency is None
    assert any(note.startswith("EUR: Method:") for note in found.basis.notes)
    units = [block.title.rpartition(" ")[2] for block in found.blocks if isinstance(block, TableBlock)]
    assert units == ["USD", "EUR", "JPY"]
    assert headline(forecast(bill, currency="EUR")).startswith("In EUR: You will probably spend about €93.00")


def test_groups_of_several_currencies_are_forecast_in_each() -> None:
    found = forecast(MemoryBill([*days("10"), *days("3", currency="EUR", service=S3)]), group_by=("service",))

    assert headline(found).startswith("In USD: ")
    assert "In EUR: Amazon Simple Storage Service will probably cost the most in December 2026" in prose(found)


def test_of_more_currencies_than_four_the_rest_is_named() -> None:
    lines = [
        line for n, unit in enumerate(("USD", "EUR", "GBP", "CHF", "SEK")) for line in days(str(9 - n), currency=unit)
    ]

    assert any("Amounts in SEK are left out" in note for note in forecast(MemoryBill(lines)).basis.notes)


def charged(first: date, end: date, amount: str, **more: str) -> dict[str, str]:
    month = first.replace(day=1)
    billed = {"BillingPeriodStart": month, "BillingPeriodEnd": (month + timedelta(days=32)).replace(day=1)}
    times = billed | {"ChargePeriodStart": first, "ChargePeriodEnd": end}
    return focus_row(BilledCost=amount, **{name: f"{day}T00:00:00Z" for name, day in times.items()}, **more)


@pytest.mark.parametrize(
    ("bought", "this_month"), [(date(2026, 11, 3), "about $1,500.00"), (date(2026, 3, 1), "about $300.00")]
)
def test_a_licence_for_its_year_counts_once_in_the_month_it_was_bought(
    bought: date, this_month: str, tmp_path: Path
) -> None:
    starts = [FIRST + timedelta(days=n) for n in range(DAYS)]
    usage = [charged(day, day + timedelta(days=1), "10") for day in starts]
    licence = charged(bought, bought.replace(year=2027), "1200", ChargeCategory="Purchase", ChargeFrequency="One-Time")
    with open_bill(write_csv(tmp_path / "bill.csv", [*usage, licence])) as bill:
        assert this_month in headline(forecast(bill, period="this_month"))
        later = forecast(bill, period="next_3_months")
    assert "about $900.00" in headline(later)
    assert "What came once (other charges) is not continued." in prose(later)


def test_uneven_spend_is_called_unreliable() -> None:
    spiky = [Line(day=FIRST + timedelta(days=n), amount=Decimal(0 if n % 41 else 900)) for n in range(DAYS)]

    assert "too uneven to rely on" in prose(forecast(MemoryBill(spiky), period="next_14_days"))


def test_only_fees_left_are_forecast_from_their_months() -> None:
    bill = MemoryBill([*days("10"), *monthly("50", LineKind.TAX, range(1, 12))])
    found = forecast(bill, kind=["tax"])

    assert "about $50.00 on tax in December 2026" in headline(found)
    assert "10 months of the bill's own history" in prose(found)


def test_usage_that_is_billed_by_the_month_is_continued_in_months() -> None:
    months = [date(2022 + n // 12, n % 12 + 1, 1) for n in range(59)]
    seasons = (100, 90, 95, 100, 105, 110, 120, 115, 110, 120, 160, 220)
    bill = MemoryBill([Line(day=day, amount=Decimal(seasons[day.month - 1])) for day in months])
    rows = table(forecast(bill, period="next_3_months")).rows

    assert [(row[0], round(Decimal(row[1] or "0"))) for row in rows] == [
        ("2026-12-01", 220),
        ("2027-01-01", 100),
        ("2027-02-01", 90),
    ]


@pytest.mark.parametrize("period", ["sometime", "next_0_days", "next_5000_months", "2090", "next_hour"])
def test_a_period_no_forecast_knows_may_be_corrected(period: str) -> None:
    with pytest.raises(ToolRetry):
        forecast(period=period)


ANCHOR = Anchor.of(Period(date(2024, 1, 1), date(2026, 11, 19)), date(2026, 11, 20), Calendar())


@pytest.mark.parametrize(
    ("symbol", "first", "end"),
    [
        ("next_day", "2026-11-21", "2026-11-22"),
        ("next_week", "2026-11-23", "2026-11-30"),
        ("next_month", "2026-12-01", "2027-01-01"),
        ("next_quarter", "2027-01-01", "2027-04-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
        ("next_fiscal_year", "2027-01-01", "2028-01-01"),
        ("next_30_days", "2026-11-20", "2026-12-20"),
        ("next_2_weeks", "2026-11-20", "2026-12-04"),
        ("next_3_months", "2026-12-01", "2027-03-01"),
        ("next_2_quarters", "2027-01-01", "2027-07-01"),
        ("rest_of_month", "2026-11-19", "2026-12-01"),
        ("rest_of_year", "2026-11-19", "2027-01-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("december", "2026-12-01", "2027-01-01"),
        ("november", "2026-11-01", "2026-12-01"),
        ("march", "2027-03-01", "2027-04-01"),
        ("january-5", "2027-01-05", "2027-01-06"),
        ("february-29", "2027-02-28", "2027-03-01"),
        ("Q1", "2027-01-01", "2027-04-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("2027-02", "2027-02-01", "2027-03-01"),
        ("december/february", "2026-12-01", "2027-03-01"),
    ],
)
def test_a_period_ahead_counts_from_now(symbol: str, first: str, end: str) -> None:
    assert resolve_ahead(symbol, ANCHOR) == Period(date.fromisoformat(first), date.fromisoformat(end))


def test_next_month_of_an_old_bill_follows_its_end() -> None:
    old = Anchor.of(Period(date(2018, 1, 1), date(2018, 11, 1)), date(2026, 11, 20), Calendar())

    assert resolve_ahead("next_month", old) == Period.of_month(2018, 11)


def test_each_group_has_its_own_error_beside_that_of_the_simplest_method_and_what_has_none_is_said() -> None:
    uneven = [
        Line(day=FIRST + timedelta(days=n), amount=Decimal(10 + (20 if n % 7 < 5 else 0) + n * 37 % 11), service=EC2)
        for n in range(DAYS)
    ]
    late = days("1", service="Glue", first=date(2026, 11, 12), count=7)
    fees = monthly("50", LineKind.SUPPORT, range(1, 12), service="Support")
    found = forecast(MemoryBill([*uneven, *days("4", service=S3), *late, *fees]), group_by=("service",))
    keys = [column.key for column in table(found).columns]
    rows = {row[0]: dict(zip(keys, row, strict=True)) for row in table(found).rows}

    assert [column.kind for column in table(found).columns if column.key == "naive_error"] == ["percent"]
    assert Decimal(0) < Decimal(rows[EC2]["error"] or "") <= Decimal(rows[EC2]["naive_error"] or "")
    assert (rows[S3]["error"], rows[S3]["naive_error"]) == ("0.0", "0.0")
    assert (rows["All others"]["error"], rows["All others"]["naive_error"]) == (None, None)
    assert "For Support what comes once a month is continued" in prose(found)
    assert "All others together are not measured." in prose(found)
    assert "forecasts of all were off by" in prose(found)


def test_parts_of_a_group_are_said_not_to_be_measured() -> None:
    found = forecast(MemoryBill(days("10", service=EC2, region="eu-west-1")), group_by=("service", "region"))

    assert "not measured one by one" in prose(found)
    assert {row[-1] for row in table(found).rows} == {None}
