"""The cost tools over small bills with sums done by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.query import Dimension, LineKind
from billing.terms import Terms
from billing.testing import Line, MemoryBill
from finops_core.answers import BreakdownBlock, Finding, TableBlock, TimeSeriesBlock, render
from finops_core.errors import ToolRetry
from tests.unit.agents.asking import ask, headline, prose

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EC2, S3 = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"
PROD, TEST = "111111111111", "222222222222"


def line(day: str, amount: str, **more: Any) -> Line:
    return Line(day=date.fromisoformat(day), amount=Decimal(amount), **more)


BILL = MemoryBill(
    [
        line("2026-09-10", "40", account=PROD, tags={"team": "payments"}),
        line("2026-09-11", "10", service=S3, account=TEST),
        line("2026-09-12", "5", service="AWS Glue", account=TEST),
        line("2026-10-01", "60", account=PROD, tags={"team": "payments"}),
        line("2026-10-02", "20", service=S3, account=PROD, region="us-east-1"),
        line("2026-10-31", "15", service="Amazon Bedrock", account=TEST),
        line("2026-10-31", "-8", account=PROD, kind=LineKind.CREDIT),
        line("2026-10-31", "3", service="Tax", account=PROD, kind=LineKind.TAX),
        line("2026-11-18", "9", account=PROD, tags={"team": "search"}),
    ],
    accounts={PROD: "Production", TEST: "Test"},
)


def call(tool: str, bill: MemoryBill = BILL, **args: Any) -> Finding:
    return ask(bill, tool, **args)


def rows(finding: Finding, title: str = "") -> tuple[tuple[str | None, ...], ...]:
    return next(block.rows for block in finding.blocks if isinstance(block, TableBlock) and title in block.title)


def test_a_total_names_amount_and_period_and_what_credits_took_off() -> None:
    found = call("spend", period="2026-10")

    assert headline(found) == "You spent $90.00 in October 2026."
    assert prose(found) == "Before credits and refunds it was $98.00."


def test_the_basis_says_what_a_number_stands_on() -> None:
    basis = call("spend", period="2026-10", exclude=["credit"], service=["EC2"]).basis

    assert basis.metric == "BilledCost"
    assert basis.period is not None
    assert (basis.period.start, basis.period.end) == (date(2026, 10, 1), date(2026, 11, 1))
    assert basis.currency == "USD"
    assert "usage" in basis.included
    assert basis.excluded == ("credits",)
    assert basis.filters == (f"service is {EC2}",)
    assert basis.accounts == (f"Production ({PROD})", f"Test ({TEST})")
    assert basis.source == "memory"
    assert basis.rows_read == 1


def test_an_open_period_is_named_partial() -> None:
    assert call("spend", period="this_month").basis.partial_periods == ("the bill is complete up to 18 November 2026",)


def test_groups_come_by_falling_amount_with_their_shares() -> None:
    found = call("spend", period="2026-10", group_by=["service"], exclude=["credit"])

    assert headline(found) == f"You spent most on {EC2}: $60.00 of $98.00 (61.2 %) in October 2026."
    assert rows(found) == (
        (EC2, "60", "0.61224490"),
        (S3, "20", "0.20408163"),
        ("Amazon Bedrock", "15", "0.15306122"),
        ("Tax", "3", "0.03061224"),
    )
    (parts,) = [block for block in found.blocks if isinstance(block, BreakdownBlock)]
    assert parts.total == "98"


def test_top_and_bottom_n_cut_the_list_but_not_the_total() -> None:
    top = call("spend", period="2026-10", group_by=["service"], top_n=1)
    bottom = call("spend", period="2026-10", group_by=["service"], top_n=1, order="lowest")

    assert rows(top)[0][0] == EC2
    assert rows(bottom)[0][0] == "Tax"
    assert "$90.00" in headline(top)
    assert next(block for block in top.blocks if isinstance(block, TableBlock)).total_rows == 4


def test_thresholds_keep_groups_above_or_below_an_amount() -> None:
    assert [row[0] for row in rows(call("spend", period="2026-10", group_by=["service"], threshold="19"))] == [EC2, S3]
    assert [row[0] for row in rows(call("spend", period="2026-10", group_by=["service"], below="4"))] == ["Tax"]
    nothing = call("spend", period="2026-10", group_by=["service"], threshold="1000")
    assert headline(nothing) == "No service was above $1,000.00 in October 2026."


def test_two_dimensions_make_rows_of_both() -> None:
    found = call("spend", period="2026-09", group_by=["account", "service"])

    assert rows(found)[0][:3] == (f"Production ({PROD})", EC2, "40")


def test_a_series_over_time_has_a_point_for_each_interval_with_charges() -> None:
    found = call("spend", granularity="monthly", period="all")

    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    assert [(point.start, point.value) for point in chart.series[0].points] == [
        ("2026-09-01", "55"),
        ("2026-10-01", "90"),
        ("2026-11-01", "9"),
    ]


def test_the_largest_day_is_named() -> None:
    found = call("spend", period="2026-10", granularity="daily", top_n=1)

    assert headline(found) == "You spent most on 1 October 2026: $60.00."


def test_an_average_divides_by_the_days_the_bill_covers() -> None:
    assert headline(call("spend", period="2026-10", average="daily")).startswith("You spent $2.90 a day on average")
    both = call("spend", period="2026-09/2026-10", average="monthly")
    assert headline(both) == (
        "You spent $84.87 a month on average from 10 September 2026 to 31 October 2026, $145.00 in all."
    )


def test_filters_combine() -> None:
    found = call("spend", period="2026-10", service=["S3"], region=["us-east-1"], account=["production"])

    assert headline(found) == "You spent $20.00 on S3 in account production in us-east-1 in October 2026."


def test_spend_by_tag_leads_with_the_share_that_is_tagged() -> None:
    found = call("spend", group_by=["team"], exclude=["credit"], period="all")

    assert headline(found).startswith("67.3 % of the spend carries the tag team. You spent most on payments: $100.00")
    assert ("untagged", "53", "0.32716049") in rows(found)


def test_a_tag_filter_takes_any_of_several_values() -> None:
    assert headline(call("spend", tag=["team=payments", "team=search"], period="all")).startswith(
        "You spent $109.00 tagged"
    )
    assert headline(call("spend", tag=["team="], period="2026-09")).startswith("You spent $15.00 without the tag team")
    beside = call("spend", tag=["team=payments", "team=search"], period="all", group_by=["tag:team"])
    assert headline(beside).startswith("Of what is tagged team=payments or search, you spent most on payments: $100.00")


def test_a_team_without_terms_is_the_value_of_the_tag() -> None:
    assert headline(call("spend", team=["payments"], period="all")).startswith("You spent $100.00 tagged team=payments")


def test_an_organisations_nickname_names_a_service() -> None:
    terms = Terms(services={"disks": (S3,)})
    assert (
        headline(call("spend", terms=terms, service=["disks"], period="all"))
        == "You spent $30.00 on disks from 10 September 2026 to 18 November 2026."
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"service": ["Redshift"]}, "The bill has no service Redshift. It has "),
        ({"account": ["staging"]}, "The bill has no account staging. It has Production (111111111111), Test"),
        ({"group_by": ["tag:owner"]}, "The bill has no tag owner. It has team."),
        ({"tag": ["team=sales"]}, "The bill has no team tag named sales. It has payments, search."),
        (
            {"period": "2019-01"},
            "The bill has no charges in January 2019. It covers 10 September 2026 to 18 November 2026.",
        ),
    ],
)
def test_what_the_bill_does_not_have_is_said_with_what_it_has(args: dict[str, Any], sentence: str) -> None:
    found = call("spend", **args)

    assert headline(found).startswith(sentence)
    assert found.suggestions
    assert not found.blocks


def test_a_filter_that_matches_no_charge_is_said_plainly() -> None:
    found = call("spend", period="2026-09", service=["Bedrock"])

    known = "September 2026, of which the bill has the days from 10 September 2026 on"
    assert headline(found) == f"The bill has no charges on Bedrock in {known}."


def test_currencies_are_shown_side_by_side_and_never_added() -> None:
    bill = MemoryBill([line("2026-10-01", "5"), line("2026-10-01", "7", currency="EUR")])
    found = call("spend", bill)

    assert "$5.00" in headline(found)
    assert "€7.00" in headline(found)
    assert "12" not in headline(found)
    grouped = call("spend", bill, group_by=["service"])
    assert {row[1] for row in rows(grouped)} == {"USD", "EUR"}


def test_currencies_become_one_amount_only_with_the_rates_of_the_organisation_which_are_shown() -> None:
    bill = MemoryBill([line("2026-10-01", "5"), line("2026-10-01", "7", currency="EUR")])
    found = call("spend", bill, terms=Terms.model_validate({"rates": {"USD": {"EUR": "1.0834"}}}))

    assert render(found.prose, found.facts) == (
        "With the rates of finops.toml (one EUR as 1.0834 USD) that is $12.58 in all."
    )
    whole = next(fact for fact in found.facts if fact.subject == "spend in one currency")
    assert (whole.value, whole.unit) == ("12.5838", "USD")
    assert len(whole.derived_from) == 3
    assert call("spend", bill, terms=Terms.model_validate({"rates": {"USD": {"GBP": "1.3"}}})).prose == ""
    assert call("spend", bill).prose == ""


def test_a_wanted_currency_is_told_at_the_organisations_rate_or_said_not_to_be_had() -> None:
    bill = MemoryBill([line("2026-10-01", "5")])
    terms = Terms.model_validate({"rates": {"EUR": {"USD": "0.9"}, "GBP": {"USD": "0.8"}}})

    assert "(one USD as 0.9 EUR) that is €4.50" in prose(call("spend", bill, terms=terms, currency="EUR"))
    assert "£" not in prose(call("spend", bill, terms=terms, currency="EUR"))
    assert "in USD, and finops.toml has no rate to EUR" in prose(call("spend", bill, currency="EUR"))
    assert "no rate" not in prose(call("spend", bill, currency="USD"))


def test_a_metric_of_the_organisation_is_used_unless_another_is_asked_for() -> None:
    bill = MemoryBill([line("2026-10-01", "5", effective=Decimal(4))])
    terms = Terms.model_validate({"metric": "effective"})

    assert "$4.00" in headline(call("spend", bill, terms=terms))
    assert "$5.00" in headline(call("spend", bill, terms=terms, metric="billed"))


@pytest.mark.parametrize(
    "args",
    [
        {"group_by": ["colour"]},
        {"period": "soon"},
        {"exclude": ["fun"]},
        {"top_n": 0},
        {"unknown": 1},
        {"granularity": "secondly"},
    ],
)
def test_wrong_arguments_are_refused_so_that_a_model_can_correct_them(args: dict[str, Any]) -> None:
    with pytest.raises(ToolRetry):
        call("spend", **args)


def test_a_comparison_names_the_difference_and_its_drivers() -> None:
    found = call("compare", period="2026-10", exclude=["credit", "tax"])

    assert (
        headline(found) == "You spent $95.00 in October 2026, $40.00 (72.7 %) more than the $55.00 of September 2026."
    )
    assert prose(found).startswith(f"{EC2} rose by $20.00; Amazon Bedrock is new with $15.00; {S3} rose by $10.00")
    kinds = {row[0]: row[-1] for row in rows(found, "Change by service")}
    assert kinds == {EC2: "grown", "Amazon Bedrock": "new", S3: "grown", "AWS Glue": "stopped"}


def test_a_direction_keeps_only_what_fell() -> None:
    assert [row[0] for row in rows(call("compare", period="2026-10", group_by=["service"], direction="down"))] == [
        "AWS Glue"
    ]


def test_an_open_month_is_compared_with_as_many_days() -> None:
    found = call("compare", period="this_month", compare_to="last_month", exclude=["credit", "tax"])

    assert "from 1 November 2026 to 18 November 2026" in headline(found)
    assert "$71.00 (88.8 %) less than the $80.00 of 1 October 2026 to 18 October 2026" in headline(found)
    assert any("as many days" in note for note in found.basis.notes)


def test_without_an_earlier_month_a_comparison_says_what_there_is() -> None:
    found = call("compare", period="2026-09")

    assert headline(found).startswith("The bill has nothing in August 2026 to compare with; it covers 10 September")
    assert "You spent $55.00" in headline(found)


def test_a_change_is_split_into_quantity_and_price() -> None:
    usage = {Dimension.USAGE_TYPE: "BoxUsage"}
    bill = MemoryBill(
        [
            line("2026-09-01", "10", values=usage, quantity=Decimal(10)),
            line("2026-10-01", "24", values=usage, quantity=Decimal(12)),
        ]
    )
    found = call("compare", bill, period="2026-10")

    assert rows(found, "What drove it") == ((EC2, "BoxUsage", "14", "2", "12", "grown"),)


def test_new_and_stopped_charges_are_listed() -> None:
    new = call("changes", period="2026-10", group_by=["service"], exclude=["tax"])
    stopped = call("changes", change="stopped", period="2026-10", group_by=["service"])

    assert headline(new) == "1 charge is new in October 2026 compared with September 2026: Amazon Bedrock, $15.00."
    assert [row[0] for row in rows(new)] == ["Amazon Bedrock"]
    assert [row[0] for row in rows(stopped)] == ["AWS Glue"]


def test_a_new_credit_makes_new_charges_less_and_keeps_its_sign() -> None:
    bill = MemoryBill(
        [
            line("2026-09-01", "5", values={Dimension.USAGE_TYPE: "old"}),
            line("2026-10-01", "5", values={Dimension.USAGE_TYPE: "old"}),
            line("2026-10-01", "10", values={Dimension.USAGE_TYPE: "fresh"}),
            line("2026-10-02", "-620", kind=LineKind.CREDIT, values={Dimension.USAGE_TYPE: "credit"}),
        ]
    )
    found = call("changes", bill, period="2026-10")

    assert headline(found).startswith("2 charges are new")
    assert headline(found).endswith(f": -$610.00 together, the largest {EC2} · credit with -$620.00.")


def november(*more: Line) -> MemoryBill:
    """Ten days of November at 10, after an October with a fee and a tax."""
    october = [line(f"2026-10-{day:02d}", "8") for day in range(1, 32)]
    fees = [line("2026-10-01", "50", kind=LineKind.SUPPORT), line("2026-10-01", "20", kind=LineKind.MARKETPLACE)]
    return MemoryBill([*october, *fees, *[line(f"2026-11-{day:02d}", "10") for day in range(1, 11)], *more])


def test_the_run_rate_extends_daily_charges_and_counts_monthly_ones_once() -> None:
    fees = (line("2026-11-01", "50", kind=LineKind.SUPPORT), line("2026-11-01", "20", kind=LineKind.MARKETPLACE))
    found = call("run_rate", november(*fees))

    assert headline(found) == (
        "You spent $170.00 from 1 November 2026 to 10 November 2026, $10.00 a day; at this pace November 2026 comes "
        "to $370.00."
    )
    assert "What does not come day by day (support and marketplace) counts once." in prose(found)
    assert found.basis.included == ("usage", "support", "marketplace")


def test_the_run_rate_of_a_month_that_is_over_extends_nothing() -> None:
    found = call("run_rate", november(), period="2026-10")

    assert headline(found) == "You spent $318.00 in October 2026, $8.00 a day; these days are complete."
    assert prose(found) == "The amount a day is without what does not come day by day (support and marketplace)."


def test_before_a_month_has_charges_the_latest_that_has_is_told_and_called_so() -> None:
    bill = MemoryBill([line(f"2026-10-{day:02d}", "8") for day in range(1, 32)])
    found = ask(bill, "run_rate", now=datetime(2026, 11, 1, 9, tzinfo=UTC))

    assert headline(found) == "You spent $248.00 in October 2026, $8.00 a day; these days are complete."
    assert "The bill has no charges in November 2026 yet: this is October 2026." in found.basis.notes


def test_a_month_without_a_complete_day_has_no_pace() -> None:
    bill = MemoryBill([line(f"2026-10-{day:02d}", "8") for day in range(1, 32)])
    context_day = call("run_rate", bill, period="2026-11")

    assert (
        headline(context_day)
        == "The bill has no charges in November 2026. It covers 1 October 2026 to 31 October 2026."
    )


def test_month_to_date_ends_with_the_bill_and_the_basis_says_so() -> None:
    bill = MemoryBill([line(f"2026-11-{day:02d}", "10") for day in range(1, 20)])
    found = call("spend", bill, period="month_to_date")

    assert headline(found) == "You spent $190.00 from 1 November 2026 to 19 November 2026."
    assert found.basis.period is not None
    assert found.basis.period.end == date(2026, 11, 20)
    assert "The bill ends on 19 November 2026; “to date” means up to there." in found.basis.notes


def test_month_to_date_is_compared_with_as_many_days_of_the_month_before() -> None:
    found = call("compare", november(), period="month_to_date")

    assert headline(found) == (
        "You spent $100.00 from 1 November 2026 to 10 November 2026, $50.00 (33.3 %) less than the $150.00 of "
        "1 October 2026 to 10 October 2026."
    )
    assert any("as many days" in note for note in found.basis.notes)


def test_the_bill_status_says_what_is_loaded() -> None:
    found = call("bill_status")

    assert (
        headline(found)
        == "The bill is FOCUS 1.2 with 9 rows of 2 accounts, from 10 September 2026 to 18 November 2026."
    )
    assert ("Tag keys", "team") in rows(found)


def test_the_status_of_a_scoped_user_names_only_their_accounts() -> None:
    found = call("bill_status", accounts=frozenset({TEST}))

    assert "Production" not in found.model_dump_json()
    assert any("Test (222222222222)" in (row[1] or "") for row in rows(found))


def test_the_status_counts_the_names_that_it_does_not_list() -> None:
    lines = [line("2026-11-01", "1", account=f"{n:012}", tags={f"key{n}": "x"}) for n in range(1, 1031)]
    found = {row[0]: row[1] or "" for row in rows(call("bill_status", MemoryBill(lines)))}

    assert found["Accounts"].endswith("000000000020 and 1,010 more")
    assert found["Tag keys"].endswith(" and 1,010 more")


def test_a_scoped_user_learns_nothing_of_other_accounts() -> None:
    found = call("spend", accounts=frozenset({TEST}), service=["Redshift"])

    assert S3 in headline(found)
    assert EC2 not in headline(found)


def test_a_bound_leads_with_how_many_passed_it_and_what_they_come_to() -> None:
    above = call("spend", period="2026-10", group_by=["service"], threshold="10", exclude=["credit"])
    below = call("spend", period="2026-10", group_by=["service"], below="4")

    assert headline(above) == (
        f"3 services were above $10.00 in October 2026: $95.00 of $98.00 together, the most on {EC2} with $60.00."
    )
    assert headline(below) == "1 service was below $4.00 in October 2026: Tax with $3.00."


def test_an_empty_choice_has_no_empty_table() -> None:
    assert call("spend", period="2026-10", group_by=["service"], threshold="1000").blocks == ()


def test_the_first_n_are_summed_beside_all_of_it() -> None:
    found = call("spend", period="2026-10", group_by=["service"], top_n=2, exclude=["credit"])

    assert prose(found) == "The top 2 of 4 come to $80.00 (81.6 %)."


def test_what_has_no_name_is_said_when_something_else_is_called_the_most() -> None:
    bill = MemoryBill(
        [line("2026-10-01", "9", region=""), line("2026-10-01", "6"), line("2026-10-01", "5", region="us")]
    )
    found = call("spend", bill, group_by=["region"])

    assert headline(found) == "You spent most on eu-west-1: $6.00 of $20.00 (30.0 %) on 1 October 2026."
    assert prose(found) == "$9.00 (45.0 %) has no region."


def test_one_group_has_all_of_it_and_none_is_said_to_be_none() -> None:
    one = call("spend", MemoryBill([line("2026-10-01", "9")]), group_by=["region"])
    none = call("spend", MemoryBill([line("2026-10-01", "9", region="")]), group_by=["region"])

    assert headline(one) == "You spent $9.00 on 1 October 2026, all of it on eu-west-1."
    assert headline(none) == "The bill names no region for any of the $9.00 you spent on 1 October 2026."


def test_a_period_that_the_bill_has_in_part_is_said_to_be() -> None:
    assert headline(call("spend", period="2026-11")) == "You spent $9.00 in November 2026 up to 18 November 2026."
    assert (
        headline(call("spend", period="2026-09"))
        == "You spent $55.00 in September 2026, of which the bill has the days from 10 September 2026 on."
    )
    assert headline(call("spend", period="2026")) == (
        "You spent $154.00 in 2026, of which the bill has 10 September 2026 to 18 November 2026."
    )


def test_months_with_some_of_their_days_are_marked_and_named() -> None:
    found = call("spend", granularity="monthly", period="all")

    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    assert [point.partial for point in chart.series[0].points] == [True, False, True]
    assert found.basis.partial_periods == (
        "of the month from 1 September 2026 only 21 of 30 days",
        "of the month from 1 November 2026 only 18 of 30 days",
    )


def test_weeks_cut_by_the_period_asked_for_are_marked() -> None:
    bill = MemoryBill([line(f"2026-10-{day:02d}", "1") for day in range(1, 32)])
    found = call("spend", bill, period="2026-10-07/2026-10-20", granularity="weekly")

    (chart,) = [block for block in found.blocks if isinstance(block, TimeSeriesBlock)]
    assert [(point.start, point.partial) for point in chart.series[0].points] == [
        ("2026-10-05", True),
        ("2026-10-12", False),
        ("2026-10-19", True),
    ]


def test_the_dearest_day_says_what_of_it_came_at_once() -> None:
    fee = line("2026-10-01", "90", kind=LineKind.SUPPORT)
    bill = MemoryBill([fee, *[line(f"2026-10-{day:02d}", "8") for day in range(1, 32)]])
    found = call("spend", bill, granularity="daily", top_n=1)

    assert headline(found) == "You spent most on 1 October 2026: $98.00."
    assert prose(found) == "$90.00 of it came at once, dated then: support."
    assert not any(isinstance(block, TimeSeriesBlock) for block in found.blocks)


def test_hours_of_a_bill_of_days_are_said_to_be_days() -> None:
    said = prose(call("spend", granularity="hourly"))
    assert said.startswith("The bill has days only, no hours: this is by day.")


def test_what_rose_or_fell_comes_first_when_that_is_asked() -> None:
    up = call("compare", period="2026-10", direction="up", group_by=["service"], exclude=["credit"])
    down = call("compare", period="2026-10", direction="down", group_by=["service"])

    assert headline(up) == ("4 services rose in October 2026, compared with September 2026: by $48.00 together.")
    assert headline(down) == ("1 service fell in October 2026, compared with September 2026: AWS Glue by $5.00.")
    assert "You spent $98.00 in October 2026" in prose(up)


def test_new_charges_name_the_largest() -> None:
    found = call("changes", period="2026-10", group_by=["service"])

    assert headline(found) == (
        "2 charges are new in October 2026 compared with September 2026: $18.00 together, the largest Amazon Bedrock "
        "with $15.00."
    )


def test_with_nothing_to_compare_the_amount_is_that_of_the_days_named() -> None:
    bill = MemoryBill([line(f"2026-11-{day:02d}", "2") for day in range(1, 16)], complete_until=date(2026, 11, 14))
    found = call("compare", bill, period="month_to_date")

    assert headline(found) == (
        "The bill has nothing from 1 October 2026 to 13 October 2026 to compare with; it covers 1 November 2026 to "
        "13 November 2026. You spent $26.00 from 1 November 2026 to 13 November 2026."
    )


def test_an_average_leaves_out_the_day_that_is_not_complete() -> None:
    bill = MemoryBill([line(f"2026-11-{day:02d}", "2") for day in range(1, 16)], complete_until=date(2026, 11, 14))
    found = call("spend", bill, average="daily")

    assert (
        headline(found) == "You spent $2.00 a day on average from 1 November 2026 to 13 November 2026, $26.00 in all."
    )
    assert found.basis.partial_periods == ()


def test_a_filter_comes_before_what_is_ranked_within_it() -> None:
    found = call("spend", period="2026-10", service=["S3", "Bedrock"], group_by=["region"])

    assert headline(found) == (
        "On S3 and Bedrock you spent most on us-east-1: $20.00 of $35.00 (57.1 %) in October 2026."
    )
