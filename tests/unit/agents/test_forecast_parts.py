"""Parts of a forecast add up to the forecast of the whole, and months to longer periods, to the cent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.query import LineKind
from billing.reconciliation import in_cents, reconciled
from billing.testing import Line, MemoryBill
from tests.unit.agents.asking import ask, table

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SERVICES = ("EC2", "S3", "Glue", "Support", "Tax", "RDS")
AMOUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=12)


def bill(seed: int, days: int = 150) -> MemoryBill:
    """Services over accounts, regions and tags: daily, monthly, new, ended, refunded and bought once."""
    rng = Random(seed)
    first = date(2026, 11, 19) - timedelta(days=days)
    lines: list[Line] = []
    for service in SERVICES:
        level, begins = rng.uniform(0.01, 90), rng.choice((0, 0, 0, days - 12, days // 2))
        accounts = [str(n) * 12 for n in range(1, rng.randint(2, 4))]
        for number in range(begins, days):
            day = first + timedelta(days=number)
            level *= 1 + rng.gauss(0, 0.03)
            monthly = service in ("Support", "Tax")
            if monthly and day.day != 3:
                continue
            kind = {"Support": LineKind.SUPPORT, "Tax": LineKind.TAX}.get(service, LineKind.USAGE)
            account = rng.choice(accounts)
            amount = Decimal(str(round(level * rng.uniform(0.5, 1.5), rng.choice((2, 6, 9)))))
            region = rng.choice(("eu-west-1", "us-east-1"))
            lines.append(Line(day=day, amount=amount, service=service, account=account, region=region, kind=kind))
    lines.append(Line(day=date(2026, 11, 5), amount=Decimal("-3.333"), service="S3", kind=LineKind.REFUND))
    lines.append(Line(day=date(2026, 11, 6), amount=Decimal(40), service="EC2", kind=LineKind.RESERVATION_UPFRONT))
    return MemoryBill(lines)


def amounts(found: MemoryBill, **args: Any) -> list[Decimal]:
    return [Decimal(row["amount"] or 0) for row in table(ask(found, "forecast", now=NOW, **args))]


def whole(found: MemoryBill, period: str) -> Decimal:
    return Decimal(ask(found, "forecast", now=NOW, period=period).facts[0].value)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("period", ["next_month", "this_month"])
def test_parts_add_up_to_the_whole_to_the_cent_at_every_level(seed: int, period: str) -> None:
    made = bill(seed)
    expected = whole(made, period)
    for by in ("service", "account", "region"):
        assert sum(amounts(made, period=period, group_by=[by])) == expected, by
    assert sum(amounts(made, period=period, group_by=["service"], top_n=2)) == expected, "with all others in one row"


@pytest.mark.parametrize("by", [("service", "account"), ("region", "service")])
def test_cells_add_up_to_their_group_and_to_the_whole(by: tuple[str, str]) -> None:
    made = bill(2)
    (rows, groups) = (table(ask(made, "forecast", now=NOW, group_by=names, top_n=20)) for names in (list(by), [by[0]]))
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row["key0"] or ""] = sums.get(row["key0"] or "", Decimal(0)) + Decimal(row["amount"] or 0)

    assert sums == {row["key0"]: Decimal(row["amount"] or 0) for row in groups}
    assert sum(sums.values()) == whole(made, "next_month")
    assert sum(amounts(made, group_by=list(by), top_n=2)) == sum(sums.values())


def test_months_add_up_to_a_longer_period_to_the_cent() -> None:
    made = bill(4, days=200)
    months = amounts(made, period="next_2_months", granularity="monthly")
    days = amounts(made, period="next_2_months", granularity="daily")

    assert sum(months) == sum(days) == whole(made, "next_2_months")
    assert sum(days[:31]) == months[0]
    assert sum(amounts(made, period="next_2_months", group_by=["account"])) == sum(months)


def test_what_a_group_comes_to_does_not_depend_on_how_many_are_shown() -> None:
    made = bill(1)
    assert amounts(made, group_by=["service"], top_n=2)[:2] == amounts(made, group_by=["service"])[:2]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(AMOUNTS, st.floats(0, 1e6), st.randoms(use_true_random=False))
def test_parts_are_reconciled_to_any_whole_and_none_falls_below_nothing(
    parts: list[float], of_all: float, source: Random
) -> None:
    found = reconciled(parts, [source.uniform(0, 5) for _ in parts], of_all)

    assert sum(found) == pytest.approx(of_all, abs=1e-6, rel=1e-9)
    assert min(found) >= 0


@settings(max_examples=200, deadline=None, derandomize=True)
@given(AMOUNTS, st.integers(-3, 3))
def test_cents_add_up_and_are_near(parts: Sequence[float], off: int) -> None:
    of_all = Decimal(str(round(sum(parts), 2))) + off * Decimal("0.01")
    found = in_cents(parts, of_all)

    assert sum(found) == of_all
    assert all(abs(float(one) - part) <= 0.05 for one, part in zip(found, parts, strict=True))


def test_what_is_sure_takes_nothing_of_a_gap() -> None:
    assert reconciled([100.0, 100.0], [0.0, 5.0], 210.0) == pytest.approx([100.0, 110.0])
    assert reconciled([100.0, 1.0], [0.0, 5.0], 50.0) == pytest.approx([50.0, 0.0]), "what cannot be taken elsewhere"
