"""What a number of the cost agent stands on, in words."""

from agents.bill.dimensions import account_label, heading
from agents.bill.kinds import kind_words
from agents.bill.tag_keys import key_in_words
from billing.periods.anchor import Anchor
from billing.periods.symbols import Resolved, day_text
from billing.query import BillInfo, Dimension, Filter, GroupKey, LineKind, Metric, Tag
from finops_core.answers import Basis, DateRange
from finops_core.tools.context import ToolContext
from finops_core.values import Period


def opening_basis(
    metric: Metric,
    info: BillInfo,
    anchor: Anchor,
    period: Resolved,
    kinds: tuple[str, ...],
    excluded: frozenset[LineKind],
    filters: tuple[Filter, ...],
    context: ToolContext,
) -> Basis:
    """The basis of a scope before anything is read."""
    days = period.period
    notes = list(_period_notes(anchor, period))
    accounts = info.accounts if context.accounts is None else {a: info.accounts.get(a, "") for a in context.accounts}
    return Basis(
        metric=metric.value,
        period=DateRange(start=days.start, end=days.end),
        included=kind_words(kind for kind in kinds if kind not in excluded),
        excluded=kind_words(kind for kind in kinds if kind in excluded),
        filters=tuple(filter_words(one, info) for one in filters),
        partial_periods=tuple(_partial(anchor, days)),
        data_as_of=info.data_as_of,
        accounts=tuple(account_label(account, info) for account in sorted(accounts)),
        source=info.source,
        sample=info.sample,
        notes=tuple(notes),
    )


def filter_words(one: Filter, info: BillInfo) -> str:
    """A filter as a basis lists it: `service is Amazon EC2 or Amazon RDS`, `region is not eu-west-1`."""
    values = one.values
    if one.dimension is Dimension.LINE_KIND:
        values = kind_words(values)
    elif one.dimension is Dimension.ACCOUNT:
        values = tuple(account_label(value, info) for value in values)
    named = " or ".join(value or "empty" for value in values) or "empty"
    return f"{_name_of(one.dimension)} is {'not ' if one.exclude else ''}{named}"


def _name_of(key: GroupKey) -> str:
    return key_in_words(key.key) if isinstance(key, Tag) else heading(key).lower()


def _period_notes(anchor: Anchor, period: Resolved) -> list[str]:
    if period.relative and anchor.from_bill_end:
        return [f"The bill ends on {day_text(anchor.last_day)}; words like “last month” count from there."]
    if period.to_date:
        return [f"The bill ends on {day_text(anchor.bill.last_day)}; “to date” means up to there."]
    return []


def _partial(anchor: Anchor, days: Period) -> list[str]:
    partial: list[str] = []
    if days.start < anchor.bill.start:
        partial.append(f"the bill begins on {day_text(anchor.bill.start)}")
    if days.end > anchor.complete.end:
        partial.append(f"the bill is complete up to {day_text(anchor.complete.last_day)}")
    return partial
