"""Any question to a bill gets the answer that adding its lines up one by one gives."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.export import ExportBill, open_bill
from billing.query import BillQuery, BillResult, BillRow, Dimension, Filter, GroupKey, LineKind, Metric, Tag
from billing.sql import MAX_FILTER_VALUES
from billing.terms import Terms
from finops_core.errors import BillError
from finops_core.values import Granularity, Period
from tests.unit.billing.made_bills import focus_day, write_csv

TERMS = Terms.model_validate({"week_start": "sunday", "fiscal_year": {"start_month": 4}})
TEAM = Tag("team")
METRICS = (Metric.BILLED, Metric.EFFECTIVE, Metric.LIST, Metric.QUANTITY)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One charge as the bill states it."""

    day: date
    currency: str
    unit: str
    kind: LineKind
    values: dict[GroupKey, str]
    amounts: dict[Metric, Decimal]


def _lines() -> list[Line]:
    """Sixty charges of 2026, with amounts that are often the same, so that ties have to be broken."""
    source = random.Random(5)
    found: list[Line] = []
    for _ in range(60):
        kind = source.choice([LineKind.USAGE, LineKind.USAGE, LineKind.CREDIT, LineKind.TAX])
        sign = -1 if kind is LineKind.CREDIT else 1
        found.append(
            Line(
                day=date(2026, source.randint(1, 8), source.randint(1, 27)),
                currency=source.choice(["USD", "USD", "EUR"]),
                unit=source.choice(["Hours", "GB"]),
                kind=kind,
                values={
                    Dimension.SERVICE: source.choice(["Amazon EC2", "Amazon S3", "Amazon RDS"]),
                    Dimension.REGION: source.choice(["eu-west-1", "us-east-1", ""]),
                    Dimension.ACCOUNT: source.choice(["1", "2"]),
                    TEAM: source.choice(["payments", "search", ""]),
                },
                amounts={
                    metric: sign * Decimal(source.choice(["1", "2.5", "2.5", "0.000001", "7"])) for metric in METRICS
                },
            )
        )
    return found


LINES = _lines()


def _as_row(line: Line) -> dict[str, str]:
    team = line.values[TEAM]
    return focus_day(
        line.day.day,
        line.day.month,
        ChargeCategory=line.kind.value.capitalize(),
        BillingCurrency=line.currency,
        ConsumedUnit=line.unit,
        ServiceName=line.values[Dimension.SERVICE],
        RegionId=line.values[Dimension.REGION],
        SubAccountId=line.values[Dimension.ACCOUNT],
        Tags=f'{{"team": "{team}"}}' if team else "{}",
        **{metric.value: str(amount) for metric, amount in line.amounts.items()},
    )


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportBill]:
    path = write_csv(tmp_path_factory.mktemp("bill") / "bill.csv", [_as_row(line) for line in LINES])
    with open_bill(path, terms=TERMS) as opened:
        yield opened


def _begins(granularity: Granularity, day: date) -> date:
    """Weeks from Sunday; fiscal quarters and years from April."""
    match granularity:
        case Granularity.HOURLY | Granularity.DAILY:
            return day
        case Granularity.WEEKLY:
            return day - timedelta(days=day.isoweekday() % 7)
        case Granularity.MONTHLY:
            return day.replace(day=1)
        case Granularity.QUARTERLY:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Granularity.YEARLY:
            return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def _kept(query: BillQuery, line: Line) -> bool:
    if query.period is not None and not query.period.start <= line.day < query.period.end:
        return False
    if query.currency is not None and query.metric is not Metric.QUANTITY and line.currency != query.currency:
        return False
    if line.kind in query.kinds_excluded:
        return False
    return all((line.values[one.dimension] in one.values) is not one.exclude for one in query.filters)


Group = tuple[str, tuple[str, ...], datetime | None]
"""A unit with the keys, or without any the interval, that are ranked and counted as one."""


def answer(query: BillQuery) -> BillResult:
    """The question answered line by line."""
    lines = [line for line in LINES if _kept(query, line)]
    sums: dict[Group, Decimal] = {}
    totals: dict[str, Decimal] = {}
    for line in lines:
        unit = line.unit if query.metric is Metric.QUANTITY else line.currency
        keys = tuple(line.values[key] for key in query.group_by)
        day = _begins(query.granularity, line.day) if query.granularity else None
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
        amount = line.amounts[query.metric]
        sums[unit, keys, start] = sums.get((unit, keys, start), Decimal(0)) + amount
        totals[unit] = totals.get(unit, Decimal(0)) + amount
    ranked: dict[Group, Decimal] = {}
    for (unit, keys, start), amount in sums.items():
        group = (unit, keys, None if query.group_by else start)
        ranked[group] = ranked.get(group, Decimal(0)) + amount
    over = query.having_over
    groups = [group for group, amount in ranked.items() if over is None or amount > over]
    sign = -1 if query.descending else 1
    groups.sort(key=lambda group: (sign * ranked[group], group[1], group[2] or datetime.min.replace(tzinfo=UTC)))
    first = {group for unit in totals for group in [one for one in groups if one[0] == unit][: query.limit]}
    rows = [
        BillRow(keys, start, unit, amount)
        for (unit, keys, start), amount in sums.items()
        if (unit, keys, None if query.group_by else start) in first
    ]
    rows.sort(key=lambda row: (row.currency, str(row.start or ""), sign * row.amount, row.keys))
    return BillResult(rows=tuple(rows), totals=totals, groups=len(groups), rows_read=len(lines))


keys = st.sampled_from([Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT, TEAM])
VALUES = {key: sorted({line.values[key] for line in LINES}) for key in LINES[0].values}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    key = draw(keys)
    values = draw(st.lists(st.sampled_from([*VALUES[key], "nothing such"]), min_size=1, max_size=2, unique=True))
    return Filter(dimension=key, values=tuple(values), exclude=draw(st.booleans()))


periods = st.builds(Period.of_days, st.dates(date(2025, 12, 1), date(2026, 9, 1)), st.sampled_from([1, 7, 31, 92, 400]))
questions = st.builds(
    BillQuery,
    metric=st.sampled_from(METRICS),
    period=st.none() | periods,
    granularity=st.none() | st.sampled_from(Granularity),
    group_by=st.lists(keys, max_size=2, unique=True).map(tuple),
    filters=st.lists(filters(), max_size=2).map(tuple),
    kinds_excluded=st.frozensets(st.sampled_from([LineKind.CREDIT, LineKind.TAX]), max_size=2),
    currency=st.sampled_from([None, None, "USD", "EUR", "GBP"]),
    having_over=st.none() | st.sampled_from([Decimal("-3"), Decimal(0), Decimal("2.5"), Decimal(12)]),
    limit=st.none() | st.integers(1, 4),
    descending=st.booleans(),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions)
def test_a_question_is_answered_as_its_lines_add_up(bill: ExportBill, query: BillQuery) -> None:
    assert bill.query(query) == answer(query)


def test_the_lines_hold_what_questions_need_to_differ() -> None:
    """Both currencies have every service, some amounts are the same, and some charges have no region or team."""
    for currency in ("USD", "EUR"):
        of_it = [line for line in LINES if line.currency == currency]
        assert len({line.values[Dimension.SERVICE] for line in of_it}) == 3
        assert any(not line.values[TEAM] for line in of_it)
    assert len({line.amounts[Metric.BILLED] for line in LINES}) < 12


def test_as_many_values_as_a_filter_takes_are_taken_and_one_more_is_refused(bill: ExportBill) -> None:
    most = tuple(f"name {number}" for number in range(MAX_FILTER_VALUES - 1))
    taken = Filter(dimension=Dimension.SERVICE, values=(*most, "Amazon S3"))
    refused = Filter(dimension=Dimension.SERVICE, values=(*taken.values, "one more"))
    s3 = Filter(dimension=Dimension.SERVICE, values=("Amazon S3",))

    assert bill.query(BillQuery(filters=(taken,))) == bill.query(BillQuery(filters=(s3,)))
    with pytest.raises(BillError, match="at most 10000 values, not 10001"):
        bill.query(BillQuery(filters=(refused,)))


@pytest.mark.parametrize("currency", ["eur", "Eur", "EUR"])
def test_a_currency_is_found_however_it_is_written(bill: ExportBill, currency: str) -> None:
    assert bill.query(BillQuery(currency=currency)).totals == answer(BillQuery(currency="EUR")).totals


def test_a_period_that_ends_a_day_before_the_bill_leaves_that_day_out(bill: ExportBill) -> None:
    whole = bill.info().period
    last_day = Period.of_days(whole.last_day, 1)
    before = Period(whole.start, whole.last_day)
    after = Period(whole.start + timedelta(days=1), whole.end)

    everything = bill.query(BillQuery(period=whole))
    assert everything == answer(BillQuery())
    for part in (before, after, last_day):
        found = bill.query(BillQuery(period=part))
        assert found == answer(BillQuery(period=part))
        assert 0 < found.rows_read < everything.rows_read
