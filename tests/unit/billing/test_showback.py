"""Statements of teams and what nobody owns are the bill, to the cent, in every currency, whatever bill and rules."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.allocation import exact_sum
from billing.export import open_bill
from billing.query import BillQuery, Dimension, Metric
from billing.showback import Part, Showback, rounded_parts, showback
from billing.terms import Terms, terms_from
from finops_core.currencies import MINOR_UNITS
from finops_core.values import Period
from tests.unit.billing.made_bills import focus_day, write_csv
from tests.unit.billing.test_allocation import amounts, charges, organisations

BUNDLED = Path("local/bundled/cur_legacy_2018-10_workshop.snappy.parquet")
CENT = Decimal("0.01")


def assert_adds_up(one: Showback) -> None:
    """Every level adds up to the one above, in the currency's smallest unit."""
    unit = Decimal(1).scaleb(-MINOR_UNITS.get(one.currency, 2))
    statements = [*one.teams, one.nobody]
    assert exact_sum([each.total for each in statements]) == one.total
    assert one.total == one.exact.quantize(unit, ROUND_HALF_EVEN)
    for each in statements:
        lines = [line.total for line in each.lines]
        parts = [each.own(part) for part in Part]
        assert exact_sum([*lines, *each.shared.values()]) == each.total == exact_sum([*parts, each.borne])
        assert all(amount % unit == 0 for amount in (*lines, *each.shared.values(), *parts))


@given(st.lists(amounts, min_size=1, max_size=9), st.sampled_from([Decimal(1), CENT, Decimal("0.001")]))
def test_rounded_parts_add_up_and_none_is_off_by_a_unit(parts: list[Decimal], unit: Decimal) -> None:
    whole = exact_sum(parts)
    total = whole.quantize(unit, ROUND_HALF_EVEN)
    found = rounded_parts(parts, total, unit)
    assert exact_sum(found) == total
    assert all(abs(part - rounded) < unit for part, rounded in zip(parts, found, strict=True))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(charges, min_size=1, max_size=30),
    st.lists(st.sampled_from(["USD", "JPY", "KWD", "credits"]), min_size=1, max_size=30),
    st.lists(st.sampled_from(["Usage", "Credit", "Tax", "Purchase"]), min_size=1, max_size=30),
    organisations(),
)
def test_statements_of_random_bills_add_up_in_every_currency(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str]],
    currencies: Sequence[str],
    categories: Sequence[str],
    organisation: Terms,
) -> None:
    mixed = [
        {**row, "BillingCurrency": currencies[n % len(currencies)], "ChargeCategory": categories[n % len(categories)]}
        for n, row in enumerate(rows)
    ]
    path = write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", mixed)
    with open_bill(path, terms=organisation) as bill:
        found = showback(bill, BillQuery())
        totals = bill.query(BillQuery()).totals
    for one in found:
        assert_adds_up(one)
    assert {one.currency: one.exact for one in found} == totals


def _organisation(services: Sequence[str], accounts: Sequence[str]) -> Mapping[str, object]:
    """Two teams and a shared cost out of what a bill has, so that something is left for nobody."""
    return {
        "teams": [
            {"name": "first", "rules": [{"services": list(services[:2])}]},
            {"name": "second", "rules": [{"services": list(services[2:3]), "accounts": list(accounts[:1])}]},
            {"name": "idle", "rules": [{"tags": {"nothing": ["nowhere"]}}]},
        ],
        "shared": [{"name": "tax and support", "rules": [{"kinds": ["tax", "support"]}], "split": "even"}],
    }


@pytest.mark.nightly
@pytest.mark.parametrize("path", sorted(Path("tests/data/bills").glob("*.[cp]*")), ids=lambda path: path.name)
def test_statements_of_every_sample_are_the_bill(tmp_path: Path, path: Path) -> None:
    with open_bill(path, cache_dir=tmp_path) as bill:
        own = _organisation(bill.values(Dimension.SERVICE), bill.values(Dimension.ACCOUNT))
    with open_bill(path, cache_dir=tmp_path, terms=terms_from(own, "finops.toml")) as bill:
        for metric in (Metric.BILLED, Metric.EFFECTIVE, Metric.LIST):
            found = showback(bill, BillQuery(metric=metric))
            for one in found:
                assert_adds_up(one)
            assert {one.currency: one.exact for one in found} == bill.query(BillQuery(metric=metric)).totals


@pytest.mark.parametrize("metric", [Metric.BILLED, Metric.EFFECTIVE])
def test_statements_of_a_real_bill_are_the_bill(tmp_path: Path, metric: Metric) -> None:
    with open_bill(BUNDLED, cache_dir=tmp_path) as bill:
        own = _organisation(bill.values(Dimension.SERVICE), bill.values(Dimension.ACCOUNT))
    with open_bill(BUNDLED, cache_dir=tmp_path, terms=terms_from(own, "finops.toml")) as bill:
        for period in (None, Period.of_month(2018, 10)):
            query = BillQuery(metric=metric, period=period)
            (one,) = showback(bill, query)
            assert_adds_up(one)
            assert {one.currency: one.exact} == bill.query(query).totals
            assert one.nobody.total
            assert all(each.total for each in one.teams[:1])


def test_credits_refunds_and_taxes_go_where_their_own_rows_go(tmp_path: Path) -> None:
    rows = [
        focus_day(1, BilledCost="10.004", Tags='{"team": "payments"}'),
        focus_day(2, BilledCost="-4", ChargeCategory="Credit", Tags='{"team": "payments"}'),
        focus_day(2, BilledCost="-1", ChargeClass="Correction", Tags='{"team": "payments"}'),
        focus_day(3, BilledCost="2", ChargeCategory="Tax", Tags='{"team": "search"}'),
        focus_day(3, BilledCost="1", ChargeCategory="Tax", Tags="{}"),
        focus_day(4, BilledCost="-7", ChargeCategory="Credit", Tags="{}"),
    ]
    terms = terms_from(
        {
            "teams": [{"name": name, "rules": [{"tags": {"team": [name]}}]} for name in ("payments", "search")],
            "shared": [{"name": "tax", "rules": [{"kinds": ["tax"]}], "split": "even"}],
        },
        "finops.toml",
    )
    with open_bill(write_csv(tmp_path / "bill.csv", rows), terms=terms) as bill:
        (one,) = showback(bill, BillQuery())
    payments, search = one.teams
    assert_adds_up(one)
    assert payments.own(Part.CREDITS) == Decimal(-4)
    assert payments.own(Part.REFUNDS) == Decimal(-1)
    assert search.own(Part.TAXES) == Decimal(2)
    assert (payments.shared, search.shared) == ({"tax": Decimal("0.50")}, {"tax": Decimal("0.50")})
    assert (one.nobody.total, one.nobody.own(Part.CREDITS)) == (Decimal(-7), Decimal(-7))
    assert (payments.total, one.total) == (Decimal("5.50"), Decimal("1.00"))
