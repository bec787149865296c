"""The loaded bill's own names are words of the fast path."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.query import BillInfo, Dimension
from billing.testing import Line, MemoryBill
from finops_core.errors import BillError
from supervisor.fast_path import decide
from supervisor.vocabulary import Vocabulary
from supervisor.words import COMMON

BILL = MemoryBill(
    [
        Line(
            day=date(2026, 10, 1),
            amount=Decimal(5),
            service="Datadog Pro",
            account="111111111111",
            tags={"user_galaxy": "a"},
            values={Dimension.PROVIDER: "Microsoft", Dimension.USAGE_TYPE: "BoxUsage:c5.large"},
        )
    ],
    accounts={"111111111111": "Web Shop"},
)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what did we spend on Datadog Pro", {"service": ("Datadog Pro",)}),
        ("spend in the web shop account last month", {"account": ("111111111111",), "period": "last_month"}),
        ("Azure spend by region", {"provider": ("Microsoft",), "group_by": ("region",)}),
        ("spend by user galaxy", {"group_by": ("tag:user_galaxy",)}),
        ("what does BoxUsage:c5.large cost us", {"usage_type": ("BoxUsage:c5.large",)}),
    ],
)
def test_a_name_in_the_bill_is_understood_only_with_that_bill(text: str, args: dict[str, object]) -> None:
    step = decide(text, lexicon=Vocabulary().of(BILL))

    assert step is not None
    assert dict(step.args) == args
    assert decide(text) is None or dict(getattr(decide(text), "args", {})) != args


@pytest.mark.parametrize(
    ("provider", "text", "args"),
    [
        ("Google Cloud", "cost by project", {"group_by": ("account",)}),
        ("Google", "top 3 projects", {"group_by": ("account",), "top_n": 3}),
        ("Google Cloud", "what did proj-7 cost", {"account": ("proj-7",)}),
        ("Microsoft", "spend by subscription", {"group_by": ("account",)}),
    ],
)
def test_an_account_is_called_what_the_provider_calls_it(provider: str, text: str, args: dict[str, object]) -> None:
    step = decide(text, lexicon=Vocabulary().of(_bill_of(provider)))

    assert step is not None
    assert dict(step.args) == args


def test_a_tag_of_that_name_or_another_provider_beside_it_keeps_the_word() -> None:
    tagged = decide("cost by project", lexicon=Vocabulary().of(_bill_of("Google", tags={"project": "x"})))
    both = decide("cost by subscription", lexicon=Vocabulary().of(_bill_of("Microsoft", "AWS")))

    assert tagged is not None
    assert dict(tagged.args) == {"group_by": ("tag:project",)}
    assert both is None or "account" not in str(both.args)


def _bill_of(*providers: str, tags: dict[str, str] | None = None) -> MemoryBill:
    lines = [_day(account="proj-7", tags=tags or {}, values={Dimension.PROVIDER: name}) for name in providers]
    return MemoryBill(lines, accounts={"proj-7": ""})


def _day(**more: object) -> Line:
    return replace(Line(day=date(2026, 10, 1), amount=Decimal(1)), **more)


FERNWAY = MemoryBill(
    [
        _day(service="Snowflake Data Cloud", values={Dimension.PUBLISHER: "Snowflake Inc."}),
        _day(service="Premium Falcon", values={Dimension.PUBLISHER: "Crowdstrike Ltd"}),
        _day(amount=Decimal(9), tags={"team": "search", "application": "payments", "cost-center": "retail"}),
        _day(tags={"team": "Search"}),
        _day(tags={"team": "payments"}),
    ],
    accounts={"777788889999": "fernway-staging", "444455556666": "fernway-production"},
)
NAMED: dict[str, dict[str, object] | None] = {
    "what did search cost in October": {"period": "october", "team": ("search",)},
    "search spend by service": {"team": ("search",), "group_by": ("service",)},
    "spend by service for search": {"team": ("search",), "group_by": ("service",)},
    "how much did the search team spend": {"team": ("search",)},
    "spend by team without search": {"group_by": ("team",), "exclude": ("tag=team=search",)},
    "spend with tag team search": {"team": ("search",)},
    "what did retail cost last month": {"tag": ("cost-center=retail",), "period": "last_month"},
    "spend of cost center retail": {"tag": ("cost-center=retail",)},
    "how much of our cost is Snowflake?": {"service": ("Snowflake Data Cloud",), "share": True},
    "crowdstrike spend last month": {"service": ("Premium Falcon",), "period": "last_month"},
    "staging account spend by service": {"account": ("777788889999",), "group_by": ("service",)},
    "spend for account prod": {"account": ("444455556666",)},
    "spend in staging": {"tag": ("environment=staging",)},
    "what did the payments team spend": {"team": ("payments",)},
    "how much did the payments application cost last month": {
        "tag": ("application=payments",),
        "period": "last_month",
    },
    "what did payments cost in October": None,
    "premium spend last month": None,
    "fernway spend last month": None,
    "search for S3 costs": None,
    "search for flights in October": None,
    "how much do we pay the search team": None,
    "how much memory does search need": None,
    "where is the search team": None,
    "what is a snowflake": None,
}


@pytest.mark.parametrize(("text", "args"), NAMED.items())
def test_one_word_of_a_name_and_a_value_of_a_tag_are_names_where_nothing_else_is_meant(
    text: str, args: dict[str, object] | None
) -> None:
    step = decide(text, lexicon=Vocabulary().of(FERNWAY))

    assert (step and dict(step.args)) == args


@pytest.mark.parametrize("value", ["none", "last month", "cost", "ec2", "1234", "xy"])
def test_a_value_that_is_a_common_word_or_no_name_stays_what_it_was(value: str) -> None:
    words = Vocabulary().of(MemoryBill([_day(tags={"owner": value})]))

    assert decide(f"{value} spend by service", lexicon=words) == decide(f"{value} spend by service")


def test_the_teams_of_an_organisation_s_terms_go_before_the_values_of_a_tag() -> None:
    bill = MemoryBill([_day(values={Dimension.TEAM: "Web Shop"}, tags={"team": "search"})])
    words = Vocabulary().of(bill)

    teams = [decide(f"{name} spend", lexicon=words) for name in ("web shop", "search")]
    assert [dict(step.args) for step in teams if step] == [{"team": ("Web Shop",)}, {"tag": ("team=search",)}]


def test_a_bill_does_not_change_the_meaning_of_common_words() -> None:
    odd = MemoryBill([Line(day=date(2026, 10, 1), amount=Decimal(1), service="Last Month")], accounts={"1": "cost"})
    words = Vocabulary().of(odd)

    assert decide("cost last month", lexicon=words) == decide("cost last month")


def test_aws_is_a_filter_where_a_bill_has_other_providers_too() -> None:
    def line(provider: str) -> Line:
        return Line(day=date(2026, 10, 1), amount=Decimal(1), values={Dimension.PROVIDER: provider})

    one, two = MemoryBill([line("AWS")]), MemoryBill([line("AWS"), line("Oracle")])
    alone, beside = (decide("AWS spend by service", lexicon=Vocabulary().of(bill)) for bill in (one, two))
    assert alone is not None
    assert "provider" not in alone.args
    assert beside is not None
    assert beside.args["provider"] == ("AWS",)


def test_the_words_of_a_bill_are_made_once_and_anew_when_it_changes() -> None:
    vocabulary = Vocabulary()
    first = vocabulary.of(BILL)

    assert vocabulary.of(BILL) is first
    assert vocabulary.of(MemoryBill([Line(day=date(2026, 10, 1), amount=Decimal(1))])) is not first


def test_without_a_readable_bill_the_common_words_remain() -> None:
    class Broken(MemoryBill):
        def info(self) -> BillInfo:
            raise BillError("unreadable")

    assert Vocabulary().of(None) is COMMON
    assert Vocabulary().of(Broken([])) is COMMON
