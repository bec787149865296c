"""What the days of the week came to over the complete days of a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.bill.absent import Missing, NotInBill
from agents.bill.intervals import complete_days
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import sentence
from agents.cost.weekdays.params import WeekdaysParams
from billing.allocation import exact_sum
from billing.periods.symbols import WEEKDAYS
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.tools.context import ToolContext
from finops_core.values import Granularity, Period

AT_ONCE = "Taxes, fees and other charges that come at once count on the day they are dated."
UTC_DAYS = "Days are those of the bill, in UTC; the weekend is Saturday and Sunday."
WEEKEND, WEEK = (5, 6), (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOfTheWeek:
    """What Monday to Sunday came to in each currency, and how many of each the period has.

    `asked` are the days that were asked for, 0 for Monday; none are the weekend beside the weekdays.
    """

    scope: Scope
    counts: tuple[int, ...]
    sums: Mapping[str, tuple[Decimal, ...]]
    asked: tuple[int, ...]
    basis: Basis
    order: str = ""

    def ranked(self, currency: str) -> tuple[int, ...]:
        """The days of the week that the period has, by what one of them costs, the first as `order` says."""
        days = [day for day in self.asked or range(len(WEEKDAYS)) if self.counts[day]]
        dearest = sorted(days, key=lambda day: (-self.sums[currency][day] / self.counts[day], day))
        return tuple(reversed(dearest) if self.order == "lowest" else dearest)

    def of(self, days: Sequence[int], currency: str) -> tuple[Decimal, int]:
        """What some days of the week came to, and how many of them there were."""
        return exact_sum([self.sums[currency][day] for day in days]), sum(self.counts[day] for day in days)


def read_weekdays(params: WeekdaysParams, context: ToolContext) -> DaysOfTheWeek | NotInBill:
    """Sums over the complete days of the period. Raises ToolRetry and BillError as the other tools."""
    scope = read_scope(params, context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    scope = complete_days(scope)
    result = context.service(BillSource).query(replace(scope.rows, granularity=Granularity.DAILY))
    if not result.totals:
        text = sentence("the bill has no charges", scope.subject, f"{scope.when}.")
        return NotInBill(basis=scope.basis, sentence=text)
    by_day: dict[str, list[list[Decimal]]] = {currency: [[] for _ in WEEKDAYS] for currency in result.totals}
    for row in result.rows:
        if row.start is not None:
            by_day[row.currency][row.start.weekday()].append(row.amount)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), result)
    return DaysOfTheWeek(
        scope=scope,
        counts=_counts(scope.period.period),
        sums={currency: tuple(exact_sum(amounts) for amounts in days) for currency, days in by_day.items()},
        asked=_asked(params.days),
        order=params.order,
        basis=basis.model_copy(update={"notes": (*basis.notes, UTC_DAYS, AT_ONCE)}),
    )


def _counts(days: Period) -> tuple[int, ...]:
    """How many Mondays, Tuesdays, … a period has."""
    first = days.start.weekday()
    return tuple(days.days // 7 + ((day - first) % 7 < days.days % 7) for day in range(7))


def _asked(names: Sequence[str]) -> tuple[int, ...]:
    """Days of the week by number; all of them, or none, is the weekend beside the weekdays."""
    groups = {"weekend": WEEKEND, "weekdays": WEEK} | {name: (day,) for day, name in enumerate(WEEKDAYS)}
    found = tuple(sorted({day for name in names for day in groups[name]}))
    return found if len(found) < len(WEEKDAYS) else ()
