"""What is drawn of budgets: gauges, the running sum against the limit, alerts, drivers and a table of all."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

from agents.bill.dimensions import heading
from billing.budgets.alerts import Alert
from billing.budgets.performance import Performance, State
from billing.budgets.record import ABSOLUTE
from finops_core.answers import Column, Entity, Gauge, GaugesBlock, Mark, Point, Series, TableBlock, TimeSeriesBlock

CENT: Final = Decimal("0.01")
MOST_GAUGES: Final = 60
MOST_POINTS: Final = 370
_STATUS: Final[dict[State, Literal["", "ok", "warning", "over"]]] = {
    State.OVER: "over",
    State.HEADING_OVER: "warning",
    State.WITHIN: "ok",
    State.UNKNOWN: "",
}


def gauge_block(shown: Sequence[Performance]) -> GaugesBlock:
    """Each budget's amount against its limit, and where it is heading."""
    followed = [one for one in shown if one.limit is not None and one.actual is not None]
    return GaugesBlock(title="Budgets", items=tuple(_gauge(one) for one in followed[:MOST_GAUGES]))


def _gauge(one: Performance) -> Gauge:
    expected = one.expected.whole.value if one.expected else None
    return Gauge(
        label=one.budget.budget_name,
        value=_text(one.actual),
        limit=_text(one.limit),
        kind="number" if one.budget.budget_type != "COST" else "money",
        unit="%" if one.budget.is_share else one.unit,
        expected=None if expected is None else str(Decimal(repr(expected)).quantize(CENT)),
        status=_STATUS[one.state],
        entity=Entity(kind="budget", id=one.budget.budget_name),
        note=_span(one),
    )


def _span(one: Performance) -> str:
    if one.period is None:
        return ""
    return f"{one.period.start.isoformat()} to {one.period.last_day.isoformat()}"


def lines_block(one: Performance) -> TimeSeriesBlock | None:
    """The sum by day, billed and expected, beside the limit."""
    if not one.running or one.limit is None or one.period is None:
        return None
    spent = [Point(start=day.isoformat(), value=_text(total)) for day, total in one.running]
    series = [Series(name="Spent", points=tuple(spent[-MOST_POINTS:]))]
    if one.expected is not None:
        ahead = [
            Point(start=day.isoformat(), value=str(Decimal(repr(total)).quantize(CENT)))
            for day, total in one.expected.running
        ]
        series.append(Series(name="Expected", points=tuple(ahead[-MOST_POINTS:])))
    ends = (one.period.start, one.period.last_day)
    series.append(
        Series(name="Limit", points=tuple(Point(start=day.isoformat(), value=_text(one.limit)) for day in ends))
    )
    passed = one.over_since or one.passes_on
    marks = (
        (Mark(start=passed.isoformat(), label="Limit passed" if one.over_since else "Expected to pass"),)
        if passed
        else ()
    )
    return TimeSeriesBlock(
        title=f"{one.budget.budget_name}: sum by day",
        unit=one.unit,
        granularity="daily",
        series=tuple(series),
        marks=marks,
    )


def driver_block(one: Performance) -> TableBlock:
    """The largest parts of a budget and how they changed."""
    key = one.driver_dimension
    label = heading(key) if key is not None else "What"
    kind: Literal["money", "number"] = "money" if one.budget.budget_type == "COST" else "number"
    return TableBlock(
        title=f"What drives {one.budget.budget_name}",
        columns=(
            Column(key="name", label=label),
            Column(key="amount", label="So far", kind=kind, unit=one.unit),
            Column(key="change", label="Against the same days before", kind=kind, unit=one.unit),
        ),
        rows=tuple(
            (each.name or "no name", _text(each.amount), None if each.change is None else _text(each.change))
            for each in one.drivers
        ),
        total_rows=len(one.drivers),
    )


def alert_block(shown: Sequence[Performance]) -> TableBlock:
    """Every threshold with the day it was or will be crossed."""
    rows = [
        (one.budget.budget_name, each.notification.notification_type, _threshold(each), _text(each.threshold),
         each.state.value, each.day.isoformat() if each.day else None)
        for one in shown for each in one.alerts
    ]  # fmt: skip
    return TableBlock(
        title="Alerts",
        columns=(
            Column(key="budget", label="Budget"),
            Column(key="type", label="Of"),
            Column(key="threshold", label="Threshold"),
            Column(key="amount", label="As an amount", kind="number"),
            Column(key="state", label="State"),
            Column(key="day", label="On", kind="date"),
        ),
        rows=tuple(rows[:MOST_POINTS]),
        total_rows=len(rows),
    )


def _threshold(each: Alert) -> str:
    given = each.notification
    sign = "" if given.threshold_type == ABSOLUTE else " %"
    operator = {"LESS_THAN": "<", "EQUAL_TO": "="}.get(given.comparison_operator, ">")
    return f"{operator} {given.threshold.normalize():f}{sign}"


def budget_block(shown: Sequence[Performance]) -> TableBlock:
    """All budgets in a table, those that cannot be followed with the reason."""
    rows = [
        (one.budget.budget_name, one.budget.budget_type, one.budget.time_unit, one.state.value, _text(one.actual),
         _text(one.limit), one.unit, None if one.chance is None else str(one.chance),
         one.passes_on.isoformat() if one.passes_on else None, one.reason)
        for one in shown
    ]  # fmt: skip
    return TableBlock(
        title="All budgets",
        columns=(
            Column(key="budget", label="Budget"),
            Column(key="type", label="Type"),
            Column(key="period", label="Period"),
            Column(key="state", label="State"),
            Column(key="actual", label="So far", kind="number"),
            Column(key="limit", label="Limit", kind="number"),
            Column(key="unit", label="Unit"),
            Column(key="chance", label="Chance of passing", kind="percent"),
            Column(key="day", label="Expected on", kind="date"),
            Column(key="reason", label="Why not known"),
        ),
        rows=tuple(rows),
        total_rows=len(rows),
    )


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.quantize(CENT):f}"
