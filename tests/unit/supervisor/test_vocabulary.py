"""The loaded bill's own names are words of the fast path."""

from datetime import date
from decimal import Decimal

import pytest

from billing.query import BillInfo, Dimension
from finops_core.errors import BillError
from supervisor.fast_path import decide
from supervisor.vocabulary import Vocabulary
from supervisor.words import COMMON
from tests.unit.agents.memory_bill import Line, MemoryBill

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
