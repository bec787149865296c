"""Commitments applied to an hour as AWS's user guide works it out, and to the hours of a real report."""

from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from agents.advice.commitments.application import Plan, Reservation, Usage, applied
from agents.advice.commitments.replay import Column, Demand, cost_of

D = Decimal
R5, M5 = ("us-east-1", "r5"), ("us-east-1", "m5")
WORKSHOP = Path(__file__).parents[2] / "data" / "bills" / "cur_legacy_2018-10_workshop.snappy.parquet"


def guide(account: str = "1") -> list[Usage]:
    """The hour of the guide's examples: its usage and its illustrative rates."""
    return [
        Usage(
            account=account,
            quantity=D(4),
            list_rate=D("1.00"),
            compute_rate=D("0.70"),
            instance_rate=D("0.60"),
            family=R5,
            sort="r5.4xlarge",
        ),
        Usage(
            account=account,
            quantity=D(1),
            list_rate=D("10.00"),
            compute_rate=D("8.20"),
            instance_rate=D("7.80"),
            family=M5,
            sort="m5.24xlarge",
        ),
        Usage(account=account, quantity=D(400), list_rate=D("0.04"), compute_rate=D("0.03")),
        Usage(account=account, quantity=D(1600), list_rate=D("0.004"), compute_rate=D("0.003")),
        Usage(account=account, quantity=D(1_500_000), list_rate=D("0.000015"), compute_rate=D("0.00001275")),
        Usage(account=account, quantity=D(1), list_rate=D("0.20"), compute_rate=D("0.20")),
    ]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(D("0.01"), ROUND_HALF_UP)


def test_a_plan_larger_than_the_usage_covers_all_of_it():
    hour = applied(guide(), plans=[Plan(owner="1", commitment=D(50))])
    # $47.13 of the commitment by the guide, which counts requests, at the same rate with and without a plan.
    assert cents(D(50) - hour.unused + hour.on_demand) == D("47.13")
    assert [each.left for each in hour.covered[:5]] == [0, 0, 0, 0, 0]


def test_a_small_plan_covers_the_usage_with_the_largest_saving():
    hour = applied(guide(), plans=[Plan(owner="1", commitment=D(2))])
    assert round(hour.covered[0].planned, 1) == D("2.9")
    assert cents(hour.covered[0].left * D("1.00")) == D("1.14")
    assert [each.planned for each in hour.covered[1:]] == [0, 0, 0, 0, 0]
    assert (cents(hour.cost), hour.unused) == (D("58.24"), 0)


def test_reservations_come_before_a_plan():
    owned = Reservation(owner="1", count=D(2), sort="r5.4xlarge")
    hour = applied(guide(), [owned], [Plan(owner="1", commitment=D("18.20"))])
    r5, m5, cpu, memory, duration, requests = hour.covered
    assert (r5.reserved, r5.planned, cpu.left, memory.left) == (2, 2, 0, 0)
    assert (m5.planned, duration.planned, requests.planned) == (0, 0, 0)
    assert (hour.unused, hour.on_demand) == (0, D("10.00") + D("22.50") + D("0.20"))


def in_zone(zone: str, quantity: int, size: str = "large", account: str = "1") -> Usage:
    units = {"large": D(4), "xlarge": D(8)}[size]
    return Usage(
        account=account, quantity=D(quantity), list_rate=D(1), family=M5, sort=f"m5.{size}", units=units, zone=zone
    )


@pytest.mark.parametrize(
    ("usages", "held", "reserved"),
    [
        # of two zones only the one that it is of
        ([in_zone("a", 2), in_zone("b", 2)], [("a", 3, 0)], [2, 0]),
        # no other size, though a reservation of the region would cover it
        ([in_zone("a", 2, "xlarge")], [("a", 4, 0)], [0]),
        ([in_zone("a", 2, "xlarge")], [("", 4, 4)], [2]),
        # what ran in no zone that is known
        ([in_zone("", 2)], [("a", 4, 0)], [0]),
        # the zone's first, so that the region's is left for what only it can cover, in whatever order they are told
        ([in_zone("a", 2), in_zone("b", 2)], [("", 2, 4), ("a", 2, 0)], [2, 2]),
        ([in_zone("a", 2), in_zone("b", 2)], [("a", 2, 0), ("", 2, 4)], [2, 2]),
        # its owner's usage before that of others in the same zone
        ([in_zone("a", 2, account="2"), in_zone("a", 2)], [("a", 3, 0)], [1, 2]),
    ],
)
def test_a_reservation_of_a_zone_covers_its_own_type_and_size_there_before_those_of_a_region(
    usages: list[Usage], held: list[tuple[str, int, int]], reserved: list[int]
):
    reservations = [
        Reservation(owner="1", count=D(count), family=M5, sort="m5.large", units=D(units), zone=zone)
        for zone, count, units in held
    ]
    assert [each.reserved for each in applied(usages, reservations).covered] == reserved


def test_what_a_zones_reservation_leaves_is_left_to_plans():
    usages = [replace(each, compute_rate=D("0.7")) for each in (in_zone("a", 2), in_zone("b", 2))]
    held = [Reservation(owner="1", count=D(2), sort="m5.large", zone="a")]
    hour = applied(usages, held, [Plan(owner="1", commitment=D("1.40"))])
    assert [(each.reserved, each.planned) for each in hour.covered] == [(2, 0), (0, 2)]
    assert (hour.unused, hour.on_demand) == (0, 0)


def test_a_zone_and_interchangeable_sizes_are_refused_together():
    with pytest.raises(ValueError, match="no size that is interchangeable"):
        Reservation(owner="1", count=D(1), family=M5, units=D(4), zone="a")


def test_an_instance_plan_comes_before_a_compute_plan_and_what_it_leaves_is_lost():
    plans = [Plan(owner="1", commitment=D("16.80")), Plan(owner="1", commitment=D(3), family=R5)]
    hour = applied(guide(), plans=plans)
    assert [cents(each.plan_spend) for each in hour.covered] == [D("2.40"), 0, D("12.00"), D("4.80"), 0, 0]
    assert hour.unused == D("0.60")
    assert hour.cost == D("19.80") + D("10.00") + D("22.50") + D("0.20")


def test_the_owner_benefits_first_and_then_the_others():
    both = [*guide("1"), *guide("2")]
    hour = applied(both, plans=[Plan(owner="2", commitment=D("30.20"))])
    own, other = hour.covered[6:], hour.covered[:6]
    # The owner's r5, Fargate and m5 usage take $27.80, the rest goes to its Lambda usage, although r5 saves more.
    assert [cents(each.plan_spend) for each in own] == [D("2.80"), D("8.20"), D("12.00"), D("4.80"), D("2.40"), 0]
    assert [each.planned for each in other] == [0, 0, 0, 0, 0, 0]
    assert applied(both, plans=[Plan(owner="2", commitment=D(50))]).covered[0].planned == 4


def test_of_equal_savings_the_lowest_rate_comes_first():
    hour = applied(guide(), plans=[Plan(owner="1", commitment=D("2.80") + D("4.80") + D("1.20"))])
    # Both parts of Fargate save a quarter: memory at $0.003 comes before processors at $0.03.
    assert [cents(each.plan_spend) for each in hour.covered[:4]] == [D("2.80"), 0, D("1.20"), D("4.80")]


@pytest.mark.parametrize("compute", ["0", "2", "18.20", "50"])
@pytest.mark.parametrize("r5", ["0", "1.00", "3.00"])
def test_the_planners_replay_costs_the_same(compute: str, r5: str):
    plans = [Plan(owner="1", commitment=D(compute)), Plan(owner="1", commitment=D(r5), family=R5)]
    columns = tuple(
        Column(
            compute=float(usage.compute_rate / usage.list_rate) if usage.compute_rate else None,
            instance=float(usage.instance_rate / usage.list_rate) if usage.instance_rate else None,
            family=usage.family,
        )
        for usage in guide()[:5]
    )
    costs = np.array([[float(usage.quantity * usage.list_rate) for usage in guide()[:5]]])
    replayed = cost_of(Demand(columns, costs), {R5: float(r5)}, float(compute))
    assert replayed == pytest.approx(float(applied(guide()[:5], plans=plans).cost))


def test_the_covered_hours_of_a_real_report_are_found_again_from_its_reservations():
    """The report's size-flexible t2 reservations: 6 micro, 2 nano and 1 small, 4 units in all until one was added."""
    rows = duckdb.execute(
        """SELECT line_item_usage_start_date, line_item_usage_account_id, line_item_normalization_factor,
                  sum(CAST(line_item_usage_amount AS DECIMAL(18, 9))),
                  sum(CAST(line_item_usage_amount AS DECIMAL(18, 9)))
                      FILTER (line_item_line_item_type = 'DiscountedUsage')
           FROM read_parquet(?) WHERE line_item_usage_type LIKE 'BoxUsage:t2.%' AND line_item_operation = 'RunInstances'
           GROUP BY ALL""",
        [str(WORKSHOP)],
    ).fetchall()
    owner, family = "836060457634", ("us-east-1", "t2")
    owned = [
        Reservation(owner=owner, count=D(count), family=family, units=D(units))
        for count, units in ((5, "0.5"), (2, "0.25"), (1, "1"))
    ]
    hours: defaultdict[object, list[Usage]] = defaultdict(list)
    billed: defaultdict[tuple[object, str], Decimal] = defaultdict(Decimal)
    for hour, account, units, quantity, covered in rows:
        size = D(str(units))
        hours[hour].append(Usage(account=account, quantity=quantity, list_rate=D(1), family=family, units=size))
        billed[hour, account] += (covered or 0) * size
    found: defaultdict[tuple[object, str], Decimal] = defaultdict(Decimal)
    for hour, usages in hours.items():
        for each in applied(usages, owned).covered:
            found[hour, each.usage.account] += each.reserved * each.usage.units
    assert len(hours) == 744
    # Reports round quantities to a millionth of an hour.
    assert max(abs(found[key] - billed[key]) for key in billed) < D("0.0001")
