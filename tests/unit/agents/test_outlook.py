"""What of a bill is continued and how: days, monthly fees, what is known already; sums by hand."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from billing.continued_spend import ContinuedSpend
from billing.fees import Fee, due_of, fee_of, is_fee
from billing.history import ONE_OFF, History, history_of, together
from billing.outlook import NotEnough, Outlook, cents, look_ahead, look_ahead_of_each
from billing.query import LineKind
from finops_core.values import Period

START, END = date(2026, 1, 1), date(2026, 11, 19)
BILL = Period(START, END)
DECEMBER = Period.of_month(2026, 12)
NOVEMBER = Period.of_month(2026, 11)


def daily(amount: float, first: date = START, end: date = END) -> dict[date, float]:
    return {first + timedelta(days=number): amount for number in range((end - first).days)}


def on_the(day: int, amount: float, months: range = range(1, 12)) -> dict[date, float]:
    return {date(2026, month, day): amount for month in months}


def steady(*, fee: float = 0.0, day: int = 1) -> History:
    kinds = {LineKind.USAGE: daily(10.0)}
    if fee:
        kinds[LineKind.SUPPORT] = on_the(day, fee)
    return history_of(kinds, BILL)


def outlook(history: History, target: Period, *parts: Period) -> Outlook:
    found = look_ahead(history, target, parts or (target,))
    assert isinstance(found, Outlook)
    return found


def test_charges_are_sorted_into_days_fees_and_what_is_left_out() -> None:
    kinds = {
        LineKind.USAGE: daily(10.0),
        LineKind.DISCOUNT: daily(-1.0),
        LineKind.SUPPORT: on_the(3, 50.0),
        LineKind.MARKETPLACE: on_the(1, 20.0),
        LineKind.CREDIT: {date(2026, 2, 1): -500.0},
        LineKind.REFUND: {},
    }
    found = history_of(kinds, BILL)

    assert found.days == BILL
    assert found.daily == (9.0,) * 322
    assert [(fee.kind, fee.day) for fee in found.fees] == [(LineKind.MARKETPLACE, 1), (LineKind.SUPPORT, 3)]
    assert found.left_out == {LineKind.CREDIT, LineKind.REFUND}
    assert found.every[:4] == [29.0, 9.0, 59.0, 9.0]
    assert sum(found.every) == 322 * 9 + 11 * 70


@pytest.mark.parametrize("kind", sorted(ONE_OFF))
def test_what_comes_once_is_never_continued(kind: LineKind) -> None:
    found = history_of({LineKind.USAGE: daily(10.0), kind: daily(3.0)}, BILL)

    assert found.left_out == {kind}
    assert set(found.daily) == {10.0}


def test_a_history_begins_with_the_first_amount() -> None:
    late = date(2026, 3, 10)
    found = history_of({LineKind.USAGE: {START: 0.0, **daily(4.0, late)}}, BILL)

    assert found.days == Period(late, END)
    assert len(found.daily) == (END - late).days


def test_without_anything_there_is_no_history_to_continue() -> None:
    assert history_of({}, BILL) == History(days=BILL, daily=(), fees=(), left_out=frozenset())
    assert look_ahead(history_of({}, BILL), DECEMBER, [DECEMBER]) == NotEnough(have=0, need=1, unit="months")


def test_days_ahead_come_to_their_days_and_the_fees_on_theirs() -> None:
    found = outlook(
        steady(fee=50.0), DECEMBER, Period.of_days(date(2026, 12, 1), 1), Period.of_days(date(2026, 12, 2), 30)
    )

    assert found.whole.value == pytest.approx(31 * 10 + 50)
    assert [part.estimate.value for part in found.parts] == pytest.approx([60.0, 300.0])
    assert (found.known, found.fees, found.monthly, found.length) == (0, 50, False, 322)


def test_of_the_running_month_what_is_billed_is_known_and_the_rest_is_estimated() -> None:
    found = outlook(steady(fee=50.0), NOVEMBER)

    assert found.known == 18 * 10 + 50
    assert found.fees == 0
    assert found.whole.value == pytest.approx(350)
    assert found.whole.low == pytest.approx(350)
    assert found.whole.high == pytest.approx(350)


def test_what_is_known_of_a_part_is_only_its_own_days() -> None:
    history = steady(fee=50.0)

    assert history.known(Period(date(2026, 11, 17), date(2026, 11, 25))) == 20
    assert history.known(Period(date(2025, 12, 1), date(2026, 1, 3))) == 70
    assert history.known(Period(END, date(2026, 12, 1))) == 0
    assert history.known(DECEMBER) == 0


def test_trials_of_a_steady_bill_miss_nothing_and_the_fees_are_in_them() -> None:
    continued = ContinuedSpend(steady(fee=50.0), 60)
    trials = continued.errors(range(31))

    assert len(trials) > 5
    assert all(abs(error) < 1e-6 for error, _ in trials)
    assert {round(came) for _, came in trials} <= {310, 360, 410}
    week, pace = continued.naive_errors(range(31))
    assert {abs(error) for error in week} <= {0, 50, 100, 150, 200, 250}, "as billed: a week with the fee in it or not"
    assert max(map(abs, pace)) < 60


def test_no_days_ahead_come_to_nothing() -> None:
    nothing = ContinuedSpend(steady(), 60).estimate(range(0))

    assert (nothing.value, nothing.low, nothing.high) == (0, 0, 0)


def test_an_estimate_is_as_uncertain_as_its_fee() -> None:
    """Ten months of 40 and 60 in turn: half of what was due may be missing or too much."""
    uneven = {date(2026, month, 28): 40.0 + 20.0 * (month % 2) for month in range(1, 11)}
    history = history_of({LineKind.USAGE: daily(10.0), LineKind.SUPPORT: uneven}, BILL)
    with_fee, without = (ContinuedSpend(history, 60).estimate(steps) for steps in (range(9, 10), range(8)))

    assert without.value == pytest.approx(80)
    assert with_fee.value == pytest.approx(10 + 40)
    assert with_fee.high - with_fee.value == pytest.approx(20)
    assert with_fee.low == pytest.approx(with_fee.value - 20)


def test_the_whole_is_no_less_certain_than_its_months_together() -> None:
    wild = {day: 10.0 + 5.0 * (number % 11 == 0) for number, day in enumerate(daily(10.0))}
    quarter = Period(date(2026, 12, 1), date(2027, 3, 1))
    months = [Period.of_month(2026, 12), Period.of_month(2027, 1), Period.of_month(2027, 2)]
    found = outlook(history_of({LineKind.USAGE: wild}, BILL), quarter, *months)

    assert found.whole.value == pytest.approx(sum(part.estimate.value for part in found.parts))
    assert found.whole.low >= sum(part.estimate.low for part in found.parts) - 1e-6
    assert found.whole.high <= sum(part.estimate.high for part in found.parts) + 1e-6
    assert found.whole.low < found.whole.value < found.whole.high


@pytest.mark.parametrize("amount", [0.2666666, 0.3333333, 0.0049, 12.3456789])
def test_intervals_hold_a_value_that_was_rounded(amount: float) -> None:
    whole = outlook(history_of({LineKind.USAGE: daily(amount)}, BILL), DECEMBER).whole
    assert whole.low_95 <= whole.low <= whole.value <= whole.high <= whole.high_95


@pytest.mark.parametrize(("length", "enough"), [(78, False), (79, True)])
def test_a_month_ahead_needs_its_days_and_five_trials(length: int, enough: bool) -> None:
    """21 days before the first trial, 30 days ahead, four weeks between five trials."""
    days = Period(END - timedelta(days=length), END)
    found = look_ahead(history_of({LineKind.USAGE: daily(10.0, days.start)}, days), Period.of_days(END, 30), [NOVEMBER])

    assert isinstance(found, Outlook) is enough
    if not enough:
        assert found == NotEnough(have=78, need=79, unit="days")


def test_only_fees_are_continued_in_months() -> None:
    found = outlook(history_of({LineKind.SUPPORT: on_the(1, 50.0)}, BILL), Period(date(2026, 12, 1), date(2027, 3, 1)))

    assert (found.monthly, found.length) == (True, 10)
    assert found.whole.value == pytest.approx(150)


@pytest.mark.parametrize(
    ("amount", "expected"), [(1.005, "1.0"), (2.675, "2.67"), (-0.004, "-0.0"), (1234.567, "1234.57")]
)
def test_an_estimate_is_shown_to_the_cent(amount: float, expected: str) -> None:
    assert cents(amount) == Decimal(expected)


def no_spend(month: date) -> float:
    return 0.0


def test_complete_months_of_a_fee_include_those_without_it() -> None:
    fee = fee_of(LineKind.SUPPORT, {date(2026, 7, 3): 5.0, date(2026, 7, 20): 2.0, date(2026, 9, 3): 4.0, END: 9.0})

    assert fee.months(date(2026, 11, 1)) == {
        date(2026, 7, 1): 7.0,
        date(2026, 8, 1): 0.0,
        date(2026, 9, 1): 4.0,
        date(2026, 10, 1): 0.0,
    }
    assert fee.months(date(2026, 7, 31)) == {}
    assert list(fee.months(date(2026, 8, 1))) == [date(2026, 7, 1)]


@pytest.mark.parametrize(
    ("by", "days", "expected"),
    [
        ("2026-11-01", 1, {"2026-11-01": 50.0}),
        ("2026-11-01", 30, {"2026-11-01": 50.0}),
        ("2026-11-01", 31, {"2026-11-01": 50.0, "2026-12-01": 50.0}),
        ("2026-11-02", 29, {"2026-11-30": 50.0}),
        ("2026-11-02", 28, {}),
        ("2026-11-02", 30, {"2026-11-30": 50.0, "2026-12-01": 50.0}),
    ],
)
def test_a_fee_is_due_on_its_day_or_at_the_end_of_the_month_it_is_late_in(
    by: str, days: int, expected: dict[str, float]
) -> None:
    fee = fee_of(LineKind.MARKETPLACE, on_the(1, 50.0, range(1, 11)))
    found = fee.due(date.fromisoformat(by), days, no_spend)

    assert {day.isoformat(): amount for day, amount in found.items()} == expected


def test_a_fee_nobody_has_seen_a_whole_month_of_is_not_expected() -> None:
    assert fee_of(LineKind.SUPPORT, {date(2026, 11, 3): 50.0}).due(END, 60, no_spend) == {}


def test_the_median_of_three_months_is_expected() -> None:
    amounts = {date(2026, 7, 1): 999.0, date(2026, 8, 1): 10.0, date(2026, 9, 1): 90.0, date(2026, 10, 1): 30.0}
    fee = fee_of(LineKind.MARKETPLACE, amounts)

    assert fee.due(date(2026, 11, 1), 1, no_spend) == {date(2026, 11, 1): 30.0}
    assert fee.miss(date(2026, 11, 1), no_spend) == 989.0, "the first month was expected again in the second"


def test_fees_on_one_day_are_added_up() -> None:
    fees = [fee_of(kind, on_the(5, 10.0, range(1, 11))) for kind in (LineKind.SUPPORT, LineKind.MARKETPLACE)]

    assert due_of(fees, date(2026, 11, 3), 5, no_spend) == [0.0, 0.0, 20.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("billed", "by", "rest"),
    [(40.0, 16, 60.0), (74.9, 16, 25.1), (75.0, 16, 0.0), (100.0, 16, 0.0), (0.0, 16, 100.0), (49.0, 2, 51.0)],
)
def test_a_part_of_the_spend_still_grows_when_it_is_clearly_behind_its_month(
    billed: float, by: int, rest: float
) -> None:
    """Half of November is over on the 16th: below three quarters of what a month has, a tax is still growing."""
    tax = Fee(kind=LineKind.TAX, day=30, amounts=on_the(28, 100.0, range(1, 11)) | {date(2026, 11, 1): billed})

    assert sum(tax.due(date(2026, 11, by), 30, no_spend).values()) == pytest.approx(rest)


@pytest.mark.parametrize(("count", "fee"), [(39, True), (40, False)])
def test_a_kind_is_a_fee_when_it_comes_on_less_than_two_days_in_five(count: int, fee: bool) -> None:
    hundred = Period.of_days(START, 100)
    amounts = {START + timedelta(days=2 * number): 1.0 for number in range(count)}

    assert is_fee(LineKind.DISCOUNT, amounts, hundred) is fee


def uneven(seed: int, days: int = 322) -> History:
    """Spend by weekday that wanders, jumps and has a spike now and then."""
    rng = Random(seed)
    level, amounts = 100.0, list[float]()
    for number in range(days):
        level *= rng.choice((0.6, 1.5)) if rng.random() < 0.01 else 1 + rng.gauss(0, 0.02)
        spike = 4 if rng.random() < 0.02 else 1
        amounts.append(level * (0.6 if number % 7 > 4 else 1) * spike * (1 + rng.gauss(0, 0.05)))
    kinds = {LineKind.USAGE: {START + timedelta(days=at): amount for at, amount in enumerate(amounts)}}
    return history_of(kinds, BILL)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("target", [DECEMBER, NOVEMBER, Period.of_days(END, 7), Period.of_days(END, 90)], ids=str)
def test_an_outlook_never_does_worse_on_the_past_than_the_last_week_repeated(seed: int, target: Period) -> None:
    measured = outlook(uneven(seed), target).measured
    assert measured.wape is not None
    assert measured.wape_naive is not None
    assert measured.wape <= measured.wape_naive + 1e-12


def test_an_outlook_never_does_worse_on_the_past_than_the_run_rate() -> None:
    found = [
        outlook(uneven(seed), target).measured for seed in range(3) for target in (DECEMBER, Period.of_days(END, 45))
    ]
    assert all((one.wape or 0) <= (one.wape_pace or 0) + 1e-9 for one in found)


def test_a_fee_that_moved_in_a_step_is_expected_at_its_new_amount_and_an_odd_month_is_not_repeated() -> None:
    step = Fee(kind=LineKind.RESERVATION_RECURRING, day=1, amounts=on_the(1, 100.0) | {date(2026, 11, 1): 250.0})
    odd = {date(2026, month, 1): 100.0 + 150 * (month in (4, 7, 10)) for month in range(1, 12)}
    odd[date(2026, 11, 1)] = 250.0

    assert step.due(END, 30, no_spend) == {date(2026, 12, 1): 250.0}
    assert Fee(kind=LineKind.MARKETPLACE, day=1, amounts=odd).due(END, 30, no_spend) == {date(2026, 12, 1): 250.0}
    odd[date(2026, 11, 1)] = 100.0
    odd[date(2026, 10, 1)] = 250.0
    assert Fee(kind=LineKind.MARKETPLACE, day=1, amounts=odd).due(END, 30, no_spend) == {date(2026, 12, 1): 100.0}


def test_a_whole_is_the_sum_of_its_parts_fees_apart_in_each() -> None:
    """A plan of the first of each month beside daily charges of the same kind is a fee of its own part only."""
    plan = history_of({LineKind.MARKETPLACE: on_the(1, 300.0)}, BILL)
    usage = history_of({LineKind.MARKETPLACE: daily(10.0)}, BILL)
    whole = together([plan, usage])
    found = outlook(whole, DECEMBER)

    assert whole.every == [one + other for one, other in zip(plan.every, usage.every, strict=True)]
    assert found.whole.value == pytest.approx(31 * 10 + 300)
    assert found.fees == 300


def test_a_part_that_begins_late_is_continued_at_its_pace() -> None:
    late = history_of({LineKind.USAGE: daily(7.0, END - timedelta(days=9))}, BILL)
    continued = ContinuedSpend(together([history_of({LineKind.USAGE: daily(10.0)}, BILL), late]), 60)

    assert continued.ahead(range(10)) == pytest.approx(170, rel=0.05)


def test_a_method_says_what_it_is_made_of() -> None:
    made_of = {outlook(uneven(seed), DECEMBER).measured.method for seed in range(5)}
    assert all(method.startswith("average of 9 ways to continue days") for method in made_of)
    assert all("; most weight has " in method for method in made_of)
    assert any("last week repeated comes to" in method or "average day comes to" in method for method in made_of)


def test_histories_looked_at_together_come_to_what_each_does_alone() -> None:
    rng = Random(4)
    noisy = {day: 50 + rng.uniform(-9, 9) + number / 9 for number, day in enumerate(daily(1.0))}
    new = history_of({LineKind.USAGE: daily(4.0, date(2026, 11, 1))}, BILL)
    histories = [steady(fee=30.0), new, history_of({LineKind.USAGE: noisy}, BILL), history_of({}, BILL)]
    months = (NOVEMBER, DECEMBER)
    together_found = look_ahead_of_each(histories, Period.of_days(END, 40), months)

    for found, history in zip(together_found, histories, strict=True):
        alone = look_ahead(history, Period.of_days(END, 40), months)
        assert type(found) is type(alone)
        if isinstance(found, Outlook) and isinstance(alone, Outlook):
            assert [part.estimate.value for part in found.parts] == [part.estimate.value for part in alone.parts]
            assert found.measured.method == alone.measured.method
