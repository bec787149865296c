"""What `finops.toml` accepts and refuses, and whose a charge is when rules overlap."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.allocation import allocate
from billing.export import open_bill
from billing.fiscal import FiscalCalendar, FiscalYear
from billing.query import BillInfo, BillQuery, Dimension, Metric, Tag
from billing.terms import Terms, load_terms, terms_from
from finops_core.errors import BillError, SettingsError
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_day, write_csv


def refused(content: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        terms_from(content, "finops.toml")
    return str(caught.value)


TAX = [{"kinds": ["tax"]}]
TEAM = {"name": "a", "rules": [{"accounts": ["1"]}]}


def shared(**more: Any) -> dict[str, Any]:
    return {"teams": [TEAM, {**TEAM, "name": "b"}], "shared": [{"name": "s", "rules": TAX, **more}]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            {"metric": "cheap"},
            "finops.toml: metric: is no cost metric; accepted are billed, effective, list, contracted.",
        ),
        (
            {"week_start": "someday"},
            "finops.toml: week_start: is no day of the week; accepted are monday, tuesday, wednesday, thursday, "
            "friday, saturday, sunday.",
        ),
        (
            {"time_zone": "Europe/Atlantis"},
            "finops.toml: time_zone: is no time zone; give one such as Europe/Berlin or America/New_York.",
        ),
        ({"teams": [TEAM, TEAM]}, "finops.toml: the file: two teams have the same name."),
        (
            {"shared": [{"name": "s", "rules": TAX}] * 2},
            "finops.toml: the file: two shared costs have the same name.",
        ),
        (
            shared(teams=["a", "ghost"]),
            "finops.toml: the file: shared cost 's' names the team 'ghost', which is not defined.",
        ),
        (
            shared(split="fixed", shares={"a": 1, "z": 1, "y": 1}),
            "finops.toml: the file: shared cost 's' names the team 'y', which is not defined.",
        ),
        (
            shared(split="fixed"),
            "finops.toml: shared[0]: a fixed split needs shares, such as shares = { payments = '60', search = '40' }.",
        ),
        (shared(shares={"a": 1}), "finops.toml: shared[0]: shares belong to a fixed split, this one is proportional."),
        (
            shared(split="even", shares={"a": 1}),
            "finops.toml: shared[0]: shares belong to a fixed split, this one is even.",
        ),
        (
            shared(split="fixed", shares={"a": 0, "b": 0}),
            "finops.toml: shared[0]: shares are numbers of 0 or more, and not all of them 0.",
        ),
        (
            shared(split="fixed", shares={"a": 2, "b": "-1"}),
            "finops.toml: shared[0]: shares are numbers of 0 or more, and not all of them 0.",
        ),
        ({"rates": {"USD": {"EUR": "-1"}}}, "finops.toml: the file: rates are numbers above 0."),
        (
            {"teams": [{"name": "a", "rules": [{"accounts": ["1"]}, {}]}]},
            "finops.toml: teams[0].rules[1]: needs at least one of accounts, services, kinds, tags.",
        ),
    ],
)
def test_a_refusal_names_file_setting_and_what_is_accepted(content: dict[str, Any], message: str) -> None:
    assert refused(content) == message


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "many"])
@pytest.mark.parametrize("where", ["shares", "rates"])
def test_no_number_is_neither_a_share_nor_a_rate(value: str, where: str) -> None:
    content = shared(split="fixed", shares={"a": value}) if where == "shares" else {"rates": {"USD": {"EUR": value}}}

    assert where in refused(content)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"week_start": 7}, "week_start"),
        ({"week_start": -1}, "week_start"),
        ({"fiscal_year": {"start_month": 0}}, "fiscal_year.start_month"),
        ({"fiscal_year": {"start_month": 13}}, "fiscal_year.start_month"),
        ({"teams": [TEAM, {"name": "", "rules": TAX}]}, "teams[1].name"),
        ({"shared": [{"name": "", "rules": TAX}]}, "shared[0].name"),
        ({"shared": [{"name": "s", "rules": TAX, "split": "fair"}]}, "shared[0].split"),
        ({"tags": {"team": {"key": ["x"]}}}, "tags.team.key"),
        ({"teams": [{"name": "a", "rules": [{"account": ["1"]}]}]}, "teams[0].rules[0].account"),
        ({"teams": [{"name": "a", "rules": [{"kinds": ["taxes"]}]}]}, "teams[0].rules[0].kinds[0]"),
    ],
)
def test_the_place_of_a_mistake_is_written_as_in_the_file(content: dict[str, Any], place: str) -> None:
    assert f"finops.toml: {place}: " in refused(content)


def test_a_team_and_a_shared_cost_need_a_rule() -> None:
    assert "finops.toml: teams[0].rules: " in refused({"teams": [{"name": "a", "rules": ()}]})
    assert "finops.toml: shared[0].rules: " in refused({"shared": [{"name": "s", "rules": ()}]})


def test_of_several_mistakes_the_first_is_told_and_the_others_are_counted() -> None:
    assert refused({"metric": "cheap", "week_start": "x", "time_zone": "Mars"}).endswith(" (2 more).")
    assert "more)" not in refused({"metric": "cheap"})


@pytest.mark.parametrize("table", ["run", "aws", "model", "worker", "websocket", "local"])
def test_tables_of_other_parts_of_the_program_are_left_to_them(table: str) -> None:
    assert terms_from({table: {"anything": 1}}, "finops.toml") == Terms()


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes('[accounts]\n"1" = "Café"\n'.encode("latin-1"))

    with pytest.raises(SettingsError, match=r"latin\.toml: is not UTF-8 text"):
        load_terms(latin)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_terms(tmp_path)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("billed", Metric.BILLED),
        ("Effective", Metric.EFFECTIVE),
        ("LIST", Metric.LIST),
        ("contracted", Metric.CONTRACTED),
    ],
)
def test_a_metric_and_a_weekday_are_known_in_any_case_and_written_back_as_words(metric: str, expected: Metric) -> None:
    terms = terms_from({"metric": metric, "week_start": "Saturday"}, "finops.toml")
    written = json.loads(terms.model_dump_json())

    assert (terms.metric, terms.week_start) == (expected, 5)
    assert (written["metric"], written["week_start"]) == (metric.lower(), "saturday")
    assert Terms.model_validate(written) == terms


@pytest.mark.parametrize("day", range(7))
def test_week_days_are_counted_from_monday(day: int) -> None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

    assert terms_from({"week_start": names[day]}, "finops.toml").week_start == day
    assert json.loads(Terms(week_start=day).model_dump_json())["week_start"] == names[day]


def test_the_fiscal_calendar_takes_every_term_of_its_section() -> None:
    section = {"start_month": 7, "calendar": "5-4-4", "named_by_end": False}
    terms = terms_from({"fiscal_year": section, "week_start": "sunday"}, "finops.toml")

    assert terms.year == FiscalYear(
        start_month=7, calendar=FiscalCalendar.WEEKS_5_4_4, week_start=6, named_by_end=False
    )


def test_amounts_are_converted_exactly_and_only_with_the_rates_of_that_currency() -> None:
    terms = terms_from({"rates": {"USD": {"EUR": "1.08", "GBP": "1.27"}, "EUR": {"USD": "0.93"}}}, "finops.toml")
    totals = {"USD": Decimal("0.1"), "EUR": Decimal(100), "GBP": Decimal("-10")}

    assert terms.converted(totals, "USD") == Decimal("95.40")
    assert terms.converted({"EUR": Decimal(5)}, "EUR") == Decimal(5)
    assert terms.converted({}, "JPY") == 0
    with pytest.raises(BillError, match=r"no rate from GBP to EUR. Add GBP under \[rates.EUR\]"):
        terms.converted(totals, "EUR")


def test_the_organisations_names_replace_only_those_it_gives() -> None:
    terms = terms_from({"accounts": {"1": "Production", "9": "Not in the bill"}}, "finops.toml")

    bill = BillInfo(
        source="a",
        format="FOCUS",
        version="1.2",
        rows=1,
        period=Period.of_month(2026, 5),
        currencies={},
        accounts={"1": "prod", "2": "test"},
    )
    assert terms.naming_accounts(bill).accounts == {"1": "Production", "2": "test"}


RULES = {
    "accounts": {"3": "Data"},
    "services": {"compute": ["Amazon EC2"]},
    "tags": {"team": {"keys": ["squad"], "values": {"Base Load": ["base", "BL"]}}},
    "teams": [
        {"name": "tagged", "rules": [{"tags": {"team": ["Base Load"]}}]},
        {"name": "data", "rules": [{"accounts": ["Data"]}]},
        {"name": "computing", "rules": [{"services": ["compute"]}, {"accounts": ["2"], "services": ["Amazon RDS"]}]},
    ],
    "shared": [
        {"name": "Taxes", "rules": [{"kinds": ["tax"]}], "split": "even"},
        {"name": "Rest of 2", "rules": [{"accounts": ["2"]}], "teams": ["data"]},
    ],
}


def charge(amount: str, account: str, service: str, **more: str) -> dict[str, str]:
    return focus_day(1) | {"BilledCost": amount, "SubAccountId": account, "ServiceName": service, "Tags": "{}"} | more


OVERLAPPING = [
    charge("1", "3", "Amazon EC2", Tags='{"squad": "b-l"}'),  # all three teams claim it
    charge("2", "3", "Amazon EC2"),  # data and computing claim it
    charge("4", "1", "Amazon EC2"),
    charge("8", "2", "Amazon RDS"),  # computing claims it, and so does a shared cost
    charge("16", "1", "Amazon RDS"),  # half a rule is no rule
    charge("32", "1", "Tax", ChargeCategory="Tax"),
    charge("64", "2", "Tax", ChargeCategory="Tax"),  # both shared costs claim it
    charge("128", "2", "Amazon S3"),
    charge("256", "1", "Amazon S3", Tags='{"team": "other"}'),
]


def test_the_first_team_gets_a_charge_then_the_first_shared_cost_then_nobody(tmp_path: Path) -> None:
    terms = terms_from(RULES, "finops.toml")
    with open_bill(write_csv(tmp_path / "bill.csv", OVERLAPPING), terms=terms) as bill:
        (found,) = allocate(bill)
        by_team = {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(Dimension.TEAM,))).rows}
        (none_of_june,) = allocate(bill, period=Period.of_month(2026, 5), metric=Metric.EFFECTIVE)

    assert {team.team: (team.direct, dict(team.shared)) for team in found.teams} == {
        "tagged": (1, {"Taxes": 32}),
        "data": (2, {"Taxes": 32, "Rest of 2": 128}),
        "computing": (12, {"Taxes": 32}),
    }
    assert (found.unallocated, found.total) == (272, 511)
    assert by_team == {"tagged": 1, "data": 2, "computing": 12, "": 496}
    assert none_of_june.total == Decimal("1.25") * 9


def test_of_several_keys_the_first_with_a_value_counts(tmp_path: Path) -> None:
    rows = [
        charge("1", "1", "Amazon EC2", Tags='{"team": "search", "squad": "payments"}'),
        charge("2", "1", "Amazon EC2", Tags='{"team": "", "squad": "payments"}'),
        charge("4", "1", "Amazon EC2", Tags='{"SQUAD": "BASE"}'),
        charge("8", "1", "Amazon EC2", Tags='{"other": "base"}'),
    ]
    terms = terms_from(RULES, "finops.toml")
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms) as bill:
        found = [
            {row.keys[0]: row.amount for row in bill.query(BillQuery(group_by=(Tag(key),))).rows}
            for key in ("team", "squad", "Squad")
        ]
        keys = bill.info().tag_keys

    assert found == [{"search": 1, "payments": 2, "Base Load": 4, "": 8}] * 3
    assert keys == ("other", "team")
