"""`finops.toml`: an organisation's own words, and what is said when they are wrong."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.export import open_bill
from billing.fiscal import FiscalCalendar, FiscalYear
from billing.query import BillQuery, Dimension, Metric, Tag
from billing.terms import Terms, load_terms
from finops_core.errors import BillError, SettingsError
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_day, write_csv

EXAMPLE = """
metric = "effective"
time_zone = "Europe/Berlin"
week_start = "sunday"
[fiscal_year]
start_month = 4
[accounts]
"200000000001" = "Production"
[services]
EC2 = ["Amazon EC2"]
[tags.team]
keys = ["squad"]
values = { "Base Load" = ["baseline"], "Payments" = [] }
[[teams]]
name = "base"
rules = [{ tags = { team = ["Base Load"] } }]
[[teams]]
name = "prod"
rules = [{ accounts = ["Production"], services = ["EC2"] }]
[[shared]]
name = "Support"
rules = [{ kinds = ["support", "tax"] }]
split = "fixed"
shares = { base = "60", prod = 40 }
[rates.USD]
EUR = "1.10"
[run]
port = 1
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "finops.toml"
    path.write_text(text)
    return path


def test_a_whole_file_is_read(tmp_path: Path):
    terms = load_terms(write(tmp_path, EXAMPLE))
    assert (terms.metric, terms.zone.key, terms.week_start) == (Metric.EFFECTIVE, "Europe/Berlin", 6)
    assert terms.accounts == {"200000000001": "Production"}
    assert terms.shared[0].shares == {"base": Decimal(60), "prod": Decimal(40)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("metric = 'cheap'", ["metric", "billed, effective"]),
        ("time_zone = 'Mars'", ["time_zone", "Europe/Berlin"]),
        ("week_start = 'someday'", ["week_start", "monday"]),
        ("[fiscal_year]\nstart_month = 13", ["fiscal_year.start_month", "12"]),
        ("[fiscal_year]\ncalendar = '3-3-3'", ["fiscal_year.calendar", "4-4-5"]),
        ("colour = 'red'", ["colour"]),
        ("[[teams]]\nname = 'a'\nrules = []", ["teams[0].rules"]),
        ("[[teams]]\nname = 'a'\nrules = [{}]", ["teams[0].rules[0]", "accounts"]),
        ("[[shared]]\nname = 's'\nrules = [{kinds = ['tax']}]\nsplit = 'fixed'", ["shared[0]", "shares"]),
        ("[[shared]]\nname = 's'\nrules = [{kinds = ['tax']}]\nteams = ['ghost']", ["ghost"]),
        ("[[shared]]\nname = 's'\nrules = [{kinds = ['taxes']}]", ["kinds", "tax"]),
        ("[rates.USD]\nEUR = 0", ["rates"]),
        ("metric = ", ["not valid TOML"]),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_accepted(tmp_path: Path, text: str, words: list[str]):
    with pytest.raises(SettingsError) as caught:
        load_terms(write(tmp_path, text))
    assert "finops.toml" in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"absent\.toml"):
        load_terms(tmp_path / "absent.toml")


def test_tag_keys_and_values_that_mean_the_same_are_one(tmp_path: Path):
    tags = ['{"Team": "BaseLoad"}', '{"squad": "base load"}', '{"team": "baseline"}', '{"team": "payments"}', "{}"]
    rows = [focus_day(day, Tags=tag, BilledCost="1") for day, tag in enumerate(tags, start=1)]
    terms = load_terms(write(tmp_path, EXAMPLE))
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms) as bill:
        assert bill.info().tag_keys == ("team",)
        for key in ("team", "squad", "TEAM"):
            found = {r.keys[0]: r.amount for r in bill.query(BillQuery(group_by=(Tag(key),))).rows}
            assert found == {"Base Load": Decimal(3), "Payments": Decimal(1), "": Decimal(1)}


def test_teams_are_rules_over_tags_accounts_and_services(tmp_path: Path):
    rows = [
        focus_day(1, Tags='{"team": "base-load"}', BilledCost="1"),
        focus_day(2, BilledCost="2"),
        focus_day(3, BilledCost="4", ServiceName="Amazon S3"),
        focus_day(4, BilledCost="8", SubAccountId="9"),
    ]
    terms = load_terms(write(tmp_path, EXAMPLE))
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms) as bill:
        found = {r.keys[0]: r.amount for r in bill.query(BillQuery(group_by=(Dimension.TEAM,))).rows}
    assert found == {"base": Decimal(1), "prod": Decimal(2), "": Decimal(12)}


def test_a_rule_about_a_tag_the_bill_lacks_matches_nothing(tmp_path: Path):
    terms = Terms.model_validate({"teams": [{"name": "a", "rules": [{"tags": {"absent": ["x"]}}]}]})
    with open_bill(write_csv(tmp_path / "bill.csv", [focus_day(1)]), terms=terms) as bill:
        assert bill.values(Dimension.TEAM) == ()


def test_currencies_are_converted_only_at_the_rates_given():
    terms = Terms.model_validate({"rates": {"USD": {"EUR": "1.10"}}})
    assert terms.converted({"USD": Decimal(1), "EUR": Decimal(2)}, "USD") == Decimal("3.20")
    with pytest.raises(BillError, match="GBP"):
        terms.converted({"GBP": Decimal(1)}, "USD")


@pytest.mark.parametrize(
    ("year", "quarter", "start", "end"),
    [
        (FiscalYear(), 3, "2025-07-01", "2025-10-01"),
        (FiscalYear(start_month=4), 3, "2024-10-01", "2025-01-01"),
        (FiscalYear(start_month=4, named_by_end=False), 3, "2025-10-01", "2026-01-01"),
        (FiscalYear(start_month=10), 1, "2024-10-01", "2025-01-01"),
        (FiscalYear(start_month=2, calendar=FiscalCalendar.WEEKS_4_4_5, week_start=6), 1, "2024-02-04", "2024-05-05"),
    ],
)
def test_fy25_quarters(year: FiscalYear, quarter: int, start: str, end: str):
    found = year.quarter(2025, quarter)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


def test_periods_of_4_4_5_have_that_many_weeks():
    year = FiscalYear(start_month=2, calendar=FiscalCalendar.WEEKS_4_4_5, week_start=6)
    assert [year.period(2025, n).days // 7 for n in range(1, 13)] == [4, 4, 5] * 4


calendars = st.builds(
    FiscalYear,
    start_month=st.integers(1, 12),
    calendar=st.sampled_from(FiscalCalendar),
    week_start=st.integers(0, 6),
    named_by_end=st.booleans(),
)


@given(calendars, st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_every_day_lies_in_one_year_quarter_and_period(year: FiscalYear, day: date):
    name, quarter = year.quarter_of(day)
    assert day in year.year(name)
    assert [day in year.quarter(name, q) for q in (1, 2, 3, 4)].count(True) == 1
    assert [day in year.period(name, n) for n in range(1, 13)].count(True) == 1
    assert day in year.quarter(name, quarter)


@given(calendars, st.integers(2015, 2035))
def test_quarters_and_periods_fill_their_year(year: FiscalYear, name: int):
    whole = year.year(name)
    for parts in ([year.quarter(name, q) for q in (1, 2, 3, 4)], [year.period(name, n) for n in range(1, 13)]):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all(one.end == following.start for one, following in pairwise(parts))
    assert year.year(name + 1).start == whole.end
    assert whole.days in ((364, 371) if year.calendar is not FiscalCalendar.MONTHS else (365, 366))


@given(calendars, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 900))
def test_quarters_over_a_span_cover_it(year: FiscalYear, first: date, days: int):
    span = Period(first, first + timedelta(days=days))
    quarters = year.quarters_over(span)
    assert quarters[0].start <= span.start
    assert quarters[-1].end >= span.end
    assert all(one.end == following.start for one, following in pairwise(quarters))
