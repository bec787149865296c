"""Allocated + shared + unallocated = total, exactly, whatever the bill and the rules."""

from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.allocation import allocate, divide, exact_sum, split, tag_coverage
from billing.export import open_bill
from billing.query import BillQuery, Filter, Metric, Tag
from billing.query import Dimension as D
from billing.terms import Terms, terms_from
from finops_core.errors import BillError
from tests.unit.billing.made_bills import focus_day, write_csv

TEAMS = [{"name": name, "rules": [{"tags": {"team": [name]}}]} for name in ("payments", "search", "base")]


def terms(**shared: object) -> Terms:
    return terms_from({"teams": TEAMS, "shared": [{"name": "Platform", **shared}]}, "finops.toml")


ROWS = [
    focus_day(1, BilledCost="60", Tags='{"team": "payments"}'),
    focus_day(2, BilledCost="40", Tags='{"team": "search"}'),
    focus_day(3, BilledCost="10", ServiceName="AWS Support (Business)", Tags="{}"),
    focus_day(4, BilledCost="7", Tags="{}"),
]
SUPPORT = [{"kinds": ["support"]}]


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        ({"split": "proportional"}, {"payments": "6", "search": "4", "base": "0"}),
        ({"split": "even"}, {"payments": "3.333333333333", "search": "3.333333333333", "base": "3.333333333334"}),
        ({"split": "even", "teams": ["search"]}, {"search": "10"}),
        ({"split": "fixed", "shares": {"base": "3", "search": "1"}}, {"base": "7.5", "search": "2.5"}),
    ],
)
def test_a_shared_cost_is_split_by_its_rule(tmp_path: Path, rule: dict[str, object], parts: dict[str, str]):
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS), terms=terms(rules=SUPPORT, **rule)) as bill:
        (allocation,) = allocate(bill)
    found = {team.team: team.shared["Platform"] for team in allocation.teams if team.shared}
    assert sum(found.values()) == Decimal(10)
    assert {name: amount.quantize(Decimal("0.01")) for name, amount in found.items()} == {
        name: Decimal(amount).quantize(Decimal("0.01")) for name, amount in parts.items()
    }
    assert (allocation.allocated, allocation.shared, allocation.unallocated) == (Decimal(100), Decimal(10), Decimal(7))
    assert allocation.total == Decimal(117)


def test_an_allocation_keeps_a_questions_filters(tmp_path: Path):
    query = BillQuery(filters=(Filter(dimension=D.SERVICE, values=("Amazon EC2",)),))
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS), terms=terms(rules=SUPPORT)) as bill:
        (allocation,) = allocate(bill, query=query)
    assert (allocation.shared, allocation.total) == (Decimal(0), Decimal(107))


def test_each_currency_is_allocated_on_its_own(tmp_path: Path):
    rows = [*ROWS, focus_day(5, BillingCurrency="EUR", BilledCost="2", Tags='{"team": "base"}')]
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms(rules=SUPPORT)) as bill:
        assert [(a.currency, a.total) for a in allocate(bill)] == [("EUR", Decimal(2)), ("USD", Decimal(117))]


def test_without_teams_nothing_can_be_allocated(tmp_path: Path):
    with (
        open_bill(write_csv(tmp_path / "bill.csv", ROWS)) as bill,
        pytest.raises(BillError, match="No teams"),
    ):
        allocate(bill)


def test_the_tagged_share_of_a_cost(tmp_path: Path):
    with open_bill(write_csv(tmp_path / "bill.csv", ROWS)) as bill:
        (coverage,) = tag_coverage(bill, Tag("team"), BillQuery())
    assert (coverage.tagged, coverage.total) == (Decimal(100), Decimal(117))
    assert coverage.share is not None
    assert coverage.share.quantize(Decimal("0.001")) == Decimal("0.855")


amounts = st.decimals(-(10**9), 10**9, allow_nan=False, places=12)
names = st.text("abcdef", min_size=1, max_size=4)
weights = st.dictionaries(names, st.decimals(0, 10**6, places=3), min_size=1).filter(lambda w: any(w.values()))


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_exactly(amount: Decimal, shares: dict[str, Decimal]):
    parts = split(amount, shares)
    assert set(parts) == set(shares)
    assert exact_sum(list(parts.values())) == amount


@given(amounts, weights)
def test_no_part_of_a_split_is_off_by_more_than_its_smallest_unit(amount: Decimal, shares: dict[str, Decimal]):
    with localcontext(prec=80):
        whole = sum(shares.values())
        for name, part in split(amount, shares).items():
            assert abs(part - amount * shares[name] / whole) <= Decimal("0.000000000001")


teams = st.lists(names, min_size=1, max_size=4, unique=True)


@st.composite
def organisations(draw: st.DrawFn) -> Terms:
    """Random teams over tags, accounts and services, with random shared costs."""
    found = draw(teams)
    rule = st.fixed_dictionaries(
        {},
        optional={
            "accounts": st.lists(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=2),
            "services": st.lists(st.sampled_from(["EC2", "S3"]), min_size=1, max_size=2),
            "tags": st.dictionaries(st.just("team"), st.lists(st.sampled_from("xyz"), min_size=1), min_size=1),
        },
    ).filter(bool)
    rules = st.lists(rule, min_size=1, max_size=2)
    costs: list[dict[str, object]] = []
    for name in draw(st.lists(st.sampled_from(["P", "Q"]), unique=True)):
        cost: dict[str, object] = {"name": name, "rules": draw(rules)}
        cost["split"] = draw(st.sampled_from(["even", "proportional", "fixed"]))
        if cost["split"] == "fixed":
            cost["shares"] = {team: draw(st.integers(1, 9)) for team in found}
        costs.append(cost)
    return terms_from({"teams": [{"name": n, "rules": draw(rules)} for n in found], "shared": costs}, "finops.toml")


@given(organisations(), st.data())
def test_a_division_of_random_owners_adds_up(organisation: Terms, data: st.DataObject):
    owners = [("", "")] + [(team.name, "") for team in organisation.teams] + [("", c.name) for c in organisation.shared]
    owned = {owner: data.draw(amounts) for owner in owners}
    allocation = divide(organisation, "USD", owned)
    parts = [team.total for team in allocation.teams]
    assert exact_sum([*parts, allocation.unallocated]) == allocation.total == exact_sum(list(owned.values()))
    assert exact_sum([allocation.allocated, allocation.shared, allocation.unallocated]) == allocation.total


def _charge(day: int, account: str, service: str, team: str, cost: Decimal) -> dict[str, str]:
    tags = f'{{"team": "{team}"}}'
    return focus_day(day, SubAccountId=account, ServiceName=service, Tags=tags, BilledCost=str(cost))


charges = st.builds(
    _charge,
    day=st.integers(1, 28),
    account=st.sampled_from(["1", "2", "3"]),
    service=st.sampled_from(["EC2", "S3", "RDS"]),
    team=st.sampled_from(["x", "y", "z", ""]),
    cost=st.decimals(-1000, 1000, places=8),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(charges, min_size=1, max_size=30), organisations())
def test_random_bills_and_rules_add_up_to_the_cent(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], organisation: Terms
):
    path = write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", rows)
    with open_bill(path, terms=organisation) as bill:
        (allocation,) = allocate(bill, metric=Metric.BILLED)
    total = sum(Decimal(row["BilledCost"]) for row in rows)
    assert exact_sum([*(team.total for team in allocation.teams), allocation.unallocated]) == total
