"""Bills that make a saving easy to get wrong: other currencies, names, regions and tags, two products of a kind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.opportunities.bill_advice import BillAdvice, bill_advice
from agents.opportunities.bill_view import BillView
from agents.opportunities.checks.fees import CHECKS as FEES
from billing.export import open_bill
from billing.query import LineKind
from billing.resource_use import ServiceFee
from finops_core.names.usage_types import region_named, without_region_as_spelled
from tests.unit.advice.made_usage import PREFIX, Line, gb_month, write_bill
from tests.unit.advice.test_account_advice import OWN, PERIODS, NoEvidence, use

D = Decimal


def advised(folder: Path, *lines: Line) -> BillAdvice:
    with open_bill(write_bill(folder, lines, "cur-daily")) as bill:
        return bill_advice(bill)


def nat(resource: str, **changes: Any) -> Line:
    line = Line(
        service="AmazonEC2", meter="NatGateway-Hours", resource=resource, per_hour=D(1), price=D("0.045"), unit="Hrs"
    )
    return replace(line, **changes)


def volume(type_: str, resource: str, price: str) -> Line:
    meter = f"EBS:VolumeUsage.{type_}"
    return Line(
        service="AmazonEC2", meter=meter, resource=resource, per_hour=gb_month(500), price=D(price), unit="GB-Mo"
    )


def test_a_price_in_another_currency_is_no_price(tmp_path: Path):
    in_dollars = write_bill(tmp_path, [volume("gp3", "vol-usd", "0.08")], "cur-daily").read_text()
    euros = write_bill(tmp_path, [volume("gp2", "vol-eur", "0.11")], "cur-daily").read_text().replace(",USD,", ",EUR,")
    path = tmp_path / "both.csv"
    path.write_text(in_dollars + euros.partition("\n")[2])
    with open_bill(path) as bill:
        assert bill_advice(bill).counted == ()


@pytest.mark.parametrize("name", ['nat-ü"x,y', "nat 'quoted' ;--", "=HYPERLINK(1)", "x" * 900])
def test_a_resource_of_any_name_is_found_by_that_name(tmp_path: Path, name: str):
    (one,) = advised(tmp_path, nat(name)).counted
    assert (one.opportunity.found.thing.resource, one.counted) == (name, D("32.85"))


def test_a_month_that_has_begun_changes_no_saving(tmp_path: Path):
    until = date(2026, 5, 11)
    (one,) = advised(
        tmp_path,
        nat("nat-1", until=until),
        nat("nat-gone", until=date(2026, 5, 6)),
    ).counted
    assert (one.opportunity.found.thing.resource, one.counted) == ("nat-1", D("32.85"))


def test_one_id_in_two_accounts_is_two_things(tmp_path: Path):
    other = "444455556666"
    bytes_ = nat("nat-1", meter="NatGateway-Bytes", per_hour=D(3), unit="GB", account=other)
    (one,) = advised(tmp_path, nat("nat-1"), nat("nat-1", account=other), bytes_).counted
    assert one.opportunity.found.thing.account == OWN


@pytest.mark.parametrize("prefix", ["CNN1-", "APS9-", "UGE1-", "EU-"])
def test_a_region_that_no_table_has_hides_nothing(tmp_path: Path, prefix: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(PREFIX, "nowhere-1", prefix)
    (one,) = advised(tmp_path, nat("nat-1", region="nowhere-1")).counted
    assert one.counted == D("32.85")


def test_what_begins_like_no_region_keeps_its_name():
    assert without_region_as_spelled("CNW1-BoxUsage:m5.large") == "BoxUsage:m5.large"
    assert (region_named("CNW1-BoxUsage"), region_named("APS9-BoxUsage")) == ("cn-northwest-1", "")
    for name in ("EBS:VolumeUsage.gp3", "S3-Requests", "EC2-Other", "USD", "RDS:GP3-Storage"):
        assert without_region_as_spelled(name) == name


class Fees(NoEvidence):
    def __init__(self, *fees: ServiceFee) -> None:
        self._fees = fees

    def fees(self) -> Sequence[ServiceFee]:
        return self._fees


def test_a_sellers_security_product_beside_awss_own_is_told_and_no_other():
    fee = ServiceFee(
        kind=LineKind.MARKETPLACE, account=OWN, region="", service="abc123", resource="agmt-1", currency="USD",
        cost=D(900), months=3, spent=D(0), name="CrowdStrike Falcon Cloud Security",
    )  # fmt: skip
    guard = use("", "PaidEventsAnalyzed", "100", "3", service="AmazonGuardDuty", unit="Events")
    check = next(check for check in FEES if check.id == "security-twice")
    limits = {limit.name: limit.value for limit in check.limits}

    def found(fee: ServiceFee, *uses: Any) -> list[str]:
        return [each.thing.resource for each in check.find(BillView(uses, PERIODS, Fees(fee)), limits)]

    assert found(fee, guard) == ["agmt-1"]
    assert found(fee) == []
    assert found(replace(fee, name="Datadog Pro"), guard) == []
    assert found(replace(fee, cost=D(20)), guard) == []
    assert found(replace(fee, account="444455556666"), guard) == []
