"""Forecasts by two dimensions: each group's estimate shared out among what it is made of, to the cent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from agents.bill.wording import Grouping
from agents.cost.forecast.groups import GROUPS, GroupForecasts, GroupOutlook, forecast_groups
from agents.cost.forecast.latest_sums import LatestSums
from agents.cost.forecast.question import ForecastQuestion, Keys
from billing.allocation import exact_sum
from billing.outlook import NotEnough
from billing.query import BillRow
from billing.reconciliation import in_cents
from finops_core.values import Period

SHARED_BY_DAYS = 28
"""Days at the end of the bill whose amounts a group's estimate is shared out by."""


def forecast_cells(asked: ForecastQuestion, groups: Grouping) -> GroupForecasts | NotEnough:
    """The estimates by the first dimension, each shared out among the values of the second that it has."""
    once = replace(asked.once, rows=_by_first(asked.once.rows))
    by_first = replace(asked, result=replace(asked.result, rows=_by_first(asked.result.rows)), once=once)
    found = forecast_groups(by_first, replace(groups, keys=groups.keys[:1]))
    if isinstance(found, NotEnough):
        return found
    rows = (*asked.result.rows, *asked.once.rows)
    cells = {row.keys[:-1] for row in rows if row.currency == asked.currency}
    recent = Period(max(asked.days.start, asked.days.end - timedelta(days=SHARED_BY_DAYS)), asked.days.end)
    beside, by = LatestSums.of(asked, found.latest), LatestSums.of(asked, recent)
    parts = [part for one in found.known for part in _shared_out(one, cells, beside, by)]
    by_growth = asked.params.order == "growth"
    parts.sort(key=lambda one: (-one.growth if by_growth else -one.amount, one.keys))
    count = asked.params.top_n or GROUPS
    note = "Each estimate by the first dimension is shared out by the latest four weeks of the second."
    return replace(
        found,
        asked=asked,
        groups=groups,
        known=tuple(parts[:count]),
        others=_together([*parts[count:], *([found.others] if found.others else [])]),
        basis=found.basis.model_copy(update={"notes": (*found.basis.notes, note)}),
    )


def _by_first(rows: Sequence[BillRow]) -> tuple[BillRow, ...]:
    return tuple(replace(row, keys=(row.keys[0], *row.keys[2:])) for row in rows)


def _shared_out(whole: GroupOutlook, cells: set[Keys], beside: LatestSums, by: LatestSums) -> list[GroupOutlook]:
    """The estimate of one by the first dimension, shared out as its parts came to in `by`."""
    own = sorted(keys for keys in cells if keys[:1] == whole.keys)
    lately = [max(0.0, by.recurring([keys])) for keys in own]
    shares = [one / sum(lately) for one in lately] if sum(lately) else [1 / len(own)] * len(own)
    amounts = in_cents([float(whole.amount) * share for share in shares], whole.amount)
    found = [
        GroupOutlook(
            keys=keys,
            billed=beside.billed([keys]),
            recurring=beside.recurring([keys]),
            amount=amount,
        )
        for keys, amount in zip(own, amounts, strict=True)
    ]
    return [one for one in found if one.amount or one.billed]


def _together(parts: Sequence[GroupOutlook]) -> GroupOutlook | None:
    if not parts:
        return None
    return GroupOutlook(
        keys=(),
        billed=exact_sum([one.billed for one in parts]),
        recurring=sum(one.recurring for one in parts),
        amount=exact_sum([one.amount for one in parts]),
    )
