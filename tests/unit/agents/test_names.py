"""Names as people write them, found in a bill that spells them its own way, and refused where it has none."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bill.dimensions import account_label, match_tag_key
from agents.bill.filters import same_name
from billing.export import open_bill
from billing.query import Dimension, LineKind
from billing.terms import Terms, terms_from
from billing.testing import MemoryBill
from finops_core.errors import ToolRetry
from finops_core.names.regions import REGIONS
from finops_core.names.services import SERVICES, match_service, squash
from tests.unit.agents.test_cost_tools import EC2, PROD, S3, TEST, call, headline, line, rows
from tests.unit.agents.test_tags_and_teams import call as call_of
from tests.unit.billing.made_bills import focus_day, write_csv


@pytest.mark.parametrize(
    ("asked", "in_bill"),
    [
        ("ec2", "AmazonEC2"),
        ("EC2", "Amazon Elastic Compute Cloud - Compute"),
        ("simple storage", "AmazonS3"),
        ("s3", "Amazon Simple Storage Service"),
        ("Kubernetes", "AmazonEKS"),
        ("lambdas", "AWSLambda"),
        ("route53", "Amazon Route 53"),
        ("docdb", "Amazon DocumentDB (with MongoDB compatibility)"),
        ("stepfunctions", "AmazonStates"),
        ("queue", "Queue"),
        ("aws glue", "AWSGlue"),
        ("Virtual Machines", "Virtual Machines"),
        ("virtual-machines", "Virtual Machines"),
    ],
)
def test_a_service_is_found_by_short_name_title_code_and_nickname(asked: str, in_bill: str) -> None:
    assert match_service(asked, ("Tax", in_bill, "Something Else")) == (in_bill,)


@pytest.mark.parametrize("asked", ["S", "storage", "elastic", "", "EC22"])
def test_a_part_of_a_name_is_no_name(asked: str) -> None:
    assert match_service(asked, ("AmazonEC2", "AmazonS3")) == ()


def test_every_spelling_of_a_service_in_the_bill_is_found_and_an_exact_one_wins() -> None:
    both = ("Amazon Elastic Compute Cloud", "EC2 - Other", "AmazonS3")

    assert match_service("EC2", both) == both[:2]
    assert match_service("ec2 - other", both) == ("EC2 - Other",)
    assert match_service("EC2", ("ec2", *both)) == ("ec2",)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_no_two_services_share_a_name(service: Any) -> None:
    """Of two services with one spelling the first would take the other's questions."""
    for spelling in (service.name, *service.titles, *service.nicknames):
        assert match_service(spelling, service.titles) or match_service(service.name, service.titles)
        others = [one for one in SERVICES if one is not service]
        assert not any(squash(spelling) == squash(name) for one in others for name in (one.name, *one.titles))


def test_regions_have_codes_of_aws_and_places_of_one_region_only() -> None:
    places = [place for names in REGIONS.values() for place in names]

    assert len(set(places)) == len(places)
    assert all(place == place.lower() for place in places)
    assert all(code.count("-") in (2, 3) and code[-1].isdecimal() for code in REGIONS)


@pytest.mark.parametrize(
    ("asked", "in_bill", "same"),
    [
        ("prod", "Production", True),
        ("PRD", "prod", True),
        ("dev", "development", True),
        ("stage", "STG", True),
        ("qa", "test", True),
        ("base load", "Base-Load", True),
        ("prod", "dev", False),
        ("prod", "products", False),
        ("payments", "payment", False),
    ],
)
def test_two_names_are_the_same_but_for_case_punctuation_and_common_short_forms(
    asked: str, in_bill: str, same: bool
) -> None:
    assert same_name(asked, in_bill) is same
    assert same_name(in_bill, asked) is same


@given(st.text(max_size=30))
def test_a_name_is_the_same_however_it_is_set(name: str) -> None:
    assert same_name(name, f" {name.upper()}. ") or name.upper().lower() != name.lower()


def tagged(*keys: str) -> MemoryBill:
    return MemoryBill([line("2026-10-01", "1", tags={key: "x"}) for key in keys])


@pytest.mark.parametrize(
    ("asked", "keys", "found"),
    [
        ("cost center", ("user_cost_center",), "user_cost_center"),
        ("CostCenter", ("cost-center", "user_cost_center"), "cost-center"),
        ("team", ("resource_tags_user_team",), "resource_tags_user_team"),
        ("user:team", ("user_team",), "user_team"),
        ("team", ("Team", "team"), "team"),
        ("tea", ("team",), None),
        ("team", (), None),
    ],
)
def test_a_tag_key_is_found_with_the_prefixes_exports_give_it(
    asked: str, keys: tuple[str, ...], found: str | None
) -> None:
    info = tagged(*keys, "other").info()

    assert match_tag_key(asked, info, Terms()) == found


SAME_KEYS = {"tags": {"team": {"keys": ["squad", "Owner Group"]}}}


@pytest.mark.parametrize("asked", ["team", "squad", "Squad", "owner_group", "TEAM"])
def test_a_key_that_means_the_same_is_the_one_the_organisation_names(asked: str) -> None:
    assert match_tag_key(asked, tagged("team").info(), terms_from(SAME_KEYS, "finops.toml")) == "team"
    assert match_tag_key("squad", tagged("team").info(), Terms()) is None


def test_questions_may_use_any_of_the_keys_that_mean_the_same(tmp_path: Path) -> None:
    charges = [
        focus_day(1, BilledCost="6", Tags='{"squad": "payments"}'),
        focus_day(2, BilledCost="3", Tags='{"team": "search"}'),
        focus_day(3, BilledCost="1", Tags="{}"),
    ]
    terms = terms_from(SAME_KEYS, "finops.toml")
    with open_bill(write_csv(tmp_path / "bill.csv", charges), terms=terms) as bill:
        grouped = [call_of("spend", bill, terms, group_by=[f"tag:{key}"]) for key in ("team", "squad")]
        filtered = call_of("spend", bill, terms, tag=["squad=payments"])
        coverage = call_of("tag_coverage", bill, terms, keys=["squad"])

    assert rows(grouped[0]) == rows(grouped[1])
    assert {cells[0]: cells[1] for cells in rows(grouped[1])} == {
        "payments": "6",
        "search": "3",
        "untagged": "1",
    }
    assert headline(filtered).startswith("You spent $6.00 tagged squad=payments")
    assert headline(coverage).startswith("90.0 % of the $10.00 spent")


BILL = MemoryBill(
    [
        line("2026-10-01", "10", account=PROD, tags={"env": "production", "team": "a"}),
        line("2026-10-01", "20", account=PROD, service=S3, region="us-east-1", tags={"env": "dev"}),
        line("2026-10-01", "40", account=TEST, service="AWS Glue", tags={"team": "b"}),
        line("2026-10-01", "3", account=TEST, service="Tax", region="", kind=LineKind.TAX),
        line("2026-10-31", "-5", account=TEST, kind=LineKind.CREDIT),
    ],
    accounts={PROD: "Production", TEST: "Test-Lab"},
)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"account": ["test lab"]}, "You spent $38.00 in account test lab in October 2026."),
        ({"account": [PROD]}, f"You spent $30.00 in account Production ({PROD}) in October 2026."),
        (
            {"account": ["production", TEST]},
            f"You spent $68.00 in account production and Test-Lab ({TEST}) in October 2026.",
        ),
        ({"service": ["s3", "glue"]}, "You spent $60.00 on s3 and glue in October 2026."),
        ({"kind": ["tax"]}, "You spent $3.00 on tax in October 2026."),
        ({"region": ["US-EAST-1"]}, "You spent $20.00 in US-EAST-1 in October 2026."),
        ({"tag": ["env=prod"]}, "You spent $10.00 tagged env=prod in October 2026."),
        ({"tag": ["env!=prod"], "exclude": ["credit"]}, "You spent $63.00 not tagged env=prod in October 2026."),
        ({"tag": ["env=prod", "team=a"]}, "You spent $10.00 tagged env=prod tagged team=a in October 2026."),
        ({"tag": ["team="], "exclude": ["tax", "credit"]}, "You spent $20.00 without the tag team in October 2026."),
        ({"exclude": ["service=Glue", "tax", "credit"]}, "You spent $30.00 without Glue in October 2026."),
        ({"exclude": ["tag=env=dev", "credit"]}, "You spent $53.00 without env=dev in October 2026."),
    ],
)
def test_filters_are_read_as_people_write_them_and_said_back(args: dict[str, Any], expected: str) -> None:
    assert headline(call("spend", BILL, period="2026-10", **args)) == expected


@pytest.mark.parametrize("left_out", ["service=", "=EC2", "colour=red", "taxes"])
def test_what_cannot_be_left_out_is_refused(left_out: str) -> None:
    with pytest.raises(ToolRetry, match="exclude"):
        call("spend", BILL, exclude=[left_out])


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"kind": ["support"]}, "The bill has no kind of charge support. It has usage, tax, credits."),
        ({"tag": ["env=stage"]}, "The bill has no env tag named stage. It has dev, production."),
        ({"usage_type": ["Box"]}, "The bill has no usage type Box. It has no usage type at all."),
        ({"exclude": ["account=ops"]}, f"The bill has no account ops. It has Test-Lab ({TEST}), Production ({PROD})."),
    ],
)
def test_what_the_bill_lacks_is_told_with_what_it_has(args: dict[str, Any], expected: str) -> None:
    assert headline(call("spend", BILL, **args)) == expected


def test_a_long_list_of_what_there_is_ends_with_a_count() -> None:
    bill = MemoryBill([line("2026-10-01", str(20 - n), service=f"Service {n:02d}") for n in range(15)])
    found = headline(call("spend", bill, service=["EC2"]))

    assert found.endswith("Service 10, Service 11 and 3 more.")
    assert "Service 12" not in found


def test_an_account_is_named_with_its_number_unless_that_is_its_name() -> None:
    info = MemoryBill([line("2026-10-01", "1")], accounts={"1": "Production", "2": "", "3": "3"}).info()

    assert [account_label(account, info) for account in ("1", "2", "3", "4")] == ["Production (1)", "2", "3", "4"]


def test_the_bills_own_service_name_goes_before_a_nickname_of_the_organisation() -> None:
    terms = Terms(services={"Glue": (EC2,), "storage": (S3, "AWS Glue")})

    assert headline(call("spend", BILL, terms=terms, service=["Glue"])).startswith("You spent $40.00 on Glue")
    assert headline(call("spend", BILL, terms=terms, service=["STORAGE"])).startswith("You spent $60.00 on STORAGE")


def test_a_family_of_usage_is_said_without_its_capital_unless_it_is_a_short_form() -> None:
    transfer, nat = {Dimension.USAGE_FAMILY: "Data transfer"}, {Dimension.USAGE_FAMILY: "NAT gateway"}
    bill = MemoryBill([line("2026-10-01", "7", values=transfer), line("2026-10-01", "2", values=nat)])

    assert headline(call("spend", bill, usage_family=["Data transfer"])) == (
        "You spent $7.00 on data transfer on 1 October 2026."
    )
    assert headline(call("spend", bill, usage_family=["NAT gateway"])) == (
        "You spent $2.00 on NAT gateway on 1 October 2026."
    )
    assert call("spend", bill).facts[0].value == str(Decimal(9))


def test_a_service_and_its_family_are_one_thing_in_a_sentence() -> None:
    transfer = {Dimension.USAGE_FAMILY: "Data transfer", Dimension.SERVICE_CATEGORY: "Compute"}
    bill = MemoryBill([line("2026-10-01", "7", values=transfer)])

    assert headline(call("spend", bill, service=["EC2"], usage_family=["data transfer"])).startswith(
        "You spent $7.00 on EC2 data transfer "
    )
    assert headline(call("spend", bill, service=["EC2"], service_category=["Compute"])).startswith(
        "You spent $7.00 on EC2 Compute "
    )


@pytest.mark.parametrize("asked", ["payments", "Payments", "PAYMENTS"])
def test_all_values_that_one_name_means_are_said(asked: str) -> None:
    names = enumerate(["payments", "Payments", "web"], 1)
    bill = MemoryBill([line("2026-10-01", str(amount), tags={"team": name}) for amount, name in names])

    both = call("spend", bill, tag=[f"team={asked}"])
    assert headline(both) == "You spent $3.00 tagged team=Payments or payments on 1 October 2026."
    assert headline(call("spend", bill, team=[asked])) == headline(both)
    assert headline(call("spend", bill, tag=["team=WEB"])) == "You spent $3.00 tagged team=WEB on 1 October 2026."


def test_an_account_asked_for_by_its_id_is_said_by_its_name() -> None:
    bill = MemoryBill([line("2026-10-01", "7", account="111111111111")], accounts={"111111111111": "Production"})
    found = call("spend", bill, account=["111111111111"], region=["eu-west-1"])

    assert headline(found) == "You spent $7.00 in account Production (111111111111) in eu-west-1 on 1 October 2026."
    assert found.basis.filters == ("account is Production (111111111111)", "region is eu-west-1")
