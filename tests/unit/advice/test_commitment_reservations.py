"""EC2 reservations beside Savings Plans: bought where they cost less, whole, in units, and never twice."""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from agents.advice.commitments.application import Reservation, Usage, applied
from agents.advice.commitments.hourly import HourlyUsage, Sku
from agents.advice.commitments.offers import InstanceOffer, instance_offers
from agents.advice.commitments.plan import plan_purchases
from agents.advice.commitments.purchase import Terms
from agents.advice.commitments.rates import Rates, read_rates
from finops_core.errors import BillError
from local.cli.commitments import as_record, not_for_sale
from tests.unit.advice.scenarios import rates, sku

HOURS = 60 * 24
START = datetime(2026, 4, 2)  # noqa: DTZ001  # UTC without a zone, as bills have it


def offer(name: str, part: str, *, platform: str = "Linux/UNIX", convertible: bool = False) -> InstanceOffer:
    rate = Decimal(part) * sku(name).price
    return InstanceOffer(region="us-east-1", instance_type=name, platform=platform, rate=rate, convertible=convertible)


def seen(**units: float) -> HourlyUsage:
    skus = {sku(name.replace("_", ".")): count for name, count in units.items()}
    return HourlyUsage(START, HOURS, {one: np.full(HOURS, count) * float(one.price) for one, count in skus.items()}, {})


def with_offers(*offers: InstanceOffer) -> Rates:
    return replace(rates(), instances=offers)


def test_a_reservation_that_costs_less_takes_the_place_of_the_familys_plan_and_covers_all_sizes():
    usage = seen(m6i_large=10.4, m6i_xlarge=3.0, c6i_xlarge=5.0)
    plan = plan_purchases(usage, with_offers(offer("m6i.large", "0.55"), offer("c6i.xlarge", "0.70")))
    found = {one.type: one for one in plan}
    reserved = found["ReservedInstance"]
    assert (reserved.service, reserved.instance_type, reserved.count) == ("AmazonEC2", "m6i.large", 16)
    assert found["EC2InstanceSavingsPlan"].family == "c6i"

    hour = [
        Usage(account="1", quantity=Decimal(str(count)), list_rate=sku(name).price, family=("us-east-1", "m6i"),
              units=Decimal(units))
        for name, count, units in (("m6i.large", 10.4, 4), ("m6i.xlarge", 3.0, 8))
    ]  # fmt: skip
    held = Reservation(owner="1", count=Decimal(16), family=("us-east-1", "m6i"), units=Decimal(4))
    list_cost = sum(one.quantity * one.list_rate for one in hour)
    cost = applied(hour, [held]).on_demand + 16 * offer("m6i.large", "0.55").rate
    assert reserved.saving == pytest.approx(float(list_cost - cost) * 730, rel=1e-3)


def test_a_plan_is_kept_where_a_reservation_is_hardly_cheaper_and_usage_is_covered_once():
    usage = seen(m6i_large=20.0)
    for part in ("0.62", "0.616"):
        (only,) = plan_purchases(usage, with_offers(offer("m6i.large", part)))
        assert only.type == "EC2InstanceSavingsPlan"
    (only,) = plan_purchases(usage, with_offers(offer("m6i.large", "0.5")))
    assert (only.type, only.count) == ("ReservedInstance", 20)


def test_reservations_are_planned_without_any_savings_plan_for_sale():
    nothing_else = Rates(instances=(offer("m6i.xlarge", "0.6"),))
    (only,) = plan_purchases(seen(m6i_large=9.0), nothing_else) or (None,)
    assert only is None  # an offer of a size that is not in use has no list price to be compared with
    (only,) = plan_purchases(seen(m6i_large=9.0, m6i_xlarge=2.0), nothing_else)
    assert (only.instance_type, only.count) == ("m6i.xlarge", 6)


def test_of_two_that_cost_the_same_the_one_that_can_be_exchanged_is_bought():
    offers = offer("m6i.large", "0.55"), offer("m6i.large", "0.55", convertible=True)
    (only,) = plan_purchases(seen(m6i_large=9.0), with_offers(*offers))
    record = as_record(only, Terms())
    assert (record["offeringClass"], record["productDescription"], record["scope"]) == (
        "convertible",
        "Linux/UNIX",
        "Region",
    )
    assert record["service"] == "AmazonEC2"
    assert "engine" not in record


def test_of_other_systems_a_reservation_covers_its_own_size_only():
    large, xlarge = (Sku(f"BoxUsage:m5.{size}", "RunInstances:0002", "us-east-1", Decimal(price))
                     for size, price in (("large", "0.188"), ("xlarge", "0.376")))  # fmt: skip
    usage = HourlyUsage(START, HOURS, {large: np.full(HOURS, 3 * 0.188), xlarge: np.full(HOURS, 5 * 0.376)}, {})
    windows = InstanceOffer(region="us-east-1", instance_type="m5.large", platform="Windows", rate=Decimal("0.13"))
    (only,) = plan_purchases(usage, Rates(instances=(windows,)))
    assert (only.platform, only.count) == ("Windows", 3)
    assert any("m5.xlarge" in note for note in not_for_sale(usage, Rates(instances=(windows,))))


def test_offers_of_a_zone_of_resellers_of_dedicated_tenancy_and_of_other_terms_are_not_taken():
    good = {
        "InstanceType": "m6i.large", "ProductDescription": "Linux/UNIX (Amazon VPC)", "Duration": 31536000,
        "OfferingType": "No Upfront", "OfferingClass": "standard", "Scope": "Region", "FixedPrice": 0.0,
        "UsagePrice": 0.0, "RecurringCharges": [{"Amount": 0.06, "Frequency": "Hourly"}], "InstanceTenancy": "default",
    }  # fmt: skip
    others = (
        {"Scope": "Availability Zone", "AvailabilityZone": "us-east-1a"}, {"Marketplace": True},
        {"InstanceTenancy": "dedicated"}, {"Duration": 94608000}, {"OfferingType": "All Upfront"},
    )  # fmt: skip
    answer = {"ReservedInstancesOfferings": {"us-east-1": [good, *({**good, **other} for other in others)]}}
    (only,) = instance_offers(answer, "ri_rates.json", Terms())
    assert (only.region, only.platform, only.rate, only.convertible) == (
        "us-east-1",
        "Linux/UNIX",
        Decimal("0.06"),
        False,
    )
    broken = {**good, "RecurringCharges": [{"Amount": "much"}]}
    with pytest.raises(BillError, match="no price"):
        list(instance_offers({"ReservedInstancesOfferings": [broken]}, "ri_rates.json", Terms()))


def test_what_the_rates_lack_is_said(tmp_path: Path):
    (tmp_path / "rates.json").write_text(json.dumps({"searchResults": []}))
    found = [*not_for_sale(seen(m6i_large=10.0), read_rates(tmp_path / "rates.json"))]
    assert any("$700.80" in note and "BoxUsage:m6i.large" in note for note in found)
    assert any("no EC2 reservations" in note for note in found)
    assert not any("nothing for sale" in note for note in not_for_sale(seen(m6i_large=10.0), rates()))
